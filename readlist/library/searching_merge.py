"""Combines what a query's words and facts match into one set of papers with scores.

Both are arrays with one item for each number that a paper may have: flags, and scores (0 for
papers that no word was matched for).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from readlist.domain.query import And, Everything, Fact, Node, Not, Or, Pasted, Phrase, Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A title with all words of the query in their order counts so much more for them. Measured with
# three to five words of 4,101 titles: 99.6 % are among the first five, without it 97.6 %.
ORDER = 1.0
PASTED = 100.0  # the score of a paper whose own address or id was pasted

Array: TypeAlias = "NDArray[Any]"
WordLeaf = Word | Phrase | Pasted


class Hits(NamedTuple):
    """Which papers match, and their scores when words were asked for."""

    flags: Array
    scores: Array | None = None


# What a leaf or a group matches; None says nothing (a command of LaTeX, an empty query).
Found: TypeAlias = Hits | None


def merge(
    node: Node,
    words: Callable[[WordLeaf], Found],
    facts: Callable[[Fact], Array],
    everything: Array,
) -> Hits:
    """The papers of ``everything`` (flags) that ``node`` matches, with their scores.

    ``words`` and ``facts`` are asked one after the other, and not at all for parts that cannot
    change the answer any more: a long text that was pasted costs little.
    """
    found = _found(node, words, facts)
    if found is None:
        return Hits(everything)
    return Hits(found.flags & everything, found.scores)


def _found(node: Node, words: Callable[[WordLeaf], Found], facts: Callable[[Fact], Array]) -> Found:
    match node:
        case Everything():
            return None
        case Fact():
            return Hits(facts(node))
        case And(parts):
            return _all(_found(part, words, facts) for part in dict.fromkeys(parts))
        case Or(parts):
            return _any(_found(part, words, facts) for part in dict.fromkeys(parts))
        case Not(part):
            found = _found(part, words, facts)
            return None if found is None else Hits(~found.flags)
        case _:
            return words(node)


def _all(parts: Iterable[Found]) -> Found:
    """The papers that are in every part; their scores are added."""
    whole: Found = None
    for part in parts:
        if part is None:
            continue
        whole = part if whole is None else Hits(whole.flags & part.flags, _sum(whole, part))
        if not whole.flags.any():
            break
    if whole is None or whole.scores is None:
        return whole
    return Hits(whole.flags, whole.scores * whole.flags)


def _any(parts: Iterable[Found]) -> Found:
    """The papers that are in some part; their scores are added."""
    whole: Found = None
    for part in parts:
        if part is not None:
            whole = part if whole is None else Hits(whole.flags | part.flags, _sum(whole, part))
    return whole


def _sum(one: Hits, other: Hits) -> Array | None:
    if one.scores is None or other.scores is None:
        return other.scores if one.scores is None else one.scores
    return one.scores + other.scores


def words_in_order(root: Node) -> tuple[list[str], bool]:
    """The words that a query asks for side by side in any field, and whether the last one may be
    unfinished."""
    parts = root.parts if isinstance(root, And) else (root,)
    words = [part for part in parts if isinstance(part, Word) and not part.field]
    begun = bool(words) and (words[-1].open or words[-1].prefix)
    return [word.text for word in words], begun


def pasted_facts(leaf: Pasted) -> list[Fact]:
    """What is true of the papers whose address or id was pasted."""
    pairs = (("arxiv", leaf.arxiv_id), ("doi", leaf.doi))
    return [Fact(field, value) for field, value in pairs if value]
