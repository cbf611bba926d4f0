"""Citation keys that an export makes. Each function runs inside a write transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping


def set_keys(db: sqlite3.Connection, keys: Mapping[int, str]) -> None:
    """Give papers their first key; a paper that has one by now keeps it."""
    db.executemany(
        "UPDATE paper SET citation_key = ? WHERE id = ? AND citation_key = ''",
        [(key, paper_id) for paper_id, key in sorted(keys.items())],
    )
