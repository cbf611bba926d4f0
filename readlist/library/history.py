"""Undo and redo."""

from __future__ import annotations

from readlist.domain.changes import ChangeSet, UndoState
from readlist.jobs.context import JobContext
from readlist.storage import Storage


class History:
    """The steps that can be taken back, across restarts and processes."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def state(self) -> UndoState:
        """The actions that undo and redo would take, and whose they are."""
        return self._storage.undo_state()

    def undo(self, *, agreed: int | None = None, context: JobContext | None = None) -> ChangeSet:
        """Take back the newest action. KnownError when there is none.

        With ``agreed``, the id of the step that the reader was told of: StepMovedError when the
        newest is another one by now, unless this very process made it. ``context`` hears how far
        a step of thousands of rows is; Cancelled leaves all as it was.
        """
        return self._storage.undo(agreed, context)

    def redo(self, *, agreed: int | None = None, context: JobContext | None = None) -> ChangeSet:
        """Do again what was undone last. ``agreed``, ``context`` and errors as ``undo``."""
        return self._storage.redo(agreed, context)

    def version(self) -> int:
        """A number that moves when another process has changed the library."""
        return self._storage.data_version()
