"""What the reader has seen of each saved search: sets of paper ids, packed small."""

from __future__ import annotations

import sqlite3
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise

_SIZES = (("B", 0xFF), ("H", 0xFFFF), ("I", 0xFFFFFFFF), ("Q", 0xFFFFFFFFFFFFFFFF))


def pack(ids: Iterable[int]) -> bytes:
    """A set of ids above 0 as compressed gaps: at most some ten kilobytes for 100,000 papers.

    The first byte tells the bytes of a gap, little-endian.
    """
    ordered = sorted(set(ids))
    gaps = [after - before for before, after in pairwise([0, *ordered])]
    kind = next(kind for kind, most in _SIZES if max(gaps, default=0) <= most)
    packed = array(kind, gaps)
    if sys.byteorder == "big":
        packed.byteswap()
    return bytes([packed.itemsize]) + zlib.compress(packed.tobytes())


def unpack(packed: bytes) -> frozenset[int]:
    """The ids of ``pack``."""
    kinds = {array(kind).itemsize: kind for kind, _ in _SIZES}
    gaps = array(kinds[packed[0]], zlib.decompress(packed[1:]))
    if sys.byteorder == "big":
        gaps.byteswap()
    return frozenset(accumulate(gaps))


def of_searches(db: sqlite3.Connection) -> dict[int, frozenset[int]]:
    """What was seen of each saved search's present query; a search never looked at is not in it."""
    query = (
        "SELECT s.id, seen.papers FROM saved_search s JOIN saved_search_seen seen "
        "ON seen.search_id = s.id AND seen.query = s.query"
    )
    return {int(search): unpack(papers) for search, papers in db.execute(query)}


def add(db: sqlite3.Connection, search_id: int, query: str, ids: Iterable[int]) -> None:
    """Mark papers as seen of a search, besides those that were, inside a write transaction."""
    row = db.execute(
        "SELECT papers FROM saved_search_seen WHERE search_id = ? AND query = ?", (search_id, query)
    ).fetchone()
    before = unpack(row[0]) if row else frozenset()
    db.execute(
        "INSERT INTO saved_search_seen(search_id, query, papers) VALUES(?,?,?) "
        "ON CONFLICT(search_id, query) DO UPDATE SET papers = excluded.papers",
        (search_id, query, pack(before.union(ids))),
    )


def prune(db: sqlite3.Connection) -> None:
    """Forget what was seen of searches and queries that no undo can bring back."""
    for search_id, query in list(_unknown(db)):
        known = "SELECT 1 FROM undo_log WHERE tbl = 'saved_search' AND row_id = ? LIMIT 1"
        if db.execute(known, (search_id,)).fetchone() is None:
            db.execute(
                "DELETE FROM saved_search_seen WHERE search_id = ? AND query = ?",
                (search_id, query),
            )


def _unknown(db: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    query = (
        "SELECT search_id, query FROM saved_search_seen seen WHERE NOT EXISTS "
        "(SELECT 1 FROM saved_search s WHERE s.id = seen.search_id AND s.query = seen.query)"
    )
    return ((int(row[0]), str(row[1])) for row in db.execute(query))
