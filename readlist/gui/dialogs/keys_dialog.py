"""Citation keys: the pattern with its examples, and making keys anew after a look at them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QSplitter, QWidget

from readlist.domain.changes import ChangeSet
from readlist.domain.keys import KeyChange
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import (
    JobPanel,
    SizedDialog,
    button,
    column,
    framed,
    label,
    name_it,
    row,
    say,
)
from readlist.gui.dialogs.keys_model import KeyChangesModel
from readlist.gui.dialogs.keys_pattern import PatternEditor
from readlist.gui.dialogs.paper_sets import PaperSet, PaperSetChoice, choice_or_count
from readlist.gui.dialogs.report import say_fault
from readlist.gui.dialogs.tables import RowsView
from readlist.gui.dialogs.words import plural
from readlist.jobs.context import JobContext

_QUIET_MS = 150
Lines = tuple[KeyChange, ...]


class KeysDialog(SizedDialog):
    """Shows and makes the citation keys of the papers ``ids``.

    The pattern is tried on papers of ``shown``, where a few of ``ids`` would show little of it.
    ``sets`` are the papers that can be chosen instead, those of ``ids`` among them.
    ``checked`` is True while the table is that of the present pattern and choices.
    """

    def __init__(
        self,
        context: AppContext,
        ids: Sequence[int],
        parent: QWidget | None = None,
        shown: Sequence[int] = (),
        *,
        sets: Sequence[PaperSet] = (),
    ) -> None:
        super().__init__(context.settings, "keys", QSize(1240, 760), parent)
        self._context = context
        self._keys = context.library.keys
        self._ids = tuple(ids)
        self.checked = False
        self.setWindowTitle("Citation keys")
        self.setMinimumSize(960, 560)
        self.editor = PatternEditor(context.library, shown or self._ids)
        self.editor.changed.connect(self._refresh)
        self._preview_jobs = JobPanel(context.bridge)
        self._write_jobs = JobPanel(context.bridge)
        self._write_jobs.cancelled.connect(self._cancelled)
        self._write_jobs.hide()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET_MS)
        self._quiet.timeout.connect(self._preview)
        self._make_right()
        self._make_footer()
        self.papers = choice_or_count(sets, ids, context.settings, "keys")
        if isinstance(self.papers, PaperSetChoice):
            self.papers.chosen.connect(self._take)
        self._lay_out()
        self._refresh()
        self._preview()
        self.editor.line.setFocus()

    def renew(self) -> None:
        """Make the keys anew that the table lists."""
        if not self.renew_button.isEnabled():
            return
        pattern, everything = self.editor.text, self.everything.isChecked()
        self._busy(True)

        def work(context: JobContext) -> tuple[ChangeSet, Lines]:
            return self._keys.renew(self._ids, pattern, everything=everything, context=context)

        self._write_jobs.start(
            self._context.bridge.writer, work, self._renewed, self._failed, "Making keys…"
        )

    def use(self) -> None:
        """Make the pattern the library's own."""
        pattern = self.editor.text
        self._write_jobs.start(
            self._context.bridge.writer,
            lambda _context: self._keys.set_pattern(pattern),
            lambda _none: self._used(),
            self._failed,
        )

    def reject(self) -> None:
        """Close; while keys are being made, cancel that first."""
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
        self.summary = label(role="heading")
        self.changes = KeyChangesModel(self._context.theme, self)
        self.table = RowsView(self.changes, "Keys", stretch=2, widths={0: 165, 1: 185})
        self.everything = QCheckBox("&Also keys from files and by hand")
        name_it(
            self.everything,
            "Also keys from files and by hand",
            "Give new keys to papers, too, whose key you wrote or imported",
        )
        self.everything.toggled.connect(lambda _on: self._refresh())
        self.note = label(
            "Texts that cite a key which changes must be changed, too. Undo brings all back.",
            "muted",
        )

    def _make_footer(self) -> None:
        self.message = label(role="success")
        self.use_button = button(
            "&Use this pattern for new keys", "Keys are made by it from now on", self.use
        )
        self.renew_button = button(
            "&Make keys anew", "Give the papers above their new keys", self.renew, primary=True
        )
        self.renew_button.setAutoDefault(False)
        self.use_button.setAutoDefault(False)
        self.close_button = button("Close", "Close (Esc)", self.reject)
        self.close_button.setAutoDefault(False)

    def _lay_out(self) -> None:
        right = QWidget()
        layout = column(self.summary, self.table, self.everything, self.note, spacing=6)
        layout.setStretch(1, 1)
        layout.setContentsMargins(14, 0, 0, 0)
        right.setLayout(layout)
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        body.addWidget(self.editor)
        body.addWidget(right)
        body.setSizes([590, 620])
        body.setStretchFactor(0, 1)
        body.setStretchFactor(1, 1)
        title = label("Citation keys", "title", wrap=False)
        buttons = row(self.message, self.use_button, self.close_button, self.renew_button)
        buttons.setStretch(0, 1)
        self.setLayout(framed(row(title, None, self.papers), body, self._write_jobs, buttons))

    def _take(self, papers: PaperSet) -> None:
        self._ids = tuple(papers.ids)
        self._refresh()

    def _refresh(self) -> None:
        self.checked = False
        self.message.clear()
        self._enable()
        self._quiet.start()

    def _preview(self) -> None:
        self._quiet.stop()
        if self.editor.fault is not None:
            self._preview_jobs.stop()
            self._show(())
            return
        pattern, everything = self.editor.text, self.everything.isChecked()

        def work(context: JobContext) -> Lines:
            lines = self._keys.preview(self._ids, pattern, everything=everything, context=context)
            return tuple(sorted(lines, key=lambda line: not line.changes))

        self.summary.setText("Working out the keys…")
        self._preview_jobs.start(self._context.bridge.reader, work, self._show, self._failed)

    def _show(self, lines: Lines) -> None:
        self.checked = True
        self.changes.set_lines(lines)
        self.summary.setText(self._words(lines))
        self.table.go(0)
        self._enable()

    def _words(self, lines: Lines) -> str:
        if self.editor.fault is not None:
            return "The pattern cannot be read yet."
        if not lines:
            return "There are no papers here."
        first = sum(line.changes and not line.old for line in lines)
        other = sum(line.changes and bool(line.old) for line in lines)
        parts = [f"{plural(other, 'key')} would change"] if other else []
        parts += [f"{plural(first, 'paper')} would get a first key"] if first else []
        for origin, words in (("hand", "written by you"), ("file", "from files")):
            kept = sum(line.kept == origin for line in lines)
            verb = "stays" if kept == 1 else "stay"
            parts += [f"{plural(kept, 'key')} {words} {verb}"] if kept else []
        return " · ".join(parts) if parts else "No key would change."

    def _enable(self) -> None:
        idle = not self._write_jobs.running
        sound = self.editor.fault is None
        changing = self.changes.row_total() > 0 and self.changes.line(0).changes
        self.renew_button.setEnabled(idle and sound and self.checked and changing)
        self.use_button.setEnabled(idle and sound and self.editor.text != self._keys.pattern())

    def _busy(self, busy: bool) -> None:
        self._write_jobs.setVisible(busy)
        self.editor.setEnabled(not busy)
        self.everything.setEnabled(not busy)
        self.papers.setEnabled(not busy)
        if busy:
            self.renew_button.setEnabled(False)
            self.use_button.setEnabled(False)

    def _renewed(self, result: tuple[ChangeSet, Lines]) -> None:
        self._busy(False)
        changed = sum(line.changes for line in result[1])
        self._refresh()
        say(self.message, f"{plural(changed, 'key')} made anew. Undo takes them back.", "success")

    def _used(self) -> None:
        self._enable()
        say(self.message, "New keys are made by this pattern. Keys that exist stay.", "success")

    def _cancelled(self) -> None:
        self._busy(False)
        self._enable()
        say(self.message, "Cancelled: nothing was changed.", "muted")

    def _failed(self, fault: BaseException) -> None:
        self._busy(False)
        self._enable()
        say_fault(self.message, fault, self)
