"""A damaged library is replaced whole or not at all, and kept, whenever the process ends."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from readlist.library import Library
from readlist.library.backups import restore_in_place_of_damaged
from readlist.storage import replacing


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A damaged library with a log, and a new one beside it."""
    for name, text in (("", "damaged"), ("-wal", "its log"), ("-shm", "")):
        (tmp_path / f"library.sqlite3{name}").write_text(text)
    (tmp_path / "fresh").write_text("new")
    return tmp_path / "library.sqlite3"


def _check(place: Path, kept: Path) -> None:
    assert place.read_text() == "new"
    assert not list(place.parent.glob("library.sqlite3-*"))
    assert (kept / "library.sqlite3").read_text() == "damaged"
    assert (kept / "library.sqlite3-wal").read_text() == "its log"
    assert list(place.parent.glob("damaged-*")) == [kept]


def test_what_is_replaced_is_kept_with_its_log(place: Path) -> None:
    _check(place, replacing.replace(place, place.with_name("fresh")))


def test_without_hard_links_it_is_copied(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    _check(place, replacing.replace(place, place.with_name("fresh")))


def test_what_was_begun_is_not_kept_twice(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="No space"):
            replacing.replace(place, place.with_name("fresh"))
    assert place.read_text() == "damaged"
    assert place.with_name("library.sqlite3-wal").exists()
    _check(place, replacing.replace(place, place.with_name("fresh")))


def test_what_was_decided_is_done_by_the_next_start(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library") as library:
        made = library.backups.make(target=tmp_path / "backup.zip")
        library.tags.create("since")
    place = tmp_path / "library" / "library.sqlite3"
    place.write_bytes(b"damaged" * 99)
    restore_in_place_of_damaged(place.parent, made.path)
    place.rename(place.with_name("library.sqlite3.next"))
    place.write_bytes(b"damaged" * 99)
    with Library.open(place.parent) as library:
        assert library.tags.all() == []
    with closing(sqlite3.connect(place)) as db:  # so that readers never wait
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert not place.with_name("library.sqlite3.next").exists()
