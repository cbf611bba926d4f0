"""The migrated schema: the same as the table classes, and covered by the undo log."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel, create_engine

from readlist.storage import Storage, tables
from readlist.storage.text import clean

_BOOKS = {
    "library", "undo_step", "undo_log", "undo_current", "index_outbox", "saved_search_seen",
    "export_target",
}  # fmt: skip
# The tables that a reader's actions change.
_LOGGED = sorted(str(name) for name in SQLModel.metadata.tables if name not in _BOOKS)
_AFFINITY = {"VARCHAR": "TEXT"}


def _shape(db: sqlite3.Connection) -> dict[str, object]:
    """Columns, keys, foreign keys and uniqueness of every table."""
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return {str(table): _table(db, table) for (table,) in db.execute(query).fetchall()}


def _table(db: sqlite3.Connection, table: str) -> dict[str, object]:
    columns = db.execute(f"PRAGMA table_info({table})").fetchall()
    unique = [
        tuple(row[2] for row in db.execute(f"PRAGMA index_info({index[1]})"))
        for index in db.execute(f"PRAGMA index_list({table})").fetchall()
        if index[3] == "u"
    ]
    return {
        # name, type, NOT NULL (a key is so by itself), place in the primary key
        "columns": {(c[1], _AFFINITY.get(c[2], c[2]), bool(c[3] or c[5]), c[5]) for c in columns},
        "foreign": {tuple(row)[2:7] for row in db.execute(f"PRAGMA foreign_key_list({table})")},
        "unique": set(unique),
    }


def test_table_classes_match_the_migrated_schema(storage: Storage) -> None:
    assert tables.PaperTable.__tablename__ == "paper"
    fresh = sqlite3.connect(":memory:")
    engine = create_engine("sqlite://", creator=lambda: fresh, poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    assert _shape(storage.read()) == _shape(fresh)
    fresh.close()


@pytest.mark.parametrize("table", _LOGGED)
def test_triggers_log_every_column(storage: Storage, table: str) -> None:
    db = storage.read()
    columns = [str(row["name"]) for row in db.execute(f"PRAGMA table_info({table})")]
    logged = dict(
        db.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'undo_%' "
            "AND tbl_name = ?",
            (table,),
        ).fetchall()
    )
    assert set(logged) == {f"undo_{table}_{event}" for event in ("insert", "update", "delete")}
    assert f"INSERT INTO {table}({','.join(columns)})" in logged[f"undo_{table}_delete"]
    assert all(
        f"old.{name} IS NOT new.{name}" in logged[f"undo_{table}_update"] for name in columns
    )


def test_text_at_the_boundary_loses_what_sqlite_cannot_hold() -> None:
    assert clean("a\0b\ud800c") == "ab\ufffdc"
    assert clean("") == ""
