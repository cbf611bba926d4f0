"""Five stars to rate a paper by."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from readlist.gui import icons
from readlist.gui.theme import Theme

_ICON = 16
_STEP = 19
_EDGE = 4
_MOST = 5


class Rating(QWidget):
    """``rated(stars)`` when the reader chose other stars than are shown; 0 takes them away.

    A click on the rating's own last star takes it away. With the keyboard the left and right keys
    change it.
    """

    rated = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._stars = 0
        self._under = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip("Your rating: click a star, or press Alt+1 to Alt+5 (Alt+0 takes it off)")
        theme.changed.connect(self.update)
        self.show_stars(0)

    @property
    def stars(self) -> int:
        """The rating that is shown, 0 for none."""
        return self._stars

    def show_stars(self, stars: int) -> None:
        """Show a rating from 0 to 5."""
        self._stars = stars
        self.setAccessibleName(f"Rating: {stars} of {_MOST}" if stars else "Not rated")
        self.update()

    def place(self, star: int) -> QPoint:
        """The middle of a star, 1 to 5."""
        return QPoint(_EDGE + (star - 1) * _STEP + _ICON // 2, self.height() // 2)

    def sizeHint(self) -> QSize:
        return QSize(2 * _EDGE + (_MOST - 1) * _STEP + _ICON, 26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self._under or self._stars
        ratio = self.devicePixelRatioF()
        for star in range(1, _MOST + 1):
            name, role = ("star-filled", "accent") if star <= shown else ("star", "scroll")
            at = self.place(star) - QPoint(_ICON // 2, _ICON // 2)
            painter.drawPixmap(at, icons.pixmap(name, self._theme.colour(role), _ICON, ratio))
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._at(event.position().toPoint()))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hover(self._at(event.position().toPoint()))

    def leaveEvent(self, _event: QEvent) -> None:
        self._hover(0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            star = self._at(event.position().toPoint())
            self._rate(0 if star == self._stars else star)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._rate(min(max(self._stars + step, 0), _MOST))

    def _at(self, point: QPoint) -> int:
        return min(max((point.x() - _EDGE) // _STEP + 1, 1), _MOST)

    def _hover(self, star: int) -> None:
        if star != self._under:
            self._under = star
            self.update()

    def _rate(self, stars: int) -> None:
        self._hover(0)
        if stars != self._stars:
            self.show_stars(stars)
            self.rated.emit(stars)
