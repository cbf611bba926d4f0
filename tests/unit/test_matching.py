"""Which record is a paper: only the certain is accepted."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.candidates import Candidate
from readlist.domain.dates import PartialDate
from readlist.domain.matching import Decision, judge
from readlist.domain.matching_index import CandidateIndex
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name, parse_name
from readlist.formats.daily_text import parse_text
from tests.bench.damage import DAMAGES, damaged, siblings

SEEDS = Path(__file__).parents[2] / "seeds"
ATTENTION = "Attention Is All You Need"
ABSTRACT = (
    "The dominant sequence transduction models are based on complex recurrent or convolutional "
    "neural networks that include an encoder and a decoder. The best performing models also "
    "connect the encoder and decoder through an attention mechanism. We propose a new simple "
    "network architecture, the Transformer, based solely on attention mechanisms, dispensing "
    "with recurrence and convolutions entirely."
)
OTHER = (
    "Graph neural networks have become the standard for learning on molecules. In this work we "
    "study how the depth of such a network changes what it can tell apart, and show that a few "
    "layers are enough for all common benchmarks, while more of them only cost training time."
)
ACCEPT, REVIEW, NONE = Decision.ACCEPT, Decision.REVIEW, Decision.NONE


def paper(title: str = ATTENTION, **more: object) -> Bibliography:
    return Bibliography(title=title, **more)  # type: ignore[arg-type]


def record(title: str = ATTENTION, source: str = "refs.bib line 1", **more: object) -> Candidate:
    return Candidate(bib=paper(title, **more), source=source)


def names(*written: str) -> tuple[Name, ...]:
    return tuple(map(parse_name, written))


SPEECH = "Attention Is All You Need in Speech Separation"
ZERO = "Large Language Models are Zero-Shot Reasoners in Many Domains of Human Knowledge"
CHEM = "ChemCrow: Augmenting large-language models with chemistry tools"
CASES: dict[str, tuple[Bibliography, Candidate, Decision]] = {
    "equal titles": (paper(), record("ATTENTION is all you need."), ACCEPT),
    "equal titles and abstracts": (
        paper(abstract=ABSTRACT), record(abstract=ABSTRACT[:150] + "…"), ACCEPT,
    ),
    "equal titles, other abstracts": (paper(abstract=ABSTRACT), record(abstract=OTHER), REVIEW),
    "equal titles, other number of authors": (
        paper(authors_count=8), record(authors=names("Ann Bell")), REVIEW,
    ),
    "a list of authors that is cut": (
        paper(abstract=ABSTRACT, authors_count=8),
        record(abstract=ABSTRACT, authors=names("Ashish Vaswani", "Noam Shazeer")), REVIEW,
    ),
    "equal titles, other authors": (
        paper(authors=names("Ashish Vaswani")), record(authors=names("Ann Bell")), REVIEW,
    ),
    "a name in another form": (
        paper(authors=names("Łukasz Kaiser")), record(authors=names("Kaiser, L.")), ACCEPT,
    ),
    "too short to be certain": (paper("Grokking"), record("Grokking"), REVIEW),
    "short, but as many authors": (
        paper("Grokking", authors_count=3), record("Grokking", authors_count=3), ACCEPT,
    ),
    "longer title of another work": (paper(), record(SPEECH), NONE),
    "longer title, as many authors": (
        paper(authors_count=5), record(SPEECH, authors_count=5), NONE,
    ),
    "a series": (
        paper("Qwen2 Technical Report", authors_count=9),
        record("Qwen3 Technical Report", authors_count=9), NONE,
    ),
    "a series with one abstract": (
        paper("Qwen2 Technical Report", abstract=ABSTRACT),
        record("Qwen3 Technical Report", abstract=ABSTRACT), REVIEW,
    ),
    "one word other, as many authors": (
        paper(ZERO, authors_count=4), record(ZERO.replace("Zero", "Few"), authors_count=4), REVIEW,
    ),
    "the opposite": (
        paper("Deep Supervised Learning of Visual Features for Retrieval", authors_count=2),
        record("Deep Unsupervised Learning of Visual Features for Retrieval", authors_count=2),
        REVIEW,
    ),
    "a misspelt word, as many authors": (
        paper("Compositional Attention Networks for Machine Reasonning", authors_count=2),
        record("Compositional Attention Networks for Machine Reasoning", authors_count=2), ACCEPT,
    ),
    "a misspelt word, nothing else": (
        paper("Compositional Attention Networks for Machine Reasonning"),
        record("Compositional Attention Networks for Machine Reasoning"), REVIEW,
    ),
    "a preprint's title and the journal's": (
        paper(CHEM, abstract=ABSTRACT),
        record("Augmenting large language models with chemistry tools", abstract=ABSTRACT), ACCEPT,
    ),
    "the same without abstracts": (
        paper(CHEM), record("Augmenting large language models with chemistry tools"), REVIEW,
    ),
    "a title cut at the colon": (
        paper("ChemCrow", abstract=ABSTRACT), record(CHEM, abstract=ABSTRACT), ACCEPT,
    ),
    "a shortened title": (
        paper("Effect of native oxide layers on copper thin-film tensile properties: A study"),
        record(
            "Effect of native oxide layers on copper thin-film tensile properties: A reactive "
            "molecular dynamics study"
        ),
        NONE,
    ),
    "a hit of a search that is another paper": (
        paper(authors_count=8, abstract=ABSTRACT),
        record(
            "Self-Attention with Relative Position Representations",
            authors=names("Peter Shaw", "Jakob Uszkoreit", "Ashish Vaswani"),
            published=PartialDate(2018), doi="10.18653/v1/n18-2074",
        ),
        NONE,
    ),
    "one arXiv id": (
        paper(arxiv_id="1706.03762"),
        record("Attention is all you need (v7)", doi="10.48550/arXiv.1706.03762"), ACCEPT,
    ),
    "other arXiv ids": (paper(arxiv_id="1706.03762"), record(arxiv_id="1706.03763"), NONE),
    "a wrong DOI": (
        paper(doi="10.1000/1"), record("Graph depth is enough for chemists", doi="10.1000/1"),
        REVIEW,
    ),
    "another DOI": (paper(doi="10.1000/1"), record(doi="10.1000/2"), REVIEW),
    "an arXiv id from after the page": (
        paper(published=PartialDate(2023, 6, 1)), record(arxiv_id="2403.00001"), REVIEW,
    ),
    "a page months after the preprint": (
        paper(published=PartialDate(2023, 6, 1)), record(arxiv_id="2212.00001"), ACCEPT,
    ),
    "a journal two years later": (
        paper(published=PartialDate(2023)), record(published=PartialDate(2025)), ACCEPT,
    ),
    "a work of long ago": (
        paper(published=PartialDate(2023)), record(published=PartialDate(1999)), REVIEW,
    ),
    "renamed, the whole abstract in common": (
        paper("Transformers are all one needs in sequence modelling", abstract=ABSTRACT),
        record("Attention is all one needs in sequence transduction", abstract=ABSTRACT), ACCEPT,
    ),
    "nothing but the abstract in common": (
        paper("Transformers", abstract=ABSTRACT), record("On recurrence", abstract=ABSTRACT),
        REVIEW,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_one_record(case: str) -> None:
    mine, other, expected = CASES[case]
    verdict = judge(mine, [other])
    assert (verdict.decision, verdict.chosen) == (expected, other if expected is ACCEPT else None)
    assert verdict.reason.endswith(".")
    assert CandidateIndex([other]).judge(mine) == verdict


def test_different_records_of_one_title_are_shown() -> None:
    one = record(authors=names("Ann Bell"), source="a.bib line 1")
    two = record(authors=names("Carl Dorn"), source="a.bib line 9")
    verdict = judge(paper(), [one, two])
    assert verdict.decision is REVIEW
    assert verdict.reason == "2 different records have this title: a.bib line 1, a.bib line 9."


def test_the_fullest_of_equal_records_is_taken() -> None:
    bare = record(authors=names("Ann Bell"))
    full = record(authors=names("Bell, A."), venue="NeurIPS", published=PartialDate(2017))
    assert judge(paper(), [bare, full]).chosen is full
    assert judge(paper(), [full, bare]).chosen is full


def test_a_record_with_the_abstract_goes_before_one_without() -> None:
    sure = record(abstract=ABSTRACT, authors=names("Ann Bell"))
    other = record(authors=names("Carl Dorn"))
    assert judge(paper(abstract=ABSTRACT), [other, sure]).chosen is sure


def _seed_papers() -> list[Bibliography]:
    found = {
        entry.bib.title: entry.bib
        for path in sorted(SEEDS.glob("*.txt"))
        for entry in parse_text(path.read_bytes(), path.name).entries
    }
    return [bib for bib in found.values() if len(bib.abstract) >= 200]


PAPERS = _seed_papers()
INDEX = CandidateIndex(
    Candidate(bib=bib, source=f"line {number}", record=str(number))
    for number, bib in enumerate(PAPERS)
)
_CHANCE = st.integers(0, 2**32).map(random.Random)


@given(
    number=st.integers(0, len(PAPERS) - 1),
    kind=st.sampled_from(sorted(set(DAMAGES) - {"two letters swapped"})),
    chance=_CHANCE,
)
def test_a_damaged_title_with_its_abstract_is_matched(
    number: int, kind: str, chance: random.Random
) -> None:
    title = damaged(PAPERS[number].title, kind, chance) or PAPERS[number].title
    verdict = INDEX.judge(replace(PAPERS[number], title=title))
    assert verdict.chosen is not None, (title, verdict.reason)
    assert verdict.chosen.record == str(number)


@given(number=st.integers(0, len(PAPERS) - 1), other=st.data(), chance=_CHANCE)
def test_a_sibling_is_never_accepted(
    number: int, other: st.DataObject, chance: random.Random
) -> None:
    mine = PAPERS[number]
    title = other.draw(st.sampled_from(siblings(mine.title, chance)))
    theirs = other.draw(st.sampled_from([bib for bib in PAPERS if bib is not mine]))
    one = Candidate(bib=replace(theirs, title=title, authors_count=mine.authors_count), source="")
    assert CandidateIndex([one]).judge(mine).decision is not ACCEPT
    bare = replace(one, bib=replace(one.bib, abstract=""))
    assert CandidateIndex([bare]).judge(replace(mine, abstract="")).decision is not ACCEPT


@given(st.lists(st.sampled_from([case[1] for case in CASES.values()]), max_size=6), st.text())
def test_the_order_of_the_records_decides_nothing(records: list[Candidate], title: str) -> None:
    mine = paper(title or ATTENTION, abstract=ABSTRACT)
    one, two = judge(mine, records), judge(mine, records[::-1])
    assert one.decision is two.decision
    assert {id(j.candidate) for j in one.judged} == {id(j.candidate) for j in two.judged}
