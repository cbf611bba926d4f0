"""What a library is, comparable between runs: everything but the moments at which it was done."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from readlist.domain.export import ExportOptions
from readlist.library import Library

_MOMENT = re.compile(r'"\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+(?:Z|\+00:00)"')


def library_state(library: Library) -> str:
    """The lossless export of a library, and what undo and redo would take."""
    with library._storage.snapshot() as db:
        ids = [int(row[0]) for row in db.execute("SELECT id FROM paper ORDER BY id")]
    text = library.exporting.render(ids, ExportOptions(format="json")).text
    history = library.history.state()
    return _MOMENT.sub('"-"', text) + json.dumps([history.undo, history.redo])


def sum_of(path: Path) -> str:
    """What tells a file's content from any other; "" without a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def version_of(path: Path) -> int:
    """The schema version of a library that is not opened by it."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])
