"""Finds the few of many records that can be a paper, without comparing with all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import nlargest
from itertools import chain

from readlist.domain.candidates import Candidate
from readlist.domain.identity import Candidates, normal_arxiv_id, normal_doi, title_key, title_ratio
from readlist.domain.matching import Verdict, judge
from readlist.domain.matching_evidence import title_forms
from readlist.domain.papers import Bibliography

# An abstract is looked up by its first and last words. Of so many characters, enough are letters.
_END, _WORDS_OF_END = 200, 12
# Of the records with a common part of a title ("A survey"), or a common beginning or end of an
# abstract ("Code is available at"), only so many of the most similar titles are compared.
_MOST = 24


class CandidateIndex:
    """Records by ids, by whole titles and their parts, by abstracts, and by rare words."""

    def __init__(self, candidates: Iterable[Candidate] = ()) -> None:
        self._candidates: list[Candidate] = []
        self._exact: dict[str, list[int]] = {}
        self._parts: dict[str, list[int]] = {}
        self._near: Candidates[int] = Candidates()
        for candidate in candidates:
            self.add(candidate)

    def add(self, candidate: Candidate) -> None:
        """Take in one record."""
        number = len(self._candidates)
        self._candidates.append(candidate)
        forms = title_forms(candidate.bib.title)
        for key in (*_exact_keys(candidate.bib), *_abstract_keys(candidate.bib)):
            self._exact.setdefault(key, []).append(number)
        for part in {forms.joined, forms.head, forms.tail} - {""}:
            self._parts.setdefault(part, []).append(number)
        self._near.add(number, forms.key)

    def judge(self, paper: Bibliography) -> Verdict:
        """The verdict on ``paper`` among all records (``matching.judge``)."""
        found: dict[int, None] = {}
        verdict = judge(paper, ())
        for more in (self._same, self._same_abstract, self._alike):
            fresh = dict.fromkeys(number for number in more(paper) if number not in found)
            found |= fresh
            if fresh:
                verdict = judge(paper, map(self._candidates.__getitem__, found))
            if verdict.certain:
                break
        return verdict

    def _same(self, paper: Bibliography) -> Iterable[int]:
        """Records with an id or the title in common."""
        return chain.from_iterable(self._exact.get(key, ()) for key in _exact_keys(paper))

    def _same_abstract(self, paper: Bibliography) -> Iterable[int]:
        """Records with an end of the abstract in common."""
        for key in _abstract_keys(paper):
            yield from self._closest(paper, self._exact.get(key, ()))

    def _alike(self, paper: Bibliography) -> Iterable[int]:
        """Records with a similar title, or with one that is a part of the paper's or holds it."""
        forms = title_forms(paper.title)
        found = [number for number, _ in self._near.near(forms.key)]
        for part in (forms.joined, forms.head, forms.tail):
            found += self._closest(paper, self._parts.get(part, ()) if part else ())
        return found

    def _closest(self, paper: Bibliography, numbers: Sequence[int]) -> Sequence[int]:
        """All of a few records, of many those with the most similar titles."""
        if len(numbers) <= _MOST:
            return numbers
        key = title_forms(paper.title).key
        titles = (title_forms(self._candidates[number].bib.title).key for number in numbers)
        likeness = {n: title_ratio(key, title) for n, title in zip(numbers, titles, strict=True)}
        return nlargest(_MOST, numbers, key=likeness.__getitem__)


def _exact_keys(bib: Bibliography) -> list[str]:
    """The whole title and the ids, each kind with its mark."""
    keys = [f"title {title_forms(bib.title).joined}"]
    arxiv = normal_arxiv_id(bib.arxiv_id) or normal_arxiv_id(bib.doi)
    if arxiv:
        keys.append(f"arxiv {arxiv.lower()}")
    if doi := normal_doi(bib.doi):
        keys.append(f"doi {doi}")
    return keys


def _abstract_keys(bib: Bibliography) -> list[str]:
    """The beginning and the end of the abstract; nothing of a short one."""
    abstract = bib.abstract.strip()
    if len(abstract) < _END:
        return []
    begins = title_key(abstract[:_END]).split()[:_WORDS_OF_END]
    ends = title_key(abstract[-_END:]).split()[-_WORDS_OF_END:]
    return [f"begins {''.join(begins)}", f"ends {''.join(ends)}"]
