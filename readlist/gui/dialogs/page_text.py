"""An imported page as it came, with the lines of its entries marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QFontDatabase,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from readlist.domain.drafts import ParsedDump
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import (
    ElidedLabel,
    SearchLine,
    SizedDialog,
    button,
    column,
    label,
    name_it,
    row,
)
from readlist.gui.dialogs.import_state import accounting_of
from readlist.gui.theme import Theme

_BAR = 4  # width of the mark beside an entry's lines, pixels
Kind = str  # "entry", "doubtful" or "" (header)


def line_kinds(parsed: ParsedDump, count: int) -> list[Kind]:
    """What each of the ``count`` shown lines is."""
    kinds = [""] * count
    for first, last, kind in (
        *((entry.first_line, entry.last_line, "entry") for entry in parsed.entries),
        *((block.first_line, block.last_line, "doubtful") for block in parsed.doubtful),
    ):
        for number in range(first - 1, min(last, count)):
            kinds[number] = kind
    return kinds


class _Margin(QWidget):
    """Line numbers, and a coloured bar beside entries and doubtful blocks."""

    def __init__(self, view: PageText) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        return QSize(self._view.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_margin(self, event)


class PageText(QPlainTextEdit):
    """A read-only text with line numbers and marks."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kinds: Sequence[Kind] = ()
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard
            | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setTabChangesFocus(True)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        name_it(self, "The page's text", "The page as it came, without invisible characters")
        self._margin = _Margin(self)
        self.updateRequest.connect(lambda _rect, _dy: self._margin.update())
        self.blockCountChanged.connect(lambda _count: self._set_margin())
        self._set_margin()

    def show_page(self, text: str, kinds: Sequence[Kind]) -> None:
        self._kinds = kinds
        self.setPlainText(text)
        self._set_margin()

    def margin_width(self) -> int:
        digits = len(str(max(1, self.blockCount())))
        return self.fontMetrics().horizontalAdvance("9") * digits + _BAR + 16

    def paint_margin(self, margin: QWidget, event: QPaintEvent) -> None:
        """Paint the numbers and bars of the lines that are in sight."""
        painter = QPainter(margin)
        painter.fillRect(event.rect(), self._theme.colour("window"))
        block = self.firstVisibleBlock()
        area = self.blockBoundingGeometry(block).translated(self.contentOffset())
        while block.isValid() and area.top() <= event.rect().bottom():
            number = block.blockNumber()
            kind = self._kinds[number] if number < len(self._kinds) else ""
            if kind:
                colour = self._theme.colour("accent" if kind == "entry" else "warning")
                painter.fillRect(
                    margin.width() - _BAR, round(area.top()), _BAR, round(area.height()), colour
                )
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(
                0,
                round(area.top()),
                margin.width() - _BAR - 8,
                self.fontMetrics().height(),
                Qt.AlignmentFlag.AlignRight,
                str(number + 1),
            )
            block = block.next()
            area = self.blockBoundingGeometry(block).translated(self.contentOffset())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_margin()

    def _set_margin(self) -> None:
        self.setViewportMargins(self.margin_width(), 0, 0, 0)
        inner = self.contentsRect()
        self._margin.setGeometry(inner.left(), inner.top(), self.margin_width(), inner.height())


class PageTextDialog(SizedDialog):
    """Shows the ``lines`` of a page; ``parsed`` tells what each of them is."""

    def __init__(
        self,
        context: AppContext,
        title: str,
        lines: Sequence[str],
        parsed: ParsedDump,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context.settings, "page-text", QSize(900, 700), parent)
        self.setWindowTitle(f"Text of {title}")
        self.view = PageText(context.theme)
        self.kinds = line_kinds(parsed, len(lines))
        self.view.show_page("\n".join(lines), self.kinds)
        self.search = SearchLine(
            "Find in the page", "Find in the page", "Enter goes to the next place (Ctrl+F)"
        )
        self.search.returnPressed.connect(self._find)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        key = label("Blue bar: an entry. Amber bar: doubtful. None: header.", "muted", wrap=False)
        top = row(ElidedLabel(title), self.search)
        top.setStretch(0, 1)
        self.search.setFixedWidth(240)
        close = button("&Close", "Close (Esc)", self.reject)
        bottom = row(label(accounting_of([parsed]), "muted", wrap=False), None, key, close)
        layout = column(top, self.view, bottom, margin=14)
        self.setLayout(layout)
        self.view.setFocus()

    def _find(self) -> None:
        wanted = self.search.text()
        if wanted and not self.view.find(wanted):
            self.view.moveCursor(self.view.textCursor().MoveOperation.Start)
            self.view.find(wanted, QTextDocument.FindFlag(0))
