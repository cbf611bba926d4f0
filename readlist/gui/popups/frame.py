"""A small framed window that opens at a control and closes when the reader is done with it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from readlist.gui.theme import Theme


class PopupFrame(QFrame):
    """Base of the popups. It deletes itself when it is closed.

    Fill ``body``; give the focus to a widget in ``first_focus``.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(10, 10, 10, 10)
        self.body.setSpacing(8)

    def popup_at(self, widget: QWidget) -> None:
        """Open below ``widget``, or above it where there is no room below."""
        area = QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())
        self.popup_by(area)

    def popup_by(self, area: QRect) -> None:
        """Open beside ``area`` (global), wholly on its screen."""
        self.adjustSize()
        size = self.size()
        room = self.screen().availableGeometry()
        parent = self.parentWidget()
        if parent is not None:
            room = parent.screen().availableGeometry()
        y = area.bottom() + 4
        if y + size.height() > room.bottom():
            y = max(room.top(), area.top() - size.height() - 4)
        x = min(max(area.left(), room.left()), max(room.left(), room.right() - size.width()))
        self.move(x, y)
        self.show()
        self.first_focus()

    def first_focus(self) -> None:
        """Give the focus to the widget that is used first."""
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.colour("raised"))
        painter.setPen(QPen(self.theme.colour("control-border"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
