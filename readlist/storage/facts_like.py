"""Plain matching of words, for the time in which there is no usable index."""

from __future__ import annotations

import sqlite3

from readlist.storage.facts import escaped

_LIKE = "LIKE ? ESCAPE '\\'"
_PLACES = {
    "title": (4.0, f"SELECT id FROM paper WHERE title {_LIKE}"),
    "abstract": (1.0, f"SELECT id FROM paper WHERE abstract {_LIKE}"),
    "note": (1.5, f"SELECT paper_id FROM note WHERE text {_LIKE}"),
    "comment": (1.5, f"SELECT paper_id FROM highlight WHERE comment {_LIKE}"),
    "author": (
        2.5,
        "SELECT paper_id FROM author WHERE given || ' ' || particle || ' ' || family || ' ' || "
        f"suffix || ' ' || literal {_LIKE}",
    ),
    "tag": (
        3.0,
        f"SELECT x.paper_id FROM paper_tag x JOIN tag t ON t.id = x.tag_id WHERE t.name {_LIKE}",
    ),
    "ids": (
        2.0,
        "SELECT id FROM paper WHERE venue || ' ' || organization || ' ' || citation_key || ' ' || "
        f"arxiv_id || ' ' || doi {_LIKE}",
    ),
}


def like(db: sqlite3.Connection, text: str, field: str = "") -> dict[int, float]:
    """The papers that hold ``text`` anywhere, or in the text ``field``, with a rough score."""
    pattern = (f"%{escaped(text)}%",)
    scores: dict[int, float] = {}
    for name in [field] if field else list(_PLACES):
        weight, query = _PLACES[name]
        for (paper,) in set(db.execute(query, pattern)):
            scores[paper] = scores.get(paper, 0.0) + weight
    return scores
