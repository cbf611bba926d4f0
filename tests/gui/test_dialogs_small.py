"""Shortcuts sheet, report, settings, about, tags and lists."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot

import readlist
from readlist.domain.errors import KnownError
from readlist.gui.context import AppContext
from readlist.gui.dialogs.about import about_box
from readlist.gui.dialogs.lists import ListDialog
from readlist.gui.dialogs.report import ReportDialog, report_text, show_known_error
from readlist.gui.dialogs.settings import SettingsDialog
from readlist.gui.dialogs.shortcuts import ShortcutsSheet
from readlist.gui.dialogs.tags import MergeTagsDialog

CONTROL = Qt.KeyboardModifier.ControlModifier


def action(text: str, keys: str, tip: str = "") -> QAction:
    result = QAction(text, QApplication.instance())
    result.setShortcut(QKeySequence(keys))
    if tip:
        result.setToolTip(tip)
    return result


def shown(qtbot: QtBot, dialog: QDialog) -> None:
    """Show the dialog and give it the keyboard."""
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()


@pytest.fixture
def fault() -> Exception:
    """A bug whose message quotes a private note."""
    private = "my private note"
    try:
        raise ValueError(private)
    except ValueError as error:
        return error


def test_shortcuts_are_grouped_and_found(qtbot: QtBot, qtmodeltester: object) -> None:
    groups = {
        "File": [action("&Import files…", "Ctrl+I", "Import saved pages")],
        "Paper": [action("&Star", "S"), action("R&ead && done", "4")],
    }
    sheet = ShortcutsSheet(groups)
    qtbot.addWidget(sheet)
    sheet.show()
    model = sheet.model
    rows = [[model.index(r, c).data() for c in range(3)] for r in range(model.rowCount())]
    assert rows == [
        ["File", "", ""],
        ["Import files", "Ctrl+I", "Import saved pages"],
        ["Paper", "", ""],
        ["Star", "S", ""],
        ["Read & done", "4", ""],
    ]
    qtmodeltester.check(model, force_py=True)  # type: ignore[attr-defined]
    qtbot.keyClicks(sheet.search, "saved")
    assert [model.index(r, 0).data() for r in range(model.rowCount())] == ["File", "Import files"]
    qtbot.keyClicks(sheet.search, " nothing")
    assert model.rowCount() == 0
    qtmodeltester.check(model, force_py=True)  # type: ignore[attr-defined]


def test_a_report_tells_places_and_nothing_private(qtbot: QtBot, fault: Exception) -> None:
    dialog = ReportDialog(fault)
    shown(qtbot, dialog)
    text = dialog.text.toPlainText()
    assert f"Readlist {readlist.__version__}" in text
    assert "test_dialogs_small.py" in text
    assert "ValueError" in text
    assert "my private note" not in text.splitlines()[-1]
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == text
    dialog.words.click()
    assert dialog.text.toPlainText().endswith("ValueError: my private note")


def test_a_report_tells_what_came_before(fault: Exception) -> None:
    try:
        raise RuntimeError from fault
    except RuntimeError as error:
        lines = report_text(error).splitlines()
    assert lines.index("ValueError") < lines.index("then:") < lines.index("RuntimeError")


def test_a_known_error_is_told_plainly(qtbot: QtBot) -> None:
    seen: list[tuple[str, str]] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append((box.text(), box.informativeText()))
        qtbot.keyClick(box, Qt.Key.Key_Return)

    QTimer.singleShot(20, look)
    show_known_error(None, KnownError("The disk is full.", "Free some space."))
    assert seen == [("The disk is full.", "Free some space.")]


def test_the_look_is_set_at_once(qtbot: QtBot, context: AppContext) -> None:
    dialog = SettingsDialog(context)
    shown(qtbot, dialog)
    assert dialog.folder.toolTip() == str(context.library.folder)
    dialog.look.setFocus()
    qtbot.keyClick(dialog.look, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: context.theme.dark)
    qtbot.keyClick(dialog.look, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: context.settings.value("view/theme") == "system")
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == str(context.library.folder)


def test_about_says_the_version(qtbot: QtBot) -> None:
    box = about_box()
    qtbot.addWidget(box)
    assert box.text() == f"Readlist {readlist.__version__}"
    assert not box.iconPixmap().isNull()


def test_tags_are_merged_with_the_keyboard(qtbot: QtBot, context: AppContext) -> None:
    for name in ("theory", "Theory/Optimisation", "maths"):
        context.library.tags.create(name)
    dialog = MergeTagsDialog(context, ["maths", "theory"])
    shown(qtbot, dialog)
    dialog.target.setCurrentText("")
    assert not dialog.merge_button.isEnabled()
    dialog.target.setCurrentText("theory")
    assert dialog.hint.text() == "1 tag will go, and their papers get “theory”."
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    left = ["theory", "Theory/Optimisation"]
    qtbot.waitUntil(lambda: [tag.name for tag in context.library.tags.all()] == left)


def test_lists_are_made_and_described(qtbot: QtBot, context: AppContext) -> None:
    dialog = ListDialog(context)
    shown(qtbot, dialog)
    assert not dialog.save_button.isEnabled()
    qtbot.keyClicks(dialog.name, "To cite")
    qtbot.keyClicks(dialog.description, "for the survey")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    made = context.library.lists.all()[0]
    assert (made.name, made.description) == ("To cite", "for the survey")

    context.library.lists.create("Other")
    dialog = ListDialog(context, made)
    shown(qtbot, dialog)
    dialog.name.setText("other")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(dialog.fault.isVisible)
    assert dialog.isVisible()
    assert dialog.save_button.isEnabled()  # another process may give the name back
    dialog.name.setText("Cited")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert {one.name for one in context.library.lists.all()} == {"Cited", "Other"}
