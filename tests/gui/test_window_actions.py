"""When actions can be used, and that what they say stays true."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from readlist.domain.views import Scope
from readlist.gui.main_window import MainWindow
from tests.gui.window_kit import CONTROL, press, select, settled


def enabled(window: MainWindow, *keys: str) -> list[bool]:
    return [window.actions_[key].isEnabled() for key in keys]


def test_papers_in_the_trash_can_be_copied(qtbot: QtBot, window: MainWindow) -> None:
    window.context.library.papers.trash(window.table.papers.ids[:2])
    window.sidebar.choose(Scope("trash"))
    settled(qtbot, window)
    select(qtbot, window, 0)
    assert enabled(window, "copy", "open", "star", "edit") == [True, True, False, False]
    press(qtbot, window, Qt.Key.Key_C, CONTROL)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().startswith("@misc{"))


def test_notes_and_details_are_of_one_paper(qtbot: QtBot, window: MainWindow) -> None:
    select(qtbot, window, 0)
    assert enabled(window, "note", "edit", "tags") == [True, True, True]
    select(qtbot, window, 0, 1)
    assert enabled(window, "note", "edit", "tags") == [False, False, True]


def test_only_selected_papers_leave_a_list(qtbot: QtBot, window: MainWindow) -> None:
    lists = window.context.library.lists
    lists.create("To cite")
    lists.add(lists.get("To cite").id, window.table.papers.ids[:3])
    settled(qtbot, window)
    window.sidebar.choose(Scope("list", str(lists.get("To cite").id)))
    settled(qtbot, window)
    window.table.clearSelection()
    settled(qtbot, window)
    assert enabled(window, "list-remove", "list-export") == [False, True]
    select(qtbot, window, 1)
    assert enabled(window, "list-remove") == [True]


def test_undo_of_a_message_goes_with_the_next_change(qtbot: QtBot, window: MainWindow) -> None:
    select(qtbot, window, 0)
    press(qtbot, window, Qt.Key.Key_Delete)
    assert window.toast.button.text() == "Undo"
    qtbot.wait(1200)  # the library is asked twice meanwhile for changes of other processes
    settled(qtbot, window)
    assert window.toast.isVisible()
    press(qtbot, window, Qt.Key.Key_S)
    assert not window.toast.isVisible()


def test_undo_names_a_tag_with_an_ampersand(qtbot: QtBot, window: MainWindow) -> None:
    library = window.context.library
    library.tags.add(window.table.papers.ids[:1], ["R&D"])
    settled(qtbot, window)
    label = library.history.state().undo
    assert label is not None
    assert "R&D" in label
    assert window.actions_["undo"].text() == f"&Undo {label}".replace("R&D", "R&&D")


def test_marks_on_a_paper_that_is_gone_meanwhile_say_so(qtbot: QtBot, window: MainWindow) -> None:
    """As when another process deletes it in the half second before this window hears of it."""
    library, bridge = window.context.library, window.context.bridge
    select(qtbot, window, 0)
    gone = window.selection()
    commands = window.commands
    for mark in (partial(commands.star, gone, starred=True), partial(commands.rate, gone, 3)):
        window.toast.hide()
        bridge.write(lambda: library.papers.delete(gone))
        mark()
        qtbot.waitUntil(lambda: "the paper was deleted" in window.toast.text.text())
        settled(qtbot, window)
        assert library.history.state().undo == "Delete 1 paper for good"
        library.history.undo()
        settled(qtbot, window)
