"""Giving an imported page its year later."""

from __future__ import annotations

from datetime import date

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QWidget
from shiboken6 import isValid

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.dumps import Dump, DumpKind
from readlist.domain.errors import KnownError
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import button, column, label, name_it, row
from readlist.gui.dialogs.import_state import page_date_label
from readlist.gui.dialogs.report import show_fault

_PAGES = (DumpKind.TEXT, DumpKind.HTML, DumpKind.CLIPBOARD)


def can_be_dated(dump: Dump) -> bool:
    """Whether an import has a year to be set: it is a page, and does not say its year itself."""
    return dump.kind in _PAGES and not dump.page_date[:4].isdigit()


class YearDialog(QDialog):
    """Asks for the year of the page ``dump``, or for the day on which it was saved."""

    def __init__(self, context: AppContext, dump: Dump, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._dump = dump
        self.setWindowTitle("Set the year")
        self.setMinimumWidth(440)
        when = page_date_label(dump.page_date, None)
        title = label(dump.label if when == "–" else f"Page of {when}", "title")
        given = dump.captured_source == DateSource.CAPTURED
        self.year = QLineEdit(str(dump.year or "") if given else "")
        self.year.setPlaceholderText("not known")
        self.year.setMaxLength(4)
        name_it(self.year, "Year of the page", "The year of the page, if you know it")
        self.captured = QLineEdit()
        self.captured.setPlaceholderText("YYYY-MM-DD")
        name_it(self.captured, "Saved on", "Or the day on which the page was saved or copied")
        self.fault = label(role="error")
        self.fault.hide()
        self.set_button = button(
            "&Set", "Date the page and its papers (Enter)", self.accept, primary=True
        )
        self.set_button.setDefault(True)
        self.clear_button = button("&Clear", "Forget the year that was given", self._clear)
        self.clear_button.setEnabled(given)
        cancel = button("Cancel", "Change nothing (Esc)", self.reject)
        self.setLayout(
            column(
                title,
                label(dump.year_reason, "muted"),
                row(_buddy("&Year", self.year), self.year),
                row(_buddy("&Or saved on", self.captured), self.captured),
                label(
                    "Dates without a year on this page get it, except those that you have"
                    " written yourself.",
                    "muted",
                ),
                self.fault,
                row(self.clear_button, None, cancel, self.set_button),
                margin=16,
            )
        )
        self.year.textEdited.connect(lambda _text: self._edited(self.captured))
        self.captured.textEdited.connect(lambda _text: self._edited(self.year))
        self._check()
        self.year.setFocus()
        self.year.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._grow()

    def accept(self) -> None:
        """Set the year; what cannot be is said here, and the dialog stays."""
        if not self.set_button.isEnabled():
            return
        year, captured = self.year.text().strip(), self.captured.text().strip()
        self._write(captured=captured, year=int(year) if year else None)

    def _clear(self) -> None:
        self._write(captured="", year=None)

    def _write(self, *, captured: str, year: int | None) -> None:
        importing, dump_id = self._context.library.importing, self._dump.id
        self.set_button.setEnabled(False)
        self._context.bridge.write(
            lambda: importing.redate(dump_id, captured=captured, year=year),
            lambda _change: self._written(),
            self._failed,
        )

    def _written(self) -> None:
        if isValid(self):
            super().accept()

    def _failed(self, fault: BaseException) -> None:
        if not isValid(self):
            return
        self._check()
        if isinstance(fault, KnownError):
            self.fault.setText(str(fault))
            self.fault.show()
            self._grow()
        else:
            show_fault(self, fault)

    def _grow(self) -> None:
        """As high as the wrapped sentences need: a layout does not ask for that by itself."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            needed = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), max(self.height(), needed))

    def _edited(self, other: QLineEdit) -> None:
        """One of the two says it all: the other is emptied."""
        other.clear()
        self.fault.hide()
        self._check()

    def _check(self) -> None:
        self.set_button.setEnabled(
            _is_year(self.year.text().strip()) or _is_day(self.captured.text().strip())
        )


def _buddy(text: str, field: QLineEdit) -> QLabel:
    words = QLabel(text)
    words.setBuddy(field)
    words.setMinimumWidth(96)
    return words


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdecimal() and int(text) > 0


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text)) and PartialDate.parse(text).day > 0
    except (ValueError, KnownError):
        return False
