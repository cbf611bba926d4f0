"""Taking one import back later."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from readlist.domain.errors import NotFoundError
from readlist.domain.export import ExportOptions
from readlist.domain.papers import Status
from readlist.library import Library

SEEDS = Path(__file__).parents[2] / "seeds"
TODAY = date(2026, 11, 21)


def take_in(library: Library, *names: str) -> list[int]:
    """Import these seeds, each by itself; the ids of their dumps."""
    ids = []
    for name in names:
        parsed, _ = library.importing.read([next(SEEDS.glob(f"{name}*"))])
        result = library.importing.commit(library.importing.plan(parsed, today=TODAY))
        ids.append(result.dumps[0].dump_id or 0)
    return ids


def test_only_import_goes_whole(library: Library) -> None:
    (dump,) = take_in(library, "000")
    preview = library.importing.preview_rollback(dump)
    assert (preview.removes, preview.keeps) == (60, 0)
    change = library.importing.rollback(dump)
    assert len(change.removed) == 60
    assert library.counts().all == 0
    assert library.importing.dumps() == []
    library.history.undo()
    assert library.counts().all == 60
    assert len(library.importing.dumps()) == 1


WORK: dict[str, Callable[[Library, int], object]] = {
    "tag": lambda lib, one: lib.tags.add([one], ["a/b"]),
    "star": lambda lib, one: lib.papers.star([one], True),
    "status": lambda lib, one: lib.papers.set_status([one], Status.QUEUED),
    "rating": lambda lib, one: lib.papers.rate([one], 3),
    "note": lambda lib, one: lib.notes.add(one, "mine"),
    "highlight": lambda lib, one: lib.highlights.add(one, 0, 5),
    "edit": lambda lib, one: lib.papers.edit(one, venue="X"),
    "list": lambda lib, one: (lib.lists.create("L"), lib.lists.add(1, [one])),
}


@pytest.mark.parametrize("work", WORK)
def test_paper_that_the_reader_worked_on_is_kept(library: Library, work: str) -> None:
    (dump,) = take_in(library, "000")
    WORK[work](library, 7)
    preview = library.importing.preview_rollback(dump)
    assert (preview.removes, preview.keeps) == (59, 1)
    library.importing.rollback(dump)
    paper = library.papers.get(7)
    assert paper.sightings == ()
    assert library.counts().all == 1


def test_paper_of_another_import_stays(library: Library) -> None:
    first, second = take_in(library, "000", "001")
    shared = len(library.papers.exists(range(1, 61)))
    library.importing.rollback(first)
    assert library.counts().all == 61
    assert shared == 60
    assert library.importing.preview_rollback(second).removes == 61


def test_filled_fields_go_back(library: Library) -> None:
    take_in(library, "000", "001", "002", "003")
    before = [library.papers.get(one).bib for one in range(1, 208)]
    (last,) = take_in(library, "004")
    after = [library.papers.get(one).bib for one in range(1, 208)]
    changed = [index for index in range(207) if before[index] != after[index]]
    assert len(changed) == 24
    library.papers.edit(changed[0] + 1, authors_count=99)
    library.importing.rollback(last)
    restored = [library.papers.get(one).bib for one in range(1, 208)]
    assert restored[changed[0]].authors_count == 99
    assert restored[: changed[0]] + restored[changed[0] + 1 :] == (
        before[: changed[0]] + before[changed[0] + 1 :]
    )


def test_later_improvement_stays_and_goes_back_further(library: Library) -> None:
    header = "byAK and the research community\n\n"
    words = "We study how large models learn and show that scale is not enough. " * 3
    ids = []
    for abstract in (words[:70], words[:140], words):
        raw = f"{header}Some Paper\n\n{abstract.strip()}\n".encode()
        parsed = library.importing.parse(raw, "page.txt")
        result = library.importing.commit(library.importing.plan([parsed], today=TODAY))
        ids.append(result.dumps[0].dump_id or 0)
    library.importing.rollback(ids[1])
    assert library.papers.get(1).bib.abstract == words.strip()
    library.importing.rollback(ids[2])
    assert library.papers.get(1).bib.abstract == words[:70].strip()


def test_unknown_import_is_told(library: Library) -> None:
    with pytest.raises(NotFoundError):
        library.importing.rollback(99)
    with pytest.raises(NotFoundError):
        library.importing.preview_rollback(99)


DOCUMENT = {
    "format": "readlist",
    "version": 1,
    "tags": [{"name": "theory", "colour": "#112233"}, {"name": "empty"}, {"name": "old"}],
    "lists": [{"name": "To cite", "description": "d", "papers": [1, 2]}, {"name": "Mine"}],
    "saved_searches": [{"name": "stars", "query": "is:starred"}],
    "papers": [
        {"id": 1, "title": "Known Paper", "tags": ["theory", "old"], "notes": ["n"],
         "status": "queued", "starred": True, "venue": "ICML", "abstract": "One two three.",
         "authors": [{"given": "Ada", "family": "Lovelace"}],
         "highlights": [{"start": 0, "end": 3, "quote": "One", "comment": "c"}]},
        {"id": 2, "title": "Unknown Paper", "tags": ["theory", "new"]},
    ],
}  # fmt: skip


def bring_document(library: Library) -> tuple[str, int]:
    """A library with one paper, and Readlist JSON imported into it; its export before."""
    parsed = library.importing.parse(b"@misc{k, title={Known Paper}, keywords={old}}\n", "a.bib")
    library.importing.commit(library.importing.plan([parsed], today=TODAY))
    library.lists.create("Mine")
    before = whole(library)
    parsed = library.importing.parse(json.dumps(DOCUMENT).encode(), "b.json")
    result = library.importing.commit(library.importing.plan([parsed], today=TODAY))
    return before, result.dumps[0].dump_id or 0


def whole(library: Library) -> str:
    """All of the library but the times of changes."""
    ids = library.papers.exists(range(1, 100))
    text = library.exporting.render(ids, ExportOptions(format="json", order="given")).text
    document = json.loads(text)
    document.pop("exported", None)
    for paper in document["papers"]:
        paper.pop("changed", None)
    lists = [(item.name, item.description) for item in library.lists.all()]
    facts = [library.tags.all(), lists, library.saved.all(), library.papers.rows(ids)]
    return json.dumps(document, sort_keys=True) + repr(facts)


def test_all_that_a_file_brought_goes(library: Library) -> None:
    before, dump = bring_document(library)
    assert {tag.name for tag in library.tags.all()} == {"old", "theory", "empty", "new"}
    assert [item.name for item in library.lists.all()] == ["Mine", "To cite"]
    known = library.papers.get(1)
    assert (known.status, known.starred, known.bib.venue) == (Status.QUEUED, True, "ICML")
    assert len(known.notes) == len(known.highlights) == 1
    library.importing.rollback(dump)
    assert whole(library) == before
    library.history.undo()
    assert len(library.papers.get(1).notes) == 1
    library.history.redo()
    assert whole(library) == before


def test_what_the_reader_uses_or_changed_stays(library: Library) -> None:
    _, dump = bring_document(library)
    library.importing.commit(
        library.importing.plan(
            [library.importing.parse(b"@misc{j, title={My Own}}\n", "c.bib")], today=TODAY
        )
    )
    library.tags.add([3], ["theory"])
    library.tags.recolour("empty", "#ff0000")
    library.lists.add(library.lists.get("To cite").id, [3])
    library.notes.save(library.papers.get(1).notes[0].id, "n, and my own words")
    library.papers.set_status([1], Status.READ)
    library.saved.rename(library.saved.all()[0].id, "my stars")
    library.importing.rollback(dump)
    assert [tag.name for tag in library.tags.all()] == ["empty", "old", "theory"]
    assert library.lists.paper_ids(library.lists.get("To cite").id) == [3]
    assert [one.name for one in library.saved.all()] == ["my stars"]
    paper = library.papers.get(1)
    assert [tag.name for tag in paper.tags] == ["old"]
    assert (paper.status, paper.notes[0].text) == (Status.READ, "n, and my own words")
