"""The index's folder as Whoosh sees it."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import _DEF_INDEX_NAME, TOC

from readlist.jobs.durable import sync
from readlist.jobs.private import private
from readlist.search.arrays import DamagedError
from readlist.search.schema import Whoosh, schema

NAME: str = _DEF_INDEX_NAME
FRESH = ".new"
_SUM = 4  # bytes


class Storage(FileStorage):  # type: ignore[misc] # Whoosh has no types
    """A folder whose tables of contents are read at once and compared with the checksum behind
    them: Whoosh unpickles them."""

    def open_file(self, name: str, **_: object) -> StructFile:
        data = (Path(self.folder) / name).read_bytes()
        if zlib.crc32(data[:-_SUM]) != int.from_bytes(data[-_SUM:], "little"):
            raise DamagedError(f"{name} is not what was written")
        file = StructFile(io.BytesIO(data[:-_SUM]), name=name)
        file.is_real = False  # it has no descriptor to read arrays from
        return file


def storage(folder: Path) -> Storage:
    """The folder for Whoosh."""
    return Storage(str(folder), supports_mmap=False)


def open_index(folder: Path) -> Whoosh:
    """Open the index in ``folder`` for Whoosh's own searcher; raises on any damage."""
    return storage(folder).open_index()


def contents(folder: Path) -> Whoosh:
    """The newest table of contents: ``generation`` and ``segments``. DamagedError, OSError."""
    try:
        return TOC.read(storage(folder), NAME)
    except (OSError, DamagedError):
        raise
    except Exception as error:  # whatever an unpickled file of another Whoosh says
        raise DamagedError(f"the table of contents cannot be read: {error}") from error


def contents_name(generation: int) -> str:
    """The file name of a table of contents."""
    return str(TOC._filename(NAME, generation))


def write_contents(folder: Path, segments: Sequence[Whoosh], generation: int) -> str:
    """Write a table of contents, all or nothing; on the disk when it returns its name."""
    memory = RamStorage()
    TOC(schema(), list(segments), generation).write(memory, NAME)
    name = contents_name(generation)
    data = bytes(memory.files[name])
    replace(folder / name, data + zlib.crc32(data).to_bytes(_SUM, "little"))
    sync(folder)
    return name


def newest(folder: Path) -> tuple[int, int, int]:
    """The number of the newest table of contents (-1 without one), and what tells it from another
    of that number."""
    generation = int(TOC._latest_generation(storage(folder), NAME))
    if generation < 0:
        return -1, 0, 0
    about = (folder / contents_name(generation)).stat()
    return generation, about.st_ino, about.st_mtime_ns


def replace(path: Path, data: bytes) -> None:
    """Write a whole file, or leave what was there."""
    fresh = path.with_name(f"{path.name}{FRESH}")
    fresh.unlink(missing_ok=True)
    try:
        with open(fresh, "xb", opener=private) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        remove(fresh)
        raise


def remove(path: Path) -> None:
    """Remove a file; one that another process still reads may stay until the next commit."""
    with suppress(OSError):
        path.unlink()
