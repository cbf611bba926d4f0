"""Verified copies of the library."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from readlist.domain.errors import KnownError


def make(path: Path, folder: Path, reason: str) -> Path:
    """Copy the library at ``path`` into ``folder`` by SQLite's backup API and verify the copy.

    Returns the copy's path, named by the time and ``reason``. Raises KnownError, and leaves no
    copy behind, when the copy is not sound or does not hold as many rows as the library.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")[:-3]
    copy = folder / f"{stamp}Z-{reason}.sqlite3"
    partial = copy.with_suffix(".partial")
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(partial)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, no log beside it
            sound = target.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            sound = sound and _counts(source) == _counts(target)
        if not sound:
            raise KnownError("The copy of the library is not sound.", "Check the disk.")
        partial.chmod(0o600)
        partial.replace(copy)
    finally:
        partial.unlink(missing_ok=True)
    return copy


def _counts(connection: sqlite3.Connection) -> list[int]:
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")
    names = [str(row[0]) for row in tables.fetchall()]
    return [
        int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names
    ]
