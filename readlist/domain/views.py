"""What a reader looks at: a scope, an order, and the answer to a query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from readlist.domain.papers import Tag

ScopeKind = Literal[
    "all", "inbox", "starred", "status", "list", "tag", "untagged", "dump", "saved", "trash"
]
SortKey = Literal[
    "relevance", "title", "published", "authors", "seen", "comments", "status", "starred",
    "added", "changed", "venue", "key", "citable", "rating", "manual",
]  # fmt: skip


# An answer of so few papers leaves it open whether something else was meant.
FEW_PAPERS = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """A place of the sidebar. ``value``: a status, or the id of a list, dump or saved search, or
    a tag's name (which takes in the tags below it)."""

    kind: ScopeKind = "all"
    value: str = ""


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of papers. "relevance" without a query is "added" newest first; "manual" is a
    reading list's own order and needs a list scope."""

    key: SortKey = "relevance"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class QueryWarning:
    """A part of a query that was ignored, by its code points [start, end), and why."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAnswer:
    """The papers that answer a query, best first; ``ids`` may be an array, which cannot be hashed.

    ``terms`` are the words, prefixes (``overparam*``) and phrases to mark in shown text.
    ``scores`` holds BM25F scores of the ids that words were matched for. ``by_sql`` says that the
    index was not usable and plain matching answered; ``notice`` says such a thing in words.
    """

    query: str
    ids: Sequence[int]
    scores: Mapping[int, float] = field(default_factory=dict)
    terms: tuple[str, ...] = ()
    warnings: tuple[QueryWarning, ...] = ()
    elapsed_ms: float = 0.0
    by_sql: bool = False
    notice: str = ""

    @property
    def total(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query kept by name. ``new`` counts the papers that came since the reader last looked,
    where that was asked for."""

    id: int
    name: str
    query: str
    new: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The sidebar's numbers. Trashed papers count in ``trash`` only."""

    all: int = 0
    inbox: int = 0
    starred: int = 0
    untagged: int = 0
    trash: int = 0
    statuses: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What some papers have in common: how many have which status, are starred, trashed, have a
    note, stand on several pages, and the tags that they have with their numbers, most first."""

    statuses: Mapping[str, int] = field(default_factory=dict)
    starred: int = 0
    trashed: int = 0
    notes: int = 0
    seen: int = 0
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexState:
    """The full-text index: ``papers`` that it holds and ``pending`` ones whose latest state it
    does not know yet (all of them when it is missing or damaged)."""

    state: Literal["current", "behind", "missing", "damaged"]
    papers: int = 0
    pending: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What one word of the query adds to a paper's score.

    ``word`` is the part of the query as it was written, ``found`` the words of the paper that it
    hit, ``field`` one of title, tags, authors, notes, comments, abstract, ids; ``times`` is how
    often they stand there.
    """

    word: str
    found: tuple[str, ...]
    field: str
    times: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPaper:
    """A paper that is like another one: ``score`` from 0 to 1, and the words (or the tags and
    lists) that both share, the telling ones first."""

    id: int
    score: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """One value of a facet: how many papers of the answer have it, and the words that narrow a
    query to them (``tag:theory``)."""

    label: str
    query: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """How the papers of an answer divide by one fact; the values by count, years by time.

    ``others`` is the number of further values that are not listed.
    """

    name: Literal["tag", "year", "status", "citable", "list", "page"]
    values: tuple[FacetValue, ...]
    others: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What may be meant by the word at the cursor: ``insert`` replaces the query's code points
    [start, end). ``label`` is shown, with ``detail`` beside it (a field's meaning, a count)."""

    label: str
    insert: str
    start: int
    end: int
    kind: Literal["field", "tag", "list", "status", "value", "recent"]
    detail: str = ""
