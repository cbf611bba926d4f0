"""What an import reads and writes, in bulk: dumps, papers, sightings, sources of fields."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from readlist.domain.drafts import Entry
from readlist.domain.identity import title_key
from readlist.domain.links import code_links
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name
from readlist.storage.merging import further_keys
from readlist.storage.paper_writes import put_authors
from readlist.storage.text import clean, extra_json, plain, to_json

# What the use cases hand on from Storage: they know the connection, not the SQL.
Database = sqlite3.Connection

PARSER_VERSION = 1
_HEAD = 120
_COLUMNS = (
    "title", "title_key", "abstract", "published", "published_source", "authors_count",
    "organization", "arxiv_id", "primary_category", "doi", "url", "venue", "entry_type", "pages",
    "citation_key", "code_links", "extra",
)  # fmt: skip
_IN = "IN (SELECT value FROM json_each(?))"


class Known(NamedTuple):
    """What a plan must know of every paper in the library; ``head`` begins its abstract."""

    id: int
    title_key: str
    arxiv_id: str
    doi: str
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpDraft:
    """A dump to be stored; ``doubtful`` are its blocks as JSON values."""

    sha256: str
    source: str
    kind: str
    imported: str
    raw: bytes
    page_date: str = ""
    year: int | None = None
    year_reason: str = ""
    captured: str = ""
    captured_source: str = "none"
    entries: int = 0
    lines: int = 0
    header_lines: int = 0
    entry_lines: int = 0
    doubtful: Sequence[Mapping[str, object]] = ()
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDraft:
    """A paper to be stored under the id that ``next_paper_id`` gave."""

    id: int
    bib: Bibliography
    added: str
    dump_id: int


class TakenOver(NamedTuple):
    """A field that a dump, or another source (``dump_id`` None), brought to a paper that had
    another value, or none, before."""

    paper_id: int
    field: str
    source: str
    dump_id: int | None
    previous: str


def known_papers(db: sqlite3.Connection) -> Iterator[Known]:
    """Every paper, those in the Trash too, as identity needs it."""
    query = f"SELECT id, title_key, arxiv_id, doi, substr(abstract, 1, {_HEAD}) FROM paper"
    return (Known(*row) for row in db.execute(query))


def head_of(abstract: str) -> str:
    """The part of an abstract that ``Known.head`` holds."""
    return plain(abstract)[:_HEAD]


def papers_titled(db: sqlite3.Connection, keys: Sequence[str]) -> dict[str, list[int]]:
    """The ids of the papers with these title keys."""
    found: dict[str, list[int]] = {}
    for start in range(0, len(keys), 500):
        query = f"SELECT title_key, id FROM paper WHERE title_key {_IN} ORDER BY id"
        for key, paper_id in db.execute(query, (json.dumps(keys[start : start + 500]),)):
            found.setdefault(key, []).append(paper_id)
    return found


def dumps_with(db: sqlite3.Connection, sums: Sequence[str]) -> dict[str, int]:
    """The ids of the dumps with these SHA-256 sums whose bytes are here."""
    query = f"SELECT sha256, id FROM dump WHERE sha256 {_IN} AND length(raw) > 0"
    return {row[0]: row[1] for row in db.execute(query, (json.dumps(list(sums)),))}


def citation_keys(db: sqlite3.Connection) -> set[str]:
    """All citation keys, further ones of merged papers among them, case folded."""
    query = "SELECT citation_key FROM paper WHERE citation_key <> ''"
    keys = {row[0].casefold() for row in db.execute(query)}
    return keys | {key.casefold() for key in further_keys(db)}


def pack(raw: bytes) -> bytes:
    """A dump's bytes as they are stored; nothing for nothing."""
    return zlib.compress(raw, 3) if raw else b""


def unpack(stored: bytes) -> bytes:
    """The bytes that ``pack`` was given."""
    return zlib.decompress(stored) if stored else b""


def insert_dump(db: sqlite3.Connection, dump: DumpDraft) -> int:
    """Store a dump; one of the same sum whose bytes were not here is completed instead."""
    values = {
        "sha256": dump.sha256,
        "source": plain(dump.source),
        "kind": dump.kind,
        "page_date": dump.page_date,
        "year": dump.year,
        "year_reason": clean(dump.year_reason),
        "captured": dump.captured,
        "captured_source": dump.captured_source,
        "imported": dump.imported,
        "entries": dump.entries,
        "lines": dump.lines,
        "header_lines": dump.header_lines,
        "entry_lines": dump.entry_lines,
        "doubtful": clean(json.dumps(list(dump.doubtful), ensure_ascii=False)),
        "extra": to_json(dump.extra),
        "parser_version": PARSER_VERSION,
        "raw": pack(dump.raw),
    }
    row = db.execute("SELECT id FROM dump WHERE sha256 = ?", (dump.sha256,)).fetchone()
    if row is not None:
        # The whole page brings all of its sightings, those again that are here already.
        db.execute("DELETE FROM sighting WHERE dump_id = ?", (row[0],))
        sets = ", ".join(f"{name} = :{name}" for name in values)
        db.execute(f"UPDATE dump SET {sets} WHERE id = :id", {**values, "id": row[0]})
        return int(row[0])
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    cursor = db.execute(f"INSERT INTO dump({names}) VALUES({marks})", values)
    return int(cursor.lastrowid or 0)


def next_paper_id(db: sqlite3.Connection) -> int:
    """The first id that no paper has or ever had; the write lock must be held."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'paper'").fetchone()
    return int(row[0]) + 1 if row else 1


def insert_papers(db: sqlite3.Connection, papers: Sequence[PaperDraft]) -> None:
    """Store new papers with their authors."""
    names = ("id", *_COLUMNS, "added", "changed", "dump_id")
    marks = ", ".join("?" * len(names))
    db.executemany(
        f"INSERT INTO paper({', '.join(names)}) VALUES({marks})",
        ((p.id, *_values(p.bib), p.added, p.added, p.dump_id) for p in papers),
    )
    _insert_authors(db, ((p.id, p.bib.authors) for p in papers))


def _values(bib: Bibliography) -> tuple[object, ...]:
    return tuple(_column(bib, name) for name in _COLUMNS)


def _column(bib: Bibliography, name: str) -> object:
    if name == "title_key":
        return clean(title_key(bib.title))
    if name == "code_links":
        return to_json(code_links(bib.abstract))
    value = getattr(bib, name)
    if name == "extra":
        return extra_json(value)
    if name == "authors_count":
        return value
    return plain(str(value)) if value is not None else ""


def _insert_authors(db: sqlite3.Connection, papers: Iterable[tuple[int, tuple[Name, ...]]]) -> None:
    db.executemany(
        "INSERT INTO author(paper_id, position, given, family, particle, suffix, literal) "
        "VALUES(?,?,?,?,?,?,?)",
        (
            (paper_id, position, *map(plain, _parts(name)))
            for paper_id, names in papers
            for position, name in enumerate(names, 1)
        ),
    )


def _parts(name: Name) -> tuple[str, str, str, str, str]:
    return name.given, name.family, name.particle, name.suffix, name.literal


def update_paper(
    db: sqlite3.Connection, paper_id: int, bib: Bibliography, fields: Iterable[str], at: str
) -> None:
    """Write the named fields of ``bib`` into a paper."""
    fields = set(fields)
    columns = {name: _column(bib, name) for name in _COLUMNS if name in fields}
    for name, derived in (("abstract", "code_links"), ("title", "title_key")):
        if name in fields:
            columns[derived] = _column(bib, derived)
    columns["changed"] = at
    sets = ", ".join(f"{name} = :{name}" for name in columns)
    db.execute(f"UPDATE paper SET {sets} WHERE id = :id", {**columns, "id": paper_id})
    if "authors" in fields:
        put_authors(db, paper_id, bib.authors)


def insert_sightings(db: sqlite3.Connection, rows: Iterable[tuple[int, int, str, Entry]]) -> None:
    """Store sightings: paper id, dump id, the page's own date, and the entry."""
    db.executemany(
        "INSERT INTO sighting(paper_id, dump_id, page, page_date, position, first_line, last_line, "
        "comments, date_text, authors_text) VALUES(?,?,?,?,?,?,?,?,?,?)",
        (
            (paper_id, dump_id, e.page, page_date, e.position, e.first_line, e.last_line,
             e.comments, clean(e.date_text), clean(e.authors_text))
            for paper_id, dump_id, page_date, e in rows
        ),
    )  # fmt: skip


def insert_sources(db: sqlite3.Connection, rows: Sequence[TakenOver], at: str) -> None:
    """Remember what brought which field, and the value before (JSON)."""
    db.executemany(
        "INSERT INTO field_source(paper_id, field, source, dump_id, previous, at) "
        "VALUES(?,?,?,?,?,?)",
        ((*row[:2], plain(row.source), *row[3:], at) for row in rows),
    )


def insert_not_duplicates(db: sqlite3.Connection, pairs: Iterable[tuple[int, int]]) -> None:
    """Remember pairs of papers that the reader told apart."""
    db.executemany(
        "INSERT OR IGNORE INTO not_duplicate(paper_a, paper_b) VALUES(?,?)",
        ((min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]),
    )


def move_highlight(db: sqlite3.Connection, highlight_id: int, start: int, end: int) -> None:
    """Put a highlight at another place of its abstract (code points, end exclusive)."""
    db.execute("UPDATE highlight SET start = ?, stop = ? WHERE id = ?", (start, end, highlight_id))
