"""The index's files, mapped into memory: quick to read here and there, and never left open."""

from __future__ import annotations

import io
import mmap
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from readlist.search.schema import Whoosh


class MappedFile(StructFile):  # type: ignore[misc] # Whoosh has no types
    """A file to read. Its descriptor is closed at once: damage that raises leaks nothing."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            empty = not path.stat().st_size
            mapped: Any = (
                io.BytesIO() if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            )
        super().__init__(mapped, name=path.name)
        self.is_real = False  # arrays are read by ``read``, not from a descriptor
        self._view = b"" if empty else mapped

    def get(self, position: int, length: int) -> bytes:
        return bytes(self._view[position : position + length])


class MappedStorage(FileStorage):  # type: ignore[misc] # Whoosh has no types
    """A folder whose files are read by mapping them."""

    def open_file(self, name: str, **_: object) -> MappedFile:
        return MappedFile(Path(self.folder) / name)


def open_index(folder: Path) -> Whoosh:
    """Open the index in ``folder``; raises on any damage."""
    return MappedStorage(str(folder)).open_index()


def create_index(folder: Path, schema: Whoosh) -> None:
    """Make an empty index in ``folder``, which exists."""
    MappedStorage(str(folder)).create_index(schema).close()
