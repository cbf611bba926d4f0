"""Writing citation keys and the pattern of new ones. Each function runs inside a transaction."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from itertools import islice

from readlist.storage.key_sources import MADE, PAGES
from readlist.storage.reads import chunks
from readlist.storage.text import now

_QUOTED = r"'([^']*(?:''[^']*)*)'"
_VALUE = re.compile(rf"{_QUOTED}|[^,()']+")
_SET = re.compile(rf" citation_key={_QUOTED}")
_OF = "IN (SELECT value FROM json_each(?))"
_PAGE_KINDS = ", ".join(f"'{kind}'" for kind in PAGES)
# Only where the key would else seem to be a file's: the log of 20,000 made keys stays small.
_NOTE = f"""
    INSERT INTO field_source(paper_id, field, source, at)
    SELECT p.id, 'citation_key', ?, ? FROM paper p WHERE p.id {_OF} AND (
        EXISTS (SELECT 1 FROM dump d WHERE d.id = p.dump_id AND d.kind NOT IN ({_PAGE_KINDS}))
        OR EXISTS (SELECT 1 FROM field_source s
            WHERE s.paper_id = p.id AND s.field = 'citation_key'))"""
_NO_LONGER_EDITED = f"""
    UPDATE paper SET edited =
        (SELECT json_group_array(value) FROM json_each(edited) WHERE value <> 'citation_key')
    WHERE id {_OF}
        AND EXISTS (SELECT 1 FROM json_each(edited) WHERE value = 'citation_key')"""


def set_keys(db: sqlite3.Connection, keys: Mapping[int, str]) -> None:
    """Give papers their first key; a paper that has one by now keeps it."""
    lacking = [
        int(row[0])
        for piece in chunks(sorted(keys))
        for row in db.execute(
            f"SELECT id FROM paper WHERE id {_OF} AND citation_key = ''", (json.dumps(piece),)
        )
    ]
    _write(db, {paper_id: keys[paper_id] for paper_id in lacking})


def replace_keys(db: sqlite3.Connection, keys: Mapping[int, str]) -> None:
    """Give papers other keys; they may be each other's old ones."""
    for piece in chunks(sorted(keys)):
        db.execute(
            f"UPDATE paper SET citation_key = '' WHERE id {_OF} AND citation_key <> ''",
            (json.dumps(piece),),
        )
    _write(db, keys)


def set_pattern(db: sqlite3.Connection, text: str) -> None:
    """Store the library's pattern; nothing takes it away."""
    if text:
        db.execute("INSERT OR REPLACE INTO library(key, value) VALUES('key_pattern', ?)", (text,))
    else:
        db.execute("DELETE FROM library WHERE key = 'key_pattern'")


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


def _write(db: sqlite3.Connection, keys: Mapping[int, str]) -> None:
    """Write keys of papers that have none, and that neither the reader nor a file wrote them."""
    db.executemany(
        "UPDATE paper SET citation_key = ? WHERE id = ?",
        [(key, paper_id) for paper_id, key in sorted(keys.items())],
    )
    moment = now()
    for piece in chunks(sorted(keys)):
        db.execute(_NOTE, (MADE, moment, json.dumps(piece)))
        db.execute(_NO_LONGER_EDITED, (json.dumps(piece),))


def _set_key(sql: str) -> str:
    """The key that an UPDATE of ours sets; in a text that says the same, quotes are doubled."""
    return next((found[1] for found in _SET.finditer(sql) if found[1]), "")


def _inserted_key(sql: str) -> str:
    """The key among the values of an INSERT of ours."""
    columns, _, values = sql.partition(") VALUES(")
    place = columns.partition("(")[2].split(",").index("citation_key")
    found = next(islice(_VALUE.finditer(values), place, None), None)
    return (found and found[1]) or ""
