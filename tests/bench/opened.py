"""An opened window to measure: who types, who watches the paints, who feels the pulse."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from readlist.gui.app import opened
from readlist.gui.main_window import MainWindow
from readlist.gui.smooth import Housekeeping, smooth
from readlist.library import Library


@contextmanager
def open_window(home: Path) -> Iterator[MainWindow]:
    """The main window on the library in ``home``, as the program runs it."""
    with Library.open(home, process="a benchmark") as library, smooth(), opened(library) as window:
        Housekeeping(window)
        yield window


class PaintWatch(QObject):
    """Ends the event loop at a widget's first paint for which ``ready``; ``at`` is its time."""

    def __init__(self, widget: QWidget, app: QApplication, ready: Callable[[], bool]) -> None:
        super().__init__(widget)
        self.at = 0.0
        self._app = app
        self._ready = ready
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self.at and self._ready():
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        self.at = self.at or time.time()
        self._app.quit()


class Heart(QObject):
    """Beats every millisecond in the window's thread; the gaps are what its frames took.

    ``busiest`` is the most that this thread itself computed in a frame, in milliseconds: on a
    machine that has other work a frame may be long because it waited for a core.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._gaps: list[float] = []
        self.busiest = 0.0
        self._last, self._used = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def stop(self) -> list[float]:
        """All gaps in milliseconds."""
        self._timer.stop()
        return self._gaps

    def _beat(self) -> None:
        now, used = time.perf_counter(), time.thread_time()
        self._gaps.append((now - self._last) * 1000)
        self.busiest = max(self.busiest, (used - self._used) * 1000)
        self._last, self._used = now, used


class Typist:
    """Types into the search box and waits as a reader's eye does: until the rows are painted."""

    def __init__(self, app: QApplication, window: MainWindow) -> None:
        self._app = app
        self._window = window
        self._box = window.search.line

    def settle(self) -> None:
        """Wait until the window has shown all that it was asked for."""
        while not self._window.settled:
            self._wait()

    def pause(self, seconds: float = 0.3) -> None:
        """Let the window go on for a while."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            self._wait()

    def type(self, text: str) -> list[float]:
        """Milliseconds from each keystroke of ``text`` to its painted answer."""
        self.clear()
        return [self.stroke(letter) for letter in text]

    def stroke(self, letter: str) -> float:
        """Milliseconds from one keystroke to its painted answer."""
        began = time.perf_counter()
        QTest.keyClicks(self._box, letter)
        return self._answered(began)

    def clear(self) -> None:
        """Empty the search box and wait for that answer."""
        self._box.clear()
        self._answered(0.0)

    def burst(self, text: str) -> float:
        """Milliseconds from the first of quick keystrokes to the painted answer of them all."""
        self.clear()
        began = time.perf_counter()
        for letter in text:
            QTest.keyClicks(self._box, letter)
        return self._answered(began)

    def repaint(self) -> float:
        """Milliseconds that painting the table's rows alone takes."""
        began = time.perf_counter()
        self._window.table.viewport().repaint()
        return (time.perf_counter() - began) * 1000

    def _answered(self, began: float) -> float:
        while not self._window.runner.idle or self._window.runner.question.text != self._box.text():
            self._wait()
        self._window.table.viewport().repaint()
        return (time.perf_counter() - began) * 1000

    def _wait(self) -> None:
        self._app.processEvents()
        time.sleep(0.0005)
