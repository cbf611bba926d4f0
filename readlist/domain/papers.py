"""A paper, and the light row that a table shows of it."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from dataclasses import dataclass, field
from enum import StrEnum

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.dumps import Sighting
from readlist.domain.people import Name


class Status(StrEnum):
    """How far the reader is with a paper. The order is the order of the keys 1 to 5."""

    INBOX = "inbox"
    QUEUED = "queued"
    READING = "reading"
    READ = "read"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bibliography:
    """The bibliographic facts of a paper; empty text, None or () where unknown.

    ``arxiv_id`` is text without a version ("2503.02130": ids end in zeros). ``authors_count``
    is what a page says and stands when the names are unknown. ``extra`` holds fields of an
    imported citation file that have no place here, by name, and is written back on export.
    """

    title: str
    abstract: str = ""
    published: PartialDate | None = None
    published_source: DateSource = DateSource.NONE
    authors: tuple[Name, ...] = ()
    authors_count: int | None = None
    organization: str = ""
    arxiv_id: str = ""
    primary_category: str = ""
    doi: str = ""
    url: str = ""
    venue: str = ""
    entry_type: str = ""
    pages: str = ""
    citation_key: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag; ``/`` in its name makes a tree. ``colour`` is ``#rrggbb`` or empty."""

    id: int
    name: str
    colour: str = ""
    papers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingList:
    """A reading list; its papers are ordered by hand. ``papers`` is their number,
    ``citable`` of those that can be cited already."""

    id: int
    name: str
    description: str = ""
    papers: int = 0
    citable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note of the reader's in Markdown; times are ISO 8601 in UTC."""

    id: int
    paper_id: int
    text: str
    created: str
    changed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """A marked passage of the abstract.

    ``start`` and ``end`` count code points of the stored abstract, end exclusive. ``quote`` is
    the passage itself, by which it is found again when the abstract changes.
    """

    id: int
    paper_id: int
    start: int
    end: int
    quote: str
    colour: str = ""
    comment: str = ""
    created: str = ""
    changed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSource:
    """Where a field's value came from ("refs.bib line 12", a page's name, or "reader" for the
    reader) and when (ISO 8601 in UTC)."""

    field: str
    source: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """What one row of the table shows. ``comments`` is the greatest count of any sighting;
    ``lacks`` names what a citation needs and the paper does not have: "authors", "year"."""

    id: int
    title: str
    published: str = ""
    authors_label: str = ""
    starred: bool = False
    status: Status = Status.INBOX
    seen: int = 0
    comments: int | None = None
    tags: tuple[Tag, ...] = ()
    has_note: bool = False
    citation_key: str = ""
    venue: str = ""
    added: str = ""
    trashed: bool = False
    rating: int = 0
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper whole. Times are ISO 8601 in UTC; ``trashed`` is empty unless in the Trash.

    ``code_links`` are found in the abstract. ``edited`` names the fields that the reader wrote:
    no import ever changes those.
    """

    id: int
    bib: Bibliography
    status: Status = Status.INBOX
    starred: bool = False
    rating: int = 0
    added: str = ""
    changed: str = ""
    trashed: str = ""
    edited: frozenset[str] = frozenset()
    code_links: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    lists: tuple[ReadingList, ...] = ()
    notes: tuple[Note, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    sightings: tuple[Sighting, ...] = ()

    @property
    def byline(self) -> str:
        """Authors, or their number, and the organisation: "4 authors", "apple Apple"."""
        return byline(self.bib.authors, self.bib.authors_count, self.bib.organization)


def lacking(authors: Sized, published: object) -> tuple[str, ...]:
    """What a citation needs and is not known: "authors", "year". () says that it can be cited.

    The search's ``is:citable`` and ``missing:`` mean the same.
    """
    return ("authors",) * (not authors) + ("year",) * (not published)


def byline(authors: tuple[Name, ...], count: int | None, organization: str) -> str:
    """The line under a title: the names, else their number, then the organisation."""
    parts = []
    if authors:
        parts.append(", ".join(name.display for name in authors))
    elif count is not None:
        parts.append("1 author" if count == 1 else f"{count} authors")
    if organization:
        parts.append(organization)
    return " · ".join(parts)
