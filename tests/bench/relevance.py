"""Whether a reader who remembers a few words of a title finds the paper."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence

FIRST = 5
_FEWEST, _MOST = 3, 5
_SHORTEST = 3  # letters of a word that a reader remembers
_OPERATORS = {"AND", "NOT", "OR"}
_AROUND = ".,:;!?()[]{}$\"'`*“”‘’-–—"


def remembered(titles: Iterable[tuple[int, str]], seed: int = 1) -> list[tuple[int, str]]:
    """For each title with three words or more its number and three to five of its words, in their
    order; the same for the same titles."""
    chance = random.Random(seed)  # noqa: S311 - for repeatable queries, not for secrets
    queries = []
    for number, title in titles:
        words = [word for word in map(_bare, title.split()) if _memorable(word)]
        if len(words) >= _FEWEST:
            count = min(chance.randint(_FEWEST, _MOST), len(words))
            places = sorted(chance.sample(range(len(words)), count))
            queries.append((number, " ".join(words[place] for place in places)))
    return queries


def missed(
    queries: Sequence[tuple[int, str]], best: Callable[[str], Sequence[int]]
) -> list[tuple[int, str]]:
    """Those of ``queries`` that do not find their paper among the first five of ``best``."""
    return [(number, query) for number, query in queries if number not in best(query)[:FIRST]]


def _bare(word: str) -> str:
    return word.strip(_AROUND)


def _memorable(word: str) -> bool:
    return sum(c.isalpha() for c in word) >= _SHORTEST and word not in _OPERATORS
