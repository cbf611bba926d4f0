"""The sidebar's item model over the tree of places."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from readlist.gui.models.papers_model import MIME, decode_ids
from readlist.gui.models.sidebar_tree import EDITABLE, Node, build
from readlist.gui.plain_tip import plain_tip
from readlist.gui.snapshot import Snapshot

_SHOWN = ("label", "icon", "colour", "count", "new", "tip", "name", "scope", "ref", "real")
NODE = Qt.ItemDataRole.UserRole
_ROOT = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


class SidebarModel(QAbstractItemModel):
    """``renamed(node, text)`` when a name was edited, ``dropped(node, ids)`` when papers were
    dropped. A snapshot of the same shape changes lines in place; another shape resets."""

    renamed = Signal(object, str)
    dropped = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._snapshot = Snapshot()
        self._news: Mapping[int, int] = {}
        self._root = build(self._snapshot)
        # An index carries a number, never an object: one of an older tree finds nothing.
        self._numbers = itertools.count(1)
        self._nodes: dict[int, Node] = {}
        self._number()

    def show(self, snapshot: Snapshot) -> None:
        """Show another snapshot."""
        self._snapshot = snapshot
        root = build(snapshot, self._news)
        old, new = list(self._root.walk()), list(root.walk())
        if [node.key for node in old] == [node.key for node in new]:
            for before, after in zip(old, new, strict=True):
                self._update(before, after)
            return
        self.beginResetModel()
        self._root = root
        self._number()
        self.endResetModel()

    def show_news(self, news: Mapping[int, int]) -> None:
        """Show how many papers are new in the saved searches, by their ids."""
        self._news = news
        self.show(self._snapshot)

    def _number(self) -> None:
        self._nodes = {next(self._numbers): node for node in self._root.walk()}
        for ident, node in self._nodes.items():
            node.ident = ident

    def _update(self, node: Node, other: Node) -> None:
        changed = False
        for name in _SHOWN:
            if getattr(node, name) != getattr(other, name):
                setattr(node, name, getattr(other, name))
                changed = True
        if changed:
            index = self.index_of(node)
            self.dataChanged.emit(index, index)

    def node(self, index: _Index) -> Node | None:
        """The node at ``index``."""
        return self._nodes.get(index.internalId()) if index.isValid() else None

    def nodes(self) -> list[Node]:
        """All nodes in the order of the lines."""
        return list(self._root.walk())[1:]

    def index_of(self, node: Node) -> QModelIndex:
        """Where a node of the present tree stands."""
        return QModelIndex() if node.parent is None else self.createIndex(node.row, 0, node.ident)

    def find(self, key: str) -> QModelIndex:
        """The index of the node with this key, invalid when there is none."""
        node = next((one for one in self._root.walk() if one.key == key), self._root)
        return self.index_of(node)

    # Qt's own names from here on

    def index(self, row: int, column: int, parent: _Index = _ROOT) -> QModelIndex:
        node = self.node(parent) or self._root
        if column != 0 or not 0 <= row < len(node.children):
            return QModelIndex()
        return self.createIndex(row, 0, node.children[row].ident)

    def parent(self, index: _Index | None = None) -> QModelIndex:  # type: ignore[override]
        node = self.node(index) if index is not None else None
        if node is None or node.parent is None:
            return QModelIndex()
        return self.index_of(node.parent)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return len((self.node(parent) or self._root).children)

    def columnCount(self, _parent: _Index = _ROOT) -> int:
        return 1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        node = self.node(index)
        if node is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled
        if node.scope is not None:
            flags |= Qt.ItemFlag.ItemIsSelectable
        if node.kind in EDITABLE:
            flags |= Qt.ItemFlag.ItemIsEditable
        if node.droppable:
            flags |= Qt.ItemFlag.ItemIsDropEnabled
        return flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        node = self.node(index)
        if node is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return node.label
        if role == Qt.ItemDataRole.EditRole:
            return node.name or node.label
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(node.whole_tip)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = [node.label]
            parts += [] if node.count is None else [f"{node.count} papers"]
            parts += [f"{node.new} new"] if node.new else []
            return ", ".join(parts)
        return node if role == NODE else None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        node = self.node(index)
        text = str(value).strip()
        if node is None or role != Qt.ItemDataRole.EditRole or node.kind not in EDITABLE:
            return False
        if text and text != node.name:
            self.renamed.emit(node, text)
        return False  # the line changes when the library has

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def canDropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: _Index
    ) -> bool:
        node = self.node(parent)
        return row < 0 and node is not None and node.droppable and bool(decode_ids(data))

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index
    ) -> bool:
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        self.dropped.emit(self.node(parent), decode_ids(data))
        return False  # nothing is inserted here: the next snapshot shows it

    def mimeData(self, _indexes: Sequence[QModelIndex]) -> QMimeData:
        return QMimeData()
