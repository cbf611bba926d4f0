"""Writes papers into the index, a batch as one segment."""

from __future__ import annotations

import os
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path

from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from readlist.search.analysis import Analyser
from readlist.search.codec import Codec, blocks
from readlist.search.schema import ALL_FIELDS, ID, NUMBERS, Whoosh, postings

# Small segments are merged when there are this many; a segment that is mostly deleted at once.
_MANY = 6
_SMALL = 3000
_MANY_IN_ALL = 24


class _List:
    """The postings of one term while a segment is made."""

    __slots__ = ("docs", "values", "weights")

    def __init__(self) -> None:
        self.docs = array("I")
        self.weights = array("f")
        self.values: list[bytes] = []


class BatchWriter(SegmentWriter):  # type: ignore[misc] # Whoosh has no types
    """Whoosh's writer with its pool of single postings replaced by one list a term."""

    def __init__(self, index: Whoosh, analyser: Analyser, folder: Path) -> None:
        super().__init__(index, timeout=0.0, codec=Codec(), compound=False)
        self._analyser = analyser
        self._folder = folder
        self._lists: dict[str, dict[bytes, _List]] = {name: {} for name in ALL_FIELDS}
        self._lengths: dict[str, array[int]] = {name: array("I") for name in ALL_FIELDS}

    def add_paper(self, paper_id: int, texts: Mapping[str, Sequence[str]]) -> None:
        """Add a paper; ``texts`` by field."""
        docs = self.perdocwriter
        docs.start_doc(self.docnum)
        docs.add_column_value(ID, NUMBERS, paper_id)
        for name in ALL_FIELDS:
            found, words = postings(self._analyser, texts.get(name, ()))
            self._lengths[name].append(words)
            if words:
                docs.add_field(name, self.schema[name], None, words)
                self._put(self._lists[name], self.docnum, found)
        docs.finish_doc()
        self.docnum += 1
        self._added = True

    @staticmethod
    def _put(lists: dict[bytes, _List], doc: int, found: Mapping[bytes, array[int]]) -> None:
        for key, positions in found.items():
            entry = lists.get(key)
            if entry is None:
                entry = lists[key] = _List()
            entry.docs.append(doc)
            entry.weights.append(len(positions))
            entry.values.append(positions.tobytes())

    def remove(self, places: Sequence[int]) -> None:
        """Forget documents by their numbers in the whole index."""
        for place in places:
            self.delete_document(place)

    def finish(self, *, merge: bool) -> None:
        """Commit: when this returns, all is on the disk."""
        self.commit(mergetype=_tidy if merge else _keep)
        sync(self._folder)

    def absorb(self, reader: Whoosh) -> None:
        """Take the living documents of a segment over."""
        numbers = self._absorb_documents(reader)
        postfile = reader._terms._postfile
        for (name, key), info in reader._terms.items():
            if name in self._lists:
                self._absorb_term(self._lists[name], key, postfile, info, numbers)

    def _absorb_documents(self, reader: Whoosh) -> dict[int, int]:
        papers = reader.column_reader(ID, NUMBERS)
        docs = self.perdocwriter
        numbers: dict[int, int] = {}
        for old in range(reader.doc_count_all()):
            if reader.is_deleted(old):
                continue
            numbers[old] = self.docnum
            docs.start_doc(self.docnum)
            docs.add_column_value(ID, NUMBERS, papers[old])
            for name in ALL_FIELDS:
                length = reader.doc_field_length(old, name) or 0
                self._lengths[name].append(length)
                if length:
                    docs.add_field(name, self.schema[name], None, length)
            docs.finish_doc()
            self.docnum += 1
            self._added = True
        return numbers

    @staticmethod
    def _absorb_term(
        lists: dict[bytes, _List],
        key: bytes,
        postfile: Whoosh,
        info: Whoosh,
        numbers: dict[int, int],
    ) -> None:
        entry = lists.get(key) or _List()
        for block in blocks(postfile, info.extent()[0]):
            for place, old in enumerate(block.docs):
                if old in numbers:
                    entry.docs.append(numbers[old])
                    entry.weights.append(block.weights[place] if block.weights else 1.0)
                    entry.values.append(block.values[place])
        if entry.docs:
            lists[key] = entry

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        fields = self.fieldwriter
        for name in sorted(ALL_FIELDS):
            lists, lengths = self._lists[name], self._lengths[name]
            if not lists:
                continue
            fields.start_field(name, self.schema[name])
            for key in sorted(lists):
                entry = lists[key]
                fields.start_term(key)
                fields._postwriter.put(entry.docs, entry.weights, entry.values, lengths)
                fields.finish_term()
            fields.finish_field()
        fields.close()

    def _commit_toc(self, segments: Sequence[Whoosh]) -> None:
        sync(self._folder)  # the segment before the table of contents that names it
        super()._commit_toc(segments)


def _keep(_writer: BatchWriter, segments: list[Whoosh]) -> list[Whoosh]:
    return [segment for segment in segments if segment.doc_count_all() > segment.deleted_count()]


def _tidy(writer: BatchWriter, segments: list[Whoosh]) -> list[Whoosh]:
    """Merge what is small, mostly deleted, or too many."""
    alive = {id(s): s.doc_count_all() - s.deleted_count() for s in segments}
    merged = [s for s in segments if alive[id(s)] * 2 < s.doc_count_all()]
    small = [s for s in segments if alive[id(s)] < _SMALL and s not in merged]
    if len(small) >= _MANY:
        merged += small
    elif len(segments) > _MANY_IN_ALL:
        merged += sorted((s for s in segments if s not in merged), key=lambda s: alive[id(s)])[:8]
    for segment in merged:
        if alive[id(segment)]:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            try:
                writer.absorb(reader)
            finally:
                reader.close()
    return [segment for segment in segments if segment not in merged]


def sync(folder: Path) -> None:
    """Have the files of ``folder`` and the folder itself written to the disk."""
    for path in (*folder.iterdir(), folder):
        if path.is_file() or (path == folder and os.name != "nt"):
            handle = os.open(path, os.O_RDONLY if path == folder else os.O_RDWR)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
