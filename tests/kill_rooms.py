"""Rooms in which processes are killed: a library and, beside it, the files that it works with."""

from __future__ import annotations

import atexit
import gzip
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

from readlist.domain.export import ExportOptions
from readlist.domain.views import Scope
from readlist.library import Library
from tests import kill_walk

ROOT = Path(__file__).resolve().parents[1]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
BIB = ExportOptions(format="bibtex")


@cache
def _first_page() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="readlist-kills-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with Library.open(folder) as library:
        library.importing.commit(library.importing.plan(library.importing.read(SEEDS[-1:])[0]))
        library.search.update()
    return folder


def empty(_room: Path) -> None:
    """No library yet."""


def seeded(room: Path) -> None:
    """The papers of a page, indexed."""
    shutil.copytree(_first_page(), room / "library")


def walking(walk: str) -> Callable[[Path], None]:
    """What a walk needs."""

    def make(room: Path) -> None:
        seeded(room)
        with Library.open(room / "library") as library:
            kill_walk.prepare(library, walk)
            library.search.update()

    return make


def version_1(room: Path) -> None:
    """A library that version 1 wrote."""
    kept = ROOT / "tests" / "data" / "libraries" / "version-1.sqlite3.gz"
    (room / "library").mkdir()
    (room / "library" / "library.sqlite3").write_bytes(gzip.decompress(kept.read_bytes()))


def backed_up(room: Path) -> None:
    """A library and a backup of its earlier days."""
    seeded(room)
    with Library.open(room / "library") as library:
        library.notes.add(1, "There since the beginning.")
        library.backups.make(target=room / "before.zip")
        for step in kill_walk.WALKS["edits"]()[:12]:
            step(library)
        library.search.update()


def torn(room: Path) -> None:
    """A library whose header was overwritten while its newest note stood in the log only, and a
    backup."""
    seeded(room)
    with Library.open(room / "library") as library:
        library.backups.make(target=room / "before.zip")
    (room / "open").mkdir()
    with Library.open(room / "library") as library:  # the last one to close empties the log
        library.notes.add(1, "In the log only.")
        for end in ("", "-wal"):
            shutil.copy(f"{library.folder / 'library.sqlite3'}{end}", room / "open")
    for path in (room / "library").glob("library.sqlite3*"):
        path.unlink()
    for path in (room / "open").iterdir():
        path.rename(room / "library" / path.name)
    (room / "open").rmdir()
    place = room / "library" / "library.sqlite3"
    with place.open("r+b") as file:
        file.write(b"overwritten by another program")
    (room / "torn").mkdir()
    for end in ("", "-wal"):
        shutil.copy(f"{place}{end}", room / "torn")


def broken(room: Path) -> None:
    """A library with rows that break its rules."""
    seeded(room)
    with closing(sqlite3.connect(room / "library" / "library.sqlite3")) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.create_function("folded", 1, str.casefold, deterministic=True)
        db.execute("UPDATE sighting SET position = 0 WHERE paper_id = 2")
        db.execute("UPDATE paper SET title = ' ' WHERE id = 3")
        db.execute("INSERT INTO note(paper_id, text, created, changed) VALUES(9999, 'x', '', '')")
        db.commit()


def exported(room: Path) -> None:
    """A library, and a file that was exported earlier."""
    seeded(room)
    with Library.open(room / "library") as library:
        library.exporting.write(room / "refs.bib", [1, 2, 3], BIB)


def kept(room: Path) -> None:
    """A library with a file that follows it, below a folder of that room."""
    seeded(room)
    with Library.open(room / "library") as library:
        library.exporting.write(room / "all.bib", library.papers.exists(range(400)), BIB)
        library.papers.star([1, 2, 3], True)
        library.targets.remember(
            Scope(), "is:starred", destination="file", path=str(room / "stars.bib"),
            options=BIB, kept=True,
        )  # fmt: skip
        library.targets.follow()


def moved(room: Path) -> None:
    """Let the kept file of a room that was copied be the one in the copy."""
    with closing(sqlite3.connect(room / "library" / "library.sqlite3")) as db:
        db.execute("UPDATE export_target SET path = ?", (str(room / "stars.bib"),))
        db.commit()


def lacking(room: Path) -> None:
    """A library, and a file with what its papers lack."""
    seeded(room)
    shutil.copytree(room / "library", room / "other")
    with Library.open(room / "other") as other:
        ids = other.papers.exists(range(1, 400))
        for number in ids[:30]:
            other.papers.edit(
                number, authors=["Ada Lovelace"], venue="Notes", doi=f"10.5555/{number}"
            )
        other.exporting.write(room / "found.bib", ids, BIB)
    shutil.rmtree(room / "other")


def untidy(room: Path) -> None:
    """A library whose index has many segments."""
    seeded(room)
    with Library.open(room / "library") as library:
        for number in range(1, 8):
            library.papers.star(range(number, number * 9), True)
            library.tags.add(range(number, number * 9), [f"tag {number}"])
            library.search.update()
