"""What can still be read of a damaged library, as a new one.

SQLite's pages are independent of each other: where one is destroyed, the rows on the others can
be read. Each table is read from both ends and around what fails. A destroyed schema, which tells
where the tables are, is replaced by that of a new library, where each table that the same steps
made stands at the same place.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from readlist.storage import engine
from readlist.storage.migrations import migrate
from readlist.storage.repairs import settle_orphans

# Owners before what belongs to them; the undo history and the outbox are not worth anything.
TABLES = (
    "library", "dump", "paper", "tag", "reading_list", "saved_search", "author", "sighting",
    "paper_tag", "list_item", "note", "highlight", "field_source", "not_duplicate", "export_target",
)  # fmt: skip
_HEADER = 100
_PAGE = 4096
_INTERIOR = 5  # the kind of a page that refers to others
_MANY = 1 << 20  # the greatest id that is looked for where nothing tells it
_FUTILE = 5000  # failures in a row after which a table is given up
Step = Callable[[int, int], None]


def salvage(damaged: Path, target: Path, step: Step) -> dict[str, int]:
    """Make a library at ``target`` of the rows of ``damaged`` that can be read; how many, by table.

    ``damaged`` is only read. Notes of lost papers are kept (see ``repairs``). ``step`` is
    told the tables that are done of all, and may raise. KnownError (a full disk).
    """
    found: dict[str, int] = {}
    place = target.with_name(f"{target.name}.trial")
    copy = target.with_name(f"{target.name}.copy")
    try:
        for mend in (_as_it_is, _new_header, _new_schema):
            _clear(place)
            _clear(copy)
            shutil.copyfile(damaged, copy)
            with suppress(OSError):
                shutil.copyfile(f"{damaged}-wal", f"{copy}-wal")
            mend(copy)
            found = _salvaged(copy, place, step)
            if found["paper"]:
                break
        place.replace(target)
    except sqlite3.OperationalError as error:  # of the new library: what fails to be read is known
        raise engine.known(error, target) or error from error
    finally:
        _clear(place)
        _clear(copy)
    return found


def _clear(path: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _as_it_is(_copy: Path) -> None:
    pass


def _new_header(copy: Path) -> None:
    _overwrite(copy, _fresh(copy)[:_HEADER])


def _new_schema(copy: Path) -> None:
    """Put the schema of a new library into the file: its first page, which refers to others that
    come behind the file's end."""
    fresh = _fresh(copy)
    head = bytearray(fresh[:_PAGE])
    pages = -(-copy.stat().st_size // _PAGE)
    appended = bytearray()
    for place in _pointers(head):
        child = int.from_bytes(head[place : place + 4], "big")
        appended += fresh[(child - 1) * _PAGE : child * _PAGE]
        head[place : place + 4] = (pages + len(appended) // _PAGE).to_bytes(4, "big")
    with copy.open("r+b") as file:
        file.seek(pages * _PAGE)
        file.write(appended)
    _overwrite(copy, bytes(head))


def _pointers(page: bytes | bytearray) -> list[int]:
    """Where a file's first page holds the numbers of pages below it (SQLite's file format, 1.6)."""
    if page[_HEADER] != _INTERIOR:
        return []
    cells = int.from_bytes(page[_HEADER + 3 : _HEADER + 5], "big")
    array = range(_HEADER + 12, _HEADER + 12 + 2 * cells, 2)
    return [_HEADER + 8, *(int.from_bytes(page[at : at + 2], "big") for at in array)]


def _fresh(copy: Path) -> bytes:
    """The file of a new library."""
    fresh = copy.with_name(f"{copy.name}.fresh")
    try:
        with closing(engine.connect(fresh)) as db:
            db.execute(f"PRAGMA page_size = {_PAGE}")
            migrate(db)
        return fresh.read_bytes()
    finally:
        _clear(fresh)


def _overwrite(copy: Path, beginning: bytes) -> None:
    head = bytearray(beginning)
    pages = -(-copy.stat().st_size // _PAGE)
    head[28:32] = pages.to_bytes(4, "big")  # how long the file is
    head[92:100] = bytes(8)  # and that this need not be believed
    head[32:40] = bytes(8)  # no free pages
    with copy.open("r+b") as file:
        file.write(head)


def _salvaged(copy: Path, place: Path, step: Step) -> dict[str, int]:
    """Read ``copy`` into a new library at ``place``."""
    found: dict[str, int] = {}
    with closing(engine.connect(place)) as db:
        migrate(db)
        with closing(sqlite3.connect(copy, isolation_level=None)) as source:
            source.execute("PRAGMA cell_size_check = ON")
            source.text_factory = lambda raw: raw.decode("utf-8", "replace")
            db.execute("PRAGMA foreign_keys = OFF")
            db.execute("BEGIN")
            for done, table in enumerate(TABLES):
                step(done, len(TABLES))
                found[table] = _copy_table(source, db, table)
            settle_orphans(db)
            for table in TABLES:
                found[table] = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            db.execute("COMMIT")
        db.execute("PRAGMA foreign_keys = ON")
    return found


def _copy_table(source: sqlite3.Connection, db: sqlite3.Connection, table: str) -> int:
    """Copy what can be read of one table; the number of rows."""
    ours = [str(row[1]) for row in db.execute(f"PRAGMA table_info({table})")]
    try:
        theirs = {str(row[1]) for row in source.execute(f"PRAGMA table_info({table})")}
    except (sqlite3.DatabaseError, ValueError):  # the schema's own text may be damaged
        return 0
    columns = [name for name in ours if name in theirs]
    if not columns:
        return 0
    names, marks = ",".join(columns), ",".join("?" * len(columns))
    # The new library's own facts give way to the old one's.
    how = "REPLACE" if table == "library" else "IGNORE"
    copied = 0
    for row in _readable(source, table, columns):
        # A row that breaks a rule of the schema is a damaged one.
        with suppress(sqlite3.IntegrityError, sqlite3.DataError):
            copied += db.execute(
                f"INSERT OR {how} INTO {table}({names}) VALUES({marks})", row
            ).rowcount
    return copied


def _readable(
    source: sqlite3.Connection, table: str, columns: Sequence[str]
) -> Iterator[Sequence[object]]:
    """The rows of a table, around what cannot be read."""
    names = ",".join(columns)
    if "id" not in columns:
        for order in ("", " DESC"):  # from both ends: a row that comes twice is taken once
            key = ",".join(f"{name}{order}" for name in columns[:2])
            with suppress(sqlite3.DatabaseError, ValueError):
                yield from source.execute(f"SELECT {names} FROM {table} ORDER BY {key}")
        return
    yield from _Rows(source, table, names, columns.index("id")).all()


class _Rows:
    """The rows of a table with ids, found by halving the stretches that cannot be read whole."""

    def __init__(self, source: sqlite3.Connection, table: str, names: str, place: int) -> None:
        self._source = source
        self._query = f"SELECT {names} FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id"
        self._table = table
        self._place = place
        self._failures = 0

    def all(self) -> Iterator[Sequence[object]]:
        """The rows in the order of their ids."""
        stretches = [(1, self._greatest())]
        while stretches and self._failures < _FUTILE:
            first, last = stretches.pop()
            try:
                for row in self._source.execute(self._query, (first, last)):
                    number = int(row[self._place])
                    if first <= number <= last:  # a damaged tree brings others, and again
                        first, self._failures = number + 1, 0
                        yield row
            except (sqlite3.DatabaseError, TypeError, ValueError):
                self._failures += 1
                if first < last:
                    middle = (first + last) // 2
                    stretches += [(middle + 1, last), (first, middle)]

    def _greatest(self) -> int:
        for query in (
            f"SELECT max(id) FROM {self._table}",
            f"SELECT seq FROM sqlite_sequence WHERE name = '{self._table}'",
        ):
            with suppress(sqlite3.DatabaseError, TypeError, ValueError):
                return int(self._source.execute(query).fetchone()[0])
        return _MANY
