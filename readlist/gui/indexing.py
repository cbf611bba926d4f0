"""Keeps the search index up to date in its own thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from readlist.gui.context import AppContext
from readlist.jobs.context import JobContext, Progress
from readlist.jobs.executor import Job

_HEAL_MS = 1000
_TIDY_MS = 3000  # after the last change; merging then waits for the next change, not it for merging


class Indexing(QObject):
    """Signals, all in the main thread: ``updated(papers)`` when the index has taken changes in
    or was mended,
    ``began(Job, words)``, ``progress(Progress)`` and ``ended()`` of the work.
    """

    updated = Signal(int)
    began = Signal(object, str)
    progress = Signal(object)
    ended = Signal()

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job[int] | None = None
        self._again = False
        self._anew = False
        self._mending = False
        self._healing = QTimer(self)
        self._healing.setSingleShot(True)
        self._healing.setInterval(_HEAL_MS)
        self._healing.timeout.connect(self.update)
        self._tidying: Job[bool] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_TIDY_MS)
        self._rest.timeout.connect(self._tidy)

    @property
    def idle(self) -> bool:
        return self._job is None and self._tidying is None

    def update(self) -> None:
        """Take the latest changes in; many calls in a row make one or two runs."""
        if self._tidying is not None:
            self._tidying.cancel()
        if self._job is not None:
            self._again = True
        else:
            self._run(
                partial(self._context.library.search.update, apart=True),
                "Updating the search index",
            )

    def heal(self) -> None:
        """An answer came without the index: have it mended, unless that is under way. Another
        process may be at it, so this does not ask more often than once in a second."""
        self._mending = True
        if self._job is None and not self._healing.isActive():
            self._healing.start()
            self.update()

    def rebuild(self) -> None:
        """Make the whole index anew, after the running work."""
        if self._job is not None:
            self._anew = True
        else:
            self._run(
                partial(self._context.library.search.rebuild, apart=True),
                "Rebuilding the search index",
            )

    def _run(self, work: Callable[[JobContext], int], words: str) -> None:
        bridge = self._context.bridge
        self._words = words
        self._job = bridge.run(
            bridge.indexer,
            work,
            self._done,
            self._failed,
            on_progress=self._step,
            on_cancelled=self._finish,
        )

    def _tidy(self) -> None:
        """Merge what changes have left in pieces; the next change ends it."""
        if not self.idle:
            return
        bridge = self._context.bridge
        self._tidying = bridge.run(
            bridge.indexer,
            partial(self._context.library.search.tidy, apart=True),
            lambda _: self._tidied(),
            self._tidy_failed,
            on_cancelled=self._tidied,
        )

    def _tidied(self) -> None:
        self._tidying = None

    def _tidy_failed(self, fault: BaseException) -> None:
        self._tidying = None
        self._context.bridge.failed.emit(fault)

    def _step(self, progress: Progress) -> None:
        """Small updates end before their first step is told: only long ones are shown."""
        if self._job is not None:
            self.began.emit(self._job, self._words)
        self.progress.emit(progress)

    def _done(self, papers: int) -> None:
        mended, self._mending = self._mending, False
        self._finish()
        if papers:
            self._rest.start()
        if papers or mended:
            self.updated.emit(papers)

    def _failed(self, fault: BaseException) -> None:
        self._finish()
        self._context.bridge.failed.emit(fault)

    def _finish(self) -> None:
        self._job = None
        self.ended.emit()
        if self._anew:
            self._anew = False
            self.rebuild()
        elif self._again:
            self._again = False
            self.update()
