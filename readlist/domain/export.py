"""What a reader asks of an export, and what comes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from readlist.domain.dumps import Dump
from readlist.domain.papers import Paper, ReadingList, Tag
from readlist.domain.views import SavedSearch

ExportFormat = Literal[
    "bibtex", "biblatex", "ris", "csl-json", "csv", "markdown", "html", "json"
]  # fmt: skip
ExportOrder = Literal["key", "date", "given"]

FORMATS: tuple[ExportFormat, ...] = (
    "bibtex", "biblatex", "ris", "csl-json", "csv", "markdown", "html", "json",
)  # fmt: skip
SUFFIXES: dict[ExportFormat, str] = {
    "bibtex": ".bib",
    "biblatex": ".bib",
    "ris": ".ris",
    "csl-json": ".json",
    "csv": ".csv",
    "markdown": ".md",
    "html": ".html",
    "json": ".json",
}
# Fields that a reader may leave out; all others are written when known.
OPTIONAL_FIELDS: tuple[str, ...] = ("abstract", "keywords", "note", "url", "doi")
DEFAULT_FIELDS: frozenset[str] = frozenset({"abstract", "keywords", "url", "doi"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """How to write an export.

    ``fields`` are those of OPTIONAL_FIELDS that are written; "note" (the reader's private notes)
    is not among the defaults. ``order`` "given" keeps the order of the ids. Readlist JSON is
    always whole and takes only ``order`` from here.
    """

    format: ExportFormat = "bibtex"
    fields: frozenset[str] = DEFAULT_FIELDS
    order: ExportOrder = "key"
    protect_case: bool = True


@dataclass(frozen=True, slots=True)
class ExportProblem:
    """What an exported paper lacks, or what could not be written as it stands.

    ``field`` is a citation field ("author", "year", "title"); ``problem`` is a phrase for the
    reader ("no authors").
    """

    paper_id: int
    field: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A rendered export: its text, the number of entries, and their problems."""

    text: str
    problems: tuple[ExportProblem, ...] = ()
    entries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """What Readlist JSON holds: a library whole, or the papers of a selection.

    ``lists`` are reading lists with their papers' ids in hand order, ``dumps`` the pages with
    their bytes (None where a selection leaves the page's other papers out), ``not_duplicate``
    pairs of papers that the reader told apart, ``unknown`` keys of an imported document that
    have no place here.
    """

    papers: Sequence[Paper] = ()
    tags: Sequence[Tag] = ()
    lists: Sequence[tuple[ReadingList, Sequence[int]]] = ()
    dumps: Sequence[tuple[Dump, bytes | None]] = ()
    saved_searches: Sequence[SavedSearch] = ()
    not_duplicate: Sequence[tuple[int, int]] = ()
    unknown: Mapping[str, object] = field(default_factory=dict)


def summarise(problems: Sequence[ExportProblem], entries: int) -> tuple[str, ...]:
    """One line a sort of problem, most frequent first: "no authors: 38 of 50 papers"."""
    kinds = Counter((p.paper_id, p.problem) for p in problems)
    papers = Counter(problem for _, problem in kinds)
    return tuple(
        f"{problem}: {count} of {entries} papers" for problem, count in papers.most_common()
    )
