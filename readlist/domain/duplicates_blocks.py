"""Finds the few pairs of papers that may be the same, in a time that grows with their number.

Papers are tied together by ids, by whole titles and their parts, by titles with many letters in
a row in common (MinHash with bands; Broder 1997), and by rare passages of their abstracts. What
many papers share ties each of them only to its neighbour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from readlist.domain.identity import NEAR, normal_arxiv_id, normal_doi, numbers_agree
from readlist.domain.matching_evidence import title_forms

Numbers = NDArray[np.uint64]
Places = NDArray[np.int64]
Step = Callable[[int, int, str], None]

_TOGETHER = 1_000  # papers whose texts are hashed at once
# A title is compared by its letters four by four: two titles with half of these in common meet in
# one of the bands with a probability of 0.96, with a tenth of them in common of 0.02.
_GRAM = 2  # doublings: 2 ** 2 letters
_BANDS, _ROWS = 24, 3
# A passage is so many letters and digits in a row; one in so many is kept, by its own hash.
_PASSAGE = 5  # doublings: 2 ** 5 letters
_KEPT = 32
_SHARED = 0.45  # of the fewer passages of two abstracts; nearly the same ones share most
_ALL_PAIRS = 8  # papers with one thing in common that are all paired with each other
_NEIGHBOURS = 300  # what more papers than this have in common ties none of them
_MOST_TITLED = 24
_COMPARED = 20_000  # pairs of titles compared at once
_SEED = 20260
_MIX = np.uint64(0x9E3779B97F4A7C15)


class BlockRow(NamedTuple):
    """What is needed of each paper."""

    id: int
    title: str
    abstract: str
    arxiv_id: str
    doi: str


class Blocks:
    """Gathers papers by ``add``; then ``pairs`` are those that are worth a comparison."""

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._keys: list[str] = []
        self._exact: dict[str, list[int]] = {}
        self._parts: list[tuple[str, int]] = []
        self._waiting: list[str] = []
        self._hashes: list[Numbers] = []
        self._places: list[Places] = []
        self._letters = np.random.default_rng(_SEED).integers(
            0, 2**63, 256, dtype=np.uint64, endpoint=True
        )
        self._letters[[b for b in range(128) if not chr(b).isalnum()]] = 0

    def add(self, row: BlockRow) -> None:
        """Take in one paper."""
        place = len(self._ids)
        forms = title_forms(row.title)
        self._ids.append(row.id)
        self._keys.append(forms.key)
        same = [f"title {forms.joined}"]
        if arxiv := normal_arxiv_id(row.arxiv_id) or normal_arxiv_id(row.doi):
            same.append(f"arxiv {arxiv.lower()}")
        if doi := normal_doi(row.doi):
            same.append(f"doi {doi}")
        for key in same:
            self._exact.setdefault(key, []).append(place)
        self._parts += [(part, place) for part in (forms.head, forms.tail) if part]
        self._waiting.append(row.abstract)
        if len(self._waiting) == _TOGETHER:
            self._read_abstracts()

    def pairs(self, step: Step) -> list[tuple[int, int]]:
        """Pairs of ids, the smaller first; ``step`` hears of the progress and may raise."""
        self._read_abstracts()
        step(0, 4, "Comparing ids and titles")
        found = set(self._same())
        step(1, 4, "Comparing titles by their letters")
        found.update(self._alike(step))
        step(2, 4, "Comparing parts of titles")
        found.update(self._same_part())
        step(3, 4, "Comparing abstracts")
        found.update(self._same_passages())
        step(4, 4, "Compared")
        ids = self._ids
        return sorted((min(ids[a], ids[b]), max(ids[a], ids[b])) for a, b in found)

    def _same(self) -> Iterator[tuple[int, int]]:
        """Papers with an id or the whole title in common."""
        for places in self._exact.values():
            if len(places) <= _MOST_TITLED:
                yield from ((a, b) for n, b in enumerate(places) for a in places[:n])
            else:
                yield from pairwise(places)

    def _same_part(self) -> Iterator[tuple[int, int]]:
        """Papers whose whole title is what another's has before or behind its colon."""
        for part, place in self._parts:
            whole = self._exact.get(f"title {part}", ())
            if len(whole) <= _MOST_TITLED:
                yield from ((min(place, one), max(place, one)) for one in whole if one != place)

    def _alike(self, step: Step) -> Iterator[tuple[int, int]]:
        """Papers with nearly the same titles."""
        from rapidfuzz import fuzz, process

        codes = self._title_codes(step)
        count = len(self._ids)
        keys = self._keys
        for start in range(0, len(codes), _COMPARED):
            step(1, 4, "Comparing titles by their letters")
            left, right = np.divmod(codes[start : start + _COMPARED], count)
            ratios = process.cpdist(
                [keys[place] for place in left],
                [keys[place] for place in right],
                scorer=fuzz.ratio,
                score_cutoff=NEAR * 100,
            )
            for at in np.nonzero(ratios)[0]:
                a, b = int(left[at]), int(right[at])
                if numbers_agree(keys[a], keys[b]):
                    yield a, b

    def _title_codes(self, step: Step) -> Places:
        """Pairs of titles that meet in a band, as one number each."""
        texts = [key.replace(" ", "").encode("utf-8", "replace") for key in self._keys]
        grams, places = self._grams(texts, _GRAM)
        if not len(grams):
            return np.empty(0, dtype=np.int64)
        begins = np.nonzero(np.diff(places, prepend=-1))[0]
        titled = places[begins]
        chance = np.random.default_rng(_SEED + 1)
        found = []
        for _ in range(_BANDS):
            step(1, 4, "Comparing titles by their letters")
            band = np.zeros(len(titled), dtype=np.uint64)
            for factor in chance.integers(1, 2**63, _ROWS, dtype=np.uint64):
                least = np.minimum.reduceat(_mixed(grams * (factor | np.uint64(1))), begins)
                band = _mixed(band * _MIX + least)
            found.append(_codes(band, titled, len(self._ids)))
        return np.unique(np.concatenate(found))

    def _same_passages(self) -> Iterator[tuple[int, int]]:
        """Papers whose abstracts share enough rare passages."""
        hashes, places = np.concatenate(self._hashes), np.concatenate(self._places)
        count = len(self._ids)
        have = np.bincount(places, minlength=count)
        codes, shared = np.unique(_codes(hashes, places, count), return_counts=True)
        left, right = np.divmod(codes, count)
        fewer = np.minimum(have[left], have[right])
        enough = shared >= np.maximum(np.minimum(fewer, 2), _SHARED * fewer)
        yield from zip(left[enough].tolist(), right[enough].tolist(), strict=True)

    def _read_abstracts(self) -> None:
        """Hash the passages of the abstracts that wait."""
        base = len(self._ids) - len(self._waiting)
        texts = [text.lower().encode("utf-8", "replace") for text in self._waiting]
        self._waiting = []
        hashes, places = self._grams(texts, _PASSAGE)
        kept = hashes % np.uint64(_KEPT) == 0
        self._hashes.append(hashes[kept])
        self._places.append(places[kept] + base)

    def _grams(self, texts: Sequence[bytes], doublings: int) -> tuple[Numbers, Places]:
        """The hashes of all runs of 2 ** ``doublings`` letters and digits, and their texts."""
        data = self._letters[np.frombuffer(b"".join(texts), dtype=np.uint8)]
        places = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        letters = data != 0
        hashes, places = data[letters], places[letters]
        width = 1
        factor = _MIX
        with np.errstate(over="ignore"):
            for _ in range(doublings):
                hashes = hashes[:-width] * factor + hashes[width:]
                factor = factor * factor
                width *= 2
        if not len(hashes):
            return hashes, places[:0]
        whole = places[: len(hashes)] == places[width - 1 :]
        return _mixed(hashes[whole]), places[: len(hashes)][whole]


def _mixed(hashes: Numbers) -> Numbers:
    """The numbers with every bit of each spread over all of its bits (SplitMix64's end)."""
    with np.errstate(over="ignore"):
        hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


def _codes(hashes: Numbers, places: Places, count: int) -> Places:
    """The pairs of papers that have a hash in common, as smaller place * ``count`` + larger.

    ``places`` ascend. A pair comes once for each hash.
    """
    order = np.argsort(hashes, kind="stable")
    hashes, places = hashes[order], places[order]
    begins = np.nonzero(np.diff(hashes, prepend=~hashes[:1]))[0]
    sizes = np.diff(begins, append=len(hashes))
    size = np.repeat(sizes, sizes)
    found = []
    for apart in range(1, _ALL_PAIRS):
        most = _NEIGHBOURS if apart == 1 else _ALL_PAIRS
        tied = (hashes[apart:] == hashes[:-apart]) & (size[apart:] <= most)
        left, right = places[:-apart][tied], places[apart:][tied]
        found.append((left * count + right)[left < right])
    return np.concatenate(found)


def blocked(rows: Iterable[BlockRow], step: Step) -> list[tuple[int, int]]:
    """The pairs of ids of ``rows`` that are worth a comparison."""
    blocks = Blocks()
    for row in rows:
        blocks.add(row)
    return blocks.pairs(step)
