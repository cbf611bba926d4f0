"""Counts an answer's papers by their facts in the searcher's thread, between two searches."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from readlist.domain.views import Facet, SearchAnswer
from readlist.gui.context import AppContext
from readlist.jobs.executor import Job

_PAUSE_MS = 60  # nothing is counted while letters follow each other quickly


class FacetsFeed(QObject):
    """``ready(answer, facets)`` comes in the main thread, for the newest answer only."""

    ready = Signal(object, object)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._answer: SearchAnswer | None = None
        self._limit = 0
        self._job: Job[tuple[Facet, ...]] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._start)

    @property
    def idle(self) -> bool:
        """Whether the newest answer was counted."""
        return self._job is None and not self._pause.isActive()

    def ask(self, answer: SearchAnswer, limit: int) -> None:
        """Count the papers of ``answer`` soon, ``limit`` values of each facet."""
        self.hold()
        self._answer, self._limit = answer, limit
        self._pause.start()

    def hold(self) -> None:
        """Make way: another answer is coming."""
        self._pause.stop()
        self._answer = None
        if self._job is not None:
            self._job.cancel()

    def _start(self) -> None:
        answer, limit = self._answer, self._limit
        if answer is None or self._job is not None:
            return  # the running job starts the next one when it ends
        facets, bridge = self._context.library.facets, self._context.bridge
        self._job = bridge.run(
            bridge.searcher,
            lambda job: facets.of(answer, limit=limit, context=job),
            lambda found: self._done(answer, found),
            self._failed,
            on_cancelled=self._next,
        )

    def _done(self, answer: SearchAnswer, facets: tuple[Facet, ...]) -> None:
        if answer is self._answer:
            self._answer = None
            self._job = None
            self.ready.emit(answer, facets)
        else:
            self._next()

    def _failed(self, fault: BaseException) -> None:
        self._answer = None
        self._next()
        self._context.bridge.failed.emit(fault)

    def _next(self) -> None:
        self._job = None
        if not self._pause.isActive():
            self._start()
