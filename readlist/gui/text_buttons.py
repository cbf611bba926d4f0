"""Buttons without a frame that begin where the text begins: links and headings of sections."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from readlist.gui.theme import Theme

_ARROW = 16


class TextButton(QAbstractButton):
    """A line of text that can be clicked; shortened in its middle where it does not fit."""

    def __init__(self, text: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.show_text(text)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_text(self, text: str) -> None:
        """Show ``text`` as it is: an & in a title is none that gives the button a key."""
        self.setText(text)
        self.setShortcut(QKeySequence())

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        width = self.fontMetrics().horizontalAdvance(self.text()) + self.indent() + 4
        return QSize(width, self.fontMetrics().height() + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(60, self.sizeHint().width()), self.sizeHint().height())

    def indent(self) -> int:
        """The room before the text, in pixels."""
        return 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paint_text(self, painter: QPainter, role: str) -> None:
        """Paint the text in the colour ``role``, and a frame when the focus is here."""
        room = self.rect().adjusted(self.indent(), 0, 0, 0)
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.setPen(self.theme.colour(role))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        if self.hasFocus():
            self.paint_focus(painter)

    def paint_focus(self, painter: QPainter) -> None:
        """Paint a frame that says where the keyboard is."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.colour("accent"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


class LinkButton(TextButton):
    """A link: underlined under the pointer."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = painter.font()
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        self.paint_text(painter, "link")
        painter.end()


class HeadingButton(TextButton):
    """A heading with an arrow that points down while its section is open (checked)."""

    def __init__(self, text: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(text, theme, parent)
        self.setCheckable(True)
        font = self.font()
        font.setBold(True)
        self.setFont(font)

    def indent(self) -> int:
        return _ARROW

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(
            QPen(self.theme.colour("muted"), 1.7, c=Qt.PenCapStyle.RoundCap,
                 j=Qt.PenJoinStyle.RoundJoin)
        )  # fmt: skip
        x, y = 5.0, self.height() / 2
        if self.isChecked():
            points = [QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)]
        else:
            points = [QPointF(x - 2, y - 4), QPointF(x + 2, y), QPointF(x - 2, y + 4)]
        painter.drawPolyline(QPolygonF(points))
        self.paint_text(painter, "text" if self.underMouse() else "muted")
        painter.end()
