"""Values that papers have, for those who look for a paper by one."""

from __future__ import annotations

import sqlite3


def years(db: sqlite3.Connection) -> list[tuple[str, int]]:
    """The years in which papers outside the Trash were published and how many, newest first."""
    query = (
        "SELECT substr(published, 1, 4) AS year, count(*) FROM paper WHERE trashed = '' "
        "AND published <> '' GROUP BY year ORDER BY year DESC"
    )
    return [(str(year), int(papers)) for year, papers in db.execute(query)]


def venues(db: sqlite3.Connection, limit: int) -> list[tuple[str, int]]:
    """The venues of papers outside the Trash and how many papers, the most frequent first."""
    query = (
        "SELECT venue, count(*) AS papers FROM paper WHERE trashed = '' AND venue <> '' "
        "GROUP BY venue ORDER BY papers DESC, venue LIMIT ?"
    )
    return [(str(venue), int(papers)) for venue, papers in db.execute(query, (limit,))]


def identified(db: sqlite3.Connection, arxiv_id: str, doi: str, url: str) -> list[int]:
    """The papers, trashed ones included, that have one of these; empty ones find nothing."""
    found: set[int] = set()
    for column, value in (("arxiv_id", arxiv_id), ("doi", doi), ("url", url)):
        if value:
            query = (
                f"SELECT id FROM paper WHERE {column} = ? COLLATE NOCASE AND {column} <> ''"
                if column == "doi"
                else f"SELECT id FROM paper WHERE {column} = ? AND {column} <> ''"
            )
            found.update(int(row[0]) for row in db.execute(query, (value,)))
    return sorted(found)
