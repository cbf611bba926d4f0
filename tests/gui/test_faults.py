"""Faults that nobody caught."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from readlist.gui.faults import FaultRelay
from readlist.gui.immortal import hold_constants
from readlist.library import Library


def test_faults_of_slots_and_threads_come_into_the_main_thread(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    relay = FaultRelay()
    before = (sys.excepthook, threading.excepthook)
    relay.install()
    fault = RuntimeError("in a slot")
    with qtbot.waitSignal(relay.caught) as caught:
        sys.excepthook(RuntimeError, fault, None)
    assert caught.args == [fault]

    def fail() -> None:
        raise ValueError("in a thread")

    with qtbot.waitSignal(relay.caught) as caught:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    assert str(caught.args[0]) == "in a thread"
    relay.remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_the_constants_are_held_once() -> None:
    assert not hold_constants()
    if sys.version_info < (3, 12):
        assert sys.getrefcount(None) > 1_000_000_000


def test_a_library_of_a_later_version_is_refused_in_plain_words(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    Library.open(folder).close()
    file = sqlite3.connect(folder / "library.sqlite3")
    file.execute("PRAGMA user_version = 9999")
    file.close()
    done = subprocess.run(
        [sys.executable, "-m", "readlist", "--library", str(folder), "--screenshot",
         str(tmp_path / "shot.png")],
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
