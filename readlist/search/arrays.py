"""Named arrays of numbers in one file, read piece by piece.

The file is read and never mapped: a mapped file that somebody cuts short ends the process.

Layout: 8 bytes of magic, the length of the header (8 bytes, little-endian), the header (JSON: for
each array its type, place, length and CRC-32), then the arrays, little-endian, at multiples of 8.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

_MAGIC = b"RLarray2"
_ALIGNED = 8


class DamagedError(Exception):
    """The file is not what was written."""


def write(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write a new file; on the disk when this returns."""
    entries: dict[str, tuple[str, int, int, int]] = {}
    little = {name: _little(array) for name, array in arrays.items()}
    place = 0
    for name, array in little.items():
        entries[name] = (array.dtype.str, place, len(array), zlib.crc32(array.tobytes()))
        place += -(-array.nbytes // _ALIGNED) * _ALIGNED
    header = json.dumps({"arrays": entries, "bytes": place}).encode()
    header += b" " * (-(16 + len(header)) % _ALIGNED)
    with path.open("xb") as file:
        file.write(_MAGIC + len(header).to_bytes(8, "little") + header)
        for array in little.values():
            file.write(array.tobytes())
            file.write(b"\0" * (-array.nbytes % _ALIGNED))
        file.flush()
        os.fsync(file.fileno())


def _little(array: Array) -> Array:
    return np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))


class ArrayFile:
    """Reads the arrays of one file. Not for two threads at once. Raises DamagedError or OSError."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        try:
            self._read_header(path)
        except BaseException:
            self._file.close()
            raise

    def _read_header(self, path: Path) -> None:
        start = self._file.read(16)
        length = int.from_bytes(start[8:], "little")
        size = os.fstat(self._file.fileno()).st_size
        if start[:8] != _MAGIC or length > size:
            raise DamagedError(f"{path.name} does not begin as it should")
        try:
            header = json.loads(self._file.read(length))
            self._entries = {name: tuple(entry) for name, entry in header["arrays"].items()}
            whole = 16 + length + header["bytes"] == size
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DamagedError(f"{path.name} has no sound header") from error
        if not whole:
            raise DamagedError(f"{path.name} is not as long as it was")
        self._base = 16 + length

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def size(self, name: str) -> int:
        """The number of items of an array."""
        return int(self._entries[name][2])

    def read(self, name: str, start: int = 0, end: int | None = None) -> Array:
        """The items [start, end) of an array; it cannot be written to.

        A whole array is compared with its checksum.
        """
        kind, place, count, checksum = self._entries[name]
        whole = start == 0 and end is None
        end = count if end is None else end
        if not 0 <= start <= end <= count:
            raise DamagedError(f"{name} has no items {start} to {end}")
        item = np.dtype(kind)
        wanted = (end - start) * item.itemsize
        self._file.seek(self._base + place + start * item.itemsize)
        data = self._file.read(wanted)
        if len(data) != wanted or (whole and zlib.crc32(data) != checksum):
            raise DamagedError(f"{name} is not what was written")
        return np.frombuffer(data, item)

    def check(self) -> None:
        """Compare every array with its checksum; raises DamagedError."""
        for name in self._entries:
            self.read(name)

    def close(self) -> None:
        self._file.close()
