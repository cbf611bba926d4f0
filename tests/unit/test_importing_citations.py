"""Citation files into a library: keys, known papers, lists, states, the report, rolling back."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.domain.drafts import DumpResult
from readlist.domain.papers import Paper, Status
from readlist.jobs.context import Cancelled, JobContext, Progress
from readlist.library import Library
from readlist.storage.check import problems

FILES = Path(__file__).parents[1] / "data" / "citations"
SEED = Path(__file__).parents[2] / "seeds" / "004_b181f9a0131b6f4f.txt"


def bring(library: Library, text: str, name: str = "refs.bib") -> DumpResult:
    parsed = library.importing.parse(text.encode(), name)
    return library.importing.commit(library.importing.plan([parsed])).dumps[0]


def paper(library: Library, title: str) -> Paper:
    (found,) = [hit for hit in papers(library) if hit.bib.title == title]
    return found


def papers(library: Library) -> list[Paper]:
    return [library.papers.get(i) for i in library.papers.exists(list(range(1, 100)))]


def test_each_entry_has_its_place_though_all_stand_in_one_line(library: Library) -> None:
    done = bring(library, "@misc{a, title={First one}} @misc{b, title={Second one}}")
    assert (done.entries, done.new, done.doubtful) == (2, 2, ())
    assert problems(library._storage) == []
    places = [paper.sightings[0].position for paper in papers(library)]
    assert places == [1, 2]


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
def test_the_library_is_sound_after_each_file(library: Library, name: str) -> None:
    done = bring(library, (FILES / name).read_text(), name)
    assert done.new + done.seen + done.changed == done.entries
    assert problems(library._storage) == []


def test_one_key_for_two_papers_stays_with_the_first(library: Library) -> None:
    bring(library, "@misc{lee2020, title={On cats}}")
    done = bring(library, "@misc{Lee2020, title={A study of whales}}", "other.bib")
    assert done.skipped == (
        "The citation key Lee2020 of “A study of whales”: another paper has it.",
    )
    assert [paper.bib.citation_key for paper in papers(library)] == ["lee2020", ""]
    twice = bring(library, "@misc{k, title={Third}}\n@misc{k, title={Another fourth}}", "x.bib")
    assert (twice.new, len(twice.skipped)) == (2, 1)


def test_a_known_paper_keeps_its_key_and_the_file_s_is_told(library: Library) -> None:
    bring(library, "@misc{mine, title={On cats}, year={2020}}")
    done = bring(library, "@misc{theirs, title={On cats}, author={Ann Lee}}", "other.bib")
    assert (done.new, done.changed) == (0, 1)
    assert done.skipped == ("Citation keys of papers that keep the one they have: theirs (mine).",)
    assert paper(library, "On cats").bib.citation_key == "mine"


def test_a_file_again_and_the_same_entries_in_another_file(library: Library) -> None:
    text = "@misc{a, title={First one}, keywords={x}, note={n}}\n"
    bring(library, text)
    assert bring(library, text).already_imported
    later = bring(library, "% saved again\n" + text)
    assert (later.new, later.seen, later.changed) == (0, 1, 0)
    assert len(papers(library)) == 1
    assert len(papers(library)[0].sightings) == 2


def test_papers_of_the_library_get_what_they_lack(library: Library) -> None:
    bring(library, SEED.read_text(), "page.txt")
    before = papers(library)[0]
    library.papers.edit(before.id, venue="Mine")
    library.tags.add([before.id], ["old"])
    title = before.bib.title.replace("&", r"\&")
    done = bring(
        library,
        f"@article{{key, title = {{{{{title}}}}}, author = {{Lee, Ann and others}},\n"
        "  journal = {Theirs}, year = 2024, doi = {10.1/x}, keywords = {new}, groups = {G},\n"
        "  readstatus = {read}, ranking = {rank4}, annote = {A note}}",
    )
    assert (done.new, done.changed) == (0, 1)
    after = library.papers.get(before.id)
    assert [name.display for name in after.bib.authors] == ["Ann Lee", "others"]
    assert (after.bib.doi, after.bib.citation_key, after.bib.venue) == ("10.1/x", "key", "Mine")
    assert after.bib.abstract == before.bib.abstract
    assert sorted(tag.name for tag in after.tags) == ["new", "old"]
    assert [item.name for item in after.lists] == ["G"]
    assert (after.status, after.rating, after.notes[0].text) == (Status.READ, 4, "A note")
    assert done.dump_id is not None
    library.importing.rollback(done.dump_id)
    back = library.papers.get(before.id)
    assert (back.bib.authors, back.bib.doi, back.lists) == ((), "", ())
    assert [tag.name for tag in back.tags] == ["old"]


def test_a_large_file_tells_how_far_it_is_and_can_be_stopped(
    library: Library, tmp_path: Path
) -> None:
    entry = "@misc{{k{0}, title = {{Paper number {0}}}, abstract = {{{1}}}}}\n"
    path = tmp_path / "large.bib"
    path.write_text("".join(entry.format(number, "words " * 400) for number in range(600)))
    told: list[Progress] = []
    library.importing.read([path], JobContext(told.append, interval=0))
    assert Progress(600 + 201, 1200, "Reading large.bib") in told
    stop = JobContext(lambda progress: stop.cancel() if progress.done > 600 else None, interval=0)
    with pytest.raises(Cancelled):
        library.importing.read([path], stop)
