"""Types a note into the real window, a letter every 30 ms, and tells when each was typed.

``python kill_typing.py LIBRARY`` prints "ready" and then, a line each, the number of letters and
the moment (``time.monotonic``).
"""

from __future__ import annotations

import sys
import time
from itertools import cycle
from pathlib import Path

from readlist.gui import app
from readlist.gui.main_window import MainWindow

WORDS = "what the reader thinks of it, sentence after sentence; "  # typed again and again
_EVERY_MS = 30


def main(home: Path) -> int:
    """See above."""
    from PySide6.QtCore import QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    made = app.make_application([])
    letters = cycle(WORDS)
    typed = 0
    timer = QTimer()

    def choose() -> None:
        window = next((w for w in made.topLevelWidgets() if isinstance(w, MainWindow)), None)
        if window is None or not (window.settled and window.table.papers.ids):
            return QTimer.singleShot(50, choose)
        window.table.step(-1)
        return QTimer.singleShot(300, lambda: begin(window))

    def begin(window: MainWindow) -> None:
        window.handlers.by_key()["note"]()
        print("ready", flush=True)
        timer.start(_EVERY_MS)

    def type_letter() -> None:
        nonlocal typed
        typed += 1
        editor = QApplication.focusWidget()
        assert editor is not None
        QTest.keyClicks(editor, next(letters))
        print(typed, time.monotonic(), flush=True)

    timer.timeout.connect(type_letter)
    QTimer.singleShot(50, choose)
    return app.run(home)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
