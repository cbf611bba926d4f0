"""Finds the few of many records that can be a paper, without comparing with all."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from readlist.domain.candidates import Candidate
from readlist.domain.identity import Candidates, normal_arxiv_id, normal_doi, title_key
from readlist.domain.matching import Decision, Verdict, judge
from readlist.domain.matching_evidence import title_forms
from readlist.domain.papers import Bibliography

# An abstract is looked up by its first and last words. Of so many characters, enough are letters.
_END, _WORDS_OF_END = 200, 12
# A common part of titles ("A survey") says nothing; so many records are not looked at for it.
_MOST = 50


class CandidateIndex:
    """Records by ids, by whole titles and their parts, by abstracts, and by rare words."""

    def __init__(self, candidates: Iterable[Candidate] = ()) -> None:
        self._candidates: list[Candidate] = []
        self._exact: dict[str, list[int]] = {}
        self._parts: dict[str, list[int]] = {}
        self._near: Candidates[int] = Candidates()
        for candidate in candidates:
            self.add(candidate)

    def __len__(self) -> int:
        return len(self._candidates)

    def add(self, candidate: Candidate) -> None:
        """Take in one record."""
        number = len(self._candidates)
        self._candidates.append(candidate)
        forms = title_forms(candidate.bib.title)
        for key in _exact_keys(candidate.bib):
            self._exact.setdefault(key, []).append(number)
        for part in {forms.key, forms.head, forms.tail} - {""}:
            self._parts.setdefault(part, []).append(number)
        self._near.add(number, forms.key)

    def judge(self, paper: Bibliography) -> Verdict:
        """The verdict on ``paper`` among all records (``matching.judge``)."""
        numbers = self._same(paper)
        verdict = judge(paper, map(self._candidates.__getitem__, numbers))
        if verdict.decision is Decision.ACCEPT:
            return verdict
        more = dict.fromkeys(chain(numbers, self._alike(paper)))
        if len(more) == len(numbers):
            return verdict
        return judge(paper, map(self._candidates.__getitem__, more))

    def _same(self, paper: Bibliography) -> list[int]:
        """Records with an id, the title or an end of the abstract in common."""
        found = chain.from_iterable(self._exact.get(key, ()) for key in _exact_keys(paper))
        return list(dict.fromkeys(found))

    def _alike(self, paper: Bibliography) -> list[int]:
        """Records with a similar title, or with one that is a part of the paper's or holds it."""
        forms = title_forms(paper.title)
        found = [number for number, _ in self._near.near(forms.key)]
        for part in (forms.key, forms.head, forms.tail):
            found += self._parts.get(part, ())[:_MOST] if part else ()
        return found


def _exact_keys(bib: Bibliography) -> list[str]:
    """What a record and a paper that are the same have in common, each kind with its mark."""
    keys = [f"title {title_forms(bib.title).joined}"]
    arxiv = normal_arxiv_id(bib.arxiv_id) or normal_arxiv_id(bib.doi)
    if arxiv:
        keys.append(f"arxiv {arxiv.lower()}")
    if doi := normal_doi(bib.doi):
        keys.append(f"doi {doi}")
    abstract = bib.abstract.strip()
    if len(abstract) >= _END:
        keys.append("begins " + _words(title_key(abstract[:_END]).split()[:_WORDS_OF_END]))
        keys.append("ends " + _words(title_key(abstract[-_END:]).split()[-_WORDS_OF_END:]))
    return keys


def _words(words: list[str]) -> str:
    return "".join(words)
