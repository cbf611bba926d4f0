"""A line that comes up over the window, says what happened, and goes by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from readlist.gui.push_button import PushButton

_SECONDS = 6
_MARGIN = 22


class Toast(QFrame):
    """Shown near the lower edge of ``host``; stays while the pointer is on it."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._act: Callable[[], None] | None = None
        self.setProperty("role", "toast")
        self.setAccessibleName("Message")
        self.text = QLabel(self)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.button = PushButton("", self)
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.close_button = PushButton("✕", self)
        self.close_button.setToolTip("Close this message")
        self.close_button.setAccessibleName("Close this message")
        self.button.clicked.connect(self._clicked)
        self.close_button.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 6, 6, 6)
        layout.setSpacing(6)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.button)
        layout.addWidget(self.close_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()
        host.installEventFilter(self)

    def say(
        self,
        text: str,
        button: str = "",
        act: Callable[[], None] | None = None,
        *,
        seconds: float = _SECONDS,
    ) -> None:
        """Show ``text``, with a button that does ``act``."""
        self.text.setText(text)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.button.setToolTip(f"{button} (Ctrl+Z)" if button == "Undo" else button)
        self.button.setAccessibleName(button)
        self._act = act
        self._place()
        self.show()
        self.raise_()
        self._timer.start(round(seconds * 1000))

    def withdraw(self) -> None:
        """Hide a message with a button: what it would do is no longer what the message says."""
        if self._act is not None:
            self.hide()

    def _place(self) -> None:
        room = self._host.width() - 2 * _MARGIN
        self.text.setWordWrap(False)
        width = min(self.sizeHint().width(), room)
        self.text.setWordWrap(self.sizeHint().width() > room)
        wraps = self.text.wordWrap()  # its size hint is then for a narrower and higher one
        height = self.heightForWidth(width) if wraps else self.sizeHint().height()
        self.resize(width, height)
        self.move((self._host.width() - width) // 2, self._host.height() - height - _MARGIN)

    def _clicked(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start(_SECONDS * 500)
        super().leaveEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
