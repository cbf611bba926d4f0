"""The abstract together with its highlights: making, changing and listing them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from readlist.domain.papers import Highlight, Paper
from readlist.gui.context import AppContext
from readlist.gui.popups.highlight import HighlightBar
from readlist.gui.views.pane_abstract import AbstractView
from readlist.gui.views.pane_extras import QuoteList
from readlist.gui.views.pane_offsets import TextMap


class MarkedAbstract(QWidget):
    """The abstract, below it the list of its highlights, and over both the highlight bar.

    ``page`` is the scrolled widget that the bar lies on. ``shown_at`` gives the area of ``page``
    where a highlight was opened from the list, to be scrolled to.
    """

    shown_at = Signal(QRect)

    def __init__(self, context: AppContext, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._page = page
        self._paper: Paper | None = None
        self._passage: tuple[int, int] | None = None
        self.view = AbstractView(context.theme, self)
        self.empty = QLabel("The page gave no abstract.", self)
        self.empty.setProperty("role", "muted")
        self.quotes = QuoteList(context.theme, self)
        self.bar = HighlightBar(context.theme, page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.view)
        layout.addWidget(self.empty)
        layout.addWidget(self.quotes)
        self.view.passage_marked.connect(self._open_new)
        self.view.highlight_chosen.connect(self._open_highlight)
        self.view.passage_dropped.connect(self._on_dropped)
        self.quotes.chosen.connect(self._open_from_list)
        self.bar.made.connect(self._make)
        self.bar.edited.connect(self._edit)
        self.bar.removed.connect(self._remove)
        self.bar.closed.connect(self._on_closed)

    def show_paper(
        self, paper: Paper, mapped: tuple[str, Sequence[int]], terms: Sequence[str]
    ) -> None:
        """Show the abstract of ``paper``; ``mapped`` is its readable text and where it is from."""
        if self._paper is not None and self._paper.id != paper.id:
            self.close_bar()
        self._paper = paper
        shown, origins = mapped
        text = TextMap(shown, origins, len(paper.bib.abstract))
        hits = self._context.library.search.spans(shown, terms) if terms else ()
        self.view.show_abstract(text, paper.highlights, hits)
        self.view.setVisible(bool(shown))
        self.empty.setVisible(not shown)
        ordered = sorted(paper.highlights, key=lambda h: (h.start, h.end))
        self.quotes.show_highlights([(h, self.view.shown_text(h.start, h.end)) for h in ordered])
        self.quotes.setVisible(bool(ordered))
        self._refresh_bar(paper)

    def close_bar(self) -> None:
        """Close the highlight bar, keeping a comment that was changed."""
        self.bar.dismiss()

    def flush(self) -> None:
        """Write a comment that is typed and not written yet; the bar stays as it is."""
        self.bar.save_comment()

    def _refresh_bar(self, paper: Paper) -> None:
        open_for = self.bar.highlight
        if open_for is None or self.bar.isHidden():
            return
        still = next((h for h in paper.highlights if h.id == open_for.id), None)
        if still is None:
            self.bar.dismiss(save=False)
        else:
            self.bar.refresh(still)

    def _open_new(self, start: int, end: int, by_keyboard: bool) -> None:
        self._passage = (start, end)
        self.bar.open_for(self._area(start, end), None, focus=by_keyboard)

    def _open_highlight(self, highlight_id: int, by_keyboard: bool) -> None:
        highlight = self._find(highlight_id)
        if highlight is not None:
            area = self._area(highlight.start, highlight.end)
            self.bar.open_for(area, highlight, focus=by_keyboard)

    def _open_from_list(self, highlight_id: int) -> None:
        highlight = self._find(highlight_id)
        if highlight is not None:
            self.shown_at.emit(self._area(highlight.start, highlight.end))
            self._open_highlight(highlight_id, True)

    def _on_dropped(self) -> None:
        if self.bar.highlight is None and not self.bar.has_focus_within():
            self.bar.dismiss(save=False)

    def _on_closed(self, had_focus: bool) -> None:
        self._passage = None
        if had_focus:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self, colour: str, comment: str) -> None:
        if self._paper is None or self._passage is None:
            return
        paper_id, (start, end) = self._paper.id, self._passage
        marks = self._context.library.highlights
        self._context.bridge.write(
            lambda: marks.add(paper_id, start, end, colour=colour, comment=comment)
        )
        cursor = self.view.textCursor()
        cursor.clearSelection()
        self.view.setTextCursor(cursor)

    def _edit(self, highlight_id: int, colour: str, comment: str) -> None:
        marks = self._context.library.highlights
        self._context.bridge.write(lambda: marks.edit(highlight_id, colour=colour, comment=comment))

    def _remove(self, highlight_id: int) -> None:
        marks = self._context.library.highlights
        self._context.bridge.write(lambda: marks.delete(highlight_id))

    def _find(self, highlight_id: int) -> Highlight | None:
        marks = self._paper.highlights if self._paper is not None else ()
        return next((h for h in marks if h.id == highlight_id), None)

    def _area(self, start: int, end: int) -> QRect:
        rect = self.view.passage_rect(start, end)
        return QRect(self.view.mapTo(self._page, rect.topLeft()), rect.size())
