"""The search index from the command line: lost, damaged, interrupted, made anew."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from readlist.cli.search import QUICK_UPDATE
from tests.e2e.conftest import ROOT, Run, run_here
from tests.unit.search.test_damage import fill, named

PAPERS = 5_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that no command indexes by itself, with its index."""
    home = tmp_path_factory.mktemp("large") / "library"
    fill(home, PAPERS)
    done = run_here(home, "reindex", "--json")
    assert (done.status, done.json) == (0, {"papers": PAPERS})
    return home


@pytest.fixture
def home(large: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(large, tmp_path / "library"))


def flip(index: Path) -> None:
    """Change one byte in the middle of the arrays."""
    path = max(index.glob("*.arrays"), key=lambda path: path.stat().st_size)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def index_of(done: Run) -> str:
    return str(done.json["index"]["state"])


def test_a_damaged_index_is_told_and_mended(home: Path) -> None:
    sound = run_here(home, "check", "--json")
    assert (sound.status, index_of(sound)) == (0, "current")
    assert "readlist:" not in run_here(home, "search", "odd").err
    flip(home / "index")
    for _ in range(2):
        checked = run_here(home, "check", "--json")
        assert (checked.status, index_of(checked)) == (1, "damaged")
    found = run_here(home, "search", "odd", "--json")
    assert (found.status, found.json["total"], found.json["by_sql"]) == (0, PAPERS // 2, True)
    assert "damaged" in found.err
    assert "readlist reindex" in found.err
    assert run_here(home, "reindex").out == f"{PAPERS} papers indexed.\n"
    mended = run_here(home, "check", "--json")
    assert (mended.status, index_of(mended)) == (0, "current")
    assert not run_here(home, "search", "odd", "--json").json["by_sql"]


def test_merging_alone_says_what_it_did(home: Path) -> None:
    assert run_here(home, "reindex", "--tidy").out == "The index is merged.\n"
    assert run_here(home, "reindex", "--changes").out == "0 papers indexed.\n"


def test_a_missing_index_is_told(home: Path) -> None:
    shutil.rmtree(home / "index")
    checked = run_here(home, "check", "--json")
    assert (checked.status, index_of(checked)) == (0, "missing")
    found = run_here(home, "search", "odd")
    assert found.status == 0
    assert "There is no search index yet" in found.err


def test_a_small_library_heals_while_it_is_searched(tmp_path: Path) -> None:
    home = tmp_path / "library"
    fill(home, QUICK_UPDATE)
    assert not run_here(home, "search", "odd", "--json").json["by_sql"]
    flip(home / "index")
    assert run_here(home, "check").status == 1
    found = run_here(home, "search", "odd", "--json")
    assert (found.json["total"], found.json["by_sql"]) == (QUICK_UPDATE // 2, False)
    assert run_here(home, "check").status == 0


def test_what_another_put_in_its_place_is_not_followed(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "index", tmp_path / "elsewhere")
    before = {path.name: path.read_bytes() for path in (tmp_path / "elsewhere").iterdir()}
    shutil.rmtree(home / "index")
    (home / "index").symlink_to(tmp_path / "elsewhere")
    assert run_here(home, "search", "odd", "--json").json["by_sql"]
    assert index_of(run_here(home, "check", "--json")) == "damaged"
    assert run_here(home, "reindex").status == 0
    assert index_of(run_here(home, "check", "--json")) == "current"
    assert not (home / "index").is_symlink()
    after = {path.name: path.read_bytes() for path in (tmp_path / "elsewhere").iterdir()}
    assert after == before


@pytest.fixture
def heard_interrupt() -> Iterator[None]:
    """Tests that run in the background inherit that SIGINT is ignored, and so would what they
    start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
@pytest.mark.usefixtures("heard_interrupt")
def test_an_interrupted_reindex_is_resumed(home: Path) -> None:
    about = home / "index" / "readlist.json"
    environment = {**os.environ, "READLIST_HOME": str(home), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "readlist", "reindex"], env=environment, stderr=subprocess.PIPE
    ) as process:
        while json.loads(about.read_text())["renewed"] is None:
            assert process.poll() is None
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    state = run_here(home, "check", "--json").json["index"]
    assert state == {"state": "behind", "papers": PAPERS}
    found = run_here(home, "search", "odd", "--json")  # the old index answers
    assert (found.json["total"], found.json["by_sql"]) == (PAPERS // 2, False)
    assert run_here(home, "reindex", "--changes").status == 0
    assert index_of(run_here(home, "check", "--json")) == "current"
    assert {path.name for path in (home / "index").iterdir()} == named(home / "index")
