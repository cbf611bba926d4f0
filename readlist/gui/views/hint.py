"""What an empty table says: why it is empty and what to do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from readlist.domain.views import Scope
from readlist.gui.query import Question
from readlist.gui.views.paper_table import PaperTable

_EMPTY: dict[str, tuple[str, str]] = {
    "all": ("The library is empty.", "Import saved pages (Ctrl+O) or paste one (Ctrl+V)."),
    "inbox": (
        "No paper in the Inbox.",
        "Papers come here until they have a status or stand on a list. "
        "Import a page (Ctrl+O) or paste one (Ctrl+V).",
    ),
    "starred": ("No starred paper.", "Select a paper and press S to star it."),
    "status": ("No paper has this status.", "Select papers elsewhere and press a key, 1 to 5."),
    "list": (
        "This list is empty.",
        "Select papers elsewhere and press L, or drag them onto the list's name.",
    ),
    "tag": (
        "No paper has this tag.",
        "Select papers elsewhere and press T, or drag them onto the tag's name.",
    ),
    "untagged": ("Every paper has a tag.", "There is nothing to do here."),
    "dump": ("No paper is left of this import.", "Its papers were deleted or are in the Trash."),
    "saved": ("No paper matches this saved search.", "Papers appear here as soon as they do."),
    "trash": ("The Trash is empty.", "Papers that you move to the Trash can be restored here."),
}


def words(question: Question) -> tuple[str, str]:
    """What an empty answer to ``question`` says, and the advice below it."""
    if question.text.strip():
        where = "" if question.scope == Scope() else " in this place"
        return (
            f"No paper{where} matches the search.",
            "Try fewer words, or press Esc to see all papers.\nShift+F1 shows the search language.",
        )
    return _EMPTY[question.scope.kind]


class EmptyHint(QWidget):
    """Lies over a table that shows no papers."""

    def __init__(self, table: PaperTable) -> None:
        super().__init__(table.viewport())
        self._room = table.viewport()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.title = QLabel(self)
        self.advice = QLabel(self)
        self.title.setProperty("role", "title")
        self.advice.setProperty("role", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 24, 40, 24)
        layout.setSpacing(8)
        layout.addStretch(2)
        for label in (self.title, self.advice):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            layout.addWidget(label)
        layout.addStretch(3)
        self.hide()
        table.viewport().installEventFilter(self)

    def show_for(self, question: Question, count: int) -> None:
        """Come up when ``question`` found nothing."""
        if count == 0:
            title, advice = words(question)
            self.title.setText(title)
            self.advice.setText(advice)
            self._fit()
        self.setVisible(count == 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        self.resize(self._room.size())
