"""The export dialog's report: groups of findings that unfold to the papers they are about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView

from readlist.domain.export_report import ReportGroup, ReportLine
from readlist.formats.readable import readable
from readlist.gui import icons
from readlist.gui.dialogs.common import name_it
from readlist.gui.dialogs.words import plural
from readlist.gui.plain_tip import plain_tip
from readlist.gui.theme import Theme
from readlist.library import Library

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_ROOT = QModelIndex()
_FEW = 8
_WORDY = frozenset({"type", "character", "near", "changed-key"})
_BEFORE_TITLE, _LEAST = 76, 90  # pixels: the arrow and the icon; what the second column keeps
_CHUNK = 100  # titles read in one go, a few milliseconds
_HEADERS = (("Before writing", "What was found"), ("", "The number of papers, or what it is"))


class ReportModel(QAbstractItemModel):
    """Groups of a report with their lines below them; titles are read when they are shown."""

    def __init__(self, library: Library, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._theme = theme
        self._groups: tuple[ReportGroup, ...] = ()
        self._entries = 0
        self._titles: dict[int, str] = {}
        self._bold = _bold()

    def set_groups(self, groups: Sequence[ReportGroup], entries: int) -> None:
        """Show the findings on an export of so many papers."""
        self.beginResetModel()
        self._groups = tuple(groups)
        self._entries = entries
        self.endResetModel()

    def line_at(self, index: Index) -> ReportLine | None:
        """The line at ``index``, None for a group."""
        group = index.internalId() if index.isValid() else 0
        return self._groups[group - 1].lines[index.row()] if group else None

    # Qt's own names from here on

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        group = index.internalId() if index.isValid() else 0
        return self.createIndex(group - 1, 0, 0) if group else QModelIndex()

    def rowCount(self, parent: Index = _ROOT) -> int:
        if not parent.isValid():
            return len(self._groups)
        if parent.internalId() or parent.column():
            return 0
        return len(self._groups[parent.row()].lines)

    def columnCount(self, _parent: Index = _ROOT) -> int:
        return len(_HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's variant
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(_HEADERS):
            return None
        return {Role.DisplayRole: _HEADERS[section][0], Role.ToolTipRole: _HEADERS[section][1]}.get(
            Role(role)
        )

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        line = self.line_at(index)
        if line is None:
            return self._of_group(self._groups[index.row()], index.column(), role)
        if role not in (Role.DisplayRole, Role.ToolTipRole):
            return None
        text = self._detail(index, line) if index.column() else self._name(index, line)
        return plain_tip(text) if role == Role.ToolTipRole else text

    def _of_group(self, group: ReportGroup, column: int, role: int) -> object:
        if role in (Role.DisplayRole, Role.ToolTipRole):
            return self._count(group) if column else group.title
        if role == Role.FontRole and not column:
            return self._bold
        if role == Role.DecorationRole and not column:
            name, look = ("info", "muted") if group.harmless else ("warning", "warning")
            return icons.icon(name, self._theme, look)
        return None

    def _count(self, group: ReportGroup) -> str:
        if group.kind == "near":
            return plural(len(group.lines), "pair")
        if group.kind == "left-out":
            return plural(len(group.lines), "entry", "entries")
        return f"{group.papers:,} of {plural(self._entries, 'paper')}"

    def _name(self, index: Index, line: ReportLine) -> str:
        return self._title(index, line.paper_id) if line.paper_id else line.text

    def _detail(self, index: Index, line: ReportLine) -> str:
        if not line.paper_id:
            return ""
        if line.other:
            return f"{self._title(index, line.other)} · {line.text}"
        kind = self._groups[index.internalId() - 1].kind
        return "" if kind == "missing" else line.text  # the group's title says it

    def _title(self, index: Index, wanted: int) -> str:
        """A paper's title, read with those of the lines below ``index``."""
        if wanted not in self._titles:
            lines = self._groups[index.internalId() - 1].lines
            near = lines[index.row() : index.row() + _CHUNK]
            ids = {one for line in near for one in (line.paper_id, line.other) if one}
            ids -= self._titles.keys()
            self._titles.update(dict.fromkeys(ids, ""))
            rows = self._library.papers.rows(sorted(ids))
            self._titles.update({row.id: readable(row.title) for row in rows})
        return self._titles[wanted]


def _bold() -> QFont:
    font = QFont()
    font.setBold(True)
    return font


class ReportView(QTreeView):
    """``chosen(paper_id)`` is emitted by Enter or a double click on a paper; ``paper_changed``
    tells the paper that the keyboard is on, 0 for none."""

    chosen = Signal(int)
    paper_changed = Signal(int)

    def __init__(self, model: ReportModel) -> None:
        super().__init__()
        self._report = model
        self._wanted = self._title = 0
        name_it(self, "Report", "Enter or a double click shows the paper in the window")
        self.setModel(model)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAllColumnsShowFocus(True)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        header.hide()
        self.doubleClicked.connect(lambda _index: self.choose())

    def show_groups(self, groups: Sequence[ReportGroup], entries: int) -> None:
        """Show the report; what asks for something is unfolded while that takes a few lines."""
        opened, current = self._place()
        self._report.set_groups(groups, entries)
        self._wanted = 330 if any(one.kind in _WORDY for one in groups) else 200
        letters = QFontMetrics(_bold())
        self._title = max((letters.horizontalAdvance(one.title) for one in groups), default=0)
        self._share()
        asking = [number for number, one in enumerate(groups) if not one.harmless]
        if sum(len(groups[number].lines) for number in asking) <= _FEW:
            for number in asking:
                self.expand(self._report.index(number, 0))
        for number, one in enumerate(groups):
            if one.title in opened:
                self.expand(self._report.index(number, 0))
            if one.title == current:
                self.setCurrentIndex(self._report.index(number, 0))
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self._report.index(0, 0))
        self.paper_changed.emit(self._paper(self.currentIndex()))

    def _share(self) -> None:
        """Give the groups' titles the room that they need before the second column."""
        rest = self.viewport().width() - self._title - _BEFORE_TITLE
        self.setColumnWidth(1, max(_LEAST, min(self._wanted, rest)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _place(self) -> tuple[set[str], str]:
        """The titles of the groups that are unfolded, and of the one that the keyboard is in."""
        model = self._report
        rows = [model.index(row, 0) for row in range(model.rowCount())]
        opened = {str(one.data()) for one in rows if self.isExpanded(one)}
        here = self.currentIndex().siblingAtColumn(0)
        return opened, str((here.parent() if here.parent().isValid() else here).data())

    def choose(self) -> None:
        """Show the paper of the current line; a group folds or unfolds instead."""
        index = self.currentIndex()
        if paper_id := self._paper(index):
            self.chosen.emit(paper_id)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.paper_changed.emit(self._paper(current))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.modifiers() not in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier,
        ):  # fmt: skip
            super().keyPressEvent(event)
            return
        index = self.currentIndex().siblingAtColumn(0)
        if self._paper(index):
            self.choose()
        elif self._report.line_at(index) is None:
            self.setExpanded(index, not self.isExpanded(index))

    def _paper(self, index: Index) -> int:
        line = self._report.line_at(index)
        return line.paper_id if line is not None else 0
