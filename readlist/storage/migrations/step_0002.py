"""Step 2: what a reader has seen of a saved search. Frozen: never edit it once it is released."""

from __future__ import annotations

import sqlite3

# No foreign key and no undo triggers: what was seen stays seen when a deletion is undone. The
# query is part of the key, so that an undone change of it finds what was seen of it before.
_SEEN = """CREATE TABLE saved_search_seen(
    search_id INTEGER NOT NULL,
    query TEXT NOT NULL,
    papers BLOB NOT NULL,
    PRIMARY KEY (search_id, query)
) STRICT"""


def apply(connection: sqlite3.Connection) -> None:
    """Make the table in the open transaction of ``connection``."""
    connection.execute(_SEEN)
