"""What a reader is told of an export before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ReportKind = Literal[
    "missing", "type", "character", "near", "changed-key", "left-out", "new-key"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One finding: the paper that it is about (0 when the library has none), a phrase, and the
    other paper where it is about two."""

    paper_id: int
    text: str
    other: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportGroup:
    """The findings of one sort under a title ("No authors"); never empty.

    ``harmless`` says that nothing needs to be done about them.
    """

    kind: ReportKind
    title: str
    lines: tuple[ReportLine, ...]
    harmless: bool = False

    @property
    def papers(self) -> int:
        """How many papers (or entries that are no paper's) the group is about."""
        return len({line.paper_id or line.text for line in self.lines})
