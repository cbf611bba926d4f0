"""The year of a page that does not write it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from readlist.domain.dates import DateSource
from readlist.domain.drafts import ParsedDump
from readlist.domain.errors import InvalidValueError
from readlist.formats.daily_text import parse_text
from readlist.formats.daily_year import page_day, page_years, resolve

SEEDS = sorted((Path(__file__).parents[3] / "seeds").glob("*.txt"))
HEADER = "byAK and the research community\n\n{}\n\nA Title\n\nWe show it.\n\n"
BYLINE = "  • 2 authors\n·\n{}\n"


def seed(number: int) -> ParsedDump:
    return parse_text(SEEDS[number].read_bytes(), SEEDS[number].name)


def page(page_date: str, *bylines: str) -> ParsedDump:
    text = HEADER.format(page_date) + "\nB Title\n\nWe show it.\n\n".join(
        BYLINE.format(line) for line in bylines
    )
    return parse_text(text.encode(), "page.txt")


def test_fifth_seed_is_bounded_to_one_year() -> None:
    dump = seed(4)
    (year,) = page_years(dump, date(2026, 11, 21))
    assert (year.known.year, year.source) == (2025, DateSource.BOUNDED)
    assert "2024" in year.known.reason
    assert "Dec 10, 2026" in year.known.reason
    resolved = [resolve(entry, year).bib for entry in dump.entries]
    assert str(resolved[0].published) == "2025-10-16"
    assert resolved[0].published_source is DateSource.BOUNDED
    assert str(resolved[1].published) == "2023-11-24"
    assert resolved[1].published_source is DateSource.PAGE
    assert page_day(dump.page_date, year) == "2025-12-10"


def test_fifth_seed_is_not_guessed_when_two_years_are_possible() -> None:
    dump = seed(4)
    (year,) = page_years(dump, date(2026, 12, 31))
    assert (year.known.year, year.known.earliest, year.known.latest) == (None, 2025, 2026)
    assert resolve(dump.entries[0], year).bib.published is None


@pytest.mark.parametrize(
    ("number", "earliest", "latest"), [(0, 2023, 2026), (1, 2023, 2026), (2, 2024, 2026)]
)
def test_pages_without_bylines_stay_open(number: int, earliest: int, latest: int) -> None:
    (year,) = page_years(seed(number), date(2026, 11, 21))
    assert (year.known.year, year.known.earliest, year.known.latest) == (None, earliest, latest)


def test_day_of_capture_decides() -> None:
    (year,) = page_years(page("Dec 10", "Oct 16"), date(2026, 11, 21), captured="2026-01-05")
    assert (year.known.year, year.source) == (2025, DateSource.CAPTURED)
    (year,) = page_years(page("Jan 3", "Jan 2"), date(2026, 11, 21), captured="2026-01-05")
    assert year.known.year == 2026


def test_capture_that_contradicts_the_page_decides_nothing() -> None:
    contradiction = page("Dec 10", "Oct 16", "Mar 1, 2025")
    (year,) = page_years(contradiction, date(2026, 11, 21), captured="2025-01-01")
    assert year.known.year is None
    assert "No year fits" in year.known.reason


def test_reader_gives_the_year() -> None:
    (year,) = page_years(page("Dec 10", "Oct 16"), date(2026, 11, 21), year=2024)
    assert (year.known.year, year.source) == (2024, DateSource.CAPTURED)


@pytest.mark.parametrize("captured", ["2026", "yesterday", "2027-01-01"])
def test_bad_day_of_capture_is_refused(captured: str) -> None:
    with pytest.raises(InvalidValueError):
        page_years(page("Dec 10"), date(2026, 11, 21), captured=captured)


def test_impossible_year_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="2019"):
        page_years(page("Dec 10"), date(2026, 11, 21), year=2019)


def test_leap_day_bounds_the_year() -> None:
    (year,) = page_years(page("Feb 29"), date(2027, 1, 1))
    assert (year.known.year, year.source) == (2024, DateSource.BOUNDED)


def test_modified_time_is_only_a_hint() -> None:
    dump = parse_text(SEEDS[1].read_bytes(), "x", modified="2025-08-14T10:00:00+00:00")
    (year,) = page_years(dump, date(2026, 11, 21))
    assert year.known.year is None
    assert "2025-08-14" in year.known.reason
