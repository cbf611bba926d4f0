"""The year of a page that is in the library already, and the dates that follow from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.drafts import Entry, Page, ParsedDump, YearKnowledge
from readlist.domain.dumps import Dump, DumpKind
from readlist.domain.errors import InvalidValueError, KnownError
from readlist.domain.papers import Bibliography, Paper
from readlist.formats.daily import parse
from readlist.formats.daily_lines import read_date
from readlist.formats.daily_year import PageYear, joined_knowledge, page_years, resolve
from readlist.library.field_taking import field_change
from readlist.library.importing_plan import captured_day
from readlist.library.importing_takeover import merged, take_over
from readlist.storage import imports, imports_dates, reads
from readlist.storage.imports_dates import Elsewhere, Sighted
from readlist.storage.reads_papers import papers as read_papers
from readlist.storage.text import now

_PAGES = (DumpKind.TEXT, DumpKind.HTML, DumpKind.CLIPBOARD)
_FROM_YEAR = (DateSource.BOUNDED, DateSource.CAPTURED)


def redate(
    db: imports.Database, dump: Dump, today: date, *, captured: str, year: int | None
) -> None:
    """Set or clear what is known of a dump's year, in the open write transaction.

    Raise InvalidValueError for a file that is no page, a page that says its year itself, and a
    day or year that cannot be.
    """
    if dump.kind not in _PAGES:
        raise InvalidValueError("Only a saved page has a year; this is a citation file.")
    seen = imports_dates.sighted(db, dump.id)
    parsed = _parsed(db, dump, seen)
    years = page_years(parsed, today, captured=captured, year=year)
    _check(years, captured, year)
    before = _years_before(parsed, dump, years, today)
    known = joined_knowledge(years)
    day, source = captured_day(parsed, years, captured)
    imports_dates.set_dump_year(
        db, dump.id, year=known.year, reason=known.reason, captured=day, source=str(source)
    )
    _Dates(db, dump, seen).move(before, years)


def _check(years: Sequence[PageYear], captured: str, year: int | None) -> None:
    if not years:
        raise InvalidValueError("This file holds no page.")
    own = {page.known.year for page in years if page.source is DateSource.PAGE}
    if year is not None and all(p.source is DateSource.PAGE for p in years) and own != {year}:
        raise InvalidValueError(years[0].known.reason)
    if captured and not any(page.known.year for page in years):
        raise InvalidValueError(years[0].known.reason)


def _parsed(db: imports.Database, dump: Dump, seen: Sequence[Sighted]) -> ParsedDump:
    """The dump as a parser reads it; from its sightings where its bytes are not here."""
    raw = imports.unpack(reads.dump_raw(db, dump.id) or b"")
    if raw:
        try:
            return parse(raw, dump.source, dump.kind)
        except KnownError:  # read by another version: what it found stands in the sightings
            pass
    count = max((one.page for one in seen), default=0) + 1
    dates = {one.page: one.page_date for one in seen}
    pages = tuple(Page(page_date=dates.get(n) or dump.page_date) for n in range(count))
    entries = tuple(_entry(one) for one in seen)
    return ParsedDump(
        kind=dump.kind,
        sha256=dump.sha256,
        source=dump.source,
        raw=b"",
        page_date=dump.page_date,
        pages=pages,
        entries=entries,
    )


def _entry(one: Sighted) -> Entry:
    return Entry(
        bib=Bibliography(title=""),
        first_line=0,
        last_line=0,
        page=one.page,
        date_text=one.date_text,
    )


def _years_before(
    parsed: ParsedDump, dump: Dump, years: Sequence[PageYear], today: date
) -> tuple[PageYear, ...]:
    """What was known of each page's year until now."""
    if dump.year is not None:
        return tuple(replace(p, known=replace(p.known, year=dump.year)) for p in years)
    given = dump.captured if dump.captured_source == DateSource.CAPTURED else ""
    return page_years(parsed, today, captured=given)


class _Dates:
    """The dates of a dump's papers, moved from one year to another."""

    def __init__(self, db: imports.Database, dump: Dump, seen: Sequence[Sighted]) -> None:
        self._db = db
        self._dump = dump
        # A paper that stands on the dump twice takes its first date.
        self._seen = {one.paper_id: one for one in reversed(seen) if _yearless(one.date_text)}
        self._own = imports_dates.added_by(db, dump.id)
        self._base = imports_dates.dates_before(db, dump.id)
        self._others: dict[int, list[Elsewhere]] = {}
        for other in imports_dates.elsewhere(db, sorted(self._seen), dump.id):
            self._others.setdefault(other.paper_id, []).append(other)

    def move(self, before: Sequence[PageYear], after: Sequence[PageYear]) -> None:
        """Give each paper the date that the page now tells, unless it has a better one."""
        at = now()
        for paper in read_papers(self._db, sorted(self._seen)):
            one = self._seen[paper.id]
            if "published" in paper.edited or one.page >= min(len(before), len(after)):
                continue
            old, new = _told(one, before[one.page]), _told(one, after[one.page])
            self._move(paper, old, new, at)

    def _move(self, paper: Paper, old: Bibliography, new: Bibliography, at: str) -> None:
        have = base = paper.bib
        others = [_elsewhere(other) for other in self._others.get(paper.id, ())]
        ours = (
            old.published is not None
            and have.published == old.published
            and have.published_source in _FROM_YEAR
        )
        if ours:
            if any(other.published == have.published for other in others):
                return  # another page tells the same
            base = _undated(have, self._base.get(paper.id, {}))
            imports_dates.forget_dates(self._db, self._dump.id, [paper.id])
        taken = take_over(base, new, paper.edited)
        result = merged(base, taken)
        for other in others:
            result = merged(result, take_over(result, other, paper.edited))
        if _date_of(result) != _date_of(have):
            fields = ("published", "published_source")
            imports.update_paper(self._db, paper.id, result, fields, at)
        if taken and paper.id not in self._own:
            rows = [
                field_change(paper.id, name, base, self._dump.source, self._dump.id)
                for name in taken
            ]
            imports.insert_sources(self._db, rows, at)


def _told(one: Sighted, page: PageYear) -> Bibliography:
    """Nothing but the date that a page of this year tells."""
    return resolve(_entry(one), page).bib


def _elsewhere(other: Elsewhere) -> Bibliography:
    """Nothing but the date that another dump tells."""
    day = read_date(other.date_text)
    if day is not None and day.year:
        published = PartialDate(day.year, day.month, day.day)
        return Bibliography(title="", published=published, published_source=DateSource.PAGE)
    captured = other.captured_source == DateSource.CAPTURED
    source = DateSource.CAPTURED if captured else DateSource.BOUNDED
    page = PageYear(YearKnowledge(year=other.year), source)
    return resolve(_entry(Sighted(0, 0, "", other.date_text)), page).bib


def _yearless(date_text: str) -> bool:
    day = read_date(date_text) if date_text else None
    return day is not None and day.year is None


def _undated(have: Bibliography, before: Mapping[str, str]) -> Bibliography:
    """The record with the date that it had before the dump gave it one."""
    text = before.get("published", "")
    source = DateSource(before.get("published_source") or DateSource.NONE)
    return replace(
        have, published=PartialDate.parse(text) if text else None, published_source=source
    )


def _date_of(bib: Bibliography) -> tuple[PartialDate | None, DateSource]:
    return bib.published, bib.published_source
