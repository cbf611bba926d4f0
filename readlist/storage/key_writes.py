"""Citation keys that an export makes. Each function runs inside a write transaction."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from itertools import islice

_QUOTED = r"'([^']*(?:''[^']*)*)'"
_VALUE = re.compile(rf"{_QUOTED}|[^,()']+")
_SET = re.compile(rf" citation_key={_QUOTED}")


def set_keys(db: sqlite3.Connection, keys: Mapping[int, str]) -> None:
    """Give papers their first key; a paper that has one by now keeps it."""
    db.executemany(
        "UPDATE paper SET citation_key = ? WHERE id = ? AND citation_key = ''",
        [(key, paper_id) for paper_id, key in sorted(keys.items())],
    )


def waiting_keys(db: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    """The keys that an undo or a redo may bring back, each with its paper; the newest last.

    A key that is given without an undo step must not be one of another paper's: no two papers
    can have the same, and undo could not go on.
    """
    query = (
        "SELECT paper_id, op, sql FROM undo_log WHERE tbl = 'paper' AND (op = 'delete' "
        "OR op = 'update' AND instr(sql, ' citation_key=')) ORDER BY seq"
    )
    for paper, op, sql in db.execute(query):
        key = _inserted_key(str(sql)) if op == "delete" else _set_key(str(sql))
        if key:
            yield key.replace("''", "'"), int(paper)


def _set_key(sql: str) -> str:
    """The key that an UPDATE of ours sets; in a text that says the same, quotes are doubled."""
    return next((found[1] for found in _SET.finditer(sql) if found[1]), "")


def _inserted_key(sql: str) -> str:
    """The key among the values of an INSERT of ours."""
    columns, _, values = sql.partition(") VALUES(")
    place = columns.partition("(")[2].split(",").index("citation_key")
    found = next(islice(_VALUE.finditer(values), place, None), None)
    return (found and found[1]) or ""
