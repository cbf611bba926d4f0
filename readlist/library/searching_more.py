"""Why a paper was found, what was probably meant, and what is like a paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from readlist.domain.query import (
    And,
    Everything,
    Fact,
    Node,
    Not,
    Or,
    Pasted,
    Phrase,
    Query,
    Word,
)
from readlist.domain.views import Reason, RelatedPaper
from readlist.library.searching_merge import ORDER, PASTED, WordLeaf, pasted_facts
from readlist.search import explaining, relating, spelling
from readlist.search.words import WordSearch

# What each list or tag adds that two papers share, and how many of them count.
_SHARED = 0.03
_MOST_SHARED = 3
_LETTERS = re.compile(r"[A-Za-z]+")


def reasons(
    search: WordSearch,
    root: Node,
    in_order: tuple[list[str], bool],
    paper: int,
    holds: Callable[[Fact], bool],
) -> tuple[Reason, ...]:
    """What the leaves of ``root`` add to the paper's score, and its title for ``words_in_order``,
    most first. ``holds`` tells which facts are true of the paper."""
    found = _judged(search, root, paper, holds)
    if not found:
        return ()
    texts, begun = in_order
    extra = search.in_order(texts, prefix=begun) if len(texts) > 1 else None
    if found.reasons and extra is not None and paper < len(extra) and extra[paper]:
        found.reasons.append(
            Reason(
                word=" ".join(texts), found=("in this order",), field="title", times=1,
                score=ORDER * float(extra[paper]),
            )
        )  # fmt: skip
    return tuple(sorted(found.reasons, key=lambda reason: -reason.score))


@dataclass(frozen=True, slots=True)
class _Judged:
    """Whether a part of a query matches the paper, and why; None says nothing."""

    matches: bool | None
    reasons: list[Reason] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.matches)


def _judged(search: WordSearch, node: Node, paper: int, holds: Callable[[Fact], bool]) -> _Judged:
    """By the same rules as ``searching_merge.merge``."""
    match node:
        case Everything():
            return _Judged(None)
        case Fact():
            return _Judged(holds(node))
        case Not(part):
            found = _judged(search, part, paper, holds)
            return _Judged(None if found.matches is None else not found.matches)
        case And(parts) | Or(parts):
            each = [_judged(search, part, paper, holds) for part in dict.fromkeys(parts)]
            each = [one for one in each if one.matches is not None]
            matching = [one for one in each if one]
            own = [reason for one in matching for reason in one.reasons]
            if not each:
                return _Judged(None)
            enough = len(matching) == len(each) if isinstance(node, And) else bool(matching)
            return _Judged(True, own) if enough else _Judged(False)
    return _judged_words(search, node, paper, holds)


def _judged_words(
    search: WordSearch, leaf: WordLeaf, paper: int, holds: Callable[[Fact], bool]
) -> _Judged:
    found = [Reason(word=leaf.text, **share._asdict()) for share in _shares(search, leaf, paper)]
    if isinstance(leaf, Pasted):
        found += [
            Reason(word=leaf.text, found=(str(fact.value),), field="ids", times=1, score=PASTED)
            for fact in pasted_facts(leaf)
            if holds(fact)
        ]
    says_nothing = not found and not any(r.parts for r in search.analyser.runs(leaf.text))
    return _Judged(None if says_nothing else bool(found), found)


def _shares(search: WordSearch, leaf: WordLeaf, paper: int) -> list[explaining.Share]:
    if isinstance(leaf, Phrase):
        return explaining.phrase_shares(
            search, leaf.text, leaf.field, prefix=leaf.prefix, paper=paper
        )
    if isinstance(leaf, Pasted):
        return explaining.word_shares(search, leaf.text, "", prefix=False, paper=paper)
    begun = leaf.prefix or leaf.open
    if leaf.open and len(leaf.text) == 1 and not leaf.field:
        whole = explaining.word_shares(search, leaf.text, "", prefix=False, paper=paper)
        if whole:
            return whole
        return explaining.word_shares(search, leaf.text, "title", prefix=True, paper=paper)
    return explaining.word_shares(search, leaf.text, leaf.field, prefix=begun, paper=paper)


def mended_query(search: WordSearch, query: Query) -> str:
    """The query's text with misspelt words mended; "" when none is."""
    text = query.text
    for leaf in sorted(_positive(query.root), key=lambda leaf: -leaf.start):
        for match in reversed(list(_LETTERS.finditer(text, leaf.start, leaf.end))):
            word = match[0]
            if word not in leaf.text or text[match.end() : match.end() + 1] == ":":
                continue
            begun = isinstance(leaf, Word) and (leaf.open or leaf.prefix)
            mended = spelling.mended(search, word, begun=begun and match.end() == leaf.end)
            if mended:
                text = text[: match.start()] + mended + text[match.end() :]
    return text if text != query.text else ""


def _positive(node: Node) -> Iterator[Word | Phrase]:
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from _positive(part)
    elif isinstance(node, Word | Phrase):
        yield node


def ranked(
    found: Sequence[relating.Related],
    shared: Mapping[int, Sequence[str]],
    alive: Collection[int],
    limit: int,
) -> tuple[RelatedPaper, ...]:
    """Related papers outside the Trash, best first; each list and tag that is ``shared`` counts."""
    papers = [
        RelatedPaper(
            id=one.paper,
            score=min(1.0, one.score + _SHARED * min(len(shared.get(one.paper, ())), _MOST_SHARED)),
            terms=(*one.words, *shared.get(one.paper, ())),
        )
        for one in found
        if one.paper in alive
    ]
    papers.sort(key=lambda paper: (-paper.score, paper.id))
    return tuple(papers[:limit])
