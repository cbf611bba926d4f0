"""Why a paper stands where it stands: which words of the search counted how much."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QToolTip, QWidget

from readlist.domain.errors import KnownError
from readlist.domain.views import Reason
from readlist.formats.readable import readable
from readlist.gui.context import AppContext
from readlist.gui.models.columns import INDEX
from readlist.gui.plain_tip import plain_tip
from readlist.gui.popups.frame import PopupFrame
from readlist.gui.views.paper_table import PaperTable
from readlist.jobs.context import JobContext

_MOST = 8  # reasons that are told one by one
_LONGEST = 28  # characters of a word, which may be a pasted address
_FORMS = 4  # forms of a word that are named
_NOTHING = "Which words counted cannot be told while the search index is being made."
_LETTERS = 66  # the popup's width


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def word_of(reason: Reason) -> str:
    """The word as it was written, and other forms that were found: "scaling (as scaled)"."""
    written = reason.word.casefold()
    found = [one for one in dict.fromkeys(reason.found) if one.casefold() != written]
    if not found:
        return _cut(reason.word)
    forms = ", ".join(map(_cut, found[:_FORMS])) + (", …" if len(found) > _FORMS else "")
    return f"{_cut(reason.word)} (as {forms})"


def rows_of(reasons: Sequence[Reason]) -> list[tuple[str, str, str, str]]:
    """The words, their fields, their scores and their parts of the whole, as texts."""
    whole = sum(one.score for one in reasons) or 1.0
    rows = []
    for one in reasons[:_MOST]:
        place = one.field if one.times == 1 else f"{one.field} ×{one.times:,}"
        rows.append((word_of(one), place, f"{one.score:.1f}", f"{one.score / whole:.0%}"))
    if rest := reasons[_MOST:]:
        score = sum(one.score for one in rest)
        rows.append((f"{len(rest)} more", "", f"{score:.1f}", f"{score / whole:.0%}"))
    return rows


def as_html(heading: str, reasons: Sequence[Reason]) -> str:
    """The reasons as a small table; what others wrote is spelt out."""
    if not reasons:
        return f"<p><b>{escape(heading)}</b></p><p>{_NOTHING}</p>"
    lines = "".join(
        f"<tr><td>{escape(word)}</td><td style='padding-left: 12px'>{escape(place)}</td>"
        f"<td align='right' style='padding-left: 12px'>{score}</td>"
        f"<td align='right' style='padding-left: 12px'>{part}</td></tr>"
        for word, place, score, part in rows_of(reasons)
    )
    return f"<p><b>{escape(heading)}</b></p><table>{lines}</table>"


def as_text(heading: str, reasons: Sequence[Reason]) -> str:
    """The reasons as lines, for screen readers: "scaling in title ×2: 12.3 (61%)"."""
    lines = [
        f"{word}{f' in {place}' if place else ''}: {score} ({part})"
        for word, place, score, part in rows_of(reasons)
    ]
    return "\n".join([heading, *(lines or [_NOTHING])])


class RankTip(QObject):
    """Tells the reasons in a tooltip over the rank, and in a popup by keyboard.

    They are asked for in the searcher's thread: an index that has not been used yet is slow.
    """

    def __init__(self, table: PaperTable, context: AppContext) -> None:
        super().__init__(table)
        self._table = table
        self._context = context
        self._newest = 0
        self._waiting = 0
        table.viewport().installEventFilter(self)

    @property
    def idle(self) -> bool:
        """Whether every question has been answered."""
        return self._waiting == 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._newest += 1  # the answer comes too late
        elif isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            return self._tip(event.pos(), event.globalPos())
        return super().eventFilter(watched, event)

    def popup(self, paper_id: int, area: QRect, parent: QWidget) -> None:
        """Tell the reasons for a paper beside ``area`` (global)."""
        rows = self._context.library.papers.rows([paper_id])
        title = readable(rows[0].title) if rows else ""

        def show(reasons: Sequence[Reason]) -> None:
            ReasonsPopup(self._context, title, self._heading(paper_id), reasons, parent).popup_by(
                area
            )

        self._ask(paper_id, show)

    def _tip(self, at: QPoint, globally: QPoint) -> bool:
        """Answer a tooltip's event over the rank of a row, or over the passage below it."""
        table = self._table
        if passage := table.passage_at(at):
            QToolTip.showText(globally, plain_tip(passage), table.viewport())
            return True
        index = table.indexAt(at)
        if index.column() != INDEX["rank"] or not table.papers.ranks:
            return False
        row, area = index.row(), table.visualRect(index)
        paper_id = table.papers.ids[row]

        def show(reasons: Sequence[Reason]) -> None:
            if table.papers.position(paper_id) == row:
                text = as_html(self._heading(paper_id), reasons)
                QToolTip.showText(globally, text, table.viewport(), area)

        self._ask(paper_id, show)
        return True

    def _heading(self, paper_id: int) -> str:
        papers = self._table.papers
        words = papers.ranks.words(paper_id, papers.position(paper_id))
        return f"{words[:1].upper()}{words[1:]}"

    def _ask(self, paper_id: int, show: Callable[[Sequence[Reason]], None]) -> None:
        """Have the reasons shown when they are there, unless others were asked for since."""
        self._newest += 1
        self._waiting += 1
        number, ranks = self._newest, self._table.papers.ranks
        bridge, search = self._context.bridge, self._context.library.search

        def done(reasons: Sequence[Reason]) -> None:
            self._waiting -= 1
            if number == self._newest:
                show(reasons)

        def failed(fault: BaseException) -> None:
            self._waiting -= 1
            if not isinstance(fault, KnownError):
                bridge.failed.emit(fault)
            elif number == self._newest:
                show(())

        def explain(_job: JobContext) -> tuple[Reason, ...]:
            return search.explain(ranks.query, paper_id, scope=ranks.scope)

        bridge.run(bridge.searcher, explain, done, failed)


class ReasonsPopup(PopupFrame):
    """The reasons for one paper, to read at leisure; Esc closes it."""

    def __init__(
        self,
        context: AppContext,
        title: str,
        heading: str,
        reasons: Sequence[Reason],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context.theme, parent)
        self.setAccessibleName("Why is this here?")
        name = QLabel(title, self)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setWordWrap(True)
        name.setProperty("role", "muted")
        self.text = QLabel(as_html(heading, reasons), self)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAccessibleName(as_text(heading, reasons))
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setWordWrap(True)
        width = self.fontMetrics().averageCharWidth() * _LETTERS
        for label in (name, self.text):
            label.setFixedWidth(width)
            self.body.addWidget(label)

    def first_focus(self) -> None:
        self.text.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_W}:
            self.close()
        else:
            super().keyPressEvent(event)
