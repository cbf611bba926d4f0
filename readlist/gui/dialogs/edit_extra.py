"""The additional fields of a paper, as a table of names and values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QWidget

from readlist.gui.dialogs.common import button, column, label, name_it, row
from readlist.gui.plain_tip import plain_tip

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_:.+/-]*")
_MOST_ROWS = 8


class ExtraFields(QWidget):
    """``changed`` comes at every change of a cell. Values that are no text are shown as JSON, and
    stay what they are where they are left alone."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stored: Mapping[str, object] = {}
        self.table = QTableWidget(0, 2, self)
        self.table.setHorizontalHeaderLabels(["Name", "Value"])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setStyleSheet("QTableView::item { padding: 0 6px; }")
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.setColumnWidth(0, 170)
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 12)
        name_it(
            self.table,
            "Additional fields",
            "Fields of citation files that have no place above (F2 or a double click edits)",
        )
        self.add_button = button("A&dd field", "Add a line for another field", self._add)
        self.remove_button = button(
            "&Remove field", "Remove the field that is marked", self._remove
        )
        self.error = label(role="error")
        self.error.hide()
        head = QLabel("Additional fields", self)
        head.setBuddy(self.table)
        self.setLayout(
            column(
                row(head, None, self.add_button, self.remove_button), self.table, self.error,
                spacing=4,
            )
        )  # fmt: skip
        self.table.itemChanged.connect(lambda _item: self._on_change())
        self.table.itemSelectionChanged.connect(self._enable)
        self._fit()

    def show_values(self, extra: Mapping[str, object]) -> None:
        """Show the stored fields."""
        self._stored = dict(extra)
        blocked = self.table.blockSignals(True)
        self.table.setRowCount(0)
        for name, value in extra.items():
            self._append(name, _shown(value))
        self.table.blockSignals(blocked)
        self._fit()

    @property
    def touched(self) -> bool:
        """Whether the table holds something else than the library."""
        return self.values() != dict(self._stored)

    def values(self) -> dict[str, object]:
        """The fields as they stand; lines without a name and a value are left out."""
        shown = {name: _shown(value) for name, value in self._stored.items()}
        return {
            name: self._stored[name] if shown.get(name) == text else text
            for name, text in self._lines()
            if name or text
        }

    def fault(self) -> str:
        """What is wrong with a line, in words; empty when all are sound."""
        seen: set[str] = set()
        for name, text in self._lines():
            if not name and text:
                return f"The value “{text[:40]}” needs a name."
            if name and name not in self._stored and not _NAME.fullmatch(name):
                return f"“{name[:40]}” cannot be the name of a field. Write it as isbn or note-2."
            if name and name.casefold() in seen:
                return f"The field {name[:40]} stands there twice."
            seen.add(name.casefold())
        return ""

    def show_error(self, text: str) -> None:
        """Say what is wrong; nothing when ``text`` is empty."""
        self.error.setText(text)
        self.error.setVisible(bool(text))

    def take_focus(self) -> None:
        """Give the table the keyboard."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lines(self) -> list[tuple[str, str]]:
        def cell(line: int, section: int) -> str:
            item = self.table.item(line, section)
            return item.text() if item is not None else ""

        return [(cell(n, 0).strip(), cell(n, 1)) for n in range(self.table.rowCount())]

    def _append(self, name: str, value: str) -> None:
        line = self.table.rowCount()
        self.table.insertRow(line)
        for section, text in enumerate((name, value)):
            item = QTableWidgetItem(text)
            item.setToolTip(plain_tip(text) if section else "")
            self.table.setItem(line, section, item)

    def _add(self) -> None:
        self._append("", "")
        self._fit()
        line = self.table.rowCount() - 1
        self.table.setCurrentCell(line, 0)
        self.table.setFocus()
        item = self.table.item(line, 0)
        if item is not None:
            self.table.editItem(item)

    def _remove(self) -> None:
        self.table.removeRow(self.table.currentRow())
        self._fit()
        self.changed.emit()

    def _on_change(self) -> None:
        self.changed.emit()

    def _enable(self) -> None:
        self.remove_button.setEnabled(bool(self.table.selectedItems()))

    def _fit(self) -> None:
        """Take the height of the lines, and hide an empty table."""
        rows = self.table.rowCount()
        self.table.setVisible(rows > 0)
        self.remove_button.setVisible(rows > 0)
        line = self.table.verticalHeader().defaultSectionSize()
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(head + min(rows, _MOST_ROWS) * line + 4)
        self._enable()


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
