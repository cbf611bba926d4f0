"""The year of a page that does not say it: bounded by what the page does say, never guessed."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.drafts import Entry, ParsedDump, YearKnowledge
from readlist.domain.errors import InvalidValueError
from readlist.formats.daily_lines import DateLine, read_date

# The archive of the Daily Papers pages begins on 4 May 2023; there is no older page.
FIRST_PAGE = date(2023, 5, 4)


@dataclass(frozen=True, slots=True)
class PageYear:
    """What is known of one page's year, and by which means."""

    known: YearKnowledge
    source: DateSource = DateSource.NONE


def page_years(
    parsed: ParsedDump, today: date, *, captured: str = "", year: int | None = None
) -> tuple[PageYear, ...]:
    """What is known of the year of each page in ``parsed``.

    ``captured`` is the day (ISO) on which the reader says to have saved the page, ``year`` the
    year that the reader gives outright. Raise InvalidValueError for a ``captured`` that is no
    full date or lies after ``today``, and for a year that cannot be.
    """
    day = _captured_day(captured, today) if captured else None
    if year is not None and not FIRST_PAGE.year <= year <= today.year + 1:
        raise InvalidValueError(
            f"No Daily Papers page can be of {year}.",
            f"Give a year from {FIRST_PAGE.year} to {today.year}.",
        )
    result = []
    for index, page in enumerate(parsed.pages):
        dates = [read_date(e.date_text) for e in parsed.entries if e.page == index and e.date_text]
        facts = _Facts(
            page_date=page.page_date,
            yearless=[d for d in dates if d is not None and d.year is None],
            years=[d.year for d in dates if d is not None and d.year is not None],
        )
        result.append(_know(facts, today, day, year, parsed.modified))
    return tuple(result)


def resolve(entry: Entry, page: PageYear) -> Entry:
    """The entry with its year-less date completed where the page's year is known."""
    if entry.bib.published is not None or page.known.year is None or not entry.date_text:
        return entry
    day = read_date(entry.date_text)
    if day is None or not _exists(day, page.known.year):
        return entry
    bib = replace(
        entry.bib,
        published=PartialDate(page.known.year, day.month, day.day),
        published_source=page.source,
    )
    return replace(entry, bib=bib)


def page_day(page_date: str, page: PageYear) -> str:
    """The page's own date in full (ISO) where its year is known, else ""."""
    if not page_date.startswith("--"):
        return page_date
    day = _read_yearless(page_date)
    if page.known.year is None or day is None or not _exists(day, page.known.year):
        return ""
    return f"{page.known.year:04d}{page_date[1:]}"


def joined_knowledge(pages: Sequence[PageYear]) -> YearKnowledge:
    """What is known of a whole dump's year: one page's, or what several have in common."""
    if not pages:
        return YearKnowledge()
    known = [page.known for page in pages]
    if len(known) == 1:
        return known[0]
    years = {k.year for k in known}
    reasons = dict.fromkeys(k.reason for k in known)
    return YearKnowledge(
        year=known[0].year if len(years) == 1 else None,
        earliest=min((k.earliest for k in known if k.earliest is not None), default=None),
        latest=max((k.latest for k in known if k.latest is not None), default=None),
        reason=f"{len(known)} pages in one file: " + " ".join(reasons),
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    page_date: str
    yearless: list[DateLine]
    years: list[int]


def _captured_day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidValueError(
            f"'{text}' is not a full date.", "Write the day of capture as 2025-12-10."
        ) from None
    if day > today + timedelta(days=1):
        raise InvalidValueError(f"{text} is in the future.", "Write the day of capture.")
    return day


def _know(
    facts: _Facts, today: date, captured: date | None, year: int | None, modified: str
) -> PageYear:
    if facts.page_date[:4].isdigit():
        own = int(facts.page_date[:4])
        reason = f"The page says {own} itself."
        return PageYear(YearKnowledge(year=own, earliest=own, latest=own, reason=reason),
                        DateSource.PAGE)  # fmt: skip
    own_dates = [*facts.yearless]
    page_date = _read_yearless(facts.page_date)
    if page_date is not None:
        own_dates.append(page_date)
    if year is not None:
        known = YearKnowledge(year=year, earliest=year, latest=year, reason="The reader gave it.")
        return PageYear(known, DateSource.CAPTURED)
    earliest, why_earliest = _earliest(facts, page_date)
    fitting = _fitting(own_dates, earliest, captured or today)
    if not fitting:
        reason = f"No year fits: {why_earliest}, and the dates would be after {captured or today}."
        return PageYear(YearKnowledge(reason=reason))
    if captured is not None:
        reason = f"The newest year whose dates are not after the capture on {captured}."
        known = YearKnowledge(year=fitting[-1], earliest=fitting[0], latest=fitting[-1],
                              reason=reason)  # fmt: skip
        return PageYear(known, DateSource.CAPTURED)
    if len(fitting) == 1:
        reason = f"Only {fitting[0]} is possible: {why_earliest}, and {_why_latest(own_dates, fitting[0], today)}."  # noqa: E501
        known = YearKnowledge(year=fitting[0], earliest=fitting[0], latest=fitting[0],
                              reason=reason)  # fmt: skip
        return PageYear(known, DateSource.BOUNDED)
    reason = f"Between {fitting[0]} and {fitting[-1]}: {why_earliest}."
    if modified:
        reason += f" The file was last changed on {modified[:10]}, which is only a hint."
    return PageYear(YearKnowledge(earliest=fitting[0], latest=fitting[-1], reason=reason))


def _earliest(facts: _Facts, page_date: DateLine | None) -> tuple[int, str]:
    """The least year that the page can have, and why."""
    least = FIRST_PAGE.year
    if page_date and (page_date.month, page_date.day) < (FIRST_PAGE.month, FIRST_PAGE.day):
        least += 1
    why = "the Daily Papers pages begin in May 2023"
    if facts.years:
        # A page writes the year only of dates before its own year.
        written = max(facts.years) + (1 if facts.yearless else 0)
        if written >= least:
            least = written
            why = f"the page writes {max(facts.years)} out, so it is of a later year"
            if not facts.yearless:
                why = f"the page has a date of {max(facts.years)}"
    return least, why


def _fitting(dates: list[DateLine], earliest: int, last_day: date) -> list[int]:
    """The years in which all of the dates exist and none is after ``last_day``."""
    limit = last_day + timedelta(days=1)  # a page of tomorrow, seen from an earlier time zone
    return [
        year
        for year in range(earliest, limit.year + 1)
        if all(_exists(d, year) and date(year, d.month, d.day) <= limit for d in dates)
    ]


def _why_latest(dates: list[DateLine], year: int, today: date) -> str:
    later = year + 1
    late = [d for d in dates if not _exists(d, later) or date(later, d.month, d.day) > today]
    if late and later <= today.year:
        worst = max(late, key=lambda d: (d.month, d.day))
        return f"{calendar.month_abbr[worst.month]} {worst.day}, {later} is still to come"
    return f"{later} is still to come"


def _exists(day: DateLine, year: int) -> bool:
    return day.day <= calendar.monthrange(year, day.month)[1]


def _read_yearless(page_date: str) -> DateLine | None:
    if not page_date.startswith("--"):
        return None
    return DateLine(int(page_date[2:4]), int(page_date[5:7]))
