"""What many papers have in common, counted by SQL: reading their rows would take seconds."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence

from readlist.domain.papers import Tag
from readlist.domain.views import Tally

_PIECE = 10_000  # ids in one statement: between two of them the count can be stopped
_CHOSEN = "(SELECT value FROM json_each(?))"
_MARKS = (
    "SELECT status, starred, trashed <> '' AS gone, count(*) AS papers FROM paper "
    f"WHERE id IN {_CHOSEN} GROUP BY 1, 2, 3"
)
_NOTES = f"SELECT count(DISTINCT paper_id) FROM note WHERE text <> '' AND paper_id IN {_CHOSEN}"
_SEEN = (
    f"SELECT count(*) FROM (SELECT 1 FROM sighting WHERE paper_id IN {_CHOSEN} "
    "GROUP BY paper_id HAVING count(*) > 1)"
)
_TAGS = f"SELECT tag_id, count(*) FROM paper_tag WHERE paper_id IN {_CHOSEN} GROUP BY 1"


def tally(db: sqlite3.Connection, ids: Sequence[int], step: Callable[[], None]) -> Tally:
    """Count over the papers ``ids``, each given once; ``step`` is called now and then."""
    statuses, tags, facts = Counter[str](), Counter[int](), Counter[str]()
    for start in range(0, len(ids), _PIECE):
        step()
        chosen = (json.dumps(list(ids[start : start + _PIECE])),)
        for row in db.execute(_MARKS, chosen):
            statuses[row["status"]] += row["papers"]
            facts["starred"] += row["papers"] * row["starred"]
            facts["trashed"] += row["papers"] * row["gone"]
        facts["notes"] += db.execute(_NOTES, chosen).fetchone()[0]
        facts["seen"] += db.execute(_SEEN, chosen).fetchone()[0]
        tags.update(dict(db.execute(_TAGS, chosen).fetchall()))
    return Tally(statuses=dict(statuses), tags=_named(db, tags), **facts)


def _named(db: sqlite3.Connection, numbers: Counter[int]) -> tuple[Tag, ...]:
    query = f"SELECT id, name, colour FROM tag WHERE id IN {_CHOSEN} ORDER BY name_key"
    found = [
        Tag(id=row["id"], name=row["name"], colour=row["colour"], papers=numbers[row["id"]])
        for row in db.execute(query, (json.dumps(list(numbers)),))
    ]
    return tuple(sorted(found, key=lambda tag: -tag.papers))
