"""Large work on the index runs in a process of its own, and here when that cannot be."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from readlist.jobs.context import Cancelled, JobContext, Progress
from readlist.library import Library
from readlist.library.apart import MANY
from tests.unit.search.test_damage import fill

PAPERS = MANY + 100


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library with more papers than are indexed here."""
    folder = tmp_path_factory.mktemp("apart") / "library"
    fill(folder, PAPERS)
    with Library.open(folder) as opened:
        yield opened


def test_a_process_indexes_and_tells_its_steps(library: Library) -> None:
    steps: list[Progress] = []
    assert library.search.rebuild(JobContext(steps.append, interval=0.0), apart=True) == PAPERS
    assert any(step.total == PAPERS and step.text == "Indexing" for step in steps)
    assert library.search.state().state == "current"
    assert library.search.find("odd ").total == PAPERS // 2
    # Nothing has been analysed here.
    assert not library.search._keeper.store._interner


def test_it_ends_when_it_is_cancelled(library: Library) -> None:
    library.search.rebuild(apart=True)

    def stop(progress: Progress) -> None:
        if progress.total:
            context.cancel()

    context = JobContext(stop, interval=0.0)
    with pytest.raises(Cancelled):
        library.search.rebuild(context, apart=True)
    library.search.update(apart=True)
    assert library.search.state().state == "current"
    assert library.search.find("odd ").total == PAPERS // 2


def test_without_a_process_the_work_is_done_here(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    assert library.search.rebuild(apart=True) == PAPERS
    monkeypatch.setattr(sys, "executable", "/bin/false")
    library.papers.star(library.search.find("odd ").ids, True)
    assert library.search.rebuild(apart=True) == PAPERS
    assert library.search.find("odd ").total == PAPERS // 2
