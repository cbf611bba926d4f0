"""Papers that share a paper's telling words."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import numpy as np

from readlist.search.schema import WEIGHTS
from readlist.search.words import WordSearch, settle

_FIELDS = ("title", "abstract")
_WORDS = 24  # that tell what a paper is about
_SHOWN = 6
_COMMON = 0.1  # a word in more than this share of the papers tells nothing
_FEW = 50  # papers; in a smaller library words are common by chance
_LETTERS = 3
_ADDRESS = re.compile(r"\S+://\S+|www\.\S+")  # its words tell nothing


class Related(NamedTuple):
    """A paper, its likeness from 0 to 1, and the words that it shares, the telling ones first."""

    paper: int
    score: float
    words: tuple[str, ...]


class _Key(NamedTuple):
    word: str
    shown: str  # as the paper writes it
    weight: float
    idf: float


def related(search: WordSearch, paper: int, title: str, abstract: str, limit: int) -> list[Related]:
    """The papers most like the one with these texts, which is ``paper`` itself."""
    keys = _keys(search, title, abstract)
    shares = [_share(search, key) for key in keys]
    if not shares:
        return []
    total = np.sum(shares, axis=0)
    own = float(total[paper]) if paper < len(total) else 0.0
    if paper < len(total):
        total[paper] = 0.0
    count = min(limit, int(np.count_nonzero(total)))
    if not count:
        return []
    best = np.argpartition(-total, count - 1)[:count]
    best = best[np.lexsort((best, -total[best]))]
    found = []
    for other in best.tolist():
        parts = sorted(
            ((float(share[other]), key.shown) for key, share in zip(keys, shares, strict=True)),
            reverse=True,
        )
        words = tuple(word for score, word in parts if score > 0)[:_SHOWN]
        found.append(Related(other, min(1.0, float(total[other]) / max(own, 1e-9)), words))
    return found


def _keys(search: WordSearch, title: str, abstract: str) -> list[_Key]:
    """The words by which the paper differs most from the others, each stem once."""
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for text, weight in ((title, 2), (abstract, 1)):
        plain = _ADDRESS.sub("", text)
        for spot in search.analyser.spots(plain):
            for word in (spot.run.joined,) if spot.run.joined else spot.run.parts:
                counts[word] += weight
                written.setdefault(word, plain[spot.start : spot.end])
    stems: dict[str, _Key] = {}
    papers = search.snapshot.papers
    most = papers * _COMMON if papers > _FEW else papers
    for word, count in counts.items():
        if len(word) < _LETTERS or word.isdigit():
            continue
        forms = search.forms(word, False)
        idf = search.idf(forms, _FIELDS)
        if search.frequency(forms, "abstract") <= most:
            key = _Key(word, written[word], idf * count / (count + 1), idf)
            stem = search.analyser.stem(word)
            if stem not in stems or stems[stem].weight < key.weight:
                stems[stem] = key
    return sorted(stems.values(), key=lambda key: -key.weight)[:_WORDS]


def _share(search: WordSearch, key: _Key) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """What one word adds to each paper's likeness."""
    found = np.zeros(search.snapshot.size, np.float32)
    for segment, own in zip(search.snapshot.segments, search.forms(key.word, False), strict=True):
        if not own.rows:
            continue
        scores = np.zeros(segment.size)
        for name in _FIELDS:
            weight = key.weight * key.idf * WEIGHTS[name] ** 0.5
            search.add(scores, segment, name, own, weight)
        settle(found, segment, scores)
    return found
