"""Which record is a paper: accept only what is certain, leave what is doubtful to the reader.

The bounds were measured by ``tests/bench/matching.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from readlist.domain.candidates import Candidate
from readlist.domain.matching_evidence import Abstracts, Evidence, Titles, evidence, same_work
from readlist.domain.papers import Bibliography

_TITLES = {
    Titles.EQUAL: "The titles are equal",
    Titles.NEAR: "The titles are nearly equal ({:.0%})",
    Titles.PART: "One title is a part of the other",
    Titles.SIMILAR: "The titles are similar ({:.0%})",
    Titles.UNLIKE: "The titles differ",
}
_ABSTRACTS = {
    Abstracts.DIFFER: "but the abstracts differ",
    Abstracts.UNKNOWN: "and there is no abstract to compare",
    Abstracts.AGREE: "and the abstracts agree",
    Abstracts.SAME: "and the abstracts are the same",
    Abstracts.COPIED: "and the abstracts are the same",
}
_BY_ID, _BY_ABSTRACT, _BY_PEOPLE, _BY_TITLE, _BY_LESS = 5, 4, 3, 2, 1
# With equal ids, titles less alike than this are two papers: printed DOIs can be wrong, and between
# different titles of recorded look-ups the greatest ratio was 0.586.
_ID_TITLES = 0.6
# With one abstract, titles less alike than this may be of two works, such as a paper and its
# extended version.
_RENAMED = 0.6


class Decision(StrEnum):
    """What is to be done with a record."""

    ACCEPT = "accept"
    REVIEW = "review"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One record's decision and its reason in words. ``score`` is the titles' likeness (0 to 1),
    ``strength`` what kind of evidence it was accepted by (greater is stronger, 0 for none)."""

    candidate: Candidate
    decision: Decision
    reason: str
    score: float
    titles: Titles
    strength: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The decision on a paper. ``chosen`` is the accepted record, else None; ``judged`` are the
    records that are or may be the paper, best first."""

    decision: Decision
    reason: str
    chosen: Candidate | None = None
    judged: tuple[Judged, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether no record of a less similar title can change it: accepted by an id or by the
        abstract."""
        return self.chosen is not None and self.judged[0].strength >= _BY_ABSTRACT


def judge(paper: Bibliography, candidates: Iterable[Candidate]) -> Verdict:
    """Decide which of ``candidates`` is ``paper``: one, none, or the reader decides.

    An abstract in the reader's own words says nothing against a record's: leave it out of
    ``paper``.
    """
    judged = [weigh(paper, candidate) for candidate in candidates]
    judged = [one for one in judged if one.decision is not Decision.NONE]
    judged.sort(key=_order, reverse=True)
    if not judged:
        return Verdict(decision=Decision.NONE, reason="No record has a title like this.")
    best = judged[0]
    if best.decision is Decision.REVIEW:
        return Verdict(decision=Decision.REVIEW, reason=best.reason, judged=tuple(judged))
    rivals = [other for other in judged[1:] if _rivals(best, other)]
    if rivals:
        where = ", ".join(one.candidate.source for one in [best, *rivals[:3]])
        reason = f"{len(rivals) + 1} different records have this title: {where}."
        return Verdict(decision=Decision.REVIEW, reason=reason, judged=tuple(judged))
    return Verdict(
        decision=Decision.ACCEPT,
        reason=best.reason,
        chosen=best.candidate,
        judged=tuple(judged),
    )


def weigh(paper: Bibliography, candidate: Candidate) -> Judged:
    """The decision on one record by itself."""
    found = evidence(paper, candidate.bib)
    return Judged(
        candidate=candidate,
        decision=decided(found),
        reason=reason_of(found),
        score=found.score,
        titles=found.titles,
        strength=_strength(found),
    )


def decided(found: Evidence) -> Decision:
    """The decision that the evidence allows."""
    if _strength(found):
        return Decision.ACCEPT
    return Decision.REVIEW if _possible(found) else Decision.NONE


def _strength(found: Evidence) -> int:
    """The kind of evidence by which the record is certainly the paper; 0 when it is not."""
    if found.other_id:
        return 0
    if found.same_id:
        alike = found.titles is not Titles.UNLIKE or found.score >= _ID_TITLES
        return _BY_ID if alike or found.abstracts >= Abstracts.AGREE else 0
    if found.abstracts > Abstracts.UNKNOWN:
        return _BY_ABSTRACT if _abstract_decides(found) else 0
    if found.abstracts is Abstracts.DIFFER or found.people is False or found.date_fault:
        return 0
    return _without_abstract(found)


def _abstract_decides(found: Evidence) -> bool:
    """Whether titles and abstracts together leave no doubt."""
    needed = {
        Titles.EQUAL: Abstracts.AGREE,
        Titles.NEAR: Abstracts.AGREE,
        Titles.SIMILAR: Abstracts.SAME,
        Titles.PART: Abstracts.SAME,
        Titles.UNLIKE: Abstracts.COPIED,
    }[found.titles]
    numbers = found.numbers or (found.numbers_lost and found.abstracts >= Abstracts.SAME)
    surely = found.titles is Titles.EQUAL or (
        found.titles >= Titles.SIMILAR and found.abstracts >= Abstracts.SAME
    )
    people = found.people is not False or (surely and not (found.strangers or found.fewer))
    alike = found.titles is not Titles.UNLIKE or found.score >= _RENAMED
    return found.abstracts >= needed and numbers and people and alike


def _without_abstract(found: Evidence) -> int:
    """The evidence of the titles and the authors alone, which do not contradict each other."""
    if found.titles is Titles.EQUAL:
        if found.people:
            return _BY_PEOPLE
        return _BY_TITLE if found.telling else 0
    near = found.titles is Titles.NEAR and found.numbers and found.spelling and found.people
    return _BY_LESS if near else 0


def _possible(found: Evidence) -> bool:
    """Whether the reader should see the record."""
    if found.other_id:
        return found.titles is Titles.EQUAL and not found.other_arxiv
    if found.same_id or found.titles is Titles.EQUAL or found.abstracts is Abstracts.COPIED:
        return True
    if not found.numbers or found.titles is Titles.UNLIKE:
        return found.abstracts is Abstracts.SAME and found.titles is not Titles.UNLIKE
    return found.titles is Titles.NEAR or found.abstracts is not Abstracts.DIFFER


def _order(one: Judged) -> tuple[bool, int, Titles, float, int]:
    accepted = one.decision is Decision.ACCEPT
    return accepted, one.strength, one.titles, one.score, _fullness(one.candidate.bib)


def _fullness(bib: Bibliography) -> int:
    """How many facts a record holds; a venue counts for the record of the published paper."""
    facts = (
        bib.authors, bib.published, bib.venue, bib.arxiv_id, bib.doi, bib.url, bib.pages,
        bib.abstract, bib.primary_category,
    )  # fmt: skip
    return sum(1 for fact in facts if fact)


def _rivals(best: Judged, other: Judged) -> bool:
    """Whether ``other`` throws doubt on the accepted ``best``."""
    if same_work(best.candidate.bib, other.candidate.bib):
        return False
    if other.strength >= best.strength:
        return True
    return best.strength < _BY_ABSTRACT and other.titles >= best.titles


def reason_of(found: Evidence) -> str:
    """The evidence in words for the reader."""
    if found.same_id:
        tail = "" if _strength(found) else ", but the titles differ"
        return f"The {found.same_id} are equal{tail}."
    words = [_TITLES[found.titles].format(found.score)]
    if not found.numbers:
        words = ["The titles differ in a number"]
    faults = [
        f"the {found.other_id} differ" if found.other_id else "",
        found.people_fault,
        found.date_fault,
    ]
    told = [fault for fault in faults if fault]
    if found.abstracts is not Abstracts.UNKNOWN or not (told or found.people):
        words.append(_ABSTRACTS[found.abstracts])
    elif found.people:
        words.append("and the authors agree")
    if told:
        words.append("but " + " and ".join(told))
    return ", ".join(words) + "."
