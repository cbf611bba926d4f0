"""Table models of the duplicates dialog: the pairs, and the fields of the shown one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont

from readlist.domain.duplicates import DuplicatePair
from readlist.gui.dialogs.complete_model import FIELD_NAMES, shown
from readlist.gui.dialogs.duplicates_state import FieldRow, Side
from readlist.gui.dialogs.import_model import Role, RowsModel
from readlist.gui.theme import Theme
from readlist.library import Library

_READ = 100  # titles that are read together
_LONGEST_CELL = 300
_TAKEN, _LEFT_OUT = "●", "○"


class PairsModel(RowsModel):
    """The pairs, certain ones first; titles are read as they are shown."""

    HEADERS = (
        ("Likeness", "How alike the two papers are; ✓ means certain"),
        ("Papers", "The title of the older paper"),
    )
    RIGHT = frozenset((0,))

    def __init__(self, library: Library, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._theme = theme
        self.pairs: tuple[DuplicatePair, ...] = ()
        self._titles: dict[int, str] = {}

    def set_pairs(self, pairs: Sequence[DuplicatePair]) -> None:
        """Show these pairs."""
        self.beginResetModel()
        self.pairs = tuple(pairs)
        self._titles = {}
        self.endResetModel()

    def row_total(self) -> int:
        return len(self.pairs)

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401 - Qt's variant
        pair = self.pairs[row]
        if role == Role.DisplayRole and not column:
            return f"{'✓ ' if pair.certain else ''}{pair.score:.0%}"
        if role == Role.AccessibleTextRole and not column:
            return f"{pair.score:.0%}, {'certain' if pair.certain else 'not certain'}"
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return self._title(row, pair.a)
        if role == Role.ToolTipRole:
            return "\n".join((self._title(row, pair.a), self._title(row, pair.b), pair.reason))
        if role == Role.ForegroundRole and not column:
            return self._theme.colour("success" if pair.certain else "warning")
        return None

    def _title(self, row: int, paper_id: int) -> str:
        if paper_id not in self._titles:
            near = self.pairs[max(0, row - _READ // 2) : row + _READ]
            ids = {one for pair in near for one in (pair.a, pair.b)} | {paper_id}
            self._titles |= dict.fromkeys(ids, "(deleted)")
            rows = self._library.papers.rows(sorted(ids))
            self._titles |= {one.id: " ".join(one.title.split()) for one in rows}
        return self._titles[paper_id]


class MergeFieldsModel(RowsModel):
    """The fields in which two papers differ; a full dot marks what the merged paper will say."""

    HEADERS = (
        ("Field", "The fields in which the papers differ"),
        ("1", "The older paper"),
        ("2", "The newer paper"),
    )

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: Sequence[FieldRow] = ()
        self._headings = ("", "")

    def set_rows(self, rows: Sequence[FieldRow], headings: tuple[str, str]) -> None:
        """Show the fields of a pair, or other choices for it."""
        same = [row.name for row in rows] == [row.name for row in self._rows]
        if not same:
            self.beginResetModel()
        self._rows, self._headings = rows, headings
        if not same:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 2))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 1, 2)

    def row(self, row: int) -> FieldRow:
        return self._rows[row]

    def row_total(self) -> int:
        return len(self._rows)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:  # noqa: ANN401
        if orientation is Qt.Orientation.Horizontal and role == Role.DisplayRole and section > 0:
            return self._headings[section - 1] if section < 3 else None
        return super().headerData(section, orientation, role)

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        one = self._rows[row]
        if not column:
            name = FIELD_NAMES.get(one.name, one.name)
            return name if role in (Role.DisplayRole, Role.AccessibleTextRole) else None
        side = Side(column - 1)
        text = shown(one.values[side])[:_LONGEST_CELL] or "–"
        taken = side is one.taken and not one.same
        mark = _TAKEN if taken else _LEFT_OUT
        fate = "the same" if one.same else "stays" if taken else "left out"
        tip = "This value stays" if taken else f"Press {column} to take this value"
        font = QFont()
        font.setBold(True)
        return {
            Role.DisplayRole: text if one.same else f"{mark} {text}",
            Role.AccessibleTextRole: f"{text}: {fate}",
            Role.ForegroundRole: None if taken else self._theme.colour("muted"),
            Role.FontRole: font if taken and one.chosen else None,
            Role.ToolTipRole: "Both are the same" if one.same else tip,
        }.get(Role(role))
