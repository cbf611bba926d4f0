"""A few words of a title find the paper among the first five."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from readlist.library import Library
from readlist.resources_path import seeds_folder
from tests.bench.corpus import as_page, load
from tests.bench.relevance import missed, remembered

SHARE = 0.98
PAPERS = 400  # of a corpus that are looked for


@pytest.fixture
def seeded(library: Library) -> Library:
    """The papers of the seeds, indexed."""
    folder = seeds_folder()
    assert folder is not None
    parsed, _ = library.importing.read([folder])
    library.importing.commit(library.importing.plan(parsed, captured="2024-12-31"))
    library.search.update()
    return library


@pytest.fixture(scope="module")
def large(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Library]:
    """A library of the real papers of ``--corpus``, indexed."""
    path: Path | None = request.config.getoption("--corpus")
    if path is None:
        pytest.skip("needs real papers: run with --corpus PATH")
    page = as_page(load(path, 100_000, recombine=False)).encode()
    with Library.open(tmp_path_factory.mktemp("large")) as library:
        parsed = library.importing.parse(page, "corpus.txt")
        library.importing.commit(library.importing.plan([parsed]))
        library.search.update()
        yield library


def test_words_of_a_title_find_the_paper_among_the_seeds(seeded: Library) -> None:
    assert_found(seeded, step=1, atleast=200)


def test_words_of_a_title_find_the_paper_in_a_corpus(large: Library) -> None:
    assert_found(large, step=max(1, large.counts().all // PAPERS), atleast=200)


def assert_found(library: Library, *, step: int, atleast: int) -> None:
    """Look for every ``step``-th paper by three to five words of its title."""
    ids = sorted(library.search.find("").ids)
    rows = library.papers.rows(ids[::step])
    queries = remembered((row.id, row.title) for row in rows)
    assert len(queries) >= atleast
    misses = missed(queries, lambda query: library.search.find(query).ids)
    assert 1 - len(misses) / len(queries) >= SHARE, misses
