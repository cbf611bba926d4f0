"""Citation keys: made once by a pattern, unique ignoring case, plain ASCII."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from readlist.domain.errors import InvalidValueError
from readlist.domain.key_patterns import ALLOWED, DEFAULT, KeyPattern
from readlist.domain.papers import Bibliography

# Characters that BibTeX, biber or LaTeX's \cite stumble over, and the blank.
_FORBIDDEN = re.compile(r"[^A-Za-z0-9_:./+-]")
# Those with which an entry cannot be read again or cited at all. Tried out with bibtex and plain,
# biber, pdflatex, and the parser that reads our own files back. TeX reads "^^5c" as a backslash.
_UNWRITABLE = re.compile(r"[\s\"#%,={}~\\\x00-\x1f\x7f-\x9f]|\^\^")
_REFUSED_BY_SOME = re.compile(r"[()]|[^\x00-\x7f]")

KeyOrigin = Literal["", "hand", "file"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChange:
    """What making keys anew does to one paper: ``old`` is empty where it had no key.

    ``kept`` says why an old key stays: it was written by ``hand`` or came from a ``file``.
    """

    paper_id: int
    title: str
    old: str
    new: str
    kept: KeyOrigin = ""

    @property
    def changes(self) -> bool:
        """Whether the paper gets another key."""
        return self.old != self.new


def suffix(number: int) -> str:
    """The suffix of the n-th paper with the same stem: "", "a", ... "z", "aa", "ab", ..."""
    text = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        text = chr(ord("a") + letter) + text
    return text


class _Givers:
    """Gives out keys that nobody has yet, counting on within each stem."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.used = {key.casefold() for key in taken}
        self._counters: dict[str, int] = {}

    def give(self, base: str) -> str:
        folded = base.casefold()
        number = self._counters.get(folded, 0)
        while (key := base + suffix(number)).casefold() in self.used:
            number += 1
        self._counters[folded] = number + 1
        self.used.add(key.casefold())
        return key


def make_keys(
    papers: Sequence[tuple[int, Bibliography]],
    taken: Iterable[str],
    pattern: KeyPattern = DEFAULT,
) -> Mapping[int, str]:
    """A key for each (id, bibliography) that has none yet, in the order given.

    ``taken`` are all the keys of the library. No key equals another when case is ignored, and no
    key that exists is changed.
    """
    givers = _Givers(taken)
    givers.used |= {bib.citation_key.casefold() for _, bib in papers if bib.citation_key}
    return {
        paper_id: givers.give(pattern.stem(bib, paper_id))
        for paper_id, bib in papers
        if not bib.citation_key
    }


def renew_keys(
    papers: Sequence[tuple[int, Bibliography]],
    taken: Iterable[str],
    pattern: KeyPattern = DEFAULT,
) -> Mapping[int, str]:
    """A key by ``pattern`` for every (id, bibliography), whatever it has now.

    ``taken`` are the keys of all other papers. Papers of one stem get its first free suffixes;
    who has one of these already keeps it, so that doing it twice changes nothing.
    """
    used = {key.casefold() for key in taken}
    stems = {paper_id: pattern.stem(bib, paper_id) for paper_id, bib in papers}
    groups: dict[str, list[tuple[int, str]]] = {}
    for paper_id, bib in papers:
        groups.setdefault(stems[paper_id].casefold(), []).append((paper_id, bib.citation_key))
    made: dict[int, str] = {}
    for members in groups.values():
        free = _free(stems[members[0][0]], len(members), used)
        for paper_id, old in members:
            if old.casefold() in free and old.startswith(stems[paper_id]):
                made[paper_id] = old
                free.remove(old.casefold())
                used.add(old.casefold())
    givers = _Givers(used)
    for paper_id, _ in papers:
        if paper_id not in made:
            made[paper_id] = givers.give(stems[paper_id])
    return made


def _free(base: str, count: int, used: set[str]) -> set[str]:
    """The first ``count`` keys of a stem that nobody has, case folded."""
    free: set[str] = set()
    number = 0
    while len(free) < count:
        key = (base + suffix(number)).casefold()
        if key not in used:
            free.add(key)
        number += 1
    return free


def check_key(text: str) -> str:
    """A key that the reader wrote, stripped; raise InvalidValueError when a tool would refuse it.

    Whether it is unique is the library's matter.
    """
    key = text.strip()
    bad = _FORBIDDEN.search(key)
    if bad or not key:
        what = f"it holds {_shown(bad[0])}" if bad else "it is empty"
        raise InvalidValueError(f"'{key}' cannot be a citation key: {what}.", f"Use {ALLOWED}.")
    return key


def can_be_kept(key: str) -> bool:
    """Whether a key from another program's file can be written out again and cited."""
    return bool(key) and not _UNWRITABLE.search(key)


def refused_in(key: str) -> str:
    """What some programs refuse in a kept key: "(" and ")" (biber) and what is not ASCII."""
    return "".join(dict.fromkeys(_REFUSED_BY_SOME.findall(key)))


def _shown(char: str) -> str:
    return "a blank" if char.isspace() else f"'{char}'"
