"""The disk is full, or files must not grow, or nothing may be written at all."""

from __future__ import annotations

import ast
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

PAPERS = 1_000
# Works on an index while no file may grow beyond so many bytes, and tells what was said; each
# limit in a process of its own, which has the program loaded when it begins.
_WORKER = """
import os, resource, sys
from pathlib import Path
from readlist.domain.errors import KnownError
from readlist.library import Library
from readlist.search import files, store  # before the processes part

def work(folder, name, limit):
    with Library.open(Path(folder)) as library:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        said = []
        try:
            getattr(library.search, name)()
        except KnownError as error:
            said.append(str(error))
        answer = library.search.find("odd ")
        print([*said, f"{answer.total} {answer.by_sql}"], flush=True)

for limit, folder in zip(sys.argv[2::2], sys.argv[3::2]):
    process = os.fork()
    if not process:
        work(folder, sys.argv[1], int(limit))
        os._exit(0)
    if os.waitpid(process, 0)[1]:
        sys.exit(f"failed at {limit}")
"""


def limited(work: str, folders: dict[int, Path]) -> list[list[str]]:
    """What the work says in each folder, and what it finds afterwards, when no file may be longer
    than so many bytes."""
    words = [str(word) for pair in folders.items() for word in pair]
    done = subprocess.run(
        [sys.executable, "-c", _WORKER, work, *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [ast.literal_eval(line) for line in done.stdout.splitlines()]


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


@pytest.mark.parametrize("work", ["update", "rebuild", "tidy"])
def test_the_old_index_answers(indexed: Path, tmp_path: Path, work: str) -> None:
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
    limits = (0, 100, 5_000, 20_000)
    folders = {n: Path(shutil.copytree(folder, tmp_path / f"{n} bytes")) for n in limits}
    for told, here in zip(limited(work, folders), folders.values(), strict=True):
        assert told[-1] == f"{PAPERS // 2} False"
        if len(told) > 1:
            assert "The search index cannot be written: " in told[0] or "disk is full" in told[0]
        else:
            assert work == "tidy"  # there was nothing that a file so short could not hold
        assert {path.name for path in (here / "index").iterdir()} == named(here / "index")
        whole(here)


def test_a_first_index_waits_for_room(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    fill(folder, PAPERS)
    for limit in (0, 50, 3_000, 20_000):
        (told,) = limited("update", {limit: folder})
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
