"""Papers put straight into a storage, and the whole of it read back."""

from __future__ import annotations

import sqlite3

from readlist.domain.identity import title_key
from readlist.storage import Storage

# Titles of the first sample dump.
TITLES = (
    "Lightweight Image Inpainting by Stripe Window Transformer with Joint Attention to CNN",
    "GNN-LoFI: a Novel Graph Neural Network through Localized Feature-based Histogram Intersection",
    "Hierarchical Spatio-Temporal Representation Learning for Gait Recognition",
    "Tracking Objects with 3D Representation from Videos",
)
# What undo does not bring back: its own books, the outbox, and the counters of ids.
_BOOKS = {
    "undo_step", "undo_log", "undo_current", "index_outbox", "saved_search_seen", "export_target",
    "sqlite_sequence",
}  # fmt: skip


def add_papers(storage: Storage, *titles: str, abstract: str = "") -> list[int]:
    """Add papers in one undo step; their ids in order."""
    with storage.write("Add papers") as writer:
        return [
            int(
                writer.connection.execute(
                    "INSERT INTO paper(title, title_key, abstract, added, changed) "
                    "VALUES(?, ?, ?, '2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05.678Z')",
                    (title, title_key(title), abstract),
                ).lastrowid
                or 0
            )
            for title in titles
        ]


def contents(storage: Storage) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that undo covers."""
    db = storage.read()
    names = [
        str(row[0])
        for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    ]
    return {name: _rows(db, name) for name in names if name not in _BOOKS}


def _rows(db: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return sorted((tuple(row) for row in db.execute(f"SELECT * FROM {table}")), key=repr)
