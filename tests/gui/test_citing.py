"""Citations leave the window: by keys, and by papers dragged into a text."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from readlist.gui.citing import dragged, remember_command
from readlist.gui.main_window import MainWindow
from tests.gui.window_kit import CONTROL, SHIFT, drop, press, select, settled


def key_of(window: MainWindow, paper_id: int) -> str:
    return window.context.library.papers.get(paper_id).bib.citation_key


def test_a_citation_is_copied_by_its_key(qtbot: QtBot, window: MainWindow) -> None:
    ids = select(qtbot, window, 1, 3)
    press(qtbot, window, Qt.Key.Key_C, CONTROL | SHIFT)
    keys = [key_of(window, one) for one in ids]
    assert all(keys)
    text = f"\\cite{{{keys[0]},{keys[1]}}}"
    assert QGuiApplication.clipboard().text() == text
    assert window.toast.text.text() == f"Copied {text}"
    remember_command(window.context.settings, "pandoc")
    press(qtbot, window, Qt.Key.Key_C, CONTROL | SHIFT)
    assert QGuiApplication.clipboard().text() == f"[@{keys[0]}; @{keys[1]}]"


def test_copied_entries_keep_their_keys(qtbot: QtBot, window: MainWindow) -> None:
    (paper_id,) = select(qtbot, window, 2)
    press(qtbot, window, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text().startswith(f"@misc{{{key_of(window, paper_id)},\n")


def test_papers_dropped_on_a_text_cite(qtbot: QtBot, window: MainWindow) -> None:
    ids = select(qtbot, window, 0, 1)
    text = QPlainTextEdit()
    qtbot.addWidget(text)
    text.show()
    handle = window.windowHandle()
    QTest.keyRelease(handle, Qt.Key.Key_Shift)  # which another test may have left held
    assert drop(text.viewport(), dragged(window.context, ids), QPoint(5, 5))
    keys = [key_of(window, one) for one in ids]
    assert text.toPlainText() == f"\\cite{{{keys[0]},{keys[1]}}}"
    QTest.keyPress(handle, Qt.Key.Key_Shift, SHIFT)
    text.clear()
    assert drop(text.viewport(), dragged(window.context, ids[:1]), QPoint(5, 5))
    QTest.keyRelease(handle, Qt.Key.Key_Shift)
    assert text.toPlainText().startswith(f"@misc{{{keys[0]},\n")
    settled(qtbot, window)


def test_papers_dropped_in_the_window_need_no_keys(qtbot: QtBot, window: MainWindow) -> None:
    lists = window.context.library.lists
    lists.create("To cite")
    settled(qtbot, window)
    ids = select(qtbot, window, 0)
    window.sidebar.places.dropMimeData(
        dragged(window.context, ids),
        Qt.DropAction.CopyAction, -1, -1,
        window.sidebar.places.find(f"list:{lists.get('To cite').id}"),
    )  # fmt: skip
    settled(qtbot, window)
    assert lists.paper_ids(lists.get("To cite").id) == ids
    assert key_of(window, ids[0]) == ""


def test_a_busy_library_is_said_and_drops_nothing(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readlist.gui.citing._PATIENCE", 0.05)
    done = threading.Event()
    window.context.bridge.write(done.wait)
    mime = dragged(window.context, window.table.papers.ids[:1])
    assert mime.text() == ""
    assert window.toast.text.text().startswith("The library is busy")
    done.set()
    settled(qtbot, window)
    monkeypatch.undo()
    assert mime.text().startswith("\\cite{")
    settled(qtbot, window)
