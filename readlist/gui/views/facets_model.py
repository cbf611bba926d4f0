"""The rows of the panel that narrows a search: five sections and their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from readlist.domain.query import Fact, Query, unparse
from readlist.domain.views import Facet
from readlist.gui.plain_tip import plain_tip
from readlist.gui.views.facets_text import Key, Use, key_of

ROW = Qt.ItemDataRole.UserRole
FEW = 8  # values of a section at first; most facets of a library are read at a glance
MANY = 60  # values of a section that was opened wide
_ROOT = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex
_TITLES = {
    "tag": "Tags", "year": "Years", "status": "Status", "citable": "Citation", "list": "Lists",
    "page": "Pages",
}  # fmt: skip
_TIPS = {
    "tag": "The tags of the papers that are shown",
    "year": "The years in which they were published",
    "status": "How far you are with them",
    "citable": "What a citation of them needs: authors and a year",
    "list": "The reading lists that they are on",
    "page": "The imported pages that show them",
}
_NAMES = {"tag": "tag", "date": "year", "status": "status", "list": "list", "dump": "page"}


_CITATION = {("is", "citable"), ("missing", "authors"), ("missing", "year")}


def _facet_of(fact: Fact) -> str:
    """The facet of which ``fact`` is a value; "" when it is of none."""
    return "citable" if (fact.field, fact.value) in _CITATION else _NAMES.get(fact.field, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line. A value has the ``query`` that narrows to it and how the search uses it now;
    "more" and "fewer" open a section wide and close it."""

    kind: Literal["section", "value", "more", "fewer", "hint"]
    label: str
    tip: str = ""
    query: str = ""
    count: int | None = None
    use: Use = ""

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        words = {"": "", "only": ", only these", "without": ", left out"}[self.use]
        if self.count is None:
            return self.label
        return f"{self.label}, {'1 paper' if self.count == 1 else f'{self.count} papers'}{words}"


class FacetsModel(QAbstractItemModel):
    """A tree of two levels whose lines are changed in place, so that nothing flickers.

    A value that the search uses stays, whether or not the answer still has it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = list(_TITLES)
        self._sections = [
            Row(kind="section", label=_TITLES[name], tip=_TIPS[name]) for name in self._names
        ]
        self._rows: list[list[Row]] = [[] for _ in self._names]
        self._keys: dict[str, Key] = {}
        self._labels: dict[Key, tuple[str, str]] = {}
        self._shown: tuple[Sequence[Facet], Mapping[Key, tuple[Use, Fact]], int] = ((), {}, 0)
        self.wide: set[str] = set()

    @property
    def limit(self) -> int:
        """How many values of each facet it may show."""
        return MANY if self.wide else FEW

    def show(
        self, facets: Sequence[Facet], used: Mapping[Key, tuple[Use, Fact]], total: int
    ) -> None:
        """Show the facets of an answer with ``total`` papers, and what its search uses."""
        self._shown = (facets, used, total)
        found: dict[str, Facet] = {facet.name: facet for facet in facets}
        for number, name in enumerate(self._names):
            self._replace(number, self._rows_of(name, found.get(name), used, total))

    def widen(self, row: int, *, wide: bool) -> None:
        """Show many values of the section at ``row``, or few again; many need to be read first."""
        name = self._names[row]
        (self.wide.add if wide else self.wide.discard)(name)
        self.show(*self._shown)

    def _rows_of(
        self, name: str, facet: Facet | None, used: Mapping[Key, tuple[Use, Fact]], total: int
    ) -> list[Row]:
        wide = name in self.wide
        values, others = (facet.values, facet.others) if facet else ((), 0)
        rows: list[Row] = []
        seen: set[Key] = set()
        for value in values:
            key = self._key(value.query)
            self._labels[key] = (value.label, value.query)
            use = used[key][0] if key in used else ""
            if use or len(rows) < (MANY if wide else FEW):
                seen.add(key)
                rows.append(_value(value.label, value.query, value.count, use))
        for key, (use, fact) in used.items():
            if _facet_of(fact) == name and key not in seen and not fact.open:
                plain = (fact.value, unparse(Query(fact)).strip())
                label, query = self._labels.get(key, plain)
                rows.append(_value(label, query, total if use == "only" else 0, use))
        others += sum(self._key(value.query) not in seen for value in values)
        if wide and len(values) > FEW:
            tip = "Show the most frequent ones only"
            if others:
                tip = f"{others:,} more are not shown: search for them. {tip}"
            rows.append(Row(kind="fewer", label="Fewer", tip=tip))
        elif others > 0:
            rows.append(Row(kind="more", label=f"{others:,} more", tip="Show more of them"))
        return rows or [Row(kind="hint", label="None", tip=_TIPS[name])]

    def _key(self, query: str) -> Key:
        """The key of a value's words, read once: most values come again at the next letter."""
        if query not in self._keys:
            self._keys[query] = key_of(query)
        return self._keys[query]

    def _replace(self, number: int, rows: list[Row]) -> None:
        """Let the lines of a section say something else; only their number comes and goes."""
        parent, old = self.index(number, 0), self._rows[number]
        if len(rows) < len(old):
            self.beginRemoveRows(parent, len(rows), len(old) - 1)
            del old[len(rows) :]
            self.endRemoveRows()
        same = len(old)
        if len(rows) > same:
            self.beginInsertRows(parent, same, len(rows) - 1)
            old += rows[same:]
            self.endInsertRows()
        changed = [row for row in range(same) if old[row] != rows[row]]
        old[:same] = rows[:same]
        if changed:
            first, last = (self.index(row, 0, parent) for row in (changed[0], changed[-1]))
            self.dataChanged.emit(first, last)

    def row(self, index: _Index) -> Row | None:
        """The line at ``index``."""
        if not index.isValid():
            return None
        section = index.internalId()
        return self._rows[section - 1][index.row()] if section else self._sections[index.row()]

    def find(self, query: str) -> QModelIndex:
        """The line of the value with these words, invalid when there is none."""
        for section, rows in enumerate(self._rows):
            for number, row in enumerate(rows):
                if row.query and row.query == query:
                    return self.index(number, 0, self.index(section, 0))
        return QModelIndex()

    # Qt's own names from here on

    def index(self, row: int, column: int, parent: _Index = _ROOT) -> QModelIndex:
        if column != 0 or not 0 <= row < self.rowCount(parent):
            return QModelIndex()
        return self.createIndex(row, 0, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: _Index | None = None) -> QModelIndex:  # type: ignore[override]
        section = index.internalId() if index is not None and index.isValid() else 0
        return self.createIndex(section - 1, 0, 0) if section else QModelIndex()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        if not parent.isValid():
            return len(self._sections)
        return 0 if parent.internalId() else len(self._rows[parent.row()])

    def columnCount(self, _parent: _Index = _ROOT) -> int:
        return 1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        row = self.row(index)
        if row is None or row.kind == "hint":
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags if row.kind == "section" else flags | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.label
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.tip)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        return row if role == ROW else None


def _value(label: str, query: str, count: int, use: Use) -> Row:
    does = {
        "": "Click or Enter: only these papers\nCtrl+click or Ctrl+Enter: all but these",
        "only": "Only these are shown: click or Enter to show all again",
        "without": "These are left out: Ctrl+click or Ctrl+Enter to show them again",
    }[use]
    tip = f"{label}: {'1 paper' if count == 1 else f'{count:,} papers'}\n{does}"
    return Row(kind="value", label=label, tip=tip, query=query, count=count, use=use)
