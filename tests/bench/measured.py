"""What the search benchmark measures: each phase in a process of its own, on one library.

A question is timed from its text to the 50 best numbers and the total. Every pass asks all of
them in typing order; before each pass our library is opened anew, so that no pass finds the
answers of an earlier one, and one question is asked to warm up. Our passes and FTS5's take turns,
so that whatever else the machine does meets both.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from readlist.library import Library
from tests.bench.corpus import as_page, load
from tests.bench.queries import searches
from tests.bench.references import BEST, Fts5, PlainWhoosh, Text
from tests.bench.relevance import missed, remembered

PASSES = 3
WARM_UP = "warm up the engine"
Figures = dict[str, float]
_PASTED = 20  # titles of the corpus that are asked for whole
_REMEMBERED = 400  # titles of which a few words are asked for
_RELATED = 50
_PAGES, _PAGE = 3, 50
_WHOOSH_QUERIES = 60
_QUESTIONS = "questions.json"


@dataclass(frozen=True, slots=True)
class Bench:
    """``papers`` papers of ``corpus`` in ``folder``."""

    folder: Path
    corpus: Path | None
    papers: int

    @property
    def home(self) -> Path:
        return self.folder / "library"

    def texts(self) -> list[Text]:
        """The library's papers as they are indexed."""
        db = sqlite3.connect(self.home / "library.sqlite3")
        try:
            return db.execute("SELECT id, title, abstract FROM paper ORDER BY id").fetchall()
        finally:
            db.close()

    def questions(self) -> Questions:
        """What ``prepare`` wrote down."""
        known = json.loads((self.folder / _QUESTIONS).read_text(encoding="utf-8"))
        return Questions(**known)


@dataclass(frozen=True, slots=True)
class Questions:
    """Queries of ``words`` alone and those with ``facts``; a few words of titles with the numbers
    of their papers; ``pages`` to import, each with the title of its last paper."""

    words: list[str]
    facts: list[str]
    remembered: list[tuple[int, str]]
    pages: list[tuple[str, str]]


def prepare(bench: Bench) -> Figures:
    """Write down what the other phases ask: their memory must not count the corpus."""
    texts = bench.texts()
    words, facts = searches(title for _, title, _ in texts[:: max(1, len(texts) // _PASTED)])
    real = {paper.title for paper in load(bench.corpus, bench.papers, recombine=False)}
    titles = [(number, title) for number, title, _ in texts if title in real]
    more = load(bench.corpus, bench.papers + _PAGES * _PAGE)[bench.papers :]
    pages = [more[number * _PAGE : (number + 1) * _PAGE] for number in range(_PAGES)]
    questions = Questions(
        words,
        facts,
        remembered(titles[:: max(1, len(titles) // _REMEMBERED)]),
        [(as_page(papers), papers[-1].title) for papers in pages],
    )
    (bench.folder / _QUESTIONS).write_text(json.dumps(asdict(questions)), encoding="utf-8")
    return {"papers": len(texts), "queries": len(words)}


def make(bench: Bench) -> Figures:
    """Import all papers as one page."""
    page = as_page(load(bench.corpus, bench.papers)).encode()
    with Library.open(bench.home) as library:
        began = time.perf_counter()
        _import(library, page)
        return {"import_s": time.perf_counter() - began}


def index(bench: Bench) -> Figures:
    """Make the index anew."""
    with Library.open(bench.home) as library:
        began = time.perf_counter()
        indexed = library.search.rebuild()
        return {"index_papers_per_s": indexed / (time.perf_counter() - began)}


def fill(bench: Bench) -> Figures:
    """Fill the indexes to compare with, those that were not kept: their papers a second."""
    rates = {}
    for reference in (Fts5(bench.folder), PlainWhoosh(bench.folder)):
        with reference:
            rates[f"{reference.name}_index_papers_per_s"] = _filled(reference, bench)
    return rates


def alone(bench: Bench) -> dict[str, object]:
    """Our first pass, and all that goes with an answer."""
    asked = bench.questions()
    with _opened(bench) as library:
        first = [_timed(library, query) for query in asked.words]
    facts, reopening = [], []
    for _ in range(PASSES):
        began = time.perf_counter()
        with _opened(bench) as library:
            reopening.append((time.perf_counter() - began) * 1000)
            facts.append([_timed(library, query) for query in asked.facts])
    with _opened(bench) as library:
        figures = {
            "reopening_ms": statistics.median(reopening),
            **_beside(library, asked.words),
            **_related(library),
            "top5_share": _share(asked, lambda query: library.search.find(query).ids),
            "searchable_after_s": _searchable(library, asked),
        }
    return {"first": first, "facts": facts, **figures}


def together(bench: Bench) -> dict[str, object]:
    """The times of each query and pass: ours, FTS5's, and for evenly chosen queries those of
    plain Whoosh, which is too slow for all."""
    asked = bench.questions()
    sample = asked.words[:: max(1, len(asked.words) // _WHOOSH_QUERIES)]
    ours, fts5 = [], []
    with Fts5(bench.folder) as reference:
        for _ in range(PASSES):
            with _opened(bench) as library:
                ours.append([_timed(library, query) for query in asked.words])
            fts5.append(_pass(reference, asked.words))
        share = _share(asked, lambda query: reference.ask(query)[0])
    with PlainWhoosh(bench.folder) as slow:
        whoosh = [_pass(slow, sample) for _ in range(PASSES)]
    return {"ours": ours, "fts5": fts5, "whoosh": whoosh, "fts5_top5_share": share}


@contextmanager
def _opened(bench: Bench) -> Iterator[Library]:
    with Library.open(bench.home) as library:
        library.search.find(WARM_UP)
        yield library


def _import(library: Library, page: bytes) -> None:
    importing = library.importing
    importing.commit(importing.plan([importing.parse(page, "corpus.txt")]))


def _timed(library: Library, query: str) -> float:
    began = time.perf_counter()
    answer = library.search.find(query)
    _ = answer.ids[:BEST], answer.total
    ms = (time.perf_counter() - began) * 1000
    if answer.by_sql:
        raise RuntimeError(f"the index did not answer {query!r}")
    return ms


def _pass(reference: Fts5 | PlainWhoosh, queries: Sequence[str]) -> list[float]:
    reference.ask(WARM_UP)
    times = []
    for query in queries:
        began = time.perf_counter()
        reference.ask(query)
        times.append((time.perf_counter() - began) * 1000)
    return times


def _filled(reference: Fts5 | PlainWhoosh, bench: Bench) -> float:
    """The papers a second of filling a reference, now or when it was kept."""
    known = bench.folder / f"{reference.name}.json"
    if not known.exists():
        texts = bench.texts()
        known.write_text(json.dumps(len(texts) / reference.fill(texts)))
    return float(json.loads(known.read_text()))


def _share(asked: Questions, best: Callable[[str], Sequence[int]]) -> float:
    return 1 - len(missed(asked.remembered, best)) / len(asked.remembered)


def _beside(library: Library, words: Sequence[str]) -> Figures:
    """Facets of each answer, and the explanation of its best paper."""
    facets, explained = [], []
    for query in words:
        answer = library.search.find(query)
        began = time.perf_counter()
        library.facets.of(answer)
        facets.append((time.perf_counter() - began) * 1000)
        if answer.ids:
            began = time.perf_counter()
            library.search.explain(query, answer.ids[0])
            explained.append((time.perf_counter() - began) * 1000)
    return {
        "facets_ms": statistics.median(facets),
        "facets_p95_ms": percentile(facets, 0.95),
        "facets_max_ms": max(facets),
        "explain_ms": statistics.median(explained),
        "explain_max_ms": max(explained),
    }


def _related(library: Library) -> Figures:
    ids = library.search.find("").ids
    times = []
    for paper in list(ids)[:: max(1, len(ids) // _RELATED)]:
        began = time.perf_counter()
        library.search.related(paper)
        times.append((time.perf_counter() - began) * 1000)
    return {"related_ms": statistics.median(times), "related_max_ms": max(times)}


def _searchable(library: Library, asked: Questions) -> float:
    """The longest time from an import's commit to its papers being found; undone afterwards."""
    longest = 0.0
    for page, title in asked.pages:
        _import(library, page.encode())
        began = time.perf_counter()
        library.search.update()
        found = library.search.find(f'title:"{title}" ').ids
        longest = max(longest, time.perf_counter() - began)
        if not found:
            raise RuntimeError(f"{title!r} was imported and is not found")
    for _ in asked.pages:
        library.history.undo()
    library.search.update()
    return longest


def percentile(times: Sequence[float], share: float) -> float:
    """The value that ``share`` of ``times`` do not exceed."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


PHASES: dict[str, Callable[[Bench], Mapping[str, object]]] = {
    "make": make,
    "prepare": prepare,
    "fill": fill,
    "index": index,
    "alone": alone,
    "together": together,
}
