"""Which papers are found to be the same, and which never are."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.duplicates import DuplicatePair, groups, proposed, settled
from readlist.domain.duplicates_blocks import BlockRow, Blocks
from readlist.domain.matching_evidence import title_forms
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name
from readlist.jobs.context import Cancelled, JobContext, Progress
from readlist.library import Library
from tests.bench.damage import DAMAGES, damaged
from tests.unit.duplicates.kit import put, seed

A, B = Name(given="Ann", family="Author"), Name(given="Bo", family="Writer")


def pairs(library: Library) -> list[tuple[int, int, bool]]:
    return [(pair.a, pair.b, pair.certain) for pair in library.duplicates.find()]


def of(title: str, **more: object) -> Bibliography:
    return Bibliography(title=title, **more)  # type: ignore[arg-type]


def test_papers_of_a_page_have_no_duplicates(library: Library) -> None:
    put(library, *seed())
    assert library.duplicates.find() == ()


@pytest.mark.parametrize("kind", sorted(set(DAMAGES) - {"lost TeX"}))
def test_doubles_under_damaged_titles_are_certain(library: Library, kind: str) -> None:
    chance = random.Random(3)  # noqa: S311
    doubles = [
        (number, replace(bib, title=title))
        for number, bib in enumerate(seed(), 1)
        if (title := damaged(bib.title, kind, chance)) and bib.abstract
    ][:15]
    put(library, *seed())
    ids = put(library, *(bib for _, bib in doubles))
    expected = [(number, one, True) for (number, _), one in zip(doubles, ids, strict=True)]
    assert sorted(pairs(library)) == expected


def test_without_abstracts_equal_titles_and_authors_decide(library: Library) -> None:
    put(library, of("Scaling Laws for Neural Language Models", authors=(A, B)))
    put(library, of("Scaling laws for neural language models.", authors=(A, B)))
    put(library, of("On Grokking", authors=(A,)), of("On grokking", authors=(B,)))
    found = library.duplicates.find()
    assert [(pair.certain, pair.reason) for pair in found] == [
        (True, "The titles are equal, and the authors agree."),
        (False, "The titles are equal, but the authors are others."),
    ]
    assert found[0].score > 0.9 > found[1].score


def test_an_id_decides_for_and_against(library: Library) -> None:
    first = put(
        library,
        of("Attention is all you need", arxiv_id="1706.03762"),
        of("Attention Is All You Need!", doi="10.48550/arXiv.1706.03762"),
    )
    put(library, of("Attention, please: a study", arxiv_id="2001.00001"))
    put(library, of("Attention, please: a study", arxiv_id="2001.00002"))
    (pair,) = library.duplicates.find()
    assert (pair.a, pair.b, pair.certain, pair.score) == (*first, True, 1.0)
    assert pair.reason == "The arXiv ids are equal."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Qwen2 Technical Report", "Qwen3 Technical Report"),
        ("Learning to Walk, Part I", "Learning to Walk, Part II"),
        ("Learning to Walk, Part One", "Learning to Walk, Part Two"),
        ("Learning to Walk, Part A", "Learning to Walk, Part B"),
        ("Deep Clustering of Text", "Deep Clustering of Text: A Survey"),
        ("Deep Clustering of Text", "Deep Clustering of Text (Extended Abstract)"),
    ],
)
@pytest.mark.parametrize("told", [False, True])
def test_parts_and_series_are_never_certain(
    library: Library, one: str, other: str, told: bool
) -> None:
    abstracts = [seed()[0].abstract, seed()[0 if told else 1].abstract]
    put(library, *map(lambda t, a: of(t, abstract=a, authors_count=3), (one, other), abstracts))
    # "told": even when somebody gave both the same abstract
    assert not any(certain for _, _, certain in pairs(library)) or (told and ":" in other)


def test_a_renamed_paper_is_shown_by_its_abstract(library: Library) -> None:
    bib = seed()[0]
    put(library, *seed(), replace(bib, title="A Title That Nobody Could Guess From the Old One"))
    (pair,) = library.duplicates.find()
    assert (pair.a, pair.b, pair.certain) == (1, len(seed()) + 1, False)
    assert pair.reason == "The titles differ, and the abstracts are the same."


def test_what_was_called_different_and_the_trash_are_left_out(library: Library) -> None:
    bib = seed()[0]
    put(library, bib, bib, bib)
    assert len(library.duplicates.find()) == 3
    change = library.duplicates.different([(2, 1)])
    assert change.label == "Not a duplicate"
    found = library.duplicates.find()
    assert [(pair.a, pair.b) for pair in found] == [(1, 3), (2, 3)]
    # 1 and 2 are different, and 3 is as like either
    assert not any(pair.certain for pair in found)
    library.papers.trash([3])
    assert library.duplicates.find() == ()
    library.history.undo()
    library.history.undo()
    assert len(library.duplicates.find()) == 3


def test_a_paper_that_is_as_like_two_others_is_not_certain(library: Library) -> None:
    put(library, of("Mixture of Experts Explained", arxiv_id="2401.00001"))
    put(library, of("Mixture of Experts Explained", arxiv_id="2401.00002"))
    put(library, of("Mixture of experts explained"))
    found = library.duplicates.find()
    assert [(p.a, p.b, p.certain) for p in found] == [(1, 3, False), (2, 3, False)]
    assert "as like a third paper" in found[0].reason


def test_near_looks_among_the_given_papers_only(library: Library) -> None:
    bib = seed()[0]
    ids = put(library, bib, seed()[1], bib, bib)
    assert [(p.a, p.b) for p in library.duplicates.near([ids[1], ids[2], ids[0]])] == [
        (ids[0], ids[2])
    ]
    assert library.duplicates.near([ids[0]]) == ()


def test_finding_tells_its_progress_and_can_be_cancelled(library: Library) -> None:
    put(library, *seed())
    told: list[Progress] = []
    library.duplicates.find(JobContext(told.append))
    assert told[-1].done == told[-1].total == len(seed())
    stopped = JobContext()
    stopped.cancel()
    with pytest.raises(Cancelled):
        library.duplicates.find(stopped)


TEXTS = st.text(max_size=60) | st.sampled_from(["", "?", "模型", "é", "e\u0301", "a: b", "GPT-4"])


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=12))
def test_blocks_take_any_text_and_tie_equal_titles(texts: list[tuple[str, str]]) -> None:
    blocks = Blocks()
    for number, (title, abstract) in enumerate(texts):
        blocks.add(BlockRow(number, title, abstract * 40, "", ""))
    found = set(blocks.pairs(lambda *_: None))
    equal = {
        (a, b)
        for b, (right, _) in enumerate(texts)
        for a, (left, _) in enumerate(texts[:b])
        if title_forms(left).joined == title_forms(right).joined
    }
    assert equal <= found
    assert all(0 <= a < b < len(texts) for a, b in found)


def test_many_papers_of_one_title_are_tied_to_their_neighbours() -> None:
    blocks = Blocks()
    for number in range(400):
        blocks.add(BlockRow(number, "Editorial", "", "", ""))
    assert len(blocks.pairs(lambda *_: None)) < 400


def test_groups_and_settling() -> None:
    assert groups([(1, 2), (4, 5), (2, 3)]) == [[1, 2, 3], [4, 5]]
    sure = [
        DuplicatePair(a=a, b=b, score=1.0, certain=True, reason="The titles are equal.")
        for a, b in ((1, 2), (2, 3), (4, 5))
    ]
    result = settled(sure, lambda a, b: (a, b) == (1, 3))
    assert [(pair.a, pair.certain) for pair in result] == [(4, True), (1, False), (2, False)]


def test_the_paper_to_keep_has_a_key_then_more_data_then_age(library: Library) -> None:
    bib = seed()[0]
    ids = put(library, bib, replace(bib, venue="NeurIPS"), bib, replace(bib, citation_key="k"))
    get = library.papers.get
    assert library.duplicates.proposed(ids) == ids[3]
    assert library.duplicates.proposed(ids[:3]) == ids[1]
    assert proposed([get(ids[2]), get(ids[0])]) == ids[0]
