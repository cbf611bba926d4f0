"""The same questions put to Whoosh's own searcher on the same index.

A word becomes a disjunction of terms whose boosts are what the word counts, so that Whoosh walks
the postings, adds, intersects, compares positions and scores by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import log
from pathlib import Path

from whoosh import query as wq
from whoosh import scoring
from whoosh.matching import binary
from whoosh.query import spans

from readlist.domain.query import And, Node, Not, Or, Phrase, Word
from readlist.library.searching_merge import ORDER, words_in_order
from readlist.search.analysis import Analyser
from readlist.search.files import open_index
from readlist.search.schema import ALL_FIELDS, ID, WEIGHTS, Whoosh
from readlist.search.segments import K1, B
from readlist.search.words import FIELDS, SAME_BEGINNING, SAME_STEM


class _Saturation(scoring.WeightingModel):  # type: ignore[misc] # Whoosh has no types
    def __init__(self, averages: dict[str, float]) -> None:
        self._averages = averages

    def scorer(self, searcher: Whoosh, fieldname: str, *_: object, **__: object) -> Whoosh:
        return _Scorer(searcher, fieldname, self._averages[fieldname])


class _Scorer(scoring.BaseScorer):  # type: ignore[misc]
    def __init__(self, searcher: Whoosh, field: str, average: float) -> None:
        self._length = searcher.doc_field_length
        self._field = field
        self._average = average or 1.0

    def score(self, matcher: Whoosh) -> float:
        weight: float = matcher.weight()
        length = self._length(matcher.id(), self._field)
        return float(weight / (weight + K1 * ((1 - B) + B * length / self._average)))


class _Best(wq.DisjunctionMax):  # type: ignore[misc]
    """The better of two; Whoosh's own takes the score of whatever document the other stands at."""

    def _matcher(self, subs: Sequence[Whoosh], searcher: Whoosh, context: Whoosh) -> Whoosh:
        return _BestMatcher(*(sub.matcher(searcher, context) for sub in subs))


class _BestMatcher(binary.DisjunctionMaxMatcher):  # type: ignore[misc]
    def score(self) -> float:
        here = [m for m in (self.a, self.b) if m.is_active() and m.id() == self.id()]
        return float(max(m.score() for m in here))

    def replace(self, *_: object) -> Whoosh:
        return self


class WhooshAnswers:
    """Scores by paper, of Whoosh's own evaluation."""

    def __init__(self, folder: Path) -> None:
        self._index = open_index(folder)
        self._reader = self._index.reader()
        self._analyser = Analyser()
        self._words = {
            name: [text.decode() for field, text in self._reader.all_terms() if field == name]
            for name in ALL_FIELDS
        }
        self._papers = self._reader.doc_count()
        lengths = {
            name: sum(
                self._reader.doc_field_length(doc, name) for doc in self._reader.all_doc_ids()
            )
            for name in ALL_FIELDS
        }
        averages = {name: length / self._papers for name, length in lengths.items()}
        self._searcher = self._index.searcher(weighting=_Saturation(averages))
        self._forms = cache(self._find_forms)
        self._frequency = cache(self._find_frequency)
        self._stem = cache(self._analyser.stem)

    def close(self) -> None:
        self._searcher.close()
        self._reader.close()
        self._index.close()

    def scores(self, root: Node) -> dict[int, float]:
        """The papers that answer ``root``, a tree of words, with their scores.

        What is excluded is looked for by itself: Whoosh's And with a Not adds a point to every
        score, and its AndNot keeps the first paper that it should leave out.
        """
        # A part that is written twice counts once.
        parts = tuple(dict.fromkeys(root.parts)) if isinstance(root, And) else (root,)
        wanted = [self._compiled(part) for part in parts if not isinstance(part, Not)]
        scores = self._searched(wq.And(wanted))
        for part in parts:
            if isinstance(part, Not):
                for paper in self._searched(self._compiled(part.part)):
                    scores.pop(paper, None)
        for paper, score in self._in_order(root).items():
            if paper in scores:
                scores[paper] += ORDER * score
        return scores

    def _in_order(self, root: Node) -> dict[int, float]:
        texts, begun = words_in_order(root)
        row = [part for text in texts for run in self._analyser.runs(text) for part in run.parts]
        terms = [
            self._terms(part, "title", ALL_FIELDS, begun and n == len(row) - 1)
            for n, part in enumerate(row)
        ]
        return self._searched(spans.SpanNear2(terms, slop=1000)) if len(texts) > 1 else {}

    def _searched(self, asked: Whoosh) -> dict[int, float]:
        found = self._searcher.search(asked, limit=None)
        return {hit[ID]: hit.score for hit in found}

    def _compiled(self, node: Node) -> Whoosh:
        match node:
            case And(parts):
                return wq.And([self._compiled(part) for part in dict.fromkeys(parts)])
            case Or(parts):
                return wq.Or([self._compiled(part) for part in dict.fromkeys(parts)])
            case Phrase(text, field, prefix):
                row = [part for run in self._analyser.runs(text) for part in run.parts]
                return self._row(row, FIELDS[field], prefix)
            case Word(text, field, prefix, open=begun):
                return self._word(text, FIELDS[field], prefix or begun)
        raise TypeError(f"{node} asks for no words")

    def _word(self, text: str, fields: Sequence[str], prefix: bool) -> Whoosh:
        runs = list(self._analyser.runs(text))
        row = self._row([part for run in runs for part in run.parts], fields, prefix)
        if len(runs) == 1 and runs[0].joined:
            joined = self._row([runs[0].joined], fields, prefix)
            return _Best([row, joined])
        return row

    def _row(self, parts: Sequence[str], fields: Sequence[str], prefix: bool) -> Whoosh:
        last = len(parts) - 1
        in_fields = []
        for field in fields:
            terms = [
                self._terms(part, field, tuple(fields), prefix and n == last)
                for n, part in enumerate(parts)
            ]
            in_fields.append(terms[0] if len(terms) == 1 else spans.SpanNear2(terms))
        return wq.Or(in_fields)

    def _terms(self, part: str, field: str, fields: tuple[str, ...], prefix: bool) -> Whoosh:
        """A word in one field: all of its forms."""
        counts = [
            sum(self._frequency(name, word) for word, _ in forms)
            for name in fields
            for forms in [self._forms(name, part, prefix)]
        ]
        most = min(max(counts), self._papers)
        idf = log(1 + (self._papers - most + 0.5) / (most + 0.5))
        weight = WEIGHTS[field] * idf * (K1 + 1)
        return wq.Or(
            [
                wq.Term(field, word.encode(), boost=weight * share)
                for word, share in self._forms(field, part, prefix)
            ]
        )

    def _find_frequency(self, field: str, word: str) -> int:
        return int(self._reader.doc_frequency(field, word.encode()))

    def _find_forms(self, field: str, part: str, prefix: bool) -> list[tuple[str, float]]:
        stem = self._stem(part)
        found = []
        for word in self._words[field]:
            if word == part:
                found.append((word, 1.0))
            elif self._stem(word) == stem:
                found.append((word, SAME_STEM))
            elif prefix and word.startswith(part):
                found.append((word, SAME_BEGINNING))
        return found
