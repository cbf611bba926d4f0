"""The lowest line: how many papers, what is being done, whether the search is up to date."""

from __future__ import annotations

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


class StatusBar(QStatusBar):
    """``show_job`` shows a long work with a button that cancels it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._job: Job[object] | None = None
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
        self.end_job()
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
        self.index.setVisible(bool(words) and self._job is None)

    def show_job(self, job: Job[object], text: str) -> None:
        """Show a work that has begun."""
        self._job = job
        self.job_text.setText(text)
        self.bar.setRange(0, 0)
        for part in (self.job_text, self.bar, self.cancel):
            part.show()
        self.index.hide()  # the bar says it

    def show_progress(self, progress: Progress) -> None:
        """How far the shown work is."""
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)

    def end_job(self) -> None:
        """Take the work's parts away."""
        self._job = None
        for part in (self.job_text, self.bar, self.cancel):
            part.hide()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _tint(self) -> None:
        self.cancel.setIcon(icons.icon("close", self._theme))
