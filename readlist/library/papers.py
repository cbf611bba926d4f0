"""What a reader can do with papers."""

from __future__ import annotations

from collections.abc import Sequence

from readlist.domain.changes import ChangeSet
from readlist.domain.errors import InvalidValueError, NotFoundError
from readlist.domain.papers import FieldSource, Paper, PaperRow, Status
from readlist.domain.views import Tally
from readlist.jobs.context import JobContext
from readlist.library.words import count
from readlist.storage import Storage, paper_writes, reads, reads_papers, reads_tally


class Papers:
    """Papers: looking at them, marking, editing, throwing away."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def get(self, paper_id: int) -> Paper:
        """One paper whole. NotFoundError."""
        with self._storage.snapshot() as db:
            found = reads_papers.papers(db, [paper_id])
        if not found:
            raise NotFoundError(f"There is no paper with the id {paper_id}.")
        return found[0]

    def sources(self, paper_id: int) -> tuple[FieldSource, ...]:
        """Where the fields came from that were filled or edited since the paper came, and when."""
        return tuple(reads_papers.field_sources(self._storage.read(), paper_id))

    def rows(self, ids: Sequence[int]) -> list[PaperRow]:
        """The table's rows in the order of ``ids``; ids that are no papers are left out."""
        with self._storage.snapshot() as db:
            return reads.rows(db, ids)

    def tally(self, ids: Sequence[int], context: JobContext | None = None) -> Tally:
        """What the papers ``ids`` (each once) have in common; 0.3 s for 100,000. Cancelled."""
        context = context or JobContext()
        with self._storage.snapshot() as db:
            return reads_tally.tally(db, ids, context.step)

    def exists(self, ids: Sequence[int]) -> list[int]:
        """Those of ``ids`` that are papers, in the same order."""
        return reads.existing(self._storage.read(), ids)

    def star(self, ids: Sequence[int], starred: bool) -> ChangeSet:
        """Star papers, or take their stars away."""
        return self._mark(ids, "Star" if starred else "Unstar", "starred", int(starred))

    def set_status(self, ids: Sequence[int], status: Status) -> ChangeSet:
        """Say how far the reader is with papers."""
        status = Status(status)
        return self._mark(ids, f"Mark as {status}:", "status", str(status))

    def rate(self, ids: Sequence[int], rating: int) -> ChangeSet:
        """Rate papers from 1 to 5, or 0 for no rating. InvalidValueError else."""
        if not 0 <= rating <= 5:
            raise InvalidValueError(f"{rating} is not a rating.", "Give 0 to 5.")
        verb = f"Rate with {rating}:" if rating else "Take the rating off"
        return self._mark(ids, verb, "rating", rating)

    def edit(self, paper_id: int, **fields: object) -> ChangeSet:
        """Write fields of a paper, by Bibliography's names; no import changes them afterwards.

        Takes text, or the field's own type: ``published`` also as "2023-11", ``authors`` also as
        a sequence of written names. NotFoundError; InvalidValueError names the field's rule.
        """
        from readlist.library.paper_fields import checked_fields, field_words
        from readlist.library.revising import write_fields

        checked = checked_fields(fields)
        with self._storage.write("Edit a paper") as writer:
            write_fields(writer, paper_id, checked)
            if len(fields) == 1:
                writer.label = f"Edit the {field_words(next(iter(fields)))}"
        return writer.change

    def trash(self, ids: Sequence[int]) -> ChangeSet:
        """Move papers into the Trash."""
        with self._storage.write("Move to the Trash") as writer:
            number = paper_writes.trash(writer.connection, ids)
            writer.label = f"Move {count(number, 'paper')} to the Trash"
        return writer.change

    def restore(self, ids: Sequence[int]) -> ChangeSet:
        """Take papers out of the Trash."""
        with self._storage.write("Restore") as writer:
            number = paper_writes.restore(writer.connection, ids)
            writer.label = f"Restore {count(number, 'paper')}"
        return writer.change

    def delete(self, ids: Sequence[int]) -> ChangeSet:
        """Delete papers with all notes and marks on them; undo brings all back."""
        with self._storage.write("Delete") as writer:
            number = paper_writes.delete(writer.connection, ids)
            writer.label = f"Delete {count(number, 'paper')} for good"
        return writer.change

    def _mark(self, ids: Sequence[int], verb: str, column: str, value: str | int) -> ChangeSet:
        with self._storage.write(verb) as writer:
            number = paper_writes.set_fact(writer.connection, ids, column, value)
            writer.label = f"{verb} {count(number, 'paper')}"
        return writer.change
