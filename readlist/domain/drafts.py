"""What a parser read, and what an import would do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from readlist.domain.changes import ChangeSet
from readlist.domain.dumps import DumpKind
from readlist.domain.papers import Bibliography, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What Readlist JSON carries of a paper beside its bibliography.

    ``file_id`` is the paper's ``id`` in that file, by which its lists and pairs name it.
    """

    file_id: int | None = None
    tags: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    notes: tuple[Mapping[str, str], ...] = ()
    highlights: tuple[Mapping[str, object], ...] = ()
    sightings: tuple[Mapping[str, object], ...] = ()
    status: Status | None = None
    starred: bool = False
    rating: int = 0
    edited: tuple[str, ...] = ()
    added: str = ""
    changed: str = ""
    trashed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a dump. Lines are 1-based and inclusive, ``comments`` None where not given.

    ``date_text`` is the byline's date as written; a date without a year stays out of
    ``bib.published`` until the page's year is known. ``page`` is the index into the dump's
    ``pages`` (several can be pasted into one file) and ``position`` counts from 1 on that page.
    """

    bib: Bibliography
    first_line: int
    last_line: int
    page: int = 0
    position: int = 0
    comments: int | None = None
    date_text: str = ""
    authors_text: str = ""
    extras: Extras | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """A block of lines that is neither header nor entry; ``text`` is the block as it came."""

    first_line: int
    last_line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One of the pages in a dump: its own date (as in ``Dump.page_date``) and its lines."""

    page_date: str = ""
    first_line: int = 1
    last_line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDump:
    """One file, read. ``lines`` = ``header_lines`` + ``entry_lines`` + doubtful lines, always;
    a blank line belongs to what stands before it.

    ``page_date`` is the date that all of its ``pages`` have; it is empty when they differ.
    ``warnings`` are for the reader ("read as Windows-1252"). ``collection`` is the rest of a
    Readlist JSON document (tags' colours, lists, dumps, unknown keys); ``lists`` are groups of a
    citation file.
    """

    kind: DumpKind
    sha256: str
    source: str
    raw: bytes
    page_date: str = ""
    entries: tuple[Entry, ...] = ()
    doubtful: tuple[Doubtful, ...] = ()
    lines: int = 0
    header_lines: int = 0
    entry_lines: int = 0
    modified: str = ""
    pages: tuple[Page, ...] = ()
    warnings: tuple[str, ...] = ()
    collection: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearKnowledge:
    """What is known of a page's year: the year itself when it is certain, else its bounds."""

    year: int | None = None
    earliest: int | None = None
    latest: int | None = None
    reason: str = ""


class Match(StrEnum):
    """What an entry is to the library."""

    NEW = "new"
    SEEN = "seen"  # the same paper, nothing to add but the sighting
    CHANGED = "changed"  # the same paper, and the entry brings data that it lacked
    NEAR = "near"  # close to another paper: the reader decides


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedEntry:
    """One entry and its decision.

    ``paper_id`` is the paper in the library that it is (seen, changed) or may be (near), None for
    a new one; ``twin`` is instead the index into the plan's earlier entries (dump index, entry
    index) when the other paper comes in the same import. ``reason`` explains a near match.
    ``same`` is the reader's choice for a near one; None and False both import it as a new paper.
    """

    entry: Entry
    match: Match
    paper_id: int | None = None
    twin: tuple[int, int] | None = None
    reason: str = ""
    score: float = 0.0
    same: bool | None = None
    skip: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDump:
    """One page of a plan. ``already`` is the id of the dump with the same bytes, if any; 0 when
    they come earlier in the same import."""

    parsed: ParsedDump
    year: YearKnowledge
    captured: str = ""
    captured_source: str = "none"
    entries: tuple[PlannedEntry, ...] = ()
    already: int | None = None

    def count(self, match: Match) -> int:
        """How many of the entries that are not skipped have this match."""
        return sum(1 for entry in self.entries if entry.match == match and not entry.skip)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A file that could not be read at all, and why, in words for the reader."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """All that an import would do; nothing is written before it is confirmed."""

    dumps: tuple[PlannedDump, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpResult:
    """What an import did with one file.

    ``new``, ``seen`` and ``changed`` count entries as they were imported; ``near`` are those that
    were near another paper, with the decision. ``skipped`` names what was left out; ``undated``
    counts entries whose date lacks a year that nobody knows yet.
    """

    path: str
    sha256: str
    kind: DumpKind
    dump_id: int | None = None
    page_date: str = ""
    captured: str = ""
    captured_source: str = "none"
    year: int | None = None
    year_reason: str = ""
    entries: int = 0
    new: int = 0
    seen: int = 0
    changed: int = 0
    near: tuple[PlannedEntry, ...] = ()
    doubtful: tuple[Doubtful, ...] = ()
    skipped: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    undated: int = 0
    lines: int = 0
    header_lines: int = 0
    entry_lines: int = 0
    already_imported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did. ``change`` is empty when nothing was written."""

    change: ChangeSet
    dumps: tuple[DumpResult, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    papers_new: int = 0
    papers_total: int = 0
    sightings_total: int = 0


@dataclass(frozen=True, slots=True)
class RollbackPreview:
    """How many papers a rollback would remove, and how many it would keep for the reader's sake."""

    removes: int
    keeps: int
