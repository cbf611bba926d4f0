"""The rows of backups, and those of a comparison of one with the library."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor

from readlist.domain.backups import COUNTED, Backup, Comparison, Difference
from readlist.gui.dialogs.backups_words import KINDS, amounts, moment, reason_words, size_words
from readlist.gui.dialogs.import_model import Role, RowsModel
from readlist.gui.theme import Theme

_SHOWN = ("papers", "notes", "tags", "lists")


class BackupsModel(RowsModel):
    """One row a backup, the newest first."""

    HEADERS = (
        ("Made", "When the backup was made, in your own time"),
        ("Why", "Made every day, by you, or before something that changes much"),
        ("Papers", "Papers in it, those in the Trash included"),
        ("Notes", "Notes in it"),
        ("Tags", "Tags in it"),
        ("Lists", "Reading lists in it"),
        ("Size", "The size of its file"),
        ("State", "Whether its file can be read"),
    )
    RIGHT = frozenset(range(2, 7))
    STATE = 7

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._backups: tuple[Backup, ...] = ()

    def set_backups(self, backups: tuple[Backup, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self._backups = backups
        self.endResetModel()

    def backup(self, row: int) -> Backup | None:
        """The backup of a row; None when there is no such row."""
        return self._backups[row] if 0 <= row < len(self._backups) else None

    def row_of(self, backup: Backup | None) -> int:
        """The row of a backup's file, -1 when it is gone."""
        paths = [one.path for one in self._backups]
        return paths.index(backup.path) if backup is not None and backup.path in paths else -1

    def row_total(self) -> int:
        return len(self._backups)

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401 - Qt's variant
        one = self._backups[row]
        if role == Role.ToolTipRole:
            return self._tip(one, column)
        if role == Role.ForegroundRole and one.fault:
            return QColor(self._theme.colour("danger" if column == self.STATE else "muted"))
        return self._texts(one)[column] if role == Role.DisplayRole else None

    def _tip(self, one: Backup, column: int) -> str:
        if column == self.STATE:
            return one.fault or "Sound when it was written: it was read back whole"
        return f"{one.path.name}\n{amounts(one.counts, COUNTED)}"

    def _texts(self, one: Backup) -> tuple[str, ...]:
        return (
            moment(one.made) or one.path.name,
            reason_words(one.reason),
            *(f"{one.counts[kind]:,}" if kind in one.counts else "" for kind in _SHOWN),
            size_words(one.size) if one.size else "",
            "Not sound" if one.fault else "Sound",
        )


class ComparisonModel(RowsModel):
    """One row a kind: what restoring would change."""

    HEADERS = (
        ("", "What is compared"),
        ("Now", "How many the library has"),
        ("In the backup", "How many the library would have"),
        ("Only now", "How many would go"),
        ("Only in the backup", "How many would come back"),
        ("Different", "How many would be as they were then"),
    )
    RIGHT = frozenset(range(1, 6))

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._compared: Comparison | None = None

    def set_comparison(self, compared: Comparison) -> None:
        """Show this."""
        self.beginResetModel()
        self._compared = compared
        self.endResetModel()

    def row_total(self) -> int:
        return len(COUNTED) if self._compared is not None else 0

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401 - Qt's variant
        if self._compared is None:
            return None
        kind = COUNTED[row]
        differs = self._compared.differences.get(kind, Difference())
        numbers = (
            self._compared.now.get(kind, 0), self._compared.backup.counts.get(kind, 0),
            differs.only_now, differs.only_then, differs.changed,
        )  # fmt: skip
        if role == Role.ToolTipRole:
            return self.HEADERS[column][1]
        if role == Role.ForegroundRole and column > 0:
            return self._colour(kind, column, numbers[column - 1])
        if role != Role.DisplayRole:
            return None
        return KINDS[kind][0] if column == 0 else f"{numbers[column - 1]:,}"

    def _colour(self, kind: str, column: int, number: int) -> QColor | None:
        less = self._compared is not None and kind in self._compared.smaller
        if (column == 3 and number) or (column == 2 and less):
            return QColor(self._theme.colour("danger"))
        return None if number else QColor(self._theme.colour("muted"))
