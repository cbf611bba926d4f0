"""The parts of the search as chips below the line, each with a cross that takes it out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QWidget

from readlist.gui.colours import mix
from readlist.gui.plain_tip import plain_tip
from readlist.gui.theme import Theme
from readlist.gui.views.pane_chips import Chip, ChipValue
from readlist.gui.views.pane_flow import FlowLayout
from readlist.gui.views.query_words import PartWords, worth_showing

_LINES = 2
_MOST = 40  # a search of more parts was pasted: a chip for each would be slow and help nobody
_GAP = 4
_WIDEST = 420
_ACTS = "Click to select it in the line; the cross or Delete removes it"


class QueryChip(Chip):
    """One part of the search; it is used again for other parts."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(ChipValue("", ""), theme, parent)
        self.part = PartWords(None, "", "word", 0, 0)
        self._theme = theme

    def show_part(self, part: PartWords) -> None:
        """Show another part."""
        if part == self.part:
            return
        resized = part.label != self.part.label
        self.part = part
        named = f"{part.label}\n{part.reason}" if part.reason else part.label
        self.value = ChipValue(str(part.number), part.label, "", f"{named}\n{_ACTS}")
        self.show_text(part.label)
        state = f", {part.reason}" if part.reason else ""
        self.setAccessibleName(
            f"{part.label}{state}: Enter selects it in the line, Delete removes it"
        )
        self._tell()
        if resized:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(min(size.width(), _WIDEST), size.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        ground, text, edge = self._colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ignored = self.part.look == "ignored"
        line = Qt.PenStyle.DashLine if self.part.reason else Qt.PenStyle.SolidLine
        if self.hasFocus():
            edge, line = self._theme.colour("accent"), Qt.PenStyle.SolidLine
        painter.setPen(QPen(edge, 2 if self.hasFocus() else 1, line))
        painter.setBrush(Qt.BrushStyle.NoBrush if ignored else ground)
        # Facts are tests of what a paper is, words what it says: other corners tell them apart.
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        corner = 4 if self.part.look in ("word", "phrase", "ignored") else box.height() / 2
        painter.drawRoundedRect(box, corner, corner)
        painter.setPen(text)
        room = self.rect().adjusted(10, 0, -20, 0)
        shown = self.fontMetrics().elidedText(
            self.part.label, Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        self._paint_cross(painter, QColor(text))
        painter.end()

    def _colours(self) -> tuple[QColor, QColor, QColor]:
        """The ground, the text and the edge."""
        colour = self._theme.colour
        if self.part.look == "ignored":
            return colour("window"), colour("muted"), colour("control-border")
        role = {"fact": "accent", "without": "danger", "either": "accent"}.get(self.part.look, "")
        look = self._theme.chip(colour(role).name() if role else "")
        edge = colour("warning") if self.part.reason else QColor(look.border)
        if not role:
            base = colour("base")
            ground = QColor(mix(colour("muted").name(), base.name(), 0.08))
            return ground, colour("text"), edge
        return QColor(look.background), QColor(look.text), edge

    def _tell(self) -> None:
        over = f"Remove {self.value.text} from the search (Delete)"
        self.setToolTip(plain_tip(over if self._over_cross else self.value.tooltip))


class QueryChips(QScrollArea):
    """A chip for each part of the search as it was understood, on two lines at most.

    ``removed(part)`` and ``chosen(part)`` carry a PartWords. Tab comes to them from ``before``.

    The row is not there while a search is of plain words only, which the line itself tells best:
    typing a title moves nothing. It comes with the first fact, phrase, exclusion or alternative,
    or with something that was not read, and then shows the plain words too, so that what it
    shows is the whole search. That is once in typing a search; no later key moves the table
    again until a third line of chips would be needed, and then the row scrolls.
    """

    removed = Signal(object)
    chosen = Signal(object)

    def __init__(self, theme: Theme, before: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._before = before
        self._chips: list[QueryChip] = []
        self._shown: tuple[PartWords, ...] = ()
        self._inside = QWidget()
        self._flow = FlowLayout(self._inside, gap=_GAP, row_gap=_GAP)
        self._more = QLabel(self._inside)
        self._more.setProperty("role", "muted")
        self._flow.addWidget(self._more)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("The parts of the search")
        self.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        self.hide()

    @property
    def chips(self) -> tuple[QueryChip, ...]:
        """The chips that are shown."""
        return tuple(self._chips[: len(self._shown)])

    def show_parts(self, parts: Sequence[PartWords]) -> None:
        """Show these parts; a chip that stays the same is left alone."""
        shown = tuple(parts[:_MOST]) if worth_showing(parts) else ()
        left_out = len(parts) - len(shown) if shown else 0
        self._more.setText(f"and {left_out:,} more")
        self._more.setVisible(left_out > 0)
        if shown == self._shown:
            return
        focus = next((i for i, chip in enumerate(self.chips) if chip.hasFocus()), None)
        self._flow.removeWidget(self._more)
        for number in range(len(self._chips), len(shown)):
            self._chips.append(self._make(number))
        self._flow.addWidget(self._more)
        for number, chip in enumerate(self._chips):
            if number < len(shown):
                chip.show_part(shown[number])
            chip.setVisible(number < len(shown))
        self._shown = shown
        self._fit()
        self.setVisible(bool(shown))
        if focus is not None and shown:
            self._chips[min(focus, len(shown) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _make(self, number: int) -> QueryChip:
        chip = QueryChip(self._theme, self._inside)
        # A widget that is made late would come last in the window's tab order.
        QWidget.setTabOrder(self._chips[-1] if self._chips else self._before, chip)
        chip.clicked.connect(lambda: self.chosen.emit(self._shown[number]))
        chip.removed.connect(lambda: self.removed.emit(self._shown[number]))
        self._flow.addWidget(chip)
        return chip

    def _fit(self) -> None:
        """As high as its lines, two at most; more are scrolled to."""
        if not self._shown:
            return
        line = self._chips[0].sizeHint().height()
        most = _LINES * line + (_LINES - 1) * _GAP
        self._flow.invalidate()
        height = min(self._flow.heightForWidth(self.width()), most)
        if height != self.height():
            self.setFixedHeight(height)
