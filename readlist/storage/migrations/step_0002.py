"""Step 2: what a reader has seen of a saved search, and facts that are found without reading whole
papers. Frozen: never edit it once it is released."""

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

# A row of paper holds its abstract: scanning 100,000 of them takes ten times as long as this.
_FACTS = """CREATE INDEX paper_facts ON paper(
    status, starred, rating, published, added, authors_count, venue, organization, edited, trashed
)"""
_CODE = "CREATE INDEX paper_code ON paper(id) WHERE code_links <> '[]'"
_BARE = "CREATE INDEX paper_bare ON paper(id) WHERE abstract = ''"


def apply(connection: sqlite3.Connection) -> None:
    """Make the table and the indexes in the open transaction of ``connection``."""
    for statement in (_SEEN, _FACTS, _CODE, _BARE):
        connection.execute(statement)
