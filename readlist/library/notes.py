"""Notes, and highlights in abstracts."""

from __future__ import annotations

from collections.abc import Callable

from readlist.domain.changes import ChangeSet
from readlist.domain.errors import InvalidValueError, NoteChangedError, NotFoundError
from readlist.domain.papers import Highlight, Note
from readlist.library.words import checked_colour
from readlist.storage import Storage, note_writes


class Notes:
    """The reader's notes on papers, in Markdown."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def add(
        self, paper_id: int, text: str, *, made: Callable[[int], None] | None = None
    ) -> ChangeSet:
        """Write a note. NotFoundError; InvalidValueError for an empty one.

        ``made`` hears the new note's id before anybody hears of the change.
        """
        if not text.strip():
            raise InvalidValueError("The note is empty.")
        with self._storage.write("Add a note") as writer:
            _need_paper(note_writes.abstract(writer.connection, paper_id))
            note_id = note_writes.add_note(writer.connection, paper_id, text)
            if made is not None:
                made(note_id)
        return writer.change

    def save(self, note_id: int, text: str, *, over: str | None = None) -> ChangeSet:
        """Replace a note's text; saves of one note within a minute are one undo step.

        ``over`` is the text that it replaces: NoteChangedError when another one is there.
        """
        with self._storage.write("Edit a note", coalesce=f"note {note_id}") as writer:
            _need_unchanged(_need_note(note_writes.note(writer.connection, note_id)), over)
            note_writes.save_note(writer.connection, note_id, text)
        return writer.change

    def delete(self, note_id: int, *, over: str | None = None) -> ChangeSet:
        """Delete a note. NotFoundError; ``over`` as for ``save``."""
        with self._storage.write("Delete a note") as writer:
            _need_unchanged(_need_note(note_writes.note(writer.connection, note_id)), over)
            note_writes.delete_note(writer.connection, note_id)
        return writer.change


class Highlights:
    """Passages of abstracts that the reader marked."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def add(
        self, paper_id: int, start: int, end: int, *, colour: str = "", comment: str = ""
    ) -> ChangeSet:
        """Mark the code points [start, end) of the stored abstract.

        NotFoundError; InvalidValueError when the range is empty, blank or not in the abstract.
        """
        colour = checked_colour(colour)
        with self._storage.write("Highlight a passage") as writer:
            abstract = _need_paper(note_writes.abstract(writer.connection, paper_id))
            quote = abstract[start:end] if 0 <= start < end <= len(abstract) else ""
            if not quote.strip():
                raise InvalidValueError("No passage of the abstract is selected.")
            note_writes.add_highlight(
                writer.connection,
                paper_id,
                start=start,
                quote=quote,
                colour=colour,
                comment=comment,
            )
        return writer.change

    def edit(
        self, highlight_id: int, *, colour: str | None = None, comment: str | None = None
    ) -> ChangeSet:
        """Change the colour or the comment. NotFoundError."""
        with self._storage.write("Edit a highlight", coalesce=f"mark {highlight_id}") as writer:
            db = writer.connection
            before = _need_highlight(note_writes.highlight(db, highlight_id))
            note_writes.edit_highlight(
                db,
                highlight_id,
                before.colour if colour is None else checked_colour(colour),
                before.comment if comment is None else comment,
            )
        return writer.change

    def delete(self, highlight_id: int) -> ChangeSet:
        """Remove a highlight. NotFoundError."""
        with self._storage.write("Delete a highlight") as writer:
            _need_highlight(note_writes.highlight(writer.connection, highlight_id))
            note_writes.delete_highlight(writer.connection, highlight_id)
        return writer.change


def _need_paper(abstract: str | None) -> str:
    if abstract is None:
        raise NotFoundError("There is no such paper.")
    return abstract


def _need_note(note: Note | None) -> Note:
    if note is None:
        raise NotFoundError("There is no such note.")
    return note


def _need_unchanged(note: Note, over: str | None) -> None:
    if over is not None and note.text != note_writes.stored(over):
        raise NoteChangedError("This note was changed elsewhere.", "Look at it again.")


def _need_highlight(highlight: Highlight | None) -> Highlight:
    if highlight is None:
        raise NotFoundError("There is no such highlight.")
    return highlight
