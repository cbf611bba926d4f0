"""Step 3: where exports go, and the files that follow the library. Frozen: never edit it once it
is released."""

from __future__ import annotations

import sqlite3

# No undo triggers: a file's state is not the reader's doing. No foreign keys: a deleted list takes
# nothing along, so that its file goes on when the deletion is undone. ``place`` is the id of the
# list, tag, import or saved search, or a status.
_TARGET = """CREATE TABLE export_target(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    scope TEXT NOT NULL,
    place TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    query TEXT NOT NULL DEFAULT '',
    destination TEXT NOT NULL CHECK (destination IN ('file', 'clipboard', 'cite')),
    path TEXT NOT NULL DEFAULT '',
    options TEXT NOT NULL DEFAULT '{}',
    kept INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1)),
    used INTEGER NOT NULL DEFAULT 0,
    written TEXT NOT NULL DEFAULT '',
    entries INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    changed_outside INTEGER NOT NULL DEFAULT 0 CHECK (changed_outside IN (0, 1)),
    hashes TEXT NOT NULL DEFAULT '[]',
    mark TEXT NOT NULL DEFAULT '',
    members TEXT NOT NULL DEFAULT '',
    stamp TEXT NOT NULL DEFAULT ''
) STRICT"""


def apply(connection: sqlite3.Connection) -> None:
    """Make the table in the open transaction of ``connection``."""
    connection.execute(_TARGET)
