"""What the services have told of one paper, and which of their records are certain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from readlist.domain.candidates import Candidate
from readlist.domain.matching import Decision, Judged, judge, weigh
from readlist.domain.matching_evidence import Titles, same_id
from readlist.domain.papers import Bibliography

# The most trustworthy first: whose names are whole, and whose venue is the publisher's own.
_RANKS = ("arXiv", "Hugging Face", "Crossref", "Semantic Scholar")
_FILLED = (
    "abstract", "published", "authors", "arxiv_id", "primary_category", "doi", "venue",
    "entry_type", "pages",
)  # fmt: skip


class Gathered:
    """One paper and its records so far.

    ``own`` is the paper as it is; ``known`` is it with what the certain records add, and says
    what is still to be asked.
    """

    def __init__(self, paper_id: int, bib: Bibliography) -> None:
        self.id = paper_id
        self.own = bib
        self._records: list[Candidate] = []
        self._certain: tuple[Candidate, ...] = ()
        self._doubtful: tuple[Candidate, ...] = ()
        self.known = bib

    def take(self, records: Iterable[Candidate]) -> None:
        """Take in an answer, and judge anew."""
        self._records += [record for record in records if record not in self._records]
        self._decide()

    def result(self) -> tuple[Candidate, ...]:
        """The certain record with its further ones, else those that the reader may review (the
        records of one id together)."""
        if self._certain:
            best, *more = self._certain
            return (replace(best, more=tuple(more)),)
        return self._doubtful

    def _decide(self) -> None:
        verdict = judge(self.own, self._records)
        self.known, self._certain, self._doubtful = self.own, (), ()
        if verdict.decision is not Decision.ACCEPT:
            self._doubtful = tuple(_together(verdict.judged))
            return
        # A paper that is found can be recognised by its ids: a record of its DOI has perhaps
        # no abstract and a title that was changed for the journal.
        by_itself = [one.candidate for one in verdict.judged if one.decision is Decision.ACCEPT]
        best = min(by_itself, key=_rank)
        more, known = [], _filled(self.own, best.bib)
        left = [record for record in self._records if record is not best]
        while certain := [one for one in left if weigh(known, one).decision is Decision.ACCEPT]:
            # One that is certain now may bring the id by which another is.
            record = min(certain, key=_rank)
            known = _filled(known, record.bib)
            more.append(record)
            left.remove(record)
        self._certain, self.known = (best, *sorted(more, key=_rank)), known


def _together(judged: Sequence[Judged]) -> Iterator[Candidate]:
    """Doubtful records, those with one id as one with its further ones.

    The first of them stays one that is no less likely than any other, so that putting them
    together makes nothing certain.
    """
    groups: list[list[Judged]] = []
    for one in judged:
        mine = (
            group
            for group in groups
            if all(same_id(one.candidate.bib, other.candidate.bib) for other in group)
        )
        found = next(mine, None)
        if found is None:
            groups.append([one])
        else:
            found.append(one)
    for group in groups:
        likely = [one for one in group if _likelihood(one) == _likelihood(group[0])]
        best = min((one.candidate for one in likely), key=_rank)
        more = (one.candidate for one in group if one.candidate is not best)
        yield replace(best, more=tuple(sorted(more, key=_rank)))


def _likelihood(one: Judged) -> tuple[Decision, int, Titles]:
    return one.decision, one.strength, one.titles


def has_ids(bib: Bibliography) -> bool:
    """Whether the paper has an id by which services know it."""
    return bool(bib.arxiv_id or bib.doi)


def lacks(bib: Bibliography, fields: Sequence[str]) -> bool:
    """Whether the paper lacks one of the fields; a date without a day counts as lacking."""
    return any(not getattr(bib, name) for name in fields) or (
        "published" in fields and bib.published is not None and not bib.published.day
    )


def _filled(bib: Bibliography, other: Bibliography) -> Bibliography:
    added = {name: getattr(other, name) for name in _FILLED if not getattr(bib, name)}
    return replace(bib, **added)


def _rank(record: Candidate) -> int:
    return _RANKS.index(record.source) if record.source in _RANKS else len(_RANKS)
