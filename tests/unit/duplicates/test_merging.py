"""Several papers made one: nothing is lost, one undo step takes all of it back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readlist.domain.dates import PartialDate
from readlist.domain.drafts import Match
from readlist.domain.errors import InvalidValueError, NotFoundError
from readlist.domain.export import ExportOptions
from readlist.domain.papers import Bibliography, Status
from readlist.jobs.context import Cancelled, JobContext
from readlist.library import Library
from tests.unit.duplicates.kit import page, put, seed
from tests.unit.storage.papers import contents

JSON = ExportOptions(format="json")


def rows(library: Library) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the library, but for how far the index is."""
    return {name: all_ for name, all_ in contents(library.papers._storage).items()
            if name != "library"}  # fmt: skip


def exported(library: Library) -> str:
    ids = sorted(library.search.find("").ids)
    return library.exporting.render(ids, JSON).text


@pytest.fixture
def twins(library: Library) -> list[int]:
    """A paper, its double with more facts and another case of letters, and a third paper."""
    bib = replace(seed()[0], authors_count=5)
    more = replace(
        bib,
        title=bib.title.upper(),
        published=PartialDate(2023, 3, 13),
        venue="ICML",
        entry_type="inproceedings",
        pages="1--9",
        arxiv_id="2303.07320",
        citation_key="raman2023",
        extra={"series": "PMLR", "editor": "Nobody"},
    )
    first = replace(bib, citation_key="tuning2023", entry_type="misc", extra={"editor": "X"})
    return [
        *put(library, first),
        *put(library, more, source="refs.bib"),
        *put(library, seed()[1], source="third.txt"),
    ]


def test_facts_that_are_lacking_are_taken_with_their_source(
    library: Library, twins: list[int]
) -> None:
    keep, other, _ = twins
    change = library.duplicates.merge(keep, [other])
    assert change.label == "Merge 2 papers"
    assert change.removed == {other}
    bib = library.papers.get(keep).bib
    assert bib.title == seed()[0].title
    assert (bib.venue, bib.entry_type, bib.pages) == ("ICML", "inproceedings", "1--9")
    assert (bib.arxiv_id, str(bib.published)) == ("2303.07320", "2023-03-13")
    assert bib.citation_key == "tuning2023"
    assert bib.extra["ids"] == "raman2023"
    assert (bib.extra["editor"], bib.extra["series"]) == ("X", "PMLR")
    sources = {one.field: one.source for one in library.papers.sources(keep)}
    assert sources["venue"] == sources["arxiv_id"] == "refs.bib"
    assert "title" not in sources


def test_a_title_in_capitals_gives_way(library: Library, twins: list[int]) -> None:
    library.duplicates.merge(twins[1], [twins[0]])
    assert library.papers.get(twins[1]).bib.title == seed()[0].title


def test_both_keys_stand_in_the_citation_file(library: Library, twins: list[int]) -> None:
    change = library.duplicates.merge(twins[0], [twins[1]])
    assert library.duplicates.old_keys(change) == {"raman2023": "tuning2023"}
    library.duplicates.merge(twins[2], [twins[0]], {"citation_key": twins[0]})
    text = library.exporting.render([twins[2]], ExportOptions(format="biblatex")).text
    assert "{tuning2023," in text
    assert "raman2023" in text.split("ids = ")[1].splitlines()[0]
    assert "merged" not in text


def test_a_further_key_is_given_to_no_other_paper(library: Library, twins: list[int]) -> None:
    keep, other, third = twins
    (wish,) = library.keys.preview([third])
    library.papers.edit(other, citation_key=wish.new)
    library.duplicates.merge(keep, [other])
    (change,) = library.keys.preview([third])
    assert change.new != wish.new
    library.exporting.copy([third], ExportOptions())
    assert library.papers.get(third).bib.citation_key == change.new


def test_what_the_reader_made_is_united(library: Library, twins: list[int]) -> None:
    keep, other, third = twins
    library.tags.add([keep], ["robust"])
    library.tags.add([other], ["robust", "prompts"])
    library.notes.add(keep, "Same words.")
    library.notes.add(other, "Same words.")
    library.notes.add(other, "Only here.")
    library.papers.star([other], True)
    library.papers.set_status([keep], Status.READING)
    library.papers.set_status([other], Status.SKIPPED)
    library.papers.rate([other], 4)
    for name, ids in (("one", [third, other, keep]), ("two", [other, third]), ("three", [keep])):
        library.lists.create(name)
        library.lists.add(library.lists.get(name).id, ids)
    library.duplicates.different([(other, third)])
    library.duplicates.merge(keep, [other])
    paper = library.papers.get(keep)
    assert {tag.name for tag in paper.tags} == {"robust", "prompts"}
    assert [note.text for note in paper.notes] == ["Same words.", "Only here."]
    assert (paper.starred, paper.status, paper.rating) == (True, Status.READING, 4)
    assert len(paper.sightings) == 0
    lists = {name: library.lists.paper_ids(library.lists.get(name).id) for name in ("one", "two")}
    assert lists == {"one": [third, keep], "two": [keep, third]}
    assert library.lists.paper_ids(library.lists.get("three").id) == [keep]
    assert rows(library)["not_duplicate"] == [(keep, third)]


def test_highlights_find_their_passage_or_become_notes(library: Library) -> None:
    bib = seed()[0]
    words = bib.abstract
    keep, other = put(library, bib, replace(bib, abstract="Summary: " + words[:600] + " Gone."))
    gone = len("Summary: ") + 600
    library.highlights.add(keep, 0, 15)
    library.highlights.add(other, 9, 24)  # the same passage
    library.highlights.add(other, 40, 60, colour="#00ff00", comment="why")
    library.highlights.add(other, gone, gone + 6, comment="It is gone.")
    library.duplicates.merge(keep, [other])
    paper = library.papers.get(keep)
    assert [(h.start, h.end, h.comment) for h in paper.highlights] == [(0, 15, ""), (31, 51, "why")]
    assert all(words[h.start : h.end] == h.quote for h in paper.highlights)
    assert [note.text for note in paper.notes] == [">  Gone.\n\nIt is gone."]


def test_a_chosen_abstract_takes_the_kept_ones_highlights_along(library: Library) -> None:
    bib = seed()[0]
    start = bib.abstract.index("prompts") if "prompts" in bib.abstract else 50
    keep, other = put(library, bib, replace(bib, abstract="New. " + bib.abstract))
    library.highlights.add(keep, start, start + 20)
    library.duplicates.merge(keep, [other], {"abstract": other})
    paper = library.papers.get(keep)
    (mark,) = paper.highlights
    assert (mark.start, mark.quote) == (start + 5, bib.abstract[start : start + 20])
    library.duplicates.preview(keep, put(library, bib))


def test_what_the_reader_wrote_goes_first_and_choices_before_all(
    library: Library, twins: list[int]
) -> None:
    keep, other, third = twins
    library.papers.edit(other, title="My own title", venue="TMLR")
    library.papers.edit(keep, venue="NeurIPS")
    library.papers.edit(third, organization="Mine")
    planned = library.duplicates.preview(keep, [other, third], {"abstract": third})
    library.duplicates.merge(keep, [other, third], {"abstract": third})
    paper = library.papers.get(keep)
    assert (paper.bib.title, paper.bib.venue) == ("My own title", "NeurIPS")
    assert paper.bib.organization == "Mine"
    assert paper.bib.abstract == seed()[1].abstract
    assert paper.edited == {"title", "venue", "organization"}
    assert (planned.bib, planned.edited) == (paper.bib, paper.edited)
    sources = {one.field: one.source for one in library.papers.sources(keep)}
    assert sources["title"] == "reader"
    assert sources["abstract"] == "third.txt"


def test_undo_and_redo_bring_back_every_row(library: Library, twins: list[int]) -> None:
    keep, other, third = twins
    library.tags.add(twins, ["a"])
    library.notes.add(other, "A note.")
    library.highlights.add(other, 3, 9, comment="c")
    library.lists.create("one")
    library.lists.add(library.lists.get("one").id, [third, other])
    library.search.update()
    before, text = rows(library), exported(library)
    library.duplicates.merge(keep, [other, third], {"title": other})
    merged, merged_text = rows(library), exported(library)
    library.search.update()
    assert list(library.search.find("note:note").ids) == [keep]
    library.history.undo()
    assert rows(library) == before
    assert exported(library) == text
    library.search.update()
    assert list(library.search.find("note:note").ids) == [other]
    library.history.redo()
    assert rows(library) == merged
    assert exported(library) == merged_text


def test_certain_pairs_are_merged_in_groups_as_one_step(library: Library) -> None:
    papers = seed()[:6]
    put(library, *papers)
    put(library, *papers[:4])
    put(library, *(replace(bib, title=bib.title.lower()) for bib in papers[:2]))
    put(library, replace(papers[5], title="Quite another name for it"))
    before = rows(library)
    found = library.duplicates.find()
    assert [pair.certain for pair in found].count(False) == 1
    stopped = JobContext()
    stopped.cancel()
    with pytest.raises(Cancelled):
        library.duplicates.merge_all(found, stopped)
    assert rows(library) == before
    change = library.duplicates.merge_all(found)
    assert (change.label, len(change.removed)) == ("Merge 6 duplicates", 6)
    (left,) = library.duplicates.find()
    assert not left.certain
    assert not library.duplicates.merge_all(found)  # nothing is left of it
    library.history.undo()
    assert rows(library) == before


def test_an_import_of_the_page_brings_no_merged_paper_back(library: Library) -> None:
    own = seed()[0]
    other = replace(own, title="An Earlier Name of This Very Paper", arxiv_id="2303.07320")
    known = page(own, *seed()[1:3])
    for raw in (known, page(other, seed()[3])):
        parsed = library.importing.parse(raw, "page.txt")
        library.importing.commit(library.importing.plan([parsed]))
    ids = {library.papers.get(one).bib.title: one for one in library.search.find("").ids}
    library.duplicates.merge(ids[own.title], [ids[other.title]])
    assert len(library.papers.get(ids[own.title]).sightings) == 2
    everything = exported(library)
    later = page(other, seed()[3], note="Aug 13")
    for raw in (later, known + b"\n", everything.encode()):
        parsed = library.importing.parse(raw, "again")
        plan = library.importing.plan([parsed])
        assert {entry.match for entry in plan.dumps[0].entries} <= {Match.SEEN, Match.CHANGED}
        assert library.importing.commit(plan).papers_new == 0


def test_a_merged_library_survives_its_own_file(library: Library) -> None:
    own = seed()[0]
    keep, other = put(library, own, replace(own, title="An Earlier Name"))
    library.duplicates.merge(keep, [other])
    document = exported(library).encode()
    library.papers.delete([keep])
    parsed = library.importing.parse(document, "all.json")
    library.importing.commit(library.importing.plan([parsed]))
    again = library.importing.parse(page(replace(own, title="An Earlier Name")), "page.txt")
    (entry,) = library.importing.plan([again]).dumps[0].entries
    assert entry.match is Match.SEEN or entry.match is Match.CHANGED


def test_a_rollback_spares_a_paper_that_others_were_merged_into(library: Library) -> None:
    raw = page(seed()[0], seed()[1])
    parsed = library.importing.parse(raw, "page.txt")
    dump = library.importing.commit(library.importing.plan([parsed])).dumps[0].dump_id
    keep = min(library.search.find("").ids)
    (other,) = put(library, replace(seed()[0], title="Named by Hand", venue="ICML"))
    library.duplicates.merge(keep, [other])
    assert dump is not None
    assert library.importing.preview_rollback(dump).keeps == 1
    library.importing.rollback(dump)
    assert library.papers.get(keep).bib.venue == "ICML"


def test_a_made_key_outlives_the_page_of_the_paper_that_had_it(library: Library) -> None:
    kept, other = put(library, seed()[0]) + put(library, seed()[1], source="other.txt")
    library.keys.renew([other])
    key = library.papers.get(other).bib.citation_key
    library.duplicates.merge(kept, [other])
    for dump in library.importing.dumps():
        library.importing.rollback(dump.id)
    assert library.papers.get(kept).bib.citation_key == key != ""


def test_a_seen_paper_is_not_new_after_a_merge(library: Library) -> None:
    keep, other = put(library, Bibliography(title="Kept"), Bibliography(title="Other words"))
    library.search.update()
    library.saved.save("o", "other")
    (search,) = library.saved.all()
    library.saved.looked(search.id)
    assert library.saved.news() == {search.id: 0}
    library.duplicates.merge(keep, [other], {"title": other})
    library.search.update()
    assert list(library.search.find("other").ids) == [keep]
    assert library.saved.news() == {search.id: 0}


def test_a_near_entry_is_not_asked_about_twice(library: Library) -> None:
    """What was called different at an import is that other paper from then on."""
    bib = seed()[0]
    near = replace(bib, title=bib.title + " Again")
    for raw in (page(bib), page(near), page(near, note="later")):
        parsed = library.importing.parse(raw, "page.txt")
        plan = library.importing.plan([parsed])
        entries = tuple(replace(entry, same=False) for entry in plan.dumps[0].entries)
        plan = replace(plan, dumps=(replace(plan.dumps[0], entries=entries),))
        result = library.importing.commit(plan)
    assert not result.dumps[0].near
    assert library.duplicates.find() == ()


def test_the_index_follows_notes_and_highlights_of_a_merge(
    library: Library, twins: list[int]
) -> None:
    keep, other = twins[:2]
    library.notes.add(other, "zebraword")
    quote = library.papers.get(other).bib.abstract[:20]
    library.highlights.add(other, 0, len(quote), comment="quaggaword")

    def found() -> tuple[set[int], set[int]]:
        library.search.update()
        return set(library.search.find("zebraword ").ids), set(
            library.search.find("quaggaword ").ids
        )

    assert found() == ({other}, {other})
    library.duplicates.merge(keep, [other])
    assert found() == ({keep}, {keep})
    library.history.undo()
    assert found() == ({other}, {other})
    library.history.redo()
    assert found() == ({keep}, {keep})


def test_what_cannot_be_merged_is_told(library: Library, twins: list[int]) -> None:
    keep, other, _ = twins
    with pytest.raises(NotFoundError):
        library.duplicates.merge(keep, [999])
    with pytest.raises(NotFoundError):
        library.duplicates.different([(keep, 999)])
    with pytest.raises(NotFoundError):
        library.duplicates.proposed([999])
    with pytest.raises(InvalidValueError, match="at least two"):
        library.duplicates.merge(keep, [keep])
    with pytest.raises(InvalidValueError, match="cannot be taken"):
        library.duplicates.merge(keep, [other], {"nonsense": other})
    with pytest.raises(InvalidValueError, match="cannot be taken"):
        library.duplicates.merge(keep, [other], {"title": 999})
    library.papers.trash([other])
    with pytest.raises(InvalidValueError, match="in the Trash"):
        library.duplicates.merge(keep, [other])


def test_key_of_a_merged_paper_is_nobody_elses(library: Library, twins: list[int]) -> None:
    keep, other, third = twins
    library.duplicates.merge(keep, [other])  # raman2023 is a further key of tuning2023
    with pytest.raises(InvalidValueError, match="Another paper has the citation key"):
        library.papers.edit(third, citation_key="Raman2023")
    library.papers.edit(keep, citation_key="raman2023")
    entry = library.exporting.render([keep], ExportOptions(format="biblatex")).text
    assert "@inproceedings{raman2023," in entry
    assert "ids =" not in entry
