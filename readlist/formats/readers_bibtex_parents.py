"""What BibTeX entries take over from others: ``crossref`` and BibLaTeX's ``xdata``.

The rules are BibLaTeX's (its manual, "Data inheritance"), which hold for BibTeX too: a book's
title is the book title of what is in it, and what an entry says itself is never replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

# Fields that say who an entry is, and never go on to another.
_OWN = frozenset(
    "ids crossref xref xdata entryset entrysubtype execute label options presort related "
    "relatedoptions relatedstring relatedtype shortauthor shorteditor shorthand sortkey sorttitle "
    "key keywords keyword groups mendeley-groups mendeley-tags abstract file owner timestamp "
    "ranking rating priority relevance readstatus read doi url urldate eprint archiveprefix "
    "eprinttype primaryclass eprintclass".split()
)
# A whole's fields under other names in its parts.
_RENAMED = {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon"}
_PARTS = frozenset(
    "inproceedings conference incollection inbook suppbook inreference suppcollection".split()
)
WHOLES = frozenset("book mvbook collection mvcollection proceedings mvproceedings".split())
# More entries than these stand behind no real one.
_MOST = 50
_TOLD = 10


class Heir(Protocol):
    """An entry, its fields by lower-case name."""

    kind: str
    key: str
    first: int
    fields: dict[str, str]


def inherit(entries: Sequence[Heir]) -> list[str]:
    """Give each entry what it takes over, and drop the references that were found.

    Return a sentence for the reader about references to entries that are not in the file.
    """
    heirs = [entry for entry in entries if "crossref" in entry.fields or "xdata" in entry.fields]
    if not heirs:
        return []
    by_key: dict[str, Heir] = {}
    for entry in entries:
        by_key.setdefault(entry.key.lower(), entry)
    before = {id(entry): dict(entry.fields) for entry in heirs}
    lost: list[str] = []
    for entry in heirs:
        _take(entry, by_key, before, lost)
    if not lost:
        return []
    told = ", ".join(lost[:_TOLD]) + (f" and {len(lost) - _TOLD} more" if lost[_TOLD:] else "")
    return [f"Entries that take fields over from others, which are not in the file: {told}."]


def _take(
    entry: Heir, by_key: Mapping[str, Heir], before: Mapping[int, dict[str, str]], lost: list[str]
) -> None:
    """Fill an entry from its parents, and theirs, as they were before any was filled."""
    missing: set[str] = set()
    seen = {id(entry)}
    waiting = [(name, parent, 1) for name, parent in _parents(before[id(entry)])]
    for name, parent, steps in waiting:
        found = by_key.get(parent.lower())
        if found is None and steps == 1:
            missing.add(name)
            lost.append(f"{entry.key} from {parent} (line {entry.first})")
        if found is None or id(found) in seen or len(seen) > _MOST:
            continue
        seen.add(id(found))
        fields = before.get(id(found), found.fields)
        for field, value in fields.items():
            own = _field(field, name, entry.kind, found.kind)
            if own and not entry.fields.get(own, "").strip():
                entry.fields[own] = value
        waiting += [(further, key, steps + 1) for further, key in _parents(fields)]
    for name in {"crossref", "xdata"} - missing:
        entry.fields.pop(name, None)


def _parents(fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The entries to take over from, the nearest first."""
    for parent in fields.get("xdata", "").split(",")[:_MOST]:
        if parent.strip():
            yield "xdata", parent.strip()
    if parent := fields.get("crossref", "").strip():
        yield "crossref", parent


def _field(name: str, by: str, kind: str, parent: str) -> str:
    """Under which name a part has its whole's field; "" when it has it not."""
    if by == "xdata":
        return "" if name in ("xdata", "crossref", "ids") else name
    if name in _OWN:
        return ""
    if name in _RENAMED:
        return _RENAMED[name] if kind in _PARTS and parent in WHOLES else ""
    if name == "author" and kind in _PARTS and parent in WHOLES:
        return "bookauthor" if kind != "inbook" else "author"
    return name
