"""The disk is full, or files must not grow, or nothing may be written at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from readlist.domain.errors import KnownError
from readlist.library import Library
from tests.unit.search.test_damage import fill, named

resource = pytest.importorskip("resource", reason="Windows limits no file's size")

PAPERS = 3_000
# Works on the index while no file may grow beyond so many bytes, and tells what was said.
_WORKER = """
import resource, sys
from pathlib import Path
from readlist.domain.errors import KnownError
from readlist.library import Library
with Library.open(Path(sys.argv[1])) as library:
    limit = int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        getattr(library.search, sys.argv[2])()
    except KnownError as error:
        print(error)
    answer = library.search.find("odd ")
    print(answer.total, answer.by_sql)
"""


def limited(folder: Path, work: str, limit: int) -> list[str]:
    """What the work says, and what it finds afterwards, when no file may be longer."""
    done = subprocess.run(
        [sys.executable, "-c", _WORKER, str(folder), work, str(limit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def whole(folder: Path) -> None:
    """The next update leaves all as it should be."""
    with Library.open(folder) as library:
        library.search.update()
        state = library.search.check()
        assert (state.state, state.papers, state.pending) == ("current", PAPERS, 0)
        assert library.search.find("odd ").total == PAPERS // 2
    assert {path.name for path in (folder / "index").iterdir()} == named(folder / "index")


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("indexed") / "library"
    fill(folder, PAPERS)
    with Library.open(folder) as library:
        library.search.update()
    return folder


@pytest.mark.parametrize("limit", [0, 100, 5_000, 60_000])
@pytest.mark.parametrize("work", ["update", "rebuild", "tidy"])
def test_the_old_index_answers(indexed: Path, tmp_path: Path, work: str, limit: int) -> None:
    folder = Path(shutil.copytree(indexed, tmp_path / "library"))
    with Library.open(folder) as library:
        if work == "tidy":
            for paper in range(1, 12):
                library.notes.add(paper, "segment " * 9)
                library.search.update()
            library.tags.add(range(1, PAPERS - 100), ["all"])
            library.search.update()
        elif work == "update":
            library.tags.add(range(1, PAPERS), ["all"])
    told = limited(folder, work, limit)
    assert told[-1] == f"{PAPERS // 2} False"
    if len(told) > 1:
        assert (
            told[0].startswith("The search index cannot be written: ") or "disk is full" in told[0]
        )
    else:
        assert work == "tidy"  # there was nothing that a file so short could not hold
    files = {path.name for path in (folder / "index").iterdir()}
    assert files == named(folder / "index")
    whole(folder)


def test_a_first_index_waits_for_room(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    fill(folder, PAPERS)
    for limit in (0, 50, 3_000, 50_000):
        told = limited(folder, "update", limit)
        assert len(told) == 2
        assert told[1] == f"{PAPERS // 2} True"
        with Library.open(folder) as library:
            assert library.search.state().papers == 0
    whole(folder)


_READER = """
import sys
from pathlib import Path
from readlist.domain.errors import KnownError
from readlist.library import Library
with Library.open(Path(sys.argv[1])) as library:
    library.notes.add(1, "quagga")
    for work in (library.search.update, library.search.rebuild):
        try:
            work()
        except KnownError as error:
            print(str(error).split('. ')[0])
    for query in ("odd ", "quagga "):
        answer = library.search.find(query)
        print(answer.total, answer.by_sql)
"""


@pytest.mark.parametrize("damaged", [False, True])
def test_an_index_that_may_only_be_read(indexed: Path, tmp_path: Path, damaged: bool) -> None:
    folder = Path(shutil.copytree(indexed, tmp_path / "library"))
    command = [sys.executable, "-c", _READER, str(folder)]
    if os.geteuid() == 0:
        if not (setpriv := shutil.which("setpriv")):
            pytest.skip("the superuser may write everywhere")
        command = [setpriv, "--bounding-set=-dac_override", *command]
    if damaged:
        for path in (folder / "index").glob("*.toc"):
            path.write_bytes(b"x")
    (folder / "index").chmod(0o500)
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        (folder / "index").chmod(0o700)
    assert done.returncode == 0, done.stderr
    told = "The search index cannot be written: Permission denied"
    assert done.stdout.splitlines() == [told, told, f"{PAPERS // 2} {damaged}", f"1 {damaged}"]
    whole(folder)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounts a file system")
@pytest.mark.parametrize("room", [0, 9_000, 90_000])
def test_a_file_system_without_room(indexed: Path, tmp_path: Path, room: int) -> None:
    folder, filler = tmp_path / "library", tmp_path / "library" / "filler"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(folder)], check=True)
    try:
        shutil.copytree(indexed, folder, dirs_exist_ok=True)
        with Library.open(folder) as library, filler.open("wb") as file:
            free = os.statvfs(folder)
            os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - room)
            for _ in range(3):
                with pytest.raises(KnownError):
                    library.search.rebuild()
                answer = library.search.find("odd ")
                assert (answer.total, answer.by_sql) == (PAPERS // 2, False)
        filler.unlink()
        whole(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
