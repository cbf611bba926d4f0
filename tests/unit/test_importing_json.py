"""Readlist JSON in and out again without loss."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from readlist.domain.export import ExportOptions
from readlist.domain.papers import Status
from readlist.library import Library

SEEDS = Path(__file__).parents[2] / "seeds"
TODAY = date(2026, 11, 21)


def exported(library: Library) -> str:
    ids = list(range(1, 400))
    options = ExportOptions(format="json", order="given")
    return library.exporting.render(ids, options).text


def take_in(library: Library, text: str) -> None:
    parsed = library.importing.parse(text.encode(), "library.json")
    library.importing.commit(library.importing.plan([parsed], today=TODAY))


def furnish(library: Library) -> None:
    """A library with something of everything."""
    for path in sorted(SEEDS.glob("*.txt")):
        parsed, _ = library.importing.read([path])
        library.importing.commit(library.importing.plan(parsed, today=TODAY))
    library.tags.create("theory", "#112233")
    library.tags.create("unused/tag")
    library.tags.add([3, 5, 7], ["theory", "to do"])
    library.papers.star([3, 9], True)
    library.papers.set_status([4], Status.READING)
    library.papers.rate([4], 5)
    library.notes.add(3, "A **note**\nin two lines")
    library.notes.add(3, "Another")
    abstract = library.papers.get(5).bib.abstract
    start = abstract.index(" ", 50)
    library.highlights.add(5, start + 1, start + 20, colour="#ffee00", comment="why?")
    library.papers.edit(6, venue="NeurIPS", doi="10.1000/ABC")
    library.lists.create("To cite", "for the thesis")
    library.lists.create("Empty")
    cite = library.lists.get("To cite").id
    library.lists.add(cite, [9, 3, 7])
    library.lists.move(cite, [7], 9)
    library.saved.save("new ones", "is:inbox")
    library.papers.trash([11])


def test_library_comes_back_the_same(library: Library, tmp_path: Path) -> None:
    furnish(library)
    text = exported(library)
    with Library.open(tmp_path / "second", process="a test") as second:
        take_in(second, text)
        assert exported(second) == text
        assert second.counts() == library.counts()
        dumps = {dump.sha256: dump.id for dump in second.importing.dumps()}
        for dump in library.importing.dumps():
            assert second.importing.raw(dumps[dump.sha256]) == library.importing.raw(dump.id)
        again = second.importing.read(sorted(SEEDS.glob("*.txt")))[0]
        result = second.importing.commit(second.importing.plan(again, today=TODAY))
        assert all(dump.already_imported for dump in result.dumps)


def test_one_undo_step_and_rollback_take_it_away(library: Library, tmp_path: Path) -> None:
    furnish(library)
    text = exported(library)
    with Library.open(tmp_path / "second", process="a test") as second:
        take_in(second, text)
        second.history.undo()
        assert second.counts().all == 0
        assert second.tags.all() == []
        second.history.redo()
        assert exported(second) == text
        second.notes.add(20, "mine")
        (dump,) = [d for d in second.importing.dumps() if d.kind == "json"]
        preview = second.importing.preview_rollback(dump.id)
        assert (preview.removes, preview.keeps) == (219, 1)
        second.importing.rollback(dump.id)
        assert second.counts().all == 1


def test_plain_list_of_papers_is_enough(library: Library) -> None:
    papers: list[object] = [
        {"title": "A", "authors": ["Ada Lovelace"], "published": "2023-11", "tags": ["x", " "],
         "lists": ["L"], "notes": ["n"], "status": "queued", "starred": True, "odd": {"k": 1}},
        {"title": "B", "citation_key": "dup"},
        {"title": "C", "citation_key": "DUP"},
    ]  # fmt: skip
    parsed = library.importing.parse(json.dumps({"papers": papers, "mine": 1}).encode(), "x.json")
    result = library.importing.commit(library.importing.plan([parsed], today=TODAY))
    assert (result.papers_total, result.sightings_total) == (3, 0)
    assert "DUP" in result.dumps[0].skipped[0]
    first = library.papers.get(1)
    assert [tag.name for tag in first.tags] == ["x"]
    assert [item.name for item in first.lists] == ["L"]
    assert (first.status, first.starred, first.notes[0].text) == (Status.QUEUED, True, "n")
    assert first.bib.extra == {"odd": {"k": 1}}
    assert (str(first.bib.published), first.bib.published_source) == ("2023-11", "file")
    document = json.loads(exported(library))
    assert (document["mine"], document["papers"][0]["odd"]) == (1, {"k": 1})


def test_papers_of_one_file_are_never_taken_for_each_other(library: Library) -> None:
    papers = [{"id": 1, "title": "Same", "tags": ["a"]}, {"id": 2, "title": "Same"}]
    take_in(library, json.dumps({"format": "readlist", "version": 1, "papers": papers}))
    assert library.counts().all == 2


def test_known_papers_gain_only_what_they_lack(library: Library) -> None:
    furnish(library)
    library.papers.set_status([1], Status.READ)
    title = library.papers.get(1).bib.title
    paper = {"title": title, "status": "queued", "tags": ["more"], "notes": ["n"], "venue": "ICML"}
    for _ in range(2):
        take_in(library, json.dumps({"papers": [paper]}, indent=_))
    known = library.papers.get(1)
    assert known.status is Status.READ
    assert [note.text for note in known.notes] == ["n"]
    assert ([tag.name for tag in known.tags], known.bib.venue) == (["more"], "ICML")


def test_selection_does_not_pass_for_its_page(library: Library, tmp_path: Path) -> None:
    """A page that came with a selection lacks its other papers: it can still be imported."""
    seed = sorted(SEEDS.glob("*.txt"))[0]
    read: Callable[[Library], object] = lambda lib: lib.importing.commit(  # noqa: E731
        lib.importing.plan(lib.importing.read([seed])[0], today=TODAY)
    )
    read(library)
    text = library.exporting.render([3], ExportOptions(format="json")).text
    with Library.open(tmp_path / "second", process="a test") as second:
        take_in(second, text)
        assert second.counts().all == 1
        read(second)
        assert second.counts().all == 60
        assert len(second.papers.get(3).sightings) == 1


def test_bibtex_comes_in_with_its_keywords_and_groups(library: Library) -> None:
    raw = b"@article{key1, title={A Paper}, author={Lovelace, Ada}, year=2023, keywords={a, b}}\n"
    parsed = library.importing.parse(raw, "x.bib")
    result = library.importing.commit(library.importing.plan([parsed], today=TODAY))
    paper = library.papers.get(1)
    assert (paper.bib.citation_key, result.sightings_total) == ("key1", 1)
    assert [tag.name for tag in paper.tags] == ["a", "b"]
    library.importing.rollback(result.dumps[0].dump_id or 0)
    assert library.counts().all == 0


def test_paper_that_a_file_holds_twice_keeps_the_marks_of_both(library: Library) -> None:
    first = {"title": "On Sight", "status": "reading", "rating": 4, "notes": ["one", "one"]}
    again = {"title": "On sight", "starred": True, "notes": ["one", "two"]}
    take_in(library, json.dumps({"format": "readlist", "version": 1, "papers": [first, again]}))
    paper = library.papers.get(1)
    assert library.counts().all == 1
    assert (paper.status, paper.rating, paper.starred) == (Status.READING, 4, True)
    assert [note.text for note in paper.notes] == ["one", "one", "two"]
