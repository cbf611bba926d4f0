"""The completions as a list model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from readlist.domain.views import Completion
from readlist.gui.plain_tip import plain_tip

Index = QModelIndex | QPersistentModelIndex
CompletionRole = Qt.ItemDataRole.UserRole
_NONE = QModelIndex()


class CompletionModel(QAbstractListModel):
    """What may be meant, one a line."""

    def __init__(self) -> None:
        super().__init__()
        self.found: tuple[Completion, ...] = ()

    def show_found(self, found: Sequence[Completion]) -> None:
        self.beginResetModel()
        self.found = tuple(found)
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        one = self.found[index.row()]
        if role == CompletionRole:
            return one
        words = f"{one.label}, {one.detail}" if one.detail else one.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words
        if role == Qt.ItemDataRole.DisplayRole:
            return one.label
        if role == Qt.ItemDataRole.ToolTipRole:
            forget = "\nDelete, or a click on the cross, forgets it"
            return plain_tip(words + (forget if one.kind == "recent" else ""))
        return None
