"""Table models of the completion dialog: services, files, papers, records, fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from readlist.domain.dates import PartialDate
from readlist.domain.filling import Offer, OfferKind, PlannedFilling
from readlist.domain.matching import Judged
from readlist.domain.people import Name
from readlist.gui.dialogs.complete_state import Answer, Group, ReviewState
from readlist.gui.dialogs.import_model import Index, Role, RowsModel
from readlist.gui.theme import Theme
from readlist.lookup.plan import Sending

FIELD_NAMES = {
    "title": "Title",
    "authors": "Authors",
    "authors_count": "Number of authors",
    "published": "Published",
    "venue": "Venue",
    "entry_type": "Entry type",
    "pages": "Pages",
    "arxiv_id": "arXiv id",
    "primary_category": "arXiv category",
    "doi": "DOI",
    "url": "URL",
    "organization": "Organisation",
    "citation_key": "Citation key",
    "extra": "Other fields",
    "abstract": "Abstract",
}
_ANSWERS = {
    Answer.OPEN: ("Undecided", "warning"),
    Answer.TAKE: ("Accept", "success"),
    Answer.LEAVE: ("Leave", "muted"),
    Answer.WRITTEN: ("Done", "muted"),
}
_LONGEST_CELL = 300  # characters of a cell, which are shortened again to its width


def shown(value: object) -> str:
    """A field's value as the reader reads it."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(one.display if isinstance(one, Name) else str(one) for one in value)
    if isinstance(value, Mapping):
        # What is no text is kept for us (what a paper was merged from), and not the reader's.
        texts = {name: text for name, text in value.items() if isinstance(text, str)}
        return "; ".join(f"{name}: {text}" for name, text in texts.items())
    return str(value) if isinstance(value, PartialDate | int) else " ".join(str(value).split())


class ServicesModel(RowsModel):
    """Which service would be sent what."""

    HEADERS = (
        ("Service", "Who is asked, in this order"),
        ("Is sent", "What leaves this machine, at most"),
        ("Requests", "How many questions at most; each answer can save others"),
        ("Address", "Where they go; the settings can name another place"),
    )
    RIGHT = frozenset((2,))

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sendings: tuple[Sending, ...] = ()

    def set_sendings(self, sendings: Sequence[Sending]) -> None:
        self.beginResetModel()
        self._sendings = tuple(sendings)
        self.endResetModel()

    def row_total(self) -> int:
        return len(self._sendings)

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401 - Qt's variant
        one = self._sendings[row]
        if role in (Role.DisplayRole, Role.AccessibleTextRole, Role.ToolTipRole):
            return (one.service, one.what, f"{one.requests:,}", one.address)[column]
        return None


class FilesModel(RowsModel):
    """Files and folders whose records are compared."""

    HEADERS = (("File", "A file with records, or a folder"), ("In", "Where it is"))

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.paths: list[Path] = []

    def add(self, paths: Sequence[Path]) -> None:
        """Add files that are not there yet."""
        fresh = [path for path in dict.fromkeys(paths) if path not in self.paths]
        self._set([*self.paths, *fresh])

    def remove(self, row: int) -> None:
        """Take a file away."""
        self._set([path for number, path in enumerate(self.paths) if number != row])

    def _set(self, paths: list[Path]) -> None:
        self.beginResetModel()
        self.paths = paths
        self.endResetModel()

    def row_total(self) -> int:
        return len(self.paths)

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        path = self.paths[row]
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return (path.name or str(path), str(path.parent))[column]
        return str(path) if role == Role.ToolTipRole else None


class PapersModel(RowsModel):
    """The papers of one group and what becomes of them."""

    HEADERS = (
        ("", "What becomes of the paper"),
        ("Paper", "The paper as the library has it"),
    )

    def __init__(self, state: ReviewState, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._theme = theme
        self.group = Group.DOUBTFUL

    def show_group(self, group: Group) -> None:
        """Show the papers of another group."""
        self.beginResetModel()
        self.group = group
        self.endResetModel()

    def paper(self, row: int) -> PlannedFilling:
        return self._state.papers(self.group)[row]

    def refresh(self) -> None:
        """Show changed decisions."""
        if self.row_total():
            last = self.index(self.row_total() - 1, len(self.HEADERS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def row_total(self) -> int:
        return len(self._state.papers(self.group))

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        one = self.paper(row)
        words, colour = self._words(one)
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return (words, one.title)[column]
        if role == Role.ToolTipRole:
            return f"{one.title}\n{one.verdict.reason}" if column else one.verdict.reason
        if role == Role.ForegroundRole and not column:
            return self._theme.colour(colour)
        return None

    def _words(self, one: PlannedFilling) -> tuple[str, str]:
        if self.group is Group.NOTHING:
            unasked = one.paper_id in self._state.findings.unasked
            return ("Not asked", "warning") if unasked else ("Not found", "muted")
        answer = self._state.answer(one)
        if answer is Answer.OPEN and self._state.brings_nothing(one):
            return "Nothing new", "muted"
        return _ANSWERS[answer]


class RecordsModel(RowsModel):
    """The records that a paper may be."""

    HEADERS = (
        ("", "The key that picks this record"),
        ("Likeness", "How alike the titles are"),
        ("Record", "The record's title"),
        ("By", "The record's first author, and its year"),
        ("From", "Where the record stands"),
    )
    RIGHT = frozenset((0, 1))

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._judged: Sequence[Judged] = ()

    def set_records(self, judged: Sequence[Judged]) -> None:
        self.beginResetModel()
        self._judged = judged
        self.endResetModel()

    def row_total(self) -> int:
        return len(self._judged)

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        one = self._judged[row]
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            key = str(row + 1) if row < 9 else ""
            title = " ".join(one.candidate.bib.title.split())
            return (key, f"{one.score:.0%}", title, _by(one), sources(one))[column]
        if role == Role.ToolTipRole:
            return sources(one) if column == 4 else one.reason
        return None


def _by(one: Judged) -> str:
    """The first author and the year: "Kipf et al. 2016"."""
    bib = one.candidate.bib
    first = bib.authors[0] if bib.authors else None
    name = (first.family or first.literal or first.given) if first else ""
    more = " et al." if len(bib.authors) > 1 else ""
    year = str(bib.published.year) if bib.published else ""
    return " ".join(part for part in (f"{name}{more}", year) if part)


def sources(one: Judged) -> str:
    """Where a record and its further ones stand: "arXiv and Semantic Scholar"."""
    names = dict.fromkeys(part.source for part in (one.candidate, *one.candidate.more))
    return ", ".join(names)


class FieldsModel(RowsModel):
    """The fields of a paper beside those of the picked record, with a check for each that can be
    taken. ``toggled(Offer)`` asks to take or leave one."""

    toggled = Signal(object)
    HEADERS = (
        ("Field", "Checked fields are taken from the record"),
        ("In the library", "What the paper has"),
        ("In the record", "What the record has"),
        ("What is done", "Why a field is taken or stays"),
    )

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._offers: Sequence[Offer] = ()
        self._checked: frozenset[str] = frozenset()
        self._open = True

    def set_offers(self, offers: Sequence[Offer], checked: frozenset[str], *, open_: bool) -> None:
        """Show another paper or record; ``open_``: whether fields can still be chosen."""
        if [one.field for one in offers] == [one.field for one in self._offers]:
            self._offers, self._checked, self._open = offers, checked, open_
            if offers:
                last = self.index(len(offers) - 1, len(self.HEADERS) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._offers, self._checked, self._open = offers, checked, open_
        self.endResetModel()

    def offer(self, row: int) -> Offer:
        return self._offers[row]

    def row_total(self) -> int:
        return len(self._offers)

    def can_choose(self, row: int) -> bool:
        """Whether the reader may take this field or leave it."""
        kind = self._offers[row].kind
        return self._open and kind in (OfferKind.LACKING, OfferKind.DIFFERENT)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and not index.column() and self.can_choose(index.row()):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:  # noqa: ANN401
        if role != Role.CheckStateRole or not index.isValid() or not self.can_choose(index.row()):
            return False
        offer = self._offers[index.row()]
        if (Qt.CheckState(value) is Qt.CheckState.Checked) != (offer.field in self._checked):
            self.toggled.emit(offer)
        return True

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        one = self._offers[row]
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return self._text(one, column)
        if role == Role.ToolTipRole:
            words = words_of(one, checked=one.field in self._checked)
            return f"{words} ({one.source})" if one.source else words
        if role == Role.CheckStateRole and not column and self.can_choose(row):
            return Qt.CheckState.Checked if one.field in self._checked else Qt.CheckState.Unchecked
        if role == Role.ForegroundRole:
            return self._colour(one, column)
        return None

    def _text(self, one: Offer, column: int) -> str:
        if column in (1, 2):
            return shown(one.mine if column == 1 else one.theirs)[:_LONGEST_CELL] or "–"
        if column == 3:
            return words_of(one, checked=one.field in self._checked)
        return FIELD_NAMES.get(one.field, one.field)

    def _colour(self, one: Offer, column: int) -> object:
        if column == 3 and one.field in self._checked:
            return self._theme.colour("success")
        if column == 3 and one.kind in (OfferKind.DIFFERENT, OfferKind.UNSAFE):
            return self._theme.colour("warning")
        if column == 3 or one.kind in (OfferKind.SAME, OfferKind.NONE):
            return self._theme.colour("muted")
        return None


def words_of(one: Offer, *, checked: bool) -> str:
    """What becomes of a field, and why."""
    if checked:
        how = "Filled" if one.mine is None else "Completed"
        how = "Replaced" if one.kind is OfferKind.DIFFERENT else how
        return f"{how} from {one.source}"
    if one.kind is OfferKind.UNSAFE:
        if one.field == "abstract":
            return "Stays: a highlight would be lost"
        return "Left out: another paper has this key"
    return {
        OfferKind.LACKING: "Left out",
        OfferKind.DIFFERENT: "Differs: stays unless checked",
        OfferKind.SAME: "The same",
        OfferKind.NONE: "Not in the record",
        OfferKind.LOCKED: "Stays: you wrote it",
        OfferKind.FIXED: "Stays",
    }[one.kind]
