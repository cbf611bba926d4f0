"""Measures how papers under damaged titles are matched with records, and prints one table.

    .venv/bin/python tests/bench/matching.py [--corpus PATH] [--pairs N] [--json FILE]

Each paper has a damaged title; the records are the whole corpus (without one: papers made of the
seeds' sentences). Three sorts of records and papers are asked: with abstracts, numbers of authors
and years; without abstracts, as most .bib files are; and by nothing but the titles. Each paper is
asked twice: with its record among them, where anything else is a mistake, and without it, where
any match is one. "Siblings" replaces each paper's record by other works of a similar title.
At last 10,000 papers are asked of 100,000 records.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from readlist.domain.candidates import Candidate  # noqa: E402
from readlist.domain.dates import PartialDate  # noqa: E402
from readlist.domain.matching import Decision, Verdict  # noqa: E402
from readlist.domain.matching_index import CandidateIndex  # noqa: E402
from readlist.domain.papers import Bibliography  # noqa: E402
from tests.bench.corpus import BenchPaper, load  # noqa: E402
from tests.bench.damage import DAMAGES, damaged, siblings  # noqa: E402

ALL = 1_000_000
GENERATED = 20_000
MANY_RECORDS, MANY_PAPERS = 100_000, 10_000
SHOWN = 12
# What the papers and the records of each measurement have besides their titles.
KNOWN = {
    "with abstracts": ("abstract", "authors", "year"),
    "without abstracts": ("authors", "year"),
    "titles alone": (),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A paper of the corpus under a damaged title."""

    number: int
    kind: str
    title: str


@dataclass(slots=True)
class Outcome:
    """What became of the pairs of one measurement."""

    asked: int = 0
    right: int = 0
    review: int = 0
    unmatched: int = 0
    wrong: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def figures(self) -> dict[str, object]:
        accepted = self.right + self.wrong
        return {
            "asked": self.asked,
            "precision": self.right / accepted if accepted else 1.0,
            "recall": self.right / self.asked,
            "review": self.review,
            "unmatched": self.unmatched,
            "wrong": self.wrong,
            "seconds": round(self.seconds, 2),
            "missed": dict(self.missed),
            "failures": self.failures,
        }


def pairs(papers: Sequence[BenchPaper], count: int, chance: random.Random) -> list[Pair]:
    """``count`` pairs: the kinds of damage in equal parts, as far as each applies."""
    found: list[Pair] = []
    kinds = sorted(DAMAGES, key=lambda kind: _applies(papers, kind))
    for place, kind in enumerate(kinds):
        wanted = (count - len(found)) // (len(kinds) - place)
        numbers = chance.sample(range(len(papers)), len(papers))
        made = (Pair(n, kind, damaged(papers[n].title, kind, chance)) for n in numbers)
        found += _first((pair for pair in made if pair.title), wanted)
    return found


def _applies(papers: Sequence[BenchPaper], kind: str) -> int:
    return sum(1 for paper in papers if damaged(paper.title, kind, random.Random(0)))  # noqa: S311


def _first(pairs_: Iterable[Pair], wanted: int) -> list[Pair]:
    return [pair for _, pair in zip(range(wanted), pairs_, strict=False)]


def as_paper(paper: BenchPaper, title: str, known: Sequence[str]) -> Bibliography:
    """What is known of a paper, or says a record."""
    return Bibliography(
        title=title,
        abstract=paper.abstract if "abstract" in known else "",
        authors_count=paper.authors if "authors" in known else None,
        published=PartialDate(paper.year) if "year" in known else None,
    )


def as_record(number: int, paper: BenchPaper, known: Sequence[str]) -> Candidate:
    """A paper as a record of the corpus."""
    bib = as_paper(paper, paper.title, known)
    return Candidate(bib=bib, source=f"record {number}", record=str(number))


def present(papers: Sequence[BenchPaper], asked: Sequence[Pair], known: Sequence[str]) -> Outcome:
    """Every paper's own record is among the records."""
    index = CandidateIndex(as_record(n, paper, known) for n, paper in enumerate(papers))
    outcome = Outcome()
    began = time.perf_counter()
    for pair in asked:
        verdict = index.judge(as_paper(papers[pair.number], pair.title, known))
        _note(outcome, pair, papers[pair.number].title, verdict, str(pair.number))
    outcome.seconds = time.perf_counter() - began
    return outcome


def absent(papers: Sequence[BenchPaper], asked: Sequence[Pair], known: Sequence[str]) -> Outcome:
    """No paper's own record is among the records: whatever is accepted is wrong."""
    gone = {pair.number for pair in asked}
    records = (as_record(n, paper, known) for n, paper in enumerate(papers) if n not in gone)
    return _all_wrong(CandidateIndex(records), papers, asked, known)


def near(papers: Sequence[BenchPaper], asked: Sequence[Pair], known: Sequence[str]) -> Outcome:
    """Other works of a similar title, year and number of authors stand for each paper's record."""
    chance = random.Random(7)  # noqa: S311 - for repeatable papers, not for secrets
    gone = {pair.number for pair in asked}
    left = [number for number in range(len(papers)) if number not in gone]
    records = [as_record(n, paper, known) for n, paper in enumerate(papers) if n not in gone]
    for number in sorted(gone):
        paper = papers[number]
        for title in siblings(paper.title, chance):
            other = papers[chance.choice(left)]
            bib = as_paper(
                BenchPaper(title, other.abstract, paper.authors, paper.year), title, known
            )
            records.append(Candidate(bib=bib, source=f"sibling of {number}"))
    return _all_wrong(CandidateIndex(records), papers, asked, known)


def _all_wrong(
    index: CandidateIndex,
    papers: Sequence[BenchPaper],
    asked: Sequence[Pair],
    known: Sequence[str],
) -> Outcome:
    outcome = Outcome()
    began = time.perf_counter()
    for pair in asked:
        verdict = index.judge(as_paper(papers[pair.number], pair.title, known))
        _note(outcome, pair, papers[pair.number].title, verdict, "")
    outcome.seconds = time.perf_counter() - began
    return outcome


def _note(outcome: Outcome, pair: Pair, whole: str, verdict: Verdict, right: str) -> None:
    outcome.asked += 1
    outcome.review += verdict.decision is Decision.REVIEW
    outcome.unmatched += verdict.decision is Decision.NONE
    if verdict.chosen is not None and verdict.chosen.record == right and right:
        outcome.right += 1
        return
    if right:
        outcome.missed[pair.kind] += 1
    if verdict.chosen is not None:
        outcome.wrong += 1
    if right or verdict.chosen is not None:
        got = verdict.chosen.bib.title if verdict.chosen else str(verdict.decision)
        outcome.failures.append(
            f"{pair.kind}: {pair.title!r} of {whole!r}: {got}: {verdict.reason}"
        )


def many(corpus: Path | None, chance: random.Random) -> dict[str, object]:
    """The time of 10,000 papers, half of them damaged, among 100,000 records."""
    papers = load(corpus, MANY_RECORDS)
    known = KNOWN["with abstracts"]
    candidates = [as_record(n, paper, known) for n, paper in enumerate(papers)]
    asked = [
        as_paper(
            papers[n],
            damaged(papers[n].title, chance.choice(list(DAMAGES)), chance) or papers[n].title,
            known,
        )
        for n in chance.sample(range(len(papers)), MANY_PAPERS)
    ]
    began = time.perf_counter()
    index = CandidateIndex(candidates)
    indexed = time.perf_counter()
    accepted = sum(index.judge(paper).decision is Decision.ACCEPT for paper in asked)
    return {
        "records": len(candidates),
        "papers": len(asked),
        "accepted": accepted,
        "index_s": round(indexed - began, 2),
        "match_s": round(time.perf_counter() - indexed, 2),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, help="real papers, as JSON lines")
    parser.add_argument("--pairs", type=int, default=2_000)
    parser.add_argument("--json", type=Path, help="write the figures and all failures")
    options = parser.parse_args(arguments)
    papers = load(
        options.corpus, ALL if options.corpus else GENERATED, recombine=not options.corpus
    )
    asked = pairs(papers, options.pairs, random.Random(4))  # noqa: S311 - repeatable, no secret
    figures: dict[str, dict[str, object]] = {}
    print(f"{len(papers)} records, {len(asked)} papers: "
          f"{dict(Counter(pair.kind for pair in asked))}\n")  # fmt: skip
    print(f"{'':34}{'precision':>10}{'recall':>9}{'wrong':>7}{'review':>8}{'none':>7}{'s':>7}")
    for name, known in KNOWN.items():
        for how, outcome in (
            ("", present(papers, asked, known)),
            (", record missing", absent(papers, asked, known)),
            (", siblings", near(papers, asked, known)),
        ):
            figures[name + how] = row = outcome.figures()
            shares = f"{row['precision']:10.3%}{row['recall']:9.2%}" if not how else f"{'':19}"
            print(f"{name + how:34}{shares}{outcome.wrong:7}{outcome.review:8}"
                  f"{outcome.unmatched:7}{outcome.seconds:7.1f}")  # fmt: skip
    figures["many"] = many(options.corpus, random.Random(5))  # noqa: S311
    print(f"\n{figures['many']}\n")
    for name, known_figures in figures.items():
        told = known_figures.get("failures")
        if isinstance(told, list) and told:
            print(f"{name}: {len(told)} failures {known_figures['missed']}")
            print("".join(f"  {line}\n" for line in told[:SHOWN]))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
