"""The remembered targets of exports, and what changed in the library since a file was written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import cast, get_args

import readlist
from readlist.domain.targets import Destination
from readlist.domain.views import Scope, ScopeKind
from readlist.storage.text import clean, name_key
from readlist.storage.undo import KEPT_STEPS

_REMEMBERED_HASHES = 4
# A paper's row of which only a mark (and the time of it) was changed. No value of these columns
# holds a comma, and those that come after them in a statement are named in it.
_ONLY_MARKS = (
    "tbl = 'paper' AND op = 'update' AND (sql GLOB 'UPDATE paper SET status=*' "
    "OR sql GLOB 'UPDATE paper SET starred=*' OR sql GLOB 'UPDATE paper SET rating=*') "
    "AND NOT (instr(sql, ', trashed=') OR instr(sql, ', edited=') OR instr(sql, ', code_links=') "
    "OR instr(sql, ', extra=') OR instr(sql, ', dump_id=') OR instr(sql, ', abstract='))"
)
_NAMES = {
    "list": "SELECT name FROM reading_list WHERE id = ?",
    "tag": "SELECT name FROM tag WHERE id = ?",
    "saved": "SELECT name FROM saved_search WHERE id = ?",
    "dump": "SELECT source FROM dump WHERE id = ?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """A target as it is stored. ``place`` is the id of what ``scope`` speaks of, or a status;
    ``name`` is what that was called when it was last met.

    ``hashes`` are the SHA-256 of the texts that we wrote last, the newest first. The rest tells
    whether the file may be behind: ``mark`` is ``mark_of`` the library, ``members`` a sum over
    the papers' ids and ``stamp`` the file's time and size when it was last found right.
    """

    id: int
    scope: ScopeKind
    place: str
    name: str
    query: str
    destination: Destination
    path: str
    options: Mapping[str, object]
    kept: bool
    written: str
    entries: int
    error: str
    changed_outside: bool
    hashes: tuple[str, ...]
    mark: str
    members: str
    stamp: str


_COLUMNS = (
    "id, scope, place, name, query, destination, path, options, kept, written, entries, error, "
    "changed_outside, hashes, mark, members, stamp"
)


def rows(db: sqlite3.Connection, *, kept: bool = False) -> list[TargetRow]:
    """All targets, or the kept ones only; those used last come first."""
    condition = "WHERE kept = 1" if kept else ""
    query = f"SELECT {_COLUMNS} FROM export_target {condition} ORDER BY used DESC"
    return [_row(found) for found in db.execute(query)]


def row(db: sqlite3.Connection, target_id: int) -> TargetRow | None:
    """One target; None when there is none of this id."""
    query = f"SELECT {_COLUMNS} FROM export_target WHERE id = ?"
    found = db.execute(query, (target_id,)).fetchone()
    return _row(found) if found else None


def any_kept(db: sqlite3.Connection) -> bool:
    """Whether any file follows the library at all."""
    return db.execute("SELECT 1 FROM export_target WHERE kept = 1 LIMIT 1").fetchone() is not None


def add(db: sqlite3.Connection, values: Mapping[str, str | int]) -> int:
    """Put a target down as the one used last; its id."""
    names = list(values)
    holes = ", ".join("?" * len(names))
    cursor = db.execute(
        f"INSERT INTO export_target({', '.join(names)}, used) "
        f"VALUES({holes}, (SELECT coalesce(max(used), 0) + 1 FROM export_target))",
        [_clean(values[name]) for name in names],
    )
    return int(cursor.lastrowid or 0)


def update(db: sqlite3.Connection, target_id: int, values: Mapping[str, str | int]) -> None:
    """Set columns (names of ours, never input) of a target."""
    sets = ", ".join(f"{name} = ?" for name in values)
    db.execute(
        f"UPDATE export_target SET {sets} WHERE id = ?",
        [*(_clean(value) for value in values.values()), target_id],
    )


def use(db: sqlite3.Connection, target_id: int) -> None:
    """Make a target the one used last."""
    db.execute(
        "UPDATE export_target SET used = (SELECT max(used) + 1 FROM export_target) WHERE id = ?",
        (target_id,),
    )


def delete(db: sqlite3.Connection, target_id: int) -> None:
    """Forget a target."""
    db.execute("DELETE FROM export_target WHERE id = ?", (target_id,))


def announce(db: sqlite3.Connection, target_id: int, sha256: str) -> None:
    """Note that a text is about to be written: whatever happens then, the file is ours."""
    found = row(db, target_id)
    if found is not None:
        known = [sha256, *(one for one in found.hashes if one != sha256)]
        update(db, target_id, {"hashes": json.dumps(known[:_REMEMBERED_HASHES])})


def place_of(db: sqlite3.Connection, scope: Scope) -> str:
    """What to remember of a scope: a tag's id instead of its name, which may change."""
    if scope.kind != "tag":
        return scope.value
    found = db.execute("SELECT id FROM tag WHERE name_key = ?", (name_key(scope.value),)).fetchone()
    return str(found[0]) if found else ""


def found_place(db: sqlite3.Connection, target: TargetRow) -> tuple[Scope, str] | None:
    """The scope that a target speaks of, and its name; None when that is gone."""
    query = _NAMES.get(target.scope)
    if query is None:
        return Scope(target.scope, target.place), ""
    found = db.execute(query, (target.place,)).fetchone()
    if found is None and target.scope == "tag":  # made anew, perhaps
        query = "SELECT name FROM tag WHERE name_key = ?"
        found = db.execute(query, (name_key(target.name),)).fetchone()
    if found is None:
        return None
    name = PurePath(str(found[0])).name if target.scope == "dump" else str(found[0])
    return Scope(target.scope, name if target.scope == "tag" else target.place), name


def mark_of(db: sqlite3.Connection) -> str:
    """What moves with every change of the library that can be undone, with our version, and with
    the number of citation keys (which files make without an undo step)."""
    keys = db.execute("SELECT count(*) FROM paper WHERE citation_key <> ''").fetchone()[0]
    return f"{_log_number(db)} {readlist.__version__} {keys}"


def is_old(mark: str, now: str) -> bool:
    """Whether so much has changed since ``mark`` that the log may soon not reach back to it."""
    return int(now.split(maxsplit=1)[0]) - int(mark.split(maxsplit=1)[0]) >= KEPT_STEPS // 2


def touched_since(db: sqlite3.Connection, mark: str) -> Mapping[str, set[int]] | None:
    """The papers that were touched since ``mark_of`` was ``mark``, by table; None when the log
    does not reach back so far, or ``mark`` is another version's.

    Papers of which only status, star or rating were changed stand under "marks"; what belongs to
    no paper under the paper 0, tags that came or went under "all tags" (those of papers come and
    go as rows of paper_tag), and a changed number of citation keys under "keys".
    """
    then, now = mark.split(), mark_of(db).split()
    if len(then) != len(now) or then[1] != now[1]:
        return None
    since, last = int(then[0]), int(now[0])
    count = db.execute("SELECT count(*) FROM undo_log WHERE seq > ?", (since,)).fetchone()[0]
    if count != last - since:
        return None
    found: dict[str, set[int]] = {"keys": {0}} if then[2] != now[2] else {}
    query = (
        f"SELECT DISTINCT CASE WHEN {_ONLY_MARKS} THEN 'marks' "
        "WHEN tbl = 'tag' AND op <> 'update' THEN 'all tags' ELSE tbl END, paper_id "
        "FROM undo_log WHERE seq > ?"
    )
    for table, paper in db.execute(query, (since,)):
        found.setdefault(str(table), set()).add(int(paper or 0))
    return found


def _log_number(db: sqlite3.Connection) -> int:
    found = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'undo_log'").fetchone()
    return int(found[0]) if found else 0


def _clean(value: str | int) -> str | int:
    return clean(value) if isinstance(value, str) else value


def _row(found: Sequence[object]) -> TargetRow:
    values = dict(zip(_COLUMNS.split(", "), found, strict=True))
    kind = str(values["scope"])
    return TargetRow(
        id=int(str(values["id"])),
        scope=cast(ScopeKind, kind if kind in get_args(ScopeKind) else "all"),
        place=str(values["place"]),
        name=str(values["name"]),
        query=str(values["query"]),
        destination=cast(Destination, values["destination"]),
        path=str(values["path"]),
        options=json.loads(str(values["options"])),
        kept=bool(values["kept"]),
        written=str(values["written"]),
        entries=int(str(values["entries"])),
        error=str(values["error"]),
        changed_outside=bool(values["changed_outside"]),
        hashes=tuple(json.loads(str(values["hashes"]))),
        mark=str(values["mark"]),
        members=str(values["members"]),
        stamp=str(values["stamp"]),
    )
