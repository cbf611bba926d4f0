"""Verified copies of the library: each one compressed file that tells what is in it.

A backup is a ZIP archive of ``about.json`` and ``library.sqlite3``, so that any computer can open
it. Nothing else is in it: neither the search index nor kept answers.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from readlist.domain.backups import Backup
from readlist.domain.errors import KnownError, LibraryDamagedError
from readlist.jobs import leftovers
from readlist.jobs.durable import sync
from readlist.jobs.private import private
from readlist.storage.text import iso

SUFFIX = ".readlist.zip"
# What a killed process may leave where it wrote a backup.
LEFT = (".*.by-*.partial", ".*.by-*.sqlite3", ".*.by-*.sqlite3-*")
ABOUT, LIBRARY = "about.json", "library.sqlite3"
MAGIC = b"SQLite format 3\0"
_PIECE = 1 << 20
_LONGEST_ABOUT = 1 << 16
_FIRST_YEAR, _LAST_YEAR = 1970, 9999  # what every time zone can tell
TABLES = {
    "papers": "paper",
    "notes": "note",
    "highlights": "highlight",
    "tags": "tag",
    "lists": "reading_list",
    "sightings": "sighting",
    "dumps": "dump",
}
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_TO_DO = {
    **dict.fromkeys(_NO_ROOM, "Make room, or choose another place"),
    **dict.fromkeys(
        (errno.EACCES, errno.EPERM),
        "You may not write there: change the permissions of the folder, or choose another place",
    ),
    errno.EROFS: "That disk can only be read: choose another place",
    errno.ENOENT: "The folder is not there: make it, or choose another place",
    errno.ENOTDIR: "A file is where the folder should be: choose another place",
    errno.EEXIST: "A file is where the folder should be: choose another place",
    errno.ENAMETOOLONG: "Choose a shorter name",
}
Step = Callable[[int, int], None]


def _no_step(_done: int, _total: int) -> None:
    pass


def make(
    path: Path, folder: Path, reason: str, *, target: Path | None = None, step: Step = _no_step
) -> Path:
    """Copy the library at ``path`` into ``folder``, or to the file ``target``; return its path.

    The copy is of one moment, made by SQLite's backup API while others go on writing. It is read
    back whole before it takes its place. ``step`` is told the bytes that are done of all and may
    raise. KnownError when it cannot be written, LibraryDamagedError when the library is not sound;
    nothing is left behind then.
    """
    moment = datetime.now(UTC)
    stamp = moment.strftime("%Y%m%dT%H%M%S.%f")[:-3]
    kept = target or folder / f"{stamp}Z-{reason}{SUFFIX}"
    partial = kept.with_name(f".{kept.name}{leftovers.mark()}.partial")
    plain = partial.with_suffix(".sqlite3")
    try:
        # A library's folder that was moved away must not come into being anew.
        kept.parent.mkdir(parents=target is not None, exist_ok=True, mode=0o700)
        leftovers.sweep(kept.parent, *LEFT)
        with _removed(partial, plain):
            about = _copy(path, plain) | {
                "format": "readlist-backup",
                "made": iso(moment),
                "reason": reason,
            }
            about["sha256"] = _pack(plain, partial, about, step)
            partial.chmod(0o600)
            with _open(partial) as (_, stream):
                if _sum(stream) != about["sha256"]:
                    raise KnownError("The backup is not what was written.", "Check the disk.")
            partial.replace(kept)
            sync(kept.parent)
    except OSError as error:
        raise unwritable(kept, error) from error
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_FULL:  # the library itself is only read
            raise
        raise unwritable(kept, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) from error
    return kept


def unwritable(kept: Path, error: OSError) -> KnownError:
    """Why no backup can be written to ``kept``, and what to do."""
    what = _TO_DO.get(error.errno or 0, "Look after the disk, or choose another place")
    return KnownError(
        f"The backup cannot be written to {kept.parent}: {error.strerror or error}.",
        f"{what}. The library is as it was.",
    )


def read(path: Path) -> Backup:
    """What a backup says of itself, without unpacking it; its ``fault`` when it says nothing."""
    try:
        size = path.stat().st_size
        if not path.is_file():  # reading a pipe would wait for ever
            return Backup(path=path, fault="It is no file.")
        with zipfile.ZipFile(path) as archive, archive.open(ABOUT) as stream:
            about = json.loads(stream.read(_LONGEST_ABOUT))
        counts = {name: int(about["counts"][name]) for name in TABLES}
        made = datetime.fromisoformat(about["made"])
        if made.utcoffset() is None or not _FIRST_YEAR <= made.year < _LAST_YEAR:
            raise ValueError(f"no moment: {made}")
        return Backup(
            path=path,
            made=str(about["made"]),
            reason=str(about["reason"]),
            library_id=str(about["library_id"]),
            version=int(about["version"]),
            counts=counts,
            size=size,
        )
    except OSError as error:
        return Backup(path=path, fault=f"It cannot be read: {error.strerror or error}.")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return Backup(path=path, fault="It is damaged, or no backup.")
    except (KeyError, ValueError, TypeError, OverflowError, RecursionError):
        return Backup(path=path, fault="It is no backup of Readlist.")


def verify(path: Path, step: Step = _no_step) -> str:
    """Read a backup whole; its fault in words, "" when it is as it was written. ``step`` as for
    ``make``."""
    try:
        with zipfile.ZipFile(path) as archive:
            said = json.loads(archive.read(ABOUT)).get("sha256", "")
        with _open(path) as (size, stream):
            summed, done = hashlib.sha256(), 0
            while (piece := stream.read(_PIECE)) and done <= size:
                summed.update(piece)
                done += len(piece)
                step(done, size)
        return "" if said in ("", summed.hexdigest()) else "It is damaged."
    except OSError as error:
        return f"It cannot be read: {error.strerror or error}."
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError,
            ValueError, AttributeError) as error:  # fmt: skip
        return f"It is damaged: {error}."


def of_plain(path: Path, plain: Path) -> Backup:
    """What there is to say of the backup at ``path``, which was unpacked to ``plain``."""
    said = read(path)
    with closing(sqlite3.connect(plain)) as db:
        found = counts(db)
    if said.fault:  # a plain copy says nothing of itself
        return Backup(path=path, counts=found, size=path.stat().st_size)
    return replace(said, counts=found)


def unpack(path: Path, target: Path, step: Step = _no_step) -> None:
    """Write the library that a backup holds to ``target`` and verify it; KnownError.

    A plain SQLite file is taken as it is. Whether the result is a library that this version can
    read is for ``engine.prepare`` to say.
    """
    try:
        with path.open("rb") as file:
            plain = file.read(16) == MAGIC
        if plain:
            # Where no log is beside it nobody has it open: SQLite need put nothing there either.
            logs = [path.with_name(path.name + end) for end in ("-wal", "-journal")]
            _copy(path, target, "mode=ro" if any(map(Path.exists, logs)) else "immutable=1")
            return
        with _open(path) as (size, stream), target.open("xb") as out:
            target.chmod(0o600)
            if size > shutil.disk_usage(target.parent).free:
                raise KnownError(f"There is no room to unpack {path}.", "Make room.")
            done = 0
            while piece := stream.read(_PIECE):
                if not done and not _announces(piece, size):
                    raise zipfile.BadZipFile("no library of this length")
                done += out.write(piece)
                if done > size:
                    raise zipfile.BadZipFile("more than was announced")
                step(done, size)
        with closing(sqlite3.connect(target)) as db:
            if db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise KnownError(f"The library in {path} is damaged.", "Choose another backup.")
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise KnownError(f"There is no room to unpack {path}.", "Make room.") from error
        raise KnownError(
            f"The backup {path} cannot be read: {error.strerror or error}.", "Check the path."
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError,
            sqlite3.DatabaseError) as error:  # fmt: skip
        raise KnownError(
            f"{path} is damaged, or no backup of Readlist.", "Choose another backup."
        ) from error


def _announces(beginning: bytes, size: int) -> bool:
    """Whether the header of an SQLite file says that the file is so long (file format, 1.3)."""
    page = int.from_bytes(beginning[16:18], "big")
    pages = int.from_bytes(beginning[28:32], "big")
    return beginning.startswith(MAGIC) and (1 << 16 if page == 1 else page) * pages == size


def counts(db: sqlite3.Connection) -> dict[str, int]:
    """The numbers that a backup tells, of the library behind ``db``."""
    return {
        name: int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        for name, table in TABLES.items()
    }


def _copy(path: Path, plain: Path, how: str = "mode=ro") -> dict[str, object]:
    """Copy the library's file and compare; what the backup says of it."""
    with open(plain, "xb", opener=private):
        pass  # where no file can be made, this says why; SQLite would not
    with (
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True)) as source,
        closing(sqlite3.connect(plain)) as target,
    ):
        source.execute("BEGIN")
        before = _all_counts(source)
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, no log beside it
        sound = target.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        if not sound or _all_counts(target) != before:
            raise LibraryDamagedError(
                f"The library {path} is damaged: no sound copy of it can be made.",
                f"Older copies may be in {path.parent / 'backups'}.",
            )
        identity = target.execute("SELECT value FROM library WHERE key = 'library_id'").fetchone()
        return {
            "library_id": str(identity[0]) if identity else "",
            "version": int(target.execute("PRAGMA user_version").fetchone()[0]),
            "counts": counts(target),
        }


def _all_counts(db: sqlite3.Connection) -> list[int]:
    tables = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")
    names = [str(row[0]) for row in tables.fetchall()]
    return [int(db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names]


def _pack(plain: Path, partial: Path, about: dict[str, object], step: Step) -> str:
    """Write the archive; the SHA-256 of the library in it."""
    summed, total = hashlib.sha256(), plain.stat().st_size
    with partial.open("xb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            archive.writestr(ABOUT, json.dumps(about, indent=1))
            with archive.open(LIBRARY, "w", force_zip64=True) as out, plain.open("rb") as source:
                while piece := source.read(_PIECE):
                    summed.update(piece)
                    out.write(piece)
                    step(source.tell(), total)
        file.flush()
        os.fsync(file.fileno())
    return summed.hexdigest()


@contextmanager
def _open(path: Path) -> Iterator[tuple[int, IO[bytes]]]:
    """The library in a backup: its size and its bytes, whose checksum is compared at the end."""
    with zipfile.ZipFile(path) as archive, archive.open(LIBRARY) as stream:
        yield archive.getinfo(LIBRARY).file_size, stream


def _sum(stream: IO[bytes]) -> str:
    summed = hashlib.sha256()
    while piece := stream.read(_PIECE):
        summed.update(piece)
    return summed.hexdigest()


@contextmanager
def _removed(*paths: Path) -> Iterator[None]:
    """Remove files at the end, and what SQLite may have left beside them."""
    try:
        yield
    finally:
        for path in paths:
            for end in ("", "-journal", "-wal", "-shm"):
                with suppress(OSError):
                    path.with_name(path.name + end).unlink()
