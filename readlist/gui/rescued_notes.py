"""Texts that could not be saved, in a file beside the library."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from readlist.jobs.private import private

NAME = "rescued-notes.md"


def rescue(folder: Path, texts: list[str]) -> Path | None:
    """Append texts to ``rescued-notes.md`` in ``folder``; where that cannot be, in the reader's
    home, else in the folder for temporary files. Returns the file; None when nowhere."""
    moment = time.strftime("%Y-%m-%d %H:%M")
    words = "".join(f"## {moment}\n\n{text}\n\n" for text in texts)
    for place in (folder, Path.home(), Path(tempfile.gettempdir())):
        path = place / (NAME if place == folder else "readlist-rescued-notes.md")
        try:
            with open(path, "a", encoding="utf-8", opener=private) as file:
                file.write(words)
                file.flush()
                os.fsync(file.fileno())
        except OSError as fault:
            sys.stderr.write(f"{path}: {fault.strerror}\n")
        else:
            sys.stderr.write(f"What could not be saved is in {path}.\n")
            return path
    return None
