"""Which papers the dialogs of export and keys are about."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from readlist.domain.export import FORMATS
from readlist.gui.dialogs.export_dialog import ExportDialog
from readlist.gui.dialogs.keys_dialog import KeysDialog
from readlist.gui.dialogs.paper_sets import PaperSetChoice
from readlist.gui.main_window import MainWindow
from tests.gui.window_kit import press, search, select

D = TypeVar("D", ExportDialog, KeysDialog)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def library_file(page_library: bytes) -> bytes:
    return page_library


def test_the_papers_are_chosen_in_the_dialog_and_remembered(
    qtbot: QtBot, window: MainWindow
) -> None:
    def open_dialog(key: Qt.Key, kind: type[D]) -> D:
        press(qtbot, window, key, CONTROL)
        qtbot.waitUntil(lambda: window.findChild(kind) is not None)
        dialog = window.findChild(kind)
        assert isinstance(dialog, kind)
        qtbot.waitUntil(lambda: dialog.checked, timeout=20000)
        return dialog

    def close(dialog: QDialog) -> None:
        dialog.reject()
        with qtbot.waitActive(window):
            window.activateWindow()
        qtbot.waitUntil(lambda: window.findChild(type(dialog)) is None)

    whole = len(window.table.papers.ids)
    search(qtbot, window, "grokking")
    press(qtbot, window, Qt.Key.Key_Return)
    found = len(window.table.papers.ids)
    dialog = open_dialog(Qt.Key.Key_E, ExportDialog)
    assert isinstance(dialog.papers, PaperSetChoice)
    box = dialog.papers.box
    assert [box.itemText(row) for row in range(box.count())] == [
        "Selected papers (1)", f"All shown ({found})", f"Whole library ({whole})",
    ]  # fmt: skip
    assert box.currentText() == f"All shown ({found})"
    dialog.choices.format.setCurrentIndex(FORMATS.index("ris"))
    qtbot.keyClick(box, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: dialog.checked, timeout=20000)
    assert dialog.windowTitle() == "Export 1 selected paper"
    assert dialog.preview.toPlainText().count("TY  - ") == 1
    assert not dialog.choices.where.keep.isEnabled()
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert dialog.choices.format.hasFocus()  # the new choices follow, as the old did
    close(dialog)
    keys = open_dialog(Qt.Key.Key_K, KeysDialog)
    assert keys.changes.row_total() == found  # each dialog remembers its own
    assert isinstance(keys.papers, PaperSetChoice)
    qtbot.keyClick(keys.papers.box, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: keys.checked and keys.changes.row_total() == whole, timeout=20000)
    close(keys)
    dialog = open_dialog(Qt.Key.Key_E, ExportDialog)
    assert dialog.windowTitle() == "Export 1 selected paper"
    close(dialog)
    select(qtbot, window, 0, 1)
    keys = open_dialog(Qt.Key.Key_K, KeysDialog)
    assert keys.changes.row_total() == 2
    close(keys)
