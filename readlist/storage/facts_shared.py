"""What papers have in common by the reader's own doing."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence

_SHARED = """
    SELECT y.paper_id, 'list ' || l.name FROM list_item x JOIN list_item y ON y.list_id = x.list_id
    JOIN reading_list l ON l.id = x.list_id
    WHERE x.paper_id = ?1 AND y.paper_id IN (SELECT value FROM json_each(?2))
    UNION ALL
    SELECT y.paper_id, 'tag ' || t.name FROM paper_tag x JOIN paper_tag y ON y.tag_id = x.tag_id
    JOIN tag t ON t.id = x.tag_id
    WHERE x.paper_id = ?1 AND y.paper_id IN (SELECT value FROM json_each(?2))
    ORDER BY 2
"""


def shared(db: sqlite3.Connection, paper: int, others: Sequence[int]) -> dict[int, list[str]]:
    """For each of ``others`` the lists and tags that it shares with ``paper``: "list To cite"."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for other, name in db.execute(_SHARED, (paper, json.dumps(list(others)))):
        found[other].append(name)
    return dict(found)


def untrashed(db: sqlite3.Connection, ids: Sequence[int]) -> set[int]:
    """Those of ``ids`` that are papers outside the Trash."""
    query = "SELECT id FROM paper WHERE trashed = '' AND id IN (SELECT value FROM json_each(?))"
    return {row[0] for row in db.execute(query, (json.dumps(list(ids)),))}
