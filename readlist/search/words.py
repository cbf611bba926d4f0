"""Answers words, beginnings and phrases from a snapshot, with BM25 scores by field.

An answer is one number for each paper: its score, 0 for a paper that does not match. A hit in a
field counts by the field's weight; a word in another form than the one asked for counts less
than the form itself. A phrase counts what its words count in the fields where they stand in a
row. Whoosh's evaluation of the same words gives the same answers (a test compares them), by a call
for each posting; here each list of postings is one array.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from readlist.search.analysis import Analyser
from readlist.search.arrays import Array
from readlist.search.schema import ALL_FIELDS, WEIGHTS
from readlist.search.segments import K1, Segment, Snapshot

SAME_STEM = 0.7
SAME_BEGINNING = 0.5
_KEPT = 48  # answers to parts of earlier queries, kept for the next keystroke
FIELDS = {
    "": ALL_FIELDS,
    "title": ("title",),
    "abstract": ("abstract",),
    "author": ("authors",),
    "note": ("notes",),
    "comment": ("comments",),
}


@dataclass(frozen=True, slots=True)
class Forms:
    """The rows of one segment that a word stands for.

    ``rows`` with their shares are forms of the word; all rows in [``low``, ``high``) begin with
    it, and count SAME_BEGINNING when they are not among ``rows``.
    """

    rows: tuple[tuple[int, float], ...]
    low: int = 0
    high: int = 0

    def outside(self) -> list[int]:
        """The rows that do not lie in the range."""
        return [row for row, _ in self.rows if not self.low <= row < self.high]


class WordSearch:
    """Scores by paper of what a query's words ask for. Answers must not be changed."""

    def __init__(self, snapshot: Snapshot, analyser: Analyser, step: Callable[[], None]) -> None:
        self.snapshot = snapshot
        self.step = step  # called now and then; may raise to end the search
        self.analyser = analyser
        self._answers: OrderedDict[tuple[object, ...], Array] = OrderedDict()
        self._forms: dict[tuple[str, bool], list[Forms]] = {}

    def word(self, text: str, field: str = "", *, prefix: bool = False) -> Array | None:
        """The scores of a word; None when ``text`` holds no letter or digit.

        A compound ("GPT-4") is found as its parts in a row and as one word.
        """
        runs = list(self.analyser.runs(text))
        parts = tuple(part for run in runs for part in run.parts)
        if not parts:
            return None
        found = self._row(parts, field, prefix)
        if len(runs) == 1 and runs[0].joined:
            return np.maximum(found, self._single(runs[0].joined, field, prefix))
        return found

    def phrase(self, text: str, field: str = "", *, prefix: bool = False) -> Array | None:
        """The scores of words in a row, the last one perhaps begun only."""
        parts = tuple(part for run in self.analyser.runs(text) for part in run.parts)
        return self._row(parts, field, prefix) if parts else None

    def in_order(self, texts: Sequence[str], *, prefix: bool = False) -> Array | None:
        """What the words of ``texts`` count in titles that have all of them in this order, others
        between them or not; None for less than two words. With ``prefix`` the last one may be
        begun only."""
        parts = tuple(
            part for text in texts for run in self.analyser.runs(text) for part in run.parts
        )
        if len(parts) < 2:
            return None
        return self._known(("order", parts, prefix), lambda: self._ordered(parts, prefix))

    def forms(self, word: str, prefix: bool) -> list[Forms]:
        """The rows that a word stands for, by segment."""
        known = self._forms.get((word, prefix))
        if known is None:
            segments = self.snapshot.segments
            known = [self._forms_in(segment, word, prefix) for segment in segments]
            if len(self._forms) >= _KEPT * 4:
                self._forms.clear()
            self._forms[word, prefix] = known
        return known

    def frequency(self, forms: Sequence[Forms], field: str) -> int:
        """The number of a word's postings in one field."""
        pairs = zip(self.snapshot.segments, forms, strict=True)
        return sum(_items(segment, field, "starts", each) for segment, each in pairs)

    def idf(self, forms: Sequence[Forms], fields: Sequence[str]) -> float:
        """How rare a word is: by the field that has the most of it."""
        papers = self.snapshot.papers
        most = min(papers, max(self.frequency(forms, name) for name in fields))
        return log(1 + (papers - most + 0.5) / (most + 0.5))

    def add(self, scores: Array, segment: Segment, field: str, forms: Forms, weight: float) -> None:
        """Add a word's scores in one field of one segment, by document."""
        norms = segment.norms(field, self.snapshot.average[field])
        for row, share in forms.rows:
            docs, counts = segment.file.postings(field, row)
            if len(docs):
                inside = SAME_BEGINNING if forms.low <= row < forms.high else 0.0
                scores[docs] += weight * (share - inside) * saturated(counts, norms[docs])
        if forms.high > forms.low:
            docs, counts = segment.file.postings(field, forms.low, forms.high)
            if len(docs):
                each = saturated(counts, norms[docs])
                sums = np.bincount(docs, each, minlength=segment.size)
                scores += weight * SAME_BEGINNING * sums

    def weight(self, field: str, idf: float) -> float:
        """What a hit in ``field`` counts at most."""
        return WEIGHTS[field] * idf * (K1 + 1)

    def in_a_row(self, segment: Segment, field: str, parts: Sequence[Forms]) -> Array | None:
        """The documents, flagged, where the parts follow each other; None for none."""
        counts = [_items(segment, field, "places", part) for part in parts]
        if not all(counts):
            return None
        order = sorted(range(len(parts)), key=counts.__getitem__)
        marks = segment.marks(field)
        starts = _slots(segment, field, parts[order[0]]) - order[0]
        starts = starts[(starts >= 0) & (starts + len(parts) < len(marks))]
        for number in order[1:]:
            slots = _slots(segment, field, parts[number])
            marks[slots] = True
            starts = starts[marks[starts + number]]
            marks[slots] = False
            if not len(starts):
                return None
        flags = np.zeros(segment.size, bool)
        bases = segment.file.kept(f"{field}.bases")
        flags[np.searchsorted(bases, starts, side="right") - 1] = True
        return flags

    def _single(self, word: str, field: str, prefix: bool) -> Array:
        return self._known(("word", word, field, prefix), lambda: self._word(word, field, prefix))

    def _row(self, parts: tuple[str, ...], field: str, prefix: bool) -> Array:
        if len(parts) == 1:
            return self._single(parts[0], field, prefix)
        key = ("row", parts, field, prefix)
        return self._known(key, lambda: self._phrase(parts, field, prefix))

    def _ordered(self, parts: Sequence[str], prefix: bool) -> Array:
        last = len(parts) - 1
        forms = [self.forms(part, prefix and n == last) for n, part in enumerate(parts)]
        found = np.zeros(self.snapshot.size)
        for number, segment in enumerate(self.snapshot.segments):
            own = [each[number] for each in forms]
            flags = _in_order(segment, "title", own)
            if flags is not None:
                idfs = [self.idf(each, ALL_FIELDS) for each in forms]
                settle(found, segment, self._together(segment, "title", own, idfs) * flags)
        return found

    def _together(
        self, segment: Segment, field: str, parts: Sequence[Forms], idfs: Sequence[float]
    ) -> Array:
        """The sum of some words' scores in one field of one segment, by document."""
        scores = np.zeros(segment.size)
        for part, idf in zip(parts, idfs, strict=True):
            self.add(scores, segment, field, part, self.weight(field, idf))
        return scores

    def _known(self, key: tuple[object, ...], work: Callable[[], Array]) -> Array:
        found = self._answers.get(key)
        if found is None:
            self.step()
            found = self._answers[key] = work()
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
        else:
            self._answers.move_to_end(key)
        return found

    def _forms_in(self, segment: Segment, word: str, prefix: bool) -> Forms:
        file = segment.file
        words, stems = file.words, file.stems
        place = stems.row(self.analyser.stem(word).encode())
        rows: tuple[tuple[int, float], ...] = ()
        if place >= 0:
            starts = file.kept("stems.starts")
            members = file.kept("stems.rows")[starts[place] : starts[place + 1]].tolist()
            exact = words.row(word.encode())
            rows = tuple((row, 1.0 if row == exact else SAME_STEM) for row in members)
        return Forms(rows, *(words.range(word.encode()) if prefix else ()))

    def _word(self, word: str, field: str, prefix: bool) -> Array:
        forms = self.forms(word, prefix)
        fields = FIELDS[field]
        idf = self.idf(forms, fields)
        found = np.zeros(self.snapshot.size)
        for segment, each in zip(self.snapshot.segments, forms, strict=True):
            if not each.rows and each.high <= each.low:
                continue
            scores = np.zeros(segment.size)
            for name in fields:
                self.add(scores, segment, name, each, self.weight(name, idf))
            settle(found, segment, scores)
        return found

    def _phrase(self, parts: Sequence[str], field: str, prefix: bool) -> Array:
        last = len(parts) - 1
        forms = [self.forms(part, prefix and n == last) for n, part in enumerate(parts)]
        fields = FIELDS[field]
        idfs = [self.idf(each, fields) for each in forms]
        found = np.zeros(self.snapshot.size)
        for number, segment in enumerate(self.snapshot.segments):
            own = [each[number] for each in forms]
            total = np.zeros(segment.size)
            for name in fields:
                self.step()
                flags = self.in_a_row(segment, name, own)
                if flags is not None:
                    total += self._together(segment, name, own, idfs) * flags
            settle(found, segment, total)
        return found


def saturated(counts: Array, norms: Array) -> Array:
    """BM25's share of a word's weight: more for more hits, up to 1."""
    times = counts.astype(np.float32)
    share: Array = times / (times + norms)
    return share


def _items(segment: Segment, field: str, kind: str, forms: Forms) -> int:
    """The number of a word's postings (``starts``) or slots (``places``) in one field."""
    starts = segment.file.kept(f"{field}.{kind}")
    number = sum(int(starts[row + 1]) - int(starts[row]) for row in forms.outside())
    return number + int(starts[forms.high]) - int(starts[forms.low])


def _slots(segment: Segment, field: str, forms: Forms) -> Array:
    """Where a word stands, in no order."""
    file = segment.file
    found = [file.slots(field, row) for row in forms.outside()]
    if forms.high > forms.low:
        found.append(file.slots(field, forms.low, forms.high))
    return (found[0] if len(found) == 1 else np.concatenate(found)).astype(np.int64)


def _in_order(segment: Segment, field: str, parts: Sequence[Forms]) -> Array | None:
    """The documents, flagged, that have the parts in this order; None for none."""
    bases = segment.file.kept(f"{field}.bases").astype(np.int64)
    docs, slots = np.zeros(0, np.int64), np.zeros(0, np.int64)
    for number, part in enumerate(parts):
        if not _items(segment, field, "places", part):
            return None
        here = np.sort(_slots(segment, field, part))
        if number == 0:
            # The first place of each document leaves most room for the others.
            of_slot = np.searchsorted(bases, here, side="right") - 1
            docs, first = np.unique(of_slot, return_index=True)
            slots = here[first]
        else:
            place = np.searchsorted(here, slots, side="right")
            slots = here[np.minimum(place, len(here) - 1)]
            kept = (place < len(here)) & (slots < bases[docs + 1])
            docs, slots = docs[kept], slots[kept]
    if not len(docs):
        return None
    flags = np.zeros(segment.size, bool)
    flags[docs] = True
    return flags


def settle(found: Array, segment: Segment, scores: Array) -> None:
    """Add the scores of a segment's living documents to those by paper."""
    if segment.alive is None:
        found[segment.papers] += scores
    else:
        found[segment.papers[segment.alive]] += scores[segment.alive]
