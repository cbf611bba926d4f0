"""Tables of the dialog of citation keys: old and new keys, and what a pattern can hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor

from readlist.domain.dates import PartialDate
from readlist.domain.key_fields import FIELDS, FILTERS
from readlist.domain.key_patterns import READY_PATTERNS, parse_pattern
from readlist.domain.keys import KeyChange
from readlist.domain.papers import Bibliography
from readlist.domain.people import parse_name
from readlist.gui.dialogs.import_model import Role, RowsModel
from readlist.gui.theme import Theme

Rows = Sequence[tuple[str, ...]]

_KEPT = {"hand": "stays: written by you", "file": "stays: from a file", "": "stays the same"}
# Well-known papers on which the help shows what a field gives.
_ATTENTION = Bibliography(
    title="Attention Is All You Need",
    authors=tuple(map(parse_name, ("Ashish Vaswani", "Noam Shazeer", "Niki Parmar"))),
    published=PartialDate(2017, 6, 12),
    arxiv_id="1706.03762",
    venue="Advances in Neural Information Processing Systems (NeurIPS)",
    organization="Google",
)
_LLAVA = Bibliography(
    title="LLaVA: Large Language and Vision Assistant", published=PartialDate(2023)
)
_EMBEDDING = Bibliography(
    title="Visualizing Data using t-SNE", authors=(parse_name("Laurens van der Maaten"),)
)
_MULLER = Bibliography(title="A Title", authors=(parse_name("Jörg Müller"),))
_FIELD_PAPERS = {"name": _LLAVA, "authfull": _EMBEDDING}
_FILTERED = {
    "lower": "[auth:lower]", "upper": "[auth:upper]", "capitalize": "[title:capitalize]",
    "abbr": "[title:abbr]", "umlauts": "[auth:umlauts]", "join": "[words:join(-)]",
    "or": "[auth:or(anon)]",
}  # fmt: skip
_FILTER_PAPERS = {"umlauts": _MULLER, "or": _LLAVA}


class KeyChangesModel(RowsModel):
    """Old and new keys; those that stay come last and say why."""

    HEADERS = (
        ("Key now", "The key that the paper has"),
        ("New key", "The key that it would get"),
        ("Paper", ""),
    )

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: Sequence[KeyChange] = ()

    def set_lines(self, lines: Sequence[KeyChange]) -> None:
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def line(self, row: int) -> KeyChange:
        return self._lines[row]

    def row_total(self) -> int:
        return len(self._lines)

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        line = self._lines[row]
        if role == Role.ForegroundRole:
            return None if line.changes else QColor(self._theme.colour("muted"))
        if role not in (Role.DisplayRole, Role.ToolTipRole):
            return None
        new = line.new if line.changes else _KEPT[line.kept]
        return (line.old or "none yet", new, line.title)[column]


class TextsModel(RowsModel):
    """Rows of texts under the given headings; texts beyond these are not shown."""

    def __init__(self, headers: Rows, rows: Rows = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.HEADERS = tuple((title, tip) for title, tip in headers)
        self._rows = rows

    def set_rows(self, rows: Rows) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def texts(self, row: int) -> tuple[str, ...]:
        return self._rows[row]

    def row_total(self) -> int:
        return len(self._rows)

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        shown = role in (Role.DisplayRole, Role.ToolTipRole)
        return self._rows[row][column] if shown else None


def ready_rows() -> Rows:
    """The ready patterns: the keys of two well-known papers, what it is, the pattern itself."""
    return [
        (f"{_stem(text, _ATTENTION)}, {_stem(text, _LLAVA)}", says, text)
        for text, says in READY_PATTERNS
    ]


def field_rows() -> Rows:
    """The fields: how each is written, what it is, what it gives."""
    rows = []
    for field in FIELDS:
        written = f"[{field.name}]"
        paper = _FIELD_PAPERS.get(field.name.lower(), _ATTENTION)
        says = field.says
        if field.number:
            says += f" ([{field.name}2]: {field.number.replace('N', '2')})"
        rows.append((written, _stem(written, paper), says))
    return rows


def filter_rows() -> Rows:
    """The filters and what else stands in brackets: an example, its key, what it does."""
    rows = [
        ("[auth|name]", _stem("[auth|name]", _LLAVA), "the second where the first is empty"),
        ("[auth:3]", _stem("[auth:3]", _ATTENTION), "first three letters"),
    ]
    for one in FILTERS:
        written = _FILTERED[one.name]
        paper = _FILTER_PAPERS.get(one.name, _ATTENTION)
        rows.append((written, _stem(written, paper), one.says))
    return rows


def _stem(pattern: str, paper: Bibliography) -> str:
    return parse_pattern(pattern).stem(paper, 12)
