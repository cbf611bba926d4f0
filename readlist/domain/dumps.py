"""A dump (one imported page or file) and the sightings of papers on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def page_date_words(page_date: str) -> str:
    """A page's date as pages write it: "Aug 13" for ``--08-13``; with a year it stays ISO."""
    if not page_date.startswith("--"):
        return page_date
    return f"{_MONTHS[int(page_date[2:4]) - 1]} {int(page_date[5:7])}"


def file_name(source: str) -> str:
    """The last part of a path of any system."""
    return source.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or source


class DumpKind(StrEnum):
    """Where a dump's bytes came from, or what they are."""

    TEXT = "text"
    HTML = "html"
    CLIPBOARD = "clipboard"
    JSON = "json"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL = "csl-json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dump:
    """One imported page, without its bytes.

    ``page_date`` is as the page has it ("Aug 13" is ``--08-13``, ISO 8601's form without a year;
    with a year ``2024-08-13``; empty when the page has none). ``captured`` is an ISO date or
    empty; ``captured_source`` is a DateSource value. ``year`` is the page's year when known, and
    ``year_reason`` says in words how, or between which years it must lie.
    """

    id: int
    sha256: str
    source: str
    kind: DumpKind
    page_date: str = ""
    year: int | None = None
    year_reason: str = ""
    captured: str = ""
    captured_source: str = "none"
    imported: str = ""
    entries: int = 0
    doubtful: int = 0
    papers_added: int = 0

    @property
    def label(self) -> str:
        """A short name for the sidebar: the page's date, else the file's name."""
        words = page_date_words(self.page_date)
        if self.year and self.page_date.startswith("--"):
            return f"{words}, {self.year}"
        return words or file_name(self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A paper on a dump: 1-based position and lines, as the page had it.

    Several pages can be pasted into one dump: positions count on each page (``page`` from 0), and
    the same paper can stand on two of them. ``page_date`` is that page's own date.

    ``date_text`` is the byline's date as written ("Oct 16"), ``comments`` None where the page
    gives no count.
    """

    id: int
    paper_id: int
    dump_id: int
    position: int
    first_line: int
    last_line: int
    comments: int | None = None
    date_text: str = ""
    authors_text: str = ""
    dump_label: str = ""
    page: int = 0
    page_date: str = ""
