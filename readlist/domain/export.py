"""What a reader asks of an export, and what comes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from readlist.domain.dumps import Dump
from readlist.domain.papers import Paper, ReadingList, Tag
from readlist.domain.views import SavedSearch

ExportFormat = Literal[
    "bibtex", "biblatex", "ris", "csl-json", "csv", "markdown", "html", "json",
    "bibliography", "bibliography-html",
]  # fmt: skip
ExportOrder = Literal["key", "date", "given"]
ArxivStyle = Literal["howpublished", "journal", "eprint"]

FORMATS: tuple[ExportFormat, ...] = (
    "bibtex", "biblatex", "ris", "csl-json", "csv", "markdown", "html", "bibliography",
    "bibliography-html", "json",
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
    "bibliography": ".txt",
    "bibliography-html": ".html",
}
# Fields that a reader may leave out; all others are written when known.
OPTIONAL_FIELDS: tuple[str, ...] = ("abstract", "keywords", "note", "url", "doi")
DEFAULT_FIELDS: frozenset[str] = frozenset({"abstract", "keywords", "url", "doi"})
DEFAULT_STYLE = "ieee"
_CHARACTER_LINES = 8  # of a summary
_CHOICES: dict[str, tuple[str, ...]] = {
    "format": FORMATS,
    "order": get_args(ExportOrder),
    "arxiv": get_args(ArxivStyle),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """How to write an export.

    ``fields`` are those of OPTIONAL_FIELDS that are written; "note" (the reader's private notes)
    is not among the defaults. ``order`` "given" keeps the order of the ids. Readlist JSON is
    always whole and in the order of the ids: it takes nothing from here.

    For BibTeX and BibLaTeX alone: ``arxiv`` says how a BibTeX entry shows a preprint (BibLaTeX
    prints the id itself), ``ascii`` writes BibLaTeX in ASCII as BibTeX always is. With
    ``protect_case`` the words and phrases of ``keep_words`` are braced besides those that the
    rules find, and those of ``plain_words`` never; one in small letters stands for any spelling.

    For a formatted bibliography alone: ``style`` is the name of a shipped CSL style, or the path of
    a style's file; ``order`` holds where the style does not sort.
    """

    format: ExportFormat = "bibtex"
    fields: frozenset[str] = DEFAULT_FIELDS
    order: ExportOrder = "key"
    protect_case: bool = True
    arxiv: ArxivStyle = "howpublished"
    ascii: bool = False
    keep_words: tuple[str, ...] = ()
    plain_words: tuple[str, ...] = ()
    style: str = DEFAULT_STYLE


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a list that is written for people (Markdown, HTML): its name, and what
    the reader wrote about it."""

    title: str = "Reading list"
    about: str = ""


def options_document(options: ExportOptions) -> dict[str, object]:
    """The options as a JSON object, for keeping them; ``options_of`` reads it."""
    document = asdict(options)
    return document | {
        "fields": sorted(options.fields),
        "keep_words": list(options.keep_words),
        "plain_words": list(options.plain_words),
    }


def options_of(document: Mapping[str, object]) -> ExportOptions:
    """The options of a kept JSON object; what it lacks or spells wrongly takes its default.

    Unknown keys are left alone, so that an object of a later version can be read.
    """
    known: dict[str, Any] = {}
    for name, choices in _CHOICES.items():
        if document.get(name) in choices:
            known[name] = document[name]
    for name in ("protect_case", "ascii"):
        if isinstance(document.get(name), bool):
            known[name] = document[name]
    for name in ("keep_words", "plain_words"):
        if (words := _texts(document.get(name))) is not None:
            known[name] = tuple(words)
    if isinstance(style := document.get("style"), str) and style:
        known["style"] = style
    if (fields := _texts(document.get("fields"))) is not None:
        known["fields"] = frozenset(fields) & frozenset(OPTIONAL_FIELDS)
    return ExportOptions(**known)


def _texts(value: object) -> list[str] | None:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return None
    return value


@dataclass(frozen=True, slots=True)
class ExportProblem:
    """What an exported paper lacks, or what could not be written as it stands.

    ``field`` is a citation field ("author", "year", "title"); ``problem`` is a phrase for the
    reader ("no authors"). ``kind``: the field is "missing", the entry's "type" wants it, or a
    "character" of it could not be written as it stands.
    """

    paper_id: int
    field: str
    problem: str
    kind: Literal["missing", "type", "character"] = "missing"


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
    """One line a sort of problem, most frequent first: "no authors: 38 of 50 papers".

    Characters come last, and only those that are met most: other scripts have thousands.
    """
    special = [problem for problem in problems if problem.kind == "character"]
    lines = _lines((p for p in problems if p.kind != "character"), entries)
    characters = _lines(special, entries)
    if len(characters) > _CHARACTER_LINES:
        papers = len({problem.paper_id for problem in special})
        rest = len(characters) - _CHARACTER_LINES + 1
        more = f"{rest} more problems with characters; these and the above: {papers} of {entries}"
        characters = [*characters[: _CHARACTER_LINES - 1], f"{more} papers"]
    return (*lines, *characters)


def _lines(problems: Iterable[ExportProblem], entries: int) -> list[str]:
    kinds = dict.fromkeys((p.paper_id, p.problem) for p in problems)
    papers = Counter(problem for _, problem in kinds)
    return [f"{problem}: {count} of {entries} papers" for problem, count in papers.most_common()]
