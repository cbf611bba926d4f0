"""A paper and a record side by side, and taking only the fields that the reader chose."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readlist.domain.candidates import Candidate
from readlist.domain.dates import PartialDate
from readlist.domain.errors import NotFoundError
from readlist.domain.filling import Choice, FillingPlan, OfferKind
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name
from readlist.library import Library

KIPF = Name(given="Thomas N.", family="Kipf")
WELLING = Name(given="Max", family="Welling")
TITLE = "Semi-Supervised Classification with Graph Convolutional Networks"
BIB = f"""
@article{{gcn, title={{{TITLE}}}, year=2016, journal={{CoRR}},
  abstract={{We present a scalable approach.}}}}
@misc{{kipf2017, title={{Variational Graph Auto-Encoders}}}}
"""
ARXIV = Candidate(
    bib=Bibliography(
        title="Semi-supervised classification with graph convolutional networks",
        authors=(KIPF, WELLING),
        arxiv_id="1609.02907",
        published=PartialDate(2016, 9, 9),
        citation_key="kipf2017",
    ),
    source="arXiv",
    more=(
        Candidate(
            bib=Bibliography(
                title=TITLE, venue="ICLR", published=PartialDate(2017), entry_type="inproceedings"
            ),
            source="Semantic Scholar",
        ),
    ),
)


@pytest.fixture
def gcn(library: Library) -> int:
    """One paper with a title, a year and an abstract, beside another with a key."""
    parsed = library.importing.parse(BIB.encode(), "refs.bib")
    library.importing.commit(library.importing.plan([parsed]))
    return min(library.search.find("").ids)


def kinds(library: Library, paper_id: int) -> dict[str, OfferKind]:
    return {one.field: one.kind for one in library.filling.offers(paper_id, ARXIV)}


def take(library: Library, paper_id: int, **how: frozenset[str]) -> Bibliography:
    choice = Choice(candidate=ARXIV, **how)
    library.filling.commit(FillingPlan(), {paper_id: choice})
    return library.papers.get(paper_id).bib


def test_every_field_stands_beside_the_records(library: Library, gcn: int) -> None:
    library.papers.edit(gcn, arxiv_id="1609.02906", venue="NeurIPS")
    assert kinds(library, gcn) == {
        "title": OfferKind.DIFFERENT,
        "authors": OfferKind.LACKING,
        "published": OfferKind.LACKING,
        "venue": OfferKind.LOCKED,
        "entry_type": OfferKind.DIFFERENT,
        "arxiv_id": OfferKind.LOCKED,
        "citation_key": OfferKind.FIXED,
        "abstract": OfferKind.NONE,
    }
    offers = {one.field: one for one in library.filling.offers(gcn, ARXIV)}
    published = offers["published"]
    assert (published.mine, published.theirs) == (PartialDate(2016), PartialDate(2016, 9, 9))
    assert [offers[name].source for name in ("authors", "venue")] == ["arXiv", "Semantic Scholar"]
    with pytest.raises(NotFoundError):
        library.filling.offers(999, ARXIV)


def test_what_would_cost_the_reader_something_is_not_offered(library: Library, gcn: int) -> None:
    library.papers.edit(gcn, citation_key="")
    library.highlights.add(gcn, 0, 10)
    other = Candidate(bib=Bibliography(title=TITLE, abstract="Another text."), source="x")
    offers = {one.field: one.kind for one in library.filling.offers(gcn, other)}
    assert offers == {
        "title": OfferKind.SAME,
        "published": OfferKind.NONE,
        "abstract": OfferKind.UNSAFE,
    }
    choice = Choice(candidate=other, replace=frozenset({"abstract"}))
    assert not library.filling.commit(FillingPlan(), {gcn: choice})


def test_fields_are_left_out_or_replaced_and_know_their_source(library: Library, gcn: int) -> None:
    before = library.papers.get(gcn).bib
    bib = take(
        library, gcn,
        without=frozenset({"authors", "published"}),
        replace=frozenset({"title", "entry_type", "citation_key"}),
    )  # fmt: skip
    assert (bib.authors, bib.published) == ((), before.published)
    assert bib.published_source == before.published_source
    assert (bib.title, bib.entry_type) == (ARXIV.bib.title, "inproceedings")
    assert bib.citation_key == "gcn"
    sources = {one.field: one.source for one in library.papers.sources(gcn)}
    assert sources["title"] == "arXiv"
    assert sources["entry_type"] == "Semantic Scholar"
    # A title that was taken is found again, also by its key.
    again = library.importing.parse(BIB.encode(), "again.bib")
    assert library.importing.plan([again]).dumps[0].entries[0].paper_id == gcn
    library.history.undo()
    assert library.papers.get(gcn).bib == before


def test_what_the_reader_wrote_meanwhile_is_not_replaced(library: Library, gcn: int) -> None:
    library.papers.edit(gcn, title="My title")
    assert take(library, gcn, replace=frozenset({"title"})).title == "My title"


def test_two_parts_of_a_completion_are_one_step(library: Library, gcn: int) -> None:
    other = gcn + 1
    first = library.filling.commit(FillingPlan(), {gcn: ARXIV})
    vgae = Candidate(bib=Bibliography(title="x", authors=(KIPF,)), source="arXiv")
    library.filling.commit(FillingPlan(), {other: vgae}, joining=first)
    assert library.history.state().undo == "Complete 2 papers"
    library.history.undo()
    assert not any(library.papers.get(one).bib.authors for one in (gcn, other))
    library.history.redo()
    assert all(library.papers.get(one).bib.authors for one in (gcn, other))


def test_what_came_between_two_parts_keeps_them_apart(library: Library, gcn: int) -> None:
    first = library.filling.commit(FillingPlan(), {gcn: ARXIV})
    library.papers.star([gcn], True)
    vgae = Candidate(bib=Bibliography(title="x", authors=(KIPF,)), source="arXiv")
    library.filling.commit(FillingPlan(), {gcn + 1: vgae}, joining=first)
    assert library.history.state().undo == "Complete 1 paper"
    library.history.undo()
    assert library.history.state().undo == "Star 1 paper"


def test_a_survey_counts_what_is_lacking(library: Library, gcn: int) -> None:
    survey = library.filling.survey([gcn, gcn + 1])
    assert (survey.papers, survey.citable) == (2, 0)
    assert survey.lacking == {
        "authors": 2, "date": 1, "arxiv": 2, "doi": 2, "venue": 1, "abstract": 1,
    }  # fmt: skip
    take(library, gcn)
    assert library.filling.survey([gcn]).lacking == {"doi": 1}
    assert library.filling.survey([gcn]).citable == 1


NAMES = ("title", "authors", "published", "venue", "entry_type", "pages", "doi", "abstract")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(without=st.sets(st.sampled_from(NAMES)), replace=st.sets(st.sampled_from(NAMES)))
def test_what_is_offered_is_what_is_written(
    library: Library, gcn: int, without: set[str], replace: set[str]
) -> None:
    """Fields that are chosen get the record's value as it was shown; no other changes."""
    before = library.papers.get(gcn).bib
    offers = library.filling.offers(gcn, ARXIV)
    chosen = {
        one.field: one.theirs
        for one in offers
        if one.field not in without
        and (
            one.kind is OfferKind.LACKING
            or (one.kind is OfferKind.DIFFERENT and one.field in replace)
        )
    }
    after = take(library, gcn, without=frozenset(without), replace=frozenset(replace))
    if after != before:
        library.history.undo()
    for name in (*NAMES, "arxiv_id", "citation_key", "extra"):
        assert getattr(after, name) == chosen.get(name, getattr(before, name))
    assert library.papers.get(gcn).bib == before
