"""Named arrays of numbers in one file, read piece by piece.

The file is read and never mapped: a mapped file that somebody cuts short ends the process.

Layout: 8 bytes of magic, the length of the header and its CRC-32 (4 bytes each, little-endian), the
header (JSON: for each array its type, place and number of items), then the arrays, little-endian,
at multiples of 8, and the CRC-32 of each block of them. A block is compared with its checksum when
it is read for the first time: what is read is what was written, at the cost of one pass.
"""

from __future__ import annotations

import json
import os
import weakref
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import numpy as np
from numpy.typing import NDArray

from readlist.jobs.private import private

Array: TypeAlias = NDArray[Any]

_MAGIC = b"RLarray3"
_START = 16  # bytes before the header
_ALIGNED = 8
_BLOCK = 1 << 14
_SUM = np.dtype("<u4")


class DamagedError(Exception):
    """The file is not what was written."""


def write(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write a new file; on the disk when this returns. No half file stays. Raises OSError."""
    little = {name: _little(array) for name, array in arrays.items()}
    entries: dict[str, tuple[str, int, int]] = {}
    place = 0
    for name, array in little.items():
        entries[name] = (array.dtype.str, place, len(array))
        place += -(-array.nbytes // _ALIGNED) * _ALIGNED
    sums = _Sums()
    file = open(path, "xb", opener=private)  # noqa: SIM115 - closed below, and then removed
    try:
        with file:
            file.write(_header({"arrays": entries, "bytes": place}))
            for array in little.values():
                for data in (array.view(np.uint8).data, bytes(-array.nbytes % _ALIGNED)):
                    file.write(data)
                    sums.add(data)
            file.write(sums.end())
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _little(array: Array) -> Array:
    return np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))


def _header(about: Mapping[str, object]) -> bytes:
    text = json.dumps(about).encode()
    text += b" " * (-(_START + len(text)) % _ALIGNED)
    return _MAGIC + b"".join(n.to_bytes(4, "little") for n in (len(text), zlib.crc32(text))) + text


class _Sums:
    """Checksums of blocks of what comes in pieces."""

    def __init__(self) -> None:
        self._sums: list[int] = []
        self._sum = self._filled = 0

    def add(self, data: memoryview | bytes) -> None:
        place = 0
        while place < len(data):
            piece = data[place : place + _BLOCK - self._filled]
            self._sum = zlib.crc32(piece, self._sum)
            self._filled += len(piece)
            place += len(piece)
            if self._filled == _BLOCK:
                self._close()

    def end(self) -> bytes:
        """The checksums, with one of themselves."""
        if self._filled:
            self._close()
        table = np.array(self._sums, _SUM).tobytes()
        return table + zlib.crc32(table).to_bytes(4, "little")

    def _close(self) -> None:
        self._sums.append(self._sum)
        self._sum = self._filled = 0


class ArrayFile:
    """Reads the arrays of one file. Not for two threads at once. Raises DamagedError or OSError."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._file: BinaryIO = path.open("rb", buffering=0)
        # A search that the program's end cut short may drop its reader unclosed.
        weakref.finalize(self, self._file.close)
        try:
            self._stamp = self._now()
            self._read_header()
        except BaseException:
            self._file.close()
            raise

    def _now(self) -> tuple[int, int]:
        about = os.fstat(self._file.fileno())
        return about.st_size, about.st_mtime_ns

    def _read_header(self) -> None:
        size = self._stamp[0]
        start = self._file.read(_START)
        length = int.from_bytes(start[8:12], "little")
        if start[:8] != _MAGIC or not 0 < length <= size - _START:
            raise DamagedError(f"{self._name} does not begin as it should")
        text = self._file.read(length)
        if zlib.crc32(text) != int.from_bytes(start[12:], "little"):
            raise DamagedError(f"{self._name} has no sound header")
        header = json.loads(text)
        self._entries = {
            name: (np.dtype(kind), place, count)
            for name, (kind, place, count) in header["arrays"].items()
        }
        self._base = _START + length
        self._bytes = int(header["bytes"])
        blocks = -(-self._bytes // _BLOCK)
        if self._base + self._bytes + (blocks + 1) * _SUM.itemsize != size:
            raise DamagedError(f"{self._name} is not as long as it was")
        self._file.seek(self._base + self._bytes)
        table = self._file.read()
        if zlib.crc32(table[:-4]) != int.from_bytes(table[-4:], "little"):
            raise DamagedError(f"{self._name} has no sound checksums")
        self._sums = np.frombuffer(table, _SUM, blocks)
        self._unseen = bytearray(b"\1" * blocks)  # blocks that were never compared

    def changed(self) -> bool:
        """Whether the file was changed since it was opened, which nothing of ours does."""
        return self._now() != self._stamp

    def read(self, name: str, start: int = 0, end: int | None = None) -> Array:
        """The items [start, end) of an array; it cannot be written to."""
        kind, place, count = self._entries[name]
        end = count if end is None else end
        if not 0 <= start <= end <= count:
            raise DamagedError(f"{name} has no items {start} to {end}")
        place += start * kind.itemsize
        wanted = (end - start) * kind.itemsize
        if not wanted:
            return np.zeros(0, kind)
        first, last = place // _BLOCK, -(-(place + wanted) // _BLOCK)
        if self._unseen.find(1, first, last) < 0:
            return np.frombuffer(self._bytes_at(place, wanted), kind)
        block = first * _BLOCK
        data = self._compared(first, last)
        return np.frombuffer(data, kind, end - start, place - block)

    def check(self) -> None:
        """Compare every block with its checksum; raises DamagedError."""
        for first in range(0, len(self._sums), 64):
            last = min(first + 64, len(self._sums))
            self._unseen[first:last] = b"\1" * (last - first)
            self._compared(first, last)

    def close(self) -> None:
        self._file.close()

    def _compared(self, first: int, last: int) -> bytes:
        """The blocks [first, last), those that are new compared."""
        place = first * _BLOCK
        data = self._bytes_at(place, min(last * _BLOCK, self._bytes) - place)
        view = memoryview(data)
        for number in range(first, last):
            if self._unseen[number]:
                start = (number - first) * _BLOCK
                if zlib.crc32(view[start : start + _BLOCK]) != self._sums[number]:
                    raise DamagedError(f"{self._name} is not what was written")
                self._unseen[number] = 0
        return data

    def _bytes_at(self, place: int, wanted: int) -> bytes:
        self._file.seek(self._base + place)
        data: bytes = self._file.read(wanted)
        if len(data) != wanted:
            raise DamagedError(f"{self._name} is not as long as it was")
        return data
