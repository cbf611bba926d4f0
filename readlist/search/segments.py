"""The index as it was at one commit, read as arrays."""

from __future__ import annotations

import struct
import sys
from array import array
from collections import OrderedDict
from collections.abc import Collection
from typing import NamedTuple

from whoosh.util.numeric import byte_to_length

from readlist.search.codec import Block, blocks
from readlist.search.schema import ALL_FIELDS, ID, Whoosh

B = 0.75  # how much a field's length counts, and how soon repeated words stop counting:
K1 = 1.2  # the usual values of BM25
_INFO = struct.Struct("!BfIBBfIIq")  # Whoosh's term info with the place of the postings
_CACHED = 3_000_000  # postings kept decoded


class Term(NamedTuple):
    """A word of one segment and field, with what the term dictionary says of it."""

    word: str
    df: int
    weight: float
    first: int
    last: int
    offset: int


class Segment:
    """One segment: which paper each document is, and its words' postings."""

    def __init__(self, reader: Whoosh) -> None:
        self._reader = reader
        count = reader.doc_count_all()
        self.papers = _numbers(reader, count)
        self.deleted: frozenset[int] = frozenset(
            doc for doc in range(count) if reader.has_deletions() and reader.is_deleted(doc)
        )
        self.fields = frozenset(reader._terms.indexed_field_names())
        self.lengths = {name: reader.field_length(name) for name in ALL_FIELDS}
        self._norms: dict[str, list[float]] = {}
        self._buckets: dict[tuple[str, str], list[Term]] = {}
        self._blocks: OrderedDict[int, list[Block]] = OrderedDict()
        self._cached = 0

    def group(self, field: str, stem: str) -> list[Term]:
        """The words of one stem in ``field``."""
        return list(self._terms(field, f"{stem}\0")) if field in self.fields else []

    def bucket(self, field: str, head: str) -> list[Term]:
        """All words of ``field`` whose stems begin with ``head``; kept for the next letters."""
        if field not in self.fields:
            return []
        key = (field, head)
        found = self._buckets.get(key)
        if found is None:
            found = self._buckets[key] = self._terms(field, head)
        return found

    def _terms(self, field: str, head: str) -> list[Term]:
        terms = self._reader._terms
        start = terms._keycoder(field, head.encode())
        unpack, size = _INFO.unpack_from, _INFO.size
        found = []
        for key, value in terms._tindex.items_from(start):
            if not key.startswith(start):
                break
            if len(value) < size:
                raise ValueError("a term of the index is not whole")
            _, weight, df, _, _, _, first, last, offset = unpack(value)
            word = key[2:].partition(b"\0")[2].decode()
            found.append(Term(word, df, weight, first, last, offset))
        return found

    def blocks(self, term: Term) -> list[Block]:
        """The postings of a word; raises on any damage."""
        known = self._blocks.get(term.offset)
        if known is not None:
            self._blocks.move_to_end(term.offset)
            return known
        found = blocks(self._reader._terms._postfile, term.offset)
        if term.df > 64:
            self._blocks[term.offset] = found
            self._cached += term.df
            while self._cached > _CACHED:
                _, old = self._blocks.popitem(last=False)
                self._cached -= sum(len(block.docs) for block in old)
        return found

    def frequencies(self, term: Term) -> list[tuple[Collection[int], Collection[float] | None]]:
        """The documents of a word and how often they hold it (None for once each).

        Rare words are answered from the term dictionary alone.
        """
        if term.df == 1:
            return [((term.first,), (term.weight,))]
        if term.df == 2 and term.weight == 2.0:
            return [((term.first, term.last), None)]
        return [(block.docs, block.weights) for block in self.blocks(term)]

    def norms(self, field: str, average: float) -> list[float]:
        """What BM25 adds to the frequency of a word, by document, for its field's length."""
        found = self._norms.get(field)
        if found is None:
            table = [
                K1 * ((1 - B) + B * (byte_to_length(byte) or 0) / (average or 1.0))
                for byte in range(256)
            ]
            count = len(self.papers)
            raw = _raw(self._reader, f"_{field}_len", 1, count).ljust(count, b"\0")
            found = self._norms[field] = [table[byte] for byte in raw]
        return found

    def close(self) -> None:
        self._reader.close()


class Snapshot:
    """All segments of one commit. Not for use in two threads at once."""

    def __init__(self, index: Whoosh) -> None:
        self._reader = index.reader()
        generation = self._reader.generation()
        empty = generation is None  # no segment has been written yet
        self.generation = int(index.latest_generation() if empty else generation)
        leaf_readers = [] if empty else self._reader.leaf_readers()
        self.segments = [Segment(reader) for reader, _ in leaf_readers]
        self.bases = [base for _, base in leaf_readers]
        self.papers = self._reader.doc_count()
        self.average = {
            name: sum(s.lengths[name] for s in self.segments) / max(self.papers, 1)
            for name in ALL_FIELDS
        }

    def places(self) -> dict[int, int]:
        """The number of each living paper's document in the whole index."""
        return {
            paper: base + doc
            for segment, base in zip(self.segments, self.bases, strict=True)
            for doc, paper in enumerate(segment.papers)
            if doc not in segment.deleted
        }

    def close(self) -> None:
        self._reader.close()


def _numbers(reader: Whoosh, count: int) -> array[int]:
    numbers = array("I")
    numbers.frombytes(_raw(reader, ID, 4, count))
    if sys.byteorder == "little":
        numbers.byteswap()
    if len(numbers) != count:
        raise ValueError("the index does not tell which papers it holds")
    return numbers


def _raw(reader: Whoosh, column: str, size: int, count: int) -> bytes:
    """The bytes of a column of numbers; shorter when the last documents have none."""
    documents = reader._perdoc
    if not documents.has_column(column):
        return b""
    file, start, length = documents._get_column_file(column)
    try:
        return bytes(file.get(start, min(length, size * count)))
    finally:
        file.close()
