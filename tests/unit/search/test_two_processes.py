"""One process takes changes in and merges while another one searches all the time."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from readlist.jobs.context import JobContext
from readlist.library import Library
from readlist.library.searching_index import IndexKeeper
from readlist.search.analysis import Analyser
from readlist.search.words import WordSearch
from readlist.storage import Storage
from tests.unit.search.test_damage import fill, named

PAPERS = 1_000
# Gives one paper after the other a note, and merges now and then, until its input ends.
_WRITER = """
import select, sys
from itertools import count
from pathlib import Path
from readlist.library import Library
with Library.open(Path(sys.argv[1])) as library:
    for number in count(1):
        if select.select([sys.stdin], [], [], 0)[0]:
            break
        library.notes.add((number - 1) % int(sys.argv[2]) + 1, "quagga")
        library.search.update()
        if not number % 7:
            library.search.tidy()
        print(number, flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fill(tmp_path / "library", PAPERS)
    with Library.open(tmp_path / "library") as library:
        library.search.update()
    return tmp_path / "library"


def matches(search: WordSearch, word: str) -> int:
    scores = search.word(word)
    assert scores is not None
    return int((scores > 0).sum())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows selects no pipes")
@pytest.mark.parametrize("seconds", [pytest.param(20.0, marks=pytest.mark.slow), 2.5])
def test_searching_while_another_process_commits_and_merges(folder: Path, seconds: float) -> None:
    with (
        Library.open(folder) as library,
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(folder), str(PAPERS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as writer,
    ):
        assert writer.stdin is not None
        assert writer.stdout is not None
        assert int(writer.stdout.readline()) == 1
        notes = 1
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for query, total in (("odd ", PAPERS // 2), ('"learning of models" ', PAPERS)):
                answer = library.search.find(query)
                assert (answer.total, answer.by_sql, answer.notice) == (total, False, "")
            answer = library.search.find("quagga ")
            assert answer.total >= notes
            assert set(answer.ids) == set(range(1, answer.total + 1))
            assert not answer.by_sql
            notes = answer.total
        writer.stdin.close()
        written = int(writer.stdout.read().split()[-1])
        assert writer.wait(60) == 0
        assert library.search.find("quagga ").total == min(written, PAPERS) >= notes > 7
        library.search.update()
        assert library.search.check().state == "current"
    assert {path.name for path in (folder / "index").iterdir()} == named(folder / "index")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no open files")
def test_a_search_goes_on_in_files_that_were_merged_away(folder: Path) -> None:
    storage = Storage(folder, "a test")
    keeper = IndexKeeper(storage, folder, Analyser())
    with Library.open(folder) as other, keeper.store.reading(lambda: None) as search:
        for paper in range(1, 9):
            other.notes.add(paper, "quagga")
            other.search.update()
        other.search.rebuild()
        names = {f"{name}.arrays" for name in search.snapshot.files}
        assert not names & {path.name for path in (folder / "index").iterdir()}
        # Nothing of these words was read before.
        assert matches(search, "odd") == PAPERS // 2
        assert matches(search, "number7") == 1
        assert matches(search, "quagga") == 0
    with keeper.store.reading(lambda: None) as search:
        assert matches(search, "quagga") == 8
    assert keeper.update(JobContext()) == 0
    keeper.close()
    storage.close()
