"""Changes of papers' own rows. Each function runs inside a write transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence

from readlist.domain.people import Name
from readlist.storage.reads import chunks
from readlist.storage.store import Writer
from readlist.storage.text import now, plain


def set_fact(db: sqlite3.Connection, ids: Sequence[int], column: str, value: str | int) -> int:
    """Set ``column`` (one of our own names, never input) where it differs; how many changed."""
    query = (
        f"UPDATE paper SET {column} = ?, changed = ? "
        f"WHERE id IN (SELECT value FROM json_each(?)) AND {column} <> ?"
    )
    moment = now()
    return sum(
        db.execute(query, (value, moment, json.dumps(piece), value)).rowcount
        for piece in chunks(ids)
    )


def trash(db: sqlite3.Connection, ids: Sequence[int]) -> int:
    """Move papers into the Trash; how many were not there yet."""
    query = (
        "UPDATE paper SET trashed = ? WHERE id IN (SELECT value FROM json_each(?)) AND trashed = ''"
    )
    moment = now()
    return sum(db.execute(query, (moment, json.dumps(piece))).rowcount for piece in chunks(ids))


def restore(db: sqlite3.Connection, ids: Sequence[int]) -> int:
    """Take papers out of the Trash; how many were in it."""
    query = (
        "UPDATE paper SET trashed = '' WHERE id IN (SELECT value FROM json_each(?)) "
        "AND trashed <> ''"
    )
    return sum(db.execute(query, (json.dumps(piece),)).rowcount for piece in chunks(ids))


def delete(db: sqlite3.Connection, ids: Sequence[int]) -> int:
    """Delete papers and all that hangs on them; how many there were."""
    query = "DELETE FROM paper WHERE id IN (SELECT value FROM json_each(?))"
    return sum(db.execute(query, (json.dumps(piece),)).rowcount for piece in chunks(ids))


def edit(
    writer: Writer,
    paper_id: int,
    fields: Mapping[str, Mapping[str, object]],
    authors: Sequence[Name] | None,
) -> None:
    """Set a paper's fields (each the checked values of its columns, by name) and its authors.

    Fields that differ are marked as edited by the reader; the others change nothing, not even
    the paper's changed time.
    """
    from readlist.storage.tables import PaperTable

    paper = writer.session.get_one(PaperTable, paper_id)
    changed = [name for name, columns in fields.items() if getattr(paper, name) != columns[name]]
    for name in changed:
        for column, value in fields[name].items():
            setattr(paper, column, value)
    if authors is not None and put_authors(writer.connection, paper_id, authors):
        changed.append("authors")
    if changed:
        paper.edited = json.dumps(sorted({*json.loads(paper.edited), *changed}))
        paper.changed = now()
        writer.session.add(paper)
        writer.flush()
        _note_source(writer.connection, paper_id, changed)
    if "abstract" in changed:
        anchor_highlights(writer.connection, paper_id, paper.abstract)


def give_back(db: sqlite3.Connection, paper_id: int, fields: Collection[str]) -> None:
    """Say that these fields of a paper are not the reader's own any more."""
    row = db.execute("SELECT edited FROM paper WHERE id = ?", (paper_id,)).fetchone()
    edited = set(json.loads(row[0])) if row else set()
    if edited & set(fields):
        kept = json.dumps(sorted(edited - set(fields)))
        db.execute("UPDATE paper SET edited = ?, changed = ? WHERE id = ?", (kept, now(), paper_id))
    db.executemany(
        "DELETE FROM field_source WHERE paper_id = ? AND field = ? AND source = 'reader'",
        [(paper_id, name) for name in fields],
    )


def _note_source(db: sqlite3.Connection, paper_id: int, fields: Sequence[str]) -> None:
    """Remember that the reader wrote these fields, and when."""
    db.executemany(
        "DELETE FROM field_source WHERE paper_id = ? AND field = ? AND source = 'reader'",
        [(paper_id, name) for name in fields],
    )
    db.executemany(
        "INSERT INTO field_source(paper_id, field, source, at) VALUES(?,?,'reader',?)",
        [(paper_id, name, now()) for name in fields],
    )


def put_authors(db: sqlite3.Connection, paper_id: int, authors: Sequence[Name]) -> bool:
    """Replace a paper's authors; False when they are the same already."""
    columns = "given, family, particle, suffix, literal"
    query = f"SELECT {columns} FROM author WHERE paper_id = ? ORDER BY position"
    before = [tuple(row) for row in db.execute(query, (paper_id,))]
    after = [
        tuple(plain(part) for part in (n.given, n.family, n.particle, n.suffix, n.literal))
        for n in authors
    ]
    if before == after:
        return False
    db.execute("DELETE FROM author WHERE paper_id = ?", (paper_id,))
    db.executemany(
        f"INSERT INTO author(paper_id, position, {columns}) VALUES(?,?,?,?,?,?,?)",
        [(paper_id, place, *parts) for place, parts in enumerate(after, 1)],
    )
    return True


def anchor_highlights(db: sqlite3.Connection, paper_id: int, abstract: str) -> None:
    """Find a paper's highlights again in its new abstract by their quoted text.

    Of several places the one nearest to the old is taken. A passage that is gone keeps its quote
    and gets an empty range at the end.
    """
    query = "SELECT id, start, quote FROM highlight WHERE paper_id = ?"
    for row in db.execute(query, (paper_id,)).fetchall():
        start = nearest(abstract, row["quote"], row["start"])
        stop = len(abstract) if start is None else start + len(row["quote"])
        db.execute(
            "UPDATE highlight SET start = ?, stop = ? WHERE id = ?",
            (stop if start is None else start, stop, row["id"]),
        )


def nearest(text: str, passage: str, place: int) -> int | None:
    """Where ``passage`` begins in ``text``, nearest to ``place``; None when it is not there."""
    after = text.find(passage, max(0, place))
    before = text.rfind(passage, 0, max(0, place) + len(passage))
    found = [start for start in (before, after) if start >= 0]
    return min(found, key=lambda start: abs(start - place), default=None)
