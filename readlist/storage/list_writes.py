"""Changes of reading lists. Each function runs inside a write transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from readlist.storage.reads import chunks
from readlist.storage.text import name_key, now, plain


def find(db: sqlite3.Connection, name: str) -> int | None:
    """The id of the list of this name, ignoring case."""
    row = db.execute("SELECT id FROM reading_list WHERE name_key = ?", (name_key(name),)).fetchone()
    return int(row[0]) if row else None


def name_of(db: sqlite3.Connection, list_id: int) -> str | None:
    """A list's name; None when there is no such list."""
    row = db.execute("SELECT name FROM reading_list WHERE id = ?", (list_id,)).fetchone()
    return str(row[0]) if row else None


def create(db: sqlite3.Connection, name: str, description: str = "") -> int:
    """Make a list of a name that is free; its id."""
    cursor = db.execute(
        "INSERT INTO reading_list(name, name_key, description, created) VALUES(?,?,?,?)",
        (plain(name), name_key(plain(name)), plain(description), now()),
    )
    return int(cursor.lastrowid or 0)


def rename(db: sqlite3.Connection, list_id: int, name: str) -> None:
    """Give a list another name, which no other list may have."""
    db.execute(
        "UPDATE reading_list SET name = ?, name_key = ? WHERE id = ?",
        (plain(name), name_key(plain(name)), list_id),
    )


def describe(db: sqlite3.Connection, list_id: int, description: str) -> None:
    """Set a list's description."""
    db.execute(
        "UPDATE reading_list SET description = ? WHERE id = ?", (plain(description), list_id)
    )


def delete(db: sqlite3.Connection, list_id: int) -> None:
    """Delete a list; its papers stay."""
    db.execute("DELETE FROM reading_list WHERE id = ?", (list_id,))


def add(db: sqlite3.Connection, list_id: int, ids: Sequence[int]) -> int:
    """Append papers in the order given; those already there stay where they are. How many new."""
    there = set(order(db, list_id))
    top = db.execute(
        "SELECT coalesce(max(position), 0) FROM list_item WHERE list_id = ?", (list_id,)
    ).fetchone()[0]
    fresh = [one for one in dict.fromkeys(ids) if one not in there]
    db.executemany(
        "INSERT INTO list_item(list_id, paper_id, position) SELECT ?, id, ? FROM paper "
        "WHERE id = ?",
        [(list_id, place, one) for place, one in enumerate(fresh, int(top) + 1)],
    )
    return len(fresh)


def remove(db: sqlite3.Connection, list_id: int, ids: Sequence[int]) -> int:
    """Take papers off a list; how many were on it."""
    query = (
        "DELETE FROM list_item WHERE list_id = ? AND paper_id IN (SELECT value FROM json_each(?))"
    )
    return sum(db.execute(query, (list_id, json.dumps(piece))).rowcount for piece in chunks(ids))


def order(db: sqlite3.Connection, list_id: int) -> list[int]:
    """All papers of a list in hand order, those in the Trash included."""
    query = "SELECT paper_id FROM list_item WHERE list_id = ? ORDER BY position, paper_id"
    return [int(row[0]) for row in db.execute(query, (list_id,))]


def reorder(db: sqlite3.Connection, list_id: int, ids: Sequence[int]) -> None:
    """Set a list's order; ``ids`` are all papers that ``order`` gave, in the new order."""
    db.executemany(
        "UPDATE list_item SET position = ? WHERE list_id = ? AND paper_id = ? AND position <> ?",
        [(place, list_id, one, place) for place, one in enumerate(ids, 1)],
    )
