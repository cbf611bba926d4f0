"""The papers whose latest state the full-text index does not know, and their texts."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from readlist.storage.store import Storage

_ALL = "INSERT INTO index_outbox(paper_id) SELECT id FROM paper ORDER BY id"
_PAPERS = (
    "SELECT id, title, abstract, venue, organization, citation_key, arxiv_id, doi FROM paper "
    "WHERE id IN (SELECT value FROM json_each(?))"
)
_OTHERS = (
    (
        "authors",
        "SELECT paper_id, trim(given || ' ' || particle || ' ' || family || ' ' || suffix || "
        "' ' || literal) FROM author WHERE paper_id IN (SELECT value FROM json_each(?)) "
        "ORDER BY paper_id, position",
    ),
    (
        "notes",
        "SELECT paper_id, text FROM note WHERE paper_id IN (SELECT value FROM json_each(?)) "
        "ORDER BY id",
    ),
    (
        "comments",
        "SELECT paper_id, comment FROM highlight WHERE comment <> '' "
        "AND paper_id IN (SELECT value FROM json_each(?)) ORDER BY id",
    ),
    (
        "tags",
        "SELECT x.paper_id, t.name FROM paper_tag x JOIN tag t ON t.id = x.tag_id "
        "WHERE x.paper_id IN (SELECT value FROM json_each(?)) ORDER BY t.name_key",
    ),
)


def library_id(db: sqlite3.Connection) -> str:
    """The library's own id, by which its index is known."""
    row = db.execute("SELECT value FROM library WHERE key = 'library_id'").fetchone()
    return str(row[0]) if row else ""


def paper_count(db: sqlite3.Connection) -> int:
    """All papers, trashed ones included: the index holds them, too."""
    return int(db.execute("SELECT count(*) FROM paper").fetchone()[0])


def highest_id(db: sqlite3.Connection) -> int:
    """The highest number of a paper, 0 without papers."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM paper").fetchone()[0])


def pending(db: sqlite3.Connection) -> int:
    """How many papers wait to be indexed."""
    return int(db.execute("SELECT count(*) FROM index_outbox").fetchone()[0])


def batch(db: sqlite3.Connection, limit: int) -> list[tuple[int, int]]:
    """The oldest rows of the outbox: (sequence number, paper id)."""
    query = "SELECT seq, paper_id FROM index_outbox ORDER BY seq LIMIT ?"
    return [(row[0], row[1]) for row in db.execute(query, (limit,))]


def acknowledge(storage: Storage, rows: Sequence[tuple[int, int]]) -> None:
    """Take rows out of the outbox, but those whose paper has changed again since."""
    with storage.unlogged() as db:
        db.executemany("DELETE FROM index_outbox WHERE seq = ? AND paper_id = ?", rows)
        _set_acknowledged(db, max(seq for seq, _ in rows))


def acknowledged(db: sqlite3.Connection) -> int:
    """The highest sequence number that was taken out of the outbox since all were put there."""
    row = db.execute("SELECT value FROM library WHERE key = 'indexed'").fetchone()
    return int(row[0]) if row else 0


def given_out(db: sqlite3.Connection) -> int:
    """The highest sequence number that the outbox ever gave."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'index_outbox'").fetchone()
    return int(row[0]) if row else 0


def _set_acknowledged(db: sqlite3.Connection, seq: int) -> None:
    db.execute("INSERT OR REPLACE INTO library(key, value) VALUES('indexed', ?)", (str(seq),))


def enqueue_all(storage: Storage) -> None:
    """Have every paper indexed anew."""
    with storage.unlogged() as db:
        db.execute("DELETE FROM index_outbox")
        db.execute(_ALL)
        _set_acknowledged(db, 0)


def after(db: sqlite3.Connection, place: int, limit: int) -> list[int]:
    """The next papers after the one with the number ``place``, ascending."""
    query = "SELECT id FROM paper WHERE id > ? ORDER BY id LIMIT ?"
    return [row[0] for row in db.execute(query, (place, limit))]


def count_after(db: sqlite3.Connection, place: int) -> int:
    """How many papers ``after`` would bring in all."""
    return int(db.execute("SELECT count(*) FROM paper WHERE id > ?", (place,)).fetchone()[0])


def all_ids(db: sqlite3.Connection) -> set[int]:
    """The numbers of all papers, trashed ones included."""
    return {row[0] for row in db.execute("SELECT id FROM paper")}


def settled(db: sqlite3.Connection) -> set[int]:
    """The papers of which nothing waits to be indexed."""
    query = "SELECT id FROM paper WHERE id NOT IN (SELECT paper_id FROM index_outbox)"
    return {row[0] for row in db.execute(query)}


def texts(
    db: sqlite3.Connection, ids: Sequence[int]
) -> Iterator[tuple[int, Mapping[str, Sequence[str]]]]:
    """The texts of those of ``ids`` that are papers, by the index's fields."""
    wanted = (json.dumps(list(ids)),)
    found: dict[str, defaultdict[int, list[str]]] = {}
    for name, query in _OTHERS:
        found[name] = defaultdict(list)
        for paper, text in db.execute(query, wanted):
            found[name][paper].append(text)
    for row in db.execute(_PAPERS, wanted).fetchall():
        paper = row[0]
        fields = {name: values[paper] for name, values in found.items() if paper in values}
        fields["title"], fields["abstract"] = [row[1]], [row[2]]
        fields["ids"] = [text for text in row[3:] if text]
        yield paper, fields
