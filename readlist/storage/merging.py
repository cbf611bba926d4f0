"""Several papers made one: all that hangs on them goes to the kept one. And what must be read to
find papers that are the same. The writes run inside a write transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from readlist.storage import seen
from readlist.storage.key_sources import MADE, PAGES
from readlist.storage.paper_writes import nearest
from readlist.storage.reads import chunks
from readlist.storage.text import now, to_json

_IN = "IN (SELECT value FROM json_each(?))"
# The key in a paper's additional fields under which it remembers what it was merged from.
MERGED = "merged"


class TextRow(NamedTuple):
    """What blocking needs of a paper outside the Trash."""

    id: int
    title: str
    abstract: str
    arxiv_id: str
    doi: str


class State(NamedTuple):
    """The columns of the kept paper that belong to the reader."""

    status: str
    starred: bool
    rating: int
    edited: Collection[str]
    added: str


def texts(db: sqlite3.Connection, ids: Sequence[int] | None = None) -> Iterator[TextRow]:
    """The papers outside the Trash, or those of them that ``ids`` names, by id."""
    query = "SELECT id, title, abstract, arxiv_id, doi FROM paper WHERE trashed = ''"
    if ids is None:
        yield from (TextRow(*row) for row in db.execute(f"{query} ORDER BY id"))
        return
    for piece in chunks(sorted(set(ids))):
        rows = db.execute(f"{query} AND id {_IN} ORDER BY id", (json.dumps(piece),))
        yield from (TextRow(*row) for row in rows)


def number(db: sqlite3.Connection) -> int:
    """How many papers are outside the Trash."""
    return int(db.execute("SELECT count(*) FROM paper WHERE trashed = ''").fetchone()[0])


def told_apart(db: sqlite3.Connection) -> set[tuple[int, int]]:
    """The pairs that the reader called different, the smaller id first."""
    return {(int(a), int(b)) for a, b in db.execute("SELECT paper_a, paper_b FROM not_duplicate")}


def remembered(db: sqlite3.Connection) -> Iterator[tuple[int, list[Mapping[str, str]]]]:
    """Of each paper that others were merged into: the records by which those were known."""
    query = f"SELECT id, extra FROM paper WHERE extra LIKE '%\"{MERGED}\"%'"
    for paper_id, extra in db.execute(query):
        if records := merged_records(json.loads(extra)):
            yield int(paper_id), records


def merged_records(extra: Mapping[str, object]) -> list[Mapping[str, str]]:
    """What a paper's additional fields remember of the papers merged into it; unfamiliar data
    (a file can bring anything) is passed over."""
    value = extra.get(MERGED)
    return [
        {name: text for name, text in one.items() if isinstance(text, str)}
        for one in (value if isinstance(value, list) else ())
        if isinstance(one, dict) and isinstance(one.get("title"), str)
    ]


def further_keys(db: sqlite3.Connection) -> dict[str, int]:
    """The keys by which papers are cited besides their own (those of papers merged into them),
    each with its paper."""
    query = "SELECT id, json_extract(extra, '$.ids') FROM paper WHERE extra LIKE '%\"ids\"%'"
    texts = ((row[0], row[1]) for row in db.execute(query) if isinstance(row[1], str))
    keys = ((key.strip(), int(paper_id)) for paper_id, text in texts for key in text.split(","))
    return {key: paper_id for key, paper_id in keys if key}


def origin(db: sqlite3.Connection, paper_id: int, field: str) -> tuple[str, int | None]:
    """Where a paper's field came from: its source in words, and the import that brought it."""
    row = db.execute(
        "SELECT source, dump_id FROM field_source WHERE paper_id = ? AND field = ? "
        "ORDER BY id DESC LIMIT 1",
        (paper_id, field),
    ).fetchone()
    if row is None:
        row = db.execute(
            "SELECT d.source, d.id, d.kind FROM paper p JOIN dump d ON d.id = p.dump_id "
            "WHERE p.id = ?",
            (paper_id,),
        ).fetchone()
        if row and field == "citation_key" and row[2] in PAGES:
            return MADE, None  # a page has no keys: no rollback of it takes this one away
    return (str(row[0]), row[1]) if row else ("a merged paper", None)


def bring_together(db: sqlite3.Connection, keep: int, others: Sequence[int], abstract: str) -> None:
    """Hang all that ``others`` have on ``keep``, whose abstract will be ``abstract``, and delete
    them. Highlights whose passage is not in it become notes."""
    gone = json.dumps(list(others))
    _tags_and_pages(db, keep, gone)
    _lists(db, keep, gone)
    _notes(db, keep, gone)
    _highlights(db, keep, [keep, *others], abstract)
    _told_apart(db, keep, others)
    _seen(db, keep, set(others))
    db.execute(f"DELETE FROM paper WHERE id {_IN}", (gone,))


def set_state(db: sqlite3.Connection, paper_id: int, state: State) -> None:
    """Write the reader's columns of the kept paper."""
    db.execute(
        "UPDATE paper SET status = ?, starred = ?, rating = ?, edited = ?, added = ?, changed = ? "
        "WHERE id = ?",
        (
            state.status, int(state.starred), state.rating, to_json(sorted(state.edited)),
            state.added, now(), paper_id,
        ),
    )  # fmt: skip


def _tags_and_pages(db: sqlite3.Connection, keep: int, gone: str) -> None:
    db.execute(
        "INSERT OR IGNORE INTO paper_tag(paper_id, tag_id) "
        f"SELECT ?, tag_id FROM paper_tag WHERE paper_id {_IN}",
        (keep, gone),
    )
    db.execute(f"UPDATE sighting SET paper_id = ? WHERE paper_id {_IN}", (keep, gone))


def _lists(db: sqlite3.Connection, keep: int, gone: str) -> None:
    """On each list the kept paper stands where the first of them stood."""
    best = db.execute(
        f"SELECT list_id, min(position) FROM list_item WHERE paper_id {_IN} GROUP BY list_id",
        (gone,),
    ).fetchall()
    for list_id, position in best:
        db.execute(
            "INSERT INTO list_item(list_id, paper_id, position) VALUES(?1, ?2, ?3) "
            "ON CONFLICT(list_id, paper_id) DO UPDATE SET position = ?3 WHERE position > ?3",
            (list_id, keep, position),
        )


def _notes(db: sqlite3.Connection, keep: int, gone: str) -> None:
    """A note that says the same as one that is there already goes with its paper."""
    db.execute(
        f"UPDATE note SET paper_id = ?1 WHERE id IN (SELECT min(id) FROM note WHERE paper_id {_IN} "
        "GROUP BY text) AND text NOT IN (SELECT text FROM note WHERE paper_id = ?1)".replace(
            "json_each(?)", "json_each(?2)"
        ),
        (keep, gone),
    )


def _highlights(db: sqlite3.Connection, keep: int, ids: Sequence[int], abstract: str) -> None:
    """Put every highlight at its passage of the kept abstract."""
    there: set[tuple[int, int, str]] = set()
    for paper_id in ids:
        query = "SELECT * FROM highlight WHERE paper_id = ? ORDER BY start, id"
        for row in db.execute(query, (paper_id,)).fetchall():
            start = nearest(abstract, row["quote"], row["start"]) if row["quote"] else None
            if start is None:
                _as_note(db, keep, row)
                continue
            place = (start, start + len(row["quote"]), row["comment"])
            if place in there:
                db.execute("DELETE FROM highlight WHERE id = ?", (row["id"],))
                continue
            there.add(place)
            db.execute(
                "UPDATE highlight SET paper_id = ?, start = ?, stop = ? WHERE id = ?",
                (keep, *place[:2], row["id"]),
            )


def _as_note(db: sqlite3.Connection, keep: int, row: sqlite3.Row) -> None:
    """A highlight without a place: its passage as a quotation, its comment below."""
    quote = "\n".join(f"> {line}" for line in row["quote"].splitlines())
    text = "\n\n".join(part for part in (quote, row["comment"]) if part)
    if text:
        db.execute(
            "INSERT INTO note(paper_id, text, created, changed) VALUES(?,?,?,?)",
            (keep, text, row["created"], row["changed"]),
        )
    db.execute("DELETE FROM highlight WHERE id = ?", (row["id"],))


def _told_apart(db: sqlite3.Connection, keep: int, others: Sequence[int]) -> None:
    """What was called different from one of the papers stays different from the kept one."""
    together = {keep, *others}
    for one in others:
        rows = db.execute(
            "SELECT paper_a, paper_b FROM not_duplicate WHERE ?1 IN (paper_a, paper_b)", (one,)
        ).fetchall()
        for third in {int(a) + int(b) - one for a, b in rows} - together:
            db.execute(
                "INSERT OR IGNORE INTO not_duplicate(paper_a, paper_b) VALUES(?,?)",
                (min(keep, third), max(keep, third)),
            )


def _seen(db: sqlite3.Connection, keep: int, others: set[int]) -> None:
    """Where one of the papers was looked at under a saved search, the kept one is not new."""
    rows = db.execute("SELECT search_id, query, papers FROM saved_search_seen").fetchall()
    for search_id, query, packed in rows:
        ids = seen.unpack(packed)
        if keep not in ids and not others.isdisjoint(ids):
            seen.add(db, int(search_id), str(query), [keep])
