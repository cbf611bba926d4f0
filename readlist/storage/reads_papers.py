"""Whole papers, one or thousands, in a few queries a chunk."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.dumps import Dump, DumpKind, Sighting
from readlist.domain.papers import (
    Bibliography,
    FieldSource,
    Highlight,
    Note,
    Paper,
    ReadingList,
    Status,
    Tag,
)
from readlist.domain.people import Name
from readlist.storage.reads import chunks, name_of

T = TypeVar("T")

_OF = "IN (SELECT value FROM json_each(?))"
_AUTHORS = f"SELECT * FROM author WHERE paper_id {_OF} ORDER BY paper_id, position"
_TAGS = (
    "SELECT pt.paper_id, t.id, t.name, t.colour FROM paper_tag pt JOIN tag t ON t.id = pt.tag_id "
    f"WHERE pt.paper_id {_OF} ORDER BY t.name_key"
)
_LISTS = (
    "SELECT i.paper_id, l.id, l.name, l.description FROM list_item i "
    f"JOIN reading_list l ON l.id = i.list_id WHERE i.paper_id {_OF} ORDER BY l.name_key"
)
_NOTES = f"SELECT * FROM note WHERE paper_id {_OF} ORDER BY id"
_HIGHLIGHTS = f"SELECT * FROM highlight WHERE paper_id {_OF} ORDER BY start, id"
_SIGHTINGS = (
    "SELECT s.*, d.sha256, d.source, d.kind, d.year, d.page_date AS dump_date "
    f"FROM sighting s JOIN dump d ON d.id = s.dump_id WHERE s.paper_id {_OF} "
    "ORDER BY d.imported, s.id"
)


def papers(db: sqlite3.Connection, ids: Sequence[int]) -> list[Paper]:
    """The papers of ``ids`` whole, in the same order; ids that are no papers are left out."""
    found: dict[int, Paper] = {}
    for piece in chunks(ids):
        found.update((paper.id, paper) for paper in _chunk(db, piece))
    return [found[one] for one in ids if one in found]


def all_ids(db: sqlite3.Connection, *, trashed: bool = True) -> list[int]:
    """The ids of all papers, oldest first; with those in the Trash unless told otherwise."""
    where = "" if trashed else "WHERE trashed = ''"
    return [int(row[0]) for row in db.execute(f"SELECT id FROM paper {where} ORDER BY id")]


def field_sources(db: sqlite3.Connection, paper_id: int) -> list[FieldSource]:
    """What each field's value of one paper came from last, by the fields' names.

    Fields that the page or file brought with the paper itself are not among them.
    """
    query = (
        "SELECT field, source, at FROM field_source WHERE id IN "
        "(SELECT max(id) FROM field_source WHERE paper_id = ? GROUP BY field) ORDER BY field"
    )
    return [FieldSource(**dict(row)) for row in db.execute(query, (paper_id,))]


def _chunk(db: sqlite3.Connection, ids: Sequence[int]) -> Iterator[Paper]:
    wanted = json.dumps(ids)
    authors = _grouped(db, _AUTHORS, wanted, name_of)
    tags = _grouped(db, _TAGS, wanted, _tag)
    lists = _grouped(db, _LISTS, wanted, _list)
    notes = _grouped(db, _NOTES, wanted, note_of)
    highlights = _grouped(db, _HIGHLIGHTS, wanted, highlight_of)
    sightings = _grouped(db, _SIGHTINGS, wanted, _sighting)
    for row in db.execute(f"SELECT * FROM paper WHERE id {_OF}", (wanted,)):
        paper_id = row["id"]
        yield Paper(
            id=paper_id,
            bib=_bibliography(row, authors[paper_id]),
            status=Status(row["status"]),
            starred=bool(row["starred"]),
            rating=row["rating"],
            added=row["added"],
            changed=row["changed"],
            trashed=row["trashed"],
            edited=frozenset(json.loads(row["edited"])),
            code_links=tuple(json.loads(row["code_links"])),
            tags=tuple(tags[paper_id]),
            lists=tuple(lists[paper_id]),
            notes=tuple(notes[paper_id]),
            highlights=tuple(highlights[paper_id]),
            sightings=tuple(sightings[paper_id]),
        )


def _grouped(
    db: sqlite3.Connection, query: str, wanted: str, make: Callable[[sqlite3.Row], T]
) -> defaultdict[int, list[T]]:
    groups: defaultdict[int, list[T]] = defaultdict(list)
    for row in db.execute(query, (wanted,)):
        groups[row["paper_id"]].append(make(row))
    return groups


def _bibliography(row: sqlite3.Row, authors: Sequence[Name]) -> Bibliography:
    return Bibliography(
        title=row["title"],
        abstract=row["abstract"],
        published=PartialDate.parse(row["published"]) if row["published"] else None,
        published_source=DateSource(row["published_source"]),
        authors=tuple(authors),
        authors_count=row["authors_count"],
        organization=row["organization"],
        arxiv_id=row["arxiv_id"],
        primary_category=row["primary_category"],
        doi=row["doi"],
        url=row["url"],
        venue=row["venue"],
        entry_type=row["entry_type"],
        pages=row["pages"],
        citation_key=row["citation_key"],
        extra=json.loads(row["extra"]),
    )


def _tag(row: sqlite3.Row) -> Tag:
    return Tag(id=row["id"], name=row["name"], colour=row["colour"])


def _list(row: sqlite3.Row) -> ReadingList:
    return ReadingList(id=row["id"], name=row["name"], description=row["description"])


def note_of(row: sqlite3.Row) -> Note:
    """The note that a row of the table ``note`` holds."""
    return Note(**{key: row[key] for key in ("id", "paper_id", "text", "created", "changed")})


def highlight_of(row: sqlite3.Row) -> Highlight:
    """The highlight that a row of the table ``highlight`` holds."""
    return Highlight(
        id=row["id"],
        paper_id=row["paper_id"],
        start=row["start"],
        end=row["stop"],
        quote=row["quote"],
        colour=row["colour"],
        comment=row["comment"],
        created=row["created"],
        changed=row["changed"],
    )


def _sighting(row: sqlite3.Row) -> Sighting:
    """A sighting; its label says the date of its own page where the dump holds several."""
    dump = Dump(
        id=row["dump_id"],
        sha256=row["sha256"],
        source=row["source"],
        kind=DumpKind(row["kind"]),
        page_date=row["page_date"] or row["dump_date"],
        year=row["year"],
    )
    return Sighting(
        id=row["id"],
        paper_id=row["paper_id"],
        dump_id=row["dump_id"],
        position=row["position"],
        first_line=row["first_line"],
        last_line=row["last_line"],
        comments=row["comments"],
        date_text=row["date_text"],
        authors_text=row["authors_text"],
        dump_label=dump.label,
        page=row["page"],
        page_date=row["page_date"],
    )
