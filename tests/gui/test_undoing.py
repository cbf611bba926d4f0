"""Undo in a window when the newest step is not this window's."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from readlist.gui.main_window import MainWindow
from readlist.library import Library
from readlist.storage import undo
from tests.gui.window_kit import CONTROL, SHIFT, press, select, settled


@pytest.fixture
def other(window: MainWindow) -> Iterator[Library]:
    """The library as another process has it open."""
    with Library.open(window.context.library.folder, process="readlist tag") as opened:
        yield opened


def _answer(qtbot: QtBot, window: MainWindow, button: str) -> str:
    """Press a button of the question that is open; its text."""
    qtbot.waitUntil(lambda: window.commands.undoing.question is not None)
    box = window.commands.undoing.question
    assert box is not None
    text = f"{box.text()} {box.informativeText()}"
    chosen = next(one for one in box.buttons() if one.text().replace("&", "") == button)
    with qtbot.waitActive(window, timeout=20000):
        qtbot.mouseClick(chosen, Qt.MouseButton.LeftButton)
        window.activateWindow()  # what a desktop does once the question is gone
    settled(qtbot, window)
    return text


def _tags(library: Library, paper: int) -> list[str]:
    return [tag.name for tag in library.papers.get(paper).tags]


def test_anothers_step_is_undone_only_after_a_yes(
    qtbot: QtBot, window: MainWindow, other: Library
) -> None:
    library = window.context.library
    (paper,) = select(qtbot, window, 0)
    press(qtbot, window, Qt.Key.Key_S)
    other.tags.add([paper], ["theirs"])
    qtbot.waitUntil(
        lambda: window.actions_["undo"].text() == "&Undo Tag 1 paper with theirs (by readlist tag)",
        timeout=5000,
    )

    press(qtbot, window, Qt.Key.Key_Z, CONTROL)
    asked = _answer(qtbot, window, "Cancel")
    assert asked.startswith("Undo “Tag 1 paper with theirs”? It was done by readlist tag, on 20")
    assert _tags(library, paper) == ["theirs"]

    press(qtbot, window, Qt.Key.Key_Z, CONTROL)
    _answer(qtbot, window, "Undo")
    assert _tags(library, paper) == []
    assert library.papers.get(paper).starred
    press(qtbot, window, Qt.Key.Key_Z, CONTROL)  # the window's own step: no question
    assert not library.papers.get(paper).starred
    for _ in range(2):
        press(qtbot, window, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert _tags(library, paper) == ["theirs"]
    assert library.papers.get(paper).starred


def test_a_long_undo_is_shown_and_can_be_cancelled(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = window.context.library
    ids = window.table.papers.ids[:3]
    window.commands.star(ids, starred=True)
    settled(qtbot, window)
    monkeypatch.setattr(undo, "LONG_STEP", 1)
    monkeypatch.setattr(undo, "_ROWS_TOGETHER", 1)
    execute, go_on = undo._execute, threading.Event()

    def held(db: sqlite3.Connection, statement: str) -> None:
        if not go_on.wait(60):
            raise TimeoutError
        execute(db, statement)

    monkeypatch.setattr(undo, "_execute", held)
    window.commands.undo()
    qtbot.waitUntil(window.status.cancel.isVisible)
    assert window.status.job_text.text() == "Undoing"
    qtbot.mouseClick(window.status.cancel, Qt.MouseButton.LeftButton)
    go_on.set()
    settled(qtbot, window)
    assert not window.status.cancel.isVisible()
    assert [row.starred for row in library.papers.rows(ids)] == [True] * 3
    press(qtbot, window, Qt.Key.Key_Z, CONTROL)
    assert [row.starred for row in library.papers.rows(ids)] == [False] * 3


def test_one_question_for_all_that_was_done_before(
    qtbot: QtBot, window: MainWindow, other: Library
) -> None:
    library = window.context.library
    (paper,) = select(qtbot, window, 0)
    for number in range(3):
        other.notes.add(paper, f"note {number}")
    press(qtbot, window, Qt.Key.Key_Z, CONTROL)
    _answer(qtbot, window, "Undo")
    press(qtbot, window, Qt.Key.Key_Z, CONTROL)
    assert [note.text for note in library.papers.get(paper).notes] == ["note 0"]
    other.notes.add(paper, "a new one")
    press(qtbot, window, Qt.Key.Key_Z, CONTROL)
    _answer(qtbot, window, "Cancel")
    assert len(library.papers.get(paper).notes) == 2


def test_redo_of_what_another_undid_is_asked_for(
    qtbot: QtBot, window: MainWindow, other: Library
) -> None:
    library = window.context.library
    (paper,) = select(qtbot, window, 0)
    press(qtbot, window, Qt.Key.Key_S)
    other.history.undo()
    redo = window.actions_["redo"]
    qtbot.waitUntil(lambda: redo.text() == "&Redo Star 1 paper (by readlist tag)", timeout=5000)
    press(qtbot, window, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert _answer(qtbot, window, "Redo").startswith("Redo “Star 1 paper”?")
    assert library.papers.get(paper).starred
