"""What speaks for a record being a paper, and what against it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from readlist.domain.dates import PartialDate
from readlist.domain.identity import (
    ABSTRACT_AGREES,
    NEAR,
    VERY_NEAR,
    abstract_likeness,
    normal_arxiv_id,
    normal_doi,
    numbers_agree,
    numbers_lost,
    title_key,
    title_ratio,
)
from readlist.domain.papers import Bibliography

# Abstracts of one paper differ by their version and by lost LaTeX.
_SAME_ABSTRACT = 0.9
_COPIED_ABSTRACT = 0.95
_LONG_ABSTRACT = 200
_SHORT_ABSTRACT = 60  # less of an abstract proves nothing
_PARTS = re.compile(r"\s*:(?!\d)\s*|\s+[-–—]+\s+|\s*—\s*")
_TELLING_WORDS, _TELLING_CHARS = 3, 14
_SMALL_WORDS = {"a", "an", "the", "and"}
_SPELLING = 0.75


class Titles(IntEnum):
    """How alike two titles are, in the order of what it proves."""

    UNLIKE = 0
    PART = 1  # one is what the other has before or behind its colon
    SIMILAR = 2
    NEAR = 3
    EQUAL = 4


class Abstracts(IntEnum):
    """How alike two abstracts are. COPIED ones are long, and no more than spelt differently."""

    DIFFER = -1
    UNKNOWN = 0
    AGREE = 1
    SAME = 2
    COPIED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The comparison of a paper and a record.

    ``same_id`` and ``other_id`` name a kind of id that both have ("arXiv ids"), empty else.
    ``numbers``: their digit-bearing words agree; ``numbers_lost``: one only lacks some.
    ``telling``: the (shorter) title is long enough to be one paper's. ``spelling``: near titles
    differ in the spelling of words only. ``people``: names or their number agree, None when
    unknown; ``strangers``: both have names and none in common; ``fewer``: the record may lack
    authors ("and others"). Faults are words.
    """

    titles: Titles
    score: float
    abstracts: Abstracts
    numbers: bool
    numbers_lost: bool
    telling: bool
    spelling: bool
    same_id: str
    other_id: str
    people: bool | None
    strangers: bool
    fewer: bool
    people_fault: str
    date_fault: str

    @property
    def other_arxiv(self) -> bool:
        """Whether arXiv itself tells the two apart."""
        return self.other_id == "arXiv ids"


@dataclass(frozen=True, slots=True)
class TitleForms:
    """The forms under which a title is compared: its key, and without blanks the whole and what
    stands before and behind its first colon or dash ("" without one)."""

    key: str
    joined: str
    head: str
    tail: str


@lru_cache(maxsize=8192)
def title_forms(title: str) -> TitleForms:
    """The forms of a title."""
    key = title_key(title)
    parts = _PARTS.split(title.strip(), maxsplit=1)
    head, tail = map(_joined, parts) if len(parts) == 2 and all(parts) else ("", "")
    return TitleForms(key, key.replace(" ", ""), head, tail)


def _joined(title: str) -> str:
    return title_key(title).replace(" ", "")


def evidence(paper: Bibliography, other: Bibliography) -> Evidence:
    """Compare a paper with a record."""
    mine, theirs = title_forms(paper.title), title_forms(other.title)
    score = title_ratio(mine.key, theirs.key)
    titles = _titles(mine, theirs, score)
    same_id, other_id = _ids(paper, other)
    people, strangers, people_fault = _people(paper, other)
    short = min(mine.key, theirs.key, key=len)
    whole = titles is Titles.EQUAL or titles is Titles.PART
    return Evidence(
        titles=titles,
        score=1.0 if titles is Titles.EQUAL else score,
        abstracts=_abstracts(paper.abstract, other.abstract),
        numbers=whole or numbers_agree(mine.key, theirs.key),
        numbers_lost=numbers_lost(mine.key, theirs.key),
        telling=len(short.split()) >= _TELLING_WORDS or len(short) >= _TELLING_CHARS,
        spelling=titles is Titles.NEAR and _differs_in_spelling(mine.key, theirs.key),
        same_id=same_id,
        other_id=other_id,
        people=people,
        strangers=strangers,
        fewer=people is False and (_count(other) or 0) < (_count(paper) or 0),
        people_fault=people_fault,
        date_fault=_date_fault(paper.published, other),
    )


def same_id(a: Bibliography, b: Bibliography) -> bool:
    """Whether two records have an id in common (and no arXiv ids that tell them apart)."""
    return bool(_ids(a, b)[0])


def same_work(a: Bibliography, b: Bibliography) -> bool:
    """Whether two records are of one work: a preprint and its journal version are."""
    same, other = _ids(a, b)
    if same or other == "arXiv ids":
        return bool(same)
    equal = title_forms(a.title).joined == title_forms(b.title).joined
    people, _, _ = _people(a, b)
    return equal and people is not False


def _titles(mine: TitleForms, theirs: TitleForms, score: float) -> Titles:
    if mine.joined == theirs.joined:
        return Titles.EQUAL
    if score >= VERY_NEAR:
        return Titles.NEAR
    if score >= NEAR:
        return Titles.SIMILAR
    part = mine.joined in (theirs.head, theirs.tail) or theirs.joined in (mine.head, mine.tail)
    return Titles.PART if part else Titles.UNLIKE


def _abstracts(a: str, b: str) -> Abstracts:
    short = min(len(a), len(b))
    likeness = abstract_likeness(a, b) if short >= _SHORT_ABSTRACT else None
    if likeness is None:
        return Abstracts.UNKNOWN
    if likeness >= _COPIED_ABSTRACT and short >= _LONG_ABSTRACT:
        return Abstracts.COPIED
    if likeness >= _SAME_ABSTRACT:
        return Abstracts.SAME
    return Abstracts.AGREE if likeness >= ABSTRACT_AGREES else Abstracts.DIFFER


def _differs_in_spelling(key_a: str, key_b: str) -> bool:
    """Whether each word of one has its like in the other: "few" is not a spelling of "zero", nor
    "unsupervised" one of "supervised"."""
    a, b = key_a.split(), key_b.split()
    only_a = [word for word in (Counter(a) - Counter(b)).elements() if word not in _SMALL_WORDS]
    only_b = [word for word in (Counter(b) - Counter(a)).elements() if word not in _SMALL_WORDS]
    if len(only_a) != len(only_b):
        return False
    return all(
        title_ratio(one, two) >= _SPELLING and not one.endswith(two) and not two.endswith(one)
        for one, two in zip(only_a, only_b, strict=True)
    )


def _ids(a: Bibliography, b: Bibliography) -> tuple[str, str]:
    """The kind of id that is the same, and the kind that is another; arXiv's goes before."""
    for kind, left, right in (
        ("arXiv ids", _arxiv(a), _arxiv(b)),
        ("DOIs", normal_doi(a.doi), normal_doi(b.doi)),
    ):
        if left and right:
            return (kind, "") if left == right else ("", kind)
    return "", ""


def _arxiv(bib: Bibliography) -> str:
    return (normal_arxiv_id(bib.arxiv_id) or normal_arxiv_id(bib.doi)).lower()


def _people(a: Bibliography, b: Bibliography) -> tuple[bool | None, bool, str]:
    """Whether the authors agree, whether they are strangers, and what is wrong in words."""
    if a.authors and b.authors:
        left, right = _families(a), _families(b)
        if not left & right:
            return False, True, "the authors are others"
        # A list that is cut ("and others") has all of its names in the other.
        if len(left & right) * 2 >= min(len(left), len(right)):
            return True, False, ""
        return False, False, "most authors are others"
    count_a, count_b = _count(a), _count(b)
    if count_a is None or count_b is None:
        return None, False, ""
    if count_a == count_b:
        return True, False, ""
    return False, False, f"the paper has {_authors(count_a)}, the record {_authors(count_b)}"


def _families(bib: Bibliography) -> set[str]:
    return {title_key(name.family or name.literal or name.given) for name in bib.authors}


def _count(bib: Bibliography) -> int | None:
    return len(bib.authors) or bib.authors_count


def _authors(count: int) -> str:
    return "1 author" if count == 1 else f"{count} authors"


def _date_fault(published: PartialDate | None, other: Bibliography) -> str:
    """What is impossible about the dates, in words.

    A paper can be published years after its preprint, and reach a page months after either; but
    it does not come to arXiv after it stood on a page, nor years before its own date.
    """
    if published is None:
        return ""
    month = _arxiv_month(other)
    if month is not None and _months(month) > _months(published) + 1:
        return f"the arXiv id is of {month}, the paper of {published}"
    theirs = other.published
    if theirs is not None and (
        published.year - theirs.year > 1 or theirs.year - published.year > 4
    ):
        return f"the record is of {theirs.year}, the paper of {published.year}"
    return ""


def _months(date: PartialDate) -> int:
    return date.year * 12 + (date.month or 12)


def _arxiv_month(bib: Bibliography) -> PartialDate | None:
    """The month in which arXiv gave an id (new ones since April 2007 begin with it)."""
    arxiv_id = _arxiv(bib)
    digits = arxiv_id.partition(".")[0]
    if not digits.isdecimal() or not 1 <= int(digits[2:]) <= 12:
        return None
    return PartialDate(2000 + int(digits[:2]), int(digits[2:]))
