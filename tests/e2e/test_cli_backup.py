"""Backing up and restoring from the command line."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, SEEDS, run_here


def test_a_backup_brings_the_library_back(seeded_home: Path, tmp_path: Path) -> None:
    home, file = tmp_path / "library", tmp_path / "papers.zip"
    shutil.copytree(seeded_home, home)
    before = run_here(home, "export", "--format", "json").out
    made = run_here(home, "backup", file, "--json").json
    assert (made["path"], made["counts"]["papers"]) == (str(file), 220)
    run_here(home, "star", 3, 4)
    run_here(home, "note", "add", 3, "Written since.")
    since = run_here(home, "export", "--format", "json").out
    run_here(tmp_path / "other", "import", SEEDS[-1])
    assert "another library" in run_here(tmp_path / "other", "restore", file, "--dry-run").err
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


def test_nothing_is_written_over_the_library_or_over_what_may_be_worth_more(
    seeded_home: Path, tmp_path: Path
) -> None:
    home, hand = tmp_path / "library", tmp_path / "hand.txt"
    shutil.copytree(seeded_home, home)
    (tmp_path / "link.bib").symlink_to(home / "library.sqlite3")
    hand.write_text("by hand")
    before = (home / "library.sqlite3").read_bytes()
    for target in (home / "library.sqlite3", home / "index" / "x", tmp_path / "link.bib"):
        for command in (
            ["backup", target],
            ["export", "-o", target],
            ["export", "--keep", "-o", target],
        ):
            done = run_here(home, *command)
            assert (done.status, "belongs to the library itself" in done.err) == (1, True), command
    assert (home / "library.sqlite3").read_bytes() == before
    assert "no backup of Readlist" in run_here(home, "backup", hand).err
    assert hand.read_text() == "by hand"
    file = tmp_path / "one.zip"
    run_here(home, "lists", "create", "Soon gone")
    assert [run_here(home, "backup", file).status for _ in range(2)] == [0, 0]
    run_here(home, "undo")
    assert "holds more" in run_here(home, "backup", file).err
    assert run_here(home, "backup", file, "--replace").status == 0


def test_a_library_that_is_gone_is_no_empty_one(seeded_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "library"
    shutil.copytree(seeded_home, home)
    backup = run_here(home, "backup", "--json").json["path"]
    (home / "library.sqlite3").unlink()
    assert "is gone" in run_here(home, "search", "transformer").err
    assert not (home / "library.sqlite3").exists()
    assert run_here(home, "restore", backup).status == 0
    assert run_here(home, "check", "--json").json["papers"] == 220
    assert not list(home.glob("damaged-*")), "there was nothing to be kept"
    (home / "library.sqlite3").unlink()
    (home / "library.sqlite3").mkdir()
    assert "is no file" in run_here(home, "check").err
    (home / "library.sqlite3").rmdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(home / "library.sqlite3")
        assert "is no file" in run_here(home, "check").err


@pytest.mark.parametrize("damage", ["a page", "a letter"])
def test_damage_within_the_library_is_told_and_repaired(
    seeded_home: Path, tmp_path: Path, damage: str
) -> None:
    home = tmp_path / "library"
    shutil.copytree(seeded_home, home)
    backup = run_here(home, "backup", "--json").json["path"]
    file = home / "library.sqlite3"
    if damage == "a page":
        with closing(sqlite3.connect(file)) as db:
            [root] = db.execute(
                "SELECT rootpage FROM sqlite_schema WHERE name = 'paper'"
            ).fetchone()
        data = bytearray(file.read_bytes())
        data[(root - 1) * 4096 : root * 4096] = bytes(4096)
        file.write_bytes(data)
    else:
        with closing(sqlite3.connect(file)) as db:
            db.execute("UPDATE paper SET title = CAST(x'48e4' AS TEXT) WHERE id = 3")
            db.commit()
    assert "is damaged" in run_here(home, "export", "--format", "json").err
    found = run_here(home, "check", "--json")
    assert (found.status, found.json["ok"]) == (1, False)
    copy = shutil.copytree(home, tmp_path / "copy")
    run_here(copy, "check", "--repair")
    assert run_here(copy, "check").status == (0 if damage == "a letter" else 1)
    assert run_here(home, "restore", backup, "--smaller").status == 0
    assert run_here(home, "check", "--json").json["papers"] == 220


def test_an_export_keeps_a_file_that_may_be_worth_more(seeded_home: Path, tmp_path: Path) -> None:
    home, file = tmp_path / "library", tmp_path / "refs.bib"
    shutil.copytree(seeded_home, home)

    def export(*ids: int) -> tuple[int, list[str]]:
        done = run_here(home, "export", "-o", file, "--ids", *ids)
        kept = sorted(tmp_path.glob("refs.bib.bak-*"))
        assert done.status == 0
        assert ("It is kept as" in done.err) == bool(kept)
        texts = [one.read_text() for one in kept]
        for one in kept:
            one.unlink()
        return done.err.count("It is kept"), texts

    assert export(1) == (0, [])
    assert export(1, 2, 3) == (0, []), "ours, and less than there is now"
    three = file.read_text()
    assert export(1, 2) == (1, [three])
    file.write_text(file.read_text() + "% by hand\n")
    by_hand = file.read_text()
    assert export(1, 2, 3) == (1, [by_hand])
    assert file.read_text() == three


@pytest.mark.skipif(os.name == "nt", reason="no such terminals there")
def test_who_sits_at_a_terminal_is_asked(seeded_home: Path, tmp_path: Path) -> None:
    home, file, kept = tmp_path / "library", tmp_path / "papers.zip", tmp_path / "mine.bib"
    shutil.copytree(seeded_home, home)
    run_here(home, "backup", file)
    run_here(home, "note", "add", 3, "Written since.")
    kept.write_text("% mine\n", encoding="utf-8")
    restore, export = ["restore", file], ["export", "--ids", 3, "-o", kept]
    assert "Restore it all the same? [y/N]" in _answered(home, restore, "n", 1)
    assert "Replace it? [y/N]" in _answered(home, export, "n", 1)
    assert kept.read_text(encoding="utf-8") == "% mine\n"
    assert run_here(home, "check", "--json").json["notes"] == 1
    _answered(home, export, "y", 0)
    assert kept.read_text(encoding="utf-8").startswith("@")
    _answered(home, restore, "y", 0)
    assert run_here(home, "check", "--json").json["notes"] == 0


def _answered(home: Path, arguments: list[object], word: str, status: int) -> str:
    """Give the command this answer at a terminal; what it showed there."""
    import pty

    try:
        ours, theirs = pty.openpty()
    except OSError:
        pytest.skip("no terminals here")
    os.write(ours, f"{word}\n".encode())
    with subprocess.Popen(
        [sys.executable, "-m", "readlist", "--library", home, *map(str, arguments)],
        stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # so ends what nobody writes to any more
            while piece := os.read(ours, 4096):
                shown += piece
        assert process.wait(60) == status, shown
    os.close(ours)
    return shown.decode()
