"""What the sidebar, the menus and the status bar show of the library, read in one go."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from readlist.domain.changes import UndoState
from readlist.domain.dumps import Dump
from readlist.domain.papers import ReadingList, Tag
from readlist.domain.views import Counts, IndexState, SavedSearch
from readlist.gui.context import AppContext
from readlist.library import Library


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of the library, without its papers."""

    counts: Counts = field(default_factory=Counts)
    tags: tuple[Tag, ...] = ()
    lists: tuple[ReadingList, ...] = ()
    dumps: tuple[Dump, ...] = ()
    saved: tuple[SavedSearch, ...] = ()
    undo: UndoState = field(default_factory=UndoState)
    index: IndexState | None = None


def take(library: Library) -> Snapshot:
    """Read the library's present state; may take some tens of milliseconds."""
    library.completing.renew()
    return Snapshot(
        counts=library.counts(),
        tags=tuple(library.tags.all()),
        lists=tuple(library.lists.all()),
        dumps=tuple(library.importing.dumps()),
        saved=tuple(library.saved.all()),
        undo=library.history.state(),
        index=library.search.state(),
    )


class SnapshotFeed(QObject):
    """Takes snapshots in the reader thread; ``ready(Snapshot)`` comes in the main thread."""

    ready = Signal(object)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._running = False
        self._again = False

    @property
    def idle(self) -> bool:
        return not self._running

    def refresh(self) -> None:
        """Take a snapshot soon; many calls in a row take one or two."""
        if self._running:
            self._again = True
            return
        self._running = True
        library = self._context.library
        bridge = self._context.bridge
        bridge.run(bridge.reader, lambda _job: take(library), self._done, self._failed)

    def _done(self, snapshot: Snapshot) -> None:
        self._finish()
        self.ready.emit(snapshot)

    def _failed(self, fault: BaseException) -> None:
        self._finish()
        self._context.bridge.failed.emit(fault)

    def _finish(self) -> None:
        self._running = False
        if self._again:
            self._again = False
            self.refresh()
