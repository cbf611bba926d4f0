"""Segments are merged when they are many, and nothing else changes by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.jobs.context import Cancelled, JobContext
from readlist.library import Library
from readlist.search import writer
from tests.unit.search.test_damage import fill

PAPERS = 60


def segments(folder: Path) -> int:
    return len(list((folder / "index").glob("*.arrays")))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library whose papers are large for a quick merge, in a segment each dozen."""
    fill(tmp_path / "library", PAPERS)
    monkeypatch.setattr(writer, "QUICK", 10)
    with Library.open(tmp_path / "library") as library:
        library.search.update()
        for first in range(1, PAPERS, 12):
            library.papers.star(range(first, first + 12), True)
            library.tags.add(range(first, first + 12), [f"dozen {first}"])
            library.search.update()
    return tmp_path / "library"


def test_what_is_large_waits_for_tidying(folder: Path) -> None:
    assert segments(folder) == PAPERS // 12
    with Library.open(folder) as library:
        before = [(answer.ids, dict(answer.scores)) for answer in map(library.search.find, QUERIES)]
        assert library.search.tidy()
        assert segments(folder) == 1
        after = [(answer.ids, dict(answer.scores)) for answer in map(library.search.find, QUERIES)]
        assert before == after
        assert not library.search.tidy()


def test_tidying_can_be_cancelled(folder: Path) -> None:
    context = JobContext()
    context.cancel()
    with Library.open(folder) as library:
        with pytest.raises(Cancelled):
            library.search.tidy(context)
        assert segments(folder) == PAPERS // 12
        assert library.search.find("odd ").total == PAPERS // 2
        library.search.tidy()
        assert library.search.find("odd ").total == PAPERS // 2


QUERIES = ("odd ", "dozen 13", '"some learning"', "number7", "learn* -even", "papers OR dozen")
