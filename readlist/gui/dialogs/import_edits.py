"""The reader's edits of an import plan, carried out one after another off the window's thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from readlist.domain.drafts import Doubtful, PlannedDump
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import JobPanel
from readlist.gui.dialogs.import_state import ImportState, is_page
from readlist.gui.dialogs.import_work import redate
from readlist.jobs.context import JobContext

Changed = list[tuple[int, PlannedDump]]
Work = Callable[[JobContext], Changed]


class PlanEdits(QObject):
    """A queue: each edit starts from the plan that the one before it left.

    ``applied`` follows each edit, ``failed(BaseException)`` one that could not be done, ``idle``
    the last of the queue.
    """

    applied = Signal()
    failed = Signal(object)
    idle = Signal()

    def __init__(
        self, context: AppContext, state: ImportState, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._state = state
        self._jobs = JobPanel(context.bridge)
        self._queue: deque[Callable[[], Work]] = deque()

    @property
    def running(self) -> bool:
        return self._jobs.running

    def redate(self, indexes: Sequence[int], captured: str | None, year: int | None) -> None:
        """Plan pages anew with a captured date or a year."""
        library = self._context.library

        def prepare() -> Work:
            dumps = [
                (index, self._state.dumps[index])
                for index in indexes
                if self._state.dumps[index].already is None and is_page(self._state.dumps[index])
            ]
            return lambda context: redate(library, dumps, captured, year, context)

        self._add(prepare)

    def fix(self, number: int, block: Doubtful, title: str, abstract: str) -> None:
        """Make an entry of a doubtful block; one that was fixed meanwhile is left alone."""
        importing = self._context.library.importing

        def prepare() -> Work:
            dump = self._state.dumps[number]
            if block not in dump.parsed.doubtful:
                return lambda _context: []
            at = dump.parsed.doubtful.index(block)
            return lambda _context: [
                (number, importing.fix(dump, at, title=title, abstract=abstract))
            ]

        self._add(prepare)

    def stop(self) -> None:
        """Forget all edits that are not done."""
        self._queue.clear()
        self._jobs.stop()

    def _add(self, prepare: Callable[[], Work]) -> None:
        self._queue.append(prepare)
        if not self._jobs.running:
            self._next()

    def _next(self) -> None:
        if not self._queue:
            self.idle.emit()
            return
        work = self._queue.popleft()()
        self._jobs.start(self._context.bridge.reader, work, self._done, self._fault)

    def _done(self, changed: Changed) -> None:
        for index, dump in changed:
            self._state.put(index, dump)
        self.applied.emit()
        self._next()

    def _fault(self, fault: BaseException) -> None:
        self.failed.emit(fault)
        self._next()
