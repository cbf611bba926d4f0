"""Completing from services in a library: what is asked for a page, cancelled, and resumed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from readlist.domain.errors import InvalidValueError
from readlist.jobs.context import Cancelled, JobContext
from readlist.library import Library
from readlist.library.filling_settings import read_services
from tests.recorded_services import Recorded, document, serving, too_many

ENTRIES = document("hugging-face_daily-2026-07-31.json")


@pytest.fixture
def recorded(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    """The services, to which the library's settings point."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving() as running:
        lines = ["[lookup]"]
        for key, path in {
            "hugging_face": "hf", "arxiv": "arxiv", "semantic_scholar": "s2",
            "crossref": "crossref",
        }.items():  # fmt: skip
            lines += [f"{key} = {running.address}/{path}", f"{key}_pause = 0"]
        (library.folder / "settings.ini").write_text("\n".join(lines), encoding="utf-8")
        yield running


def page(*, titles: int) -> bytes:
    """The recorded day as a page shows it: bare titles and abstracts."""
    head = "Daily Papers\n\nby AK and the research community\n\nJul 31\n\n"
    body = (
        f"{e['paper']['title']}\n\n{e['paper']['summary']}\n\n"
        f"  • {len(e['paper']['authors'])} authors\n·\nJul 28\n\n"
        for e in ENTRIES[:titles]
    )
    return (head + "".join(body)).encode()


def imported(library: Library, captured: str, titles: int = 5) -> list[int]:
    parsed = library.importing.parse(page(titles=titles), "page.txt")
    plan = library.importing.plan([parsed], captured=captured, today=date(2026, 8, 1))
    library.importing.commit(plan)
    return sorted(library.search.find("").ids)


def complete(library: Library, ids: list[int], context: JobContext | None = None) -> None:
    found = library.filling.online.ask(ids, context)
    library.filling.commit(library.filling.plan(ids, found.candidates))


def test_a_page_is_completed_by_one_request_for_its_day(
    library: Library, recorded: Recorded
) -> None:
    ids = imported(library, "2026-07-31")
    (first, *_) = library.filling.online.preview(ids)
    assert (first.service, first.what) == ("Hugging Face", "up to 1 page date, up to 5 titles")
    assert recorded.asked == []
    complete(library, ids)
    assert recorded.asked_at("hf") == ["api/daily_papers?date=2026-07-31&limit=100"]
    by_title = {entry["paper"]["title"]: entry["paper"] for entry in ENTRIES}
    for one in ids:
        bib = library.papers.get(one).bib
        paper: dict[str, Any] = by_title[bib.title]
        assert bib.arxiv_id == paper["id"]
        assert [name.display for name in bib.authors] == [a["name"] for a in paper["authors"]]
        sources = {known.field: known.source for known in library.papers.sources(one)}
        assert sources["authors"] == "Hugging Face"
    library.history.undo()
    assert not any(library.papers.get(one).bib.authors for one in ids)


def test_a_page_without_a_year_is_asked_by_titles(library: Library, recorded: Recorded) -> None:
    ids = imported(library, "", titles=1)
    # Two years fit its day.
    assert library.papers.get(ids[0]).sightings[0].page_date == "--07-31"
    complete(library, ids)
    assert all("daily_papers" not in path for path in recorded.asked)
    assert library.papers.get(ids[0]).bib.authors


def test_what_the_reader_edited_is_not_filled(library: Library, recorded: Recorded) -> None:
    ids = imported(library, "2026-07-31")
    library.papers.edit(ids[0], arxiv_id="2607.99999")
    library.papers.edit(ids[0], arxiv_id="", published="2026")
    complete(library, ids)
    bib = library.papers.get(ids[0]).bib
    assert (bib.arxiv_id, str(bib.published)) == ("", "2026")
    assert bib.authors
    assert recorded.asked


def test_a_cancelled_run_writes_nothing_and_the_next_asks_only_the_rest(
    library: Library, recorded: Recorded
) -> None:
    ids = imported(library, "", titles=5)

    def cancelling(_: object) -> None:
        if len(recorded.asked) == 3:
            context.cancel()

    context = JobContext(cancelling, interval=0)
    with pytest.raises(Cancelled):
        complete(library, ids, context)
    assert not any(library.papers.get(one).bib.authors for one in ids)
    before = recorded.asked[:2]  # the third was given up, or just answered
    complete(library, ids)
    assert len([path for path in recorded.asked if path in before]) == 2
    assert all(library.papers.get(one).bib.authors for one in ids)


def test_a_service_that_fails_costs_nothing_else(library: Library, recorded: Recorded) -> None:
    recorded.forever["/s2/"] = too_many(Retry_After="600")
    ids = imported(library, "2026-07-31")
    found = library.filling.online.ask(ids)
    library.filling.commit(library.filling.plan(ids, found.candidates))
    assert all(library.papers.get(one).bib.authors for one in ids)
    assert [(fault.service, fault.questions) for fault in found.faults] == [
        ("Semantic Scholar", len(ids))
    ]
    assert len(recorded.asked_at("s2")) == 1


def test_the_public_pause_is_not_shortened_and_bad_settings_are_told(library: Library) -> None:
    settings = library.folder / "settings.ini"
    settings.write_text("[lookup]\narxiv=https://export.arxiv.org/\narxiv_pause=0\n")
    assert read_services(library.folder).arxiv.pause == 3
    settings.write_text("[lookup]\nARXIV=https://mirror.example\narxiv_pause=0.5\n")
    arxiv = read_services(library.folder).arxiv
    assert (arxiv.address, arxiv.pause) == ("https://mirror.example", 0.5)
    for bad in (
        "arxiv=//x",
        "arxiv=http://x:99999",
        "arxiv=http://x\narxiv_pause=nan",
        "email=a b",
    ):
        settings.write_text(f"[lookup]\n{bad}\n")
        with pytest.raises(InvalidValueError, match=r"settings\.ini"):
            read_services(library.folder)
    settings.write_bytes(b"\xff\xfe no settings")
    with pytest.raises(InvalidValueError, match="cannot be read"):
        read_services(library.folder)
