"""A process is killed at any moment of its work on the index: nothing is lost or left behind."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from readlist.library import Library
from tests.unit.search.test_damage import fill, named

PAPERS = 1_500
# Works without end until it is killed; tells when it begins.
_WORKER = """
import sys
from pathlib import Path
from readlist.library import Library
with Library.open(Path(sys.argv[1])) as library:
    print("ready", flush=True)
    while True:
        library.notes.add(1, "update me")
        getattr(library.search, sys.argv[2])()
        if sys.argv[2] == "tidy":
            for paper in range(1, 8):
                library.notes.add(paper, "another segment")
                library.search.update()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL")
@pytest.mark.parametrize("kills", [pytest.param(34, marks=pytest.mark.slow), 3])
@pytest.mark.parametrize("work", ["update", "rebuild", "tidy"])
def test_killed_at_any_moment(tmp_path: Path, work: str, kills: int) -> None:
    folder, index = tmp_path / "library", tmp_path / "library" / "index"
    fill(folder, PAPERS)
    chance = random.Random(work)  # noqa: S311 - repeatable
    for _ in range(kills):
        with subprocess.Popen(
            [sys.executable, "-c", _WORKER, str(folder), work], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0.02, 0.7))
            process.send_signal(signal.SIGKILL)
        with Library.open(folder) as library:
            assert library.search.find("odd ").total == PAPERS // 2
            assert library.search.check().state in {"missing", "behind", "current"}
            if chance.random() < 0.5:  # else the next one goes on with what it left
                library.search.update()
                state = library.search.check()
                assert (state.state, state.papers) == ("current", PAPERS)
                assert {path.name for path in index.iterdir()} == named(index)
                assert not library.search.find("odd ").by_sql
    with Library.open(folder) as library:
        library.search.rebuild()
        assert library.search.check().state == "current"
        assert library.search.find("odd ").total == PAPERS // 2
    assert {path.name for path in index.iterdir()} == named(index)
