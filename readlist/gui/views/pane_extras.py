"""The pane's quieter parts: highlights as a list, sightings, the BibTeX entry."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontDatabase, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from readlist.domain.dumps import Sighting
from readlist.domain.papers import Highlight
from readlist.gui import icons
from readlist.gui.plain_tip import plain_tip
from readlist.gui.text_buttons import LinkButton
from readlist.gui.theme import Theme
from readlist.gui.views.pane_abstract import YELLOW
from readlist.gui.views.pane_text import TextBlock


class QuoteLine(QWidget):
    """One highlight: a stripe of its colour, the passage, and the reader's comment below it."""

    chosen = Signal(int)

    def __init__(self, highlight: Highlight, shown: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.highlight_id = highlight.id
        self._colour = highlight.colour
        self._theme = theme
        self.quote = TextBlock(self)
        self.quote.show_text(f"“{shown}”")
        self.quote.setAccessibleName("Highlighted passage")
        self.edit_button = QToolButton(self)
        self.edit_button.setProperty("role", "small")
        self.edit_button.setText("Edit")
        self.edit_button.setToolTip("Change the colour or comment of this highlight, or remove it")
        self.edit_button.setAccessibleName(f"Edit the highlight “{shown[:60]}”")
        self.edit_button.clicked.connect(lambda: self.chosen.emit(self.highlight_id))
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.quote)
        if highlight.comment:
            comment = TextBlock(self)
            comment.setProperty("role", "reading-muted")
            comment.show_text(highlight.comment)
            comment.setAccessibleName("Comment")
            texts.addWidget(comment)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 1, 0, 1)
        layout.setSpacing(6)
        layout.addLayout(texts, 1)
        layout.addWidget(self.edit_button, 0, Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour or YELLOW))
        painter.drawRoundedRect(QRectF(0, 2, 5, self.height() - 4), 2, 2)
        painter.end()


class QuoteList(QWidget):
    """The highlights of a paper, in the order of the text; ``chosen`` asks to edit one."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: list[tuple[Highlight, str]] = []
        self.lines: list[QuoteLine] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)

    def show_highlights(self, highlights: Sequence[tuple[Highlight, str]]) -> None:
        """Show these highlights with their passages as the abstract shows them."""
        if list(highlights) == self._shown:
            return
        self._shown = list(highlights)
        for line in self.lines:
            self._layout.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = []
        for highlight, shown in highlights:
            line = QuoteLine(highlight, shown, self._theme, self)
            line.chosen.connect(self.chosen)
            self._layout.addWidget(line)
            self.lines.append(line)
            line.show()


def sighting_text(sighting: Sighting) -> str:
    """ "page of Dec 10, position 7, 3 comments"."""
    page = re.split(r"[/\\]", sighting.dump_label)[-1]  # a page without a date has its file's name
    parts = [f"page of {page}", f"position {sighting.position}"]
    if sighting.comments is not None:
        parts.append("1 comment" if sighting.comments == 1 else f"{sighting.comments} comments")
    return ", ".join(parts)


def _sighting_tip(sighting: Sighting) -> str:
    """Where the page has the paper, and what it says of authors and date."""
    lines = f"lines {sighting.first_line} to {sighting.last_line}"
    byline = " · ".join(text for text in (sighting.authors_text, sighting.date_text) if text)
    return "\n".join(t for t in (sighting.dump_label, lines, byline) if t)


class SightingList(QWidget):
    """On which pages the paper was seen; ``opened`` carries the id of the page to show."""

    opened = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[Sighting, ...] = ()
        self.buttons: list[LinkButton] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)

    def show_sightings(self, sightings: Sequence[Sighting]) -> None:
        """Show these sightings."""
        if tuple(sightings) == self._shown:
            return
        self._shown = tuple(sightings)
        for button in self.buttons:
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        for sighting in sightings:
            button = LinkButton(sighting_text(sighting), self._theme, self)
            button.setToolTip(plain_tip(_sighting_tip(sighting)))
            button.clicked.connect(lambda _=False, s=sighting: self.opened.emit(s.dump_id))
            self._layout.addWidget(button)
            self.buttons.append(button)
            button.show()


class BibtexPreview(QWidget):
    """The paper's BibTeX entry in a typewriter face, and a button that copies it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entry = ""
        self.text = TextBlock(self)
        self.text.setProperty("role", "reading-code")
        self.text.setAccessibleName("BibTeX entry")
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copy_button = QToolButton(self)
        self.copy_button.setProperty("role", "small")
        self.copy_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.copy_button.setText("Copy")
        self.copy_button.setToolTip("Copy the BibTeX entry to the clipboard")
        self.copy_button.setAccessibleName("Copy the BibTeX entry")
        self.copy_button.clicked.connect(self.copy)
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.timeout.connect(lambda: self.copy_button.setText("Copy"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        theme.changed.connect(self._tint)
        self._tint()

    def show_entry(self, entry: str) -> None:
        """Show a BibTeX entry."""
        self._entry = entry
        self.text.show_text(entry.strip())

    def copy(self) -> None:
        """Put the entry on the clipboard and say so on the button for a moment."""
        QGuiApplication.clipboard().setText(self._entry)
        self.copy_button.setText("Copied")
        self._back.start(1500)

    def _tint(self) -> None:
        self.copy_button.setIcon(icons.icon("copy", self._theme, "muted"))
