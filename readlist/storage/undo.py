"""Undo steps: triggers log the inverse of every change, and undo replays the log backwards."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Container, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from readlist.domain.changes import ChangeSet, Kind, UndoState, UndoStep
from readlist.domain.errors import StepMovedError
from readlist.jobs.context import JobContext
from readlist.storage.text import now, plain

KEPT_STEPS = 100
COALESCE_SECONDS = 60
LONG_STEP = 2_000  # row changes from which on a replay tells how far it is
_ROWS_TOGETHER = 500
_READ_TOGETHER = 2_000
_LITERAL = re.compile(
    r"(?<=[ =,(])(?:'([^']*(?:''[^']*)*)'|(-?\d{1,18})(?=[ ,)]|$)|(NULL)(?=[ ,)]|$))|[Xx]?'[^']*'"
)
_ONE_ROW = re.compile(r"((?:UPDATE|DELETE FROM) .*) WHERE id=(\d+)", re.DOTALL)

_KINDS: dict[str, Kind] = {
    "paper": "papers",
    "author": "papers",
    "field_source": "papers",
    "not_duplicate": "papers",
    "sighting": "sightings",
    "dump": "dumps",
    "tag": "tags",
    "paper_tag": "tags",
    "reading_list": "lists",
    "list_item": "lists",
    "note": "notes",
    "highlight": "highlights",
    "saved_search": "saved_searches",
}


def begin(
    db: sqlite3.Connection,
    label: str,
    coalesce: str,
    process: str,
    *,
    own: Container[int],
    joining: int | None = None,
) -> tuple[int, int]:
    """Start logging, into the newest step when it has the same ``coalesce`` key and is young, or
    is the step ``joining``; but never into one that is not among ``own``.

    Returns the step's id and the log's last number so far. The write lock must be held.
    """
    mark = _last(db)
    step = _same_step(db, coalesce) if coalesce else None
    if joining is not None and _newest(db) == joining:
        step = joining
    if step is not None and step not in own:
        step = None  # another process's: who undoes one of the two must not undo both
    if step is None:
        cursor = db.execute(
            "INSERT INTO undo_step(label, state, coalesce, at, process) VALUES(?,'undo',?,?,?)",
            (plain(label), coalesce, now(), process),
        )
        step = int(cursor.lastrowid or 0)
    db.execute("UPDATE undo_current SET step_id = ?", (step,))
    return step, mark


def finish(db: sqlite3.Connection, step: int, mark: int, label: str) -> ChangeSet:
    """Stop logging; drop what can no longer be redone and what is too old to be undone.

    An empty ChangeSet means that nothing changed and the transaction is to be rolled back.
    """
    db.execute("UPDATE undo_current SET step_id = NULL")
    label = plain(label)
    change = change_of(db, step, mark, label)
    if change:
        db.execute(
            "UPDATE undo_step SET label = ? WHERE id = ? AND label <> ?", (label, step, label)
        )
        db.execute("DELETE FROM undo_step WHERE state = 'redo'")
        db.execute(
            "DELETE FROM undo_step WHERE id IN (SELECT id FROM undo_step WHERE state = 'undo' "
            "ORDER BY id DESC LIMIT -1 OFFSET ?)",
            (KEPT_STEPS,),
        )
    return change


def state(db: sqlite3.Connection, own: Container[int]) -> UndoState:
    """The steps that undo and redo would take; ``own`` are those that this process made."""
    undo, redo = _step(db, "undo", own), _step(db, "redo", own)
    return UndoState(undo.label if undo else None, redo.label if redo else None, undo, redo)


def replay(
    db: sqlite3.Connection,
    direction: str,
    process: str,
    *,
    own: Container[int] = (),
    agreed: int | None = None,
    context: JobContext | None = None,
) -> ChangeSet | None:
    """Take back the newest step that can be undone (``direction`` "undo") or redone ("redo").

    The replay is logged as a step of the other direction. None when there is no such step. A long
    one tells its progress to ``context`` and may be cancelled; a short one is always done.
    StepMovedError when the reader has ``agreed`` to a step, and the newest is neither that one
    nor among this process's ``own``.
    """
    top = _top(db, direction)
    if top is None:
        return None
    if agreed is not None and top["id"] != agreed and top["id"] not in own:
        raise StepMovedError(
            f"The newest step is another one meanwhile: {top['label']} (by {top['process']}).",
            f"Nothing was changed. Ask again for it to {direction} that one.",
        )
    db.execute("PRAGMA defer_foreign_keys = ON")
    mark = _last(db)
    cursor = db.execute(
        "INSERT INTO undo_step(label, state, at, process) VALUES(?,?,?,?)",
        (top["label"], "redo" if direction == "undo" else "undo", now(), process),
    )
    step = int(cursor.lastrowid or 0)
    db.execute("UPDATE undo_current SET step_id = ?", (step,))
    for statement in _together(_logged(db, top["id"], context)):
        _execute(db, statement)
    db.execute("UPDATE undo_current SET step_id = NULL")
    db.execute("DELETE FROM undo_step WHERE id = ?", (top["id"],))
    return change_of(db, step, mark, str(top["label"]))


def _logged(db: sqlite3.Connection, step: int, context: JobContext | None) -> Iterator[str]:
    """The statements of a step, the last first; ``context`` hears how many were taken.

    Read in pieces: a step of 20,000 papers has 300,000, and so many values at once bring about full
    collections of garbage, which stop every thread.
    """
    query = "SELECT seq, sql FROM undo_log WHERE step_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?"
    last, done = _last(db) + 1, 0
    count = "SELECT count(*) FROM undo_log WHERE step_id = ?"
    total = int(db.execute(count, (step,)).fetchone()[0])
    while rows := db.execute(query, (step, last, _READ_TOGETHER)).fetchall():
        for row in rows:
            if context is not None and total >= LONG_STEP:
                context.step(done, total)
            yield row["sql"]
            done += 1
        last = rows[-1]["seq"]


def _execute(db: sqlite3.Connection, statement: str) -> None:
    """Run a statement that a trigger has logged, with its values as parameters.

    Thousands of rows are then a few statements to compile, which with its triggers takes longer
    than to run it.
    """
    values: list[str | int | None] = []

    def bound(literal: re.Match[str]) -> str:
        text, number, null = literal.groups()
        if text is None and number is None and null is None:
            return literal[0]  # not ours to read: it is compiled as it stands
        if text is not None:
            values.append(text.replace("''", "'"))
        else:
            values.append(int(number) if number else None)
        return "?"

    db.execute(_LITERAL.sub(bound, statement), values)


def _together(statements: Iterable[str]) -> Iterator[str]:
    """The statements, where runs that do the same to rows named by ``id`` become one each.

    Thousands of papers marked in one step are one statement to compile instead of thousands.
    """
    does, rows = "", list[str]()
    for statement in statements:
        match = _ONE_ROW.fullmatch(statement)
        if rows and (match is None or match[1] != does or len(rows) == _ROWS_TOGETHER):
            yield f"{does} WHERE id IN ({','.join(rows)})"
            rows = []
        if match is None:
            yield statement
        else:
            does = match[1]
            rows.append(match[2])
    if rows:
        yield f"{does} WHERE id IN ({','.join(rows)})"


def change_of(db: sqlite3.Connection, step: int, mark: int, label: str) -> ChangeSet:
    """What the log of ``step`` says was changed after the log's number ``mark``."""
    where = "step_id = ? AND seq > ?"
    tables = [
        str(row[0])
        for row in db.execute(f"SELECT DISTINCT tbl FROM undo_log WHERE {where}", (step, mark))
    ]
    if not tables:
        return ChangeSet(label=label)
    papers = _ids(db, f"SELECT DISTINCT paper_id FROM undo_log WHERE {where}", step, mark)
    for table, link, column in (
        ("tag", "paper_tag", "tag_id"),
        ("reading_list", "list_item", "list_id"),
    ):
        if table in tables:  # a renamed tag shows on papers whose own rows did not change
            papers |= _ids(
                db,
                f"SELECT paper_id FROM {link} WHERE {column} IN "
                f"(SELECT row_id FROM undo_log WHERE {where} AND tbl = '{table}')",
                step,
                mark,
            )
    came = f"SELECT paper_id FROM undo_log WHERE {where} AND tbl = 'paper' AND op = "
    added = _ids(db, came + "'insert'", step, mark)
    removed = _ids(db, came + "'delete'", step, mark)
    return ChangeSet(
        label=label,
        papers=frozenset(papers),
        added=frozenset(added - removed),
        removed=frozenset(removed - added),
        kinds=frozenset(_KINDS[table] for table in tables),
        step=step,
    )


def _ids(db: sqlite3.Connection, query: str, step: int, mark: int) -> set[int]:
    return {int(row[0]) for row in db.execute(query, (step, mark)) if row[0] is not None}


def _last(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT coalesce(max(seq), 0) FROM undo_log").fetchone()[0])


def _top(db: sqlite3.Connection, key: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        "SELECT id, label, coalesce, at, process FROM undo_step "
        "WHERE state = ? ORDER BY id DESC LIMIT 1",
        (key,),
    ).fetchone()
    return row


def _step(db: sqlite3.Connection, key: str, own: Container[int]) -> UndoStep | None:
    top = _top(db, key)
    if top is None:
        return None
    return UndoStep(top["id"], top["label"], top["process"], top["at"], top["id"] in own)


def _newest(db: sqlite3.Connection) -> int | None:
    """The step that undo would take, when nothing was undone since."""
    top = _top(db, "undo")
    return int(top["id"]) if top is not None and _top(db, "redo") is None else None


def _same_step(db: sqlite3.Connection, coalesce: str) -> int | None:
    top = _top(db, "undo")
    if top is None or top["coalesce"] != coalesce or _top(db, "redo") is not None:
        return None
    age = datetime.now(UTC) - datetime.fromisoformat(str(top["at"]))
    young = timedelta(0) <= age < timedelta(seconds=COALESCE_SECONDS)
    return int(top["id"]) if young else None
