"""What setting a page's year later reads and writes: its sightings, dates, and its dump's row."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readlist.storage.reads import chunks
from readlist.storage.text import clean


class Sighted(NamedTuple):
    """A paper's year-less or full date on a page, as the page wrote it; ``page`` counts from 0."""

    paper_id: int
    page: int
    page_date: str
    date_text: str


class Elsewhere(NamedTuple):
    """A paper's date on another dump, with what is known of that dump's year."""

    paper_id: int
    date_text: str
    year: int | None
    captured_source: str


def sighted(db: sqlite3.Connection, dump_id: int) -> list[Sighted]:
    """All papers on a dump, in its order."""
    query = (
        "SELECT paper_id, page, page_date, date_text FROM sighting WHERE dump_id = ? "
        "ORDER BY page, position, id"
    )
    return [Sighted(*row) for row in db.execute(query, (dump_id,))]


def elsewhere(db: sqlite3.Connection, ids: Sequence[int], dump_id: int) -> Iterator[Elsewhere]:
    """The dates that these papers have on other dumps, the oldest import first."""
    for piece in chunks(ids):
        query = (
            "SELECT s.paper_id, s.date_text, d.year, d.captured_source FROM sighting s "
            "JOIN dump d ON d.id = s.dump_id WHERE s.dump_id <> ? AND s.date_text <> '' "
            "AND s.paper_id IN (SELECT value FROM json_each(?)) ORDER BY d.id, s.page, s.position"
        )
        for row in db.execute(query, (dump_id, json.dumps(piece))):
            yield Elsewhere(*row)


def added_by(db: sqlite3.Connection, dump_id: int) -> set[int]:
    """The papers that this dump brought."""
    return {row[0] for row in db.execute("SELECT id FROM paper WHERE dump_id = ?", (dump_id,))}


def dates_before(db: sqlite3.Connection, dump_id: int) -> dict[int, dict[str, str]]:
    """What stood in papers' date fields before this dump gave them a date: by paper and field."""
    query = (
        "SELECT paper_id, field, previous FROM field_source WHERE dump_id = ? "
        "AND field IN ('published', 'published_source') ORDER BY id DESC"
    )
    found: dict[int, dict[str, str]] = {}
    for paper_id, field, previous in db.execute(query, (dump_id,)):
        found.setdefault(paper_id, {})[field] = str(json.loads(previous or '""') or "")
    return found


def forget_dates(db: sqlite3.Connection, dump_id: int, ids: Sequence[int]) -> None:
    """This dump no longer is the source of these papers' dates."""
    for piece in chunks(ids):
        db.execute(
            "DELETE FROM field_source WHERE dump_id = ? AND field IN "
            "('published', 'published_source') AND paper_id IN (SELECT value FROM json_each(?))",
            (dump_id, json.dumps(piece)),
        )


def set_dump_year(
    db: sqlite3.Connection,
    dump_id: int,
    *,
    year: int | None,
    reason: str,
    captured: str,
    source: str,
) -> None:
    """Write what is known of a dump's year."""
    db.execute(
        "UPDATE dump SET year = ?1, year_reason = ?2, captured = ?3, captured_source = ?4 "
        "WHERE id = ?5 AND (year IS NOT ?1 OR year_reason <> ?2 OR captured <> ?3 "
        "OR captured_source <> ?4)",
        (year, clean(reason), captured, source, dump_id),
    )
