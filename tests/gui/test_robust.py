"""The window when something goes wrong around it: a held library, a damaged index, faults."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from readlist.gui import leaving
from readlist.gui.app import opened
from readlist.gui.dialogs.report import ReportDialog, report_text
from readlist.gui.faults import fault_log
from readlist.gui.main_window import MainWindow
from readlist.library import Library
from tests.gui.window_kit import search, select, settled

ROOT = Path(__file__).resolve().parents[2]


def type_note(qtbot: QtBot, window: MainWindow, text: str) -> int:
    """Begin a note on the first paper; the paper's id."""
    (paper,) = select(qtbot, window, 0)
    window.handlers.by_key()["note"]()
    qtbot.keyClicks(window.focusWidget(), text)
    return paper


def notes_of(window: MainWindow, paper: int) -> list[str]:
    return [note.text for note in window.context.library.papers.get(paper).notes]


def answer_box(label: str) -> Callable[[], None]:
    """Press a button of the message box as soon as it is there."""

    def press() -> None:
        for box in QApplication.topLevelWidgets():
            if isinstance(box, QMessageBox) and box.isVisible():
                next(one for one in box.buttons() if one.text().startswith(label)).click()
                return
        QTimer.singleShot(50, press)

    return press


@pytest.fixture
def held(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> sqlite3.Connection:
    """Another connection that can hold the library with BEGIN IMMEDIATE."""
    monkeypatch.setattr(leaving, "_PATIENCE", 0.2)
    monkeypatch.setattr(leaving, "_WAIT", 10.0)
    path = window.context.library.folder / "library.sqlite3"
    return sqlite3.connect(path, isolation_level=None)


def test_closing_writes_a_note_that_was_just_typed(qtbot: QtBot, window: MainWindow) -> None:
    paper = type_note(qtbot, window, "half a th")
    assert window.close()
    assert notes_of(window, paper) == ["half a th"]


def test_closing_asks_when_a_note_cannot_be_saved(
    qtbot: QtBot, window: MainWindow, held: sqlite3.Connection
) -> None:
    held.execute("BEGIN IMMEDIATE")
    paper = type_note(qtbot, window, "do not lose me")
    QTimer.singleShot(0, answer_box("Do not close"))
    assert not window.close()
    assert window.isVisible()

    QTimer.singleShot(0, answer_box("Copy"))
    assert window.close()
    assert QGuiApplication.clipboard().text() == "do not lose me"

    window.show()
    QTimer.singleShot(0, answer_box("Wait"))
    QTimer.singleShot(1200, lambda: held.execute("ROLLBACK"))
    assert window.close()
    held.close()
    assert notes_of(window, paper) == ["do not lose me"]


@pytest.mark.parametrize("room", [True, False], ids=["", "elsewhere"])
def test_the_end_of_the_session_keeps_what_cannot_be_saved_in_a_file(
    qtbot: QtBot, window: MainWindow, held: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch,
    room: bool,
) -> None:  # fmt: skip
    home = window.context.library.folder / "home"
    home.mkdir()
    monkeypatch.setattr(leaving, "_WAIT", 0.2)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    held.execute("BEGIN IMMEDIATE")
    type_note(qtbot, window, "rescue me")
    rescued = window.context.library.folder / "rescued-notes.md"
    if not room:
        rescued.mkdir()  # as little to be written as a file on a full disk
    window.end_session()
    assert not window.isVisible()
    if not room:
        rescued = home / "readlist-rescued-notes.md"
    assert "rescue me" in rescued.read_text(encoding="utf-8")
    held.execute("ROLLBACK")
    held.close()
    settled(qtbot, window)


@pytest.mark.parametrize("harm", ["removed", "truncated"])
def test_a_damaged_index_is_mended_under_a_running_window(
    qtbot: QtBot, window: MainWindow, harm: str
) -> None:
    before = search(qtbot, window, "grokking")
    folder = window.context.library.folder / "index"
    if harm == "removed":
        shutil.rmtree(folder)
    else:
        for file in folder.iterdir():
            if file.suffix != ".json":
                os.truncate(file, 40)
    window.search.set_text("")
    search(qtbot, window, "grokking")
    find = window.context.library.search.find
    qtbot.waitUntil(lambda: window.settled and not find("grokking").by_sql, timeout=20000)
    settled(qtbot, window)
    assert list(window.table.papers.ids) == before
    assert not window.status.index.isVisible()


def test_another_process_is_seen_and_disturbs_nothing(qtbot: QtBot, window: MainWindow) -> None:
    window.table.verticalScrollBar().setValue(3)
    paper = type_note(qtbot, window, "half typed")
    editor = window.focusWidget()
    scroll = window.table.verticalScrollBar().value()
    other = window.table.papers.ids[1]
    subprocess.run(
        [sys.executable, "-m", "readlist", "--library", str(window.context.library.folder),
         "star", str(other), str(paper)],
        check=True, cwd=ROOT, capture_output=True, timeout=60,
    )  # fmt: skip
    qtbot.keyClicks(editor, " and more")

    def starred() -> bool:
        row = window.table.papers.row(window.table.papers.position(other))
        return row is not None and row.starred

    qtbot.waitUntil(starred, timeout=5000)
    settled(qtbot, window)
    assert window.selection() == [paper]
    assert window.table.verticalScrollBar().value() == scroll
    assert window.focusWidget() is editor
    assert editor.property("plainText") == "half typed and more"


@pytest.mark.parametrize("where", ["job", "writer"])
def test_a_fault_is_reported_once_and_the_window_lives_on(
    qtbot: QtBot, window: MainWindow, where: str
) -> None:
    bridge = window.context.bridge
    private = "private words"

    def fail(*_: object) -> None:
        raise RuntimeError(private)

    seen: list[BaseException] = []
    window.unexpected.connect(seen.append)
    with fault_log(window.context.library.folder) as log:
        window.unexpected.connect(lambda fault: log.error(report_text(fault)))
        for _ in range(2):
            if where == "job":
                bridge.run(bridge.reader, fail)
            else:
                bridge.write(fail)
            settled(qtbot, window)
        qtbot.waitUntil(lambda: len(seen) == 1)
    (dialog,) = window.findChildren(ReportDialog)
    dialog.close()
    written = (window.context.library.folder / "log" / "readlist.log").read_text(encoding="utf-8")
    assert written.count("\nRuntimeError\n") == 1
    assert "private words" not in written
    assert search(qtbot, window, "grokking")


def test_the_log_does_not_grow_without_end(tmp_path: Path) -> None:
    with fault_log(tmp_path) as log:
        assert isinstance(log, logging.Logger)
        for _ in range(900):
            log.error("x" * 1000)
    sizes = [one.stat().st_size for one in (tmp_path / "log").iterdir()]
    assert len(sizes) == 3
    assert max(sizes) <= 200_000


def test_windows_leave_nothing_behind(
    qtbot: QtBot, app: QApplication, seeded_folder: Path, tmp_path: Path
) -> None:
    home = tmp_path / "many"
    shutil.copytree(seeded_folder, home)

    def once() -> tuple[int, int, int]:
        with Library.open(home) as library, opened(library) as window:
            window.show()
            qtbot.waitUntil(lambda: window.settled, timeout=20000)
            window.close()
            window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        files = Path("/proc/self/fd")
        kept = sum(isinstance(one, MainWindow) for one in gc.get_objects())
        return threading.active_count(), len(list(files.iterdir())) if files.is_dir() else 0, kept

    once()
    first = once()
    for _ in range(3):
        last = once()
    assert last == first
