"""Why a paper was found, what was meant, what is related, and what a pasted text costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import pytest

from readlist.domain.query import Word, parse
from readlist.domain.views import Scope
from readlist.library import Library
from readlist.library.searching_merge import Hits, merge
from readlist.resources_path import seeds_folder

QUERIES = (
    "scaling",
    "language models",
    "model model",
    "(language model) OR vision",
    "(language zyxomma) OR vision",
    "learning OR (model is:starred)",
    "learning OR (model -is:starred)",
    "vision OR NOT (data model)",
    '"language models" OR title:learn* data',
    "learning 2503.02130",
    "e",
    "model \\mathbb",
)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The seeds' papers, some starred, one with an arXiv id, with a saved search."""
    folder = seeds_folder()
    assert folder is not None
    with Library.open(tmp_path_factory.mktemp("explained")) as library:
        parsed, _ = library.importing.read([folder])
        library.importing.commit(library.importing.plan(parsed, captured="2024-12-31"))
        ids = sorted(library.search.find("").ids)
        library.papers.star(ids[:80], True)
        library.papers.edit(library.search.find("").ids[0], arxiv_id="2503.02130")
        library.saved.save("Some", "vision OR language")
        library.search.update()
        yield library


@pytest.mark.parametrize("place", ["all", "saved"])
@pytest.mark.parametrize("query", QUERIES)
def test_the_reasons_are_the_whole_score(
    seeded: Library, query: str, place: Literal["all", "saved"]
) -> None:
    value = str(seeded.saved.all()[0].id) if place == "saved" else ""
    scope = Scope(place, value)
    answer = seeded.search.find(query, scope=scope)
    for paper in answer.ids[:: max(1, len(answer.ids) // 12)]:
        reasons = seeded.search.explain(query, paper, scope=scope)
        whole = sum(reason.score for reason in reasons)
        assert whole == pytest.approx(answer.scores.get(paper, 0.0), rel=1e-5), paper


def test_a_paper_that_was_not_found_has_no_reasons(seeded: Library) -> None:
    starred = seeded.search.find("is:starred learning").ids[0]
    assert not seeded.search.explain("learning -is:starred", starred)
    assert not seeded.search.explain("learning zyxomma", starred)
    assert not seeded.search.explain("learning", 10**6)


def test_what_says_nothing_changes_nothing(seeded: Library) -> None:
    for query in (r"language -\mathbb", r"language OR \mathbb", r"language \mathbb"):
        assert seeded.search.find(query + " ").ids == seeded.search.find("language ").ids, query


def test_a_text_that_nothing_has_is_not_read_to_its_end() -> None:
    asked = []

    def words(leaf: object) -> Hits:
        asked.append(leaf)
        return Hits(np.zeros(9, bool), np.zeros(9))

    text = " ".join(f"word{number}" for number in range(5000)) + " "
    found = merge(parse(text).root, words, lambda _: np.ones(9, bool), np.ones(9, bool))
    assert not found.flags.any()
    assert asked == [Word("word0")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("lerning", "learning"), ("langauge", "language"), ("modls", "models"), ("models", "")],
)
def test_what_was_meant(seeded: Library, written: str, meant: str) -> None:
    assert seeded.search.suggest(f"{written} ").strip() == meant


def test_related_papers_are_found_behind_a_full_trash(seeded: Library) -> None:
    paper = seeded.search.find("scaling ").ids[0]
    every = [one.id for one in seeded.search.related(paper, limit=200)]
    best, rest = every[:-5], every[-5:]
    assert paper not in every
    assert len(best) > 50
    seeded.papers.trash(best)
    left = [one.id for one in seeded.search.related(paper)]
    seeded.papers.restore(best)
    assert sorted(left) == sorted(rest)
