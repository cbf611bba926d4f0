"""Keeps Python's threads and its garbage collector from holding the window up."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from readlist.gui.main_window import MainWindow

# How often a thread that computes lets the window's thread go on, in seconds. Searching and
# indexing are pure Python, and painting gives the interpreter up at every call into Qt: with
# Python's own 5 ms a repaint would wait that long hundreds of times.
_SWITCH = 0.00005
_NEVER = 1_000_000
_LOOK_MS = 1000
_OLD = 300  # young collections after which old garbage is worth a look


@contextmanager
def smooth() -> Iterator[None]:
    """Share the interpreter finely, and leave old garbage to ``Housekeeping``.

    A full collection walks every object that lives: 100 to 300 ms while the index is written.
    """
    switch, thresholds = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(_SWITCH)
    gc.set_threshold(thresholds[0], thresholds[1], _NEVER)
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(switch)


class Housekeeping(QObject):
    """Collects old garbage now and then, when the window has shown everything."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        if self._window.settled and gc.get_count()[2] >= _OLD:
            gc.collect()
