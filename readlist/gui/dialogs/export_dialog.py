"""Export: choose, look at the preview and the report, then write or copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QMessageBox, QScrollArea, QSplitter, QWidget

from readlist.domain.errors import KnownError
from readlist.domain.export_report import ReportGroup
from readlist.gui.context import AppContext
from readlist.gui.dialogs import export_work
from readlist.gui.dialogs.common import (
    ElidedLabel,
    JobPanel,
    SizedDialog,
    button,
    column,
    framed,
    label,
    row,
    say,
    set_role,
)
from readlist.gui.dialogs.export_choices import ExportChoices, ExportPlace
from readlist.gui.dialogs.export_preview import ExportPreview, copy
from readlist.gui.dialogs.export_report import ReportModel, ReportView
from readlist.gui.dialogs.export_work import PREVIEWED, ExportRequest, Outcome
from readlist.gui.dialogs.paper_sets import PaperSet, PaperSetChoice, choice_or_count
from readlist.gui.dialogs.report import say_fault, show_fault
from readlist.gui.dialogs.words import plural
from readlist.gui.tab_order import set_reading_order

_QUIET_MS = 120


class ExportDialog(SizedDialog):
    """Exports the papers ``ids`` of what is called ``title`` (a list, a query, "3 papers").

    ``place`` is where they stand, None when they were chosen by hand. ``sets`` are the papers that
    can be chosen instead, those of ``ids`` among them. ``show_paper(int)`` asks the
    window to show a paper of the report; the dialog closes. ``kept_changed`` says that a file is
    kept from now on, or no longer. ``checked`` is True while preview and report are those of the
    present choices.
    """

    show_paper = Signal(int)
    kept_changed = Signal()

    def __init__(
        self,
        context: AppContext,
        ids: Sequence[int],
        title: str,
        parent: QWidget | None = None,
        place: ExportPlace | None = None,
        *,
        sets: Sequence[PaperSet] = (),
    ) -> None:
        super().__init__(context.settings, "export", QSize(1080, 740), parent)
        self._context = context
        self._ids = tuple(ids)
        self._place = place
        self._written: Path | None = None
        self._compared: Path | None = None
        self._groups: Sequence[ReportGroup] | None = None
        self._near: Sequence[ReportGroup] | None = None
        self.checked = False
        self.setMinimumSize(760, 560)
        self._heading = ElidedLabel()
        self._heading.setProperty("role", "title")
        self.papers = choice_or_count(sets, ids, context.settings, "export")
        if isinstance(self.papers, PaperSetChoice):
            self.papers.chosen.connect(self._take)
        self._make_choices(title)
        self._preview_jobs = JobPanel(context.bridge)
        self._preview_jobs.bar.valueChanged.connect(self._tell_progress)
        self._near_jobs = JobPanel(context.bridge)
        self._write_jobs = JobPanel(context.bridge)
        self._write_jobs.cancelled.connect(self._cancelled)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET_MS)
        self._quiet.timeout.connect(self._render)
        self._make_right()
        self._make_footer()
        self._lay_out()
        QShortcut(QKeySequence("Ctrl+Return"), self, self.export)
        self._render()
        self._look_for_duplicates()
        self._show_destination()
        self.export_button.setDefault(True)  # Enter exports from every field
        self.export_button.setFocus()

    def export(self) -> None:
        """Write the file, or copy to the clipboard."""
        if not self.export_button.isEnabled():
            return
        request = self._request()
        if request.path is not None:
            if not self._may_write(request.path):
                return
            request = replace(request, replace=True)
        self.choices.remember()
        library = self._context.library
        self._busy(True)
        self._write_jobs.start(
            self._context.bridge.writer,
            lambda context: export_work.perform(library, request, context),
            lambda outcome: self._done(request, outcome),
            self._failed,
            "Copying…" if request.path is None else "Writing…",
        )

    def reject(self) -> None:
        """Close; while the file is being written, cancel that first."""
        if self._write_jobs.running:
            self._write_jobs.cancel()
            return
        super().reject()

    def done(self, result: int) -> None:
        self._quiet.stop()
        for jobs in (self._preview_jobs, self._near_jobs, self._write_jobs):
            jobs.stop()
        super().done(result)

    def _make_choices(self, title: str) -> None:
        self.setWindowTitle(f"Export {title}")
        self._heading.setText(f"Export {title}")
        self.choices = ExportChoices(self._context, title, self._place)
        self.choices.changed.connect(self._refresh)
        self.choices.moved.connect(self._show_destination)

    def _take(self, papers: PaperSet) -> None:
        """Export these papers instead; what was chosen stays, or comes from their place."""
        self.choices.remember()
        self._ids = tuple(papers.ids)
        self._place = ExportPlace(*papers.place) if papers.place is not None else None
        self._groups = self._near = None
        self._make_choices(papers.title)
        self._left.setWidget(self.choices)  # which takes the old ones away
        set_reading_order(self.papers.layout(), self.choices.layout())  # Tab found them last
        self._refresh()
        self._look_for_duplicates()
        self._show_destination()

    def _make_right(self) -> None:
        self.preview_heading = label("Preview", "heading", wrap=False)
        self.preview = ExportPreview(self._context.theme)
        self.report_heading = label("Checking…", "heading", wrap=False)
        self.report_model = ReportModel(self._context.library, self._context.theme, self)
        self.report = ReportView(self.report_model)
        self.report.chosen.connect(self._jump)
        self.jump_button = button(
            "Show pape&r", "Show the selected paper (Enter)", self.report.choose
        )
        self.report.paper_changed.connect(lambda one: self.jump_button.setEnabled(one > 0))
        self.jump_button.setEnabled(False)

    def _make_footer(self) -> None:
        self.message = label(role="success")
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.folder_button = button("Show in folder", "Open the file's folder", self._open_folder)
        self.folder_button.setProperty("flat", True)
        self.folder_button.hide()
        self.close_button = button("Close", "Close (Esc)", self.reject)
        self.export_button = button("E&xport", "", self.export, primary=True)
        self._write_jobs.hide()

    def _lay_out(self) -> None:
        self._left = left = QScrollArea()
        left.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left.setFrameShape(QFrame.Shape.NoFrame)
        left.setWidgetResizable(True)
        left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left.setWidget(self.choices)
        left.setFixedWidth(max(330, self.choices.minimumSizeHint().width() + 24))
        upper, lower = QWidget(), QWidget()
        upper.setLayout(column(self.preview_heading, self.preview, spacing=4))
        top = row(self.report_heading, None, self.jump_button)
        below = column(top, self.report, spacing=4)
        below.setStretch(1, 1)
        below.addStretch(0)
        lower.setLayout(below)
        right = QSplitter(Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        right.addWidget(upper)
        right.addWidget(lower)
        right.setSizes([430, 190])
        right.setStretchFactor(0, 1)
        body = row(left, right, spacing=14)
        body.setStretch(1, 1)
        buttons = row(self.message, self.folder_button, self.close_button, self.export_button)
        buttons.setStretch(0, 1)
        head = row(self._heading, self.papers)
        head.setStretch(0, 1)
        self.setLayout(framed(head, body, self._write_jobs, buttons))

    def _request(self) -> ExportRequest:
        where = self.choices.where
        return ExportRequest(
            ids=self._ids,
            options=self.choices.options,
            place=self._place,
            destination=where.destination,
            path=where.file,
            command=where.cite_with,
            kept=where.kept,
        )

    # preview and report

    def _refresh(self) -> None:
        self.checked = False
        self._groups = None
        self.message.clear()
        self.folder_button.hide()
        self._quiet.start()

    def _render(self) -> None:
        request, library = self._request(), self._context.library
        self._compared = _existing(request.path)
        self.preview_heading.setText("Preview…")  # what stands there is of the last choices
        self._tell("Checking…", "heading")
        self._preview_jobs.start(
            self._context.bridge.reader,
            lambda context: export_work.preview(library, request, context),
            lambda text: self._previewed(request, text),
            self._preview_failed,
        )

    def _previewed(self, request: ExportRequest, text: str) -> None:
        citing = request.destination == "cite"
        self.preview.show_text(text, None if citing else request.options.format)
        count = len(self._ids)
        part = f"the first {PREVIEWED} of {count:,}" if count > PREVIEWED else "everything"
        self.preview_heading.setText(f"Preview: {part}")
        library = self._context.library
        self._preview_jobs.start(
            self._context.bridge.reader,
            lambda context: export_work.report(library, request, context),
            self._show_report,
            self._preview_failed,
        )

    def _look_for_duplicates(self) -> None:
        """Once, and beside the rest: no choice changes the answer, and it may take a while."""
        ids, library = self._ids, self._context.library
        self._near_jobs.start(
            self._context.bridge.searcher,
            lambda context: export_work.near(library, ids, context),
            self._show_near,
            self._preview_failed,
        )

    def _preview_failed(self, fault: BaseException) -> None:
        if isinstance(fault, KnownError):
            self.checked = True
            self.preview_heading.setText("Preview")
            self.preview.show_text(str(fault), None)
            self._groups = None
            self.report.show_groups((), 0)
            self._tell("", "heading")
        else:
            show_fault(self, fault)

    def _show_report(self, groups: Sequence[ReportGroup]) -> None:
        self._groups = groups
        self._show_groups()

    def _show_near(self, groups: Sequence[ReportGroup]) -> None:
        self._near = groups
        self._show_groups()

    def _show_groups(self) -> None:
        if self._groups is None:
            return
        groups = export_work.in_order([*self._groups, *(self._near or ())])
        self.report.show_groups(groups, len(self._ids))
        self.report.setVisible(bool(groups))
        self.jump_button.setVisible(bool(groups))
        self.checked = self._near is not None
        if not self.checked:
            self._tell("Looking for duplicates…", "heading")
        elif any(not one.harmless for one in groups):
            self._tell("Before writing", "heading")
        elif self._ids:
            self._tell("No problems found.", "success")
        else:
            self._tell("There are no papers to export here.", "muted")

    def _tell_progress(self, done: int) -> None:
        total = self._preview_jobs.bar.maximum()
        if self._groups is None and 0 < done < total and total > PREVIEWED:
            self._tell(f"Checking… {done:,} of {total:,}", "heading")

    def _tell(self, text: str, role: str) -> None:
        self.report_heading.setText(text)
        set_role(self.report_heading, role)

    # writing

    def _show_destination(self) -> None:
        where = self.choices.where
        copying = where.file is None
        self.export_button.setText("&Copy" if copying else "E&xport")
        self.export_button.setAccessibleName("Copy" if copying else "Export")
        what = "Copy to the clipboard" if copying else "Write the file"
        self.export_button.setToolTip(f"{what} (Ctrl+Return)")
        self.export_button.setEnabled(bool(self._ids or where.kept) and where.named)
        if _existing(where.file) != self._compared:
            self._refresh()  # the report compares with what stands in the file

    def _may_write(self, path: Path) -> bool:
        if path.is_dir() or not path.parent.is_dir():
            self._say(
                f"There is no folder {path.parent}. Make it first, or choose another."
                if not path.is_dir()
                else f"{path} is a folder: add a file's name.",
                "error",
            )
            return False
        if not path.exists():
            return True
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"“{path.name}” exists already. Replace it?")
        box.setInformativeText(f"It is in {path.parent}.")
        wanted = box.addButton("&Replace", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        return box.clickedButton() is wanted

    def _busy(self, busy: bool) -> None:
        self._write_jobs.setVisible(busy)
        self.choices.setEnabled(not busy)
        self.papers.setEnabled(not busy)
        self.export_button.setEnabled(not busy)

    def _done(self, request: ExportRequest, outcome: Outcome) -> None:
        self._busy(False)
        entries = plural(outcome.entries, "entry", "entries")
        if request.path is None:
            citing = request.destination == "cite"
            kind = None if citing else request.options.format
            copy(outcome.text, kind)
            what = f"A citation of {plural(len(self._ids), 'paper')}" if citing else entries
            self._say(f"{what} copied.", "success")
        else:
            self._written = request.path
            if request.kept or self.choices.where.follows:
                self.kept_changed.emit()
            kept = " and kept up to date" if request.kept else ""
            self._say(f"{entries} written to {request.path}{kept}", "success")
            self.folder_button.show()
        self.close_button.setFocus()

    def _cancelled(self) -> None:
        self._busy(False)
        self._say("Cancelled: nothing was written.", "muted")

    def _failed(self, fault: BaseException) -> None:
        self._busy(False)
        self.folder_button.hide()
        say_fault(self.message, fault, self)

    def _say(self, text: str, role: str) -> None:
        say(self.message, text, role)
        self.folder_button.hide()

    def _jump(self, paper_id: int) -> None:
        if self._write_jobs.running:
            return
        self.choices.remember()
        request, library = self._request(), self._context.library
        kept = self.choices.where.follows
        self._context.bridge.write(lambda: export_work.remember(library, request, kept=kept))
        self.accept()
        self.show_paper.emit(paper_id)

    def _open_folder(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))


def _existing(path: Path | None) -> Path | None:
    return path if path is not None and path.is_file() else None
