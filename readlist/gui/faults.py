"""Faults that nobody caught: brought into the main thread, and written down."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

_LOG_BYTES = 200_000


@contextmanager
def fault_log(folder: Path) -> Iterator[logging.Logger]:
    """The log of unexpected faults, ``log/readlist.log`` in the library folder: three files of
    at most 200 kB. Write reports without private text to it."""
    place = folder / "log"
    place.mkdir(mode=0o700, exist_ok=True)
    handler = RotatingFileHandler(
        place / "readlist.log", maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s\n%(message)s\n"))
    log = logging.Logger("readlist.faults")
    log.addHandler(handler)
    try:
        yield log
    finally:
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
