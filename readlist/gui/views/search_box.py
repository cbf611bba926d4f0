"""The line to search in, with what it found and what it could not read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from readlist.domain.views import SearchAnswer
from readlist.gui import icons
from readlist.gui.theme import Theme

_HINT = "Search titles, abstracts, notes: scaling laws  tag:theory  is:starred  date:2024"


class SearchLine(QLineEdit):
    """``left()`` when the reader goes on to the table with Down or Enter, ``escaped()`` for Esc."""

    left = Signal()
    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.left.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)


class SearchBox(QWidget):
    """Signals: ``changed(text)`` at every keystroke, ``left()`` to go on to the table,
    ``save_asked()`` for the button that keeps the search.
    """

    changed = Signal(str)
    left = Signal()
    save_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.line = SearchLine(self)
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
        self._lay_out()
        self.line.textChanged.connect(self._on_text)
        self.line.left.connect(self.left)
        self.line.escaped.connect(self.escape)
        self.save.clicked.connect(self.save_asked)
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
        column.addWidget(self.warning)

    @property
    def text(self) -> str:
        return self.line.text()

    def add_button(self, action: QAction) -> None:
        """Put an action's button before the line."""
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setAccessibleName(action.iconText())
        self._row.insertWidget(0, button)

    def set_text(self, text: str) -> None:
        """Write another search into the line, as if it were typed."""
        self.line.setText(text)

    def focus(self) -> None:
        """Take the keyboard, with the present search selected."""
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

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
        words = [warning.text for warning in answer.warnings]
        if answer.by_sql:
            words.append("The search index is being built; for now only plain words match.")
        self.warning.setText("\n".join(words))
        self.warning.setVisible(bool(words))

    def _on_text(self, text: str) -> None:
        self.save.setEnabled(bool(text.strip()))
        self.changed.emit(text)

    def _tint(self) -> None:
        self._picture.setIcon(icons.icon("search", self._theme, "muted"))
        self.save.setIcon(icons.icon("saved-search", self._theme))
