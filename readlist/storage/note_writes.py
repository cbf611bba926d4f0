"""Changes of notes, highlights and saved searches, inside a write transaction."""

from __future__ import annotations

import sqlite3

from readlist.domain.papers import Highlight, Note
from readlist.storage.reads_papers import highlight_of, note_of
from readlist.storage.text import clean, name_key, now, plain


def note(db: sqlite3.Connection, note_id: int) -> Note | None:
    """A note by its id."""
    row = db.execute("SELECT * FROM note WHERE id = ?", (note_id,)).fetchone()
    return note_of(row) if row else None


def stored(text: str) -> str:
    """A note's text as the library keeps it."""
    return clean(text)


def add_note(db: sqlite3.Connection, paper_id: int, text: str) -> int:
    """Write a note for a paper that exists; returns its id.

    Plain SQL: a note is saved while it is typed, and must not wait for SQLModel to be loaded.
    """
    moment = now()
    made = db.execute(
        "INSERT INTO note(paper_id, text, created, changed) VALUES(?,?,?,?)",
        (paper_id, stored(text), moment, moment),
    )
    return int(made.lastrowid or 0)


def save_note(db: sqlite3.Connection, note_id: int, text: str) -> None:
    """Replace a note's text; the same text changes nothing."""
    db.execute(
        "UPDATE note SET text = ?, changed = ? WHERE id = ? AND text <> ?",
        (stored(text), now(), note_id, stored(text)),
    )


def delete_note(db: sqlite3.Connection, note_id: int) -> None:
    """Delete a note."""
    db.execute("DELETE FROM note WHERE id = ?", (note_id,))


def highlight(db: sqlite3.Connection, highlight_id: int) -> Highlight | None:
    """A highlight by its id."""
    row = db.execute("SELECT * FROM highlight WHERE id = ?", (highlight_id,)).fetchone()
    return highlight_of(row) if row else None


def abstract(db: sqlite3.Connection, paper_id: int) -> str | None:
    """A paper's abstract; None when there is no such paper."""
    row = db.execute("SELECT abstract FROM paper WHERE id = ?", (paper_id,)).fetchone()
    return str(row[0]) if row else None


def add_highlight(
    db: sqlite3.Connection, paper_id: int, *, start: int, quote: str, colour: str, comment: str
) -> None:
    """Mark the passage ``quote`` that begins at ``start`` in a paper's abstract."""
    moment = now()
    db.execute(
        "INSERT INTO highlight(paper_id, start, stop, quote, colour, comment, created, changed) "
        "VALUES(?,?,?,?,?,?,?,?)",
        (paper_id, start, start + len(quote), quote, colour, plain(comment), moment, moment),
    )


def edit_highlight(db: sqlite3.Connection, highlight_id: int, colour: str, comment: str) -> None:
    """Set a highlight's colour and comment; the same ones change nothing."""
    db.execute(
        "UPDATE highlight SET colour = ?, comment = ?, changed = ? "
        "WHERE id = ? AND (colour <> ? OR comment <> ?)",
        (colour, plain(comment), now(), highlight_id, colour, plain(comment)),
    )


def delete_highlight(db: sqlite3.Connection, highlight_id: int) -> None:
    """Delete a highlight."""
    db.execute("DELETE FROM highlight WHERE id = ?", (highlight_id,))


def find_search(db: sqlite3.Connection, name: str) -> int | None:
    """The id of the saved search of this name, ignoring case."""
    query = "SELECT id FROM saved_search WHERE name_key = ?"
    row = db.execute(query, (name_key(name),)).fetchone()
    return int(row[0]) if row else None


def search_name(db: sqlite3.Connection, search_id: int) -> str | None:
    """A saved search's name; None when there is none."""
    row = db.execute("SELECT name FROM saved_search WHERE id = ?", (search_id,)).fetchone()
    return str(row[0]) if row else None


def save_search(db: sqlite3.Connection, name: str, query: str) -> int:
    """Keep a query; one of the same name gets the new query. Returns its id."""
    row = db.execute(
        "INSERT INTO saved_search(name, name_key, query) VALUES(?,?,?) "
        "ON CONFLICT(name_key) DO UPDATE SET query = excluded.query RETURNING id",
        (plain(name), name_key(plain(name)), clean(query)),
    ).fetchone()
    return int(row[0])


def rename_search(db: sqlite3.Connection, search_id: int, name: str) -> None:
    """Give a saved search another name, which no other may have."""
    db.execute(
        "UPDATE saved_search SET name = ?, name_key = ? WHERE id = ?",
        (plain(name), name_key(plain(name)), search_id),
    )


def delete_search(db: sqlite3.Connection, search_id: int) -> None:
    """Delete a saved search."""
    db.execute("DELETE FROM saved_search WHERE id = ?", (search_id,))
