"""Export: choose, look at the preview and the problems, then write or copy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QMessageBox, QPlainTextEdit, QScrollArea, QSplitter, QWidget

from readlist.domain.errors import KnownError
from readlist.domain.export import Export, ExportProblem, summarise
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import (
    ElidedLabel,
    JobPanel,
    SizedDialog,
    button,
    column,
    label,
    name_it,
    row,
    set_role,
)
from readlist.gui.dialogs.export_choices import ExportChoices
from readlist.gui.dialogs.export_model import PreviewColours, ProblemsModel
from readlist.gui.dialogs.report import show_fault
from readlist.gui.dialogs.tables import RowsView
from readlist.gui.dialogs.words import plural

PREVIEWED = 50  # papers in the preview of a longer export
_QUIET_MS = 120


class ExportDialog(SizedDialog):
    """Exports the papers ``ids`` of what is called ``title`` (a list, a query, "3 papers").

    ``show_paper(int)`` asks the window to show a paper that has a problem; the dialog closes.
    ``checked`` is True while preview and problems are those of the present choices.
    """

    show_paper = Signal(int)

    def __init__(
        self,
        context: AppContext,
        ids: Sequence[int],
        title: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context.settings, "export", QSize(1080, 740), parent)
        self._context = context
        self._ids = tuple(ids)
        self._written: Path | None = None
        self.checked = False
        self.setWindowTitle(f"Export {title}")
        self.setMinimumSize(760, 560)
        self.choices = ExportChoices(context.settings, title)
        self.choices.changed.connect(self._refresh)
        self.choices.moved.connect(self._show_destination)
        self._preview_jobs = JobPanel(context.bridge)
        self._write_jobs = JobPanel(context.bridge)
        self._write_jobs.cancelled.connect(self._cancelled)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET_MS)
        self._quiet.timeout.connect(self._render)
        self._make_right()
        self._make_footer()
        self._lay_out(title)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.export)
        self._show_destination()
        self._render()
        self.export_button.setDefault(True)  # Enter exports from every field
        self.export_button.setFocus()

    def export(self) -> None:
        """Write the file, or copy to the clipboard."""
        if not self.export_button.isEnabled():
            return
        path = self.choices.file
        if path is not None and not self._may_write(path):
            return
        self.choices.remember()
        options, ids = self.choices.options, self._ids
        exporting = self._context.library.exporting
        self._busy(True)
        if path is None:
            self._write_jobs.start(
                self._context.bridge.writer,
                lambda context: exporting.copy(ids, options, context),
                self._copied,
                self._failed,
                "Copying…",
            )
            return
        self._write_jobs.start(
            self._context.bridge.writer,
            lambda context: exporting.write(path, ids, options, context),
            lambda export: self._saved(path, export),
            self._failed,
            "Writing…",
        )

    def reject(self) -> None:
        """Close; while the file is being written, cancel that first."""
        if self._write_jobs.running:
            self._write_jobs.cancel()
            return
        super().reject()

    def done(self, result: int) -> None:
        self._quiet.stop()
        self._preview_jobs.stop()
        self._write_jobs.stop()
        super().done(result)

    def _make_right(self) -> None:
        self.preview_heading = label("Preview", "heading", wrap=False)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setTabChangesFocus(True)
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.preview.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        name_it(self.preview, "Preview", "What will be written")
        self.colours = PreviewColours(self.preview.document(), self._context.theme)
        self.problems_heading = label("Checking…", "heading")
        self.problems = ProblemsModel(self._context.library, self)
        self.problems_table = RowsView(self.problems, "Problems", stretch=1, widths={0: 240})
        self.problems_table.setToolTip("Enter or a double click shows the paper in the window")
        self.problems_table.doubleClicked.connect(lambda _index: self._jump())
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            jump = QShortcut(QKeySequence(key), self.problems_table, self._jump)
            jump.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.jump_button = button("Show &paper", "Show the selected paper (Enter)", self._jump)
        self.problems_table.row_changed.connect(lambda at: self.jump_button.setEnabled(at >= 0))
        self.jump_button.setEnabled(False)

    def _make_footer(self) -> None:
        self.message = label(role="success")
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.folder_button = button("Show in folder", "Open the file's folder", self._open_folder)
        self.folder_button.setProperty("flat", True)
        self.folder_button.hide()
        self.close_button = button("Close", "Close (Esc)", self.reject)
        self.export_button = button("&Export", "", self.export, primary=True)
        self._write_jobs.hide()

    def _lay_out(self, title: str) -> None:
        left = QScrollArea()
        left.setFrameShape(QFrame.Shape.NoFrame)
        left.setWidgetResizable(True)
        left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left.setWidget(self.choices)
        left.setFixedWidth(max(320, self.choices.sizeHint().width() + 24))
        upper, lower = QWidget(), QWidget()
        upper.setLayout(column(self.preview_heading, self.preview, spacing=4))
        top = row(self.problems_heading, self.jump_button)
        top.setStretch(0, 1)
        below = column(top, self.problems_table, spacing=4)
        below.setStretch(1, 1)
        below.addStretch(0)
        lower.setLayout(below)
        right = QSplitter(Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        right.addWidget(upper)
        right.addWidget(lower)
        right.setSizes([430, 170])
        body = row(left, right, spacing=14)
        body.setStretch(1, 1)
        buttons = row(self.message, self.folder_button, self.close_button, self.export_button)
        buttons.setStretch(0, 1)
        heading = ElidedLabel(f"Export {title}")
        heading.setProperty("role", "title")
        count = label(plural(len(self._ids), "paper"), "muted", wrap=False)
        head = row(heading, count)
        head.setStretch(0, 1)
        layout = column(head, body, self._write_jobs, buttons, spacing=10)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _refresh(self) -> None:
        self.checked = False
        self.message.clear()
        self.folder_button.hide()
        self._quiet.start()

    def _render(self) -> None:
        options, ids = self.choices.options, self._ids
        exporting = self._context.library.exporting
        self._preview_jobs.start(
            self._context.bridge.reader,
            lambda context: exporting.render(ids[:PREVIEWED], options, context),
            self._previewed,
            self._preview_failed,
        )

    def _previewed(self, export: Export) -> None:
        options, ids = self.choices.options, self._ids
        self.colours.set_format(options.format)
        self.preview.setPlainText(export.text)
        part = f"the first {PREVIEWED} of {len(ids):,}" if len(ids) > PREVIEWED else "everything"
        self.preview_heading.setText(f"Preview: {part}")
        if len(ids) <= PREVIEWED:
            self._show_problems(export.problems)
            return
        exporting = self._context.library.exporting
        self._preview_jobs.start(
            self._context.bridge.reader,
            lambda context: exporting.render(ids, options, context).problems,
            self._show_problems,
            self._preview_failed,
        )

    def _preview_failed(self, fault: BaseException) -> None:
        if isinstance(fault, KnownError):
            self.checked = True
            self.preview.setPlainText(str(fault))
            self.problems_heading.setText("")
        else:
            show_fault(self, fault)

    def _show_problems(self, problems: Sequence[ExportProblem]) -> None:
        self.checked = True
        self.problems.set_problems(problems)
        lines = summarise(problems, len(self._ids))
        fine = "No problems found." if self._ids else "There are no papers to export here."
        self.problems_heading.setText(" · ".join(lines) if lines else fine)
        role = "success" if self._ids else "muted"
        set_role(self.problems_heading, "warning" if lines else role)
        self.problems_table.setVisible(bool(lines))
        self.jump_button.setVisible(bool(lines))
        self.problems_table.go(0)

    def _show_destination(self) -> None:
        copying = self.choices.file is None
        self.export_button.setText("&Copy" if copying else "&Export")
        self.export_button.setAccessibleName("Copy" if copying else "Export")
        what = "Copy the entries to the clipboard" if copying else "Write the file"
        self.export_button.setToolTip(f"{what} (Ctrl+Return)")
        target = copying or self.choices.path.text().strip()
        self.export_button.setEnabled(bool(self._ids and target))

    def _may_write(self, path: Path) -> bool:
        if path.is_dir() or not path.parent.is_dir():
            self._say(
                f"There is no folder {path.parent}."
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
        replace = box.addButton("&Replace", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        return box.clickedButton() is replace

    def _busy(self, busy: bool) -> None:
        self._write_jobs.setVisible(busy)
        self.choices.setEnabled(not busy)
        self.export_button.setEnabled(not busy)

    def _saved(self, path: Path, export: Export) -> None:
        self._busy(False)
        self._written = path
        self._say(f"{plural(export.entries, 'entry', 'entries')} written to {path}", "success")
        self.folder_button.show()
        self.close_button.setFocus()

    def _copied(self, export: Export) -> None:
        self._busy(False)
        QGuiApplication.clipboard().setText(export.text)
        self._say(f"{plural(export.entries, 'entry', 'entries')} copied.", "success")
        self.close_button.setFocus()

    def _cancelled(self) -> None:
        self._busy(False)
        self._say("Cancelled: nothing was written.", "muted")

    def _failed(self, fault: BaseException) -> None:
        self._busy(False)
        if isinstance(fault, KnownError):
            self._say(str(fault), "error")
        else:
            show_fault(self, fault)

    def _say(self, text: str, role: str) -> None:
        self.message.setText(text)
        set_role(self.message, role)
        self.folder_button.hide()

    def _jump(self) -> None:
        here = self.problems_table.current_row()
        if here >= 0 and not self._write_jobs.running:
            paper_id = self.problems.problem(here).paper_id
            self.choices.remember()
            self.accept()
            self.show_paper.emit(paper_id)

    def _open_folder(self) -> None:
        if self._written is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))
