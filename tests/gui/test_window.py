"""The window as a whole, by keys and clicks on the real sample pages."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from readlist.domain.errors import KnownError
from readlist.domain.papers import Status
from readlist.domain.views import Scope
from readlist.gui.citing import dragged
from readlist.gui.context import AppContext
from readlist.gui.dialogs.import_dialog import ImportDialog
from readlist.gui.dialogs.report import ReportDialog
from readlist.gui.dialogs.shortcuts import ShortcutsSheet
from readlist.gui.main_window import MainWindow
from readlist.gui.models.columns import INDEX
from readlist.gui.popups.lists import ListPopup
from readlist.gui.popups.tags import TagPopup
from readlist.gui.views.ask import NameDialog
from readlist.library import Library
from tests.gui.conftest import SEEDS, Opener
from tests.gui.window_kit import CONTROL, SHIFT, drop, press, search, select, settled


def paper_ids(window: MainWindow) -> tuple[int, ...]:
    return tuple(window.table.papers.ids)


def test_the_window_opens_on_the_papers(window: MainWindow) -> None:
    assert len(paper_ids(window)) == 220
    assert window.status.counts.text() == "220 papers"
    assert window.stack.currentWidget() is window.beside
    assert window.table.hasFocus()


def test_other_words_show_the_best_matches_first(qtbot: QtBot, window: MainWindow) -> None:
    bar = window.table.verticalScrollBar()
    found = search(qtbot, window, "model")
    select(qtbot, window, len(found) - 1)
    assert bar.value() > 0
    window.search.set_text("models")
    settled(qtbot, window)
    assert window.selection() == [found[-1]]
    assert bar.value() == 0
    window.search.set_text("")
    settled(qtbot, window)
    assert window.table.visualRect(window.table.currentIndex()).intersects(
        window.table.viewport().rect()
    )


@pytest.mark.parametrize(("key", "status"), list(zip("12345", Status, strict=True)))
def test_digits_set_the_status(qtbot: QtBot, window: MainWindow, key: str, status: Status) -> None:
    ids = select(qtbot, window, 0, 3, 4)
    library = window.context.library
    library.papers.set_status(ids, Status.READING if status == Status.INBOX else Status.INBOX)
    settled(qtbot, window)
    press(qtbot, window, key)
    assert {library.papers.get(one).status for one in ids} == {status}
    assert window.selection() == ids


def test_star_toggles_all_selected_as_one_step(qtbot: QtBot, window: MainWindow) -> None:
    ids = select(qtbot, window, 1, 2, 5)
    library = window.context.library
    press(qtbot, window, Qt.Key.Key_S)
    assert all(library.papers.get(one).starred for one in ids)
    assert window.actions_["undo"].text() == f"&Undo {library.history.state().undo}"
    press(qtbot, window, Qt.Key.Key_Z, CONTROL)
    assert not any(library.papers.get(one).starred for one in ids)
    press(qtbot, window, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert all(library.papers.get(one).starred for one in ids)
    press(qtbot, window, Qt.Key.Key_S)
    assert not any(library.papers.get(one).starred for one in ids)


def test_a_click_on_the_star_stars_that_paper_alone(qtbot: QtBot, window: MainWindow) -> None:
    ids = select(qtbot, window, 0, 1)
    cell = window.table.visualRect(window.table.papers.index(4, 0)).center()
    qtbot.mouseClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    settled(qtbot, window)
    assert window.context.library.papers.get(paper_ids(window)[4]).starred
    assert window.selection() == ids


def test_trash_moves_on_to_the_next_paper_and_can_be_undone(
    qtbot: QtBot, window: MainWindow
) -> None:
    before = paper_ids(window)
    select(qtbot, window, 2, 3)
    press(qtbot, window, Qt.Key.Key_Delete)
    assert len(paper_ids(window)) == 218
    assert window.selection() == [before[4]]
    assert window.toast.text.text() == "Moved 2 papers to the Trash."
    qtbot.mouseClick(window.toast.button, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert paper_ids(window) == before
    assert window.selection() == [before[4]]


def test_the_trash_restores_and_deletes_after_a_question(qtbot: QtBot, window: MainWindow) -> None:
    library = window.context.library
    first, second = paper_ids(window)[:2]
    library.papers.trash([first, second])
    settled(qtbot, window)
    window.sidebar.choose(Scope("trash"))
    settled(qtbot, window)
    window.table.setFocus()
    window.table.select_ids([first])
    settled(qtbot, window)
    assert not window.actions_["star"].isEnabled()
    press(qtbot, window, Qt.Key.Key_R)
    assert library.counts().trash == 1
    window.table.select_ids([second])
    settled(qtbot, window)
    press(qtbot, window, Qt.Key.Key_Delete, SHIFT)
    box = window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert library.counts().trash == 1
    yes = next(one for one in box.buttons() if one.text() == "Delete")
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert library.counts().trash == 0
    assert window.hint.title.text() == "The Trash is empty."


def test_search_as_you_type_and_escape(qtbot: QtBot, window: MainWindow) -> None:
    found = search(qtbot, window, "transformer")
    assert 0 < len(found) < 220
    assert window.search.result.text().startswith(f"{len(found)} papers · ")
    assert window.terms
    select(qtbot, window, 1)
    kept = window.selection()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.search.text == ""
    assert len(paper_ids(window)) == 220
    assert window.selection() == kept


def test_letters_are_text_while_the_search_has_the_keys(qtbot: QtBot, window: MainWindow) -> None:
    select(qtbot, window, 0)
    window.search.focus()
    qtbot.keyClicks(window.search.line, "s1tn")
    settled(qtbot, window)
    assert window.search.text == "s1tn"
    assert window.context.library.counts().starred == 0
    assert window.hint.title.text() == "No paper matches the search."


def test_a_malformed_search_says_what_it_ignored(qtbot: QtBot, window: MainWindow) -> None:
    search(qtbot, window, "transformer is:wonderful")
    assert window.search.warning.isVisible()
    assert "'wonderful'" in window.search.warning.text()
    window.search.escape()
    settled(qtbot, window)
    assert not window.search.warning.isVisible()


def test_down_goes_from_the_search_to_the_first_paper(qtbot: QtBot, window: MainWindow) -> None:
    found = search(qtbot, window, "pruning")
    press(qtbot, window, Qt.Key.Key_Down)
    assert window.table.hasFocus()
    assert window.selection() == found[:1]
    press(qtbot, window, Qt.Key.Key_J)
    assert window.selection() == found[1:2]
    press(qtbot, window, Qt.Key.Key_K)
    assert window.selection() == found[:1]


def test_a_search_is_saved_and_opened_again(qtbot: QtBot, window: MainWindow) -> None:
    found = search(qtbot, window, "title:learning")
    press(qtbot, window, Qt.Key.Key_D, CONTROL)
    dialog = window.findChild(NameDialog)
    assert isinstance(dialog, NameDialog)
    dialog.name.setText("Learning")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    settled(qtbot, window)
    window.search.escape()
    settled(qtbot, window)
    saved = window.context.library.saved.all()[0]
    assert (saved.name, saved.query) == ("Learning", "title:learning")
    window.sidebar.choose(Scope("saved", str(saved.id)))
    settled(qtbot, window)
    assert sorted(paper_ids(window)) == sorted(found)


def test_selection_and_scroll_survive_a_refresh(qtbot: QtBot, window: MainWindow) -> None:
    ids = select(qtbot, window, 100, 101, 103)
    top = window.table.verticalScrollBar().value()
    assert top > 0
    first = paper_ids(window)[0]
    window.context.library.papers.trash([first])
    settled(qtbot, window)
    assert first not in paper_ids(window)
    assert window.selection() == ids
    assert window.table.papers.position(ids[0]) == 99
    row = window.table.verticalHeader().defaultSectionSize()
    assert window.table.verticalScrollBar().value() == top - row


def test_another_process_is_noticed(qtbot: QtBot, window: MainWindow) -> None:
    with Library.open(window.context.library.folder, process="another") as other:
        other.papers.star([paper_ids(window)[0]], True)
    qtbot.waitUntil(lambda: window.snapshot.counts.starred == 1, timeout=10000)


def test_sorting_by_a_heading(qtbot: QtBot, window: MainWindow) -> None:
    header = window.table.header
    usual = paper_ids(window)

    def click() -> None:
        at = QPoint(header.sectionViewportPosition(1) + 20, header.height() // 2)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
        settled(qtbot, window)

    def titles() -> list[str]:
        rows = window.context.library.papers.rows(paper_ids(window))
        return [row.title.casefold() for row in rows]

    click()
    assert titles()[0] == min(titles())
    click()
    assert titles()[0] == max(titles())
    click()
    assert paper_ids(window) == usual


def test_a_list_is_ordered_by_hand(qtbot: QtBot, window: MainWindow) -> None:
    library = window.context.library
    ids = list(paper_ids(window)[:4])
    library.lists.create("To cite")
    one = library.lists.get("To cite")
    library.lists.add(one.id, ids)
    settled(qtbot, window)
    window.sidebar.choose(Scope("list", str(one.id)))
    settled(qtbot, window)
    assert list(paper_ids(window)) == ids
    select(qtbot, window, 3)
    press(qtbot, window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert library.lists.paper_ids(one.id) == [ids[0], ids[1], ids[3], ids[2]]
    assert window.selection() == [ids[3]]
    press(qtbot, window, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert library.lists.paper_ids(one.id) == ids
    mime = dragged(window.context, [ids[2], ids[3]])
    assert drop(window.table.viewport(), mime, QPoint(60, 2))
    settled(qtbot, window)
    assert library.lists.paper_ids(one.id) == [ids[2], ids[3], ids[0], ids[1]]
    assert list(paper_ids(window)) == [ids[2], ids[3], ids[0], ids[1]]
    press(qtbot, window, Qt.Key.Key_Backspace, CONTROL)
    assert len(library.lists.paper_ids(one.id)) == 3


def test_rows_are_not_moved_outside_of_a_list(window: MainWindow) -> None:
    mime = dragged(window.context, paper_ids(window)[:1])
    assert not drop(window.table.viewport(), mime, QPoint(60, 2))


@pytest.mark.parametrize(("key", "kind"), [("T", TagPopup), ("L", ListPopup)])
def test_popups_open_at_the_papers(
    qtbot: QtBot, window: MainWindow, key: str, kind: type[QWidget]
) -> None:
    select(qtbot, window, 0, 1)
    press(qtbot, window, key)
    popup = window.findChild(kind)
    assert popup is not None
    assert popup.isVisible()
    qtbot.keyClick(popup.focusWidget() or popup, Qt.Key.Key_Escape)


def test_enter_before_the_answer_goes_to_its_first_paper(qtbot: QtBot, window: MainWindow) -> None:
    select(qtbot, window, 5)
    press(qtbot, window, Qt.Key.Key_F, CONTROL)
    qtbot.keyClicks(window.search.line, "grokking")
    qtbot.waitUntil(lambda: not window.runner.idle)
    qtbot.keyClick(window.search.line, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert window.table.hasFocus()
    assert window.selection() == list(paper_ids(window)[:1])
    assert len(paper_ids(window)) == 4


def test_copy_puts_citations_on_the_clipboard(qtbot: QtBot, window: MainWindow) -> None:
    select(qtbot, window, 0, 1)
    press(qtbot, window, Qt.Key.Key_C, CONTROL)
    qtbot.waitUntil(window.toast.isVisible)
    assert QGuiApplication.clipboard().text().count("@misc{") == 2


def test_pasting_a_page_opens_the_import(qtbot: QtBot, opener: Opener, context: AppContext) -> None:
    window = opener(context)
    assert window.stack.currentWidget() is window.welcome
    QGuiApplication.clipboard().setText(SEEDS[4].read_text())
    press(qtbot, window, Qt.Key.Key_V, CONTROL)
    dialog = window.findChild(ImportDialog)
    assert isinstance(dialog, ImportDialog)
    qtbot.waitUntil(lambda: dialog.planned, timeout=20000)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: dialog.result_value is not None, timeout=20000)
    with qtbot.waitSignal(dialog.show_papers):
        qtbot.mouseClick(dialog.result_pane.show_button, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert window.stack.currentWidget() is window.beside
    assert len(paper_ids(window)) == 37
    assert len(window.selection()) == 37


def test_files_dropped_on_the_window_are_imported(qtbot: QtBot, window: MainWindow) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(SEEDS[0]))])
    assert drop(window, mime, QPoint(400, 400))
    dialog = window.findChild(ImportDialog)
    assert isinstance(dialog, ImportDialog)
    qtbot.waitUntil(lambda: dialog.planned, timeout=20000)
    dialog.close()


def test_nothing_to_paste_is_said(qtbot: QtBot, window: MainWindow) -> None:
    QGuiApplication.clipboard().clear()
    press(qtbot, window, Qt.Key.Key_V, CONTROL)
    assert "nothing to import" in window.toast.text.text()


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Question])
def test_the_shortcuts_sheet(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    press(qtbot, window, key)
    sheet = window.findChild(ShortcutsSheet)
    assert isinstance(sheet, ShortcutsSheet)
    assert sheet.isVisible()
    sheet.close()


def test_panes_are_hidden_and_remembered(
    qtbot: QtBot, opener: Opener, seeded_context: AppContext
) -> None:
    window = opener(seeded_context)
    press(qtbot, window, Qt.Key.Key_F9)
    assert not window.sidebar.isVisible()
    authors = INDEX["authors"]
    window.table.header.set_shown(authors, True)
    window.table.header.moveSection(authors, 0)
    window.sidebar.choose(Scope("inbox"))
    window.splitter.setSizes([0, 600, 600])
    sizes = window.splitter.sizes()
    settled(qtbot, window)
    window.close()
    again = opener(seeded_context)
    assert not again.sidebar.isVisible()
    assert not again.table.header.isSectionHidden(authors)
    assert again.table.header.visualIndex(authors) == 0
    assert again.runner.question.scope == Scope("inbox")
    assert again.splitter.sizes() == sizes
    press(qtbot, again, Qt.Key.Key_F9)
    assert again.sidebar.isVisible()


def test_a_known_error_is_a_message(window: MainWindow) -> None:
    window.context.bridge.failed.emit(KnownError("The disk is full.", "Make room."))
    assert window.toast.text.text() == "The disk is full. Make room."
    window.context.bridge.failed.emit(OSError(errno.ENOSPC, "No space left", "settings.ini"))
    assert "settings.ini could not be written or read: No space left." in window.toast.text.text()


def test_our_own_bug_is_reported_once(qtbot: QtBot, window: MainWindow) -> None:
    def broken() -> None:
        raise RuntimeError("ours")

    for _ in range(2):
        window.context.bridge.write(broken)
    settled(qtbot, window)
    assert len(window.findChildren(ReportDialog)) == 1
    for dialog in window.findChildren(ReportDialog):
        dialog.close()


def test_undo_with_nothing_to_undo_is_said(
    qtbot: QtBot, opener: Opener, context: AppContext
) -> None:
    window = opener(context)
    window.commands.undo()
    settled(qtbot, window)
    assert window.toast.text.text().startswith("There is nothing to undo")


def test_every_control_has_a_tooltip_and_a_name(window: MainWindow) -> None:
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    controls = [
        one
        for one in window.findChildren(QWidget)
        if isinstance(one, kinds)
        and one.isVisibleTo(window)
        and not one.objectName().startswith("qt_")
        and not isinstance(one.parentWidget(), QLineEdit)
    ]
    assert len(controls) > 10
    bare = [
        (type(one).__name__, type(one.parent()).__name__)
        for one in controls
        if not one.toolTip() or not (one.accessibleName() or getattr(one, "text", str)())
    ]
    assert not bare


def test_every_action_has_a_tip_and_no_key_is_taken_twice(window: MainWindow) -> None:
    keys: dict[str, str] = {}
    for key, action in window.actions_.by_key.items():
        assert action.statusTip()
        assert action.toolTip()
        for shortcut in action.shortcuts():
            taken = keys.setdefault(shortcut.toString(), key)
            assert taken == key, f"{shortcut.toString()} is {taken} and {key}"


def test_a_screenshot_is_saved(seeded: Library, tmp_path: Path) -> None:
    import subprocess
    import sys

    picture = tmp_path / "shot.png"
    done = subprocess.run(
        [sys.executable, "-m", "readlist", "--library", str(seeded.folder), "--screenshot",
         str(picture)],
        check=False, capture_output=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")
