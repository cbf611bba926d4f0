"""What making citation keys needs to know of papers, read in a few queries a chunk."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from readlist.domain.dates import PartialDate
from readlist.domain.keys import KeyOrigin
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name
from readlist.storage.key_sources import MADE, PAGES
from readlist.storage.merging import further_keys
from readlist.storage.reads import chunks, name_of

_OF = "IN (SELECT value FROM json_each(?))"
_PAPERS = f"""
    SELECT p.id, p.title, p.published, p.arxiv_id, p.venue, p.organization, p.citation_key,
        EXISTS (SELECT 1 FROM json_each(p.edited) WHERE value = 'citation_key') AS by_hand,
        coalesce((SELECT kind FROM dump WHERE id = p.dump_id), '') AS kind,
        coalesce((SELECT source FROM field_source WHERE paper_id = p.id AND field = 'citation_key'
            ORDER BY id DESC LIMIT 1), '') AS source
    FROM paper p WHERE p.id {_OF}"""
_AUTHORS = f"SELECT * FROM author WHERE paper_id {_OF} ORDER BY paper_id, position"
_LOOKED_AT = 2000  # papers among which the examples are sought


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """A paper as far as keys are concerned. ``origin`` is whose its key is: "" is ours."""

    id: int
    bib: Bibliography
    origin: KeyOrigin


def key_facts(
    db: sqlite3.Connection, ids: Sequence[int], step: Callable[[int, int, str], None]
) -> list[KeyFacts]:
    """The papers of ``ids`` by id; ids that are no papers are left out. ``step`` may raise."""
    wanted = sorted(set(ids))
    found: list[KeyFacts] = []
    for piece in chunks(wanted):
        step(len(found), len(wanted), "Reading papers")
        found += _chunk(db, piece)
    return found


def pattern(db: sqlite3.Connection) -> str:
    """The library's own pattern, or nothing."""
    row = db.execute("SELECT value FROM library WHERE key = 'key_pattern'").fetchone()
    return str(row[0]) if row else ""


def other_keys(db: sqlite3.Connection, ids: Sequence[int]) -> set[str]:
    """The citation keys of all papers, also in the Trash, but those of ``ids``; and the further
    keys of all."""
    query = f"SELECT citation_key FROM paper WHERE citation_key <> '' AND id NOT {_OF}"
    others = {str(row[0]) for row in db.execute(query, (json.dumps(list(ids)),))}
    return others | further_keys(db).keys()


def key_owner(db: sqlite3.Connection, key: str) -> int | None:
    """The paper that has this citation key, or can be cited by it since a merge, ignoring case."""
    query = "SELECT id FROM paper WHERE citation_key = ? COLLATE NOCASE AND citation_key <> ''"
    row = db.execute(query, (key,)).fetchone()
    if row is not None:
        return int(row[0])
    wanted = key.casefold()
    further = further_keys(db).items() if key else ()
    return next((paper_id for one, paper_id in further if one.casefold() == wanted), None)


def varied(db: sqlite3.Connection, ids: Sequence[int], number: int) -> tuple[int, ...]:
    """Some papers of ``ids``: with authors and without, with a name before a colon and without;
    those with a date first."""
    query = (
        "SELECT p.id, EXISTS (SELECT 1 FROM author WHERE paper_id = p.id) AS named, "
        f"instr(p.title, ':') BETWEEN 2 AND 25 AS colon FROM paper p WHERE p.id {_OF} "
        "ORDER BY p.published = '', p.id"
    )
    sorts: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for row in db.execute(query, (json.dumps(list(ids[:_LOOKED_AT])),)):
        sorts[row["named"], row["colon"]].append(row["id"])
    turns = zip_longest(*(sorts[sort] for sort in sorted(sorts, reverse=True)))
    return tuple(one for turn in turns for one in turn if one is not None)[:number]


def _chunk(db: sqlite3.Connection, ids: Sequence[int]) -> list[KeyFacts]:
    wanted = json.dumps(list(ids))
    authors: defaultdict[int, list[Name]] = defaultdict(list)
    for row in db.execute(_AUTHORS, (wanted,)):
        authors[row["paper_id"]].append(name_of(row))
    return [
        KeyFacts(row["id"], _bibliography(row, authors[row["id"]]), _origin(row))
        for row in db.execute(f"{_PAPERS} ORDER BY p.id", (wanted,))
    ]


def _origin(row: sqlite3.Row) -> KeyOrigin:
    if not row["citation_key"]:
        return ""
    if row["by_hand"]:
        return "hand"
    if row["source"]:
        return "" if row["source"] == MADE else "file"
    return "file" if row["kind"] and row["kind"] not in PAGES else ""


def _bibliography(row: sqlite3.Row, authors: Sequence[Name]) -> Bibliography:
    return Bibliography(
        title=row["title"],
        published=PartialDate.parse(row["published"]) if row["published"] else None,
        authors=tuple(authors),
        organization=row["organization"],
        arxiv_id=row["arxiv_id"],
        venue=row["venue"],
        citation_key=row["citation_key"],
    )
