"""Any Unicode text as LaTeX that every BibTeX style accepts.

One pass: plain text is escaped, accents become ``{\\"o}``, symbols their commands, maths spans
stay maths. Nothing of the input reaches LaTeX as a command, except inside a span of maths that
is made of known printing commands only.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from readlist.formats.case import NO_LISTS, Lists, protected
from readlist.formats.latex_math import split_maths
from readlist.formats.latex_symbols import (
    ACCENTS,
    BELOW,
    COMMA_BELOW,
    LETTERS,
    MATHS,
    NEEDS_T1,
    PUNCTUATION,
    SPECIAL,
)

_INVISIBLE = re.compile(r"[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f]")
# What needs no escaping.
PLAIN = re.compile(r"[A-Za-z0-9 .,:;!?'\"()\[\]/+=*@`-]*")
# A letter with marks that Unicode has no single character for stays one.
_CLUSTER = re.compile(rf"[A-Za-z][{''.join(ACCENTS)}]+|[^A-Za-z0-9 .,:;!?'\"()\[\]/+=*@`-]")
_SPACES = re.compile(r"\s+")
# Accents that lost their way out of LaTeX on the page: \'e, \"{o}, \c{c}.
_REMNANT = re.compile(
    r"\{?\\(?:(?P<sign>['`^\"~=.])(?:\{(?P<a>[A-Za-z])\}|(?P<b>[A-Za-z]))"
    r"|(?P<letter>[uvHcdkrb])\{(?P<c>[A-Za-z])\})(?P<close>\}?)"
)
_DOTLESS = re.compile("([ıȷ])(?=[\u0300-\u0304\u0306-\u030c])")  # an accent takes the dot's place
_MARKS = {command: mark for mark, command in ACCENTS.items() if len(command) == 1}


@dataclass(slots=True)
class Problems:
    """Characters that could not be written as they stand, and what was written instead."""

    replaced: dict[str, str] = field(default_factory=dict)
    needs_t1: set[str] = field(default_factory=set)
    needs_unicode: set[str] = field(default_factory=set)

    def phrases(self) -> list[str]:
        """One phrase for the reader about each sort of trouble."""
        phrases = [
            f"{_name(char)} has no LaTeX form, " + (f"written as '{text}'" if text else "left out")
            for char, text in sorted(self.replaced.items())
        ]
        if self.needs_t1:
            letters = " ".join(sorted(self.needs_t1))
            phrases.append(f"{letters} needs \\usepackage[T1]{{fontenc}} in the document")
        if self.needs_unicode:
            letters = " ".join(sorted(self.needs_unicode))
            phrases.append(f"{letters} needs LuaLaTeX or XeLaTeX")
        return phrases


def _name(char: str) -> str:
    code = " ".join(f"U+{ord(c):04X}" for c in char)
    return f"'{char}' ({code})" if char.isprintable() else code


def clean(text: str) -> str:
    """NFC on one line: blanks collapsed, controls and invisible formatting characters dropped."""
    if PLAIN.fullmatch(text) and "  " not in text:
        return text.strip()
    text = _REMNANT.sub(_accent_remnant, text)
    text = unicodedata.normalize("NFC", _DOTLESS.sub(lambda m: "ij"["ıȷ".index(m[1])], text))
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    if not text.isascii():
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return _SPACES.sub(" ", text).strip()


def _accent_remnant(match: re.Match[str]) -> str:
    """The accented letter that a remnant means, if Unicode has it as one character."""
    letter = match["a"] or match["b"] or match["c"]
    mark = _MARKS[match["sign"] or match["letter"]]
    composed = unicodedata.normalize("NFC", letter + mark)
    opened, closed = match[0].startswith("{"), bool(match["close"])
    if len(composed) != 1:
        return match[0]
    if opened == closed:
        return composed
    return "{" + composed if opened else composed + "}"


def escape(text: str, problems: Problems, *, unicode: bool = False) -> str:
    """``text`` as LaTeX on one line, with balanced braces.

    ``unicode`` keeps letters of every script as they are (BibLaTeX, UTF-8); otherwise the result
    is ASCII. Characters without a LaTeX form are written in Latin letters and noted in
    ``problems``.
    """
    text = clean(text)
    if PLAIN.fullmatch(text):
        return text
    parts: list[str] = []
    for plain, maths in split_maths(text):
        parts.append(_escape_plain(plain, problems, unicode))
        if maths:
            parts.append("{" + maths + "}")
    return "".join(parts)


def escape_title(
    text: str, problems: Problems, *, unicode: bool = False, lists: Lists = NO_LISTS
) -> str:
    """As ``escape``, with braces around the words whose capitals a style must not touch."""
    text = clean(text)
    if lists is NO_LISTS and PLAIN.fullmatch(text) and not text.isupper():  # most titles
        first, *others = text.split(" ")
        return " ".join([_plain_word(first, True), *(_plain_word(one, False) for one in others)])
    parts: list[str] = []
    for word in protected(_words(text), lists):
        parts.append(_escape_plain(word.before, problems, unicode))
        core = "".join(
            _escape_plain(plain, problems, unicode) + (maths and f"{{{maths}}}")
            for plain, maths in word.core
        )
        parts.append("{" + core + "}" if word.protect and core else core)
        parts.append(_escape_plain(word.after, problems, unicode))
    return "".join(parts)


@lru_cache(maxsize=1 << 15)  # titles have most of their words in common
def _plain_word(text: str, first: bool) -> str:
    """A word of a title that needs no escaping, in braces when its capitals must stay."""
    before = [] if first else [[("", "")]]
    *_, word = protected([*before, [(text, "")]])
    core = "".join(plain for plain, _ in word.core)
    return word.before + ("{" + core + "}" if word.protect and core else core) + word.after


def _words(text: str) -> list[list[tuple[str, str]]]:
    """Divide a title at its blanks; a span of maths belongs whole to the word it stands in.

    A word is a list of (plain text, maths) pairs; the blank after it is its own word.
    """
    words: list[list[tuple[str, str]]] = [[]]
    for plain, maths in split_maths(text):
        for piece in re.split(r"([ —–]+)", plain):
            if piece[:1] in (" ", "—", "–"):
                words += [[(piece, "")], []]
            elif piece:
                words[-1].append((piece, ""))
        if maths:
            words[-1].append(("", maths))
    return [word for word in words if word]


def _escape_plain(text: str, problems: Problems, unicode: bool) -> str:
    if PLAIN.fullmatch(text):
        return text

    def form(match: re.Match[str]) -> str:
        char = match[0]
        latex, note = _character(char, unicode)
        if note == "T1":
            problems.needs_t1.add(char)
        elif note == "Unicode":
            problems.needs_unicode.add(char)
        elif note:
            problems.replaced[char] = latex
            latex = "".join(SPECIAL.get(c, c) for c in latex)
        return latex

    return _CLUSTER.sub(form, text)


_FORMS = {char: f"{{${command}$}}" for char, command in MATHS.items()}
_FORMS |= PUNCTUATION | LETTERS | SPECIAL


@lru_cache(maxsize=4096)
def _character(char: str, unicode: bool) -> tuple[str, str]:
    """The LaTeX form of one character, and a note: "T1", "Unicode", "replaced" or none."""
    if char in SPECIAL or (char.isascii() and len(char) == 1):
        return SPECIAL.get(char, char if char.isprintable() else ""), ""
    if unicode and _raw(char):
        # pdfLaTeX itself knows the letters of Europe and these marks, no others.
        return char, "Unicode" if max(char) > "ž" and char not in "ȘșȚț‘’“”„‚–—…" else ""
    if char in _FORMS:
        return _FORMS[char], "T1" if char in NEEDS_T1 else ""
    return _accented(char) or _decomposed(char) or _transliterated(char)


def _raw(char: str) -> bool:
    """What a UTF-8 file holds as it is: letters, quotation marks and dashes."""
    if char in "‘’“”„‚–—…«»¿¡":
        return True
    return char[0].isalpha() and char not in MATHS and not _compatibility(char)


def _compatibility(char: str) -> bool:
    """Ligatures, superscripts and mathematical letters: Unicode's own look-alikes."""
    return unicodedata.decomposition(char[0]).startswith("<")


def _accented(char: str) -> tuple[str, str] | None:
    r"""A Latin letter with up to three marks: ``{\'e}``, ``{\d{\^e}}``."""
    base, *marks = list(unicodedata.normalize("NFD", char))
    if not marks or not (base.isascii() and base.isalpha()) or any(m not in ACCENTS for m in marks):
        return None
    form = base
    for mark in sorted(marks, key=lambda m: m in BELOW):
        command = ACCENTS[mark]
        if len(form) == 1 and (not command.isalpha() or command == COMMA_BELOW):
            # Readers that do not know the rarer command lose no letter that stands without braces.
            form = f"\\{command}{' ' * command.isalpha()}{form}"
        else:
            form = f"\\{command}{{{form}}}"
    return "{" + form + "}", "T1" if "\u0328" in marks else ""


def _decomposed(char: str) -> tuple[str, str] | None:
    """What Unicode says a look-alike is made of: ligatures, superscripts, script letters."""
    if len(char) > 1:
        return None
    kind, _, _ = unicodedata.decomposition(char).partition(" ")
    if not kind.startswith("<"):
        return None
    plain = unicodedata.normalize("NFKC", char)
    inner = "".join(
        MATHS[c] + " " if c in MATHS else c if c.isascii() and c not in SPECIAL else "\0"
        for c in plain
    ).strip()
    if plain == char or not inner or "\0" in inner:
        return None
    if kind in ("<super>", "<sub>"):
        form = f"{{${'^' if kind == '<super>' else '_'}{{{inner}}}$}}"
    elif kind == "<font>" and plain.isalpha():
        form = f"{{${_font(char)}{{{inner}}}$}}"
    else:
        form = inner if plain.isascii() else f"{{${inner}$}}"
    return form, ""


def _font(char: str) -> str:
    """The alphabet of a mathematical letter, as near as LaTeX comes without packages."""
    name = unicodedata.name(char, "")
    if "SCRIPT" in name and unicodedata.normalize("NFKC", char).isupper():
        return r"\mathcal"
    if "SANS" in name:
        return r"\mathsf"
    if "MONOSPACE" in name:
        return r"\mathtt"
    if "BOLD" in name or "DOUBLE-STRUCK" in name:
        return r"\mathbf"
    return ""


def _transliterated(char: str) -> tuple[str, str]:
    """Latin letters for a character that LaTeX cannot print without packages."""
    from anyascii import anyascii

    if unicodedata.combining(char):
        return "", "replaced"
    text = "".join(c for c in anyascii(char) if c.isprintable()).strip()
    return text or "?", "replaced"
