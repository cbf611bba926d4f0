"""Whole columns of facts, to count the papers of an answer by them.

Ids come as one text of numbers with commas: SQLite joins them ten times faster than rows come.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from readlist.domain.dumps import Dump, DumpKind

# A log that grew by more than this is not read: it is quicker to take everything as changed.
_LOG_ROWS = 20_000
_STATUS = "SELECT status, group_concat(id) FROM paper {} GROUP BY status"
_PUBLISHED = "SELECT published, group_concat(id) FROM paper {} GROUP BY published"
_LIVE = "INDEXED BY {} WHERE trashed = ''"
_TRASHED = "WHERE trashed <> ''"
_NAMED = {
    "tag": (
        "SELECT id, name, name_key FROM tag ORDER BY name_key",
        "SELECT tag_id, group_concat(paper_id) FROM paper_tag GROUP BY tag_id",
    ),
    "reading_list": (
        "SELECT id, name, name_key FROM reading_list ORDER BY name_key",
        "SELECT list_id, group_concat(paper_id) FROM list_item GROUP BY list_id",
    ),
}
_PAGES = (
    "SELECT d.id, d.sha256, d.source, d.kind, d.page_date, d.year, d.imported, s.papers, "
    "s.first, s.last FROM dump d JOIN (SELECT dump_id, group_concat(paper_id) AS papers, "
    "min(page_date) AS first, max(page_date) AS last FROM sighting GROUP BY dump_id) s "
    "ON s.dump_id = d.id"
)
# All papers, those with authors, those without a date; from indexes without the abstracts.
_CITED = (
    "SELECT coalesce(group_concat(id), '') FROM paper INDEXED BY paper_facts WHERE status > ''",
    "SELECT coalesce(group_concat(id), '') FROM (SELECT DISTINCT paper_id AS id FROM author)",
    "SELECT coalesce(group_concat(id), '') FROM paper INDEXED BY paper_facts "
    "WHERE status > '' AND published = ''",
)
# Which tables were changed, and whether a change of papers was one of these columns.
_TOUCHED = (
    "SELECT tbl, count(*), max(tbl <> 'paper' OR op <> 'update' OR instr(sql, 'status=') "
    "OR instr(sql, 'published=')) FROM undo_log WHERE seq > ? GROUP BY tbl"
)


class Named(NamedTuple):
    """A tag or a reading list and its papers' ids."""

    name: str
    key: str
    papers: str


class Page(NamedTuple):
    """A dump and its papers' ids, with the first and the last date of its pages."""

    dump: Dump
    papers: str
    first: str
    last: str


def by_status(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """The ids of all papers, trashed ones included, by status (a status may come twice)."""
    live = db.execute(_STATUS.format(_LIVE.format("paper_live_status")))
    return [tuple(row) for row in (*live, *db.execute(_STATUS.format(_TRASHED)))]


def by_date(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """The ids of all papers, trashed ones included, by publication date; "" is not known."""
    live = db.execute(_PUBLISHED.format(_LIVE.format("paper_live_published")))
    return [tuple(row) for row in (*live, *db.execute(_PUBLISHED.format(_TRASHED)))]


def for_citations(db: sqlite3.Connection) -> tuple[str, str, str]:
    """The ids of all papers, of those with authors, and of those without a date; trashed ones
    included."""
    every, authored, undated = (str(db.execute(query).fetchone()[0]) for query in _CITED)
    return every, authored, undated


def tags(db: sqlite3.Connection) -> list[Named]:
    """All tags in the order of their keys, each with the papers that have the tag itself."""
    return _named(db, "tag")


def lists(db: sqlite3.Connection) -> list[Named]:
    """All reading lists in the order of their keys."""
    return _named(db, "reading_list")


def _named(db: sqlite3.Connection, table: str) -> list[Named]:
    names, papers = _NAMED[table]
    ids = {row[0]: str(row[1]) for row in db.execute(papers)}
    return [Named(name, key, ids.get(one, "")) for one, name, key in db.execute(names)]


def pages(db: sqlite3.Connection) -> list[Page]:
    """All dumps that show papers; a paper that stands twice on one is there twice."""
    return [
        Page(
            Dump(id=one, sha256=sha256, source=source, kind=DumpKind(kind), page_date=date,
                 year=year, imported=imported),
            papers, first, last,
        )
        for one, sha256, source, kind, date, year, imported, papers, first, last
        in db.execute(_PAGES)
    ]  # fmt: skip


def log_position(db: sqlite3.Connection) -> int:
    """A number that grows with every change to the library that can be undone."""
    found = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'undo_log'").fetchone()
    return int(found[0]) if found else 0


def touched(db: sqlite3.Connection, since: int) -> frozenset[str] | None:
    """The tables of which rows were changed after ``log_position`` was ``since``.

    "paper" only when a status or a publication date came, went or changed. None when the log does
    not tell any more, because steps were dropped from it or too much was changed.
    """
    grown = log_position(db) - since
    if grown > _LOG_ROWS:
        return None
    rows = db.execute(_TOUCHED, (since,)).fetchall()
    if sum(row[1] for row in rows) != grown:
        return None
    return frozenset(str(table) for table, _, relevant in rows if relevant)
