"""Every control of every dialog can be seen by a screen reader and reached by a key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from readlist.gui.context import AppContext
from readlist.gui.dialogs.edit_dialog import EditDialog
from readlist.gui.dialogs.edit_identify import IdentifyDialog
from readlist.gui.dialogs.export_dialog import ExportDialog
from readlist.gui.dialogs.import_dialog import ImportDialog
from readlist.gui.dialogs.keys_dialog import KeysDialog
from readlist.gui.dialogs.lists import ListDialog
from readlist.gui.dialogs.report import ReportDialog
from readlist.gui.dialogs.settings import SettingsDialog
from readlist.gui.dialogs.shortcuts import ShortcutsSheet
from readlist.gui.dialogs.tags import MergeTagsDialog
from readlist.gui.views.imports_view import ImportsView
from readlist.gui.views.welcome import WelcomePage

SEED = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))[4]
CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QPlainTextEdit,
    QTextEdit,
    QAbstractItemView,
)
MAKERS: dict[str, Callable[[AppContext], QWidget]] = {
    "import": lambda context: ImportDialog(context, [SEED]),
    "export": lambda context: ExportDialog(context, seen(context), "All", None),
    "keys": lambda context: KeysDialog(context, seen(context)),
    "list": ListDialog,
    "edit": lambda context: EditDialog(context, context.library.papers.get(1)),
    "identify": lambda context: IdentifyDialog(context, context.library.papers.get(1)),
    "merge": lambda context: MergeTagsDialog(context, ["a", "b"]),
    "report": lambda _context: ReportDialog(ValueError()),
    "settings": SettingsDialog,
    "shortcuts": lambda _context: ShortcutsSheet([]),
    "imports": ImportsView,
    "welcome": WelcomePage,
}


def seen(context: AppContext) -> list[int]:
    return context.library.papers.exists(range(1, 100))


def controls(window: QWidget) -> list[QWidget]:
    """The visible controls, without those that Qt makes inside of others."""
    return [
        one
        for one in window.findChildren(QWidget)
        if isinstance(one, CONTROLS)
        and not isinstance(one, QHeaderView)
        and one.isVisible()
        and not isinstance(one.parentWidget(), QComboBox | QLineEdit | QAbstractItemView)
        and not one.objectName().startswith("qt_")
        and one.metaObject().className() not in ("QTabBar", "CloseButton", "QTableCornerButton")
    ]


@pytest.fixture
def library_file(page_library: bytes) -> bytes:
    return page_library


@pytest.mark.parametrize("name", MAKERS)
def test_controls_have_names_tooltips_and_keys_of_their_own(
    qtbot: QtBot, context: AppContext, name: str
) -> None:
    window = MAKERS[name](context)
    qtbot.addWidget(window)
    window.resize(1000, 700)
    window.show()
    if isinstance(window, ImportDialog):
        qtbot.waitUntil(lambda: window.planned, timeout=20000)
    if isinstance(window, ExportDialog):
        qtbot.waitUntil(lambda: window.checked, timeout=20000)
    if isinstance(window, KeysDialog):
        qtbot.waitUntil(lambda: window.checked, timeout=20000)
    found = controls(window)
    assert found
    nameless = [one for one in found if not one.accessibleName()]
    assert not nameless
    assert not [one.accessibleName() for one in found if not one.toolTip()]
    texts = [one.text() for one in window.findChildren(QAbstractButton) if one.isVisible()]
    texts += [one.text() for one in window.findChildren(QLabel) if one.buddy() is not None]
    keys = Counter(QKeySequence.mnemonic(text).toString() for text in texts)
    del keys[""]
    assert not [key for key, count in keys.items() if count > 1]
    pushes = [one for one in found if isinstance(one, QPushButton)]
    assert all(one.text() for one in pushes)
    window.close()
