"""Which papers of one library are the same: the verdict on a pair, and the groups of sure ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from readlist.domain.identity import abstract_likeness, normal_arxiv_id, normal_doi
from readlist.domain.matching import Decision, decided, reason_of
from readlist.domain.matching_evidence import (
    Abstracts,
    Evidence,
    Titles,
    evidence,
    title_forms,
)
from readlist.domain.papers import Bibliography, Paper, Status

# Words that tell the parts of a work, or its versions, apart. Digits are compared anyway.
_PART_WORDS = frozenset(
    "i v x one two three four five first second third fourth fifth short long extended full "
    "abridged revised corrigendum erratum correction comment reply response supplement appendix "
    "workshop demo demonstration poster tutorial".split()
)
_ARTICLES = frozenset(("a", "an", "the"))
_FEW_WORDS = 3
_TOLD = re.compile(r"the paper has (\d+ authors?), the record (\d+ authors?)")
_DATED = re.compile(r"the (arXiv id|record) is of ([\d-]+), the paper of ([\d-]+)")
_BELOW_CERTAIN = 0.9
_ORDER = (Status.INBOX, Status.SKIPPED, Status.QUEUED, Status.READING, Status.READ)


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatePair:
    """Two papers that are, or may be, the same; ``a`` is the smaller id.

    ``score`` goes from 0 to 1, ``reason`` is in words for the reader. ``certain`` ones can be
    merged without being looked at.
    """

    a: int
    b: int
    score: float
    certain: bool
    reason: str


def judge_pair(one: Paper, other: Paper) -> DuplicatePair | None:
    """The verdict on two papers; None when they are different ones."""
    first, second = sorted((one, other), key=lambda paper: paper.id)
    a, b = _as_compared(first), _as_compared(second)
    found = evidence(a, b)
    decision = decided(found)
    if decision is Decision.NONE:
        return None
    if decision is Decision.ACCEPT:
        # Which of the two is the record must not matter: the weaker verdict counts.
        turned = evidence(b, a)
        if decided(turned) is not decision:
            found, decision = turned, Decision.REVIEW
    certain = decision is Decision.ACCEPT and _same_part(found, a, b)
    words = reason_of(found)
    if decision is Decision.ACCEPT and not certain:
        words = f"{words[:-1]}, but the titles may name two parts or versions."
    return DuplicatePair(
        a=first.id,
        b=second.id,
        score=_score(found, a, b, certain=certain),
        certain=certain,
        reason=_in_plain_words(words),
    )


def settled(
    pairs: Iterable[DuplicatePair],
    differ: Callable[[int, int], bool],
) -> list[DuplicatePair]:
    """The pairs by score, where a group of certain ones that holds two papers which ``differ``
    is certain no more."""
    pairs = list(pairs)
    doubtful: set[int] = set()
    for group in groups((pair.a, pair.b) for pair in pairs if pair.certain):
        if len(group) > 2 and _holds_different(group, differ):
            doubtful.update(group)
    result = [
        replace(
            pair,
            certain=False,
            score=min(pair.score, _BELOW_CERTAIN),
            reason=f"{pair.reason} But one of them is as like a third paper, which is another.",
        )
        if pair.certain and pair.a in doubtful
        else pair
        for pair in pairs
    ]
    return ranked(result)


def ranked(pairs: Iterable[DuplicatePair]) -> list[DuplicatePair]:
    """The pairs as they are shown: certain ones first, then by score."""
    return sorted(pairs, key=lambda pair: (not pair.certain, -pair.score, pair.a, pair.b))


def groups(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The papers that pairs tie together, each group by id."""
    parent: dict[int, int] = {}

    def root(one: int) -> int:
        parent.setdefault(one, one)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for a, b in pairs:
        parent[root(a)] = root(b)
    found: dict[int, list[int]] = {}
    for one in sorted(parent):
        found.setdefault(root(one), []).append(one)
    return list(found.values())


def ids_differ(a: Bibliography, b: Bibliography) -> bool:
    """Whether two records have ids that tell them apart."""
    arxiv_a, arxiv_b = arxiv_of(a), arxiv_of(b)
    if arxiv_a and arxiv_b:
        return arxiv_a != arxiv_b
    doi_a, doi_b = normal_doi(a.doi), normal_doi(b.doi)
    return bool(doi_a and doi_b and doi_a != doi_b)


def arxiv_of(bib: Bibliography) -> str:
    """The arXiv id of a record, also when it stands as a DOI; "" without one."""
    return (normal_arxiv_id(bib.arxiv_id) or normal_arxiv_id(bib.doi)).lower()


def proposed(papers: Sequence[Paper]) -> int:
    """Which of some papers should be kept: one with a citation key (it may be cited already),
    with most facts, with most of the reader's work; else the oldest."""

    def rank(paper: Paper) -> tuple[bool, int, int, int]:
        work = len(paper.notes) + len(paper.highlights) + len(paper.tags) + len(paper.lists)
        return bool(paper.bib.citation_key), fullness(paper.bib), work, -paper.id

    return max(papers, key=rank).id


def fullness(bib: Bibliography) -> int:
    """How many facts a record holds; a longer abstract counts a little more."""
    facts = (
        bib.authors, bib.authors_count, bib.published, bib.venue, bib.arxiv_id, bib.doi, bib.url,
        bib.pages, bib.primary_category, bib.organization, bib.entry_type, bib.abstract,
    )  # fmt: skip
    return 10 * sum(1 for fact in facts if fact) + min(9, len(bib.abstract) // 300)


def furthest(statuses: Iterable[Status]) -> Status:
    """The status of a paper that was kept several times: how far the reader is with any of it."""
    return max(statuses, key=_ORDER.index)


def _as_compared(paper: Paper) -> Bibliography:
    """The paper without an abstract in the reader's words, which says nothing of its source."""
    return replace(paper.bib, abstract="") if "abstract" in paper.edited else paper.bib


def _same_part(found: Evidence, a: Bibliography, b: Bibliography) -> bool:
    """Whether nothing in the titles says that the two are parts or versions of a work."""
    if found.titles is Titles.EQUAL or (found.same_id and found.score >= _BELOW_CERTAIN):
        return True
    if not found.numbers:
        return False
    left, right = (Counter(title_forms(bib.title).key.split()) for bib in (a, b))
    different = list(((left - right) | (right - left)).elements())
    if len(different) > _FEW_WORDS:
        return True  # a subtitle that one of them lacks
    return set(different) <= _ARTICLES or not any(
        word in _PART_WORDS or len(word) == 1 for word in different
    )


def _score(found: Evidence, a: Bibliography, b: Bibliography, *, certain: bool) -> float:
    if found.same_id and certain:
        return 1.0
    likeness = abstract_likeness(a.abstract, b.abstract)
    known = found.abstracts is not Abstracts.UNKNOWN and likeness is not None
    both = (found.score + likeness) / 2 if known and likeness is not None else 0.9 * found.score
    return round(_BELOW_CERTAIN + both / 10 if certain else both * _BELOW_CERTAIN, 4)


def _in_plain_words(words: str) -> str:
    """The reason without "paper" and "record", which are both papers here."""
    words = _TOLD.sub(r"one has \1, the other \2", words)
    return _DATED.sub(
        lambda m: (
            f"the arXiv id of one is of {m[2]}, the other paper of {m[3]}"
            if m[1] == "arXiv id"
            else f"one is of {m[2]}, the other of {m[3]}"
        ),
        words,
    )


def _holds_different(group: Collection[int], differ: Callable[[int, int], bool]) -> bool:
    members = list(group)
    return any(differ(a, b) for n, a in enumerate(members) for b in members[n + 1 :])
