"""Combines what a query's words and facts match into one set of papers with scores.

Both are arrays with one item for each number that a paper may have: flags, and scores (0 for
papers that no word was matched for).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from readlist.domain.query import And, Everything, Fact, Node, Not, Or, Pasted, Phrase, Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[Any]"
WordLeaf = Word | Phrase | Pasted


class Hits(NamedTuple):
    """Which papers match, and their scores when words were asked for."""

    flags: Array
    scores: Array | None = None


# What a leaf or a group matches; None is every paper.
Found: TypeAlias = Hits | None


def merge(
    node: Node,
    words: Mapping[WordLeaf, Found],
    facts: Callable[[Fact], Array],
    everything: Array,
) -> Hits:
    """The papers of ``everything`` (flags) that ``node`` matches, with their scores."""
    found = _found(node, words, facts, everything)
    if found is None:
        return Hits(everything)
    return Hits(found.flags & everything, found.scores)


def _found(
    node: Node,
    words: Mapping[WordLeaf, Found],
    facts: Callable[[Fact], Array],
    everything: Array,
) -> Found:
    match node:
        case Everything():
            return None
        case Fact():
            return Hits(facts(node))
        case And(parts):
            return _all([_found(part, words, facts, everything) for part in parts])
        case Or(parts):
            return _any([_found(part, words, facts, everything) for part in parts])
        case Not(part):
            found = _found(part, words, facts, everything)
            return Hits(everything & False if found is None else ~found.flags)
        case _:
            return words[node]


def _all(parts: list[Found]) -> Found:
    """The papers that are in every part; their scores are added."""
    limited = [part for part in parts if part is not None]
    if not limited:
        return None
    flags = limited[0].flags
    for part in limited[1:]:
        flags = flags & part.flags
    scores = _sum(limited)
    return Hits(flags, None if scores is None else scores * flags)


def _any(parts: list[Found]) -> Found:
    """The papers that are in some part; their scores are added."""
    limited = [part for part in parts if part is not None]
    scores = _sum(limited)
    if len(limited) < len(parts):
        return None if scores is None else Hits(scores >= 0, scores)
    flags = limited[0].flags
    for part in limited[1:]:
        flags = flags | part.flags
    return Hits(flags, scores)


def _sum(parts: list[Hits]) -> Array | None:
    scored = [part.scores for part in parts if part.scores is not None]
    if not scored:
        return None
    total = scored[0]
    for scores in scored[1:]:
        total = total + scores
    return total
