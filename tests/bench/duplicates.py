"""Measures how duplicates are found in a library, and prints two tables.

    .venv/bin/python tests/bench/duplicates.py [--corpus PATH] [--pairs N] [--papers N]

In the first, papers of the corpus (without one: made of the seeds' sentences) stand in the
library a second time under a damaged title: with the abstract, with an abstract that was revised
(a sentence is gone, another has two words less), and without one. Other works of near titles
(series, second parts, "Towards ...", surveys) are put in beside them. Whatever is found besides a
paper and its double is a mistake. The second is the time and the memory of a library of 100,000
papers, a process of its own; a twentieth of them are doubles.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from readlist.domain.dates import PartialDate  # noqa: E402
from readlist.domain.duplicates import DuplicatePair  # noqa: E402
from readlist.domain.papers import Bibliography  # noqa: E402
from readlist.library import Library  # noqa: E402
from readlist.storage import imports  # noqa: E402
from tests.bench.corpus import BenchPaper, load  # noqa: E402
from tests.bench.damage import siblings  # noqa: E402
from tests.bench.matching import pairs  # noqa: E402

ALL = 1_000_000
GENERATED = 20_000
KINDS = ("abstract", "revised", "none")
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Double:
    """A paper that is in the library twice; ``how`` says in which way the second was damaged."""

    ids: tuple[int, int]
    how: str


def revised(abstract: str, chance: random.Random) -> str:
    """A later version: one sentence is gone, and one lacks two words."""
    sentences = re.split(r"(?<=[.!?]) ", abstract)
    if len(sentences) > 3:
        del sentences[chance.randrange(1, len(sentences))]
    place = chance.randrange(len(sentences))
    words = sentences[place].split()
    if len(words) > 6:
        at = chance.randrange(len(words) - 2)
        del words[at : at + 2]
    sentences[place] = " ".join(words)
    return " ".join(sentences)


def record(paper: BenchPaper, title: str, abstract: str, *, dated: bool = True) -> Bibliography:
    """A paper of the corpus as a library holds it."""
    return Bibliography(
        title=title,
        abstract=abstract,
        authors_count=paper.authors or None,
        published=PartialDate(paper.year) if dated else None,
    )


def doubles(
    papers: Sequence[BenchPaper], count: int, kind: str, chance: random.Random
) -> list[tuple[int, Bibliography, str]]:
    """Second records of some papers: the paper's number, the record, the damage."""
    found = []
    for pair in pairs(papers, count, chance):
        paper = papers[pair.number]
        abstract = {
            "abstract": paper.abstract, "revised": revised(paper.abstract, chance), "none": "",
        }[kind]  # fmt: skip
        found.append((pair.number, record(paper, pair.title, abstract), pair.kind))
    return found


def neighbours(
    papers: Sequence[BenchPaper], count: int, chance: random.Random
) -> Iterator[Bibliography]:
    """Other works of near titles, with abstracts made of many papers' sentences, the same year
    and number of authors."""
    sentences = [re.split(r"(?<=[.!?]) ", paper.abstract) for paper in papers]
    for number in chance.sample(range(len(papers)), min(count, len(papers))):
        for title in siblings(papers[number].title, chance):
            picked = [chance.choice(chance.choice(sentences)) for _ in range(7)]
            yield record(papers[number], title, " ".join(picked))


def fill(library: Library, bibs: Sequence[Bibliography]) -> list[int]:
    """Put papers into an empty library; their ids in order."""
    storage = library.papers._storage
    with storage.unlogged() as db:
        draft = imports.DumpDraft(sha256="0", source="bench", kind="text", imported="", raw=b"")
        dump = imports.insert_dump(db, draft)
        drafts = [
            imports.PaperDraft(id=n, bib=bib, added="2026-01-01T00:00:00.000Z", dump_id=dump)
            for n, bib in enumerate(bibs, 1)
        ]
        imports.insert_papers(db, drafts)
    return list(range(1, len(bibs) + 1))


def measured(
    papers: Sequence[BenchPaper], count: int, kind: str, *, near: bool
) -> dict[str, object]:
    """What is found of ``count`` doubles."""
    chance = random.Random(11)  # noqa: S311 - for repeatable papers, not for secrets
    bibs = [record(paper, paper.title, paper.abstract) for paper in papers]
    seconds = doubles(papers, count, kind, chance)
    second_of = {len(bibs) + n: Double((number + 1, len(bibs) + n), how)
                 for n, (number, _, how) in enumerate(seconds, 1)}  # fmt: skip
    bibs += [bib for _, bib, _ in seconds]
    if near:
        bibs += neighbours(papers, count, chance)
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder)) as library:
        fill(library, bibs)
        began = time.process_time()
        found = library.duplicates.find()
        took = time.process_time() - began
    return _figures(found, second_of, bibs) | {"papers": len(bibs), "seconds": round(took, 2)}


def _figures(
    found: Sequence[DuplicatePair], second_of: dict[int, Double], bibs: Sequence[Bibliography]
) -> dict[str, object]:
    true = {double.ids: double for double in second_of.values()}
    work = {double.ids[1]: double.ids[0] for double in second_of.values()}
    certain = {(pair.a, pair.b) for pair in found if pair.certain}
    told = {(pair.a, pair.b) for pair in found}
    missed = [double for ids, double in true.items() if ids not in told]
    wrong = [
        f"{pair.reason} {bibs[pair.a - 1].title!r} {bibs[pair.b - 1].title!r}"
        for pair in found
        if pair.certain and work.get(pair.a, pair.a) != work.get(pair.b, pair.b)
    ]
    return {
        "doubles": len(true),
        "certain": len(certain),
        "precision": 1 - len(wrong) / len(certain) if certain else 1.0,
        "recall": len(certain & true.keys()) / len(true),
        "shown": len(told & true.keys()) / len(true),
        "doubtful": len(told - certain),
        "doubtful_true": len((told - certain) & true.keys()),
        "missed": dict(Counter(double.how for double in missed)),
        "not_certain": dict(Counter(d.how for ids, d in true.items() if ids not in certain)),
        "wrong": wrong,
        "lost": [f"{bibs[d.ids[0] - 1].title!r} {bibs[d.ids[1] - 1].title!r}" for d in missed],
    }


def large(corpus: Path | None, count: int) -> dict[str, object]:
    """Time and peak memory of a large library, in this process."""
    chance = random.Random(12)  # noqa: S311
    papers = load(corpus, count - count // 20)
    bibs = [record(paper, paper.title, paper.abstract) for paper in papers]
    bibs += [bib for _, bib, _ in doubles(papers, count // 20, "abstract", chance)]
    del papers
    with tempfile.TemporaryDirectory() as folder:
        with Library.open(Path(folder)) as library:
            fill(library, bibs)
        del bibs
        command = [sys.executable, __file__, "--phase", folder]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return {"papers": count} | figures


def phase(folder: Path) -> None:
    """Find the duplicates of the library in ``folder``, then merge the certain ones."""
    with Library.open(folder) as library:
        began, busy = time.perf_counter(), time.process_time()
        found = library.duplicates.find()
        find_s, find_cpu_s = time.perf_counter() - began, time.process_time() - busy
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        began = time.perf_counter()
        change = library.duplicates.merge_all(found)
        merge_s = time.perf_counter() - began
        began = time.perf_counter()
        library.history.undo()
    figures = {
        "pairs": len(found),
        "certain": sum(pair.certain for pair in found),
        "find_s": round(find_s, 1),
        "find_cpu_s": round(find_cpu_s, 1),
        "peak_mb": round(peak),
        "merged": len(change.removed),
        "merge_s": round(merge_s, 1),
        "undo_s": round(time.perf_counter() - began, 1),
    }
    print(json.dumps(figures))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="real papers, as JSON lines")
    parser.add_argument("--pairs", type=int, default=2_000, help="doubles of each sort")
    parser.add_argument("--papers", type=int, default=100_000, help="of the large library")
    parser.add_argument("--json", type=Path, help="write the figures and all failures")
    parser.add_argument("--phase", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.phase:
        phase(options.phase)
        return
    recombine = not options.corpus
    papers = load(options.corpus, ALL if options.corpus else GENERATED, recombine=recombine)
    papers = [replace(paper, title=" ".join(paper.title.split())) for paper in papers]
    figures: dict[str, object] = {}
    print(f"{'second record':30}{'papers':>8}{'precision':>10}{'certain':>9}{'shown':>8}"
          f"{'doubtful':>9}{'of which true':>15}{'cpu s':>7}")  # fmt: skip
    failures = []
    for near in (False, True):
        for kind in KINDS:
            row = measured(papers, options.pairs, kind, near=near)
            name = {"abstract": "same abstract", "revised": "revised abstract",
                    "none": "no abstract"}[kind] + (", siblings" if near else "")  # fmt: skip
            figures[name] = row
            print(f"{name:30}{row['papers']:8}{row['precision']:10.3%}{row['recall']:9.2%}"
                  f"{row['shown']:8.2%}{row['doubtful']:9}{row['doubtful_true']:15}"
                  f"{row['seconds']:7.1f}")  # fmt: skip
            failures += [f"{name}: wrong: {line}" for line in row["wrong"][:SHOWN]]  # type: ignore[index]
            failures += [f"{name}: missed: {line}" for line in row["lost"][:SHOWN]]  # type: ignore[index]
            failures.append(f"{name}: not certain {row['not_certain']}, missed {row['missed']}")
    if options.papers:
        figures["large"] = large(options.corpus, options.papers)
        print(f"\n{figures['large']}\n")
    print("\n".join(failures))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
