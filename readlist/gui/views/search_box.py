"""The line to search in, with what it found and what it could not read."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from readlist.domain.query import parse
from readlist.domain.query_parts import tidied, without
from readlist.domain.views import QueryWarning, SearchAnswer
from readlist.gui import icons
from readlist.gui.popups.completion import Complete, CompletionPopup
from readlist.gui.theme import Theme
from readlist.gui.views.query_chips import QueryChips
from readlist.gui.views.query_words import PartWords, describe
from readlist.gui.views.search_line import SearchLine
from readlist.gui.views.suggestion import SuggestionRow

_HINT = "Search titles, abstracts, notes: scaling laws  tag:theory  is:starred  date:2024"

_LONGEST = 2000  # characters of a search that is read at each letter; a longer one was pasted
_PAUSE_MS = 700  # a quotation mark stands open until its phrase is typed: nothing to tell yet
_MOST_LINES = 3


class SearchBox(QWidget):
    """Signals: ``changed(text)`` at every keystroke, ``left()`` to go on to the table,
    ``save_asked()`` for the button that keeps the search, ``suggested(text)`` when another search
    is offered, or none any more.
    """

    changed = Signal(str)
    left = Signal()
    save_asked = Signal()
    suggested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.line = SearchLine(theme, self)
        self.line.setPlaceholderText(_HINT)
        self.line.setAccessibleName("Search")
        self.line.setToolTip("Search as you type (Ctrl+F or /); Esc clears")
        self.line.setClearButtonEnabled(True)
        self._picture = self.line.addAction(
            icons.icon("search", theme, "muted"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.result = QLabel(self)
        self.result.setProperty("role", "muted")
        self.result.setAccessibleName("Search result")
        self.save = QToolButton(self)
        self.save.setToolTip("Keep this search in the sidebar (Ctrl+D)")
        self.save.setAccessibleName("Save search")
        self.save.setEnabled(False)
        self.warning = QLabel(self)
        self.warning.setProperty("role", "warning")
        self.warning.setTextFormat(Qt.TextFormat.PlainText)
        self.warning.setWordWrap(True)
        self.warning.setAccessibleName("What the search ignored")
        self.warning.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.warning.show)
        self.chips = QueryChips(theme, self.save, self)
        self.meant = SuggestionRow(self)
        self.completion: CompletionPopup | None = None
        self._warnings: tuple[QueryWarning, ...] = ()
        self._lay_out()
        self.line.textChanged.connect(self._on_text)
        self.line.left.connect(self.left)
        self.line.escaped.connect(self.escape)
        self.save.clicked.connect(self.save_asked)
        self.chips.removed.connect(self._remove)
        self.chips.chosen.connect(self._choose)
        self.meant.accepted.connect(self.set_text)
        theme.changed.connect(self._tint)
        self._tint()

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.line, 1)
        row.addWidget(self.result)
        row.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.chips)
        column.addWidget(self.meant)
        column.addWidget(self.warning)

    @property
    def text(self) -> str:
        return self.line.text()

    @property
    def idle(self) -> bool:
        """Whether all is told that there is to tell."""
        return not self._pause.isActive()

    def add_button(self, action: QAction) -> None:
        """Put an action's button before the line."""
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setAccessibleName(action.iconText())
        self._row.insertWidget(0, button)

    def complete_with(self, complete: Complete, forget: Callable[[str], None]) -> None:
        """Offer completions by ``complete(text, cursor)``; ``forget`` takes a recent search that
        is not to be offered again. Call it when the box stands in its window."""
        self.completion = CompletionPopup(self.line, complete, self._theme)
        self.completion.forgotten.connect(forget)

    def suggest(self, text: str) -> None:
        """Offer the search that was probably meant; "" offers none."""
        if text != self.meant.text:
            self.meant.offer(text)
            self.suggested.emit(text)

    def set_text(self, text: str) -> None:
        """Write another search into the line, as if it were typed."""
        self.line.setText(text)

    def focus(self) -> None:
        """Take the keyboard, with the present search selected."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()
        if self.completion is not None and not self.line.text():
            self.completion.offer()

    def escape(self) -> None:
        """Clear the line; when it is empty, go to the table."""
        if self.line.text():
            self.line.clear()
        else:
            self.left.emit()

    def show_answer(self, answer: SearchAnswer) -> None:
        """Tell how many papers were found, how fast, and what was ignored."""
        if answer.query.strip():
            count = "1 paper" if answer.total == 1 else f"{answer.total:,} papers"
            self.result.setText(f"{count} · {max(round(answer.elapsed_ms), 1)} ms")
        else:
            self.result.clear()
        if answer.query == self.line.text():
            self._warnings = answer.warnings
            self.line.mark([(one.start, one.end) for one in answer.warnings])
            self._show_parts()
        words = list(dict.fromkeys(warning.text for warning in answer.warnings))
        if len(words) > _MOST_LINES:
            words[_MOST_LINES - 1 :] = [f"and {len(words) - _MOST_LINES + 1:,} more faults"]
        self._tell([*words, answer.notice] if answer.notice else words, at_once=answer.by_sql)

    def _tell(self, words: list[str], *, at_once: bool) -> None:
        """Tell what is wrong when typing pauses: a line that comes and goes with the letters would
        move the papers each time."""
        self.warning.setText("\n".join(words))
        if not words or at_once:
            self._pause.stop()
            self.warning.setVisible(bool(words))
        elif self.warning.isHidden():
            self._pause.start()

    def _on_text(self, text: str) -> None:
        self.save.setEnabled(bool(text.strip()))
        self._warnings = ()
        self._pause.stop()
        self.suggest("")
        self._show_parts()
        self.changed.emit(text)

    def _show_parts(self) -> None:
        """A chip for each part; what is wrong with one is told with the answer, not while typing
        goes on."""
        text = self.line.text()
        parts = describe(parse(text), self._warnings) if len(text) <= _LONGEST else ()
        self.chips.show_parts(parts)

    def _remove(self, part: PartWords) -> None:
        """Take a part out of the search; the keyboard stays with the chips while there are any."""
        query = parse(self.line.text())
        self.line.setText(tidied(query) if part.number is None else without(query, part.number))
        if not self.chips.chips:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, part: PartWords) -> None:
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.select(part.start, part.end)

    def _tint(self) -> None:
        self._picture.setIcon(icons.icon("search", self._theme, "muted"))
        self.save.setIcon(icons.icon("saved-search", self._theme))
