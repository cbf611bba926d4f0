"""Table models of an import plan: its pages, entries, doubtful blocks and unreadable files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from readlist.domain.drafts import Doubtful, Match, PlannedDump, PlannedEntry, Unreadable
from readlist.gui.dialogs.import_state import (
    ImportState,
    Place,
    counted,
    page_date_label,
    year_wanted,
)
from readlist.gui.dialogs.words import plural
from readlist.gui.plain_tip import plain_tip
from readlist.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
Role = Qt.ItemDataRole
MATCH_WORDS = {
    Match.NEW: "New",
    Match.SEEN: "Seen before",
    Match.CHANGED: "Changed",
    Match.NEAR: "Near another",
}
MATCH_ROLES = {
    Match.NEW: "success",
    Match.SEEN: "muted",
    Match.CHANGED: "accent",
    Match.NEAR: "warning",
}


def short_name(source: str) -> str:
    """The last part of a path; a source without a path stays as it is."""
    return PurePath(source).name or source


def line_range(first: int, last: int) -> str:
    """ "23–25", or "23" for one line."""
    return str(first) if first == last else f"{first}–{last}"


class RowsModel(QAbstractTableModel):
    """A read-only table over a sequence; ``HEADERS`` are (title, tooltip) pairs."""

    HEADERS: tuple[tuple[str, str], ...] = ()
    RIGHT: frozenset[int] = frozenset()

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else self.row_total()

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's variant
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.HEADERS):
            return None
        if role == Role.DisplayRole:
            return self.HEADERS[section][0]
        if role == Role.ToolTipRole:
            return self.HEADERS[section][1]
        if role == Role.TextAlignmentRole and section in self.RIGHT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid() or not 0 <= index.row() < self.row_total():
            return None
        if role == Role.TextAlignmentRole and index.column() in self.RIGHT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        value = self.cell(index.row(), index.column(), role)
        return plain_tip(value) if role == Role.ToolTipRole and value else value

    def row_total(self) -> int:
        raise NotImplementedError

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        raise NotImplementedError


class PagesModel(RowsModel):
    """The pages of a plan; with several pages the first row is their sum."""

    HEADERS = (
        ("Page", "The file or clipboard that the page came from"),
        ("Page date", "The date that the page itself shows"),
        ("Year", "The year of the page, where it is known"),
        ("Entries", "Papers on the page"),
        ("New", "Papers that the library does not have yet"),
        ("Seen", "Papers that the library has already"),
        ("Changed", "Known papers of which the page tells more"),
        ("Near", "Entries that may be a known paper: you decide"),
        ("Doubtful", "Blocks of lines that are neither header nor entry"),
        ("Note", "What else there is to say"),
    )
    RIGHT = frozenset(range(3, 9))

    def __init__(self, state: ImportState, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._theme = theme

    @property
    def offset(self) -> int:
        """1 when the first row is the sum, else 0."""
        return 1 if len(self._state.dumps) > 1 else 0

    def dump_index(self, row: int) -> int | None:
        """The page of a row, None for the row of sums."""
        number = row - self.offset
        return number if 0 <= number < len(self._state.dumps) else None

    def refresh(self) -> None:
        """Show changed numbers; the number of pages stays."""
        if self.row_total():
            last = self.index(self.row_total() - 1, len(self.HEADERS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def row_total(self) -> int:
        return len(self._state.dumps) + self.offset

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        number = self.dump_index(row)
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return self._text(number, column)
        if role == Role.ToolTipRole:
            return self._tip(number, column)
        if role == Role.FontRole and number is None:
            font = QFont()
            font.setBold(True)
            return font
        if role == Role.ForegroundRole:
            return self._colour(number, column)
        return None

    def _text(self, number: int | None, column: int) -> str:
        if 3 <= column <= 8:
            value = self._state.totals(number, known=True)[column - 3]
            return f"{value:,}" if value or column == 3 else "–"
        if number is None:
            kinds = [dump.parsed.kind for dump in self._state.dumps]
            return f"All {counted(kinds)}" if column == 0 else ""
        dump = self._state.dumps[number]
        return (
            (
                short_name(dump.parsed.source),
                page_date_label(dump.parsed.page_date, None),
                str(dump.year.year or ("?" if year_wanted(dump) else "–")),
            )[column]
            if column < 3
            else self._note(dump)
        )

    def _note(self, dump: PlannedDump) -> str:
        if dump.already is not None:
            return "Imported before" if dump.already else "Same as a page above"
        if not dump.entries:
            return "No entries"
        if dump.parsed.warnings:
            return dump.parsed.warnings[0]
        if len(dump.parsed.pages) > 1:
            return pages_label(len(dump.parsed.pages))
        return "Year not known" if year_wanted(dump) else ""

    def _tip(self, number: int | None, column: int) -> str | None:
        if number is None:
            return None
        dump = self._state.dumps[number]
        if column == 0:
            return dump.parsed.source
        if column in (1, 2):
            return dump.year.reason or None
        return "\n".join(dump.parsed.warnings) or self._text(number, 9) if column == 9 else None

    def _colour(self, number: int | None, column: int) -> Any:  # noqa: ANN401
        if number is not None and self._state.dumps[number].already is not None:
            return self._theme.colour("muted")
        if column in (7, 8) and self._state.totals(number, known=True)[column - 3]:
            return self._theme.colour("warning")
        return None


class EntriesModel(RowsModel):
    """The entries of a plan that pass the filter. Only places are held: 20,000 cost nothing."""

    HEADERS = (
        ("Import", "Whether the entry is imported (Space)"),
        ("What", "What the entry is to the library"),
        ("Title", "The title as the page has it"),
        ("Published", "The byline's date"),
        ("Comments", "The comment count on the page"),
        ("Page", "Where the entry stands"),
        ("Lines", "First and last line of the entry"),
    )
    RIGHT = frozenset((4, 6))

    def __init__(self, state: ImportState, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._theme = theme
        self._places: list[Place] = []
        self._page: int | None = None
        self._match: Match | None = None
        self._words: tuple[str, ...] = ()
        self._collect()

    def set_filter(self, page: int | None, match: Match | None, text: str) -> None:
        """Show the entries of one page (None: all), of one match, that hold every word."""
        self._page, self._match = page, match
        self._words = tuple(text.casefold().split())
        self.reload()

    def reload(self) -> None:
        """Collect the rows anew after the plan has changed."""
        self.beginResetModel()
        self._collect()
        self.endResetModel()

    def refresh(self) -> None:
        """Show changed decisions; the rows stay, so that a selection stays too."""
        if self._places:
            last = self.index(len(self._places) - 1, len(self.HEADERS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def place(self, row: int) -> Place:
        return self._places[row]

    def places(self) -> Sequence[Place]:
        return self._places

    def row_of(self, place: Place) -> int:
        """The row of an entry, -1 when the filter hides it."""
        try:
            return self._places.index(place)
        except ValueError:
            return -1

    def row_total(self) -> int:
        return len(self._places)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == 0 and self._open(index.row()):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:  # noqa: ANN401
        if role != Role.CheckStateRole or not index.isValid() or index.column() != 0:
            return False
        taken = Qt.CheckState(value) is Qt.CheckState.Checked
        self._state.skip([self._places[index.row()]], not taken)
        self.dataChanged.emit(index, self.index(index.row(), len(self.HEADERS) - 1))
        return True

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        place = self._places[row]
        entry = self._state.entry(place)
        result: Any = None
        if role == Role.DisplayRole:
            result = self._text(place, entry, column)
        elif role == Role.AccessibleTextRole:
            result = self._text(place, entry, column) or self.HEADERS[column][0]
        elif role == Role.CheckStateRole and column == 0 and self._open(row):
            result = Qt.CheckState.Unchecked if entry.skip else Qt.CheckState.Checked
        elif role == Role.ToolTipRole:
            result = self._tip(place, entry, column)
        elif role == Role.ForegroundRole and (entry.skip or not self._open(row)):
            result = self._theme.colour("disabled")
        elif role == Role.ForegroundRole and column == 1:
            result = self._theme.colour(MATCH_ROLES[entry.match])
        return result

    def _open(self, row: int) -> bool:
        return self._state.dumps[self._places[row][0]].already is None

    def _text(self, place: Place, entry: PlannedEntry, column: int) -> str:
        dump, read = self._state.dumps[place[0]], entry.entry
        return (
            "",
            what(entry) if dump.already is None else "Imported before",
            read.bib.title,
            str(read.bib.published or read.date_text),
            "" if read.comments is None else str(read.comments),
            short_name(dump.parsed.source),
            line_range(read.first_line, read.last_line),
        )[column]

    def _tip(self, place: Place, entry: PlannedEntry, column: int) -> str | None:
        if column == 1 and entry.reason:
            return entry.reason
        if column == 2:
            return entry.entry.bib.title
        if column == 5:
            return self._state.dumps[place[0]].parsed.source
        return None

    def _collect(self) -> None:
        pages = range(len(self._state.dumps)) if self._page is None else (self._page,)
        self._places = [
            (number, index)
            for number in pages
            for index in self._passing(self._state.dumps[number].entries)
        ]

    def _passing(self, entries: Sequence[PlannedEntry]) -> Iterable[int]:
        found: Iterable[int] = range(len(entries))
        if self._match is not None:
            found = [at for at in found if entries[at].match is self._match]
        for word in self._words:
            found = [at for at in found if word in entries[at].entry.bib.title.casefold()]
        return found


def what(entry: PlannedEntry) -> str:
    """What an entry is to the library, with the reader's decision."""
    if entry.match is Match.NEAR and entry.same is not None:
        return "Same paper" if entry.same else "Different"
    return MATCH_WORDS[entry.match]


class DoubtfulModel(RowsModel):
    """The doubtful blocks of a plan."""

    HEADERS = (
        ("Lines", "First and last line of the block"),
        ("Why", "Why the block is neither header nor entry"),
        ("Text", "How the block begins"),
        ("Page", "Where the block stands"),
        ("Decision", "What becomes of it"),
    )

    def __init__(self, state: ImportState, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._theme = theme
        self._blocks = state.doubtful()

    def reload(self) -> None:
        self.beginResetModel()
        self._blocks = self._state.doubtful()
        self.endResetModel()

    def refresh(self) -> None:
        """Show changed decisions."""
        if self._blocks:
            last = self.index(len(self._blocks) - 1, len(self.HEADERS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def block(self, row: int) -> tuple[int, int, Doubtful]:
        """The index of the page, of the block on it, and the block."""
        return self._blocks[row]

    def row_total(self) -> int:
        return len(self._blocks)

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        number, _index, block = self._blocks[row]
        passed = self._state.passed(number, block)
        if role == Role.ForegroundRole:
            return self._theme.colour("disabled") if passed else None
        if role == Role.ToolTipRole and column == 3:
            return self._state.dumps[number].parsed.source
        if role not in (Role.DisplayRole, Role.ToolTipRole):
            return None
        return (
            line_range(block.first_line, block.last_line),
            block.reason,
            " ".join(block.text[:300].split()),
            short_name(self._state.dumps[number].parsed.source),
            "left out" if passed else "open",
        )[column]


class UnreadableModel(RowsModel):
    """The files that could not be read at all."""

    HEADERS = (("File", "The file"), ("Why", "Why it could not be read"))

    def __init__(self, files: Sequence[Unreadable], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files = files

    def row_total(self) -> int:
        return len(self._files)

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        file = self._files[row]
        if role == Role.ToolTipRole:
            return file.reason if column else file.source
        if role == Role.DisplayRole:
            return file.reason if column else short_name(file.source)
        return None


def count_label(match: Match | None, count: int) -> str:
    """The caption of a filter button: "All 315", "New 220"."""
    return f"{'All' if match is None else MATCH_WORDS[match]} {count:,}"


def pages_label(count: int) -> str:
    return plural(count, "page")
