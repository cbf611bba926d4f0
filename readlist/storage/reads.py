"""What the window and the commands show: rows of papers, the sidebar, the lists of things."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from readlist.domain.dumps import Dump, DumpKind
from readlist.domain.papers import PaperRow, ReadingList, Status, Tag, byline, lacking
from readlist.domain.people import Name
from readlist.domain.views import Counts, SavedSearch

CHUNK = 500


def chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    """``ids`` in pieces that SQL statements take at once."""
    rest = iter(ids)
    while piece := list(islice(rest, CHUNK)):
        yield piece


def existing(db: sqlite3.Connection, ids: Sequence[int]) -> list[int]:
    """Those of ``ids`` that are papers of the library, in the same order."""
    found: set[int] = set()
    for piece in chunks(ids):
        query = "SELECT id FROM paper WHERE id IN (SELECT value FROM json_each(?))"
        found.update(int(row[0]) for row in db.execute(query, (json.dumps(piece),)))
    return [one for one in ids if one in found]


_ROW = """
SELECT p.id, p.title, p.published, p.authors_count, p.organization, p.starred, p.rating, p.status,
    p.citation_key, p.venue, p.added, p.trashed,
    (SELECT count(*) FROM sighting s WHERE s.paper_id = p.id) AS seen,
    (SELECT max(s.comments) FROM sighting s WHERE s.paper_id = p.id) AS comments,
    EXISTS (SELECT 1 FROM note n WHERE n.paper_id = p.id AND n.text <> '') AS has_note
FROM paper p WHERE p.id IN (SELECT value FROM json_each(?))"""
_ROW_TAGS = """
SELECT pt.paper_id, t.id, t.name, t.colour FROM paper_tag pt JOIN tag t ON t.id = pt.tag_id
WHERE pt.paper_id IN (SELECT value FROM json_each(?)) ORDER BY pt.paper_id, t.name_key"""
_ROW_AUTHORS = """
SELECT paper_id, given, family, particle, suffix, literal FROM author
WHERE paper_id IN (SELECT value FROM json_each(?)) ORDER BY paper_id, position"""


def rows(db: sqlite3.Connection, ids: Sequence[int]) -> list[PaperRow]:
    """The table's rows of ``ids``, in the same order; ids that are no papers are left out."""
    found: dict[int, PaperRow] = {}
    for piece in chunks(ids):
        wanted = (json.dumps(piece),)
        tags: defaultdict[int, list[Tag]] = defaultdict(list)
        for paper_id, tag_id, name, colour in db.execute(_ROW_TAGS, wanted):
            tags[paper_id].append(Tag(id=tag_id, name=name, colour=colour))
        names: defaultdict[int, list[Name]] = defaultdict(list)
        for row in db.execute(_ROW_AUTHORS, wanted):
            names[row["paper_id"]].append(name_of(row))
        for row in db.execute(_ROW, wanted):
            found[row["id"]] = _row(row, tags[row["id"]], names[row["id"]])
    return [found[one] for one in ids if one in found]


def name_of(row: sqlite3.Row) -> Name:
    """The author that a row of the table ``author`` holds."""
    return Name(
        given=row["given"],
        family=row["family"],
        particle=row["particle"],
        suffix=row["suffix"],
        literal=row["literal"],
    )


def _row(row: sqlite3.Row, tags: Sequence[Tag], names: Sequence[Name]) -> PaperRow:
    return PaperRow(
        id=row["id"],
        title=row["title"],
        published=row["published"],
        authors_label=_authors_label(names, row["authors_count"], row["organization"]),
        starred=bool(row["starred"]),
        status=Status(row["status"]),
        seen=row["seen"],
        comments=row["comments"],
        tags=tuple(tags),
        has_note=bool(row["has_note"]),
        citation_key=row["citation_key"],
        venue=row["venue"],
        added=row["added"],
        trashed=bool(row["trashed"]),
        rating=row["rating"],
        lacks=lacking(names, row["published"]),
    )


def _authors_label(names: Sequence[Name], count: int | None, organization: str) -> str:
    """The authors in a narrow column: "Vaswani et al.", "van der Maaten, Hinton", "4 authors"."""
    if len(names) > 2:
        return f"{names[0].short} et al."
    if names:
        return ", ".join(name.short for name in names)
    return byline((), count, organization)


def counts(db: sqlite3.Connection) -> Counts:
    """The sidebar's numbers; inbox papers are those with that status and on no reading list."""
    statuses = {str(status): 0 for status in Status}
    starred = 0
    grouped = "SELECT status, starred, count(*) FROM paper WHERE trashed = '' GROUP BY 1, 2"
    for status, star, number in db.execute(grouped):
        statuses[status] += number
        starred += number if star else 0
    return Counts(
        all=sum(statuses.values()),
        inbox=_number(
            db,
            "status = 'inbox' AND NOT EXISTS "
            "(SELECT 1 FROM list_item i WHERE i.paper_id = paper.id)",
        ),
        starred=starred,
        untagged=_number(db, "NOT EXISTS (SELECT 1 FROM paper_tag t WHERE t.paper_id = paper.id)"),
        trash=int(db.execute("SELECT count(*) FROM paper WHERE trashed <> ''").fetchone()[0]),
        statuses=statuses,
    )


def _number(db: sqlite3.Connection, condition: str) -> int:
    query = f"SELECT count(*) FROM paper WHERE trashed = '' AND {condition}"
    return int(db.execute(query).fetchone()[0])


def _live(link: str, column: str, owner: str) -> str:
    """SQL that counts an owner's papers outside the Trash: all less the few that are in it."""
    return (
        f"(SELECT count(*) FROM {link} k WHERE k.{column} = {owner}.id) - coalesce(gone.papers, 0) "
        f"AS papers FROM {owner} LEFT JOIN (SELECT k.{column} AS owner, count(*) AS papers "
        f"FROM paper p CROSS JOIN {link} k ON k.paper_id = p.id WHERE p.trashed <> '' GROUP BY 1"
        f") gone ON gone.owner = {owner}.id"
    )


def tags(db: sqlite3.Connection) -> list[Tag]:
    """All tags by name, with the numbers of their papers outside the Trash."""
    query = f"SELECT id, name, colour, {_live('paper_tag', 'tag_id', 'tag')} ORDER BY name_key"
    return [
        Tag(id=r["id"], name=r["name"], colour=r["colour"], papers=r["papers"])
        for r in db.execute(query)
    ]


# The papers that can be cited, looked up in an index: their rows hold their abstracts.
CITABLE = (
    "SELECT p.id FROM paper p INDEXED BY paper_live_published WHERE p.trashed = '' "
    "AND p.published <> '' AND EXISTS (SELECT 1 FROM author a WHERE a.paper_id = p.id)"
)
_LISTS = f"SELECT id, name, description, {_live('list_item', 'list_id', 'reading_list')}"
_LISTS_CITABLE = (
    f"WITH citable AS MATERIALIZED ({CITABLE}) SELECT list_id, count(*) FROM list_item "
    "WHERE paper_id IN citable GROUP BY list_id"
)


def lists(db: sqlite3.Connection) -> list[ReadingList]:
    """All reading lists by name, with the numbers of their papers outside the Trash."""
    found = [_list(row) for row in db.execute(f"{_LISTS} ORDER BY name_key")]
    citable = dict(db.execute(_LISTS_CITABLE)) if found else {}
    return [replace(one, citable=citable.get(one.id, 0)) for one in found]


def reading_list(db: sqlite3.Connection, key: str) -> ReadingList | None:
    """The list whose name has the form ``key`` (see ``text.name_key``)."""
    row = db.execute(f"{_LISTS} WHERE name_key = ?", (key,)).fetchone()
    if row is None:
        return None
    found = _list(row)
    return replace(found, citable=dict(db.execute(_LISTS_CITABLE)).get(found.id, 0))


def _list(row: sqlite3.Row) -> ReadingList:
    return ReadingList(
        id=row["id"], name=row["name"], description=row["description"], papers=row["papers"]
    )


def list_papers(db: sqlite3.Connection, list_id: int) -> list[int]:
    """The ids of a list's papers outside the Trash, in the order given by hand."""
    query = (
        "SELECT i.paper_id FROM list_item i JOIN paper p ON p.id = i.paper_id "
        "WHERE i.list_id = ? AND p.trashed = '' ORDER BY i.position, i.paper_id"
    )
    return [int(row[0]) for row in db.execute(query, (list_id,))]


def saved_searches(db: sqlite3.Connection) -> list[SavedSearch]:
    """All saved searches by name."""
    query = "SELECT id, name, query FROM saved_search ORDER BY name_key"
    return [SavedSearch(r["id"], r["name"], r["query"]) for r in db.execute(query)]


def dumps(db: sqlite3.Connection) -> list[Dump]:
    """All imports, newest first; ``papers_added`` counts those of its papers still here."""
    query = (
        "SELECT id, sha256, source, kind, page_date, year, year_reason, captured, "
        "captured_source, imported, entries, json_array_length(doubtful) AS doubtful, "
        "(SELECT count(*) FROM paper p WHERE p.dump_id = dump.id) AS papers_added "
        "FROM dump ORDER BY imported DESC, id DESC"
    )
    return [Dump(**{**dict(row), "kind": DumpKind(row["kind"])}) for row in db.execute(query)]


def dump_raw(db: sqlite3.Connection, dump_id: int) -> bytes | None:
    """A dump's bytes as they are stored (compressed by whoever stored them)."""
    row = db.execute("SELECT raw FROM dump WHERE id = ?", (dump_id,)).fetchone()
    return bytes(row[0]) if row else None


def totals(db: sqlite3.Connection) -> tuple[int, int]:
    """The numbers of papers outside the Trash and of sightings."""
    papers = int(db.execute("SELECT count(*) FROM paper WHERE trashed = ''").fetchone()[0])
    return papers, int(db.execute("SELECT count(*) FROM sighting").fetchone()[0])
