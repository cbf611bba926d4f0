"""The small file that says who is writing into the library just now."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from readlist.jobs.leftovers import alive
from readlist.jobs.private import private


class Holder:
    """Notes this process in ``path`` while it writes, and reads who else does.

    The file only informs: SQLite's own lock decides. A file left by a dead process is ignored.
    """

    def __init__(self, path: Path, process: str) -> None:
        self._path = path
        self._process = process

    def take(self) -> None:
        """Write this process's name; the caller holds the write lock."""
        since = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
        note = {"process": self._process, "pid": os.getpid(), "since": since}
        with (
            suppress(OSError),  # a full disk must not hide the real error that follows
            open(self._path, "w", encoding="utf-8", opener=private) as file,
        ):
            file.write(json.dumps(note))

    def drop(self) -> None:
        """Remove the file; called before the lock is given up, so that no other's is removed."""
        with suppress(OSError):
            self._path.unlink()

    def describe(self) -> str:
        """Who holds the library, in words: "the Readlist window (process 12, since 9:30)"."""
        try:
            note = json.loads(self._path.read_text(encoding="utf-8"))
            process, pid = str(note["process"]), int(note["pid"])
            since = datetime.fromisoformat(str(note["since"]))
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"
        if not alive(pid):
            return "another process"
        return f"{process} (process {pid}, since {since:%H:%M:%S})"
