"""Commits batches of papers as segments, and merges segments."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

from readlist.jobs.durable import sync
from readlist.search import arrays, files
from readlist.search.codec import EXTENSION, Codec, SegmentFile
from readlist.search.inversion import Part, merged
from readlist.search.schema import Whoosh

# Segments whose sizes lie within a factor are merged when there are this many.
_MANY = 4
_FACTOR = 6
_MANY_IN_ALL = 12
QUICK = 5_000  # documents that are merged within a tenth of a second


def create(folder: Path) -> None:
    """Make an empty index in ``folder``, which exists."""
    _commit(folder, [], 0)


def add(folder: Path, segment: dict[str, arrays.Array], gone: Sequence[int]) -> None:
    """Commit a segment's arrays; its papers and those of ``gone`` leave the older segments.

    On the disk when it returns.
    """
    contents = swept(folder)
    leaving = np.union1d(segment["papers"], np.array(gone, np.int64))
    for old in contents.segments:
        _delete(folder, old, leaving)
    segments = [old for old in contents.segments if old.doc_count()]
    if len(segment["papers"]):
        segments.append(_write_segment(folder, segment))
    _commit(folder, segments, contents.generation + 1)


def untidy(folder: Path) -> bool:
    """Whether ``tidy`` without a limit would do something."""
    return bool(_chosen(files.contents(folder).segments, sys.maxsize))


def tidy(
    folder: Path,
    stem: Callable[[str], str],
    step: Callable[[], None],
    *,
    most: int = QUICK,
    whole: bool = False,
) -> bool:
    """Merge segments that are alike in size, mostly deleted, or too many, up to ``most`` documents;
    with ``whole`` all of them. Whether something was done. ``step`` may raise: nothing has
    happened then.
    """
    contents = swept(folder)
    chosen = _all(contents.segments) if whole else _chosen(contents.segments, most)
    if not chosen:
        return False
    parts = [_part(folder, segment) for segment in chosen]
    found = merged(parts, stem, step)
    step()
    kept = [segment for segment in contents.segments if segment not in chosen]
    fresh = [_write_segment(folder, found)] if len(found["papers"]) else []
    _commit(folder, [*fresh, *kept], contents.generation + 1)
    return True


def _delete(folder: Path, segment: Whoosh, papers: arrays.Array) -> None:
    with closing(SegmentFile(folder, segment.segment_id())) as file:
        for doc in np.flatnonzero(np.isin(file.papers, papers)).tolist():
            segment.delete_document(doc)


def _write_segment(folder: Path, found: dict[str, arrays.Array]) -> Whoosh:
    segment = Codec().new_segment(files.storage(folder), files.NAME)
    arrays.write(folder / f"{segment.segment_id()}{EXTENSION}", found)
    segment.set_doc_count(len(found["papers"]))
    return segment


def _part(folder: Path, segment: Whoosh) -> Part:
    with closing(SegmentFile(folder, segment.segment_id())) as file:
        deleted = np.fromiter(segment.deleted_docs(), np.int64)
        alive = np.ones(len(file.papers), bool)
        alive[deleted] = False
        words = list(file.words)
    path = folder / f"{segment.segment_id()}{EXTENSION}"

    def read(name: str) -> arrays.Array:
        with closing(arrays.ArrayFile(path)) as again:
            return again.read(name)

    return Part(read, words, alive)


def _all(segments: Sequence[Whoosh]) -> list[Whoosh]:
    sound = len(segments) == 1 and not segments[0].has_deletions()
    return [] if sound else list(segments)


def _chosen(segments: Sequence[Whoosh], most: int) -> list[Whoosh]:
    """Which segments to merge: the smallest ones, up to the largest class with many alike."""
    rising: list[Whoosh] = []
    documents = 0
    for segment in sorted(segments, key=lambda s: s.doc_count()):
        documents += segment.doc_count()
        if documents <= most:
            rising.append(segment)
    chosen: list[Whoosh] = []
    classes: Counter[int] = Counter()
    for number, segment in enumerate(rising, 1):
        size = _class(segment.doc_count())
        classes[size] += 1
        if classes[size] >= _MANY:
            chosen = rising[:number]
    if not chosen and len(segments) > _MANY_IN_ALL:
        chosen = rising[: len(segments) - _MANY_IN_ALL // 2]
    emptied = [s for s in rising if s.doc_count() * 2 < s.doc_count_all() and s not in chosen]
    return [*(chosen if len(chosen) > 1 else []), *emptied]


def _class(size: int) -> int:
    return int(math.log(size + 1, _FACTOR))


def _commit(folder: Path, segments: Sequence[Whoosh], generation: int) -> None:
    """Write the table of contents, and remove what it does not name."""
    named = {f"{segment.segment_id()}{EXTENSION}" for segment in segments}
    try:
        sync(folder)  # the segments' names before the table that names them
        named.add(files.write_contents(folder, segments, generation))
    except BaseException:
        with suppress(Exception):  # the fault itself is told
            swept(folder)
        raise
    _keep(folder, named)


def swept(folder: Path) -> Whoosh:
    """The newest table of contents; what it does not name was broken off, and is removed."""
    contents = files.contents(folder)
    named = {f"{segment.segment_id()}{EXTENSION}" for segment in contents.segments}
    _keep(folder, {files.contents_name(contents.generation), *named})
    return contents


def _keep(folder: Path, named: Collection[str]) -> None:
    for path in folder.iterdir():
        ours = path.suffix in (EXTENSION, files.FRESH) or ".toc" in path.name
        if ours and path.name not in named:
            files.remove(path)
