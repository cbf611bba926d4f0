"""Has the kept files follow what changes in the library."""

from __future__ import annotations

import time

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from readlist.domain.changes import ChangeSet
from readlist.domain.targets import ExportTarget, Followed
from readlist.gui.context import AppContext
from readlist.jobs.context import JobContext
from readlist.jobs.executor import Job

QUIET_MS = 2000
_PATIENCE = 3.0  # seconds that the window's end waits for the files
_LOOK_MS = 10

Pass = tuple[tuple[Followed, ...], tuple[ExportTarget, ...]]


class Keeping(QObject):
    """Writes the kept files that are behind, in a thread of its own, once nothing has changed for
    two seconds; also at the start and, by ``finish``, at the end.

    A change ends a pass that is under way, to let the reader's work go first. Signals, in the
    main thread: ``told(text)`` once for each new reason why a file cannot be written,
    ``looked(targets)`` after every pass with the files that could not be.
    """

    told = Signal(str)
    looked = Signal(object)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job[Pass] | None = None
        self._again = False
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._run)
        context.bridge.changed.connect(self._on_changed)
        self.look()

    @property
    def idle(self) -> bool:
        """Whether no file is to be written, as far as is known."""
        return self._job is None and not self._quiet.isActive()

    def look(self) -> None:
        """See soon whether a file is behind."""
        if self._context.library.keeps_files():
            self._quiet.start()

    def look_now(self) -> None:
        """See at once; the reader stopped keeping a file, or wrote one."""
        self._quiet.stop()
        self._run()

    def finish(self) -> None:
        """Write what is behind, for some seconds at most; the next start does the rest."""
        if self._quiet.isActive():
            self._quiet.stop()
            self._run()
        end = time.monotonic() + _PATIENCE
        loop, timer = QEventLoop(), QTimer()
        timer.setInterval(_LOOK_MS)
        timer.timeout.connect(lambda: self._wait_no_more(loop, end))
        if self._job is not None:
            timer.start()
            loop.exec()
            timer.stop()
        self._quiet.stop()
        if self._job is not None:
            self._job.cancel()

    def _wait_no_more(self, loop: QEventLoop, end: float) -> None:
        if self._job is None or time.monotonic() > end:
            loop.quit()

    def _on_changed(self, change: ChangeSet) -> None:
        # What a pass itself does comes without a step: keys, and the books of a process apart.
        if self._job is not None and change.step is not None:
            self._job.cancel()
        self.look()

    def _run(self) -> None:
        if self._job is not None:
            self._again = True
            return
        bridge = self._context.bridge
        self._job = bridge.run(
            bridge.keeper, self._follow, self._done, self._failed, on_cancelled=self._ended
        )

    def _follow(self, context: JobContext) -> Pass:
        targets = self._context.library.targets
        return targets.follow(context, apart=True), targets.troubles()

    def _ended(self) -> None:
        self._job = None
        if self._again:
            self._again = False
            self._run()

    def _done(self, found: Pass) -> None:
        self._ended()
        followed, troubles = found
        self.looked.emit(troubles)
        news = [one.target.error for one in followed if one.news]
        if len(news) == 1:
            self.told.emit(news[0])
        elif news:
            self.told.emit(f"{len(news)} kept files could not be written. The first: {news[0]}")

    def _failed(self, fault: BaseException) -> None:
        self._ended()
        self._context.bridge.failed.emit(fault)
