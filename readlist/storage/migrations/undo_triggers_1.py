"""The undo triggers as of step 1. Frozen: a later step that needs others brings its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_ACTIVE = "(SELECT step_id FROM undo_current)"


def undo_triggers(
    table: str, columns: Sequence[str], key: Sequence[str], paper: str, row: str
) -> Iterator[str]:
    """The three triggers that log the inverse of each change of ``table``.

    ``key`` is the primary key, ``paper`` the column (or NULL) with the paper's id, ``row`` the
    column (or NULL) with the row's own id. An update logs only the columns that it changed, so
    that starring a paper does not copy its abstract.
    """
    changed = " OR ".join(f"old.{name} IS NOT new.{name}" for name in columns)
    restored = " || ".join(
        f"CASE WHEN old.{name} IS NOT new.{name} THEN ', {name}=' || quote(old.{name}) ELSE '' END"
        for name in columns
    )
    values = " || ',' || ".join(f"quote(old.{name})" for name in columns)
    insert = f"'INSERT INTO {table}({','.join(columns)}) VALUES(' || {values} || ')'"
    update = f"'UPDATE {table} SET ' || substr({restored}, 3) || ' WHERE {_where(key)}"
    delete = f"'DELETE FROM {table} WHERE {_where(key)}"
    for event, side, condition, inverse in (
        ("insert", "new", "", delete),
        ("update", "new", f"({changed})", update),
        ("delete", "old", "", insert),
    ):
        yield _trigger(
            table, event, changed=condition, side=side, paper=paper, row=row, inverse=inverse
        )


def _where(key: Sequence[str]) -> str:
    """The rest of a string expression that names one row; its quote is opened by the caller."""
    return " || ' AND ".join(f"{name}=' || quote(new.{name})" for name in key)


def _trigger(
    table: str, event: str, *, changed: str, side: str, paper: str, row: str, inverse: str
) -> str:
    condition = f"{_ACTIVE} IS NOT NULL" + (f" AND {changed}" if changed else "")
    paper_id = f"{side}.{paper}" if paper != "NULL" else "NULL"
    row_id = f"{side}.{row}" if row != "NULL" else "NULL"
    return (
        f"CREATE TRIGGER undo_{table}_{event} AFTER {event.upper()} ON {table} WHEN {condition} "
        f"BEGIN INSERT INTO undo_log(step_id, tbl, op, paper_id, row_id, sql) "
        f"VALUES({_ACTIVE}, '{table}', '{event}', {paper_id}, {row_id}, {inverse}); END"
    )
