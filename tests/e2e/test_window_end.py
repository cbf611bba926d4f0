"""The real window as a process: how it ends, and what is in the library then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from readlist.library import Library
from tests.e2e.conftest import ROOT, run_cli

_TYPE = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from readlist.gui import app
from readlist.gui.main_window import MainWindow

made = app.make_application([])

def type_note():
    window = next(w for w in made.topLevelWidgets() if isinstance(w, MainWindow))
    if not (window.settled and window.table.papers.ids):
        return QTimer.singleShot(50, type_note)
    window.table.step(-1)
    QTimer.singleShot(300, lambda: write(window))

def write(window):
    window.handlers.by_key()["note"]()
    QTest.keyClicks(QApplication.focusWidget(), "typed by the reader")
    print("typed", flush=True)

QTimer.singleShot(50, type_note)
sys.exit(app.run(Path(sys.argv[1])))
"""


@pytest.mark.skipif(os.name == "nt", reason="no such signals there")
@pytest.mark.parametrize(("number", "after"), [("SIGTERM", 0.0), ("SIGKILL", 1.0)])
def test_a_note_outlives_the_process(tmp_path: Path, number: str, after: float) -> None:
    home = tmp_path / "library"
    assert run_cli(home, "import", next(iter(sorted((ROOT / "seeds").glob("*.txt"))))).status == 0
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", _TYPE, str(home)], env=environment, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"typed\n"
        time.sleep(after)
        process.send_signal(getattr(signal, number))
        status = process.wait(timeout=20)
    assert status == (0 if number == "SIGTERM" else -signal.SIGKILL)
    with Library.open(home) as library:
        found = library.search.find("has:note").ids
        assert [n.text for one in found for n in library.papers.get(one).notes] == [
            "typed by the reader"
        ]
