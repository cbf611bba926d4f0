"""An editor of several lines that grows with its text up to a bound."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget


class GrowingEdit(QPlainTextEdit):
    """Plain text of ``least`` to ``most`` visible lines; Tab leaves it.

    ``left`` is emitted when the focus goes elsewhere (not to a menu of its own), ``caret_moved``
    when the caret moves while the focus is here.
    """

    left = Signal()
    caret_moved = Signal()

    def __init__(self, least: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = least
        self._most = most
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        # The number of lines is known only after the document has been laid out anew.
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.setInterval(0)
        self._fitting.timeout.connect(self.fit)
        self.document().documentLayout().documentSizeChanged.connect(self._fit_soon)
        self.textChanged.connect(self._fit_soon)
        self.cursorPositionChanged.connect(self._tell_caret)
        self.fit()

    def fit(self) -> None:
        """Take the height of the text."""
        lines = int(self.document().size().height())  # this editor's document counts in lines
        shown = min(max(lines, self._least), self._most)
        around = 2 * (self.frameWidth() + int(self.document().documentMargin())) + 4
        height = shown * self.fontMetrics().lineSpacing() + around
        if height != self.height():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit_soon()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def _fit_soon(self) -> None:
        if self.isVisible():
            self._fitting.start()
        else:
            self.fit()

    def _tell_caret(self) -> None:
        if self.hasFocus():
            self.caret_moved.emit()
