"""Counts for the figures of a library."""

from __future__ import annotations

import sqlite3

from readlist.storage.reads import CITABLE

_COUNTED = {
    "sightings": "sighting",
    "dumps": "dump",
    "tags": "tag",
    "lists": "reading_list",
    "notes": "note",
    "highlights": "highlight",
    "saved_searches": "saved_search",
}


def totals(db: sqlite3.Connection) -> dict[str, int]:
    """How many things of each sort there are, beside papers."""
    return {
        name: int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        for name, table in _COUNTED.items()
    }


def citable(db: sqlite3.Connection) -> int:
    """How many papers outside the Trash can be cited: with authors and a year."""
    return int(db.execute(f"SELECT count(*) FROM ({CITABLE})").fetchone()[0])


def by_month(db: sqlite3.Connection) -> dict[str, int]:
    """Papers outside the Trash by month of publication, newest first, "none" last."""
    query = (
        "SELECT coalesce(nullif(substr(published, 1, 7), ''), 'none'), count(*) FROM paper "
        "WHERE trashed = '' GROUP BY 1 ORDER BY 1 = 'none', 1 DESC"
    )
    return {str(month): int(number) for month, number in db.execute(query)}
