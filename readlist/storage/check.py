"""Is the library's file sound, and do its rows agree with each other?"""

from __future__ import annotations

import sqlite3

from readlist.domain.errors import KnownError, LibraryDamagedError
from readlist.domain.papers import Status
from readlist.storage.store import Storage

_SHOWN = 20  # problems of one kind are told up to this number
_PIECE = 200  # rows that are read at a time

# Each finds rows that no use case of ours leaves behind; the text takes the number of such rows.
_RULES = (
    ("SELECT count(*) FROM paper WHERE trim(title) = ''", "{} papers have no title."),
    (
        "SELECT count(*) FROM paper WHERE status NOT IN ({statuses})",
        "{} papers have a status that this version does not know.",
    ),
    (
        "SELECT count(*) FROM (SELECT 1 FROM paper WHERE arxiv_id <> '' AND trashed = '' "
        "GROUP BY arxiv_id HAVING count(*) > 1)",
        "{} arXiv ids stand on more than one paper.",
    ),
    (
        "SELECT count(*) FROM sighting WHERE position < 1 OR first_line < 1 "
        "OR last_line < first_line",
        "{} sightings have no place on their page.",
    ),
    (
        "SELECT count(*) FROM highlight h JOIN paper p ON p.id = h.paper_id "
        "WHERE h.start < 0 OR h.stop < h.start",
        "{} highlights mark no passage.",
    ),
    (
        "SELECT count(*) FROM undo_current WHERE step_id IS NOT NULL",
        "{} action was left half done in the undo history.",
    ),
)
_COUNTS = {
    "papers": "SELECT count(*) FROM paper",
    "sightings": "SELECT count(*) FROM sighting",
    "tags": "SELECT count(*) FROM tag",
    "notes": "SELECT count(*) FROM note",
}


def damage(storage: Storage) -> list[str]:
    """Where the file itself is damaged, in plain words; empty when it is not. Reads it whole."""
    try:
        db = storage.read()
        found = _integrity(db) or _unreadable_texts(db)
        return [f"The file is damaged: {text}." for text in found]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        return [f"The file is damaged: {error}."]


def explained(storage: Storage, fault: BaseException) -> KnownError | None:
    """As ``Storage.explained``; a broken rule of the schema is damage, too, where the file has
    some: rows and an index that say different things break rules that this program keeps."""
    known = storage.explained(fault)
    if known is None and isinstance(fault, sqlite3.IntegrityError) and (found := damage(storage)):
        return LibraryDamagedError.found(storage.path, found[0])
    return known


def problems(storage: Storage) -> list[str]:
    """Rows that do not agree with each other, in plain words; empty when all is well."""
    db = storage.read()
    try:
        found = _orphans(db)
        statuses = ", ".join(f"'{status}'" for status in Status)
        for sql, text in _RULES:
            number = db.execute(sql.format(statuses=statuses)).fetchone()[0]
            if number:
                found.append(text.format(number))
    except sqlite3.DatabaseError as error:
        return [f"The file is damaged: {error}."]
    return found


def counts(storage: Storage) -> dict[str, int]:
    """Numbers of papers, sightings, tags and notes, what lies in the Trash included."""
    db = storage.read()
    return {name: int(db.execute(sql).fetchone()[0]) for name, sql in _COUNTS.items()}


def _integrity(db: sqlite3.Connection) -> list[str]:
    rows = [str(row[0]) for row in db.execute(f"PRAGMA integrity_check({_SHOWN})")]
    return [] if rows == ["ok"] else rows


def _unreadable_texts(db: sqlite3.Connection) -> list[str]:
    """Tables with a text that is no UTF-8, which SQLite's own check does not look at.

    The undo history may hold what a restore has replaced.
    """
    tables = db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'undo%'"
    ).fetchall()
    found = []
    for (table,) in tables:
        rows = db.execute(f'SELECT * FROM "{table}"')
        try:
            while rows.fetchmany(_PIECE):
                pass
        except sqlite3.OperationalError as error:
            if "decode" not in str(error):
                raise
            found.append(f"a text in the table {table} is none")
    return found


def _orphans(db: sqlite3.Connection) -> list[str]:
    rows = db.execute("PRAGMA foreign_key_check").fetchmany(_SHOWN)
    return [f"A row of {row[0]} belongs to a row of {row[2]} that is not there." for row in rows]
