"""Whoosh's codec interface over our arrays: a segment is one file of ``inversion``'s arrays.

Whoosh keeps the table of contents and evaluates its queries on what stands here; the quick ways
of ``words`` read the same arrays directly.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Segment
from whoosh.matching.mcore import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from readlist.search.arrays import Array, ArrayFile, DamagedError
from readlist.search.schema import ALL_FIELDS, ID, Whoosh

EXTENSION = ".arrays"


class Texts(Sequence[bytes]):
    """Sorted texts in one string of bytes, cut out when they are asked for."""

    def __init__(self, blob: bytes, ends: Array) -> None:
        self._blob = blob
        self._ends = ends.tolist()
        if not self._ends or self._ends[-1] != len(blob):
            raise DamagedError("the words of the index are not whole")

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> bytes:  # type: ignore[override] # no slices
        return self._blob[self._ends[place] : self._ends[place + 1]]

    def row(self, text: bytes) -> int:
        """The place of ``text``, or -1."""
        place = bisect_left(self, text)
        return place if place < len(self) and self[place] == text else -1

    def range(self, beginning: bytes) -> tuple[int, int]:
        """The places of the texts with this beginning, which is whole characters."""
        start = bisect_left(self, beginning)
        # No byte of UTF-8 is 0xFF.
        return start, bisect_left(self, beginning + b"\xff", start)


class SegmentFile:
    """One segment's arrays; what is small and often needed is read once."""

    def __init__(self, folder: Path, name: str) -> None:
        self.file = ArrayFile(folder / f"{name}{EXTENSION}")
        self._kept: dict[str, Array] = {}

    def kept(self, name: str) -> Array:
        """A whole array, kept for the next time."""
        found = self._kept.get(name)
        if found is None:
            found = self._kept[name] = self.file.read(name)
        return found

    @cached_property
    def words(self) -> Texts:
        return self._texts("words")

    @cached_property
    def stems(self) -> Texts:
        return self._texts("stems")

    @property
    def papers(self) -> Array:
        return self.kept("papers")

    def extent(self, field: str, kind: str, row: int, end: int = 0) -> tuple[int, int]:
        """Where a row's postings (``starts``) or slots (``places``) begin and end, or those of
        the rows [row, end)."""
        starts = self.kept(f"{field}.{kind}")
        return int(starts[row]), int(starts[end or row + 1])

    def postings(self, field: str, row: int, end: int = 0) -> tuple[Array, Array]:
        """Documents and counts of a row, or of the rows [row, end)."""
        start, stop = self.extent(field, "starts", row, end)
        read = self.file.read
        return read(f"{field}.docs", start, stop), read(f"{field}.counts", start, stop)

    def slots(self, field: str, row: int, end: int = 0) -> Array:
        """The slots of a row, or of the rows [row, end)."""
        return self.file.read(f"{field}.slots", *self.extent(field, "places", row, end))

    def close(self) -> None:
        self.file.close()

    def _texts(self, name: str) -> Texts:
        return Texts(self.file.read(name).tobytes(), self.file.read(f"{name}.ends"))


class Codec(base.Codec):  # type: ignore[misc] # Whoosh has no types
    """Reads our segments for Whoosh. They are written by ``writer``."""

    def terms_reader(self, storage: Whoosh, segment: Whoosh) -> TermsReader:
        return TermsReader(SegmentFile(Path(storage.folder), segment.segment_id()))

    def per_document_reader(self, storage: Whoosh, segment: Whoosh) -> DocumentReader:
        return DocumentReader(SegmentFile(Path(storage.folder), segment.segment_id()), segment)

    def new_segment(self, _storage: Whoosh, indexname: str) -> Whoosh:
        return W3Segment(self, indexname)


class TermsReader(base.TermsReader):  # type: ignore[misc]
    """The words of a segment by field, and their postings."""

    def __init__(self, segment: SegmentFile) -> None:
        self._segment = segment

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._row(*term) >= 0

    def indexed_field_names(self) -> list[str]:
        return list(ALL_FIELDS)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for name in sorted(ALL_FIELDS):
            yield from self.terms_from(name, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        words = self._segment.words
        for row in range(bisect_left(words, prefix), len(words)):
            start, end = self._segment.extent(fieldname, "starts", row)
            if end > start:
                yield fieldname, words[row]

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        for term in self.terms():
            yield term, self.term_info(*term)

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        for term in self.terms_from(fieldname, prefix):
            yield term, self.term_info(*term)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        row = self._row(fieldname, text)
        if row < 0:
            raise KeyError((fieldname, text))
        docs, counts = self._segment.postings(fieldname, row)
        lengths = self._segment.kept(f"{fieldname}.lengths")[docs]
        return TermInfo(
            weight=float(counts.sum()),
            df=len(docs),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(counts.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def matcher(
        self, fieldname: str, text: bytes, format_: Whoosh, scorer: Whoosh = None
    ) -> Matcher:
        row = self._row(fieldname, text)
        if row < 0:
            raise TermNotFound(f"{fieldname}:{text!r}")
        docs, counts = self._segment.postings(fieldname, row)
        slots = self._segment.slots(fieldname, row) - np.repeat(
            self._segment.kept(f"{fieldname}.bases")[docs], counts
        )
        ends = np.cumsum(counts, dtype=np.int64)
        return Matcher(
            docs.tolist(),
            weights=counts.astype(float).tolist(),
            values=[part.tobytes() for part in np.split(slots.astype(np.uint32), ends[:-1])],
            format=format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def close(self) -> None:
        self._segment.close()

    def _row(self, fieldname: str, text: bytes) -> int:
        row = self._segment.words.row(text) if fieldname in ALL_FIELDS else -1
        if row < 0:
            return -1
        start, end = self._segment.extent(fieldname, "starts", row)
        return row if end > start else -1


class Matcher(ListMatcher):  # type: ignore[misc]
    """The postings of one word; knows where it stands in the document."""

    def spans(self) -> list[Whoosh]:
        from whoosh.query.spans import Span

        return [Span(position) for position in self.value_as("positions")]


class DocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """The documents of a segment: how many, which are deleted, how long their fields are."""

    def __init__(self, segment: SegmentFile, about: Whoosh) -> None:
        self._segment = segment
        self._about = about

    def doc_count(self) -> int:
        return self.doc_count_all() - int(self._about.deleted_count())

    def doc_count_all(self) -> int:
        return len(self._segment.papers)

    def has_deletions(self) -> bool:
        return bool(self._about.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return bool(self._about.is_deleted(docnum))

    def deleted_docs(self) -> frozenset[int]:
        return frozenset(self._about.deleted_docs())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths(fieldname)[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, int]:
        """The paper that the document is."""
        return {ID: int(self._segment.papers[docnum])}

    def close(self) -> None:
        self._segment.close()

    def _lengths(self, fieldname: str) -> Array:
        return self._segment.kept(f"{fieldname}.lengths")
