"""Filling fields of stored papers inside a write transaction, with their sources remembered."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from dataclasses import replace as changed

from readlist.domain.dates import PartialDate
from readlist.domain.keys import can_be_kept
from readlist.domain.papers import Bibliography, Highlight, Paper
from readlist.library.importing_takeover import merged, take_over
from readlist.storage import imports
from readlist.storage.paper_writes import nearest

# What stays once it is there: others cite by the key, and the rest says what a page or a file said.
KEPT = frozenset({"citation_key", "authors_count", "extra"})


@dataclass(slots=True)
class Record:
    """A paper as the transaction leaves it; ``fields`` were filled. ``fresh`` ones are not stored
    yet, and come from ``dump_id``."""

    id: int
    bib: Bibliography
    edited: frozenset[str] = frozenset()
    highlights: tuple[Highlight, ...] = ()
    fresh: bool = False
    dump_id: int = 0
    fields: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, paper: Paper) -> Record:
        """The record of a stored paper."""
        return cls(paper.id, paper.bib, paper.edited, paper.highlights)


class FieldTaker:
    """Takes over what papers lack. Nothing is stored before ``write``, but moved highlights."""

    def __init__(self, db: imports.Database, at: str) -> None:
        self._db = db
        self._at = at
        self._taken: list[imports.TakenOver] = []
        self._keys: set[str] | None = None

    def refusal(self, key: str) -> str:
        """Why a citation key cannot be taken over; nothing when it can, and then it is taken."""
        if not can_be_kept(key):
            return "no .bib file can hold it"
        if self._keys is None:
            self._keys = imports.citation_keys(self._db)
        if key.casefold() in self._keys:
            return "another paper has it"
        self._keys.add(key.casefold())
        return ""

    def take(
        self,
        record: Record,
        bring: Bibliography,
        source: str,
        dump_id: int | None = None,
        *,
        without: Collection[str] = (),
        replace: Collection[str] = (),
    ) -> bool:
        """Take over what the paper lacks; False when ``bring`` brings nothing.

        Of what is lacking all but ``without``; and what ``bring`` has of ``replace`` in place of
        what is there, unless the reader wrote that. A citation key that is refused stays
        out, and an abstract in which one of the reader's highlights would be lost.
        """
        taken = take_over(record.bib, bring, record.edited)
        taken = {name: value for name, value in taken.items() if _whole(name) not in without}
        taken |= _replaced(record, bring, set(replace).difference(without))
        key = taken.get("citation_key")
        if isinstance(key, str) and self.refusal(key):
            del taken["citation_key"]
        if "abstract" in taken and not self._keep_highlights(record, str(taken["abstract"])):
            del taken["abstract"]
        for name in taken:
            self._taken.append(field_change(record.id, name, record.bib, source, dump_id))
        record.bib = merged(record.bib, taken)
        record.fields |= taken.keys()
        return bool(taken)

    def write(self, records: Iterable[Record]) -> None:
        """Store what was taken over since the last call: of these papers the fields, of all the
        sources."""
        for record in records:
            if record.fields and not record.fresh:
                imports.update_paper(self._db, record.id, record.bib, record.fields, self._at)
        imports.insert_sources(self._db, self._taken, self._at)
        self._taken = []

    def _keep_highlights(self, record: Record, abstract: str) -> bool:
        """Find the reader's highlights in a longer abstract; False when one would be lost."""
        moved = []
        for highlight in record.highlights:
            start = nearest(abstract, highlight.quote, highlight.start)
            if start is None:
                return False
            moved.append(changed(highlight, start=start, end=start + len(highlight.quote)))
        for highlight in moved:
            imports.move_highlight(self._db, highlight.id, highlight.start, highlight.end)
        record.highlights = tuple(moved)
        return True


def value_of(bib: Bibliography, name: str) -> object:
    """A field's value; None for each kind of nothing."""
    return getattr(bib, name) or None


def _whole(name: str) -> str:
    """The field that a reader sees: a date goes with its source."""
    return "published" if name == "published_source" else name


def _replaced(record: Record, bring: Bibliography, names: set[str]) -> dict[str, object]:
    """The values of ``bring`` in the place of others; of several records the first has its way."""
    taken: dict[str, object] = {}
    for name in names - KEPT - record.edited - record.fields:
        new = value_of(bring, name)
        if new is not None and new != value_of(record.bib, name):
            taken[name] = new
    if "published" in taken:
        taken["published_source"] = bring.published_source
    return taken


def field_change(
    paper_id: int, name: str, before: Bibliography, source: str, dump_id: int | None
) -> imports.TakenOver:
    """What is remembered of a field that is filled: the value that it had ``before``."""
    previous = json.dumps(plain(getattr(before, name)), ensure_ascii=False)
    return imports.TakenOver(paper_id, name, source, dump_id, previous)


def plain(value: object) -> object:
    """A field's value as JSON takes it."""
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, tuple):
        return [
            {"given": n.given, "family": n.family, "particle": n.particle, "suffix": n.suffix,
             "literal": n.literal}
            for n in value
        ]  # fmt: skip
    return dict(value) if isinstance(value, dict) else value
