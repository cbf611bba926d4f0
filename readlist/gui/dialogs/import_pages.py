"""The upper part of the import dialog: the pages, and what is known of their dates."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.drafts import PlannedDump
from readlist.domain.errors import KnownError
from readlist.gui.dialogs.common import ElidedLabel, column, label, name_it, row
from readlist.gui.dialogs.import_model import PagesModel, short_name
from readlist.gui.dialogs.import_state import ImportState, accounting_of, is_page, page_date_label
from readlist.gui.dialogs.tables import RowsView
from readlist.gui.theme import Theme

FIRST_YEAR = 1990  # no page is older
_WIDTHS = {1: 86, 2: 54, 3: 62, 4: 52, 5: 52, 6: 74, 7: 52, 8: 74, 9: 120}


class PagesPane(QWidget):
    """A table of the pages; below it the selected page's dates, which can be set.

    ``page_selected(object)`` is a page's index, None for all; ``redated(object, object)`` asks to
    set the captured date (text) and the year (int) of the selected pages, None to leave one.
    """

    page_selected = Signal(object)
    redated = Signal(object, object)

    def __init__(self, state: ImportState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._model = PagesModel(state, theme, self)
        self.table = RowsView(
            self._model,
            "Pages",
            stretch=0,
            widths=_WIDTHS,
            elide=Qt.TextElideMode.ElideMiddle,
        )
        self.table.setMinimumHeight(self.table.height_for(1))
        self.table.row_changed.connect(lambda _row: self._show_page())
        self.title = ElidedLabel()
        self.sum = label(role="muted", wrap=False)
        name_it(self.sum, "Line accounting", "Every line of the page is one of these")
        self.reason = ElidedLabel()
        self.reason.setProperty("role", "muted")
        self.fault = label(role="error", wrap=False)
        self._make_fields()
        fields = row(
            self._year_label,
            self.year,
            self._captured_label,
            self.captured,
            self.fault,
            self.reason,
        )
        fields.setStretch(5, 1)
        facts = row(self.title, self.sum)
        facts.setStretch(0, 1)
        self.setLayout(column(self.table, facts, fields, spacing=6))
        self.table.go(0)

    @property
    def targets(self) -> list[int]:
        """The pages that an edited date is for."""
        number = self._model.dump_index(self.table.current_row())
        return list(range(len(self._state.dumps))) if number is None else [number]

    def refresh(self) -> None:
        """Show the plan's new numbers."""
        self._model.refresh()
        self._show_page(tell=False)

    def _make_fields(self) -> None:
        self.year = QLineEdit()
        self.year.setPlaceholderText("not known")
        self.year.setFixedWidth(92)
        self.year.setMaxLength(4)
        name_it(self.year, "Year of the page", "The year of the page, if you know it")
        self.year.editingFinished.connect(self._year_edited)
        self._year_label = QLabel("&Year")
        self._year_label.setBuddy(self.year)
        self.captured = QLineEdit()
        self.captured.setPlaceholderText("YYYY-MM-DD")
        self.captured.setFixedWidth(118)
        name_it(self.captured, "Captured on", "The day on which the page was saved or copied")
        self.captured.editingFinished.connect(self._captured_edited)
        self._captured_label = QLabel("Ca&ptured on")
        self._captured_label.setBuddy(self.captured)

    def _show_page(self, *, tell: bool = True) -> None:
        number = self._model.dump_index(self.table.current_row())
        self.fault.clear()
        if number is None:
            self._show_all()
        else:
            dump = self._state.dumps[number]
            when = page_date_label(dump.parsed.page_date, dump.year.year)
            name = short_name(dump.parsed.source)
            pages = len(dump.parsed.pages)
            if not is_page(dump):
                self.title.setText(name)
            elif pages > 1:
                self.title.setText(f"{name} · {pages} pages in one file")
            else:
                self.title.setText(
                    f"{name} · page of {when}" if when != "–" else f"{name} · no date"
                )
            self.sum.setText(accounting_of([dump.parsed]))
            self.reason.setText(dump.year.reason)
            self._fill(
                dump.year.year,
                captured_by_reader(dump),
                editable=dump.already is None and is_page(dump),
            )
        if tell:
            self.page_selected.emit(number)

    def _show_all(self) -> None:
        dumps = self._state.dumps
        self.title.setText("What is set here is set for every page.")
        self.sum.setText(accounting_of(dump.parsed for dump in dumps))
        self.reason.setText("")
        years = {dump.year.year for dump in dumps}
        captured = {captured_by_reader(dump) for dump in dumps}
        self._fill(
            years.pop() if len(years) == 1 else None,
            captured.pop() if len(captured) == 1 else "",
            editable=any(dump.already is None and is_page(dump) for dump in dumps),
        )

    def _fill(self, year: int | None, captured: str, *, editable: bool) -> None:
        self.year.setText(str(year or ""))
        self.year.setModified(False)
        self.captured.setText(captured)
        self.captured.setModified(False)
        for field in (self.year, self.captured):
            field.setEnabled(editable)

    def _year_edited(self) -> None:
        if not self.year.isModified():
            return
        text = self.year.text().strip()
        valid = text.isdecimal() and FIRST_YEAR <= int(text) <= date.today().year + 1
        self.fault.setText("" if valid else "Write the year as 2024.")
        if valid:
            self.year.setModified(False)
            self.redated.emit(None, int(text))

    def _captured_edited(self) -> None:
        if not self.captured.isModified():
            return
        text = self.captured.text().strip()
        try:
            valid = not text or PartialDate.parse(text).day > 0
        except KnownError:
            valid = False
        self.fault.setText("" if valid else "Write the day as 2024-12-10.")
        if valid:
            self.captured.setModified(False)
            self.redated.emit(text, None)


def captured_by_reader(dump: PlannedDump) -> str:
    """The day of capture as the reader gave it; empty when it was worked out."""
    return dump.captured if dump.captured_source == DateSource.CAPTURED else ""
