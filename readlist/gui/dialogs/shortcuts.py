"""The shortcuts sheet: every action of the window with its keys, searchable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QObject, QSize, Qt
from PySide6.QtGui import QAction, QFont, QKeySequence
from PySide6.QtWidgets import QDialog, QWidget

from readlist.gui.dialogs.common import SearchLine, button, column, row
from readlist.gui.dialogs.import_model import NO_PARENT, Index, Role
from readlist.gui.dialogs.tables import RowsView

Groups = Mapping[str, Sequence[QAction]]


class Line(NamedTuple):
    """One line of the sheet; a group's heading has neither keys nor help."""

    name: str
    keys: str = ""
    help: str = ""
    heading: bool = False


def plain(text: str) -> str:
    """An action's or menu's text without its mnemonic and dots."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…").strip()


def lines_of(groups: Groups, wanted: str = "") -> list[Line]:
    """The sheet's lines: groups in their order, actions that hold every wanted word."""
    words = wanted.casefold().split()
    result = []
    for group, actions in groups.items():
        lines = []
        for action in actions:
            name = action.iconText()
            if not name or action.isSeparator():
                continue
            native = QKeySequence.SequenceFormat.NativeText
            keys = ", ".join(key.toString(native) for key in action.shortcuts())
            tip = action.statusTip() or action.toolTip()
            help_text = "" if name in (tip, plain(tip)) else tip
            text = f"{group} {name} {keys} {help_text}".casefold()
            if all(word in text for word in words):
                lines.append(Line(name, keys, help_text))
        if lines:
            result += [Line(group, heading=True), *lines]
    return result


class ShortcutsModel(QAbstractTableModel):
    """The lines of the sheet that pass the search."""

    def __init__(self, groups: Groups, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups = groups
        self._lines = lines_of(groups)

    def search(self, wanted: str) -> None:
        self.beginResetModel()
        self._lines = lines_of(self._groups, wanted)
        self.endResetModel()

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's variant
        if orientation is Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return ("Action", "Keys", "What it does")[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self._lines[index.row()].heading:
            flags &= ~Qt.ItemFlag.ItemIsSelectable
        return flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        entry = self._lines[index.row()]
        if role in (Role.DisplayRole, Role.ToolTipRole):
            return entry[index.column()]
        if role == Role.FontRole and entry.heading:
            font = QFont()
            font.setBold(True)
            return font
        return None


class ShortcutsSheet(QDialog):
    """``actions`` are QActions, or QActions by the name of their group (a menu's title)."""

    def __init__(self, actions: Groups | Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(QSize(860, 640))
        groups = actions if isinstance(actions, Mapping) else {"Actions": actions}
        self.model = ShortcutsModel(groups, self)
        self.search = SearchLine(
            "Search actions and keys", "Search", "Show only actions with these words"
        )
        self.search.textChanged.connect(self.model.search)
        self.table = RowsView(self.model, "Shortcuts", stretch=2, widths={0: 210, 1: 150})
        close = button("&Close", "Close (Esc)", self.reject)
        self.setLayout(column(self.search, self.table, row(None, close), margin=14))
        self.search.setFocus()
