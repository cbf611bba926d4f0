"""A list to tick in: find by typing, tick several, apply all at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from readlist.gui.plain_tip import plain_tip

Index = QModelIndex | QPersistentModelIndex
ItemRole = Qt.ItemDataRole.UserRole


class Ticked(Enum):
    """How many of the selected papers have an item."""

    NONE = 0
    SOME = 1
    ALL = 2


@dataclass(frozen=True, slots=True)
class PickItem:
    """One line of a picker. ``key`` identifies it; ``new`` means that applying would make it."""

    key: str
    name: str
    colour: str = ""
    count: int = 0
    before: Ticked = Ticked.NONE
    now: Ticked = Ticked.NONE
    new: bool = False
    offer: bool = False  # the line that offers to make what was typed


class PickModel(QAbstractListModel):
    """The items that match what was typed, best first, and what the reader ticked."""

    def __init__(self, noun: str) -> None:
        super().__init__()
        self._noun = noun
        self._all: list[PickItem] = []
        self._shown: list[PickItem] = []
        self._typed = ""

    def set_items(self, items: Iterable[PickItem]) -> None:
        """Fill the model; what is ticked already stands first, then by name."""
        ordered = sorted(items, key=lambda i: (i.before is Ticked.NONE, i.name.casefold()))
        self._all = ordered
        self._refill()

    def set_before(self, states: dict[str, Ticked]) -> None:
        """Say what the papers have; what the reader has ticked meanwhile stays ticked."""
        self._all = [self._with_state(i, states.get(i.key, Ticked.NONE)) for i in self._all]
        self._all.sort(key=lambda i: (i.before is Ticked.NONE, i.name.casefold()))
        self._refill()

    def find(self, typed: str) -> None:
        """Show the items whose name holds every typed word, and an offer to make a new one."""
        self._typed = " ".join(typed.split())
        self._refill()

    def toggle(self, row: int) -> None:
        """Tick or untick a line; the offer becomes a new, ticked item."""
        item = self._shown[row]
        if item.offer:
            made = replace(item, key=f"new:{item.name}", now=Ticked.ALL, new=True, offer=False)
            self._all.insert(0, made)
            self._refill()
            return
        self._replace(item, replace(item, now=_next(item)))

    def tick(self, row: int) -> None:
        """Tick a line for all papers."""
        if self._shown[row].offer:
            self.toggle(row)
        else:
            self._replace(self._shown[row], replace(self._shown[row], now=Ticked.ALL))

    def ticked(self) -> list[PickItem]:
        """The items that the reader ticked for all papers and that not all have yet."""
        return [i for i in self._all if i.now is Ticked.ALL and i.before is not Ticked.ALL]

    def unticked(self) -> list[PickItem]:
        """The items that the reader took off papers that have them."""
        return [i for i in self._all if i.now is Ticked.NONE and i.before is not Ticked.NONE]

    def item(self, row: int) -> PickItem:
        """The item in a shown line."""
        return self._shown[row]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        item = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._label(item)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(item.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            states = {Ticked.ALL: "ticked", Ticked.SOME: "some papers", Ticked.NONE: "not ticked"}
            return self._label(item) if item.offer else f"{item.name}, {states[item.now]}"
        return item if role == ItemRole else None

    def _label(self, item: PickItem) -> str:
        return f"New {self._noun} “{item.name}”" if item.offer else item.name

    def _with_state(self, item: PickItem, before: Ticked) -> PickItem:
        touched = item.now is not item.before
        return replace(item, before=before, now=item.now if touched else before)

    def _replace(self, old: PickItem, new: PickItem) -> None:
        self._all[self._all.index(old)] = new
        row = self._shown.index(old)
        self._shown[row] = new
        self.dataChanged.emit(self.index(row), self.index(row))

    def _refill(self) -> None:
        self.beginResetModel()
        self._shown = matching(self._all, self._typed)
        typed = self._typed.casefold()
        if typed and all(item.name.casefold() != typed for item in self._all):
            self._shown.append(PickItem(key="", name=self._typed, offer=True))
        self.endResetModel()


def matching(items: Sequence[PickItem], typed: str) -> list[PickItem]:
    """The items whose name holds every word of ``typed``: exact first, then from the start."""
    words = typed.casefold().split()
    if not words:
        return list(items)
    found = [item for item in items if all(word in item.name.casefold() for word in words)]
    return sorted(found, key=lambda item: _rank(item.name.casefold(), " ".join(words)))


def _rank(name: str, typed: str) -> int:
    """How well a name matches: the whole, its start, the start of a part, anywhere."""
    if name == typed:
        return 0
    if name.startswith(typed):
        return 1
    if f"/{typed}" in name or f" {typed}" in name:
        return 2
    return 3


def _next(item: PickItem) -> Ticked:
    """Some -> all -> none -> some for what some papers have; else on and off."""
    if item.now is Ticked.SOME:
        return Ticked.ALL
    if item.now is Ticked.ALL:
        return Ticked.NONE
    return Ticked.SOME if item.before is Ticked.SOME else Ticked.ALL
