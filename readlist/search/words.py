"""Answers words, prefixes and phrases from a snapshot, with BM25 scores by field.

A hit in a field counts by the field's weight; a word in another form than the one asked for
counts less than the form itself.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from math import log

from readlist.search.analysis import Analyser
from readlist.search.schema import ALL_FIELDS, WEIGHTS
from readlist.search.segments import K1, Segment, Snapshot, Term

Scores = dict[int, float]

SAME_STEM = 0.7
SAME_BEGINNING = 0.5
_HEAD = 2  # letters that a word and its stem surely share
_KEPT = 1_000_000  # scores of earlier answers kept for the next keystroke
_FIELDS = {
    "": ALL_FIELDS,
    "title": ("title",),
    "abstract": ("abstract",),
    "author": ("authors",),
    "note": ("notes",),
    "comment": ("comments",),
}


class WordSearch:
    """Scores by paper of what a query's words ask for. Answers must not be changed."""

    def __init__(self, snapshot: Snapshot, analyser: Analyser, step: Callable[[], None]) -> None:
        self.snapshot = snapshot
        self.step = step  # called now and then; may raise to end the search
        self._analyser = analyser
        self._answers: OrderedDict[tuple[object, ...], Scores] = OrderedDict()
        self._kept = 0

    def word(self, text: str, field: str = "", *, prefix: bool = False) -> Scores | None:
        """The papers with a word; None when ``text`` holds no letter or digit.

        A compound ("GPT-4") is found as its parts in a row and as one word.
        """
        runs = list(self._analyser.runs(text))
        parts = [part for run in runs for part in run.parts]
        if len(parts) < 2:
            return self._single(parts[0], field, prefix) if parts else None
        found = dict(self._row(tuple(parts), field, prefix))
        if len(runs) == 1 and runs[0].joined:
            for paper, score in self._single(runs[0].joined, field, prefix).items():
                found[paper] = max(score, found.get(paper, 0.0))
        return found

    def phrase(self, text: str, field: str = "", *, prefix: bool = False) -> Scores | None:
        """The papers with these words in a row, the last one perhaps begun only."""
        parts = [part for run in self._analyser.runs(text) for part in run.parts]
        if len(parts) < 2:
            return self._single(parts[0], field, prefix) if parts else None
        return self._row(tuple(parts), field, prefix)

    def _single(self, word: str, field: str, prefix: bool) -> Scores:
        return self._known(("word", word, field, prefix), lambda: self._word(word, field, prefix))

    def _row(self, parts: tuple[str, ...], field: str, prefix: bool) -> Scores:
        if len(parts) == 1:
            return self._single(parts[0], field, prefix)
        short = len(parts[-1]) < _HEAD  # too many words begin with one letter
        key = ("row", parts, field, prefix and not short)
        found = self._known(key, lambda: self._phrase(parts, field, prefix and not short))
        # "text-t" is on its way to "text-to-image", but "GPT-4" means the 4.
        begun = prefix and short and parts[-1].isalpha()
        return found or (self._row(parts[:-1], field, False) if begun else found)

    def _known(self, key: tuple[object, ...], work: Callable[[], Scores]) -> Scores:
        found = self._answers.get(key)
        if found is None:
            self.step()
            found = self._answers[key] = work()
            self._kept += len(found)
            while self._kept > _KEPT and len(self._answers) > 1:
                _, old = self._answers.popitem(last=False)
                self._kept -= len(old)
        else:
            self._answers.move_to_end(key)
        return found

    def _forms(
        self, segment: Segment, field: str, word: str, prefix: bool
    ) -> list[tuple[Term, float]]:
        """The words of a segment that ``word`` stands for, and what each counts."""
        group = segment.group(field, self._analyser.stem(word))
        forms = [(term, 1.0 if term.word == word else SAME_STEM) for term in group]
        if prefix:
            known = {term.offset for term in group}
            forms += [
                (term, SAME_BEGINNING)
                for term in segment.bucket(field, word[:_HEAD])
                if term.word.startswith(word) and term.offset not in known
            ]
        return forms

    def _word(self, word: str, field: str, prefix: bool) -> Scores:
        found: list[tuple[Segment, str, list[tuple[Term, float]]]] = []
        frequency = 0
        for name in _FIELDS[field]:
            in_field = 0
            for segment in self.snapshot.segments:
                forms = self._forms(segment, name, word, prefix)
                if forms:
                    found.append((segment, name, forms))
                    in_field += sum(term.df for term, _ in forms)
            frequency = max(frequency, in_field)
        idf = self._idf(frequency)
        scores: Scores = {}
        for segment, name, forms in found:
            weight = WEIGHTS[name] * idf * (K1 + 1)
            norms = segment.norms(name, self.snapshot.average[name])
            _add(scores, segment, norms, weight, forms)
        return scores

    def _phrase(self, parts: Sequence[str], field: str, prefix: bool) -> Scores:
        hits: list[tuple[Segment, str, dict[int, int]]] = []
        frequency = 0
        for name in _FIELDS[field]:
            in_field = 0
            for segment in self.snapshot.segments:
                counts = self._rows(segment, name, parts, prefix)
                if counts:
                    hits.append((segment, name, counts))
                    in_field += len(counts)
            frequency = max(frequency, in_field)
        idf = self._idf(frequency) * len(parts)
        scores: Scores = {}
        for segment, name, counts in hits:
            norms = segment.norms(name, self.snapshot.average[name])
            weight = WEIGHTS[name] * idf * (K1 + 1)
            for doc, count in counts.items():
                if doc not in segment.deleted:
                    paper = segment.papers[doc]
                    scores[paper] = scores.get(paper, 0.0) + weight * count / (count + norms[doc])
        return scores

    def _rows(
        self, segment: Segment, field: str, parts: Sequence[str], prefix: bool
    ) -> dict[int, int]:
        """How often each document has the parts in a row."""
        groups = []
        for number, part in enumerate(parts):
            last = number == len(parts) - 1
            terms = [term for term, _ in self._forms(segment, field, part, prefix and last)]
            if not terms:
                return {}
            groups.append((sum(term.df for term in terms), number, terms))
        starts: dict[int, set[int]] | None = None
        for _, number, terms in sorted(groups, key=lambda group: group[0]):
            places = _starts(segment, terms, number, starts)
            if starts is None:
                starts = places
            else:
                starts = {d: both for d in places if (both := starts[d] & places[d])}
            if not starts:
                return {}
        return {doc: len(found) for doc, found in (starts or {}).items()}

    def _idf(self, frequency: int) -> float:
        papers = self.snapshot.papers
        frequency = min(frequency, papers)
        return log(1 + (papers - frequency + 0.5) / (frequency + 0.5))


def _add(
    scores: Scores,
    segment: Segment,
    norms: Sequence[float],
    weight: float,
    forms: Sequence[tuple[Term, float]],
) -> None:
    """Add a word's scores in one field of one segment."""
    papers, deleted, get = segment.papers, segment.deleted, scores.get
    for term, share in forms:
        factor = weight * share
        for docs, counts in segment.frequencies(term):
            pairs = zip(docs, counts or (1.0,) * len(docs), strict=True)
            if deleted:
                pairs = ((doc, tf) for doc, tf in pairs if doc not in deleted)  # type: ignore[assignment]
            for doc, tf in pairs:
                paper = papers[doc]
                scores[paper] = get(paper, 0.0) + factor * tf / (tf + norms[doc])


def _starts(
    segment: Segment, terms: Sequence[Term], number: int, among: dict[int, set[int]] | None
) -> dict[int, set[int]]:
    """Where a row would begin whose part ``number`` is one of ``terms``, by document."""
    found: dict[int, set[int]] = {}
    for term in terms:
        for block in segment.blocks(term):
            for place, doc in enumerate(block.docs):
                if among is None or doc in among:
                    positions = array("I")
                    positions.frombytes(block.values[place])
                    starts = {position - number for position in positions}
                    found[doc] = found[doc] | starts if doc in found else starts
    return found
