"""Undo and redo."""

from __future__ import annotations

from readlist.domain.changes import ChangeSet, UndoState
from readlist.storage import Storage


class History:
    """The steps that can be taken back, across restarts and processes."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def state(self) -> UndoState:
        """The labels of the actions that undo and redo would take."""
        return self._storage.undo_state()

    def undo(self) -> ChangeSet:
        """Take back the newest action. KnownError when there is none."""
        return self._storage.undo()

    def redo(self) -> ChangeSet:
        """Do again what was undone last. KnownError when there is nothing."""
        return self._storage.redo()

    def version(self) -> int:
        """A number that moves when another process has changed the library."""
        return self._storage.data_version()
