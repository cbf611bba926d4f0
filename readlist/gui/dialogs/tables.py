"""A table view as every dialog shows it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from readlist.gui.dialogs.common import name_it

ROW_PADDING = 10
Index = QModelIndex | QPersistentModelIndex


class RowsView(QTableView):
    """Whole rows, one column that takes the room left, long texts shortened.

    ``row_changed(row)`` follows the current row (-1: none); ``key(text)`` tells single keys that
    are listed in ``keys``, before the view's own type-ahead takes them; ``chosen()`` tells Enter
    and a double click on a row.
    """

    row_changed = Signal(int)
    key = Signal(str)
    chosen = Signal()

    def __init__(
        self,
        model: QAbstractItemModel,
        name: str,
        *,
        stretch: int,
        widths: Mapping[int, int],
        keys: str = "",
        extended: bool = False,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__()
        self._keys = keys
        name_it(self, name, f"{name}: the arrow keys go from row to row")
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if extended else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setStyleSheet("QTableView::item { padding: 0 6px; }")
        self.setWordWrap(False)
        self.setTextElideMode(elide)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + ROW_PADDING)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(36)
        for section, width in widths.items():
            self.setColumnWidth(section, width)
        self.doubleClicked.connect(lambda _index: self.chosen.emit())
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)

    def current_row(self) -> int:
        """The row that the keyboard is on, -1 when there is none."""
        return self.currentIndex().row()

    def selected_rows(self) -> list[int]:
        """The selected rows from top to bottom."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def go(self, row: int) -> None:
        """Make ``row`` the current and the selected one, when it exists."""
        if 0 <= row < self.model().rowCount():
            flag = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(
                self.model().index(row, 0), flag.ClearAndSelect | flag.Rows
            )

    def height_for(self, rows: int) -> int:
        """The height that shows ``rows`` rows under the header."""
        height = self.verticalHeader().defaultSectionSize()
        return self.horizontalHeader().sizeHint().height() + rows * height + 4

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.row() != previous.row() or not current.isValid():
            self.row_changed.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text().lower()
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and text and text in self._keys:
            self.key.emit(text)
            return
        if plain and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.chosen.emit()
        super().keyPressEvent(event)
