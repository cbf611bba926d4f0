"""Paints the sidebar's lines: icon or tag colour, name, number."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from readlist.gui import icons
from readlist.gui.models.sidebar_model import NODE
from readlist.gui.models.sidebar_tree import Node
from readlist.gui.theme import Theme

_ICON = 16
_MOST_SHOWN = 999
_Index = QModelIndex | QPersistentModelIndex
ADDABLE = {
    "section:lists": "New reading list",
    "section:tags": "New tag",
    "section:saved": "Save this search",
    "section:dumps": "Import pages",
}


def plus_rect(line: QRect) -> QRect:
    """Where a section's + stands in its line."""
    return QRect(line.right() - 24, line.center().y() - 9, 20, 20)


class SidebarDelegate(QStyledItemDelegate):
    """Draws every line in the theme's colours."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        node = index.data(NODE)
        extra = 14 if isinstance(node, Node) and node.kind == "section" else 9
        return QSize(60, option.fontMetrics.height() + extra)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        node = index.data(NODE)
        if not isinstance(node, Node):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRect(option.rect)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver) and node.scope is not None
        if selected or hovered:
            self._background(painter, rect, state, "selection" if selected else "hover")
        font = QFont(option.font)
        if node.kind == "section":
            if state & QStyle.StateFlag.State_HasFocus:
                self._background(painter, rect.adjusted(0, 4, 0, 0), state, "hover")
            self._section(painter, rect, node, font, bool(state & QStyle.StateFlag.State_Open))
        elif node.kind == "hint":
            self._hint(painter, rect, node, font)
        else:
            self._line(painter, rect, node, font, selected)
        painter.restore()

    def _background(
        self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, role: str
    ) -> None:
        focus = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(self._theme.colour("accent") if focus else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(role))
        painter.drawRoundedRect(rect.adjusted(0, 1, -2, -1), 5, 5)

    def _section(
        self, painter: QPainter, rect: QRect, node: Node, font: QFont, is_open: bool
    ) -> None:
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 0.88)
        painter.setFont(font)
        painter.setPen(self._theme.colour("muted"))
        inner = rect.adjusted(2, 4, -28, 0)
        if node.new and not is_open:
            inner.setRight(inner.right() - self._badge(painter, inner, node.new) - 6)
            painter.setPen(self._theme.colour("muted"))
        self._text(painter, inner, node.label)
        if node.key in ADDABLE:
            spot = plus_rect(rect).adjusted(2, 2, -2, -2)
            painter.drawPixmap(
                spot.topLeft(), icons.pixmap("plus", self._theme.colour("muted"), 16, self._ratio())
            )

    def _hint(self, painter: QPainter, rect: QRect, node: Node, font: QFont) -> None:
        font.setItalic(True)
        painter.setFont(font)
        painter.setPen(self._theme.colour("muted"))
        self._text(painter, rect.adjusted(6, 0, -4, 0), node.label)

    def _line(
        self, painter: QPainter, rect: QRect, node: Node, font: QFont, selected: bool
    ) -> None:
        ink = self._theme.colour("selection-text" if selected else "text")
        left = rect.left() + 6
        top = rect.center().y() - _ICON // 2 + 1
        if node.kind == "tag" and node.colour:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(node.colour))
            painter.drawEllipse(QPointF(left + 8, rect.center().y() + 1), 5, 5)
        else:
            role = "selection-text" if selected else "muted"
            picture = icons.pixmap(node.icon, self._theme.colour(role), _ICON, self._ratio())
            painter.drawPixmap(left, top, picture)
        painter.setFont(font)
        right = rect.right() - 8
        if node.new:
            right -= self._badge(painter, rect.adjusted(0, 0, -7, 0), node.new) + 6
        if node.count is not None:
            right -= self._count(painter, rect, node.count, selected) + 8
        painter.setPen(ink)
        inner = QRect(left + _ICON + 7, rect.top(), 0, rect.height())
        inner.setRight(right)
        self._text(painter, inner, node.label)

    def _badge(self, painter: QPainter, rect: QRect, new: int) -> int:
        """A number in the accent's colour at the right end of ``rect``; returns its width."""
        words = f"{new}" if new <= _MOST_SHOWN else f"{_MOST_SHOWN}+"
        before, font = painter.font(), QFont(painter.font())
        font.setBold(True)
        font.setPixelSize(max(round(QFontInfo(before).pixelSize() * 0.82), 9))
        painter.setFont(font)
        metrics = painter.fontMetrics()
        height = metrics.height() + 2
        width = max(metrics.horizontalAdvance(words) + 10, height)
        spot = QRect(rect.right() - width + 1, rect.center().y() - height // 2 + 1, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(spot, height / 2, height / 2)
        painter.setPen(self._theme.colour("accent-text"))
        painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), words)
        painter.setFont(before)
        return width

    def _count(self, painter: QPainter, rect: QRect, count: int, selected: bool) -> int:
        words = f"{count:,}"
        painter.setPen(self._theme.colour("selection-text" if selected else "muted"))
        inner = rect.adjusted(0, 0, -8, 0)
        painter.drawText(
            inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words
        )
        return painter.fontMetrics().horizontalAdvance(words)

    @staticmethod
    def _text(painter: QPainter, rect: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(
            rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown
        )

    def _ratio(self) -> float:
        parent = self.parent()
        return parent.devicePixelRatioF() if isinstance(parent, QWidget) else 1.0
