"""Filling in what papers lack: one step, never over the reader's own words, with its source."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from readlist.domain.candidates import Candidate
from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name
from readlist.jobs.context import Cancelled, JobContext
from readlist.library import Library

DATA = Path(__file__).parents[1] / "data"
PAGE = """
Daily Papers

Attention Is All You Need

The dominant sequence transduction models are based on complex recurrent networks.

  • 8 authors
·
Jun 12, 2017

Grokking

Neural networks learn to generalise long after they have memorised.

  • 5 authors
·
Jan 6, 2022

Double Descent

Test error falls, rises and falls again as models grow.

  • 4 authors
·
Dec 5, 2019
"""
TEAM = tuple(Name(given=letter, family="Vaswani") for letter in "ABCDEFGH")


@pytest.fixture
def papers(library: Library) -> list[int]:
    """Three papers of a page: of Attention, of Grokking, and of Double Descent."""
    parsed = library.importing.parse(PAGE.encode(), "page.txt")
    library.importing.commit(library.importing.plan([parsed]))
    return sorted(library.search.find("").ids)


def attention(source: str = "refs.bib line 1", **more: object) -> Candidate:
    facts = {"authors": TEAM, "arxiv_id": "1706.03762", **more}
    bib = Bibliography(title="Attention is all you need", **facts)  # type: ignore[arg-type]
    return Candidate(bib=bib, source=source, record="vaswani2017")


def fill(library: Library, ids: Sequence[int], *records: Candidate) -> None:
    library.filling.commit(library.filling.plan(ids, records))


def test_what_is_lacking_is_filled_in_one_step(library: Library, papers: list[int]) -> None:
    before = [library.papers.get(one) for one in papers]
    plan = library.filling.plan([*papers, 999], [attention(venue="NeurIPS")])
    assert [one.paper_id for one in plan.accepted] == papers[:1]
    assert [one.paper_id for one in plan.unmatched] == papers[1:]
    assert plan.accepted[0].fields == {
        "venue": "NeurIPS", "arxiv_id": "1706.03762", "authors": TEAM,
    }  # fmt: skip
    change = library.filling.commit(plan)
    assert (change.label, change.papers) == ("Complete 1 paper", frozenset(papers[:1]))
    bib = library.papers.get(papers[0]).bib
    assert (bib.authors, bib.arxiv_id, bib.venue) == (TEAM, "1706.03762", "NeurIPS")
    assert (bib.published, bib.published_source) == (PartialDate(2017, 6, 12), DateSource.PAGE)
    assert [library.papers.get(one) for one in papers[1:]] == before[1:]
    assert not library.filling.commit(library.filling.plan(papers, [attention()]))
    library.history.undo()
    assert [library.papers.get(one) for one in papers] == before
    assert library.papers.sources(papers[0]) == ()


def test_each_field_knows_its_source(library: Library, papers: list[int]) -> None:
    fill(library, papers, attention())
    library.papers.edit(papers[0], venue="NIPS")
    fill(library, papers, attention("CSL line 4", doi="10.1000/1"))
    known = {one.field: one.source for one in library.papers.sources(papers[0])}
    assert known == {
        "authors": "refs.bib line 1", "arxiv_id": "refs.bib line 1", "venue": "reader",
        "doi": "CSL line 4",
    }  # fmt: skip
    assert all(one.at.endswith("Z") for one in library.papers.sources(papers[0]))


def test_what_the_reader_edited_stays(library: Library, papers: list[int]) -> None:
    library.papers.edit(papers[0], authors=["Ashish Vaswani"], venue="x", published="2017")
    library.papers.edit(papers[0], venue="")
    fill(library, papers, attention(venue="NeurIPS", published=PartialDate(2017, 6, 1)))
    bib = library.papers.get(papers[0]).bib
    assert (bib.venue, bib.published) == ("", PartialDate(2017))
    assert [name.display for name in bib.authors] == ["Ashish Vaswani"]
    assert bib.arxiv_id == "1706.03762"


def test_an_abstract_in_the_readers_words_is_no_argument(
    library: Library, papers: list[int]
) -> None:
    library.papers.edit(papers[0], abstract="My own summary of it, which says it all. " * 3)
    abstract = "The dominant sequence transduction models are based on complex networks. " * 2
    plan = library.filling.plan(papers, [attention(abstract=abstract)])
    assert [one.paper_id for one in plan.accepted] == papers[:1]


def test_the_reader_decides(library: Library, papers: list[int]) -> None:
    one = attention(authors=TEAM[:5])
    grokking = Candidate(bib=Bibliography(title="Grokking", doi="10.1000/2"), source="b.ris line 3")
    plan = library.filling.plan(papers, [one, grokking])
    assert [paper.paper_id for paper in plan.doubtful] == papers[:2]
    assert not library.filling.commit(plan)
    library.filling.commit(plan, {papers[0]: None, papers[1]: grokking})
    assert library.papers.get(papers[0]).bib.authors == ()
    assert library.papers.get(papers[1]).bib.doi == "10.1000/2"


def test_what_came_meanwhile_is_kept(library: Library, papers: list[int]) -> None:
    plan = library.filling.plan(papers, [attention()])
    library.papers.edit(papers[0], arxiv_id="1706.03763")
    library.papers.delete(papers[1:])
    library.filling.commit(plan)
    bib = library.papers.get(papers[0]).bib
    assert (bib.arxiv_id, bib.authors) == ("1706.03763", TEAM)


def test_a_citation_key_that_another_paper_has_stays_out(
    library: Library, papers: list[int]
) -> None:
    library.papers.edit(papers[2], citation_key="Vaswani2017")
    fill(library, papers, attention(citation_key="vaswani2017"))
    paper = library.papers.get(papers[0])
    assert (paper.bib.citation_key, paper.bib.authors) == ("", TEAM)


def test_highlights_are_found_in_a_longer_abstract(library: Library, papers: list[int]) -> None:
    text = library.papers.get(papers[0]).bib.abstract
    library.highlights.add(papers[0], 13, 21)
    longer = f"{text} We propose a new simple network architecture, the Transformer."
    fill(library, papers, attention(abstract=longer))
    paper = library.papers.get(papers[0])
    assert paper.bib.abstract == longer
    (mark,) = paper.highlights
    assert longer[mark.start : mark.end] == mark.quote == text[13:21]


def test_rolling_an_import_back_keeps_what_was_completed_later(
    library: Library, papers: list[int]
) -> None:
    """A second page brings a longer abstract, a record one that is longer still."""
    longer = library.papers.get(papers[0]).bib.abstract + " We propose the Transformer."
    page = f"Daily Papers\n\nAttention Is All You Need\n\n{longer}\n\n  • 8 authors\n"
    parsed = library.importing.parse(page.encode(), "second.txt")
    dump = library.importing.commit(library.importing.plan([parsed])).dumps[0].dump_id
    assert library.papers.get(papers[0]).bib.abstract == longer
    longest = f"{longer} It needs no recurrence at all, and trains faster."
    fill(library, papers, attention(abstract=longest))
    library.importing.rollback(dump or 0)
    assert library.papers.get(papers[0]).bib.abstract == longest


def test_cancelled_leaves_all_as_it_was(library: Library, papers: list[int]) -> None:
    plan = library.filling.plan(papers, [attention()])
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        library.filling.plan(papers, [attention()], context)
    with pytest.raises(Cancelled):
        library.filling.commit(plan, context=context)
    assert library.papers.get(papers[0]).bib.authors == ()


def test_a_saved_page_brings_arxiv_ids(library: Library) -> None:
    page = DATA / "hf-html" / "daily-papers-2024-08-01_excerpt.html"
    candidates = library.filling.read([page]).candidates
    assert len(candidates) == 13
    for one in candidates:
        assert one.record == one.bib.arxiv_id != ""
        assert one.bib.authors
        assert one.source.startswith(f"{page.name} line ")


def test_records_are_read_from_files_of_all_kinds(library: Library, tmp_path: Path) -> None:
    files = {
        "a.bib": "\n@misc{k, title={A}, doi={10.1000/1}}\n@misc{broken, title={",
        "b.ris": "TY  - JOUR\nTI  - B\nER  - \n",
        "c.json": '[\n{"type": "article", "id": "c1", "title": "C"}]',
        "d.json": '{"format": "readlist", "papers": [{"title": "D", "arxiv_id": "1706.03762"}]}',
        "e.bib": "",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    records = library.filling.read([tmp_path / name for name in files])
    assert [(one.bib.title, one.source, one.record) for one in records.candidates] == [
        ("A", "a.bib line 2", "k"),
        ("B", "b.ris line 1", ""),
        ("C", "c.json line 2", "c1"),
        ("D", "d.json line 1", "1706.03762"),
    ]
    assert [bad.source for bad in records.unreadable] == [str(tmp_path / "e.bib")]
    ((source, block),) = records.broken
    assert (source, block.first_line) == (str(tmp_path / "a.bib"), 3)
