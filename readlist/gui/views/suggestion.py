"""Offers the search that was probably meant."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from readlist.gui.plain_tip import plain_tip
from readlist.gui.push_button import PushButton


class _Link(PushButton):
    """A link that is shortened in its middle where it does not fit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setProperty("flat", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.width() - (self.sizeHint().width() - self._width())
        option.text = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, room, Qt.TextFlag.TextShowMnemonic.value
        )
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()

    def _width(self) -> int:
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic.value, self.text()).width()


class SuggestionRow(QWidget):
    """``accepted(text)`` when the reader takes the suggestion; it is never taken by itself."""

    accepted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        words = QLabel("Did you mean", self)
        words.setProperty("role", "muted")
        self.link = _Link(self)
        self.link.clicked.connect(self.accept)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(words)
        row.addWidget(self.link, 1)
        row.addStretch()
        self.hide()

    def offer(self, text: str) -> None:
        """Offer a search, or none when ``text`` is empty."""
        self.text = text
        if text:
            self.link.setText(f"{text.strip()}?".replace("&", "&&"))
            self.link.setToolTip(plain_tip(f"Search for {text.strip()} instead (Alt+Enter)"))
            self.link.setAccessibleName(f"Did you mean {text.strip()}?")
        self.setVisible(bool(text))

    def accept(self) -> None:
        """Search for what is offered."""
        if self.text:
            self.accepted.emit(self.text)
