"""Combines what a query's words and facts match into one set of papers with scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet

from readlist.domain.query import And, Everything, Fact, Node, Not, Pasted, Phrase, Word

WordLeaf = Word | Phrase | Pasted
# What a leaf matches, with scores where words give them; None is every paper.
Found = Mapping[int, float] | AbstractSet[int] | None


def merge(
    node: Node,
    words: Mapping[WordLeaf, Found],
    facts: Callable[[Fact], AbstractSet[int]],
    everything: AbstractSet[int],
) -> tuple[AbstractSet[int], dict[int, float]]:
    """The papers of ``everything`` that ``node`` matches, and the scores of those with words."""
    found = _merge(node, words, facts, everything)
    if found is None:
        return everything, {}
    ids = everything & found.keys() if isinstance(found, Mapping) else everything & found
    scores = found if isinstance(found, Mapping) else {}
    return ids, {paper: scores[paper] for paper in ids if scores.get(paper)}


def _merge(
    node: Node,
    words: Mapping[WordLeaf, Found],
    facts: Callable[[Fact], AbstractSet[int]],
    everything: AbstractSet[int],
) -> Found:
    if isinstance(node, Fact):
        return facts(node)
    if isinstance(node, Word | Phrase | Pasted):
        return words[node]
    if isinstance(node, Everything):
        return None
    if isinstance(node, Not):
        inside = _merge(node.part, words, facts, everything)
        return frozenset() if inside is None else everything - _ids(inside)
    parts = [_merge(part, words, facts, everything) for part in node.parts]
    return _all(parts) if isinstance(node, And) else _any(parts, everything)


def _all(parts: list[Found]) -> Found:
    """The papers that are in each part; their scores are added."""
    limited = sorted((part for part in parts if part is not None), key=len)
    if not limited:
        return None
    ids = _ids(limited[0])
    for part in limited[1:]:
        ids = ids & _ids(part)
    scored = [part for part in limited if isinstance(part, Mapping)]
    if not scored:
        return ids
    return {paper: sum(part.get(paper, 0.0) for part in scored) for paper in ids}


def _any(parts: list[Found], everything: AbstractSet[int]) -> Found:
    """The papers that are in some part; their scores are added."""
    scores: dict[int, float] = {}
    for part in parts:
        if isinstance(part, Mapping):
            for paper, score in part.items():
                scores[paper] = scores.get(paper, 0.0) + score
        else:
            for paper in everything if part is None else part:
                scores.setdefault(paper, 0.0)
    return scores


def _ids(found: Mapping[int, float] | AbstractSet[int]) -> AbstractSet[int]:
    return found.keys() if isinstance(found, Mapping) else found
