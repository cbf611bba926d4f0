"""While the index is made anew in one thread, nothing else waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from readlist.domain.errors import KnownError
from readlist.jobs.context import Cancelled, JobContext, Progress
from readlist.library import Library
from tests.unit.search.test_damage import fill, named

BATCH = 1_000  # a tenth of the program's
PAPERS = BATCH + 100
_PATIENCE = 60  # seconds until a test that waits for ever fails


class Halted:
    """A rebuild that stands still, with all that it holds, at a step that ``where`` picks."""

    def __init__(self, where: Callable[[Progress], bool]) -> None:
        self._where = where
        self._reached, self._go_on = threading.Event(), threading.Event()
        self.context = JobContext(self._step, interval=0.0)

    def wait(self) -> None:
        """Wait until it stands still."""
        assert self._reached.wait(_PATIENCE)

    def go_on(self) -> None:
        self._go_on.set()

    def _step(self, progress: Progress) -> None:
        if self._where(progress) and not self._reached.is_set():
            self._reached.set()
            assert self._go_on.wait(_PATIENCE)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setattr("readlist.library.searching_index.BATCH", BATCH)
    fill(tmp_path / "library", PAPERS)
    with Library.open(tmp_path / "library") as library:
        yield library


def begin(library: Library, halted: Halted, pool: ThreadPoolExecutor) -> Future[int]:
    """Rebuild in another thread until it stands still."""
    work = pool.submit(library.search.rebuild, halted.context)
    halted.wait()
    return work


def whole(library: Library, folder: Path) -> None:
    state = library.search.check()
    assert (state.state, state.papers, state.pending) == ("current", PAPERS, 0)
    assert {path.name for path in (folder / "index").iterdir()} == named(folder / "index")


@pytest.mark.parametrize(
    "where",
    [
        lambda step: step.text == "Indexing",
        lambda step: step.done == PAPERS // 2,
        lambda step: step.done == PAPERS - 50,
    ],
    ids=["at first", "in the middle", "in the second batch"],
)
def test_saving_and_searching_wait_for_nothing(
    library: Library, tmp_path: Path, where: Callable[[Progress], bool]
) -> None:
    library.search.update()
    halted = Halted(where)
    with ThreadPoolExecutor(1) as pool:
        work = begin(library, halted, pool)
        library.notes.add(3, "a quagga")
        library.tags.add([4, PAPERS], ["quagga"])
        answer = library.search.find("odd ")
        assert (answer.total, answer.by_sql, answer.notice) == (PAPERS // 2, False, "")
        assert set(library.search.find("quagga ").ids) == {3, 4, PAPERS}
        assert library.search.related(7)
        assert library.search.explain("odd", 2)
        assert library.search.update() == 0  # the rebuild takes it in
        assert not library.search.tidy()
        assert library.search.state().papers == PAPERS
        assert not work.done()
        halted.go_on()
        assert work.result(_PATIENCE) >= PAPERS
    library.search.update()
    assert set(library.search.find("quagga ").ids) == {3, 4, PAPERS}
    whole(library, tmp_path / "library")


def test_merging_holds_nothing_up_either(library: Library, tmp_path: Path) -> None:
    library.search.update()
    for paper in (1, 2, 3):
        library.notes.add(paper, "a quagga")
        library.search.update()
    library.notes.add(4, "a quagga")
    halted = Halted(lambda step: step.text.startswith("Tidying"))
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(library.search.update, halted.context)
        halted.wait()
        library.notes.add(5, "a quagga")
        answer = library.search.find("quagga ")
        assert (set(answer.ids), answer.by_sql) == ({1, 2, 3, 4, 5}, False)
        assert not work.done()
        halted.go_on()
        assert work.result(_PATIENCE) == 1
    library.search.update()
    assert set(library.search.find("quagga ").ids) == {1, 2, 3, 4, 5}
    whole(library, tmp_path / "library")


def test_a_first_index_is_made_while_plain_matching_answers(
    library: Library, tmp_path: Path
) -> None:
    halted = Halted(lambda step: step.done == PAPERS - 1)
    with ThreadPoolExecutor(1) as pool:
        work = begin(library, halted, pool)
        library.notes.add(3, "a quagga")
        assert library.search.find("odd ").total == PAPERS // 2
        assert set(library.search.find("quagga ").ids) == {3}
        halted.go_on()
        assert work.result(_PATIENCE) >= PAPERS
    assert not library.search.find("odd ").by_sql
    whole(library, tmp_path / "library")


def test_a_cancelled_rebuild_is_resumed_where_it_stopped(library: Library, tmp_path: Path) -> None:
    library.search.update()
    halted = Halted(lambda step: step.done == PAPERS - 50)
    with ThreadPoolExecutor(1) as pool:
        work = begin(library, halted, pool)
        halted.context.cancel()
        halted.go_on()
        with pytest.raises(Cancelled):
            work.result(_PATIENCE)
    assert library.search.state().pending == PAPERS - BATCH  # a batch is taken in
    assert library.search.find("odd ").notice == ""
    assert library.search.update() == PAPERS - BATCH
    whole(library, tmp_path / "library")


def test_only_one_makes_it_anew(library: Library) -> None:
    library.search.update()
    halted = Halted(lambda step: step.done == PAPERS // 2)
    with ThreadPoolExecutor(1) as pool, Library.open(library.folder) as other:
        work = begin(library, halted, pool)
        assert other.search.update() == 0
        with pytest.raises(KnownError, match="Another process is writing the search index"):
            other.search.rebuild()
        halted.go_on()
        assert work.result(_PATIENCE) == PAPERS
