"""Papers that came twice: finding them, telling them apart, making one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from readlist.domain.changes import ChangeSet
from readlist.domain.duplicates import (
    DuplicatePair,
    groups,
    ids_differ,
    judge_pair,
    proposed,
    ranked,
    settled,
)
from readlist.domain.errors import InvalidValueError, NotFoundError
from readlist.domain.papers import Paper
from readlist.jobs.context import JobContext
from readlist.library.duplicates_union import further_keys, state, united
from readlist.library.field_taking import field_change
from readlist.library.words import count
from readlist.storage import Storage, imports, merging
from readlist.storage.reads_papers import papers as read_papers
from readlist.storage.text import now

_STEP = 200
_JUDGED = 2_000  # pairs whose papers are read together


class Duplicates:
    """The duplicates of a library. Papers in the Trash are none."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def find(
        self, context: JobContext | None = None, ids: Sequence[int] | None = None
    ) -> tuple[DuplicatePair, ...]:
        """The pairs of papers that are, or may be, the same: certain ones first, then by score.

        With ``ids`` among these only. Pairs that the reader called different are left out.
        100,000 papers take less than a minute. Cancelled.
        """
        from readlist.domain.duplicates_blocks import BlockRow, Blocks

        context = context or JobContext()
        with self._storage.snapshot() as db:
            total = merging.number(db) if ids is None else len(ids)
            blocks = Blocks()
            for number, row in enumerate(merging.texts(db, ids)):
                if number % _STEP == 0:
                    context.step(number, total, "Reading titles and abstracts")
                blocks.add(BlockRow(*row))
            apart = merging.told_apart(db)
            candidates = [pair for pair in blocks.pairs(context.step) if pair not in apart]
            found = _judged(db, candidates, context)
            certain = {one for pair in found if pair.certain for one in (pair.a, pair.b)}
            bibs = {paper.id: paper.bib for paper in read_papers(db, sorted(certain))}

        def differ(a: int, b: int) -> bool:
            return (a, b) in apart or ids_differ(bibs[a], bibs[b])

        result = tuple(settled(found, differ))
        context.step(total, total, f"Found {count(len(result), 'pair')}")
        return result

    def near(self, ids: Sequence[int]) -> tuple[DuplicatePair, ...]:
        """The pairs among these papers, as ``find`` tells them; quick for a reading list."""
        return self.find(ids=ids) if len(set(ids)) > 1 else ()

    def renewed(
        self, pairs: Sequence[DuplicatePair], ids: Iterable[int]
    ) -> tuple[DuplicatePair, ...]:
        """The pairs as they are after the papers ``ids`` were changed, merged or told apart.

        Only the papers that are tied to these are compared anew.
        """
        touched = set(ids)
        tied = {
            one
            for pair in pairs
            if pair.a in touched or pair.b in touched
            for one in (pair.a, pair.b)
        }
        around = tied | touched
        rest = [pair for pair in pairs if not (pair.a in around and pair.b in around)]
        return tuple(ranked([*rest, *self.near(sorted(around))]))

    def judged(self, a: int, b: int) -> DuplicatePair:
        """What two papers are to each other, also when they are told apart or quite different.
        NotFoundError."""
        found = read_papers(self._storage.read(), [a, b])
        _require((a, b), {paper.id for paper in found})
        return judge_pair(*found) or DuplicatePair(
            a=min(a, b), b=max(a, b), score=0.0, certain=False,
            reason="The papers look like two different ones.",
        )  # fmt: skip

    def proposed(self, ids: Sequence[int]) -> int:
        """Which of these papers should be kept: one with a citation key, the fullest, the oldest.
        NotFoundError when none of them is there."""
        found = read_papers(self._storage.read(), list(ids))
        if not found:
            raise NotFoundError("None of these papers is in the library any more.")
        return proposed(found)

    def preview(
        self, keep: int, others: Sequence[int], fields: Mapping[str, int] | None = None
    ) -> Paper:
        """The kept paper's facts as ``merge`` would leave them; its lists and notes are its own.
        Nothing is written. Raises as ``merge`` does."""
        from dataclasses import replace

        with self._storage.snapshot() as db:
            kept, rest = _checked(db, keep, others)
        result = united(kept, rest, fields or {})
        return replace(kept, bib=result.bib, edited=frozenset(result.edited))

    def merge(
        self, keep: int, others: Sequence[int], fields: Mapping[str, int] | None = None
    ) -> ChangeSet:
        """Make one paper of several: ``keep`` stays and takes what the others have. One undo step.

        Tags, lists, notes, highlights, sightings and additional fields are united; facts that
        ``keep`` lacks come from the others, those that the reader wrote go first, and ``fields``
        (name -> id of the paper whose value is taken) decides. The others' citation keys become
        its further keys (``ids``, which BibLaTeX reads). NotFoundError; InvalidValueError for a
        paper in the Trash, a field that is none, and fewer than two papers.
        """
        with self._storage.write("Merge papers") as writer:
            kept, rest = _checked(writer.connection, keep, others)
            _merge(writer.connection, kept, rest, fields or {})
            writer.label = f"Merge {count(len(rest) + 1, 'paper')}"
        return writer.change

    def merge_all(
        self, pairs: Iterable[DuplicatePair], context: JobContext | None = None
    ) -> ChangeSet:
        """Merge the certain ones of ``pairs``, group by group, as one undo step.

        Of each group the paper of ``proposed`` is kept. Papers that are gone by now, or in the
        Trash, are passed over. Cancelled leaves all as it was.
        """
        context = context or JobContext()
        tied = groups((pair.a, pair.b) for pair in pairs if pair.certain)
        with self._storage.write("Merge duplicates") as writer:
            db = writer.connection
            merged = 0
            for number, group in enumerate(tied):
                context.step(number, len(tied), "Merging")
                found = [paper for paper in read_papers(db, group) if not paper.trashed]
                if len(found) < 2:
                    continue
                keep = proposed(found)
                kept = next(paper for paper in found if paper.id == keep)
                rest = [paper for paper in found if paper.id != keep]
                _merge(db, kept, rest, {})
                merged += len(rest)
            writer.label = f"Merge {count(merged, 'duplicate')}"
            context.step(len(tied), len(tied), "Merged")
        return writer.change

    def old_keys(self, change: ChangeSet) -> dict[str, str]:
        """The citation keys that a merge made further keys, each with the paper's own one.

        BibLaTeX and biber find a paper by both, BibTeX by its own only.
        """
        kept = sorted(change.papers - change.removed) if change.removed else []
        papers = read_papers(self._storage.read(), kept)
        return {old: paper.bib.citation_key for paper in papers for old in further_keys(paper.bib)}

    def different(self, pairs: Iterable[tuple[int, int] | DuplicatePair]) -> ChangeSet:
        """Remember that the papers of each pair are different ones; no search shows them again.
        NotFoundError."""
        told = [
            (pair.a, pair.b) if isinstance(pair, DuplicatePair) else (min(pair), max(pair))
            for pair in pairs
        ]
        with self._storage.write("Not a duplicate") as writer:
            wanted = sorted({one for pair in told for one in pair})
            _require(wanted, {paper.id for paper in read_papers(writer.connection, wanted)})
            imports.insert_not_duplicates(writer.connection, told)
            if len(told) > 1:
                writer.label = f"{count(len(told), 'pair')}: not duplicates"
        return writer.change


def _judged(
    db: imports.Database, candidates: Sequence[tuple[int, int]], context: JobContext
) -> list[DuplicatePair]:
    """The candidates that are, or may be, the same paper."""
    found = []
    for start in range(0, len(candidates), _JUDGED):
        piece = candidates[start : start + _JUDGED]
        wanted = sorted({one for pair in piece for one in pair})
        papers = {paper.id: paper for paper in read_papers(db, wanted)}
        for number, (a, b) in enumerate(piece, start):
            if number % _STEP == 0:
                context.step(number, len(candidates), "Comparing papers")
            pair = judge_pair(papers[a], papers[b])
            if pair is not None:
                found.append(pair)
    return found


def _checked(db: imports.Database, keep: int, others: Sequence[int]) -> tuple[Paper, list[Paper]]:
    """The paper that is kept and the others, in their order, all of which can be merged."""
    wanted = list(dict.fromkeys((keep, *others)))
    found = read_papers(db, wanted)
    _require(wanted, {paper.id for paper in found})
    trashed = [paper for paper in found if paper.trashed]
    if trashed:
        raise InvalidValueError(
            f"“{trashed[0].bib.title}” is in the Trash.", "Restore it first, or leave it there."
        )
    if len(found) < 2:
        raise InvalidValueError("There is nothing to merge.", "Name at least two papers.")
    return found[0], found[1:]


def _require(wanted: Iterable[int], found: set[int]) -> None:
    missing = sorted(set(wanted) - found)
    if missing:
        raise NotFoundError(f"There is no paper with the id {missing[0]}.")


def _merge(
    db: imports.Database, keep: Paper, others: Sequence[Paper], fields: Mapping[str, int]
) -> None:
    """Merge inside a write transaction."""
    result = united(keep, others, fields)
    changes = []
    for name, paper_id in sorted(result.origins.items()):
        if getattr(result.bib, name) != getattr(keep.bib, name):
            source, dump_id = merging.origin(db, paper_id, name)
            changes.append(field_change(keep.id, name, keep.bib, source, dump_id))
    merging.bring_together(db, keep.id, [one.id for one in others], result.bib.abstract)
    written = {change.field for change in changes} | {"extra"}
    if "title" in written:
        written.add("title_key")
    if written != {"extra"} or result.bib.extra != keep.bib.extra:
        imports.update_paper(db, keep.id, result.bib, written, now())
    imports.insert_sources(db, changes, now())
    merging.set_state(db, keep.id, state([keep, *others], result.edited))
