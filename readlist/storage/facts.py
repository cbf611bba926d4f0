"""The facts of a query as SQL: each becomes one statement that names the papers."""

from __future__ import annotations

import sqlite3

from readlist.domain.identity import normal_arxiv_id, normal_doi
from readlist.domain.query import Fact
from readlist.domain.query_fields import CHOICES
from readlist.storage.text import folded, name_key

_TAGGED = "EXISTS (SELECT 1 FROM paper_tag x WHERE x.paper_id = p.id)"
_LISTED = "EXISTS (SELECT 1 FROM list_item x WHERE x.paper_id = p.id)"
_SEEN = "EXISTS (SELECT 1 FROM sighting x WHERE x.paper_id = p.id)"
_AUTHORS = (
    "coalesce(nullif((SELECT count(*) FROM author x WHERE x.paper_id = p.id), 0), p.authors_count)"
)
# The first and the last day that a date of any precision may be.
_FIRST = "substr(p.{0} || substr('-01-01', length(p.{0}) - 3), 1, 10)"
_LAST = "substr(p.{0} || substr('-12-31', length(p.{0}) - 3), 1, 10)"
_DATES = {"date": "published", "added": "added"}
_NUMBERS = {
    "id": "p.id",
    "authors": _AUTHORS,
    "seen": "(SELECT count(*) FROM sighting x WHERE x.paper_id = p.id)",
    "comments": "(SELECT max(x.comments) FROM sighting x WHERE x.paper_id = p.id)",
    "rating": "p.rating",
}
_COLUMNS = {
    "title": "title", "abstract": "abstract", "venue": "venue", "org": "organization",
    "arxiv": "arxiv_id", "doi": "doi", "url": "url", "key": "citation_key", "date": "published",
    "added": "added",
}  # fmt: skip
_PRESENT = {
    **{name: f"p.{column} <> ''" for name, column in _COLUMNS.items()},
    "abstract": "p.id NOT IN (SELECT y.id FROM paper y WHERE y.abstract = '')",
    "author": "EXISTS (SELECT 1 FROM author x WHERE x.paper_id = p.id)",
    "note": "EXISTS (SELECT 1 FROM note x WHERE x.paper_id = p.id)",
    "comment": "EXISTS (SELECT 1 FROM highlight x WHERE x.paper_id = p.id AND x.comment <> '')",
    "highlight": "EXISTS (SELECT 1 FROM highlight x WHERE x.paper_id = p.id)",
    "code": "p.code_links <> '[]'",
    "tag": _TAGGED,
    "list": _LISTED,
    "dump": _SEEN,
    "seen": _SEEN,
    "comments": f"{_NUMBERS['comments']} IS NOT NULL",
    "authors": f"{_AUTHORS} IS NOT NULL",
    "rating": "p.rating > 0",
    "id": "1",
}
_STATES = {
    "starred": "p.starred = 1",
    "unread": "p.status NOT IN ('read', 'skipped')",
    "tagged": _TAGGED,
    "listed": _LISTED,
    "trashed": "p.trashed <> ''",
    "edited": "p.edited <> '[]'",
    "rated": "p.rating > 0",
    "citable": f"({_PRESENT['author']} AND {_PRESENT['date']})",
}
# One walk over the sightings: a third faster than a look at each paper's.
_COMMENTED = "p.id IN (SELECT x.paper_id FROM sighting x GROUP BY x.paper_id HAVING {})"
# Of authors, citations need the names and not their number.
_NEEDED = {"authors": "author", "year": "date"}
_TAG = (
    "EXISTS (SELECT 1 FROM paper_tag x JOIN tag t ON t.id = x.tag_id WHERE x.paper_id = p.id AND "
)
_LIST = (
    "EXISTS (SELECT 1 FROM list_item x JOIN reading_list t ON t.id = x.list_id "
    "WHERE x.paper_id = p.id AND "
)
_DUMP = (
    "p.id IN (SELECT x.paper_id FROM sighting x WHERE x.dump_id IN (SELECT d.id FROM dump d "
    "WHERE CAST(d.id AS TEXT) = ?1 OR d.sha256 = lower(?1) OR d.source LIKE ?2 ESCAPE '\\') "
    "UNION SELECT x.paper_id FROM sighting x WHERE x.page_date = ?1)"
)


def matching(db: sqlite3.Connection, fact: Fact) -> str:
    """The ids of all papers, trashed ones included, for which ``fact`` holds, as one text with
    commas: SQLite joins them ten times faster than rows come."""
    condition, values = compiled(fact)
    query = f"SELECT coalesce(group_concat(p.id), '') FROM paper p WHERE {condition}"
    return str(db.execute(query, values).fetchone()[0])


def compiled(fact: Fact) -> tuple[str, tuple[object, ...]]:
    """The condition on ``paper p`` that ``fact`` is, and its values."""
    if fact.test == "range":
        return _range(fact)
    if fact.test != "name":
        present = _PRESENT[fact.field]
        return (f"NOT ({present})" if fact.test == "none" else present), ()
    if fact.field in CHOICES:
        return _chosen(fact)
    return _named(fact)


def _chosen(fact: Fact) -> tuple[str, tuple[object, ...]]:
    """One of a field's own values: a state, a status, or what is there or not."""
    if fact.field == "has":
        return _PRESENT[fact.value], ()
    if fact.field == "missing":
        return f"NOT ({_PRESENT[_NEEDED.get(fact.value, fact.value)]})", ()
    if fact.field == "is" and fact.value in _STATES:
        return _STATES[fact.value], ()
    return "p.status = ?", (fact.value,)


def unknown_name(db: sqlite3.Connection, fact: Fact) -> str:
    """What ``fact`` names and the library does not have: "tag x"; "" when it has it."""
    table = {"tag": "tag", "list": "reading_list"}.get(fact.field, "")
    if not table or fact.test != "name" or fact.open:
        return ""
    condition, values = _name_condition("t.name_key", fact, below=fact.field == "tag")
    if db.execute(f"SELECT 1 FROM {table} t WHERE {condition}", values).fetchone():
        return ""
    thing = "tag" if fact.field == "tag" else "reading list"
    return f"{thing} {fact.value}"


def _range(fact: Fact) -> tuple[str, tuple[object, ...]]:
    column = _DATES.get(fact.field)
    if column:
        low, high = _FIRST.format(column), _LAST.format(column)
        conditions = [f"p.{column} <> ''"]
    else:
        low = high = "max(x.comments)" if fact.field == "comments" else _NUMBERS[fact.field]
        conditions = []
    values: list[object] = []
    for sign, side, bound in ((">=", low, fact.low), ("<=", high, fact.high)):
        if bound is not None:
            conditions.append(f"{side} {sign} ?")
            values.append(bound)
    condition = " AND ".join(conditions)
    if fact.field == "comments":
        condition = _COMMENTED.format(condition)
    return condition, tuple(values)


def _named(fact: Fact) -> tuple[str, tuple[object, ...]]:
    value = fact.value.strip()
    if fact.field in ("tag", "list"):
        condition, values = _name_condition("t.name_key", fact, below=fact.field == "tag")
        return f"{_TAG if fact.field == 'tag' else _LIST}{condition})", values
    if fact.field == "dump":
        return _DUMP, (value, f"%{escaped(value)}%")
    if fact.field in ("venue", "org"):
        column = f"p.{_COLUMNS[fact.field]}"
        return f"{column} <> '' AND instr(folded({column}), ?)", (folded(value.rstrip("*")),)
    exact = {"arxiv": normal_arxiv_id, "doi": normal_doi}.get(fact.field, str)(value) or value
    column = _COLUMNS[fact.field]
    if fact.open or exact.endswith("*"):
        return f"p.{column} LIKE ? ESCAPE '\\'", (f"{escaped(exact.rstrip('*'))}%",)
    return f"p.{column} = ? COLLATE NOCASE AND p.{column} <> ''", (exact,)


def _name_condition(column: str, fact: Fact, *, below: bool) -> tuple[str, tuple[object, ...]]:
    """``column`` has the name, one that begins with it, or for a tag one below it in the tree."""
    key = name_key(" ".join(fact.value.split()))
    if fact.open or key.endswith("*"):
        return f"{column} LIKE ? ESCAPE '\\'", (f"{escaped(key.rstrip('*'))}%",)
    if below:
        key = key.rstrip("/")
        return f"({column} = ? OR {column} LIKE ? ESCAPE '\\')", (key, f"{escaped(key)}/%")
    return f"{column} = ?", (key,)


def escaped(text: str) -> str:
    """``text`` for a LIKE pattern whose escape is a backslash."""
    for sign in "\\%_":
        text = text.replace(sign, "\\" + sign)
    return text
