"""What the words of a query add to one paper's score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from readlist.search.segments import Segment
from readlist.search.words import FIELDS, SAME_BEGINNING, Forms, WordSearch, saturated


class Share(NamedTuple):
    """What one field of a paper adds: the words that were hit, how often, and the score."""

    field: str
    found: tuple[str, ...]
    times: int
    score: float


def word_shares(
    search: WordSearch, text: str, field: str, *, prefix: bool, paper: int
) -> list[Share]:
    """The parts of the paper's score in ``search.word`` of the same arguments."""
    runs = list(search.analyser.runs(text))
    parts = [part for run in runs for part in run.parts]
    found = phrase_shares(search, text, field, prefix=prefix, paper=paper)
    if len(parts) > 1 and len(runs) == 1 and runs[0].joined:
        joined = _shares(search, [runs[0].joined], field, prefix, paper)
        if sum(share.score for share in joined) > sum(share.score for share in found):
            return joined
    return found


def phrase_shares(
    search: WordSearch, text: str, field: str, *, prefix: bool, paper: int
) -> list[Share]:
    """The parts of the paper's score in ``search.phrase`` of the same arguments."""
    parts = [part for run in search.analyser.runs(text) for part in run.parts]
    return _shares(search, parts, field, prefix, paper) if parts else []


def _shares(
    search: WordSearch, parts: Sequence[str], field: str, prefix: bool, paper: int
) -> list[Share]:
    last = len(parts) - 1
    forms = [search.forms(part, prefix and n == last) for n, part in enumerate(parts)]
    idfs = [search.idf(each, FIELDS[field]) for each in forms]
    found: list[Share] = []
    for number, segment in enumerate(search.snapshot.segments):
        doc = _document(segment, paper)
        if doc < 0:
            continue
        own = [each[number] for each in forms]
        for name in FIELDS[field]:
            if len(parts) > 1:
                flags = search.in_a_row(segment, name, own)
                if flags is None or not flags[doc]:
                    continue
            hits: list[tuple[float, str, int]] = []
            norm = segment.norms(name, search.snapshot.average[name])[doc : doc + 1]
            for part, idf in zip(own, idfs, strict=True):
                weight = search.weight(name, idf)
                for row, count, share in _rows(segment, name, part, doc):
                    score = weight * share * float(saturated(np.array([count]), norm)[0])
                    hits.append((score, segment.file.words[row].decode(), count))
            if hits:
                hits.sort(reverse=True)
                words = tuple(dict.fromkeys(word for _, word, _ in hits))
                times = sum(count for _, _, count in hits)
                found.append(Share(name, words, times, sum(score for score, _, _ in hits)))
    return found


def _document(segment: Segment, paper: int) -> int:
    for doc in np.flatnonzero(segment.papers == paper).tolist():
        if segment.alive is None or segment.alive[doc]:
            return int(doc)
    return -1


def _rows(segment: Segment, field: str, forms: Forms, doc: int) -> list[tuple[int, int, float]]:
    """The rows of a word that the document holds in ``field``, how often, and their share."""
    found = []
    for row, share in forms.rows:
        docs, counts = segment.file.postings(field, row)
        place = int(np.searchsorted(docs, doc))
        if place < len(docs) and docs[place] == doc:
            found.append((row, int(counts[place]), share))
    if forms.high > forms.low:
        known = {row for row, _ in forms.rows}
        starts = segment.file.kept(f"{field}.starts")
        docs, counts = segment.file.postings(field, forms.low, forms.high)
        for place in np.flatnonzero(docs == doc).tolist():
            row = int(np.searchsorted(starts, int(starts[forms.low]) + place, side="right")) - 1
            if row not in known:
                found.append((row, int(counts[place]), SAME_BEGINNING))
    return found
