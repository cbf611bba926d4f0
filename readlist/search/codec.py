"""Whoosh's own codec with large blocks whose parts are arrays, written a whole list at a time.

What is written is what Whoosh's matchers read: a block is a pickled triple of id differences,
weights and values. Arrays unpickle in one piece, where tuples make an object of each number.
"""

from __future__ import annotations

import pickle
import zlib
from array import array
from collections.abc import Sequence
from itertools import accumulate
from operator import sub

from whoosh.codec.whoosh3 import W3Codec, W3PostingsWriter
from whoosh.reading import CorruptIndexError
from whoosh.util.numeric import length_to_byte

BLOCK = 4096  # postings
_COMPRESSION = 1
_COMPRESSED_FROM = 1000  # bytes; less costs more time than room
_MAGIC = b"W3Bl"


class Values:
    """The values of a block's postings, cut out of one string of bytes when they are asked for."""

    __slots__ = ("_blob", "_ends")

    def __init__(self, blob: bytes, ends: array[int]) -> None:
        self._blob = blob
        self._ends = ends

    @classmethod
    def of(cls, values: Sequence[bytes]) -> Values:
        return cls(b"".join(values), array("I", accumulate(map(len, values))))

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, index: int) -> bytes:
        start = self._ends[index - 1] if index else 0
        return self._blob[start : self._ends[index]]

    def __reduce__(self) -> tuple[type[Values], tuple[bytes, array[int]]]:
        return Values, (self._blob, self._ends)


class PostingsWriter(W3PostingsWriter):  # type: ignore[misc] # Whoosh has no types
    """Writes a term's postings given as whole arrays."""

    def put(
        self, ids: array[int], weights: array[float], values: Sequence[bytes], lengths: array[int]
    ) -> None:
        """The postings of the term that was started; ``lengths`` are of all documents."""
        for start in range(0, len(ids), BLOCK):
            end = start + BLOCK
            self._ids = ids[start:end]
            self._weights = weights[start:end]
            self._values = values[start:end]
            own = [lengths[doc] for doc in self._ids]
            self._minlength, self._maxlength = min(own), max(own)
            self._maxweight = max(self._weights)
            self._write_block(last=end >= len(ids))

    def _write_block(self, last: bool = False) -> None:
        if not self._blockcount:
            self._postfile.write(_MAGIC)
        self._terminfo.add_block(self)
        ids = self._ids
        deltas = array("I", ids[:1])
        deltas.extend(map(sub, ids[1:], ids))
        weights = None if self._weights.count(1.0) == len(ids) else self._weights
        data = pickle.dumps((deltas, weights, Values.of(self._values)), 4)
        compression = _COMPRESSION if len(data) >= _COMPRESSED_FROM else 0
        if compression:
            data = zlib.compress(data, compression)
        lengths = (length_to_byte(self._minlength), length_to_byte(self._maxlength))
        info = pickle.dumps((len(ids), ids[-1], self._maxweight, compression, *lengths), 2)
        size = len(info) + len(data)
        self._postfile.write_int(-size if last else size)
        self._postfile.write(info)
        self._postfile.write(data)
        self._blockcount += 1
        self._new_block()


class Codec(W3Codec):  # type: ignore[misc] # Whoosh has no types
    """The codec of our indexes."""

    def postings_writer(self, dbfile: object, byteids: bool = False) -> PostingsWriter:
        return PostingsWriter(dbfile, blocklimit=BLOCK, byteids=byteids)


class Block:
    """The postings of one block: documents, weights (None for all 1) and encoded positions."""

    __slots__ = ("docs", "values", "weights")

    def __init__(self, docs: array[int], weights: array[float] | None, values: Values) -> None:
        self.docs = docs
        self.weights = weights
        self.values = values


def blocks(postfile: object, offset: int) -> list[Block]:
    """The blocks of the posting list at ``offset``; raises on any damage."""
    file: object = postfile
    read, seek, tell = file.read, file.seek, file.tell  # type: ignore[attr-defined]
    seek(offset)
    if read(4) != _MAGIC:
        raise CorruptIndexError("a list of postings does not begin as it should")
    found = []
    size = 1
    while size > 0:
        size = file.read_int()  # type: ignore[attr-defined]
        start = tell()
        count, _, _, compression, _, _ = file.read_pickle()  # type: ignore[attr-defined]
        data = read(start + abs(size) - tell())
        if compression:
            data = zlib.decompress(data)
        deltas, weights, values = pickle.loads(data)  # noqa: S301 - our own index, see store.py
        docs = array("I", accumulate(deltas))
        if len(docs) != count or len(values) != count:
            raise CorruptIndexError("a block of postings is not whole")
        found.append(Block(docs, weights, values))
    return found
