"""The index as it was at one commit, for the evaluation of words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from readlist.search import files
from readlist.search.arrays import Array
from readlist.search.codec import SegmentFile
from readlist.search.schema import ALL_FIELDS, Whoosh

B = 0.75  # how much a field's length counts, and how soon repeated words stop counting:
K1 = 1.2  # the usual values of BM25


class Segment:
    """One segment and which of its documents are alive."""

    def __init__(self, file: SegmentFile, about: Whoosh) -> None:
        self.file = file
        self.name = str(about.segment_id())
        self.papers = file.papers
        deleted = np.fromiter(about.deleted_docs(), np.int64)
        self.alive: Array | None = None
        if len(deleted):
            self.alive = np.ones(len(self.papers), bool)
            self.alive[deleted] = False
        self._norms: dict[str, Array] = {}
        self._marks: dict[str, Array] = {}

    @property
    def size(self) -> int:
        """The number of documents, deleted ones included."""
        return len(self.papers)

    @property
    def living(self) -> Array:
        """The papers of the living documents."""
        return self.papers if self.alive is None else self.papers[self.alive]

    def length(self, field: str) -> int:
        """The number of words in ``field`` of the living documents."""
        lengths = self.file.kept(f"{field}.lengths")
        return int((lengths if self.alive is None else lengths[self.alive]).sum(dtype=np.int64))

    def norms(self, field: str, average: float) -> Array:
        """What BM25 adds to the frequency of a word, by document, for its field's length."""
        found = self._norms.get(field)
        if found is None:
            lengths = self.file.kept(f"{field}.lengths").astype(np.float32)
            found = K1 * ((1 - B) + np.float32(B / (average or 1.0)) * lengths)
            self._norms[field] = found = found.astype(np.float32)
        return found

    def marks(self, field: str) -> Array:
        """A flag for every slot of ``field``, all False; whoever sets some clears them again."""
        found = self._marks.get(field)
        if found is None:
            bases = self.file.kept(f"{field}.bases")
            found = self._marks[field] = np.zeros(int(bases[-1]) + 2, bool)
        return found


class Snapshot:
    """All segments of one commit. Not for use in two threads at once.

    Files that the snapshot before had open are taken over from ``known``.
    """

    def __init__(self, folder: Path, known: Mapping[str, SegmentFile]) -> None:
        contents = files.contents(folder)
        self.segments: list[Segment] = []
        opened: list[SegmentFile] = []
        try:
            for about in contents.segments:
                file = known.get(about.segment_id())
                if file is None:
                    file = SegmentFile(folder, about.segment_id())
                    opened.append(file)
                self.segments.append(Segment(file, about))
            self._measure()
        except BaseException:
            for file in opened:
                file.close()
            raise

    def _measure(self) -> None:
        self.papers = sum(len(segment.living) for segment in self.segments)
        self.size = 1 + max((int(s.papers.max(initial=0)) for s in self.segments), default=0)
        self.average = {
            name: sum(s.length(name) for s in self.segments) / max(self.papers, 1)
            for name in ALL_FIELDS
        }

    @property
    def files(self) -> dict[str, SegmentFile]:
        """The open files by segment."""
        return {segment.name: segment.file for segment in self.segments}

    def close(self) -> None:
        for segment in self.segments:
            segment.file.close()
