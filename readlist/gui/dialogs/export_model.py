"""The export dialog's problems, and the colours of its preview."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from readlist.domain.export import ExportFormat, ExportProblem
from readlist.gui.dialogs.import_model import Role, RowsModel
from readlist.gui.theme import Theme
from readlist.library import Library

_CHUNK = 100  # titles read in one go, a few milliseconds


class ProblemsModel(RowsModel):
    """Problems of an export, each with the paper's title, which is read when it is shown."""

    HEADERS = (("Problem", "What is missing or odd"), ("Paper", "Enter shows the paper"))

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._problems: Sequence[ExportProblem] = ()
        self._titles: dict[int, str] = {}

    def set_problems(self, problems: Sequence[ExportProblem]) -> None:
        self.beginResetModel()
        self._problems = problems
        self.endResetModel()

    def problem(self, row: int) -> ExportProblem:
        return self._problems[row]

    def row_total(self) -> int:
        return len(self._problems)

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        if role not in (Role.DisplayRole, Role.ToolTipRole):
            return None
        return self._title(row) if column else self._problems[row].problem

    def _title(self, row: int) -> str:
        wanted = self._problems[row].paper_id
        if wanted not in self._titles:
            chunk = dict.fromkeys(p.paper_id for p in self._problems[row : row + _CHUNK])
            ids = [number for number in chunk if number not in self._titles]
            self._titles.update(dict.fromkeys(ids, ""))
            self._titles.update({r.id: r.title for r in self._library.papers.rows(ids)})
        return self._titles[wanted]


_BIBTEX = (
    (re.compile(r"^@\w+"), "accent"),
    (re.compile(r"(?<=\{)[^\s,{}=]+(?=,\s*$)"), "star"),
    (re.compile(r"^\s+[\w-]+(?=\s*=)"), "success"),
    (re.compile(r"^%.*"), "muted"),
)
_JSON = ((re.compile(r'"(?:[^"\\]|\\.)*"(?=\s*:)'), "success"),)
_RIS = ((re.compile(r"^[A-Z][A-Z0-9]  -"), "success"),)
_MARKDOWN = (
    (re.compile(r"^#+ .*"), "accent"),
    (re.compile(r"https?://[^\s)>]+"), "link"),
)
_HTML = ((re.compile(r"</?[\w!-]+|/?>"), "success"),)
_RULES: dict[ExportFormat, tuple[tuple[re.Pattern[str], str], ...]] = {
    "bibtex": _BIBTEX,
    "biblatex": _BIBTEX,
    "json": _JSON,
    "csl-json": _JSON,
    "ris": _RIS,
    "markdown": _MARKDOWN,
    "html": _HTML,
}


class PreviewColours(QSyntaxHighlighter):
    """Lightly colours the preview by its format, in the theme's colours."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        self._rules = _RULES["bibtex"]
        theme.changed.connect(self.rehighlight)

    def set_format(self, name: ExportFormat) -> None:
        self._rules = _RULES.get(name, ())
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for pattern, role in self._rules:
            for match in pattern.finditer(text[:400]):
                look = QTextCharFormat()
                look.setForeground(QColor(self._theme.colour(role)))
                self.setFormat(match.start(), match.end() - match.start(), look)
