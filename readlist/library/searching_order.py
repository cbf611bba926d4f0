"""Sets of papers as flags, and found papers in their order."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from readlist.domain.views import Sort
from readlist.library.searching_merge import ORDER, Array, Found, Hits

if TYPE_CHECKING:
    from readlist.search.words import WordSearch

_HALF = 32  # bits
_PLAIN = 0.1  # what plain matching counts beside the index, which knows better


def flagged(ids: Array, size: int) -> Array:
    """A flag for each number below ``size``, set for ``ids``; those from ``size`` on, of papers
    added just now, are left out."""
    flags = np.zeros(size, bool)
    flags[ids[ids < size]] = True
    return flags


def numbers(text: str) -> Array:
    """The numbers of a text that has commas between them, as ``storage`` gives ids."""
    return np.fromstring(text, np.int64, sep=",") if text else np.empty(0, np.int64)


def hits_of_words(scores: Array | None, size: int) -> Found:
    """What the index found, for papers below ``size``; None is every paper."""
    if scores is None:
        return None
    if len(scores) < size:
        scores = np.concatenate([scores, np.zeros(size - len(scores))])
    scores = scores[:size]
    return Hits(scores > 0, scores)


def hits_of_scores(scores: Mapping[int, float], size: int) -> Hits:
    """The same of scores by paper."""
    found = np.zeros(size)
    for paper, score in scores.items():
        if paper < size:
            found[paper] = score
    return Hits(found > 0, found)


def with_others(found: Found, others: Hits) -> Found:
    """Add the papers of ``others`` that were not found, behind those that were."""
    if found is None:
        return None
    more = others.flags & ~found.flags
    if not more.any():
        return found
    scores = None
    if found.scores is not None and others.scores is not None:
        scores = found.scores + _PLAIN * others.scores * more
    return Hits(found.flags | more, scores)


def with_bonus(found: Found, flags: Array, bonus: float) -> Found:
    """Add the papers of ``flags``, with so much more score."""
    if found is None:
        return Hits(flags, flags * bonus)
    scores = flags * bonus + (0 if found.scores is None else found.scores)
    return Hits(found.flags | flags, scores)


def with_order(search: WordSearch, hits: Hits, in_order: tuple[list[str], bool]) -> Hits:
    """Add what titles count for that have the query's words (see ``words_in_order``) in their
    order."""
    texts, begun = in_order
    if len(texts) < 2 or hits.scores is None or not hits.flags.any():
        return hits
    extra = hits_of_words(search.in_order(texts, prefix=begun), len(hits.flags))
    if extra is None or extra.scores is None:
        return hits
    return hits._replace(scores=hits.scores + ORDER * extra.scores)


class Scores(Mapping[int, float]):
    """The scores of the papers that words were matched for."""

    def __init__(self, ids: Array, scores: Array) -> None:
        self._ids = ids
        self._scores = scores

    def __getitem__(self, paper: int) -> float:
        score = float(self._scores[paper]) if 0 <= paper < len(self._scores) else 0.0
        if not score:
            raise KeyError(paper)
        return score

    def __iter__(self) -> Iterator[int]:
        return iter(self._ids[self._scores[self._ids] > 0].tolist())

    def __len__(self) -> int:
        return int(np.count_nonzero(self._scores[self._ids]))


def answered(ordered: Array, hits: Hits, sort: Sort) -> tuple[array[int], Mapping[int, float]]:
    """The papers that were found, in their order, and their scores.

    ``ordered`` are all papers of the place in the order of ``sort``, which decides among papers of
    the same score, too.
    """
    found = ordered[hits.flags[ordered]]
    scores = hits.scores
    if scores is None:
        return _ids(found), {}
    if sort.key == "relevance":
        # Bits of positive 32-bit floats order as the numbers do: one sort of whole numbers.
        bits = scores[found].astype(np.float32).view(np.int32).astype(np.int64)
        keys = (bits if sort.descending else ~bits) << _HALF | np.arange(len(found))
        keys.sort()
        found = found[keys & ((1 << _HALF) - 1)]
    return _ids(found), Scores(found, scores)


def _ids(found: np.ndarray[Any, Any]) -> array[int]:
    ids = array("q")
    ids.frombytes(found.astype(np.int64).tobytes())
    return ids
