"""Backing up and restoring from the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.e2e.conftest import run_here


def test_a_backup_brings_the_library_back(seeded_home: Path, tmp_path: Path) -> None:
    home, file = tmp_path / "library", tmp_path / "papers.zip"
    shutil.copytree(seeded_home, home)
    before = run_here(home, "export", "--format", "json").out
    made = run_here(home, "backup", file, "--json").json
    assert (made["path"], made["counts"]["papers"]) == (str(file), 220)
    run_here(home, "star", 3, 4)
    run_here(home, "note", "add", 3, "Written since.")
    since = run_here(home, "export", "--format", "json").out
    plan = run_here(home, "restore", file, "--dry-run", "--json").json
    assert plan["differences"]["papers"]["changed"] == 2
    assert plan["smaller"] == ["notes"]
    refused = run_here(home, "restore", file)
    assert refused.status == 1
    assert "0 notes instead of 1" in refused.err
    assert len(refused.err.splitlines()) == 1
    assert run_here(home, "restore", file, "--smaller").status == 0
    assert run_here(home, "export", "--format", "json").out == before
    assert run_here(home, "undo", "--json").json["undone"].startswith("Restore the backup of ")
    assert run_here(home, "export", "--format", "json").out == since
    [only] = run_here(home, "backup", "--list", "--json").json["backups"]
    assert (only["reason"], only["counts"]["notes"]) == ("before-restore", 1)


def test_a_damaged_library_is_replaced_and_kept(seeded_home: Path, tmp_path: Path) -> None:
    home, file = tmp_path / "library", tmp_path / "papers.zip"
    shutil.copytree(seeded_home, home)
    run_here(home, "backup", file)
    (home / "library.sqlite3").write_bytes(b"\0" * 5000)
    assert run_here(home, "search", "transformer").status == 1
    assert run_here(home, "restore", tmp_path / "nowhere.zip").status == 1
    done = run_here(home, "restore", file, "--json").json
    assert (Path(done["damaged"]) / "library.sqlite3").read_bytes() == b"\0" * 5000
    assert run_here(home, "check").status == 0


def test_check_repairs_what_can_be_read(seeded_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "library"
    shutil.copytree(seeded_home, home)
    run_here(home, "backup")
    file = home / "library.sqlite3"
    data = bytearray(file.read_bytes())
    data[:100] = bytes(100)
    file.write_bytes(data)
    assert run_here(home, "check").status == 1
    assert file.read_bytes() == bytes(data)
    done = run_here(home, "check", "--repair", "--json").json
    assert (done["ok"], done["papers"], done["sightings"]) == (True, 220, 315)
    assert (Path(done["salvaged"]["damaged"]) / "library.sqlite3").read_bytes() == bytes(data)
    again = run_here(home, "check", "--repair", "--json").json
    assert (again["ok"], again["repaired"]) == (True, [])
