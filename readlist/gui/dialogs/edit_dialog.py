"""The form of all that is known of one paper, with its BibTeX entry beside it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFontDatabase, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QSplitter, QWidget
from shiboken6 import isValid

from readlist.domain.edits import FieldsChangedError
from readlist.domain.errors import KnownError
from readlist.domain.export import Export
from readlist.domain.papers import Paper
from readlist.formats.readable import readable
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import SizedDialog, button, column, label, name_it, row
from readlist.gui.dialogs.confirm import confirm
from readlist.gui.dialogs.edit_conflict import ask_whose
from readlist.gui.dialogs.edit_form import EditForm
from readlist.gui.dialogs.report import show_fault
from readlist.gui.dialogs.words import joined, plural

_PAUSE_MS = 250  # of typing, before the entry is made anew


class EditDialog(SizedDialog):
    """Edits ``paper``; all changes are one undo step. Esc asks when there are some."""

    def __init__(self, context: AppContext, paper: Paper, parent: QWidget | None = None) -> None:
        super().__init__(context.settings, "edit", QSize(1120, 760), parent)
        self._context = context
        self._paper = paper
        self._over = paper.bib  # what the reader's changes take the place of
        self._stamp = 0
        self._busy = False
        self.setWindowTitle(f"Edit details: {readable(paper.bib.title)[:80]}")
        self.form = EditForm(context, paper)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self.form)
        self._make_entry()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.area)
        split.addWidget(self.beside)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self.fault = label(role="error")
        self.save_button = button(
            "&Save", "Save all changes as one step to undo (Ctrl+Return)", self.accept, primary=True
        )
        self.save_button.setDefault(True)
        self.cancel_button = button("Cancel", "Change nothing (Esc)", self.reject)
        foot = row(self.fault, self.cancel_button, self.save_button)
        foot.setStretch(0, 1)
        box = column(foot, margin=16, spacing=12)
        box.insertWidget(0, split, 1)
        self.setLayout(box)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.accept)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self._show_entry)
        self.form.changed.connect(self._on_change)
        self.form.left.connect(self.form.show_faults)
        self._show_entry()
        self.form.fields["title"].take_focus()
        # Saving needs SQLModel, which takes a second to load: while the reader types.
        context.bridge.write(context.library.prepare_writing)

    def _make_entry(self) -> None:
        self.entry = QPlainTextEdit()
        self.entry.setReadOnly(True)
        self.entry.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        name_it(self.entry, "BibTeX entry", "The entry as it would be exported")
        self.lacks = label(role="warning")
        self.lacks.hide()
        self.beside = QWidget()
        self.beside.setMinimumWidth(280)
        box = column(label("BibTeX entry", "heading"), self.entry, self.lacks)
        box.setContentsMargins(8, 0, 0, 0)
        self.beside.setLayout(box)

    def accept(self) -> None:
        """Save; what is wrong is said beside its field, and the dialog stays."""
        if self._busy:
            return
        faulty = self.form.show_faults()
        if faulty:
            self.fault.setText(f"{plural(len(faulty), 'field')} to mend before saving.")
            faulty[0].take_focus()
            self.area.ensureWidgetVisible(faulty[0], 0, 40)
            return
        changes, back = self.form.changes(), self.form.given_back()
        if not changes:
            super().accept()
            return
        self._busy = True
        self.save_button.setEnabled(False)
        revising, paper_id, over = self._context.library.revising, self._paper.id, self._over
        self._context.bridge.write(
            lambda: revising.commit(paper_id, changes, back, over=over),
            lambda _change: self._saved(),
            self._failed,
        )

    def reject(self) -> None:
        """Close; ask first when that loses changes."""
        if self._busy:
            return
        changes = len(self.form.changes())
        if changes:
            confirm(
                self,
                "Close without saving?",
                f"You changed {plural(changes, 'field')}.",
                "Discard changes",
                self._discard,
            )
        else:
            super().reject()

    def _discard(self) -> None:
        super().reject()

    def done(self, result: int) -> None:
        self._soon.stop()
        super().done(result)

    def _saved(self) -> None:
        if isValid(self):
            super().accept()

    def _failed(self, fault: BaseException) -> None:
        if not isValid(self):
            return
        self._busy = False
        self.save_button.setEnabled(True)
        if isinstance(fault, FieldsChangedError):
            self._ask_whose(fault)
            return
        if not isinstance(fault, KnownError):
            show_fault(self, fault)
            return
        key = self.form.fields["citation_key"]
        if key.text and key.text in str(fault):
            key.show_error(str(fault))
            key.take_focus()
            self.area.ensureWidgetVisible(key, 0, 40)
        else:
            self.fault.setText(str(fault))

    def _ask_whose(self, fault: FieldsChangedError) -> None:
        def theirs() -> None:
            self.form.take_theirs(fault.fields, fault.now)
            mine()

        def mine() -> None:
            self._over = fault.now
            self.accept()

        ask_whose(self, fault, self.form.changes(), on_theirs=theirs, on_mine=mine)

    def _on_change(self) -> None:
        self.form.withdraw_errors()
        self.fault.setText("")
        self._soon.start()

    def _show_entry(self) -> None:
        """Make the entry anew of what is sound; the newest comes through."""
        revising, bridge = self._context.library.revising, self._context.bridge
        paper = revising.drafted(self._paper, self.form.changes(sound=True))
        self._stamp += 1
        stamp = self._stamp

        def done(export: Export) -> None:
            if isValid(self) and stamp == self._stamp:
                self._take_entry(export)

        bridge.run(bridge.reader, lambda _job: revising.entry(paper), done)

    def _take_entry(self, export: Export) -> None:
        place = self.entry.verticalScrollBar().value()
        self.entry.setPlainText(export.text.strip())
        self.entry.verticalScrollBar().setValue(place)
        problems = list(dict.fromkeys(problem.problem for problem in export.problems))
        self.lacks.setText(f"Cannot be cited well yet: {joined(problems)}.")
        self.lacks.setVisible(bool(problems))
