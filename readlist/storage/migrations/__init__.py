"""The library's schema, step by step, under ``PRAGMA user_version``."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from readlist.storage.migrations import step_0001, step_0002, step_0003, step_0004

Step = Callable[[sqlite3.Connection], None]

# Steps are numbered from 1; a released step never changes.
STEPS: tuple[Step, ...] = (step_0001.apply, step_0002.apply, step_0003.apply, step_0004.apply)
VERSION = len(STEPS)
# How many tables and triggers a library of each version has, SQLite's own left out.
PARTS = {1: (18, 55), 2: (19, 55), 3: (20, 55), 4: (20, 57)}
APPLICATION_ID = 0x52644C69  # "RdLi", at byte 68 of the file: tells our files from others


def migrate(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> int:
    """Run the missing steps in one exclusive transaction; return the version that was there."""
    connection.execute("BEGIN EXCLUSIVE")
    try:
        before = int(connection.execute("PRAGMA user_version").fetchone()[0])
        for step in steps[before:]:
            step(connection)
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return before
