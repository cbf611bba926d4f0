"""Swatches to pick a colour from, for tags and for highlights."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QColorDialog,
    QHBoxLayout,
    QSizePolicy,
    QWidget,
)

from readlist.gui.colours import TAG_COLOURS
from readlist.gui.popups.frame import PopupFrame
from readlist.gui.push_button import PushButton
from readlist.gui.theme import Theme


class Swatch(QAbstractButton):
    """One colour as a round button; the empty colour is a crossed circle."""

    def __init__(self, name: str, colour: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colour = colour
        self._theme = theme
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(26, 26)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(26, 26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(5, 5, -5, -5)
        if self.hasFocus() or self.isChecked():
            role = "accent" if self.hasFocus() else "muted"
            painter.setPen(QPen(self._theme.colour(role), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box.adjusted(-3, -3, 3, 3))
        painter.setPen(QPen(self._theme.colour("control-border"), 1))
        painter.setBrush(QColor(self.colour) if self.colour else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box)
        if not self.colour:
            painter.drawLine(
                box.bottomLeft() + (box.topRight() - box.bottomLeft()) * 0.16,
                box.bottomLeft() + (box.topRight() - box.bottomLeft()) * 0.84,
            )
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class SwatchRow(QWidget):
    """Swatches beside each other; the arrow keys go from one to the next.

    ``picked`` carries ``#rrggbb``, or "" for no colour of its own.
    """

    picked = Signal(str)

    def __init__(
        self,
        colours: Mapping[str, str],
        theme: Theme,
        *,
        none: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        offered = ({none: ""} if none else {}) | dict(colours)
        self.swatches = [Swatch(name, colour, theme, self) for name, colour in offered.items()]
        for swatch in self.swatches:
            layout.addWidget(swatch)
            swatch.clicked.connect(lambda _checked, s=swatch: self._on_clicked(s))
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_current(self, colour: str) -> None:
        """Mark the swatch of ``colour``, if there is one."""
        for swatch in self.swatches:
            swatch.setChecked(swatch.colour.lower() == colour.lower())

    @property
    def current(self) -> str | None:
        """The marked colour, None when none is marked."""
        return next((s.colour for s in self.swatches if s.isChecked()), None)

    def focus_current(self) -> None:
        """Give the focus to the marked swatch, else to the first."""
        marked = next((s for s in self.swatches if s.isChecked()), self.swatches[0])
        marked.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        focused = next((i for i, s in enumerate(self.swatches) if s.hasFocus()), None)
        if step is None or focused is None:
            super().keyPressEvent(event)
            return
        self.swatches[(focused + step) % len(self.swatches)].setFocus()

    def _on_clicked(self, swatch: Swatch) -> None:
        self.set_current(swatch.colour)
        self.picked.emit(swatch.colour)


class ColourPopup(PopupFrame):
    """The colours of a tag: pick one with the pointer or with the arrow keys and Enter.

    ``picked`` carries ``#rrggbb`` or "" and comes at most once; the popup closes itself.
    """

    picked = Signal(str)

    def __init__(
        self,
        theme: Theme,
        current: str = "",
        parent: QWidget | None = None,
        colours: Mapping[str, str] = TAG_COLOURS,
    ) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName("Pick a colour")
        self._current = current
        self.row = SwatchRow(colours, theme, none="No colour", parent=self)
        self.row.set_current(current)
        self.row.picked.connect(self._pick)
        self.other = PushButton("Other…", self)
        self.other.setProperty("flat", True)
        self.other.setToolTip("Choose any colour")
        self.other.setAccessibleName("Choose any colour")
        self.other.clicked.connect(self._choose)
        self.body.addWidget(self.row)
        self.body.addWidget(self.other)

    def first_focus(self) -> None:
        self.row.focus_current()

    def _pick(self, colour: str) -> None:
        self.close()
        self.picked.emit(colour)

    def _choose(self) -> None:
        start = QColor(self._current) if self._current else self.theme.colour("accent")
        owner = self.parentWidget()
        self.hide()
        colour = QColorDialog.getColor(start, owner, "Choose a colour")
        self.close()
        if colour.isValid():
            self.picked.emit(colour.name())
