"""How one line of the completions is painted: what it is, what it means, a cross to forget it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from readlist.domain.views import Completion
from readlist.gui import icons
from readlist.gui.popups.completion_model import CompletionRole, Index
from readlist.gui.theme import Theme

_PAD = 9
_CROSS = 22
_PICTURE = 16
_ICONS = {"tag": "tag", "list": "list", "recent": "search", "status": "reading"}


class CompletionDelegate(QStyledItemDelegate):
    """Paints the lines of a CompletionModel."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, option.fontMetrics.height() + 10)

    def cross(self, line: QRect) -> QRect:
        """Where the cross stands that forgets a recent search."""
        return QRect(line.right() - _CROSS, line.top(), _CROSS, line.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one = index.data(CompletionRole)
        if not isinstance(one, Completion):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        under = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or under:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("selection" if chosen else "hover"))
            painter.drawRoundedRect(QRectF(room).adjusted(1, 0, -1, 0), 5, 5)
        left, right = room.left() + _PAD, room.right() - _PAD
        picture = self._picture(one.kind)
        if not picture.isNull():
            top = room.center().y() - _PICTURE // 2 + 1
            picture.paint(painter, QRect(left, top, _PICTURE, _PICTURE))
        left += _PICTURE + 8
        if one.kind == "recent":
            right = self.cross(room).left()
            if chosen or under:
                self._paint_cross(painter, self.cross(room))
        elif one.detail:
            right = self._paint_detail(painter, option, one.detail, left, right)
        painter.setPen(self._theme.colour("selection-text" if chosen else "text"))
        place = QRect(left, room.top(), right - left - 8, room.height())
        shown = option.fontMetrics.elidedText(
            one.label, Qt.TextElideMode.ElideMiddle, place.width()
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def _paint_detail(
        self, painter: QPainter, option: QStyleOptionViewItem, text: str, left: int, right: int
    ) -> int:
        """Paint the meaning at the right, in half of the room at most; return where it begins."""
        metrics = option.fontMetrics
        width = min(metrics.horizontalAdvance(text) + 2, (right - left) // 2)
        room: QRect = option.rect
        place = QRect(right - width, room.top(), width, room.height())
        painter.setPen(self._theme.colour("muted"))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
        return place.left()

    def _paint_cross(self, painter: QPainter, room: QRect) -> None:
        painter.setPen(QPen(self._theme.colour("muted"), 1.4))
        centre, arm = QRectF(room).center(), 3.5
        painter.drawLine(centre + QPointF(-arm, -arm), centre + QPointF(arm, arm))
        painter.drawLine(centre + QPointF(-arm, arm), centre + QPointF(arm, -arm))

    def _picture(self, kind: str) -> QIcon:
        return icons.icon(_ICONS.get(kind, ""), self._theme, "muted") if kind in _ICONS else QIcon()
