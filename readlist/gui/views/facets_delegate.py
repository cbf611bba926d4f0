"""Paints the lines of the panel that narrows a search."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from readlist.gui import icons
from readlist.gui.theme import Theme
from readlist.gui.views.facets_model import ROW, Row
from readlist.gui.views.facets_text import Use

_MARK = 14  # the side of the sign before a value that the search uses
_LEFT = 20  # where labels begin, behind the arrows and signs
_MARKS: dict[Use, str] = {"only": "check-ink", "without": "minus"}
_Index = QModelIndex | QPersistentModelIndex


class FacetsDelegate(QStyledItemDelegate):
    """Draws every line in the theme's colours."""

    def __init__(self, theme: Theme, view: QTreeView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row = index.data(ROW)
        section = isinstance(row, Row) and row.kind == "section"
        return QSize(60, option.fontMetrics.height() + (12 if section else 6))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(ROW)
        if not isinstance(row, Row):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._background(painter, option, row)
        if row.kind == "section":
            self._section(painter, option, row)
        else:
            self._line(painter, option, row)
        painter.restore()

    def _background(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver) and row.kind != "hint"
        if not (focus or over or row.use):
            return
        painter.setPen(self._theme.colour("accent") if focus else Qt.PenStyle.NoPen)
        role = {"only": "selection", "without": "selection-inactive"}.get(row.use, "hover")
        painter.setBrush(self._theme.colour(role))
        painter.drawRoundedRect(QRect(option.rect).adjusted(1, 1, -2, -1), 5, 5)

    def _section(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        rect = QRect(option.rect)
        x, y = rect.left() + 10, rect.center().y() + 1
        shape = (
            [QPointF(x - 4, y - 2), QPointF(x + 4, y - 2), QPointF(x, y + 3)]
            if option.state & QStyle.StateFlag.State_Open
            else [QPointF(x - 2, y - 4), QPointF(x + 3, y), QPointF(x - 2, y + 4)]
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("control-border"))
        painter.drawPolygon(QPolygonF(shape))
        font = QFont(option.font)
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 0.88)
        painter.setFont(font)
        painter.setPen(self._theme.colour("muted"))
        _text(painter, rect.adjusted(_LEFT, 0, -6, 0), row.label)

    def _line(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        rect = QRect(option.rect).adjusted(_LEFT, 0, -8, 0)
        font = QFont(option.font)
        font.setItalic(row.kind == "hint")
        font.setStrikeOut(row.use == "without")
        ink = {"value": "text", "hint": "muted"}.get(row.kind, "link")
        role = "selection-text" if row.use else ink
        painter.setPen(self._theme.colour("selection-text" if row.use else "muted"))
        if row.count is not None:
            painter.setFont(option.font)
            words = f"{row.count:,}"
            aligned = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rect, int(aligned), words)
            rect.setRight(rect.right() - painter.fontMetrics().horizontalAdvance(words) - 8)
        if row.use:
            ratio = self._view.devicePixelRatioF()
            mark = icons.pixmap(_MARKS[row.use], self._theme.colour(role), _MARK, ratio)
            painter.drawPixmap(rect.left() - _LEFT + 4, rect.center().y() - _MARK // 2 + 1, mark)
        painter.setFont(font)
        painter.setPen(self._theme.colour(role))
        _text(painter, rect, row.label)


def _text(painter: QPainter, rect: QRect, text: str) -> None:
    # Tags of one branch begin alike: both ends are needed to tell them apart.
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, rect.width())
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
