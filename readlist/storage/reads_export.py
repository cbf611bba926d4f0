"""The whole library, or a selection of it, as Readlist JSON holds it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection as Ids
from collections.abc import Sequence

from readlist.domain.export import Collection, Heading
from readlist.domain.papers import Paper
from readlist.domain.views import Scope
from readlist.storage.imports import unpack
from readlist.storage.reads import dump_raw, dumps, lists, saved_searches, tags
from readlist.storage.reads_papers import all_ids

_ITEMS = "SELECT paper_id FROM list_item WHERE list_id = ? ORDER BY position, paper_id"


_HEADINGS = {
    "list": "SELECT name, description FROM reading_list WHERE id = ?",
    "saved": "SELECT name, '' FROM saved_search WHERE id = ?",
    "tag": "SELECT name, '' FROM tag WHERE name = ?",
}


def heading_of(db: sqlite3.Connection, scope: Scope, query: str) -> Heading:
    """What stands over the papers of a place: its name, what is searched for in it, and a
    reading list's description."""
    statement = _HEADINGS.get(scope.kind)
    row = db.execute(statement, (scope.value,)).fetchone() if statement else None
    name, about = row or (Heading().title, "")
    words = query.strip()
    return Heading(f"{name}: {words}" if words else name, about)


def is_whole(db: sqlite3.Connection, ids: Ids[int]) -> bool:
    """Whether ``ids`` are all papers of the library, those in the Trash too."""
    return set(all_ids(db)) <= set(ids)


def collection(db: sqlite3.Connection, papers: Sequence[Paper], *, whole: bool) -> Collection:
    """What Readlist JSON says beside the papers.

    The whole library comes with every tag, list, page and saved search. A selection comes with
    those that its papers use, its pages without their bytes: those hold other papers too.
    """
    chosen = {paper.id for paper in papers}
    used_tags = {tag.id for paper in papers for tag in paper.tags}
    used_lists = {item.id for paper in papers for item in paper.lists}
    used_dumps = {sighting.dump_id for paper in papers for sighting in paper.sightings}
    ordered = [
        (item, [int(row[0]) for row in db.execute(_ITEMS, (item.id,))])
        for item in lists(db)
        if whole or item.id in used_lists
    ]
    pairs = db.execute("SELECT paper_a, paper_b FROM not_duplicate ORDER BY 1, 2").fetchall()
    return Collection(
        papers=papers,
        tags=[tag for tag in tags(db) if whole or tag.id in used_tags],
        lists=[(item, [one for one in ids if one in chosen]) for item, ids in ordered],
        dumps=[
            (dump, unpack(dump_raw(db, dump.id) or b"") if whole else None)
            for dump in dumps(db)
            if dump.id in used_dumps or (whole and dump.kind != "json")
        ],
        saved_searches=saved_searches(db) if whole else (),
        not_duplicate=[(a, b) for a, b in pairs if a in chosen and b in chosen],
        unknown=_unknown(db) if whole else {},
    )


def _unknown(db: sqlite3.Connection) -> dict[str, object]:
    """Keys of imported Readlist JSON that had no place: the latest file's stands."""
    unknown: dict[str, object] = {}
    for row in db.execute("SELECT extra FROM dump WHERE kind = 'json' ORDER BY imported, id"):
        kept = json.loads(row[0]).get("unknown")
        unknown |= kept if isinstance(kept, dict) else {}
    return unknown
