"""All fields of one paper, to be changed together."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from readlist.domain.identifiers import Identifiers
from readlist.domain.papers import Bibliography, FieldSource, Paper
from readlist.gui.context import AppContext
from readlist.gui.dialogs.edit_authors import AuthorsField
from readlist.gui.dialogs.edit_extra import ExtraFields
from readlist.gui.dialogs.edit_field import EditField
from readlist.gui.dialogs.edit_paste import PasteIdentifier
from readlist.gui.field_rules import RULES

_ORDER = (
    "title", "authors", "published", "authors_count", "venue", "entry_type", "pages",
    "organization", "arxiv_id", "primary_category", "doi", "url", "citation_key", "abstract",
)  # fmt: skip

_TWO_COLUMNS = 460  # pixels from which the short fields stand two in a row


class EditForm(QWidget):
    """``changed`` comes at every change, ``left`` when a field loses the keyboard."""

    changed = Signal()
    left = Signal()

    def __init__(self, context: AppContext, paper: Paper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rules = {rule.name: rule for rule in RULES}
        self.paste = PasteIdentifier(context, paper.id, self)
        self.paste.found.connect(self.put)
        self.fields: dict[str, EditField] = {
            name: (AuthorsField if name == "authors" else EditField)(
                rules[name], context.theme, self
            )
            for name in _ORDER
        }
        self.extra = ExtraFields(self)
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 12, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(10)
        self._arrange(2)
        self._show(paper, context.library.papers.sources(paper.id))
        for field in self.fields.values():
            field.changed.connect(self.changed)
            field.left.connect(self.left)
        self.extra.changed.connect(self.changed)

    @property
    def touched(self) -> bool:
        """Whether anything is other than in the library."""
        return self.extra.touched or any(field.touched for field in self.fields.values())

    @property
    def parts(self) -> list[EditField | ExtraFields]:
        """All fields, from top to bottom."""
        return [*self.fields.values(), self.extra]

    def changes(self, *, sound: bool = False) -> dict[str, object]:
        """The changed fields by name, with what stands there; only ``sound`` ones on demand."""
        found: dict[str, object] = {
            name: field.text
            for name, field in self.fields.items()
            if field.touched and not (sound and field.fault())
        }
        if self.extra.touched and not (sound and self.extra.fault()):
            found["extra"] = self.extra.values()
        return found

    def take_theirs(self, names: Collection[str], bib: Bibliography) -> None:
        """Show what somebody else wrote into fields, in place of what was typed."""
        for name in names:
            if name in self.fields:
                self.fields[name].take_theirs(bib)
            else:
                self.extra.show_values(bib.extra)

    def given_back(self) -> set[str]:
        """The fields that are to be the reader's no longer."""
        return {name for name, field in self.fields.items() if field.given_back}

    def show_faults(self) -> list[EditField | ExtraFields]:
        """Say beside each changed field what is wrong with it; those that have something."""
        faulty: list[EditField | ExtraFields] = []
        for part in self.parts:
            fault = part.fault() if part.touched else ""
            part.show_error(fault)
            if fault:
                faulty.append(part)
        return faulty

    def withdraw_errors(self) -> None:
        """Take away what has been mended; nobody is scolded while typing."""
        for part in self.parts:
            if not part.fault():
                part.show_error("")

    def put(self, found: Identifiers) -> None:
        """Write identifiers into their fields."""
        for name, value in found.fields.items():
            self.fields[name].set_text(value)

    def _show(self, paper: Paper, sources: Sequence[FieldSource]) -> None:
        known = {source.field: source for source in sources}
        for name, field in self.fields.items():
            field.show_value(paper, known.get(name))
        self.extra.show_values(paper.bib.extra)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self.width() >= _TWO_COLUMNS else 1)

    def _arrange(self, columns: int) -> None:
        """Short fields beside each other where there is room, long ones over the whole width."""
        if columns == self._columns:
            return
        self._columns = columns
        grid, line, section = self._grid, 1, 0
        grid.addWidget(self.paste, 0, 0, 1, columns)
        for field in self.fields.values():
            wide = columns == 1 or field.rule.lines > 1
            if wide and section:
                line, section = line + 1, 0
            span = columns if wide else 1
            grid.addWidget(field, line, section, 1, span, Qt.AlignmentFlag.AlignTop)
            section = 0 if wide else 1 - section
            line += section == 0
        grid.addWidget(self.extra, line + 1, 0, 1, columns)
        for row in range(grid.rowCount()):
            grid.setRowStretch(row, 0)
        grid.setRowStretch(line + 2, 1)
        for column in range(2):
            grid.setColumnStretch(column, 1 if column < columns else 0)
