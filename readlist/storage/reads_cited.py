"""The citation keys of some papers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from readlist.storage.reads import chunks

_KEYS = "SELECT id, citation_key FROM paper WHERE id IN (SELECT value FROM json_each(?))"


def keys_of(db: sqlite3.Connection, ids: Sequence[int]) -> dict[int, str]:
    """Each paper's key ("" when it has none yet), in the order of ``ids``; others left out."""
    found: dict[int, str] = {}
    for piece in chunks(ids):
        found.update((row[0], row[1]) for row in db.execute(_KEYS, (json.dumps(piece),)))
    return {one: found[one] for one in ids if one in found}
