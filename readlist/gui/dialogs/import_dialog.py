"""Import: read, show what would happen, let the reader decide, then write in one step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from readlist.domain.drafts import ImportPlan, ImportResult
from readlist.domain.errors import KnownError
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import JobPanel, SizedDialog, button, card, column, label, row
from readlist.gui.dialogs.import_doubtful import DoubtfulPane
from readlist.gui.dialogs.import_edits import PlanEdits
from readlist.gui.dialogs.import_entries import EntriesPane
from readlist.gui.dialogs.import_model import UnreadableModel
from readlist.gui.dialogs.import_pages import PagesPane
from readlist.gui.dialogs.import_result import ResultPane
from readlist.gui.dialogs.import_state import (
    ImportState,
    counted,
    nothing_reason,
    summary,
    year_wanted,
)
from readlist.gui.dialogs.import_work import Source, read_and_plan
from readlist.gui.dialogs.report import show_fault
from readlist.gui.dialogs.tables import RowsView
from readlist.gui.dialogs.words import plural


class ImportDialog(SizedDialog):
    """Imports ``sources``: paths of files and folders, and (bytes, name, kind) of the clipboard.

    Reading starts with ``open()``, ``exec()`` or ``show()``. Nothing is written before Import is
    pressed; a cancelled import leaves the library as it was. ``writing`` is True meanwhile, and
    ``result_value`` holds the ImportResult afterwards.

    ``show_papers(ImportResult)`` asks the window to show the papers.
    """

    show_papers = Signal(object)

    def __init__(
        self, context: AppContext, sources: Sequence[Source], parent: QWidget | None = None
    ) -> None:
        super().__init__(context.settings, "import", QSize(1120, 760), parent)
        self._context = context
        self._sources = sources
        self._state: ImportState | None = None
        self.writing = False
        self._commit_next = False
        self.result_value: ImportResult | None = None
        self.setWindowTitle("Import")
        self.setMinimumSize(760, 520)
        self._jobs = JobPanel(context.bridge)
        self._jobs.cancelled.connect(self._cancelled)
        self._make_pages()
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self, self.commit)
        shortcut.setWhatsThis("Import")
        self._read()

    @property
    def planned(self) -> bool:
        """True once the plan is shown."""
        return self._state is not None

    def commit(self) -> None:
        """Write the plan, in one step."""
        if self._state is None or self.writing or not self.import_button.isEnabled():
            return
        self._commit_next = self.edits.running
        if self._commit_next:
            return
        plan = self._state.plan
        importing = self._context.library.importing
        self.writing = True
        self._wait(True)
        self._jobs.start(
            self._context.bridge.writer,
            lambda context: importing.commit(plan, context),
            self._committed,
            self._failed,
            "Importing…",
        )

    def reject(self) -> None:
        """Close; while the import is being written, cancel it first and stay until it has ended."""
        if self.writing:
            self._jobs.cancel()
            return
        super().reject()

    def done(self, result: int) -> None:
        self._jobs.stop()
        if self._state is not None:
            self.edits.stop()
        super().done(result)

    def _make_pages(self) -> None:
        self._stack = QStackedLayout()
        self.wait_title = label("Reading…", "title")
        waiting = card(self.wait_title, self._jobs, spacing=12)
        self._plan_page = QWidget()
        self.result_pane = ResultPane()
        self.result_pane.show_button.clicked.connect(self._show_papers)
        self.result_pane.close_button.clicked.connect(self.accept)
        for page in (waiting, self._plan_page, self.result_pane):
            self._stack.addWidget(page)
        outer = QVBoxLayout()
        outer.setContentsMargins(16, 14, 16, 14)
        outer.addLayout(self._stack)
        self.setLayout(outer)

    def _read(self) -> None:
        library, sources = self._context.library, self._sources
        self._jobs.start(
            self._context.bridge.reader,
            lambda context: ImportState(read_and_plan(library, sources, context)),
            self._planned,
            self._failed,
            "Reading the pages…",
        )

    def _planned(self, state: ImportState) -> None:
        self._state = state
        self.heading = label(role="title")
        self.summary = label(role="muted")
        self.banner = label(role="warning")
        self.edits = PlanEdits(self._context, state, self)
        self.edits.applied.connect(self._edited)
        self.edits.failed.connect(self._edit_failed)
        self.edits.idle.connect(self._edits_done)
        self.pages = PagesPane(state, self._context.theme)
        self.entries = EntriesPane(self._context, state)
        self.doubtful = DoubtfulPane(state, self._context.theme)
        self.pages.page_selected.connect(self.entries.set_page)
        self.pages.redated.connect(self._redate)
        self.entries.decided.connect(self._refresh)
        self.doubtful.decided.connect(self._refresh)
        self.doubtful.fixed.connect(self.edits.fix)
        self._make_tabs(state.plan)
        self._make_buttons()
        self._lay_out()
        self._refresh()
        self._wait(False)
        self._first_focus()

    def _make_tabs(self, plan: ImportPlan) -> None:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.entries, "&Entries")
        self.tabs.addTab(self.doubtful, "Dou&btful")
        model = UnreadableModel(plan.unreadable, self)
        self.unreadable = RowsView(
            model,
            "Unreadable files",
            stretch=1,
            widths={0: 320},
            elide=Qt.TextElideMode.ElideMiddle,
        )
        self.tabs.addTab(self.unreadable, f"&Unreadable {len(plan.unreadable):,}")
        self.tabs.setTabVisible(2, bool(plan.unreadable))
        for index, tip in enumerate(
            ("Every entry and what it is", "Lines that need you", "Files that could not be read")
        ):
            self.tabs.setTabToolTip(index, tip)

    def _make_buttons(self) -> None:
        self.near_button = button("Decide near &matches", "Go to the near matches", self._go_near)
        self.doubtful_button = button(
            "Look at doubtful bloc&ks", "Go to the doubtful blocks", self._go_doubtful
        )
        self.cancel_button = button("Cancel", "Close; nothing is written (Esc)", self.reject)
        self.import_button = button("&Import", "", self.commit, primary=True)
        self.import_button.setToolTip("Write this into the library, as one step (Ctrl+Return)")

    def _lay_out(self) -> None:
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.pages)
        splitter.addWidget(self.tabs)
        rows = min(self.pages.table.model().rowCount(), 7)
        top = self.pages.table.height_for(rows) + 76
        splitter.setSizes([top, max(self.height() - top - 150, 300)])
        splitter.setStretchFactor(0, 0)
        splitter.setStretchFactor(1, 1)
        buttons = row(
            self.near_button, self.doubtful_button, None, self.cancel_button, self.import_button
        )
        layout = column(self.heading, self.summary, self.banner, splitter, buttons)
        layout.setStretch(3, 1)
        self._plan_page.setLayout(layout)
        nothing = not self._state or not self._state.dumps
        self.pages.setVisible(not nothing)
        if nothing:
            self.tabs.setTabVisible(0, False)
            self.tabs.setTabVisible(1, False)
            splitter.setVisible(self.tabs.isTabVisible(2))
            layout.insertStretch(3, 0 if self.tabs.isTabVisible(2) else 1)

    def _first_focus(self) -> None:
        assert self._state is not None  # noqa: S101 - called after planning only
        if not self._state.importable():
            self.cancel_button.setFocus()
        elif self._state.near_places():
            self._go_near()
        else:
            self.import_button.setFocus()

    def _refresh(self) -> None:
        """Show the plan's present numbers everywhere outside the entries."""
        state = self._state
        assert state is not None  # noqa: S101 - called after planning only
        totals = state.totals()
        what = counted([dump.parsed.kind for dump in state.dumps])
        self.heading.setText(f"Import {what}" if state.importable() else "Nothing to import")
        self.summary.setText(summary(totals))
        self.summary.setVisible(bool(totals.entries))
        self.banner.setText(self._warning(state))
        self.banner.setVisible(bool(self.banner.text()))
        self.pages.refresh()
        open_blocks = sum(1 for n, _i, block in state.doubtful() if not state.passed(n, block))
        self.tabs.setTabText(0, f"&Entries {state.totals(known=True).entries:,}")
        self.tabs.setTabText(1, f"Dou&btful {totals.doubtful:,}")
        self.tabs.setTabVisible(1, bool(totals.doubtful))
        self.doubtful_button.setVisible(bool(open_blocks))
        self.near_button.setVisible(bool(state.near_places(undecided=True)))
        self.import_button.setEnabled(state.importable())
        self.cancel_button.setText("Cancel" if state.importable() else "&Close")

    def _warning(self, state: ImportState) -> str:
        nothing = nothing_reason(state)
        if nothing:
            return nothing
        parts = []
        undecided = len(state.near_places(undecided=True))
        if undecided:
            verb = "is" if undecided == 1 else "are"
            parts.append(
                f"{plural(undecided, 'near match', 'near matches')} {verb} not decided: without a"
                " decision they are imported as new papers."
            )
        open_blocks = sum(1 for n, _i, block in state.doubtful() if not state.passed(n, block))
        if open_blocks:
            them = "it" if open_blocks == 1 else "them"
            parts.append(
                f"{plural(open_blocks, 'doubtful block')} will be left out, unless you fix {them}."
            )
        wanted = sum(1 for dump in state.dumps if year_wanted(dump))
        if wanted:
            parts.append(
                f"The year of {plural(wanted, 'page')} is not known: set it if you know it, else"
                " dates stay without a year."
            )
        return " ".join(parts)

    def _redate(self, captured: str | None, year: int | None) -> None:
        self.edits.redate(self.pages.targets, captured, year)

    def _edited(self) -> None:
        state = self._state
        assert state is not None  # noqa: S101 - called after planning only
        self.entries.reload()
        self.doubtful.reload()
        self._refresh()
        if self.tabs.currentWidget() is self.doubtful and not state.doubtful():
            self.tabs.setCurrentWidget(self.entries)

    def _edit_failed(self, fault: BaseException) -> None:
        self._commit_next = False
        self._failed(fault)

    def _edits_done(self) -> None:
        if self._commit_next:
            self.commit()

    def _go_near(self) -> None:
        self.tabs.setCurrentWidget(self.entries)
        self.pages.table.go(0)
        self.entries.show_near()
        self.entries.table.setFocus()

    def _go_doubtful(self) -> None:
        self.tabs.setCurrentWidget(self.doubtful)
        self.doubtful.table.setFocus()

    def _wait(self, waiting: bool) -> None:
        self.wait_title.setText("Importing…" if self.writing else "Reading…")
        self._stack.setCurrentIndex(0 if waiting else 1)
        if waiting:
            self._jobs.cancel_button.setFocus()

    def _committed(self, result: ImportResult) -> None:
        self.writing = False
        self.result_value = result
        self._stack.setCurrentIndex(2)
        self.result_pane.show_result(result)

    def _cancelled(self) -> None:
        self.writing = False
        if self._state is None:
            self.reject()
            return
        self._wait(False)
        self.banner.setText("Cancelled: the library is as it was.")
        self.banner.show()
        self.import_button.setFocus()

    def _failed(self, fault: BaseException) -> None:
        self.writing = False
        if self._state is None:
            show_fault(self, fault)
            self.reject()
            return
        self._wait(False)
        self._refresh()
        if isinstance(fault, KnownError):
            self.banner.setText(str(fault))
            self.banner.show()
        else:
            show_fault(self, fault)

    def _show_papers(self) -> None:
        self.accept()
        self.show_papers.emit(self.result_value)
