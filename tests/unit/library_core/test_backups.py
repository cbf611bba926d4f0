"""Backups: what goes in comes out, whatever happened since."""

from __future__ import annotations

import errno
import gzip
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from readlist.domain.backups import Backup
from readlist.domain.errors import (
    KnownError,
    LibraryDamagedError,
    LibraryTooNewError,
    SmallerBackupError,
)
from readlist.jobs.context import Cancelled, JobContext
from readlist.library import Library
from readlist.library.backups import DAILY, restore_in_place_of_damaged, superfluous
from readlist.storage import backup, restoring, undo
from readlist.storage.migrations import VERSION
from tests.unit.library_core.shelf import Shelf, furnish
from tests.unit.library_core.test_walk import _WALKS, Action, _walk
from tests.unit.storage.papers import contents

KEPT = Path(__file__).parents[2] / "data" / "libraries"


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_WALKS, _WALKS)
def test_after_any_work_a_backup_brings_back_what_was(
    before: list[Action], since: list[Action]
) -> None:
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder)) as library:
        shelf = furnish(library)
        _walk(shelf, before)
        then = contents(shelf.storage)
        made = library.backups.make()
        assert made.fault == ""
        _walk(shelf, since)
        now = contents(shelf.storage)
        change = library.backups.restore(made.path, accept_smaller=True)
        assert contents(shelf.storage) == then
        assert bool(change) == (now != then)
        if change:
            library.history.undo()
            assert contents(shelf.storage) == now
            library.history.redo()
            assert contents(shelf.storage) == then
        assert shelf.storage.read().execute("PRAGMA foreign_key_check").fetchall() == []


def test_all_that_undo_covers_is_restored() -> None:
    assert set(restoring.TABLES) | {"saved_search"} == set(undo._KINDS)
    assert set(restoring.TABLES) == restoring.COMPARED


def test_a_backup_says_what_is_in_it_and_what_would_change(shelf: Shelf) -> None:
    library = shelf.library
    library.notes.add(shelf.ids[0], "Mine")
    made = library.backups.make()
    assert (made.counts["papers"], made.counts["notes"], made.reason) == (4, 1, "by-hand")
    assert made.path.stat().st_mode & 0o777 == 0o600
    library.papers.star(shelf.ids[:2], True)
    library.papers.delete(shelf.ids[3:])
    library.tags.create("new")
    compared = library.backups.compare(made.path)
    papers, tags = compared.differences["papers"], compared.differences["tags"]
    assert (papers.only_now, papers.only_then, papers.changed) == (0, 1, 2)
    assert (tags.only_now, tags.only_then, tags.changed) == (1, 0, 0)
    assert not compared.differences["notes"]
    assert compared.smaller == ("tags",)


def test_what_belongs_to_a_paper_or_a_list_is_compared_and_restored(shelf: Shelf) -> None:
    library, (one, other, *_) = shelf.library, shelf.ids
    library.tags.create("theory")
    library.lists.create("Thesis")
    thesis = library.lists.get("Thesis").id
    library.lists.add(thesis, [one, other])
    library.saved.save("Mine", "grokking")
    [saved] = library.saved.all()
    before = contents(shelf.storage)
    made = library.backups.make()
    changes: list[tuple[Callable[[], object], str, int]] = [
        (lambda: library.tags.add([one], ["theory"]), "papers", 1),
        (lambda: library.lists.move(thesis, [other], one), "lists", 1),
        (lambda: library.duplicates.different([(one, other)]), "papers", 2),
        (lambda: library.saved.delete(saved.id), "searches", 0),
    ]
    for change, kind, number in changes:
        change()
        found = library.backups.compare(made.path).differences
        assert {name for name, differs in found.items() if differs} == {kind}
        assert found[kind].changed == number
        assert library.backups.restore(made.path, accept_smaller=True).label
        assert contents(shelf.storage) == before


def test_a_larger_library_is_not_replaced_without_a_yes(shelf: Shelf) -> None:
    library = shelf.library
    made = library.backups.make()
    library.notes.add(shelf.ids[0], "Written since")
    now = contents(shelf.storage)
    with pytest.raises(SmallerBackupError, match="0 notes instead of 1"):
        library.backups.restore(made.path)
    assert contents(shelf.storage) == now
    library.backups.restore(made.path, accept_smaller=True)
    [newest, _] = library.backups.all()
    assert (newest.reason, newest.counts["notes"]) == ("before-restore", 1)


def test_the_search_finds_what_was_restored(shelf: Shelf) -> None:
    library = shelf.library
    made = library.backups.make()
    library.papers.edit(shelf.ids[0], title="Something else entirely")
    library.search.update()
    library.backups.restore(made.path)
    library.search.update()
    assert list(library.search.find("inpainting").ids) == [shelf.ids[0]]
    assert not library.search.find("entirely").ids


def test_a_restore_that_is_cancelled_changes_nothing(shelf: Shelf) -> None:
    library = shelf.library
    made = library.backups.make()
    library.papers.star(shelf.ids, True)
    now = contents(shelf.storage)
    cancelled = JobContext()
    cancelled.cancel()
    with pytest.raises(Cancelled):
        library.backups.restore(made.path, context=cancelled)
    with pytest.raises(Cancelled):
        library.backups.make(context=cancelled)
    assert contents(shelf.storage) == now
    assert [one.path for one in library.backups.all()] == [made.path]
    assert not list(library.folder.glob(".restoring*"))
    assert list(library.backups.folder.iterdir()) == [made.path]


@pytest.mark.parametrize("at", range(0, 2000, 97))
def test_a_damaged_backup_is_refused(shelf: Shelf, at: int) -> None:
    made = shelf.library.backups.make()
    raw = bytearray(made.path.read_bytes())
    place = len(raw) * at // 2000
    raw[place] ^= 0xFF
    made.path.write_bytes(raw)
    now = contents(shelf.storage)
    with suppress(KnownError):  # a byte that means nothing may go unnoticed
        shelf.library.backups.restore(made.path)
    assert contents(shelf.storage) == now


def test_what_is_no_backup_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    library, other = shelf.library, tmp_path / "other.zip"
    with pytest.raises(KnownError, match="cannot be read"):
        library.backups.restore(other)
    other.write_bytes(b"")
    with pytest.raises(KnownError, match="damaged, or no backup"):
        library.backups.restore(other)
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("something.txt", "else")
    with pytest.raises(KnownError, match="damaged, or no backup"):
        library.backups.restore(other)
    plain = tmp_path / "places.sqlite3"
    with closing(sqlite3.connect(plain)) as db:
        db.execute("CREATE TABLE moz_places(id INTEGER)")
    with pytest.raises(KnownError):
        library.backups.restore(plain)


def test_a_copied_library_and_one_of_an_earlier_version_are_restored(
    library: Library, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite3"
    copy.write_bytes(gzip.decompress((KEPT / "version-1.sqlite3.gz").read_bytes()))
    with closing(sqlite3.connect(copy)) as db:
        db.execute("PRAGMA journal_mode = WAL")
    change = library.backups.restore(copy)
    assert change.added
    assert library.counts().all > 0
    assert list(tmp_path.glob("copy*")) == [copy], "nothing is left beside it"


def test_one_of_a_later_version_is_refused(shelf: Shelf) -> None:
    made = shelf.library.backups.make()
    with zipfile.ZipFile(made.path) as archive:
        about, plain = archive.read("about.json"), archive.read("library.sqlite3")
    later = made.path.with_name("later.readlist.zip")
    raw = bytearray(plain)
    raw[60:64] = (VERSION + 1).to_bytes(4, "big")
    with zipfile.ZipFile(later, "w") as archive:
        archive.writestr("about.json", about)
        archive.writestr("library.sqlite3", bytes(raw))
    with pytest.raises(LibraryTooNewError, match=r"later\.readlist\.zip was written by a later"):
        shelf.library.backups.restore(later)
    with zipfile.ZipFile(later, "w", zipfile.ZIP_DEFLATED) as archive:  # a bomb
        archive.writestr("library.sqlite3", plain + bytes(1 << 22))
    with pytest.raises(KnownError, match="damaged, or no backup"):
        shelf.library.backups.restore(later)


def test_a_library_that_cannot_be_opened_is_kept_beside_its_backup(shelf: Shelf) -> None:
    library = shelf.library
    made = library.backups.make()
    then = contents(shelf.storage)
    library.close()
    (library.folder / "library.sqlite3").write_bytes(b"not a library any more")
    with pytest.raises(LibraryDamagedError):
        Library.open(library.folder)
    aside = restore_in_place_of_damaged(library.folder, made.path)
    assert (aside / "library.sqlite3").read_bytes() == b"not a library any more"
    with Library.open(library.folder) as again:
        assert contents(again.papers._storage) == then


def _daily(moment: datetime) -> Backup:
    made = moment.isoformat()
    return Backup(path=Path(made), made=made, reason=DAILY)


def test_seven_days_four_weeks_and_twelve_months_are_kept() -> None:
    newest = datetime(2026, 11, 21, 12, tzinfo=UTC)
    kept: list[Backup] = []
    for day in range(800, -1, -1):
        kept.insert(0, _daily(newest - timedelta(days=day)))
        gone = set(superfluous(kept))
        kept = [one for one in kept if one.path not in gone]
    days = [datetime.fromisoformat(one.made).date() for one in kept]
    assert days[:7] == [(newest - timedelta(days=n)).date() for n in range(7)]
    assert len({day.strftime("%Y-%m") for day in days}) == 12
    assert len({day.strftime("%G-%V") for day in days}) >= 4
    assert len(days) <= 7 + 4 + 12


def test_those_of_the_reader_stay_and_of_the_others_five() -> None:
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(9, 0, -1)]
    ours = [replace(_daily(one), reason="before-restore") for one in moments]
    readers = [replace(_daily(one), reason="by-hand", path=Path(f"x{one}")) for one in moments]
    assert superfluous([*ours, *readers]) == [one.path for one in ours[5:]]


def test_a_backup_is_due_a_day_after_the_last_when_something_changed(shelf: Shelf) -> None:
    backups = shelf.library.backups
    assert backups.due()
    made = backups.make()
    assert not backups.due()
    later = datetime.fromisoformat(made.made) + timedelta(days=1)
    assert not backups.due(later)
    shelf.library.papers.star(shelf.ids, True)
    assert backups.due(later)
    assert not backups.due(datetime.fromisoformat(made.made) + timedelta(milliseconds=1))
    midnight = later.astimezone().replace(hour=0, minute=0, second=0)
    assert backups.due(midnight), "on each day, however few hours have passed"


def test_backups_of_a_clock_that_ran_ahead_take_no_ones_place(shelf: Shelf) -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    ahead = [_daily(now + timedelta(days=40 * n)) for n in range(20, 0, -1)]
    days = [_daily(now - timedelta(days=n)) for n in range(7)]
    assert superfluous([*ahead, *days], now) == []
    made = shelf.library.backups.make()
    shelf.library.papers.star(shelf.ids, True)
    assert shelf.library.backups.due(datetime.fromisoformat(made.made) - timedelta(days=400))


def test_one_that_says_nothing_of_itself_shows_its_fault(shelf: Shelf) -> None:
    made = shelf.library.backups.make()
    with zipfile.ZipFile(made.path, "w") as archive:
        archive.writestr(backup.ABOUT, json.dumps({"made": "today"}))
    [one] = shelf.library.backups.all()
    assert one.fault == "It is no backup of Readlist."
    about = {"made": "today", "reason": DAILY, "library_id": "", "version": 1,
             "counts": dict.fromkeys(backup.TABLES, 0)}  # fmt: skip
    with zipfile.ZipFile(made.path, "w") as archive:
        archive.writestr(backup.ABOUT, json.dumps(about))
    assert shelf.library.backups.all() == (one,)
    assert shelf.library.backups.make().fault == ""


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "Make room"),
        (errno.EACCES, "You may not write there"),
        (errno.EROFS, "That disk can only be read"),
        (errno.EIO, "Look after the disk"),
    ],
)
def test_why_none_can_be_written_is_told(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, advice: str
) -> None:
    """Whether the folder can be looked into and not written to, or not even looked into."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    for name in ("mkdir", "exists"):
        with monkeypatch.context() as failing:
            failing.setattr(Path, name, refuse)
            with pytest.raises(KnownError, match=advice) as caught:
                shelf.library.backups.make(target=tmp_path / "kept.zip")
        assert os.strerror(number) in str(caught.value)
    (tmp_path / "file").touch()
    with pytest.raises(KnownError, match="A file is where the folder should be"):
        shelf.library.backups.make(target=tmp_path / "file" / "kept.zip")
