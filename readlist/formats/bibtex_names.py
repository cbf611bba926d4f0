"""Names as BibTeX, biber and their kin divide them: "particle family, suffix, given"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from readlist.domain.people import Name, parse_name
from readlist.formats.latex import Problems, clean, escape

_REMNANTS = str.maketrans("", "", "{}\\")
# What divides names, or a name from its parts. Some programs compare "and" without case.
_DIVIDER = re.compile(r",|(?:^|\s)(?:and|others)(?:\s|$)", re.IGNORECASE)
_TOO_MANY = re.compile(r"(?:,[^,]*){3}|,,", re.DOTALL)
# biber takes "given=..." for its own long form of a name; an accent's command stays.
_EQUALS = re.compile(r"(?<!\\)=")
_BRACED = re.compile(r"\{(?!\\)[^{}]*\}")
_FIRST = re.compile(r"\{\\(?P<command>[a-zA-Z]+|.)[^\w}]*(?P<inner>[^\W\d_]?)|[^\W\d_]")
_LETTER_COMMANDS = frozenset("i j o O l L ss ae AE oe OE aa AA".split())
_WHOLE_GROUP = re.compile(r"\{[^{}]*\}")


def write_names(names: Sequence[Name], problems: Problems, *, unicode: bool = False) -> str:
    """Names in their order, divided by " and "; those that print nothing are left out."""
    written = (write_name(name, problems, unicode=unicode) for name in names)
    return " and ".join(text for text in written if text)


def rewrite_names(text: str, problems: Problems, *, unicode: bool = False) -> str:
    """An imported file's names of editors or translators, written as authors are."""
    names = re.split(r"\s+and\s+", clean(text))
    return write_names([parse_name(name) for name in names], problems, unicode=unicode)


def write_name(name: Name, problems: Problems, *, unicode: bool = False) -> str:
    """One name; a group in braces. Empty when nothing of it can be printed.

    Braces and backslashes inside a name are remnants of another file's LaTeX and are left out:
    biber cannot make initials of them.
    """

    def written(text: str) -> str:
        plain = clean(clean(text).translate(_REMNANTS))
        return _EQUALS.sub("{=}", escape(plain, problems, unicode=unicode))

    def part(text: str) -> str:
        return _shielded(written(text))

    def group(text: str) -> str:
        return _group(written(text))

    if name.literal == "others":
        return "others"  # BibTeX's "and others": the list of names was cut
    if name.literal:
        return group(name.literal)
    given, suffix = part(name.given), part(name.suffix)
    family = " ".join(filter(None, (part(name.particle), _whole_family(part(name.family)))))
    if not (given and family):
        whole = part(" ".join(filter(None, (name.given, name.particle, name.family, name.suffix))))
        return _group(whole) if len(_words(whole)) > 1 else whole
    divided = ", ".join(filter(None, (family, suffix, given)))
    # biber counts commas in braces, too, and leaves out an entry with more than two in a name.
    return _group(written(name.display)) if _TOO_MANY.search(divided) else divided


def _shielded(written: str) -> str:
    """A part in braces when it would divide the name, or when BibTeX sees nothing in it."""
    nothing = written and not written.strip("-~ ")
    return "{" + written + "}" if nothing or _DIVIDER.search(written) else written


def _whole_family(written: str) -> str:
    """A family name whose inner small words are no particles: "García {de la} Cruz".

    Programs take everything before the last small word for the particle. Small words at the
    front are particles indeed, which some sources leave in the family name.
    """
    words = _words(written)
    small = [_is_small(word) for word in words[:-1]]
    if False not in small or True not in small[small.index(False) :]:
        return written
    first = small.index(True, small.index(False))
    last = len(small) - small[::-1].index(True)
    return " ".join([*words[:first], "{" + " ".join(words[first:last]) + "}", *words[last:]])


def _words(written: str) -> list[str]:
    """The words of a part; a blank in braces divides nothing."""
    depth, words = 0, [""]
    for char in written:
        depth += (char == "{") - (char == "}")
        if char == " " and not depth:
            words.append("")
        else:
            words[-1] += char
    return words


def _is_small(word: str) -> bool:
    """BibTeX's rule for the words of a particle: the first letter outside of braces is small.

    The letter of a command such as ``{\\'e}`` counts, too.
    """
    bare = _BRACED.sub("", word)
    match = _FIRST.search(bare)
    if match is None:
        return False
    if match["command"] in _LETTER_COMMANDS:
        return match["command"].islower()
    return (match["inner"] if match["command"] else match[0]).islower()


def _group(text: str) -> str:
    """A name that must not be divided."""
    return "{" + text + "}" if text and not _WHOLE_GROUP.fullmatch(text) else text
