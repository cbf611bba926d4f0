"""Text copied or saved from a Daily Papers page into entries, every line accounted for."""

from __future__ import annotations

import hashlib
from collections import Counter
from itertools import pairwise

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.drafts import Doubtful, Entry, Page, ParsedDump
from readlist.domain.dumps import DumpKind
from readlist.domain.errors import KnownError
from readlist.domain.papers import Bibliography
from readlist.formats.daily_bytes import clean, decode, split_lines
from readlist.formats.daily_lines import (
    Line,
    Sort,
    read_authors,
    read_date,
    read_organisation,
    sort_of,
    unglue,
)
from readlist.formats.daily_pieces import Layout, Piece, lay_out

_HEADER = -1
_MOST_LINES = 2_000_000  # half a million papers; beyond it is no page, and would fill the memory


def parse_text(
    raw: bytes, source: str, kind: DumpKind = DumpKind.TEXT, modified: str = ""
) -> ParsedDump:
    """Read a Daily Papers text, damaged or whole.

    Never raises for any text; raise KnownError for bytes that are none.
    """
    text, warnings = decode(raw)
    lines = split_lines(text)
    content = []
    for number, line in enumerate(lines, 1):
        if line and (cleaned := clean(line)):
            content.append(Line(number, cleaned, sort_of(cleaned)))
    if len(content) > _MOST_LINES:
        raise KnownError(
            f"It has {len(content):,} lines of text: too many for saved pages.",
            "Split it, or import the pages one by one.",
        )
    whole = not text or text[-1] in "\r\n"
    layout = lay_out(unglue(content), whole=whole)
    owners = _owners(layout, len(lines))
    counts = Counter(owners)
    good = [index for index, piece in enumerate(layout.pieces) if not piece.reason]
    entries = _entries([layout.pieces[index] for index in good])
    return ParsedDump(
        kind=kind,
        sha256=hashlib.sha256(raw).hexdigest(),
        source=source,
        raw=raw,
        page_date=_common_date(layout),
        entries=entries,
        doubtful=_doubtful(layout, counts, lines),
        lines=len(lines),
        header_lines=counts[_HEADER],
        entry_lines=sum(counts[index] for index in good),
        modified=modified,
        pages=_pages(layout, len(lines)),
        warnings=warnings,
    )


def _owners(layout: Layout, total: int) -> list[int]:
    """For each line the index of its piece, or _HEADER; a blank one goes with what is before."""
    marks: dict[int, int] = {}
    for index, piece in enumerate(layout.pieces):
        for line in piece.lines:
            marks.setdefault(line.number, index)
    for line in layout.header:
        marks.setdefault(line.number, _HEADER)
    owners = []
    current = _HEADER
    for number in range(1, total + 1):
        current = marks.get(number, current)
        owners.append(current)
    return owners


def _doubtful(layout: Layout, counts: Counter[int], lines: list[str]) -> tuple[Doubtful, ...]:
    found = []
    for index, piece in enumerate(layout.pieces):
        if not piece.reason:
            continue
        first = piece.lines[0].number
        last = first + counts[index] - 1
        text = "\n".join(lines[first - 1 : piece.lines[-1].number])
        found.append(Doubtful(first_line=first, last_line=last, reason=piece.reason, text=text))
    return tuple(found)


def _entries(pieces: list[Piece]) -> tuple[Entry, ...]:
    positions: Counter[int] = Counter()
    entries = []
    for piece in pieces:
        positions[piece.page] += 1
        entries.append(entry_of(piece, positions[piece.page]))
    return tuple(entries)


def entry_of(piece: Piece, position: int) -> Entry:
    """The entry that a piece with a title makes."""
    published, date_text, comments = None, "", None
    count, organisation, authors_text = None, "", ""
    for line in piece.byline:
        date = read_date(line.text)
        if date is not None:
            date_text, comments = _without_count(line.text, date.comments), date.comments
            if date.year:
                published = PartialDate(date.year, date.month, date.day)
        elif (number := read_authors(line.text)) is not None:
            count, authors_text = number, line.text
        elif line.sort is not Sort.DOT:
            organisation = authors_text = read_organisation(line.text)
    lines = piece.lines
    return Entry(
        bib=Bibliography(
            title=piece.title.text if piece.title else "",
            abstract=piece.abstract.text if piece.abstract else "",
            published=published,
            published_source=DateSource.PAGE if published else DateSource.NONE,
            authors_count=count,
            organization=organisation,
        ),
        first_line=lines[0].number,
        last_line=lines[-1].number,
        page=piece.page,
        position=position,
        comments=comments,
        date_text=date_text,
        authors_text=authors_text.lstrip("•●∙‣◦▪ "),
    )


def _without_count(text: str, comments: int | None) -> str:
    return text if comments is None else text.rsplit(" ", 1)[0].rstrip()


def _pages(layout: Layout, total: int) -> tuple[Page, ...]:
    starts = [first for _, first in layout.pages]
    ends = [max(first, start - 1) for first, start in pairwise(starts)]
    return tuple(
        Page(page_date=date, first_line=1 if not index else first, last_line=last)
        for index, ((date, first), last) in enumerate(
            zip(layout.pages, [*ends, max(1, total)], strict=True)
        )
    )


def _common_date(layout: Layout) -> str:
    dates = {date for date, _ in layout.pages}
    return dates.pop() if len(dates) == 1 else ""


def entry_from_block(block: Doubtful, title: str, abstract: str, page: int) -> Entry:
    """The entry that the reader makes of a doubtful block; its byline lines are read as ever."""
    byline = []
    for number, text in enumerate(split_lines(block.text), block.first_line):
        cleaned = clean(text)
        if cleaned and sort_of(cleaned) in (Sort.AUTHORS, Sort.DATE):
            byline.append(Line(number, cleaned, sort_of(cleaned)))
    first = Line(block.first_line, " ".join(clean(title).split()), Sort.TEXT)
    second = Line(block.last_line, clean(abstract), Sort.TEXT)
    piece = Piece(title=first, abstract=second, byline=byline, page=page)
    return entry_of(piece, 0)
