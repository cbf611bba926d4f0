"""The lowest line: how many papers, what is being done, whether the search is up to date."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from readlist.domain.views import IndexState
from readlist.gui import icons
from readlist.gui.theme import Theme
from readlist.jobs.context import Progress
from readlist.jobs.executor import Job

_INDEX_WORDS = {
    "behind": "Updating the search index",
    "missing": "Building the search index",
    "damaged": "Repairing the search index",
}


class LongWork(Protocol):
    """What tells of its long works by ``began(Job, words)``, ``progress(Progress)``, ``ended()``;
    ``began`` may come again for the work that is under way."""

    @property
    def began(self) -> SignalInstance: ...
    @property
    def progress(self) -> SignalInstance: ...
    @property
    def ended(self) -> SignalInstance: ...


class StatusBar(QStatusBar):
    """Shows the long works of all whom it follows, the latest first, with a button to cancel."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._jobs: dict[LongWork, tuple[Job[object], str]] = {}
        self.setSizeGripEnabled(False)
        self.setContentsMargins(8, 0, 8, 0)
        self.counts = QLabel(self)
        self.counts.setAccessibleName("Papers shown and selected")
        self.job_text = QLabel(self)
        self.bar = QProgressBar(self)
        self.bar.setFixedWidth(160)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.cancel = QToolButton(self)
        self.cancel.setToolTip("Stop this work")
        self.cancel.setAccessibleName("Stop this work")
        self.cancel.clicked.connect(self._stop)
        self.index = QLabel(self)
        self.index.setAccessibleName("State of the search index")
        self.addWidget(self.counts)
        for part in (self.job_text, self.bar, self.cancel, self.index):
            self.addPermanentWidget(part)
        self._show_newest()
        theme.changed.connect(self._tint)
        self._tint()

    def show_counts(self, shown: int, selected: int, citable: int | None = None) -> None:
        """How many papers stand in the table; of a whole list also how many can be cited."""
        words = "1 paper" if shown == 1 else f"{shown:,} papers"
        if citable is not None and shown:
            words = f"{citable:,} of {words} citable"
        self.counts.setText(f"{words}, {selected:,} selected" if selected else words)

    def show_index(self, state: IndexState | None) -> None:
        """Tell when search does not know all papers yet; silent when it does."""
        words = _INDEX_WORDS.get(state.state, "") if state is not None else ""
        if state is not None and words and state.pending:
            papers = "1 paper" if state.pending == 1 else f"{state.pending:,} papers"
            words += f" ({papers} to go)"
        self.index.setText(words)
        self.index.setVisible(bool(words) and not self._jobs)

    def follow(self, works: LongWork) -> None:
        """Show the long works that ``works`` tells of."""

        def began(job: Job[object], text: str) -> None:
            if self._jobs.get(works) != (job, text):
                self._jobs[works] = (job, text)
                self._show_newest()

        def progress(value: Progress) -> None:
            if works in self._jobs and works is next(reversed(self._jobs)):
                self.bar.setRange(0, value.total)
                self.bar.setValue(value.done)

        def ended() -> None:
            if self._jobs.pop(works, None) is not None:
                self._show_newest()

        works.began.connect(began)
        works.progress.connect(progress)
        works.ended.connect(ended)

    def _show_newest(self) -> None:
        if self._jobs:
            self.job_text.setText(next(reversed(self._jobs.values()))[1])
            self.bar.setRange(0, 0)
            self.index.hide()  # the bar says it
        for part in (self.job_text, self.bar, self.cancel):
            part.setVisible(bool(self._jobs))

    def _stop(self) -> None:
        if self._jobs:
            next(reversed(self._jobs.values()))[0].cancel()

    def _tint(self) -> None:
        self.cancel.setIcon(icons.icon("close", self._theme))
