"""The rows of a backup put in place of the library's, as one undo step."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from readlist.domain.backups import Difference
from readlist.domain.changes import ChangeSet
from readlist.storage import backup, engine
from readlist.storage.store import Storage

# All that undo covers, owners before what belongs to them.
TABLES = (
    "dump", "paper", "tag", "reading_list", "saved_search", "author", "sighting", "paper_tag",
    "list_item", "note", "highlight", "field_source", "not_duplicate",
)  # fmt: skip
_UNIQUE = {"dump": "sha256", "tag": "name_key", "reading_list": "name_key",
           "saved_search": "name_key"}  # fmt: skip
# Kind by kind: the table that a reader counts, and those whose rows are a part of its rows, with
# the columns that name the owner. A paper that lost a tag is another one.
_KINDS: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    **{kind: (name, {}) for kind, name in backup.TABLES.items()},
    "papers": ("paper", {
        "author": ("paper_id",), "paper_tag": ("paper_id",), "field_source": ("paper_id",),
        "not_duplicate": ("paper_a", "paper_b"),
    }),
    "lists": ("reading_list", {"list_item": ("list_id",)}),
    "searches": ("saved_search", {}),
}  # fmt: skip
COMPARED = {name for table, parts in _KINDS.values() for name in (table, *parts)}
Step = Callable[[int, int], None]


def differences(path: Path, other: Path) -> Mapping[str, Difference]:
    """How the library at ``path`` differs from ``other`` (both of this version), by kind: those of
    COUNTED, and "searches". None differs only when restoring would change nothing."""
    with closing(engine.connect(path)) as db:
        db.execute("PRAGMA query_only = ON")
        db.execute("ATTACH ? AS other", (str(other),))
        found = {}
        for kind, (name, parts) in _KINDS.items():
            table = _Table(db, name)
            changed = [f"SELECT id FROM main.{name} AS m WHERE {table.differs()}"]
            changed += [_owners(part, owner) for part, owns in parts.items() for owner in owns]
            found[kind] = Difference(
                only_now=_count(db, table.missing("main", "other")),
                only_then=_count(db, table.missing("other", "main")),
                changed=_count(
                    db,
                    f"SELECT id FROM ({' UNION '.join(changed)}) WHERE id IN "
                    f"(SELECT id FROM main.{name} INTERSECT SELECT id FROM other.{name})",
                ),
            )
        return found


def replace(storage: Storage, other: Path, label: str, step: Step) -> ChangeSet:
    """Make every row that undo covers as it is in ``other``, a library of this version.

    One transaction and one undo step: only rows that differ are touched. ``step`` is told the
    tables that are done of all, and may raise; all is as it was then.
    """
    with storage.write(label, attach=other) as writer:
        db = writer.connection
        db.execute("PRAGMA defer_foreign_keys = ON")
        tables = [_Table(db, name) for name in TABLES]
        total = 2 * len(tables)
        for done, table in enumerate(reversed(tables)):
            step(done, total)
            table.remove()
        for done, table in enumerate(tables, len(tables)):
            step(done, total)
            table.take()
    return writer.change


def _owners(part: str, owner: str) -> str:
    """A query of the ``id`` of those of whose rows in ``part`` one side has others."""
    sides = ("main", "other"), ("other", "main")
    return " UNION ".join(
        f"SELECT {owner} AS id FROM "
        f"(SELECT * FROM {here}.{part} EXCEPT SELECT * FROM {there}.{part})"
        for here, there in sides
    )


def _count(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM ({query})").fetchone()[0])


class _Table:
    """One table of the library ("main") and of the backup that is attached as "other"."""

    def __init__(self, db: sqlite3.Connection, name: str) -> None:
        self._db = db
        self.name = name
        info = db.execute(f"PRAGMA main.table_info({name})").fetchall()
        self._columns = [str(row["name"]) for row in info]
        self._key = [str(row["name"]) for row in info if row["pk"]]
        self._values = [column for column in self._columns if column not in self._key]

    def missing(self, here: str, there: str) -> str:
        """A query of the rows that ``here`` has and ``there`` has not."""
        same = self._same("a", "b")
        return (
            f"SELECT * FROM {here}.{self.name} AS a "
            f"WHERE NOT EXISTS (SELECT 1 FROM {there}.{self.name} AS b WHERE {same})"
        )

    def differs(self) -> str:
        """A condition: the row ``m`` of the library stands in the backup with other values."""
        unequal = " OR ".join(f"b.{name} IS NOT m.{name}" for name in self._values) or "0"
        return (
            f"EXISTS (SELECT 1 FROM other.{self.name} AS b "
            f"WHERE {self._same('b', 'm')} AND ({unequal}))"
        )

    def remove(self) -> None:
        """Delete what the backup has not."""
        self._db.execute(
            f"DELETE FROM main.{self.name} AS m WHERE NOT EXISTS "
            f"(SELECT 1 FROM other.{self.name} AS b WHERE {self._same('b', 'm')})"
        )

    def take(self) -> None:
        """Change what differs and add what is missing."""
        if self._values:
            unique = _UNIQUE.get(self.name)
            if unique:  # two tags may have changed names: first both give theirs up
                self._db.execute(
                    f"UPDATE main.{self.name} AS m SET {unique} = char(1) || m.id WHERE EXISTS "
                    f"(SELECT 1 FROM other.{self.name} AS b "
                    f"WHERE b.id = m.id AND b.{unique} IS NOT m.{unique})"
                )
            values = ", ".join(self._values)
            self._db.execute(
                f"UPDATE main.{self.name} AS m SET ({values}) = (SELECT {values} "
                f"FROM other.{self.name} AS b WHERE {self._same('b', 'm')}) WHERE {self.differs()}"
            )
        columns = ", ".join(self._columns)
        self._db.execute(
            f"INSERT INTO main.{self.name}({columns}) "
            f"SELECT {columns} FROM ({self.missing('other', 'main')})"
        )

    def _same(self, a: str, b: str) -> str:
        return " AND ".join(f"{a}.{name} = {b}.{name}" for name in self._key)
