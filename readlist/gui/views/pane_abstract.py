"""The abstract: readable text with the search's hits and the reader's highlights drawn over it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QTextCharFormat,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from readlist.domain.papers import Highlight
from readlist.gui.colours import HIGHLIGHT_COLOURS
from readlist.gui.plain_tip import plain_tip
from readlist.gui.theme import Theme
from readlist.gui.views.pane_offsets import TextMap
from readlist.gui.views.pane_text import TextBlock, hit_look

YELLOW = HIGHLIGHT_COLOURS["Yellow"]  # what a highlight without a colour is shown in


class AbstractView(TextBlock):
    """Shows one abstract. Passages in the signals count code points of the stored abstract.

    ``passage_marked`` (start, end, by_keyboard): the reader selected a passage with the pointer,
    or pressed H on a selection. ``highlight_chosen`` (id, by_keyboard): a highlight was clicked,
    or H or Enter was pressed with the caret in it. ``passage_dropped``: nothing is selected now.
    """

    passage_marked = Signal(int, int, bool)
    highlight_chosen = Signal(int, bool)
    passage_dropped = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, leading=128)
        self._theme = theme
        self._map = TextMap("", (), 0)
        self._highlights: tuple[Highlight, ...] = ()
        self._hits: tuple[tuple[int, int], ...] = ()
        self.setAccessibleName("Abstract")
        self.setAccessibleDescription("Select a passage and press H to highlight it")
        self.setMouseTracking(True)
        self.selectionChanged.connect(self._on_selection)
        theme.changed.connect(self._draw)

    def show_abstract(
        self, text: TextMap, highlights: Sequence[Highlight], hits: Sequence[tuple[int, int]]
    ) -> None:
        """Show ``text`` with marks; ``hits`` are passages of the readable text."""
        self._map = text
        self._highlights = tuple(highlights)
        self._hits = tuple(hits)
        self.show_text(text.shown)
        self._draw()

    def passage_rect(self, start: int, end: int) -> QRect:
        """Where the stored passage stands in this widget: its first to its last line."""
        first, last = self._map.to_qt(start, end)
        top = self.cursorRect(self.passage(first, first))
        bottom = self.cursorRect(self.passage(last, last))
        left = top.left() if top.top() == bottom.top() else 0
        return QRect(QPoint(left, top.top()), QPoint(max(left, bottom.right()), bottom.bottom()))

    def shown_text(self, start: int, end: int) -> str:
        """The stored passage as it is shown."""
        return self._map.shown_passage(start, end)

    def selected_passage(self) -> tuple[int, int] | None:
        """The selected passage of the stored abstract without blanks around it, None when
        nothing is selected."""
        cursor = self.textCursor()
        if not cursor.selectedText().strip():
            return None
        text = cursor.selectedText()
        before, after = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
        start, end = self._map.to_stored(
            cursor.selectionStart() + before, cursor.selectionEnd() - after
        )
        return (start, end) if end > start else None

    def mark_selection(self) -> bool:
        """Ask to highlight the selection, else to edit the highlight at the caret; True if any."""
        passage = self.selected_passage()
        if passage is not None:
            self.passage_marked.emit(*passage, True)
            return True
        highlight = self._highlight_at(self.textCursor().position())
        if highlight is not None:
            self.highlight_chosen.emit(highlight.id, True)
        return highlight is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        keys = (Qt.Key.Key_H, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if plain and event.key() in keys and self.mark_selection():
            return
        if event.key() == Qt.Key.Key_Escape and self.textCursor().hasSelection():
            cursor = self.textCursor()
            cursor.clearSelection()
            self.setTextCursor(cursor)
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        passage = self.selected_passage()
        if passage is not None:
            self.passage_marked.emit(*passage, False)
            return
        highlight = self._under(event.position().toPoint())
        if highlight is not None:
            self.highlight_chosen.emit(highlight.id, False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        highlight = self._under(event.position().toPoint())
        over = highlight is not None and not event.buttons()
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)
        if over and highlight is not None and highlight.comment:
            tip = plain_tip(highlight.comment)
            QToolTip.showText(event.globalPosition().toPoint(), tip, self)
        elif QToolTip.isVisible():
            QToolTip.hideText()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        copy = menu.addAction("Copy")
        copy.setEnabled(self.textCursor().hasSelection())
        mark = menu.addAction("Highlight\tH")
        mark.setEnabled(self.selected_passage() is not None)
        everything = menu.addAction("Select all")
        chosen = menu.exec(event.globalPos())
        if chosen is copy:
            self._copy()
        elif chosen is mark:
            self.mark_selection()
        elif chosen is everything:
            self.selectAll()
        menu.deleteLater()

    def _under(self, point: QPoint) -> Highlight | None:
        """The highlight whose letters are under ``point``."""
        cursor = self.cursorForPosition(point)
        rect = self.cursorRect(cursor)
        if not rect.adjusted(-12, -2, 12, 2).contains(point):
            return None
        return self._highlight_at(cursor.position())

    def _highlight_at(self, position: int) -> Highlight | None:
        for highlight in reversed(self._highlights):
            first, last = self._map.to_qt(highlight.start, highlight.end)
            if first <= position <= last and first < last:
                return highlight
        return None

    def _on_selection(self) -> None:
        if not self.textCursor().hasSelection():
            self.passage_dropped.emit()

    def _draw(self) -> None:
        """Lay the marks over the text: highlights below, the search's hits above."""
        marks = []
        for highlight in self._highlights:
            look = QTextCharFormat()
            look.setBackground(self._theme.highlight(highlight.colour))
            # The line tells a highlight from a hit of the search, and a dashed one of a comment.
            styles = QTextCharFormat.UnderlineStyle
            look.setUnderlineStyle(
                styles.DashUnderline if highlight.comment else styles.SingleUnderline
            )
            look.setUnderlineColor(QColor(highlight.colour or YELLOW))
            marks.append((self._map.to_qt(highlight.start, highlight.end), look))
        hit = hit_look(self._theme)
        marks += [(self._map.shown_to_qt(start, end), hit) for start, end in self._hits]
        self.mark(marks)
