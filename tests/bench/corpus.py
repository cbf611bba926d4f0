"""Papers for the benchmarks: real ones of a corpus file, or made of the seeds' sentences."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
_FIRST_YEAR = 2019


@dataclass(frozen=True, slots=True)
class BenchPaper:
    """What a page shows of a paper."""

    title: str
    abstract: str
    authors: int
    year: int


def load(path: Path | None, count: int, *, recombine: bool = True) -> list[BenchPaper]:
    """``count`` papers of the corpus (JSON lines, gzipped or not), all different by title.

    Beyond the corpus's end, and without one, papers are made by recombining the sentences of what
    there is, unless told not to; the same call gives the same papers.
    """
    real = list(islice(_read(path), count)) if path else list(_read_seeds())[:count]
    return real + list(islice(_recombine(real), count - len(real) if recombine else 0))


def as_page(papers: list[BenchPaper]) -> str:
    """A Daily Papers page of these papers, with bylines."""
    blocks = ["new", "Get trending papers in your email inbox!", "Subscribe", "Daily Papers"]
    blocks += ["byAK and the research community", "Dec 10"]
    for number, paper in enumerate(papers):
        date = f"Mar {number % 28 + 1}, {paper.year}"
        comments = f" {number % 40}" if number % 3 else ""
        blocks += [
            paper.title,
            paper.abstract,
            f"  • {paper.authors} authors\n·\n{date}{comments}",
        ]
    return "\n\n".join(blocks) + "\n"


def _read(path: Path) -> Iterator[BenchPaper]:
    titles: set[str] = set()
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            title = " ".join(record["title"].split())
            if title.casefold() not in titles:
                titles.add(title.casefold())
                abstract = " ".join(record["abstract"].split())
                yield BenchPaper(title, abstract, len(record["authors"]), record["year"])


def _read_seeds() -> Iterator[BenchPaper]:
    from readlist.formats.daily_text import parse_text

    titles: set[str] = set()
    for path in sorted(SEEDS.glob("*.txt")):
        for entry in parse_text(path.read_bytes(), path.name).entries:
            if entry.bib.title not in titles:
                titles.add(entry.bib.title)
                yield BenchPaper(
                    entry.bib.title,
                    entry.bib.abstract,
                    entry.bib.authors_count or len(titles) % 9 + 1,
                    _FIRST_YEAR + len(titles) % 7,
                )


def _recombine(real: list[BenchPaper]) -> Iterator[BenchPaper]:
    chance = random.Random(20_000)  # noqa: S311 - for repeatable papers, not for secrets
    sentences = [re.split(r"(?<=[.!?]) ", paper.abstract) for paper in real]
    words = [paper.title.split() for paper in real]
    number = 0
    while True:
        number += 1
        left, right = chance.choice(words), chance.choice(words)
        title = " ".join([*left[: len(left) // 2 + 1], *right[len(right) // 2 :], f"No. {number}"])
        picked = [chance.choice(chance.choice(sentences)) for _ in range(chance.randint(5, 9))]
        model = chance.choice(real)
        yield BenchPaper(title, " ".join(picked), model.authors, model.year)
