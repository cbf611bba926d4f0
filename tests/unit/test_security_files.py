"""What others may do with a library's files, and whose files are read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from readlist.domain.export import ExportOptions
from readlist.jobs.private import is_ours, make_private
from readlist.library import Library

pytestmark = pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
ROOT = Path(__file__).parents[2]
PAGE = sorted((ROOT / "seeds").glob("*.txt"))[4]


@pytest.fixture
def lenient() -> Iterator[None]:
    """A reader whose system lets everybody write into new files."""
    before = os.umask(0)
    yield
    os.umask(before)


def used(folder: Path) -> None:
    """Do what makes files: import, index, back up, search."""
    with Library.open(folder, process="a test") as library:
        dumps, _ = library.importing.read([PAGE])
        library.importing.commit(library.importing.plan(dumps))
        library.search.update()
        library.backups.make()
        longest = folder / ("漢" * 80 + ".bib")
        library.exporting.write(longest, library.papers.exists([1, 2]), ExportOptions())


def modes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): oct(path.stat().st_mode & 0o777)
        for path in [folder, *folder.rglob("*")]
    }


@pytest.mark.usefixtures("lenient")
def test_nobody_else_may_look_into_a_library(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    used(folder)
    for name, mode in modes(folder).items():
        wanted = "0o700" if (folder / name).is_dir() else "0o600"
        assert mode == wanted, name


def test_an_old_lock_that_others_could_run_is_made_private(tmp_path: Path) -> None:
    lock = tmp_path / "index.lock"
    lock.touch()
    lock.chmod(0o755)
    make_private(lock)
    assert oct(lock.stat().st_mode & 0o777) == "0o600"


def test_an_index_that_others_may_write_is_not_read_but_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    used(folder)
    (folder / "index").chmod(0o777)
    with Library.open(folder, process="a test") as library:
        assert library.search.state().state != "current"
        assert library.search.find("attention").by_sql
        library.search.update()
        assert library.search.state().state == "current"
        assert not library.search.find("attention").by_sql
    assert oct((folder / "index").stat().st_mode & 0o777) == "0o700"


def test_whose_folder_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    folder.mkdir(mode=0o700)
    make_private(folder / "witness")
    assert is_ours(folder, "witness")
    (tmp_path / "link").symlink_to(folder)
    assert not is_ours(tmp_path / "link", "witness")
    assert not is_ours(tmp_path / "nothing", "witness")
    folder.chmod(0o777)
    assert not is_ours(folder, "witness")
    (folder / "witness").chmod(0o777)  # as all files are on a disk without permissions
    assert is_ours(folder, "witness")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_another_users_folder_is_not_ours(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o700)
    os.chown(folder, 65534, 65534)
    assert not is_ours(folder, "witness")


def test_paths_in_an_import_lead_nowhere(tmp_path: Path) -> None:
    """A page, an archive and a dump that name files elsewhere write only into the library."""
    text = (
        '{"format":"readlist","version":1,"papers":[{"title":"T","sightings":[{"dump":"ab"}]}],'
        '"dumps":[{"sha256":"ab","source":"../../evil.txt","kind":"text","data":"eJwDAAAAAAE="}]}'
    )
    (tmp_path / "in.json").write_text(text)
    folder = tmp_path / "library"
    with Library.open(folder, process="a test") as library:
        dumps, _ = library.importing.read([tmp_path / "in.json"])
        library.importing.commit(library.importing.plan(dumps))
        library.search.update()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.json", "library"]
    assert not list(tmp_path.parent.glob("evil*"))


# Runs commands in a process that ends at the first look at the network.
_GUARD = """
import json, runpy, socket, sys
def refused(*_arguments, **_options):
    sys.exit("the network was asked")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refused
for words in json.loads(sys.argv[1]):
    sys.argv = ["readlist", *words]
    try:
        runpy.run_module("readlist", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code:
            sys.exit(f"{words}: {end.code}")
"""


def test_commands_never_ask_the_network(tmp_path: Path) -> None:
    commands = [
        ["import", str(PAGE)],
        ["search", "attention"],
        ["stats"],
        ["check"],
        ["export", "--query", ""],
        ["complete", "--offline"],
        ["duplicates"],
        ["backup"],
        ["keys", "--dry-run"],
    ]
    done = subprocess.run(
        [sys.executable, "-c", _GUARD, json.dumps(commands)],
        env={**os.environ, "READLIST_HOME": str(tmp_path / "library"), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
