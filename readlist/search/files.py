"""The index's folder as Whoosh sees it."""

from __future__ import annotations

import io
import os
from contextlib import suppress
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import _DEF_INDEX_NAME, TOC

from readlist.search.schema import Whoosh

NAME: str = _DEF_INDEX_NAME


class Storage(FileStorage):  # type: ignore[misc] # Whoosh has no types
    """A folder whose files are read at once and closed: damage that raises leaves none open."""

    def open_file(self, name: str, **_: object) -> StructFile:
        file = StructFile(io.BytesIO((Path(self.folder) / name).read_bytes()), name=name)
        file.is_real = False  # it has no descriptor to read arrays from
        return file


def storage(folder: Path) -> Storage:
    """The folder for Whoosh."""
    return Storage(str(folder), supports_mmap=False)


def open_index(folder: Path) -> Whoosh:
    """Open the index in ``folder`` for Whoosh's own searcher; raises on any damage."""
    return storage(folder).open_index()


def contents(folder: Path) -> Whoosh:
    """The newest table of contents: ``generation`` and ``segments``; raises on any damage."""
    return TOC.read(storage(folder), NAME)


def newest(folder: Path) -> int:
    """The number of the newest table of contents, -1 without one."""
    return int(TOC._latest_generation(storage(folder), NAME))


def sync(*paths: Path) -> None:
    """Have files and folders written to the disk."""
    for path in paths:
        folder = path.is_dir()
        if folder and os.name == "nt":
            continue  # cannot be done there, and need not
        handle = os.open(path, os.O_RDONLY if folder else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove(path: Path) -> None:
    """Remove a file; one that another process still reads may stay until the next commit."""
    with suppress(OSError):
        path.unlink()
