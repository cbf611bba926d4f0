"""The papers that are most like the one that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QVBoxLayout, QWidget

from readlist.domain.errors import KnownError
from readlist.domain.views import RelatedPaper
from readlist.formats.readable import readable
from readlist.gui.context import AppContext
from readlist.gui.plain_tip import plain_tip
from readlist.gui.popups.lists import ListPopup
from readlist.gui.text_buttons import TextButton
from readlist.gui.theme import Theme
from readlist.jobs.context import JobContext
from readlist.jobs.executor import Job
from readlist.library import Library

_COUNT = 10
_REST_MS = 200  # the selection rests on a paper before others are compared with it
_LOOKING = "Looking for related papers…"
_NONE = "No other paper shares telling words with this one."
_LATER = "Related papers come when the search index has been made."


@dataclass(frozen=True, slots=True)
class RelatedLine:
    """One related paper as the pane shows it."""

    id: int
    title: str
    year: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    lines: tuple[RelatedLine, ...]
    hint: str


class RelatedButton(TextButton):
    """A related paper: its title as a link, below it the year and what both share."""

    menu_wanted = Signal(int, QPoint)

    def __init__(self, line: RelatedLine, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(line.title, theme, parent)
        self.line = line
        shared = ", ".join(line.terms)
        self._below = " · ".join(part for part in (line.year, shared) if part)
        self._small = QFont(self.font())
        self._small.setPointSizeF(max(self.font().pointSizeF() * 0.88, 6.0))
        self.setToolTip(plain_tip(f"{line.title}\n{f'Both: {shared}' if shared else line.year}"))
        year = f", {line.year}" if line.year else ""
        self.setAccessibleName(f"Related paper: {line.title}{year}")
        self.setAccessibleDescription(f"Both share: {shared}" if shared else "")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        below = QFontMetrics(self._small).height() + 2 if self._below else 0
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + below + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = painter.font()
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        metrics = self.fontMetrics()
        top = QRect(0, 3, self.width(), metrics.height())
        elide, aside = Qt.TextElideMode.ElideRight, Qt.AlignmentFlag.AlignVCenter
        painter.setPen(self.theme.colour("link"))
        painter.drawText(top, aside, metrics.elidedText(self.text(), elide, self.width() - 2))
        small = QFontMetrics(self._small)
        below = QRect(0, top.bottom() + 2, self.width(), small.height())
        painter.setFont(self._small)
        painter.setPen(self.theme.colour("muted"))
        painter.drawText(below, aside, small.elidedText(self._below, elide, self.width() - 2))
        if self.hasFocus():
            self.paint_focus(painter)
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(self.line.id, event.globalPos())


class RelatedList(QWidget):
    """Shows the papers most like one, as soon as the reader rests on it.

    ``opened`` carries the id of the paper to go to, ``search_asked`` a query that finds all of
    them, ``counted`` how many there are. They are compared in the reader thread; what comes too
    late is dropped.
    """

    opened = Signal(int)
    search_asked = Signal(str)
    counted = Signal(int)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._paper_id = 0
        self._shown_for = 0  # the paper that the lines belong to
        self._asked_for = 0  # the paper whose lines are on their way
        self._job: Job[_Found] | None = None
        self.buttons: list[RelatedButton] = []
        self.hint = QLabel(self)
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(3)
        self._layout.addWidget(self.hint)
        self._layout.addStretch(1)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._ask)

    @property
    def idle(self) -> bool:
        """Whether what was asked for is shown."""
        return self._job is None and not self._rest.isActive()

    @property
    def query(self) -> str:
        """A query that finds the paper and those related to it; "" without any."""
        ids = (self._paper_id, *(one.line.id for one in self.buttons))
        return " OR ".join(f"id:{one}" for one in ids) if self.buttons else ""

    def show_for(self, paper_id: int) -> None:
        """Show the papers like this one; the same paper again keeps what is shown."""
        self._paper_id = paper_id
        if self._asked_for not in {0, paper_id}:
            self.pause()
        if paper_id not in {self._shown_for, self._asked_for}:
            self._asked_for = paper_id
            self._shown_for = 0
            # The room stays until the answer is there, so that what is below does not jump twice.
            self.setMinimumHeight(self.height() if self.buttons else 0)
            self._show((), _LOOKING)
            self._rest.start()

    def renew(self) -> None:
        """Compare again: the index knows more than before."""
        if self._shown_for:
            self._asked_for = self._paper_id
            self._rest.start()

    def pause(self) -> None:
        """Ask for nothing more; what is on its way is dropped."""
        self._rest.stop()
        self._asked_for = 0
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _ask(self) -> None:
        if self._job is not None:
            self._job.cancel()
        paper_id, library = self._paper_id, self._context.library
        bridge = self._context.bridge
        job: Job[_Found] = bridge.run(
            bridge.reader,
            lambda context: _find(library, paper_id, context),
            lambda found: self._done(job, found),
            lambda fault: self._failed(job, fault),
            on_cancelled=lambda: None,
        )
        self._job = job

    def _done(self, job: Job[_Found], found: _Found) -> None:
        if job is self._job:
            self._job = None
            self._shown_for, self._asked_for = self._paper_id, 0
            self.setMinimumHeight(0)
            self._show(found.lines, found.hint)

    def _failed(self, job: Job[_Found], fault: BaseException) -> None:
        if not isinstance(fault, KnownError):
            self._context.bridge.failed.emit(fault)
        # The paper was deleted this moment, or the index cannot be read: it heals by itself.
        self._done(job, _Found((), _LATER))

    def _show(self, lines: Sequence[RelatedLine], hint: str) -> None:
        if tuple(lines) != tuple(one.line for one in self.buttons):
            for old in self.buttons:
                self._layout.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.buttons = [self._button(line) for line in lines]
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.counted.emit(len(lines))

    def _button(self, line: RelatedLine) -> RelatedButton:
        button = RelatedButton(line, self._context.theme, self)
        button.clicked.connect(lambda _=False, one=line.id: self.opened.emit(one))
        button.menu_wanted.connect(self._menu)
        self._layout.insertWidget(self._layout.count() - 1, button)
        button.show()
        return button

    def _menu(self, paper_id: int, where: QPoint) -> None:
        library, bridge = self._context.library, self._context.bridge
        row = next(iter(library.papers.rows([paper_id])), None)
        button = next((one for one in self.buttons if one.line.id == paper_id), None)
        if row is None or button is None:
            return
        star = not row.starred
        menu = QMenu(button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Go to this paper\tEnter", lambda: self.opened.emit(paper_id))
        menu.addSeparator()
        menu.addAction(
            "Star" if star else "Remove the star",
            lambda: bridge.write(lambda: library.papers.star([paper_id], star)),
        )
        menu.addAction("Add to list…", lambda: self._lists(paper_id, button))
        menu.addSeparator()
        menu.addAction("Show all as a search", lambda: self.search_asked.emit(self.query))
        menu.popup(where)

    def _lists(self, paper_id: int, at: QWidget) -> None:
        ListPopup(self._context, [paper_id], self.window()).popup_at(at)


def _find(library: Library, paper_id: int, context: JobContext) -> _Found:
    context.step()
    found: Sequence[RelatedPaper] = library.search.related(paper_id, _COUNT)
    context.step()
    rows = {row.id: row for row in library.papers.rows([one.id for one in found])}
    lines = tuple(
        RelatedLine(one.id, readable(row.title).replace("\n", " "), row.published[:4], one.terms)
        for one in found
        if (row := rows.get(one.id)) is not None
    )
    if lines:
        return _Found(lines, "")
    made = library.search.state().state in {"current", "behind"}
    return _Found((), _NONE if made else _LATER)
