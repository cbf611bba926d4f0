"""The top of the paper pane: title, byline, date, star, status and rating."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.papers import Paper, Status
from readlist.gui import icons
from readlist.gui.context import AppContext
from readlist.gui.plain_tip import plain_tip
from readlist.gui.still_there import on_papers
from readlist.gui.views.pane_offsets import TextMap
from readlist.gui.views.pane_rating import Rating
from readlist.gui.views.pane_text import TextBlock, hit_look

STATUS_NAMES: dict[Status, str] = {
    Status.INBOX: "Inbox",
    Status.QUEUED: "Queued",
    Status.READING: "Reading",
    Status.READ: "Read",
    Status.SKIPPED: "Skipped",
}
_HOW_KNOWN: dict[DateSource, str] = {
    DateSource.NONE: "The page's own text; the year is not known.",
    DateSource.PAGE: "The page gives this date with its year.",
    DateSource.BOUNDED: "The page's dates leave exactly one year.",
    DateSource.CAPTURED: "The year follows from the day on which you captured the page.",
    DateSource.FILE: "An imported file gives this date.",
    DateSource.READER: "You wrote this date.",
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_NAMES_SHOWN = 12


def written_date(day: PartialDate) -> str:
    """A date in words, to the precision that is known: "24 November 2023", "June 2024"."""
    parts = [str(day.day)] if day.day else []
    if day.month:
        parts.append(_MONTHS[day.month - 1])
    return " ".join([*parts, str(day.year)])


def byline_text(paper: Paper, *, all_names: bool = False) -> tuple[str, str]:
    """The line under the title, and how its date is known (empty when there is no date)."""
    bib = paper.bib
    parts = []
    if len(bib.authors) > _NAMES_SHOWN and not all_names:
        names = ", ".join(name.display for name in bib.authors[: _NAMES_SHOWN - 2])
        parts.append(f"{names} and {len(bib.authors) - _NAMES_SHOWN + 2} more")
        if bib.organization:
            parts.append(bib.organization)
    elif paper.byline:
        parts.append(paper.byline)
    if bib.venue:
        parts.append(bib.venue)
    if bib.published is not None:
        parts.append(written_date(bib.published))
        return " · ".join(parts), _HOW_KNOWN[bib.published_source]
    yearless = next((s.date_text for s in paper.sightings if s.date_text), "")
    if yearless:
        parts.append(yearless)
        return " · ".join(parts), _HOW_KNOWN[DateSource.NONE]
    return " · ".join(parts), ""


class PaperHeader(QWidget):
    """Title and byline to read and copy; the star and the status to change."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._paper: Paper | None = None
        self._title = TextMap("", (), 0)
        self._hits: tuple[tuple[int, int], ...] = ()
        self.title = TextBlock(self)
        self.title.setProperty("role", "reading-title")
        self.title.setAccessibleName("Title")
        self.byline = TextBlock(self)
        self.byline.setProperty("role", "reading-muted")
        self.byline.setAccessibleName("Authors, organisation and date")
        self.star = QToolButton(self)
        self.star.setCheckable(True)
        self.star.setProperty("role", "star")
        self.star.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.star.clicked.connect(self._on_star)
        self.status = QComboBox(self)
        self.status.setAccessibleName("Status")
        self.status.setToolTip("How far you are with this paper (keys 1 to 5)")
        self.status.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for status, name in STATUS_NAMES.items():
            self.status.addItem(name, status)
        self.status.activated.connect(self._on_status)
        self.status.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
        self.rating = Rating(context.theme, self)
        self.rating.rated.connect(self._on_rated)
        self.controls = QHBoxLayout()
        self.controls.setContentsMargins(0, 2, 0, 2)
        self.controls.setSpacing(8)
        self.controls.addWidget(self.star)
        self.controls.addWidget(self.status)
        self.controls.addWidget(self.rating)
        self.controls.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addWidget(self.title)
        layout.addWidget(self.byline)
        layout.addLayout(self.controls)
        context.theme.changed.connect(self._tint)

    def show_paper(
        self, paper: Paper, shown_title: str, hits: Sequence[tuple[int, int]] = ()
    ) -> None:
        """Show ``paper``; ``shown_title`` is its readable title, ``hits`` passages of that."""
        self._paper = paper
        self._title = TextMap(shown_title, range(len(shown_title)), len(shown_title))
        self._hits = tuple(hits)
        self.title.show_text(shown_title)
        text, how = byline_text(paper)
        self.byline.show_text(text)
        self.byline.setVisible(bool(text))
        whole = byline_text(paper, all_names=True)[0]
        tip = "\n\n".join(part for part in (whole * (whole != text), how) if part)
        self.byline.setToolTip(plain_tip(tip))
        self.status.setCurrentIndex(list(STATUS_NAMES).index(paper.status))
        self.star.setChecked(paper.starred)
        self.rating.show_stars(paper.rating)
        self._tint()

    def _tint(self) -> None:
        look = hit_look(self._context.theme)
        self.title.mark([(self._title.shown_to_qt(*hit), look) for hit in self._hits])
        starred = self.star.isChecked()
        name, role = ("star-filled", "star") if starred else ("star", "muted")
        self.star.setIcon(icons.icon(name, self._context.theme, role))
        self.star.setText("Starred" if starred else "Star")
        self.star.setToolTip("Take the star off (S)" if starred else "Star this paper (S)")
        self.star.setAccessibleName("Starred" if starred else "Not starred")

    def _on_star(self, starred: bool) -> None:
        self._tint()
        papers = self._context.library.papers
        self._write(lambda paper_id: papers.star([paper_id], starred))

    def _on_status(self, index: int) -> None:
        status = list(STATUS_NAMES)[index]
        papers = self._context.library.papers
        if self._paper is not None and status is not self._paper.status:
            self._write(lambda paper_id: papers.set_status([paper_id], status))

    def _on_rated(self, stars: int) -> None:
        papers = self._context.library.papers
        self._write(lambda paper_id: papers.rate([paper_id], stars))

    def _write(self, work: Callable[[int], object]) -> None:
        if self._paper is not None:
            paper_id = self._paper.id
            library = self._context.library
            self._context.bridge.write(
                lambda: on_papers(library, [paper_id], lambda: work(paper_id))
            )
