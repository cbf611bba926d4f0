"""The papers of a place of the sidebar, in an order."""

from __future__ import annotations

import sqlite3

from readlist.domain.views import Scope, Sort
from readlist.storage.facts import escaped
from readlist.storage.text import name_key

_SCOPES = {
    "all": "1",
    "saved": "1",
    "trash": "1",
    "inbox": "p.status = 'inbox' AND NOT EXISTS "
    "(SELECT 1 FROM list_item x WHERE x.paper_id = p.id)",
    "starred": "p.starred = 1",
    "untagged": "NOT EXISTS (SELECT 1 FROM paper_tag x WHERE x.paper_id = p.id)",
    "status": "p.status = ?",
    "list": "EXISTS (SELECT 1 FROM list_item x WHERE x.paper_id = p.id AND x.list_id = ?)",
    "dump": "p.id IN (SELECT x.paper_id FROM sighting x WHERE x.dump_id = ?)",
    "tag": "p.id IN (SELECT x.paper_id FROM paper_tag x JOIN tag t ON t.id = x.tag_id "
    "WHERE t.name_key = ? OR t.name_key LIKE ? ESCAPE '\\')",
}
_AUTHOR = (
    "(SELECT coalesce(nullif(x.family, ''), nullif(x.literal, ''), x.given) COLLATE NOCASE "
    "FROM author x WHERE x.paper_id = p.id ORDER BY x.position LIMIT 1)"
)
_STATUS = (
    "CASE p.status WHEN 'inbox' THEN 0 WHEN 'queued' THEN 1 WHEN 'reading' THEN 2 "
    "WHEN 'read' THEN 3 ELSE 4 END"
)
# What an order compares; NULL is unknown and stands last whichever way it goes.
_KEYS = {
    "title": "p.title_key",
    "published": "nullif(p.published, '')",
    "authors": _AUTHOR,
    "seen": "(SELECT count(*) FROM sighting x WHERE x.paper_id = p.id)",
    "comments": "(SELECT max(x.comments) FROM sighting x WHERE x.paper_id = p.id)",
    "status": _STATUS,
    "starred": "1 - p.starred",
    "added": "p.added",
    "changed": "p.changed",
    "venue": "nullif(p.venue, '') COLLATE NOCASE",
    "key": "nullif(p.citation_key, '') COLLATE NOCASE",
    "rating": "nullif(p.rating, 0)",
    # What lacks less stands first: nothing, then the authors or the year, then both.
    "citable": "(p.published = '') + (NOT EXISTS (SELECT 1 FROM author x WHERE x.paper_id = p.id))",
}
# Orders for which an index has all that is asked for, when later papers are those with a higher
# number: a third of the time. (A paper from another library may have come with an older time.)
_INDEXED = {"title", "published", "changed"}


def in_scope(db: sqlite3.Connection, scope: Scope, sort: Sort, *, with_trash: bool = False) -> str:
    """The ids of the papers of ``scope``, ordered by ``sort``, as one text with commas.

    Trashed papers stand in the scope "trash" only, or ``with_trash`` in every one. "relevance" is
    the order of adding, newest first, which also decides among equals. Papers without a value come
    last.
    """
    condition, values = _scope(scope)
    if scope.kind == "trash":
        condition += " AND p.trashed <> ''"
    elif not with_trash:
        condition += " AND p.trashed = ''"
    join, order = _order(scope, sort)
    # One row for all: at every row SQLite gives the interpreter up, and where the window is busy
    # waits for it again, which at 100,000 papers takes seconds. group_concat keeps the order of
    # what it reads from a subquery (SQLite's query flattener leaves such a one alone).
    ordered = f"SELECT p.id AS id FROM paper p {join} WHERE {condition} ORDER BY {order}"
    query = f"SELECT group_concat(id) FROM ({ordered})"
    return str(db.execute(query, values).fetchone()[0] or "")


def _scope(scope: Scope) -> tuple[str, tuple[object, ...]]:
    condition = _SCOPES[scope.kind]
    if scope.kind == "tag":
        key = name_key(scope.value)
        return f"({condition})", (key, f"{escaped(key)}/%")
    return condition, (scope.value,) if "?" in condition else ()


def _order(scope: Scope, sort: Sort) -> tuple[str, str]:
    """A join, and the terms of ORDER BY."""
    if sort.key == "manual" and scope.kind == "list" and scope.value.isdigit():
        join = f"JOIN list_item m ON m.paper_id = p.id AND m.list_id = {int(scope.value)}"
        return join, f"m.position {'DESC' if sort.descending else ''}, p.id"
    key = _KEYS.get(sort.key)
    if key is None:
        return "", "p.added, p.id" if sort.descending else "p.added DESC, p.id DESC"
    way = "DESC" if sort.descending else "ASC"
    # The sign keeps SQLite from an index that has this order, but not what is in the Trash.
    ties = "+p.id DESC" if sort.key in _INDEXED else "p.added DESC, p.id DESC"
    return "", f"{key} {way} NULLS LAST, {ties}"
