"""Connections to the library's file, and what a file must be to be taken for a library."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from readlist.domain.errors import (
    KnownError,
    LibraryBusyError,
    LibraryDamagedError,
    LibraryTooNewError,
)
from readlist.jobs import leftovers
from readlist.storage import backup, replacing
from readlist.storage.migrations import APPLICATION_ID, PARTS, STEPS, Step, migrate
from readlist.storage.text import folded

_SCHEMA = r"SELECT type FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\'"
# What a killed process may leave in the library's folder.
LEFT = (".restoring.by-*", ".salvage.by-*", ".damaged-*.by-*", "*.new.by-*")
BUSY_SECONDS = 5.0
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}  # never our doing
_MOST = 999  # a greater version is none, but a damaged byte


class Connection(sqlite3.Connection):
    """A connection whose transactions begin and end by statements only.

    SQLAlchemy calls ``rollback()`` when it first meets a connection and when it returns one to
    its pool; that must not end a transaction that is not SQLAlchemy's.
    """

    def commit(self) -> None:
        """Do nothing: transactions end by ``execute("COMMIT")``."""

    def rollback(self) -> None:
        """Do nothing: transactions end by ``execute("ROLLBACK")``."""


def connect(path: Path, patience: float = BUSY_SECONDS) -> Connection:
    """A connection in autocommit (transactions are explicit), usable from any one thread at a
    time; rows can be read by name. It waits ``patience`` seconds for another's lock."""
    connection = sqlite3.connect(
        path,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
        factory=Connection,
    )
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")  # REPLACE fires delete triggers too
        connection.execute("PRAGMA synchronous = FULL")  # a commit outlives a power cut
        connection.execute("PRAGMA cache_size = -16000")
        connection.create_function("folded", 1, folded, deterministic=True)
    except BaseException:
        connection.close()
        raise
    return connection


def prepare(path: Path, backups: Path, steps: Sequence[Step] = STEPS) -> None:
    """Make the library at ``path`` if it is missing, and bring it to this version.

    Raises LibraryDamagedError for a file that is no library, LibraryTooNewError for a later
    version's; neither is touched. Before a migration a verified copy goes into ``backups``.
    """
    leftovers.sweep(path.parent, *LEFT)
    _finish_replacing(path)
    if _is_missing(path, backups):
        _create(path, steps)
    if _inspect(path, len(steps)) < len(steps):
        backup.make(path, backups, f"before-version-{len(steps)}")
        try:
            with closing(connect(path)) as connection:
                migrate(connection, steps)
        except sqlite3.DatabaseError as error:
            raise known(error, path) or error from error


def _is_missing(path: Path, backups: Path) -> bool:
    """Whether a new library is to be made; raises where one must have been, or something else is.

    A write-ahead log would be played into whatever file is put beside it.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe would wait for ever
            raise KnownError(
                f"{path} is no file.", "Move it away, or choose another library folder."
            )
    except FileNotFoundError as error:
        if path.is_symlink():
            raise KnownError(
                f"{path} is a link to {path.readlink()}, which is not there.",
                "Connect its disk, or remove the link.",
            ) from error
    except OSError as error:
        raise _cannot_be_read(path, error) from error
    else:
        return False
    log = path.with_name(f"{path.name}-wal")
    if (log.exists() and log.stat().st_size) or any(backups.glob(f"*{backup.SUFFIX}")):
        raise LibraryDamagedError(
            f"The library {path} is gone: it was moved or deleted.",
            f"Put it back, or `readlist restore` a backup: they are in {backups}. To begin anew, "
            "move everything in that folder away.",
        )
    return True


def _finish_replacing(path: Path) -> None:
    try:
        replacing.finish(path)
    except OSError as error:
        raise KnownError(
            f"The library {path} cannot be put in its place: {error.strerror or error}.",
            f"It is whole, in {path.name}.next beside it. Check the folder's permissions.",
        ) from error


def _create(path: Path, steps: Sequence[Step]) -> None:
    """Make an empty library beside its place and link it there: a killed process leaves no
    half-made library, and of two processes one wins."""
    fresh = path.with_name(f"{path.name}.new{leftovers.mark()}")
    fresh.unlink(missing_ok=True)
    try:
        with closing(connect(fresh)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            migrate(connection, steps)
        fresh.chmod(0o600)
        _place(fresh, path)
    except sqlite3.OperationalError as error:
        raise known(error, path) or error from error
    finally:
        fresh.unlink(missing_ok=True)


def _place(fresh: Path, path: Path) -> None:
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not path.exists():
            fresh.replace(path)


def _inspect(path: Path, newest: int) -> int:
    """The schema version of the file; raises without having opened it for writing."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise _cannot_be_read(path, error) from error
    if len(header) < 100 or not header.startswith(backup.MAGIC):
        raise _damaged(path, "it is not an SQLite file")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise _damaged(path, "it belongs to another program")
    refuse_newer(path, int.from_bytes(header[60:64], "big"), newest)
    version = _recorded_version(path)
    refuse_newer(path, version, newest)
    if version < 1:
        raise _damaged(path, "it has no version")
    return version


def _recorded_version(path: Path) -> int:
    """The version as the write-ahead log has it, which may be ahead of the file's header."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
    try:
        found = [str(row[0]) for row in connection.execute(_SCHEMA)]
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        tables, triggers = PARTS.get(version, (0, 0))
        if found.count("table") < tables or found.count("trigger") < triggers:
            raise _damaged(path, "a part of its schema is missing")
        return version
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise explained(error, path) or error from error
    finally:
        connection.close()


def refuse_newer(path: Path, version: int, newest: int = len(STEPS)) -> None:
    """LibraryTooNewError for a library of a version that this program does not know."""
    if version > _MOST:
        raise _damaged(path, "its header is damaged")
    if version > newest:
        raise LibraryTooNewError(
            f"The library {path} was written by a later version of Readlist.",
            "It has not been touched. Install that version, or choose another library folder.",
        )


def _cannot_be_read(path: Path, error: OSError) -> KnownError:
    return KnownError(
        f"The library {path} cannot be read: {error.strerror}.",
        "Check the permissions of its folder.",
    )


def _damaged(path: Path, why: str) -> LibraryDamagedError:
    return LibraryDamagedError(
        f"The library {path} cannot be opened: {why}.",
        f"It has not been touched. Sound copies may be in {path.parent / 'backups'}; "
        "`readlist check --repair` saves what can be read.",
    )


def explained(fault: BaseException, path: Path) -> KnownError | None:
    """The reader's words for a fault that the file or the disk brought about, at first or by way
    of others; None for every other."""
    chain: BaseException | None = fault
    while chain is not None:
        if isinstance(chain, KnownError):
            return chain
        cause = getattr(chain, "orig", chain)  # SQLAlchemy wraps the driver's errors
        if isinstance(cause, sqlite3.Error) and (found := known(cause, path)):
            return found
        if isinstance(chain, OSError) and chain.errno in _DISK:
            return _disk(chain)
        # What SQLite says of a damaged schema quotes it, and need not be text.
        if isinstance(chain, UnicodeDecodeError) and chain.object.startswith(b"malformed database"):
            return _damaged(path, "a part of it is damaged")
        chain = chain.__cause__ or chain.__context__
    return None


def _disk(error: OSError) -> KnownError:
    what = error.filename if isinstance(error.filename, str) else "A file"
    return KnownError(
        f"{what} could not be written or read: {error.strerror}.",
        "Make room, or look after the disk, and do it again.",
    )


def known(error: sqlite3.Error, path: Path) -> KnownError | None:
    """The reader's words for a fault of the file or the disk; None when it is our own bug."""
    text = str(error).lower()
    if "not a database" in text or "malformed" in text or "could not decode" in text:
        return _damaged(path, "a part of it is damaged")
    if "disk is full" in text or "disk i/o" in text:
        return KnownError(
            "The library could not be written: the disk is full or failing.",
            "Nothing was changed. Make room and do it again.",
        )
    if "locked" in text or "busy" in text:
        return LibraryBusyError(
            "The library is being written by another process.", "Wait until it has finished."
        )
    if "readonly" in text or "unable to open" in text:
        return KnownError(
            f"The library {path} cannot be written.", "Check the permissions of its folder."
        )
    return None
