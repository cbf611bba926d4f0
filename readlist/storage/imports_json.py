"""The rows that Readlist JSON brings beside the papers themselves."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from readlist.storage import list_writes, tag_writes
from readlist.storage.reads import chunks
from readlist.storage.text import clean, name_key, plain, to_json


class State(NamedTuple):
    """A paper's own columns that a reader sets."""

    paper_id: int
    status: str
    starred: bool
    rating: int
    edited: tuple[str, ...]
    added: str
    changed: str
    trashed: str


class HighlightRow(NamedTuple):
    """A highlight to be stored: code points of the abstract, end exclusive."""

    paper_id: int
    start: int
    end: int
    quote: str
    colour: str
    comment: str
    created: str
    changed: str


class SightingRow(NamedTuple):
    """A sighting to be stored on a dump that is in the library."""

    paper_id: int
    dump_id: int
    page: int
    page_date: str
    position: int
    first_line: int
    last_line: int
    comments: int | None
    date_text: str
    authors_text: str


def dump_ids(db: sqlite3.Connection) -> dict[str, int]:
    """The ids of all dumps by their SHA-256 sums."""
    return {row[0]: row[1] for row in db.execute("SELECT sha256, id FROM dump")}


def put_tags(
    db: sqlite3.Connection, colours: Mapping[str, str], papers: Mapping[str, Sequence[int]]
) -> None:
    """Make the tags that are missing, with their colours, and put them on the papers."""
    for name, colour in colours.items():
        tag_writes.ensure(db, name, plain(colour))
    for name, ids in papers.items():
        tag_writes.attach(db, ids, tag_writes.ensure(db, name))


def put_list(db: sqlite3.Connection, name: str, description: str, ids: Sequence[int]) -> None:
    """Make the reading list if it is missing, and append the papers that it lacks, in order."""
    list_id = list_writes.find(db, name)
    if list_id is None:
        list_id = list_writes.create(db, name, description)
    list_writes.add(db, list_id, ids)


def put_searches(db: sqlite3.Connection, searches: Iterable[tuple[str, str]]) -> None:
    """Save searches under names that are free; each is a checked name."""
    db.executemany(
        "INSERT OR IGNORE INTO saved_search(name, name_key, query) VALUES(?,?,?)",
        ((name, name_key(name), plain(query)) for name, query in searches),
    )


def set_states(db: sqlite3.Connection, states: Iterable[State]) -> None:
    """Write what the reader set on papers."""
    db.executemany(
        "UPDATE paper SET status = ?, starred = ?, rating = ?, edited = ?, added = ?, "
        "changed = ?, trashed = ? WHERE id = ?",
        (
            (s.status, int(s.starred), s.rating, to_json(s.edited), clean(s.added),
             clean(s.changed), clean(s.trashed), s.paper_id)
            for s in states
        ),
    )  # fmt: skip


def insert_notes(db: sqlite3.Connection, notes: Iterable[tuple[int, str, str, str]]) -> None:
    """Store notes: paper id, text, created, changed."""
    db.executemany(
        "INSERT INTO note(paper_id, text, created, changed) VALUES(?,?,?,?)",
        ((paper_id, *map(clean, texts)) for paper_id, *texts in notes),
    )


def insert_highlights(db: sqlite3.Connection, rows: Iterable[HighlightRow]) -> None:
    """Store highlights."""
    db.executemany(
        "INSERT INTO highlight(paper_id, start, stop, quote, colour, comment, created, changed) "
        "VALUES(?,?,?,?,?,?,?,?)",
        ((r.paper_id, r.start, r.end, *map(plain, r[3:])) for r in rows),
    )


def insert_sightings(db: sqlite3.Connection, rows: Iterable[SightingRow]) -> None:
    """Store sightings that are not there yet (same paper, dump, page and place)."""
    db.executemany(
        "INSERT INTO sighting(paper_id, dump_id, page, page_date, position, first_line, "
        "last_line, comments, date_text, authors_text) SELECT ?1,?2,?3,?4,?5,?6,?7,?8,?9,?10 "
        "WHERE NOT EXISTS (SELECT 1 FROM sighting s WHERE s.paper_id = ?1 AND s.dump_id = ?2 "
        "AND s.page = ?3 AND s.position = ?5)",
        (
            (*r[:3], plain(r.page_date), *r[4:8], plain(r.date_text), plain(r.authors_text))
            for r in rows
        ),
    )


def origin_from_sightings(db: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Say of papers that the earliest dump with a sighting of them added them."""
    for piece in chunks(ids):
        db.execute(
            "UPDATE paper SET dump_id = (SELECT min(s.dump_id) FROM sighting s "
            "WHERE s.paper_id = paper.id) WHERE id IN (SELECT value FROM json_each(?)) "
            "AND EXISTS (SELECT 1 FROM sighting s WHERE s.paper_id = paper.id)",
            (json.dumps(piece),),
        )


def dump_extra(db: sqlite3.Connection, dump_id: int) -> dict[str, object]:
    """What is kept of a dump beside its columns."""
    row = db.execute("SELECT extra FROM dump WHERE id = ?", (dump_id,)).fetchone()
    value = json.loads(row[0]) if row else {}
    return value if isinstance(value, dict) else {}


def set_dump_extra(db: sqlite3.Connection, dump_id: int, extra: Mapping[str, object]) -> None:
    """Keep ``extra`` with a dump."""
    db.execute("UPDATE dump SET extra = ? WHERE id = ?", (to_json(extra), dump_id))
