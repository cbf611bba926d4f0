"""How one line of a picker is painted: a box to tick, a colour, a name, a number."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from readlist.gui.popups.picker import Index, ItemRole, PickItem, Ticked
from readlist.gui.theme import Theme

_BOX = 15


class PickDelegate(QStyledItemDelegate):
    """Paints the lines of a PickModel."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, option.fontMetrics.height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = index.data(ItemRole)
        if not isinstance(item, PickItem):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room: QRect = option.rect
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("selection"))
            painter.drawRoundedRect(QRectF(room).adjusted(1, 0, -1, 0), 5, 5)
        text = self._theme.colour("selection-text" if current else "text")
        box = QRectF(room.left() + 8, room.center().y() - _BOX / 2 + 0.5, _BOX, _BOX)
        if item.offer:
            self._paint_plus(painter, box)
        else:
            self._paint_box(painter, box, item.now)
        left = room.left() + 8 + _BOX + 8
        if item.colour:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(item.colour))
            painter.drawEllipse(QPointF(left + 4, room.center().y() + 0.5), 4.5, 4.5)
            left += 15
        right = self._paint_count(painter, option, item)
        painter.setPen(text)
        place = QRect(left, room.top(), right - left - 8, room.height())
        shown = option.fontMetrics.elidedText(
            str(index.data()), Qt.TextElideMode.ElideMiddle, place.width()
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def _paint_count(self, painter: QPainter, option: QStyleOptionViewItem, item: PickItem) -> int:
        """Paint the number of papers at the right; return where it begins."""
        room: QRect = option.rect
        text = "new" if item.new else f"{item.count:,}" if item.count else ""
        width = option.fontMetrics.horizontalAdvance(text)
        painter.setPen(self._theme.colour("muted"))
        place = QRect(room.right() - width - 8, room.top(), width, room.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
        return place.left()

    def _paint_box(self, painter: QPainter, box: QRectF, state: Ticked) -> None:
        accent = self._theme.colour("accent")
        empty = state is Ticked.NONE
        painter.setPen(QPen(self._theme.colour("control-border") if empty else accent, 1.2))
        painter.setBrush(self._theme.colour("base") if empty else accent)
        painter.drawRoundedRect(box, 3.5, 3.5)
        painter.setPen(QPen(self._theme.colour("accent-text"), 2, c=Qt.PenCapStyle.RoundCap))
        x, y, side = box.x(), box.y(), box.width()
        if state is Ticked.ALL:
            points = [(0.24, 0.52), (0.43, 0.71), (0.77, 0.31)]
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(
                QPolygonF([QPointF(x + a * side, y + b * side) for a, b in points])
            )
        elif state is Ticked.SOME:
            middle = box.center().y()
            painter.drawLine(QPointF(x + 0.27 * side, middle), QPointF(x + 0.73 * side, middle))

    def _paint_plus(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(self._theme.colour("accent"), 1.8, c=Qt.PenCapStyle.RoundCap))
        centre, arm = box.center(), 4.5
        painter.drawLine(centre + QPointF(-arm, 0), centre + QPointF(arm, 0))
        painter.drawLine(centre + QPointF(0, -arm), centre + QPointF(0, arm))
