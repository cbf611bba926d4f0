"""Changes of tags. Each function runs inside a write transaction and takes checked names."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from readlist.domain.papers import Tag
from readlist.storage.reads import chunks
from readlist.storage.text import name_key, plain


def find(db: sqlite3.Connection, name: str) -> Tag | None:
    """The tag of this name, ignoring case."""
    query = "SELECT id, name, colour FROM tag WHERE name_key = ?"
    row = db.execute(query, (name_key(name),)).fetchone()
    return Tag(id=row["id"], name=row["name"], colour=row["colour"]) if row else None


def below(db: sqlite3.Connection, name: str) -> list[Tag]:
    """The tag of this name and those below it ("a" has "a/x"), parents first."""
    key = name_key(name)
    query = (
        "SELECT id, name, colour FROM tag "
        "WHERE name_key = ? OR substr(name_key, 1, ?) = ? ORDER BY length(name_key), name_key"
    )
    rows = db.execute(query, (key, len(key) + 1, f"{key}/"))
    return [Tag(id=row["id"], name=row["name"], colour=row["colour"]) for row in rows]


def ensure(db: sqlite3.Connection, name: str, colour: str = "") -> int:
    """The id of the tag of this name, which is made if it is missing."""
    found = find(db, name)
    if found:
        return found.id
    row = (plain(name), name_key(plain(name)), colour)
    cursor = db.execute("INSERT INTO tag(name, name_key, colour) VALUES(?,?,?)", row)
    return int(cursor.lastrowid or 0)


def attach(db: sqlite3.Connection, ids: Sequence[int], tag_id: int) -> int:
    """Put a tag on papers; how many did not have it."""
    query = (
        "INSERT INTO paper_tag(paper_id, tag_id) SELECT p.id, ? FROM paper p "
        "WHERE p.id IN (SELECT value FROM json_each(?)) AND NOT EXISTS "
        "(SELECT 1 FROM paper_tag t WHERE t.paper_id = p.id AND t.tag_id = ?)"
    )
    return sum(
        db.execute(query, (tag_id, json.dumps(piece), tag_id)).rowcount for piece in chunks(ids)
    )


def detach(db: sqlite3.Connection, ids: Sequence[int], tag_id: int) -> int:
    """Take a tag off papers; how many had it."""
    query = (
        "DELETE FROM paper_tag WHERE tag_id = ? AND paper_id IN (SELECT value FROM json_each(?))"
    )
    return sum(db.execute(query, (tag_id, json.dumps(piece))).rowcount for piece in chunks(ids))


def rename(db: sqlite3.Connection, tag_id: int, name: str) -> None:
    """Give a tag another name, which no other tag may have."""
    db.execute(
        "UPDATE tag SET name = ?, name_key = ? WHERE id = ?",
        (plain(name), name_key(plain(name)), tag_id),
    )


def merge(db: sqlite3.Connection, source: int, target: int) -> None:
    """Move all papers of ``source`` to ``target`` and delete ``source``."""
    db.execute(
        "INSERT INTO paper_tag(paper_id, tag_id) SELECT s.paper_id, ? FROM paper_tag s "
        "WHERE s.tag_id = ? AND NOT EXISTS (SELECT 1 FROM paper_tag t "
        "WHERE t.paper_id = s.paper_id AND t.tag_id = ?)",
        (target, source, target),
    )
    delete(db, source)


def recolour(db: sqlite3.Connection, tag_id: int, colour: str) -> None:
    """Set a tag's colour."""
    db.execute("UPDATE tag SET colour = ? WHERE id = ?", (colour, tag_id))


def delete(db: sqlite3.Connection, tag_id: int) -> None:
    """Delete a tag and take it off its papers."""
    db.execute("DELETE FROM tag WHERE id = ?", (tag_id,))
