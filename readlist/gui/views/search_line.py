"""The line that a search is typed into; it marks what could not be read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTextLayout,
    QTextLine,
)
from PySide6.QtWidgets import QStyle, QStyleOptionFrame, QToolButton, QWidget

from readlist.gui.popups.completion_line import CodePointLine
from readlist.gui.theme import Theme

_WAVE = 2  # pixels from a wave's middle to its top, and a quarter of its length
_LONGEST = 2000  # characters of a text that is measured at each painting


class SearchLine(CodePointLine):
    """``left()`` when the reader goes on to the table with Down or Enter, ``entered()`` before it
    for Enter, ``escaped()`` for Esc."""

    left = Signal()
    entered = Signal()
    escaped = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._marks: tuple[tuple[int, int], ...] = ()
        self._composing = False
        self.textChanged.connect(self._forget_marks)
        theme.changed.connect(self.update)

    def mark(self, places: Sequence[tuple[int, int]]) -> None:
        """Underline the passages [start, end) of the text, in code points."""
        if self._marks != tuple(places):
            self._marks = tuple(places)
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered.emit()
            self.left.emit()
        elif key == Qt.Key.Key_Down:
            self.left.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._marks or self._composing or len(self.text()) > _LONGEST:
            return
        area = self._text_area()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(area)
        painter.setPen(QPen(self._theme.colour("warning"), 1.2))
        bottom = self.cursorRect().bottom() - 1
        for left, right in self._passages():
            painter.drawPolyline(_wave(max(left, area.left()), min(right, area.right()), bottom))
        painter.end()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """While characters are composed, the text stands elsewhere than it will."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def _passages(self) -> list[tuple[float, float]]:
        """The marked passages by their left and right edges.

        A QLineEdit tells only where its cursor is; the rest is measured from there in a layout of
        the same text and font.
        """
        layout = QTextLayout(self.text(), self.font())
        layout.beginLayout()
        line = layout.createLine()
        layout.endLayout()
        cursor = self.cursorRect()
        # The rectangle of a cursor is wider than the cursor, which stands in its middle.
        origin = cursor.x() + cursor.width() / 2 - _x(line, self.cursorPosition())
        found = []
        for start, end in self._marks:
            one, other = (_x(line, self.units(place)) for place in (start, end))
            found.append((origin + min(one, other), origin + max(one, other)))
        return found

    def _text_area(self) -> QRect:
        """Where text is shown: between the line's picture and the button that clears it."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        area = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        for button in self.findChildren(QToolButton):
            if button.isVisible() and button.x() < self.width() / 2:
                area.setLeft(max(area.left(), button.geometry().right()))
            elif button.isVisible():
                area.setRight(min(area.right(), button.x()))
        return area

    def _forget_marks(self) -> None:
        self._marks = ()


def _x(line: QTextLine, position: int) -> float:
    """Where ``position`` stands; cursorToX gives it with the position itself."""
    found: tuple[float, int] = line.cursorToX(position)  # type: ignore[assignment]
    return found[0]


def _wave(left: float, right: float, bottom: float) -> QPolygonF:
    points, x, up = [], left, False
    while x < right + _WAVE:
        points.append(QPointF(min(x, right), bottom - (_WAVE if up else 0)))
        x, up = x + _WAVE, not up
    return QPolygonF(points)
