"""The plan behind the import dialog: sums, decisions, words. No window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from readlist.domain.drafts import (
    ImportPlan,
    Match,
    ParsedDump,
    PlannedDump,
    PlannedEntry,
    Unreadable,
    YearKnowledge,
)
from readlist.formats.daily import parse
from readlist.gui.dialogs.import_doubtful import suggestion
from readlist.gui.dialogs.import_state import (
    ImportState,
    accounting_of,
    nothing_reason,
    page_date_label,
    summary,
    year_wanted,
)

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def page(path: Path, *, already: int | None = None, raw: bytes | None = None) -> PlannedDump:
    """A seed, parsed, all of its entries new."""
    parsed: ParsedDump = parse(raw or path.read_bytes(), path.name)
    return PlannedDump(
        parsed=parsed,
        year=YearKnowledge(reason="not known"),
        entries=tuple(PlannedEntry(entry=entry, match=Match.NEW) for entry in parsed.entries),
        already=already,
    )


def with_near(dump: PlannedDump, *indexes: int) -> PlannedDump:
    entries = list(dump.entries)
    for index in indexes:
        entries[index] = replace(entries[index], match=Match.NEAR, twin=(0, 0))
    return replace(dump, entries=tuple(entries))


def test_totals_leave_out_pages_that_were_imported_before() -> None:
    state = ImportState(ImportPlan(dumps=(page(SEEDS[0]), page(SEEDS[4], already=7))))
    assert state.totals().entries == 60
    assert state.totals(1).entries == 37
    assert summary(state.totals()) == "60 entries: 60 new papers."


def test_decisions_count_and_survive_a_new_date() -> None:
    state = ImportState(ImportPlan(dumps=(with_near(page(SEEDS[0]), 3, 9),)))
    state.decide([(0, 3)], same=True)
    state.skip([(0, 0), (0, 1)], skip=True)
    assert state.near_places(undecided=True) == [(0, 9)]
    fresh = with_near(replace(page(SEEDS[0]), captured="2024-12-10"), 3, 9)
    state.put(0, fresh)
    assert state.dumps[0].captured == "2024-12-10"
    assert state.entry((0, 3)).same is True
    assert (state.totals().new, state.totals().near, state.totals().skipped) == (56, 2, 2)
    assert summary(state.totals()) == (
        "60 entries: 56 new papers, 2 near another paper and 2 left out."
    )


def test_every_line_stands_in_the_sum() -> None:
    broken = b"".join(line for n, line in enumerate(lines(SEEDS[2])) if n % 10)
    dump = page(SEEDS[2], raw=broken)
    words = accounting_of([dump.parsed])
    header, entries, doubtful, total = (
        int(word.replace(",", "")) for word in words.split() if word[0].isdigit()
    )
    assert header + entries + doubtful == total == len(broken.splitlines())


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def test_a_year_is_wanted_for_yearless_dates_only() -> None:
    assert year_wanted(page(SEEDS[4]))
    assert not year_wanted(page(SEEDS[0]))
    known = replace(page(SEEDS[4]), year=YearKnowledge(year=2024))
    assert not year_wanted(known)


def test_nothing_to_import_says_why() -> None:
    bad = Unreadable(source="a.png", reason="It is a picture.")
    assert nothing_reason(ImportState(ImportPlan())) == (
        "Nothing to import: there was no file in what you chose."
    )
    known = ImportPlan(dumps=(page(SEEDS[0], already=1),), unreadable=(bad,))
    assert nothing_reason(ImportState(known)) == (
        "Nothing to import: 1 page imported before and 1 file unreadable."
    )
    state = ImportState(ImportPlan(dumps=(page(SEEDS[0]),)))
    assert nothing_reason(state) == ""
    state.skip([(0, index) for index in range(60)], skip=True)
    assert nothing_reason(state) == "Nothing to import: all other entries left out."


@pytest.mark.parametrize(
    ("page_date", "year", "shown"),
    [
        ("", None, "–"),
        ("--12-10", None, "Dec 10"),
        ("--12-10", 2024, "Dec 10, 2024"),
        ("2024-12-10", 2024, "2024-12-10"),
    ],
)
def test_page_dates_are_shown_as_the_page_has_them(
    page_date: str, year: int | None, shown: str
) -> None:
    assert page_date_label(page_date, year) == shown


def test_a_block_suggests_its_first_line_as_the_title() -> None:
    broken = b"".join(line for n, line in enumerate(lines(SEEDS[0])) if n % 3 != 2)
    blocks = page(SEEDS[0], raw=broken).parsed.doubtful
    assert blocks
    for block in blocks:
        title, abstract = suggestion(block)
        assert f"{title} {abstract}".split() == block.text.split()
        assert len(title) <= 250
