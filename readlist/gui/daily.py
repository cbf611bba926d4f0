"""Keeps a daily backup of what changes, and looks once whether the library's file is sound."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from readlist.domain.backups import Backup
from readlist.domain.changes import ChangeSet
from readlist.domain.errors import KnownError, LibraryDamagedError
from readlist.gui.context import AppContext
from readlist.jobs.context import JobContext
from readlist.jobs.executor import Job
from readlist.library.backups import DAILY

SOON_MS = 5_000
QUIET_MS = 5 * 60_000
HOUR_MS = 60 * 60_000


class DailyBackup(QObject):
    """Makes a backup in a thread of its own when one is due: soon after the start, when nothing
    has changed for five minutes, and every hour. Before the first, the whole file is read.

    Signals, in the main thread: ``told(text)`` once for each reason why no backup could be made,
    ``made(Backup)``. A damaged library goes to the bridge's ``failed``.
    """

    told = Signal(str)
    made = Signal(object)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job[Backup | None] | None = None
        self._checked = False
        self._said: set[str] = set()
        self._soon = self._timer(SOON_MS)
        self._quiet = self._timer(QUIET_MS)
        self._hourly = self._timer(HOUR_MS)
        self._hourly.setSingleShot(False)
        self._soon.start()
        self._hourly.start()
        context.bridge.changed.connect(self._on_changed)

    def _timer(self, interval: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(self.look)
        return timer

    @property
    def idle(self) -> bool:
        """Whether nothing is being looked at or made."""
        return self._job is None

    def look(self) -> None:
        """See now whether a backup is due, and make it then."""
        if self._job is None:
            bridge = self._context.bridge
            self._job = bridge.run(
                bridge.keeper, self._work, self._done, self._failed, on_cancelled=self._ended
            )

    def finish(self) -> None:
        """Look no more; a backup that is being made is given up, the next start makes it."""
        for timer in (self._soon, self._quiet, self._hourly):
            timer.stop()
        if self._job is not None:
            self._job.cancel()

    def _on_changed(self, _change: ChangeSet) -> None:
        self._quiet.start()

    def _work(self, context: JobContext) -> Backup | None:
        library = self._context.library
        context.step()
        if not self._checked:
            self._checked = True
            damage = library.damage()
            if damage:
                raise LibraryDamagedError.found(library.folder, damage[0])
        context.step()
        return library.backups.make(DAILY, context=context) if library.backups.due() else None

    def _ended(self) -> None:
        self._job = None

    def _done(self, backup: Backup | None) -> None:
        self._ended()
        if backup is not None:
            self._said.clear()
            self.made.emit(backup)

    def _failed(self, fault: BaseException) -> None:
        self._ended()
        if not isinstance(fault, KnownError) or isinstance(fault, LibraryDamagedError):
            self._context.bridge.failed.emit(fault)
        elif fault.message not in self._said:
            self._said.add(fault.message)
            self.told.emit(f"No daily backup could be made. {fault} It is tried again in an hour.")
