"""Faults that nobody caught: brought into the main thread, and written down."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from readlist.domain.errors import LibraryDamagedError
from readlist.gui.context import AppContext
from readlist.gui.dialogs.backups_damage import damage_box, mark_damage
from readlist.gui.dialogs.report import ReportDialog, report_text
from readlist.gui.views.toast import Toast
from readlist.jobs.private import make_private

_SECONDS = 12  # a message with something to do stays so long
_LOG_BYTES = 200_000
_REMEMBERED = 200  # different faults that are told apart


class _PrivateLog(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        if path.exists() and not path.is_file():  # a pipe would hold the window up
            raise OSError(f"{path} is no file")
        make_private(path)
        return super()._open()


@contextmanager
def fault_log(folder: Path) -> Iterator[logging.Logger]:
    """The log of unexpected faults, ``log/readlist.log`` in the library folder: three files of
    at most 200 kB. Write reports without private text to it. Where nothing can be written, they go
    to standard error."""
    place = folder / "log"
    with suppress(OSError):
        place.mkdir(mode=0o700, exist_ok=True)
    handler = _PrivateLog(
        place / "readlist.log", maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s\n%(message)s\n"))
    log = logging.Logger("readlist.faults")
    log.addHandler(handler)
    try:
        yield log
    finally:
        with suppress(OSError):  # a full disk: what could not be written was told already
            handler.close()


class FaultRelay(QObject):
    """While installed, ``caught(BaseException)`` comes in the main thread for every exception
    that ends a slot or a thread. Ctrl+C in the terminal stays what it is."""

    caught = Signal(object)
    _moved = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._moved.connect(self.caught, Qt.ConnectionType.QueuedConnection)
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Take over Python's hooks."""
        sys.excepthook = self._main
        threading.excepthook = self._thread

    def remove(self) -> None:
        """Give Python's hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def _main(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        self._before[0](kind, fault, trace)
        if not isinstance(fault, KeyboardInterrupt):
            self._moved.emit(fault)

    def _thread(self, args: threading.ExceptHookArgs) -> None:
        self._before[1](args)
        if args.exc_value is not None:
            self._moved.emit(args.exc_value)


class FaultTeller(QObject):
    """Tells faults to the reader: a known one as a message, our own bug with its report, a
    damaged library with the way to repair it, of which the next start is told, too.

    A bug is told by a dialog once; when it comes again (a timer, a repaint), by a message, and
    that not more often than it can be read. Signals: ``unexpected(fault)`` for what belongs into
    the log, ``renew()`` after a bug: whatever is shown is to be read anew; ``repair_asked()``.
    """

    unexpected = Signal(object)
    renew = Signal()
    repair_asked = Signal()

    def __init__(self, context: AppContext, window: QWidget, toast: Toast) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._toast = toast
        self._told: dict[str, float] = {}  # reports, and when they were told last
        self._damaged = False
        self.closed = False  # the window: a dialog over it would keep the process running

    def tell(self, fault: BaseException) -> None:
        """Tell ``fault`` as its family asks."""
        library = self._context.library
        known = library.explained(fault)
        if isinstance(known, LibraryDamagedError) and library.exists():
            self._offer_repair(known)
        elif known is not None:
            self._toast.say(str(known), seconds=_SECONDS)
        else:
            self._tell_bug(fault)

    def _above(self) -> QWidget:
        """What the reader has before them."""
        return QApplication.activeModalWidget() or self._window

    def _offer_repair(self, fault: LibraryDamagedError) -> None:
        if not self._damaged:
            self._damaged = True
            mark_damage(self._context.settings, fault)
            damage_box(self._above(), self.repair_asked.emit).open()

    def _tell_bug(self, fault: BaseException) -> None:
        report = report_text(fault)
        before, now = self._told.get(report), time.monotonic()
        if before is not None and now - before < _SECONDS:
            return
        if len(self._told) >= _REMEMBERED:
            self._told.clear()
        self._told[report] = now
        self.unexpected.emit(fault)
        if before is not None:
            words = "The same fault in Readlist came again. It is in the log, too."
            self._toast.say(words, "Report…", lambda: self._open(fault), seconds=_SECONDS)
            return
        self.renew.emit()
        self._open(fault)

    def _open(self, fault: BaseException) -> None:
        if self.closed or self._window.findChild(ReportDialog) is not None:
            return
        try:
            dialog = ReportDialog(fault, self._above())
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()
        except Exception as second:
            self.unexpected.emit(second)
            for half in self._window.findChildren(ReportDialog):
                half.deleteLater()
            self._toast.say("A fault in Readlist. Its report is in the log.", seconds=_SECONDS)
