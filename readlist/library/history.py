"""Undo and redo."""

from __future__ import annotations

from readlist.domain.changes import ChangeSet, UndoState
from readlist.storage import Storage


class History:
    """The steps that can be taken back, across restarts and processes."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def state(self) -> UndoState:
        """The actions that undo and redo would take, and whose they are."""
        return self._storage.undo_state()

    def undo(self, *, agreed: int | None = None) -> ChangeSet:
        """Take back the newest action. KnownError when there is none.

        With ``agreed``, the id of the step that the reader was told of: StepMovedError when the
        newest is another one by now, unless this very process made it.
        """
        return self._storage.undo(agreed)

    def redo(self, *, agreed: int | None = None) -> ChangeSet:
        """Do again what was undone last. KnownError, StepMovedError as ``undo``."""
        return self._storage.redo(agreed)

    def version(self) -> int:
        """A number that moves when another process has changed the library."""
        return self._storage.data_version()
