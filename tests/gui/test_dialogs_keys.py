"""The dialog of citation keys on a real library with the papers of a sample page."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from readlist.domain.export import ExportOptions
from readlist.domain.key_patterns import DEFAULT_PATTERN, READY_PATTERNS
from readlist.gui.context import AppContext
from readlist.gui.dialogs.keys_dialog import KeysDialog
from readlist.gui.dialogs.tables import RowsView
from readlist.gui.main_window import MainWindow
from tests.gui.window_kit import press, select

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def library_file(page_library: bytes) -> bytes:
    return page_library


@pytest.fixture
def ids(context: AppContext) -> list[int]:
    """The papers of the page of Dec 10; one has authors, one a key by hand, one a made key."""
    papers = context.library.papers
    found = sorted(context.library.search.find("").ids)
    papers.edit(found[0], authors=["van der Maaten, Laurens"], published="2008")
    papers.edit(found[1], citation_key="Mine")
    context.library.exporting.copy(found[2:3], ExportOptions())
    return found


@pytest.fixture
def dialog(qtbot: QtBot, context: AppContext, ids: list[int]) -> KeysDialog:
    dialog = KeysDialog(context, ids, None)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    settled(qtbot, dialog)
    return dialog


def settled(qtbot: QtBot, dialog: KeysDialog) -> None:
    qtbot.waitUntil(lambda: dialog.checked, timeout=20000)


def write(qtbot: QtBot, dialog: KeysDialog, text: str) -> None:
    """Write a pattern as a reader does."""
    dialog.editor.line.selectAll()
    qtbot.keyClicks(dialog.editor.line, text)
    settled(qtbot, dialog)


def rows(dialog: KeysDialog) -> dict[str, str]:
    """The new keys by the papers' titles."""
    lines = [dialog.changes.line(row) for row in range(dialog.changes.row_total())]
    return {line.title: line.new for line in lines}


def made(qtbot: QtBot, dialog: KeysDialog) -> None:
    qtbot.mouseClick(dialog.renew_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "made anew" in dialog.message.text(), timeout=20000)
    settled(qtbot, dialog)


def test_the_pattern_of_one_paper_is_shown_on_others_too(
    qtbot: QtBot, context: AppContext, ids: list[int]
) -> None:
    dialog = KeysDialog(context, ids[:1], None, ids)
    qtbot.addWidget(dialog)
    settled(qtbot, dialog)
    assert dialog.editor.examples.rowCount() > 1
    assert list(rows(dialog).values()) == ["maaten2008"]


def test_the_pattern_is_shown_on_papers_while_it_is_written(
    qtbot: QtBot, dialog: KeysDialog, context: AppContext, ids: list[int]
) -> None:
    assert dialog.editor.text == DEFAULT_PATTERN
    assert dialog.editor.examples.texts(0)[0] == "maaten2008"
    assert dialog.summary.text() == (
        f"{len(ids) - 2} papers would get a first key · 1 key written by you stays"
    )
    write(qtbot, dialog, "[authFull:upper]-[id]")
    title = context.library.papers.get(ids[0]).bib.title
    assert dialog.editor.examples.texts(0) == (f"VANDERMAATEN-{ids[0]}", title)
    assert rows(dialog)[title] == f"VANDERMAATEN-{ids[0]}"
    assert dialog.summary.text().startswith("1 key would change")
    stays = dialog.changes.index(dialog.changes.row_total() - 1, 1).data()
    assert stays == "stays: written by you"


def test_a_fault_stands_below_the_line_with_its_place(qtbot: QtBot, dialog: KeysDialog) -> None:
    write(qtbot, dialog, "[auth][yeer]")
    assert dialog.editor.error.isVisible()
    assert dialog.editor.error.text().startswith("Position 8: there is no field 'yeer'.")
    assert not dialog.renew_button.isEnabled()
    assert not dialog.use_button.isEnabled()
    assert dialog.changes.row_total() == 0
    write(qtbot, dialog, "[auth][year]")
    assert not dialog.editor.error.isVisible()
    assert dialog.renew_button.isEnabled()


def test_keys_are_made_as_listed_and_undone_in_one_step(
    qtbot: QtBot, dialog: KeysDialog, context: AppContext, ids: list[int]
) -> None:
    papers = context.library.papers
    before = [papers.get(one).bib.citation_key for one in ids]
    write(qtbot, dialog, "k[id]")
    listed = rows(dialog)
    made(qtbot, dialog)
    assert {papers.get(one).bib.title: papers.get(one).bib.citation_key for one in ids} == listed
    assert papers.get(ids[1]).bib.citation_key == "Mine"
    assert dialog.summary.text() == "1 key written by you stays"
    assert not dialog.renew_button.isEnabled()
    dialog.everything.click()
    settled(qtbot, dialog)
    assert dialog.summary.text() == "1 key would change"
    made(qtbot, dialog)
    assert papers.get(ids[1]).bib.citation_key == f"k{ids[1]}"
    context.library.history.undo()
    context.library.history.undo()
    assert [papers.get(one).bib.citation_key for one in ids] == before
    assert context.library.keys.pattern() == DEFAULT_PATTERN


def test_escape_cancels_the_making_and_then_closes(
    qtbot: QtBot, dialog: KeysDialog, context: AppContext, ids: list[int]
) -> None:
    held = threading.Event()
    context.bridge.run(context.bridge.writer, lambda _job: held.wait(20))
    write(qtbot, dialog, "k[id]")
    qtbot.mouseClick(dialog.renew_button, Qt.MouseButton.LeftButton)
    assert not dialog.editor.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    held.set()
    qtbot.waitUntil(lambda: dialog.message.text() == "Cancelled: nothing was changed.")
    assert context.library.papers.get(ids[0]).bib.citation_key == ""
    assert dialog.editor.isEnabled()
    assert dialog.renew_button.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_pattern_becomes_the_librarys(
    qtbot: QtBot, dialog: KeysDialog, context: AppContext
) -> None:
    assert not dialog.use_button.isEnabled()
    write(qtbot, dialog, "[auth][id]")
    qtbot.mouseClick(dialog.use_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: context.library.keys.pattern() == "[auth][id]")
    qtbot.waitUntil(lambda: dialog.message.text().startswith("New keys are made"))
    assert not dialog.use_button.isEnabled()


def test_help_is_put_into_the_pattern(qtbot: QtBot, dialog: KeysDialog) -> None:
    ready = dialog.editor.tabs.widget(0)
    assert isinstance(ready, RowsView)
    ready.setFocus()
    qtbot.keyClick(ready, Qt.Key.Key_Down)
    qtbot.keyClick(ready, Qt.Key.Key_Return)
    assert dialog.editor.text == READY_PATTERNS[1][0]
    dialog.editor.tabs.setCurrentIndex(1)
    fields = dialog.editor.tabs.widget(1)
    assert isinstance(fields, RowsView)
    fields.setFocus()
    qtbot.keyClick(fields, Qt.Key.Key_Return)
    assert dialog.editor.text == READY_PATTERNS[1][0] + "[auth]"
    assert dialog.editor.line.hasFocus()
    settled(qtbot, dialog)


def test_models_keep_qts_rules(dialog: KeysDialog, qtmodeltester: object) -> None:
    editor = dialog.editor
    for model in (dialog.changes, editor.examples, editor.ready, editor.fields, editor.filters):
        qtmodeltester.check(model, force_py=True)  # type: ignore[attr-defined]


def test_the_window_opens_it_on_the_selected_papers_or_on_all(
    qtbot: QtBot, window: MainWindow
) -> None:
    def opened() -> KeysDialog:
        qtbot.waitUntil(lambda: window.findChild(KeysDialog) is not None)
        (dialog,) = window.findChildren(KeysDialog)
        settled(qtbot, dialog)
        return dialog

    assert not window.selection()
    press(qtbot, window, Qt.Key.Key_K, CONTROL)
    dialog = opened()
    assert dialog.changes.row_total() == len(window.table.papers.ids)
    assert dialog.focusWidget() is dialog.editor.line
    dialog.reject()
    qtbot.waitUntil(lambda: not window.findChildren(KeysDialog))
    select(qtbot, window, 0, 1)
    window.actions_.trigger("keys")
    dialog = opened()
    assert dialog.changes.row_total() == 2
    dialog.reject()
