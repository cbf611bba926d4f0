"""What opens as a library, what is refused, and what a migration does."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from readlist.domain.errors import KnownError, LibraryDamagedError, LibraryTooNewError
from readlist.storage import Storage, backup, engine
from readlist.storage.migrations import PARTS, STEPS, VERSION
from tests.unit.storage.papers import TITLES, add_papers, contents


def _library(folder: Path) -> Path:
    storage = Storage(folder, "a test")
    add_papers(storage, *TITLES)
    storage.close()
    return storage.path


def test_a_closed_library_is_one_private_file(tmp_path: Path) -> None:
    path = _library(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_each_library_has_an_id_of_its_own(tmp_path: Path) -> None:
    ids = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        storage = Storage(tmp_path / name, "a test")
        ids.add(storage.library_id)
        storage.close()
    assert len(ids) == 2


def test_a_later_versions_library_is_refused_untouched(tmp_path: Path) -> None:
    path = _library(tmp_path)
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(LibraryTooNewError, match="later version"):
        Storage(tmp_path, "a test")
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("part", ["TABLE note", "TRIGGER outbox_note_insert"])
def test_a_library_without_a_part_of_its_schema_is_refused(tmp_path: Path, part: str) -> None:
    path = _library(tmp_path)
    with closing(sqlite3.connect(path)) as db:
        query = r"SELECT type FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\'"
        found = [row[0] for row in db.execute(query)]
        assert (found.count("table"), found.count("trigger")) == PARTS[VERSION]
        db.execute(f"DROP {part}")
    _refused(path, "a part of its schema is missing")


def test_a_log_without_its_library_is_not_played_into_a_new_one(tmp_path: Path) -> None:
    path = _library(tmp_path)
    storage = Storage(tmp_path, "a test")
    add_papers(storage, "A paper in the log")
    log = path.with_name(f"{path.name}-wal").read_bytes()
    storage.close()
    path.unlink()
    path.with_name(f"{path.name}-wal").write_bytes(log)
    with pytest.raises(LibraryDamagedError, match="is gone"):
        Storage(tmp_path, "a test")
    assert not path.exists()


def test_nothing_is_written_into_a_file_that_another_replaced(tmp_path: Path) -> None:
    path = _library(tmp_path)
    storage = Storage(tmp_path, "a test")
    copy = tmp_path / "copy"
    shutil.copyfile(path, copy)
    copy.replace(path)
    with pytest.raises(KnownError, match="replaced by another file"):
        add_papers(storage, "A paper for nobody")
    storage.close()


def test_another_programs_file_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE places(url TEXT)")
    _refused(path, "another program")


@pytest.mark.parametrize(
    ("start", "damage"),
    [
        pytest.param(0, b"\0" * 100, id="header overwritten"),
        pytest.param(20, b"\xff" * 40, id="header's numbers overwritten"),
        pytest.param(100, b"\xff" * 4000, id="first page overwritten"),
        pytest.param(61, b"\xff", id="a version that there is not"),
    ],
)
def test_a_damaged_file_is_refused_untouched(tmp_path: Path, start: int, damage: bytes) -> None:
    path = _library(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:start] + damage + whole[start + len(damage) :])
    _refused(path, "cannot be opened")


@pytest.mark.parametrize("size", [0, 50, 4096])
def test_a_truncated_file_is_refused_untouched(tmp_path: Path, size: int) -> None:
    path = _library(tmp_path)
    path.write_bytes(path.read_bytes()[:size])
    _refused(path, "cannot be opened")


def _refused(path: Path, why: str) -> None:
    before = path.read_bytes()
    with pytest.raises(LibraryDamagedError, match=why):
        Storage(path.parent, "a test")
    assert path.read_bytes() == before


def test_a_migration_keeps_a_verified_copy_first(tmp_path: Path) -> None:
    path = _library(tmp_path)

    def rename_step(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE shelf(id INTEGER PRIMARY KEY)")

    engine.prepare(path, tmp_path / "backups", [*STEPS, rename_step])
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION + 1,)
        assert db.execute("SELECT count(*) FROM shelf").fetchone() == (0,)
    [copy] = (tmp_path / "backups").iterdir()
    (tmp_path / "restored").mkdir()
    backup.unpack(copy, tmp_path / "restored" / "library.sqlite3")
    restored = Storage(tmp_path / "restored", "a test")
    assert [row[1] for row in contents(restored)["paper"]] == list(TITLES)
    restored.close()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = _library(tmp_path)

    def broken_step(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE shelf(id INTEGER PRIMARY KEY)")
        db.execute("SELECT * FROM missing")

    with pytest.raises(sqlite3.OperationalError, match="missing"):
        engine.prepare(path, tmp_path / "backups", [*STEPS, broken_step])
    storage = Storage(tmp_path, "a test")
    assert "shelf" not in contents(storage)
    storage.close()


def test_a_library_that_was_deleted_takes_no_writes(storage: Storage) -> None:
    storage.path.unlink()
    with (
        pytest.raises(LibraryDamagedError, match="is gone"),
        storage.write("Star") as writer,
    ):
        writer.connection.execute("INSERT INTO tag(name, name_key) VALUES('a', 'a')")
