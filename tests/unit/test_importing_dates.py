"""Giving a page that is in the library already its year, and taking it away again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from readlist.domain.errors import InvalidValueError, NotFoundError
from readlist.library import Library

LATER = date(2026, 12, 31)
WORDS = "We study how large models learn and show that scale alone is not enough for them. " * 2


def page(library: Library, day: str, *entries: tuple[str, str], captured: str = "") -> int:
    """Import a page of this day with these titles and dates; its id."""
    text = f"new\n\nGet trending papers in your email inbox!\n\nDaily Papers\n\n{day}\n\n"
    for title, written in entries:
        byline = f"  • 4 authors\n·\n{written}\n\n" if written else ""
        text += f"{title}\n\n{title}. {WORDS}\n\n{byline}"
    parsed = library.importing.parse(text.encode(), f"/somewhere/{day}.txt")
    plan = library.importing.plan([parsed], captured=captured, today=LATER)
    return library.importing.commit(plan).dumps[0].dump_id or 0


def published(library: Library, paper_id: int = 1) -> tuple[str, str]:
    bib = library.papers.get(paper_id).bib
    return str(bib.published or ""), str(bib.published_source)


def year_of(library: Library, dump_id: int) -> tuple[int | None, str, str]:
    dump = next(one for one in library.importing.dumps() if one.id == dump_id)
    return dump.year, dump.captured, dump.captured_source


ENTRIES = ("Some Paper", "May 30"), ("Another One", "Nov 24, 2023"), ("A Third Thing", "")


def test_year_given_later_dates_the_papers(library: Library) -> None:
    dump = page(library, "Jun 2", *ENTRIES)
    assert (year_of(library, dump), published(library)) == ((None, "", "none"), ("", "none"))
    change = library.importing.redate(dump, year=2024)
    assert change.label == "Set the year of the page of Jun 2"
    assert change.papers == {1}
    assert published(library) == ("2024-05-30", "captured")
    assert published(library, 2) == ("2023-11-24", "page")
    assert year_of(library, dump) == (2024, "2024-06-02", "captured")
    library.history.undo()
    assert (year_of(library, dump), published(library)) == ((None, "", "none"), ("", "none"))
    library.history.redo()
    assert published(library) == ("2024-05-30", "captured")


def test_year_can_be_corrected_and_cleared(library: Library) -> None:
    dump = page(library, "Jun 2", *ENTRIES, captured="2026-07-01")
    assert published(library) == ("2026-05-30", "captured")
    library.importing.redate(dump, captured="2024-06-03")
    assert published(library) == ("2024-05-30", "captured")
    assert year_of(library, dump) == (2024, "2024-06-03", "captured")
    assert not library.importing.redate(dump, captured="2024-06-03")
    change = library.importing.redate(dump)
    assert change.label == "Clear the year of the page of Jun 2"
    assert (year_of(library, dump), published(library)) == ((None, "", "none"), ("", "none"))


def test_reader_and_better_dates_stay(library: Library) -> None:
    dump = page(library, "Jun 2", ("Some Paper", "May 30"), ("Another One", "May 29"))
    library.papers.edit(1, published="2020")
    page(library, "Jan 9", ("Another One", "May 29, 2023"))
    library.importing.redate(dump, year=2024)
    assert published(library) == ("2020", "reader")
    assert published(library, 2) == ("2023-05-29", "page")


def test_what_another_page_tells_too_stays(library: Library) -> None:
    first = page(library, "Jun 2", ("Some Paper", "May 30"), captured="2024-06-02")
    page(library, "Jun 3", ("Some Paper", "May 30"), captured="2024-06-03")
    library.importing.redate(first)
    assert published(library) == ("2024-05-30", "captured")


def test_rough_date_comes_back(library: Library) -> None:
    raw = b"@misc{k, title={Some Paper}, year={2024}}\n"
    parsed = library.importing.parse(raw, "x.bib")
    library.importing.commit(library.importing.plan([parsed]))
    dump = page(library, "Jun 2", ("Some Paper", "May 30"))
    for _ in range(2):
        library.importing.redate(dump, year=2024)
        assert published(library) == ("2024-05-30", "captured")
        library.importing.redate(dump)
        assert published(library) == ("2024", "file")
    library.importing.redate(dump, year=2024)
    library.importing.rollback(dump)
    assert published(library) == ("2024", "file")


def test_pages_pasted_together_get_one_day_of_capture(library: Library) -> None:
    text = "".join(
        f"Daily Papers\n\nbyAK and the research community\n\n{day}\n\n"
        f"{title}\n\n{title}. {WORDS}\n\n  • 4 authors\n·\n{written}\n\n"
        for day, title, written in (
            ("Dec 30", "Some Paper", "Dec 29"),
            ("Jan 2", "Another One", "Jan 1"),
        )
    )
    parsed = library.importing.parse(text.encode(), "both.txt")
    plan = library.importing.plan([parsed], today=LATER)
    dump = library.importing.commit(plan).dumps[0].dump_id or 0
    library.importing.redate(dump, captured="2025-01-03")
    assert [published(library, one)[0] for one in (1, 2)] == ["2024-12-29", "2025-01-01"]
    library.importing.redate(dump)
    assert [published(library, one)[0] for one in (1, 2)] == ["", ""]


def test_page_without_its_bytes_is_dated_by_its_sightings(library: Library, tmp_path: Path) -> None:
    page(library, "Jun 2", *ENTRIES)
    from readlist.domain.export import ExportOptions

    text = library.exporting.render([1, 2], ExportOptions(format="json")).text
    with Library.open(tmp_path / "second", process="a test") as second:
        parsed = second.importing.parse(text.encode(), "some.json")
        second.importing.commit(second.importing.plan([parsed]))
        dump = next(one for one in second.importing.dumps() if one.page_date)
        second.importing.redate(dump.id, year=2024)
        assert {published(second, one.id)[0] for one in second.papers.rows([1, 2])} == {
            "2024-05-30",
            "2023-11-24",
        }


def test_what_cannot_be_is_refused(library: Library) -> None:
    dump = page(library, "Jun 2", ("Some Paper", "May 30"), ("Another One", "Jan 5, 2024"))
    for wrong in ({"year": 1999}, {"captured": "soon"}, {"captured": "2999-01-01"}):
        with pytest.raises(InvalidValueError):
            library.importing.redate(dump, **wrong)
    with pytest.raises(InvalidValueError, match="No year fits"):
        library.importing.redate(dump, captured="2024-03-01")
    with pytest.raises(NotFoundError):
        library.importing.redate(99, year=2024)
    parsed = library.importing.parse(b"@misc{k, title={A Paper}}\n", "x.bib")
    result = library.importing.commit(library.importing.plan([parsed]))
    with pytest.raises(InvalidValueError, match="citation file"):
        library.importing.redate(result.dumps[0].dump_id or 0, year=2024)
    assert published(library) == ("", "none")
    assert library.importing.dumps()[-1].label == "Jun 2"


def test_same_bytes_with_another_day_tell_what_is_stored(library: Library) -> None:
    page(library, "Jun 2", *ENTRIES, captured="2025-06-02")
    raw = library.importing.raw(1)
    parsed = library.importing.parse(raw, "again.txt")
    plan = library.importing.plan([parsed], captured="2024-06-02")
    for result in (library.importing.preview(plan), library.importing.commit(plan)):
        (again,) = result.dumps
        assert (again.already_imported, again.captured, again.year) == (True, "2025-06-02", 2025)
    assert published(library) == ("2025-05-30", "captured")
