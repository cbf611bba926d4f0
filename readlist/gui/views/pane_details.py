"""The form in which every bibliographic fact of a paper can be corrected."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QGridLayout, QWidget

from readlist.domain.edits import FieldsChangedError
from readlist.domain.errors import KnownError
from readlist.domain.papers import Bibliography, Paper
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import column
from readlist.gui.dialogs.edit_conflict import ask_whose
from readlist.gui.dialogs.rule_field import RuleField
from readlist.gui.field_rules import RULES, FieldRule, provenance
from readlist.gui.growing_edit import GrowingEdit
from readlist.gui.plain_tip import plain_tip
from readlist.library.paper_fields import checked_fields
from readlist.library.revising import applied

_CHANGED = "Not saved: this was changed elsewhere. You are asked again when you go on."
_TWO_COLUMNS = 560  # pixels from which the short fields stand two in a row


@dataclass(frozen=True, slots=True)
class _Typed:
    """What the reader wrote into a field, and what it takes the place of."""

    paper_id: int
    name: str
    text: str
    over: Bibliography


class FieldEditor(RuleField):
    """One field: its label, an editor, and below it what is wrong with what was typed.

    ``committed`` comes with the field's name and new text when the reader leaves the editor
    and its text is sound and other than the stored one.
    """

    committed = Signal(str, str)

    def __init__(self, rule: FieldRule, parent: QWidget | None = None) -> None:
        super().__init__(rule, parent)
        self.over = Bibliography(title="")  # what a change takes the place of
        self._sent: str | None = None
        self.label.setProperty("role", "muted")
        self.editor.setToolTip(self._tip())
        self.setLayout(column(self.label, self.editor, self.error, spacing=2))
        self.typed.connect(self._recheck)
        self.left.connect(self.commit)
        if isinstance(self.editor, QComboBox):
            self.editor.activated.connect(self.commit)

    @property
    def touched(self) -> bool:
        """Whether the editor holds something else than the library."""
        return self.text != self.stored

    def take(self, bib: Bibliography, edited: bool, source: str = "") -> None:
        """Take over the stored value; what the reader is typing stays.

        ``source`` says in words where the value is from.
        """
        stored = self.rule.write(bib)
        keep = self.touched and self.text != self._sent
        self.stored = stored
        self._sent = None
        self.label.setText(f"{self.rule.label} ✎" if edited else self.rule.label)
        tip = "You wrote this; no import changes it." if edited else source
        self.label.setToolTip(plain_tip(tip))
        self.label.setAccessibleDescription(tip)
        if not keep and self.text != stored:
            self.set_text(stored)
        if not keep:
            self.over = bib
            self.show_error("")

    def reset(self) -> None:
        """Go back to the stored value."""
        self.set_text(self.stored)
        self.show_error("")

    def commit(self) -> None:
        """Emit ``committed`` when there is something sound and new to keep, else say why not."""
        if not self.touched or self.text == self._sent:
            return
        fault = self.fault()
        self.show_error(fault)
        if not fault:
            self._sent = self.text
            self.committed.emit(self.rule.name, self.text)

    def take_theirs(self, bib: Bibliography) -> None:
        """Show what somebody else wrote, in place of what was typed."""
        self.over, self._sent, self.stored = bib, None, self.rule.write(bib)
        self.reset()

    def refused(self, text: str) -> None:
        """The library did not take the value."""
        self._sent = None
        self.show_error(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.touched:
            self.reset()
        else:
            super().keyPressEvent(event)

    def _recheck(self) -> None:
        """Take an error away as soon as it is mended; never scold while typing."""
        if self.error.text() and not self.fault():
            self.show_error("")

    def _tip(self) -> str:
        tip = self.rule.hint or self.rule.label
        return f"{tip}\nKept when you leave the field; Escape brings the stored text back."


class DetailsForm(QWidget):
    """All fields of one paper. Each sound change is one undo step; unsound text waits here.

    ``caret_moved``: the caret of an editor of several lines went elsewhere.
    """

    caret_moved = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._paper_id = 0
        self._drafts: dict[int, dict[str, tuple[str, Bibliography]]] = {}
        self.fields = {rule.name: FieldEditor(rule, self) for rule in RULES}
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        for field in self.fields.values():
            field.committed.connect(self._save)
            if isinstance(field.editor, GrowingEdit):
                field.editor.caret_moved.connect(self.caret_moved)
        self._arrange(1)

    def show_paper(self, paper: Paper) -> None:
        """Show the stored values of ``paper``; unsound text typed for it before comes back."""
        if paper.id != self._paper_id:
            self.flush()
            self._keep_drafts()
            self._paper_id = paper.id
            for field in self.fields.values():
                field.stored = ""
                field.set_text("")
        drafts = self._drafts.pop(paper.id, {})
        sources = {one.field: one for one in self._context.library.papers.sources(paper.id)}
        for name, field in self.fields.items():
            source = provenance(paper, name, sources.get(name))
            field.take(paper.bib, name in paper.edited, source)
            if name in drafts:
                text, field.over = drafts[name]
                field.set_text(text)
                field.commit()

    def flush(self) -> None:
        """Write every field that holds something sound and new."""
        for field in self.fields.values():
            field.commit()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._arrange(2 if self.width() >= _TWO_COLUMNS else 1)

    def _keep_drafts(self) -> None:
        waiting = {
            name: (field.text, field.over)
            for name, field in self.fields.items()
            if field.touched and field.error.text()
        }
        if waiting and self._paper_id:
            self._drafts[self._paper_id] = waiting

    def _save(self, name: str, text: str) -> None:
        field = self.fields[name]
        self._write(_Typed(self._paper_id, name, text, field.over))
        # What is typed next takes the place of this.
        field.over = applied(field.over, checked_fields({name: text}))

    def _write(self, typed: _Typed) -> None:
        revising = self._context.library.revising

        def failed(fault: BaseException) -> None:
            if isinstance(fault, FieldsChangedError):
                self._ask_whose(typed, fault)
                return
            if not isinstance(fault, KnownError):
                self._context.bridge.failed.emit(fault)
            self._refused(typed, str(fault) if isinstance(fault, KnownError) else "Not saved.")

        fields = {typed.name: typed.text}
        self._context.bridge.write(
            lambda: revising.commit(typed.paper_id, fields, over=typed.over), on_error=failed
        )

    def _refused(self, typed: _Typed, why: str) -> None:
        if typed.paper_id == self._paper_id:
            field = self.fields[typed.name]
            field.over = typed.over
            field.refused(why)
        else:
            waiting = self._drafts.setdefault(typed.paper_id, {})
            waiting[typed.name] = (typed.text, typed.over)

    def _ask_whose(self, typed: _Typed, fault: FieldsChangedError) -> None:
        def theirs() -> None:
            if typed.paper_id == self._paper_id:
                self.fields[typed.name].take_theirs(fault.now)

        ask_whose(
            QApplication.activeModalWidget() or self.window(),
            fault,
            {typed.name: typed.text},
            on_theirs=theirs,
            on_mine=lambda: self._write(replace(typed, over=fault.now)),
            on_back=lambda: self._refused(typed, _CHANGED),
        )

    def _arrange(self, columns: int) -> None:
        """Short fields beside each other where there is room, long ones over the whole width."""
        if columns == self._columns:
            return
        self._columns = columns
        row, column = 0, 0
        for field in self.fields.values():
            self._grid.removeWidget(field)
            wide = field.rule.lines > 1 or columns == 1
            if wide and column:
                row, column = row + 1, 0
            self._grid.addWidget(
                field, row, column, 1, columns if wide else 1, Qt.AlignmentFlag.AlignTop
            )
            column = 0 if wide or column == columns - 1 else column + 1
            row += column == 0
        for index in range(2):
            self._grid.setColumnStretch(index, 1 if index < columns else 0)
