"""The table of papers: selection by ids, painting in one go, drag and drop."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import islice

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from readlist.gui.citing import dragged
from readlist.gui.context import AppContext
from readlist.gui.letters import is_letter
from readlist.gui.models.columns import INDEX
from readlist.gui.models.papers_model import PapersModel, decode_ids
from readlist.gui.models.ranks import Ranks
from readlist.gui.views.passages import Passages
from readlist.gui.views.row_painter import RowPainter
from readlist.gui.views.selection import runs_of, selected_rows, selection_of
from readlist.gui.views.table_header import TableHeader

# Qt's time for a selection grows with the square of its pieces: more than these are let go.
_MOST_RUNS = 1000
_PASSAGES = "view/show-passages"


class PaperTable(QTableView):
    """Signals: ``selected()`` soon after the selection changed, ``star_clicked(id, starred)``,
    ``opened()`` for Enter or a double click, ``moved(ids, before)`` when rows were put elsewhere
    by hand (``before`` is an id or None), ``left()`` for Escape.

    ``by_hand`` is True while the rows can be put in order (a reading list in its own order). While
    there are words to mark, each row has a second line with the passage that they hit best.
    """

    selected = Signal()
    star_clicked = Signal(int, bool)
    opened = Signal()
    moved = Signal(object, object)
    left = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.papers = PapersModel(context.library.papers.rows, self)
        self.passages = Passages(context, self)
        self.passages.arrived.connect(self.viewport().update)
        self.papers.passage = self._passage_of
        self._with_passages = str(context.settings.value(_PASSAGES, "1")) != "0"
        self.by_hand = False
        self._runs: list[tuple[int, int]] | None = None
        self._terms: tuple[str, ...] = ()
        self._hover = -1
        self._drop_row = -1
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.selected)
        self.header = TableHeader(context.theme, self)
        self._set_up()
        self._restyle()
        self.setModel(self.papers)
        # A header that shares the table's selection asks for every selected row's flags.
        self.header.setSelectionModel(QItemSelectionModel(self.papers, self.header))
        self.header.restore_defaults()
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.papers.modelReset.connect(self._on_selection)
        context.theme.changed.connect(self._restyle)

    def _set_up(self) -> None:
        self.setHorizontalHeader(self.header)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        rows.setMinimumSectionSize(12)
        rows.hide()
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName("Papers")
        self.setAccessibleDescription("The papers of this place that match the search")

    def _restyle(self) -> None:
        self._painter = RowPainter(
            self._context.theme,
            self.font(),
            self.devicePixelRatioF(),
            self._context.library.search.spans,
            self._share,
        )
        self._show_terms()

    def _share(self, paper_id: int) -> float:
        return self.papers.ranks.share(paper_id)

    def _show_terms(self) -> None:
        """Mark the terms, in a second line too when the reader wants passages."""
        self._painter.set_terms(self._terms)
        self._painter.with_passages = self._with_passages and bool(self._terms)
        self.passages.set_terms(self._terms if self._with_passages else ())
        rows = self.verticalHeader()
        if rows.defaultSectionSize() != self._painter.row_height:
            rows.setDefaultSectionSize(self._painter.row_height)
        self.viewport().update()

    # what the window asks and tells

    def selected_ids(self) -> list[int]:
        """The ids of the selected papers in the table's order."""
        ids = self.papers.ids
        result: list[int] = []
        for top, bottom in self._selected_runs():
            result.extend(ids[top : bottom + 1])
        return result

    def selected_count(self) -> int:
        """How many papers are selected."""
        return sum(bottom - top + 1 for top, bottom in self._selected_runs())

    def current_id(self) -> int | None:
        """The paper under the cursor."""
        index = self.currentIndex()
        return self.papers.ids[index.row()] if index.isValid() else None

    @property
    def shows_passages(self) -> bool:
        """Whether rows show what a search hit, when it has words."""
        return self._with_passages

    def show_passages(self, shown: bool) -> None:
        """Show or leave out what a search hit; remembered. The row at the top stays there."""
        top, _ = self._top()
        self._with_passages = shown
        self._context.settings.setValue(_PASSAGES, "1" if shown else "0")
        self._show_terms()
        position = self.papers.position(top) if top is not None else 0
        self.verticalScrollBar().setValue(position * self._painter.row_height)

    def passage_at(self, at: QPoint) -> str:
        """The whole passage where ``at`` (in the viewport) is on a row's second line, else ""."""
        row = self.rowAt(at.y())
        line = self._painter.line_height
        if row < 0 or not self._painter.with_passages:
            return ""
        below = at.y() - self.rowViewportPosition(row) >= line
        return self._passage_of(self.papers.ids[row]) if below else ""

    def _passage_of(self, paper_id: int) -> str:
        passage = self.passages.of(paper_id) if self._painter.with_passages else None
        return passage.text if passage is not None else ""

    def show_ranks(self, ranks: Ranks) -> None:
        """Show how well the papers match that ``show_ids`` is called with next."""
        self.papers.ranks = ranks
        self.header.set_ranked(bool(ranks))

    def show_ids(
        self, ids: Sequence[int], terms: tuple[str, ...], *, is_new: bool, from_top: bool = False
    ) -> None:
        """Show these papers and mark ``terms`` in titles.

        The selection is kept as far as its papers are still shown. What is new is shown where the
        selection stands, or ``from_top``. A refresh (``is_new`` False) keeps the scroll position;
        and when all selected papers have left, the one that came after them is selected, so that
        the reader can go on by keyboard.
        """
        self._terms = terms
        self._show_terms()
        if ids == self.papers.ids:
            return
        chosen, keep, row = self.selected_ids(), self.current_id(), self._first_selected()
        top, offset = self._top()
        self.papers.set_ids(ids)
        self._hover = -1
        self._reselect(chosen, keep, -1 if is_new else row)
        if is_new:
            self.verticalScrollBar().setValue(0)
            if not from_top:
                self._reveal()
        else:
            position = self.papers.position(top) if top is not None else -1
            if position >= 0:
                self.verticalScrollBar().setValue(position * self._painter.row_height - offset)
        self._soon.start()

    def select_ids(self, wanted: Iterable[int]) -> None:
        """Select these papers as far as they are shown, and bring the first into view."""
        self._reselect(list(wanted), None, -1)
        self._reveal()

    def step(self, by: int) -> None:
        """Move the cursor by rows."""
        count = len(self.papers.ids)
        if count:
            row = min(max(self.currentIndex().row() + by, 0), count - 1)
            self.setCurrentIndex(self.papers.index(row, INDEX["title"]))

    def _reveal(self) -> None:
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def _first_selected(self) -> int:
        return next((top for top, _ in self._selected_runs()), -1)

    def _on_selection(self) -> None:
        self._runs = None
        self._soon.start()

    def _selected_runs(self) -> list[tuple[int, int]]:
        """The selected rows as runs, kept until the selection changes."""
        if self._runs is None:
            self._runs = list(selected_rows(self.selectionModel().selection()))
        return self._runs

    def _is_selected(self, row: int) -> bool:
        runs = self._selected_runs()
        place = bisect_right(runs, (row, len(self.papers.ids)))
        return place > 0 and runs[place - 1][1] >= row

    def _top(self) -> tuple[int | None, int]:
        row = self.rowAt(0)
        return (None, 0) if row < 0 else (self.papers.ids[row], self.rowViewportPosition(row))

    def _reselect(self, ids: list[int], current: int | None, fallback: int) -> None:
        shown = self.papers.ids
        wanted = frozenset(ids if shown else ())
        rows = list(islice(runs_of(shown, wanted), _MOST_RUNS + 1))
        if not rows and wanted and fallback >= 0 and shown:
            row = min(fallback, len(shown) - 1)
            rows = [(row, row)]
        if not rows or len(rows) > _MOST_RUNS:
            return
        position = self.papers.position(current) if current in wanted and current else -1
        cursor = self.papers.index(position if position >= 0 else rows[0][0], INDEX["title"])
        model = self.selectionModel()
        model.setCurrentIndex(cursor, QItemSelectionModel.SelectionFlag.NoUpdate)
        model.select(
            selection_of(self.papers, rows), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    # painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            self._paint_all(painter)
        finally:
            painter.end()  # one that a fault leaves open would end the program

    def _paint_all(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        width = self.viewport().width()
        row = max(self.rowAt(0), 0)
        bottom = self.viewport().height()
        cells = self._visible_cells()
        while row < len(self.papers.ids):
            top = self.rowViewportPosition(row)
            if top >= bottom:
                break
            self._paint_row(painter, row, QRect(0, top, width, self._painter.row_height), cells)
            row += 1
        if self._drop_row >= 0:
            self._paint_drop_line(painter, width)

    def _visible_cells(self) -> list[tuple[int, int, int]]:
        """Section, left edge and width of the columns that are in view."""
        header = self.header
        found = []
        for section in range(header.count()):
            if not header.isSectionHidden(section):
                left, wide = header.sectionViewportPosition(section), header.sectionSize(section)
                if left < self.viewport().width() and left + wide > 0:
                    found.append((section, left, wide))
        return found

    def _paint_row(
        self, painter: QPainter, row: int, rect: QRect, cells: list[tuple[int, int, int]]
    ) -> None:
        theme = self._context.theme
        selected = self._is_selected(row)
        active = self.hasFocus()
        if selected:
            painter.fillRect(rect, theme.colour("selection" if active else "selection-inactive"))
        elif row == self._hover:
            painter.fillRect(rect, theme.colour("hover"))
        elif row % 2:
            painter.fillRect(rect, theme.colour("alternate"))
        paper = self.papers.row(row)
        if paper is not None:
            line = self._painter.line_height
            for section, left, wide in cells:
                cell = QRect(left, rect.top(), wide, line)
                self._painter.cell(painter, cell, paper, section, selected=selected and active)
                if section == INDEX["title"] and self._painter.with_passages:
                    below = rect.adjusted(left, line, 0, 0)
                    self._paint_passage(painter, below, paper.id, selected=selected and active)
        if active and row == self.currentIndex().row():
            painter.fillRect(0, rect.top(), 3, rect.height(), theme.colour("accent"))

    def _paint_passage(
        self, painter: QPainter, rect: QRect, paper_id: int, *, selected: bool
    ) -> None:
        passage = self.passages.of(paper_id)
        if passage is not None:
            self._painter.passage(painter, rect, passage, selected=selected)

    def _paint_drop_line(self, painter: QPainter, width: int) -> None:
        last = len(self.papers.ids) - 1
        if self._drop_row > last:
            line = self.rowViewportPosition(last) + self._painter.row_height
        else:
            line = self.rowViewportPosition(self._drop_row)
        painter.setPen(QPen(self._context.theme.colour("accent"), 2))
        painter.drawLine(0, line, width, line)

    # events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.header.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange}:
            self._restyle()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._set_hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._set_hover(-1)

    def _set_hover(self, row: int) -> None:
        if row != self._hover:
            self._hover = row
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.column() == INDEX["star"] and event.button() == Qt.MouseButton.LeftButton:
            paper = self.papers.row(index.row())
            if paper is not None:
                self.star_clicked.emit(paper.id, not paper.starred)
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.column() == INDEX["star"]:
            self.mousePressEvent(event)
        elif index.isValid():
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif is_letter(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    # drag and drop

    def startDrag(self, _actions: Qt.DropAction) -> None:
        ids = self.selected_ids()
        if ids:
            drag = QDrag(self)
            drag.setMimeData(dragged(self._context, ids))
            drag.setPixmap(self._drag_picture(len(ids)))
            drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction)

    def _drag_picture(self, count: int) -> QPixmap:
        words = "1 paper" if count == 1 else f"{count} papers"
        metrics = self.fontMetrics()
        picture = QPixmap(metrics.horizontalAdvance(words) + 20, metrics.height() + 8)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._context.theme.colour("accent"))
        painter.drawRoundedRect(picture.rect(), 6, 6)
        painter.setPen(self._context.theme.colour("accent-text"))
        painter.drawText(picture.rect(), int(Qt.AlignmentFlag.AlignCenter), words)
        painter.end()
        return picture

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._judge(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._judge(event)
        if event.isAccepted():
            self._drop_row = self._row_before(event.position().toPoint().y())
            self.viewport().update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drop_row = -1
        self.viewport().update()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        ids = decode_ids(event.mimeData())
        row = self._row_before(event.position().toPoint().y())
        self._drop_row = -1
        self.viewport().update()
        if not (self.by_hand and ids):
            event.ignore()
            return
        event.acceptProposedAction()
        self.put(ids, row)

    def put(self, ids: list[int], row: int) -> None:
        """Ask to move these papers before the row (behind the last when it is past the end)."""
        moving = set(ids)
        shown = self.papers.ids
        while row < len(shown) and shown[row] in moving:
            row += 1
        self.moved.emit(ids, shown[row] if row < len(shown) else None)

    def move_by(self, by: int) -> None:
        """Ask to move the selected papers one place up (-1) or down (1)."""
        rows = self._selected_runs()
        if not rows or not self.by_hand:
            return
        first, last = rows[0][0], rows[-1][1]
        if by < 0 and first == 0:
            return
        target = first - 1 if by < 0 else last + 2
        self.put(self.selected_ids(), min(target, len(self.papers.ids)))

    def _judge(self, event: QDragEnterEvent | QDragMoveEvent) -> None:
        """Take our own papers for ordering; leave everything else to the window."""
        if self.by_hand and decode_ids(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def _row_before(self, y: int) -> int:
        row = self.rowAt(y)
        if row < 0:
            return len(self.papers.ids)
        past_half = y - self.rowViewportPosition(row) > self._painter.row_height / 2
        return row + 1 if past_half else row
