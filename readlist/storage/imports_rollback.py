"""Taking one import back later: its sightings, the papers that it added, the fields it filled."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from readlist.domain.links import code_links
from readlist.domain.people import Name
from readlist.storage.imports_brought import take_back
from readlist.storage.imports_json import dump_extra
from readlist.storage.paper_writes import anchor_highlights, put_authors
from readlist.storage.reads import chunks
from readlist.storage.text import now, to_json

_IN = "IN (SELECT value FROM json_each(?))"
# What a reader can do to a paper, as text; nothing of it gives no row.
_MARKS = (
    "SELECT id, json_array(status, starred, rating, edited) FROM paper WHERE id {ids} AND "
    "(status <> 'inbox' OR starred OR rating OR edited <> '[]')",
    "SELECT id, 'm' || json_extract(extra, '$.merged') FROM paper WHERE id {ids} "
    "AND json_extract(extra, '$.merged') IS NOT NULL",
    "SELECT paper_id, 't' || tag_id FROM paper_tag WHERE paper_id {ids} ORDER BY paper_id, tag_id",
    "SELECT paper_id, 'l' || list_id FROM list_item WHERE paper_id {ids} "
    "ORDER BY paper_id, list_id",
    "SELECT paper_id, 'n' || text FROM note WHERE paper_id {ids} ORDER BY id",
    "SELECT paper_id, 'h' || start || ' ' || colour || comment FROM highlight "
    "WHERE paper_id {ids} ORDER BY id",
)


@dataclass(frozen=True, slots=True)
class Extent:
    """What a rollback of one dump is about.

    ``removed`` and ``kept`` are papers that only this dump brought, without and with the reader's
    own work on them; ``shared`` are those that another dump has too. ``dumps`` are the dumps that
    go: this one, and pages that came inside of it.
    """

    removed: tuple[int, ...]
    kept: tuple[int, ...]
    shared: tuple[int, ...]
    dumps: tuple[int, ...]


def reader_marks(db: sqlite3.Connection, ids: Sequence[int]) -> dict[int, str]:
    """A text for each paper that its reader has worked on, which changes with that work."""
    marks: dict[int, list[str]] = {}
    for piece in chunks(ids):
        for query in _MARKS:
            for paper_id, mark in db.execute(query.format(ids=_IN), (json.dumps(piece),)):
                marks.setdefault(paper_id, []).append(mark)
    return {paper_id: json.dumps(parts) for paper_id, parts in marks.items()}


def extent(db: sqlite3.Connection, dump_id: int) -> Extent:
    """What rolling this dump back would remove and keep."""
    extra = dump_extra(db, dump_id)
    dumps = (dump_id, *_numbers(extra.get("dumps")))
    added = [row[0] for row in db.execute("SELECT id FROM paper WHERE dump_id = ?", (dump_id,))]
    added = sorted({*added, *_existing(db, _numbers(extra.get("papers")))})
    elsewhere = _seen_elsewhere(db, added, dumps)
    brought = extra.get("brought")
    before = brought if isinstance(brought, dict) else {}
    marks = reader_marks(db, added)
    removed: list[int] = []
    kept: list[int] = []
    shared: list[int] = []
    for paper_id in added:
        touched = marks.get(paper_id, "") != before.get(str(paper_id), "")
        if paper_id in elsewhere:
            shared.append(paper_id)
        else:
            (kept if touched else removed).append(paper_id)
    return Extent(tuple(removed), tuple(kept), tuple(shared), dumps)


def roll_back(db: sqlite3.Connection, dump_id: int) -> Extent:
    """Remove what a dump brought, in the open write transaction."""
    reach = extent(db, dump_id)
    beside = dump_extra(db, dump_id).get("beside")
    _put_back_fields(db, dump_id, set(reach.removed))
    for piece in chunks(reach.removed):
        db.execute(f"DELETE FROM paper WHERE id {_IN}", (json.dumps(piece),))
    if isinstance(beside, dict):
        take_back(db, beside)
    db.execute("DELETE FROM sighting WHERE dump_id = ?", (dump_id,))
    for other in reach.dumps[1:]:
        # A page that came inside of this file stays while a paper that is kept stands on it.
        db.execute(
            "DELETE FROM dump WHERE id = ? AND NOT EXISTS "
            "(SELECT 1 FROM sighting WHERE dump_id = ?)",
            (other, other),
        )
    for piece in chunks(reach.shared):
        db.execute(
            "UPDATE paper SET dump_id = (SELECT min(s.dump_id) FROM sighting s "
            f"WHERE s.paper_id = paper.id) WHERE id {_IN}",
            (json.dumps(piece),),
        )
    db.execute("DELETE FROM dump WHERE id = ?", (dump_id,))
    return reach


def _put_back_fields(db: sqlite3.Connection, dump_id: int, gone: set[int]) -> None:
    """Give papers the values that they had before this dump filled them."""
    query = (
        "SELECT id, paper_id, field, previous FROM field_source WHERE dump_id = ? ORDER BY id DESC"
    )
    for source_id, paper_id, field, previous in db.execute(query, (dump_id,)).fetchall():
        if paper_id in gone:
            continue
        later = db.execute(
            "SELECT id FROM field_source WHERE paper_id = ? AND field = ? AND id > ? "
            "AND source <> 'reader' AND dump_id IS NOT ? ORDER BY id LIMIT 1",
            (paper_id, field, source_id, dump_id),
        ).fetchone()
        if later is not None:
            # A later source improved on this one's value: that stays, and would go back further.
            db.execute("UPDATE field_source SET previous = ? WHERE id = ?", (previous, later[0]))
            continue
        edited = db.execute("SELECT edited FROM paper WHERE id = ?", (paper_id,)).fetchone()
        mine = "published" if field == "published_source" else field
        if edited is not None and mine not in json.loads(edited[0]):
            _put_back(db, paper_id, field, json.loads(previous))


def _put_back(db: sqlite3.Connection, paper_id: int, field: str, value: object) -> None:
    if field == "authors":
        names = value if isinstance(value, list) else []
        put_authors(db, paper_id, [Name(**name) for name in names])
        columns: dict[str, object] = {}
    elif field == "extra":
        columns = {"extra": to_json(value if isinstance(value, dict) else {})}
    elif field == "authors_count":
        columns = {field: value}
    else:
        columns = {field: "" if value is None else value}
    if field == "abstract":
        columns["code_links"] = to_json(code_links(str(columns["abstract"])))
    columns["changed"] = now()
    sets = ", ".join(f"{name} = :{name}" for name in columns)
    db.execute(f"UPDATE paper SET {sets} WHERE id = :id", {**columns, "id": paper_id})
    if field == "abstract":
        anchor_highlights(db, paper_id, str(columns["abstract"]))


def _seen_elsewhere(db: sqlite3.Connection, ids: Sequence[int], dumps: Sequence[int]) -> set[int]:
    """Those papers that stand on another dump than these."""
    found: set[int] = set()
    for piece in chunks(ids):
        query = (
            f"SELECT DISTINCT paper_id FROM sighting WHERE paper_id {_IN} "
            "AND dump_id NOT IN (SELECT value FROM json_each(?))"
        )
        rows = db.execute(query, (json.dumps(piece), json.dumps(list(dumps))))
        found.update(row[0] for row in rows)
    return found


def _existing(db: sqlite3.Connection, ids: Sequence[int]) -> Iterable[int]:
    for piece in chunks(ids):
        for row in db.execute(f"SELECT id FROM paper WHERE id {_IN}", (json.dumps(piece),)):
            yield row[0]


def _numbers(value: object) -> list[int]:
    return [item for item in value if isinstance(item, int)] if isinstance(value, list) else []
