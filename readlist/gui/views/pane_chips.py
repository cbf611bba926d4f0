"""Chips of tags and lists: small labelled buttons in rows, each with a cross to take it off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolButton, QWidget

from readlist.gui.plain_tip import plain_tip
from readlist.gui.theme import Theme
from readlist.gui.views.pane_flow import FlowLayout

_PAD = 8
_CROSS = 18  # width of the cross's own place
_FOLDED = 14  # chips shown of many
_LEAST = 56  # a chip is never shortened below this width


@dataclass(frozen=True, slots=True)
class ChipValue:
    """What one chip shows: ``key`` is what the signals carry."""

    key: str
    text: str
    colour: str = ""
    tooltip: str = ""


class Chip(QAbstractButton):
    """One chip. A click on it opens what it names; on its cross, or Delete, takes it off."""

    removed = Signal()

    def __init__(self, value: ChipValue, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value = value
        self._theme = theme
        self._over_cross = False
        self._hovered = False
        self.show_text(value.text)
        self.setAccessibleName(f"{value.text}: Enter opens it, Delete takes it off")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self._tell()

    def show_text(self, text: str) -> None:
        """Show ``text`` as it is: an & in a name is none that gives the chip a key."""
        self.setText(text)
        self.setShortcut(QKeySequence())

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self.value.text) + 2 * _PAD + _CROSS
        return QSize(max(width, _LEAST), metrics.height() + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._theme.chip(self.value.colour)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = self._theme.colour("accent") if self.hasFocus() else QColor(look.border)
        painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(look.background))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(QColor(look.text))
        room = self.rect().adjusted(_PAD + 2, 0, -_CROSS - 2, 0)
        text = self.fontMetrics().elidedText(
            self.value.text, Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        self._paint_cross(painter, QColor(look.text))
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self._cross().contains(event.position().toPoint())
        if over != self._over_cross:
            self._over_cross = over
            self._tell()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        on_cross = self.isDown() and self._cross().contains(at)
        if on_cross and event.button() == Qt.MouseButton.LeftButton:
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Delete on a chip takes the chip off; the window's Delete must not see it."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        ):
            event.accept()
            return True
        return super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = self._over_cross = False
        self._tell()
        super().leaveEvent(event)

    def _cross(self) -> QRect:
        return QRect(self.width() - _CROSS - 3, 0, _CROSS + 3, self.height())

    def _paint_cross(self, painter: QPainter, colour: QColor) -> None:
        if not (self._hovered or self.hasFocus()):
            colour.setAlphaF(0.55)
        painter.setPen(QPen(colour, 1.8 if self._over_cross else 1.3))
        centre = QPointF(self.width() - _CROSS / 2 - 3, self.height() / 2)
        arm = 3.2
        painter.drawLine(centre + QPointF(-arm, -arm), centre + QPointF(arm, arm))
        painter.drawLine(centre + QPointF(-arm, arm), centre + QPointF(arm, -arm))

    def _tell(self) -> None:
        name = self.value.text
        tip = f"Take off {name} (Delete)" if self._over_cross else self.value.tooltip
        self.setToolTip(plain_tip(tip))


class ChipRow(QWidget):
    """Chips that wrap into rows, and at the end a button that adds one.

    More than a few rows' worth are folded behind a button. ``opened``, ``removed`` and
    ``menu_wanted`` (with the chip) carry a chip's key; ``add_clicked`` comes from the button.
    """

    opened = Signal(str)
    removed = Signal(str)
    menu_wanted = Signal(str, QWidget)
    add_clicked = Signal()

    def __init__(
        self, theme: Theme, add_text: str, add_tooltip: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips: list[Chip] = []
        self.add_button = QToolButton(self)
        self.add_button.setText(add_text)
        self.add_button.setProperty("role", "add")
        self.add_button.setToolTip(add_tooltip)
        self.add_button.setAccessibleName(add_text)
        self.add_button.clicked.connect(self.add_clicked)
        self.more_button = QToolButton(self)
        self.more_button.setProperty("role", "add")
        self.more_button.setCheckable(True)
        self.more_button.setAccessibleName("Show all")
        self.more_button.setToolTip("Show all of them, or fewer")
        self.more_button.toggled.connect(self._fold)
        self.more_button.hide()
        self._flow = FlowLayout(self)
        self._flow.addWidget(self.more_button)
        self._flow.addWidget(self.add_button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def chips(self) -> tuple[Chip, ...]:
        return tuple(self._chips)

    def show_chips(self, values: Sequence[ChipValue]) -> None:
        """Show these; the focus moves to the neighbour of a chip that went."""
        if [chip.value for chip in self._chips] == list(values):
            return
        focus = next((i for i, chip in enumerate(self._chips) if chip.hasFocus()), None)
        self._flow.removeWidget(self.more_button)
        self._flow.removeWidget(self.add_button)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(value) for value in values]
        self._flow.addWidget(self.more_button)
        self._flow.addWidget(self.add_button)
        self._fold(self.more_button.isChecked())
        if focus is not None:
            near = self._chips[min(focus, len(self._chips) - 1)] if self._chips else None
            (near or self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold(self, whole: bool) -> None:
        """Show all chips, or the first of many."""
        many = len(self._chips) > _FOLDED + 2
        for chip in self._chips[_FOLDED:]:
            chip.setVisible(whole or not many)
        self.more_button.setVisible(many)
        text = "Show fewer" if whole else f"{len(self._chips) - _FOLDED} more"
        self.more_button.setText(text)
        self.more_button.setToolTip(f"{text} ({len(self._chips)} in all)")
        self.more_button.setAccessibleName(text)
        self._flow.invalidate()
        self.updateGeometry()

    def _chip(self, value: ChipValue) -> Chip:
        chip = Chip(value, self._theme, self)
        chip.clicked.connect(lambda: self.opened.emit(value.key))
        chip.removed.connect(lambda: self.removed.emit(value.key))
        chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        chip.customContextMenuRequested.connect(lambda: self.menu_wanted.emit(value.key, chip))
        self._flow.addWidget(chip)
        chip.show()
        return chip
