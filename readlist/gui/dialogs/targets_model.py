"""The rows of the kept files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor

from readlist.domain.targets import ExportTarget
from readlist.gui.dialogs.export_formats import FORMAT_NAMES
from readlist.gui.dialogs.import_model import Role, RowsModel
from readlist.gui.theme import Theme
from readlist.gui.when import when


def state_words(target: ExportTarget) -> str:
    """How a kept file stands, in a word or two."""
    if target.changed_outside:
        return "Changed by others"
    if target.error:
        return "Not written"
    return "Behind" if target.behind else "Up to date"


class TargetsModel(RowsModel):
    """One row a kept file."""

    HEADERS = (
        ("Place", "The reading list or search that the file shows"),
        ("File", "The file's name; its folder stands below"),
        ("Format", "How it is written"),
        ("Entries", "Papers in it when it was last written"),
        ("Last written", "When its text was last replaced"),
        ("State", "Whether it says what the library says"),
    )
    RIGHT = frozenset((3,))
    STATE = 5

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._targets: tuple[ExportTarget, ...] = ()

    def set_targets(self, targets: tuple[ExportTarget, ...]) -> None:
        """Show these files, by place and path."""
        self.beginResetModel()
        order = sorted(targets, key=lambda one: (one.title.casefold(), one.path))
        self._targets = tuple(order)
        self.endResetModel()

    def target(self, row: int) -> ExportTarget | None:
        """The file of a row; None when there is no such row."""
        return self._targets[row] if 0 <= row < len(self._targets) else None

    def row_of(self, target_id: int) -> int:
        """The row of a file, -1 when it is gone."""
        return next((at for at, one in enumerate(self._targets) if one.id == target_id), -1)

    def row_total(self) -> int:
        return len(self._targets)

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401 - Qt's variant
        target = self._targets[row]
        if role == Role.ToolTipRole:
            return self._tip(target, column)
        if role == Role.ForegroundRole and column == self.STATE:
            return self._colour(target)
        if role != Role.DisplayRole:
            return None
        kind = target.options.format
        return (
            target.title,
            Path(target.path).name,
            FORMAT_NAMES.get(kind, kind).partition(" (")[0],
            f"{target.entries:,}" if target.written else "",
            when(target.written) if target.written else "Never",
            state_words(target),
        )[column]

    def _tip(self, target: ExportTarget, column: int) -> str:
        if column == self.STATE:
            return target.error or state_words(target)
        return target.title if column == 0 else target.path

    def _colour(self, target: ExportTarget) -> QColor | None:
        if target.error or target.changed_outside:
            return self._theme.colour("danger")
        return self._theme.colour("muted") if target.behind else None
