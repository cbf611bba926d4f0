"""What a file brought beside papers: tags, lists, searches, and its marks on known papers.

A rollback takes back what is still as it was brought; what the reader has changed since stays.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from readlist.storage.reads import chunks
from readlist.storage.text import now

# The rows that an import can make, by table: the first column is the id, all say whether a row
# is still as it was. The condition holds for a row that nobody uses any more.
_MADE = {
    "tag": ("id, name, colour", "NOT EXISTS (SELECT 1 FROM paper_tag k WHERE k.tag_id = tag.id)"),
    "reading_list": (
        "id, name, description",
        "NOT EXISTS (SELECT 1 FROM list_item k WHERE k.list_id = reading_list.id)",
    ),
    "saved_search": ("id, name, query", "1"),
}
# The same of what it can hang on papers that the library had before.
_HUNG = {
    "paper_tag": "paper_id, tag_id",
    "list_item": "paper_id, list_id",
    "note": "id, text",
    "highlight": "id, quote, colour, comment",
}
_STATE = "id, status, starred, rating"
_IN = "IN (SELECT value FROM json_each(?))"

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rows that a file may add to, at one moment."""

    made: Mapping[str, frozenset[Row]]
    hung: Mapping[str, frozenset[Row]]
    states: Mapping[int, Row]


def snapshot(db: sqlite3.Connection, known: Sequence[int]) -> Snapshot:
    """What is there now; ``known`` are the papers that the library had before the import."""
    made = {
        table: frozenset(tuple(row) for row in db.execute(f"SELECT {columns} FROM {table}"))
        for table, (columns, _) in _MADE.items()
    }
    hung = {
        table: frozenset(_of_papers(db, f"SELECT {columns} FROM {table} WHERE paper_id", known))
        for table, columns in _HUNG.items()
    }
    states = {
        int(str(row[0])): row[1:]
        for row in _of_papers(db, f"SELECT {_STATE} FROM paper WHERE id", known)
    }
    return Snapshot(made, hung, states)


def brought(before: Snapshot, after: Snapshot) -> dict[str, list[list[object]]]:
    """What came between two snapshots, as JSON values by table; nothing for nothing."""
    result = {
        table: [list(row) for row in sorted(rows - old[table], key=str)]
        for new, old in ((after.made, before.made), (after.hung, before.hung))
        for table, rows in new.items()
    }
    result["paper"] = [
        [paper_id, *state, *before.states[paper_id]]
        for paper_id, state in after.states.items()
        if before.states[paper_id] != state
    ]
    return {table: rows for table, rows in result.items() if rows}


def take_back(db: sqlite3.Connection, rows: Mapping[str, object]) -> None:
    """Remove what ``brought`` told, as far as it is still the same and in nobody's use."""
    for paper_id, *values in _rows(rows.get("paper"), 7):
        db.execute(
            "UPDATE paper SET status = ?5, starred = ?6, rating = ?7, changed = ?8 "
            "WHERE id = ?1 AND status = ?2 AND starred = ?3 AND rating = ?4",
            (paper_id, *values, now()),
        )
    for table, columns in _HUNG.items():
        _delete(db, table, columns, rows.get(table), "1")
    for table, (columns, unused) in _MADE.items():
        _delete(db, table, columns, rows.get(table), unused)


def _delete(db: sqlite3.Connection, table: str, columns: str, rows: object, condition: str) -> None:
    names = columns.split(", ")
    same = " AND ".join(f"{name} = ?" for name in names)
    db.executemany(
        f"DELETE FROM {table} WHERE {same} AND {condition}", list(_rows(rows, len(names)))
    )


def _rows(value: object, width: int) -> Iterable[list[object]]:
    """The rows of a JSON value; what is no row of plain values is passed over."""
    for row in value if isinstance(value, list) else ():
        plain = isinstance(row, list) and all(isinstance(x, str | int) for x in row)
        if plain and len(row) == width:
            yield row


def _of_papers(db: sqlite3.Connection, query: str, ids: Sequence[int]) -> Iterable[Row]:
    for piece in chunks(ids):
        for row in db.execute(f"{query} {_IN}", (json.dumps(piece),)):
            yield tuple(row)
