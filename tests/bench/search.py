"""Times searching beside plain Whoosh and SQLite's FTS5, and prints one table.

    .venv/bin/python tests/bench/search.py [--corpus PATH] [--papers N]... [--json FILE]

Each phase is a process of its own, so that its peak memory is its own. Every query is asked in
three passes by all three, and its median counts; plain Whoosh is asked evenly chosen ones only.
"First pass" is ours with nothing but the files in the system's cache. How a question is timed
stands in measured.py, how the others are set up in references.py.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.measured import PHASES, Bench, percentile  # noqa: E402

SIZES = (1_000, 20_000, 100_000)
SLOWEST = 10
# Figure, its name in the table, its decimals.
TABLE = (
    ("queries", "queries", 0),
    ("p50_ms", "Readlist, median, ms", 2),
    ("p95_ms", "Readlist, 95th percentile, ms", 1),
    ("max_ms", "Readlist, slowest, ms", 1),
    ("cold_p95_ms", "Readlist, first pass, 95th percentile, ms", 1),
    ("cold_max_ms", "Readlist, first pass, slowest, ms", 1),
    ("fts5_p50_ms", "FTS5, median, ms", 2),
    ("fts5_p95_ms", "FTS5, 95th percentile, ms", 1),
    ("fts5_max_ms", "FTS5, slowest, ms", 1),
    ("whoosh_queries", "queries asked of plain Whoosh", 0),
    ("whoosh_p50_ms", "plain Whoosh, median, ms", 2),
    ("whoosh_p95_ms", "plain Whoosh, 95th percentile, ms", 1),
    ("whoosh_max_ms", "plain Whoosh, slowest, ms", 1),
    ("ratio_fts5_p95", "95th percentile, Readlist / FTS5", 2),
    ("ratio_whoosh_p95", "95th percentile, Readlist / plain Whoosh", 3),
    ("facts_p95_ms", "Readlist, queries with facts, 95th percentile, ms", 1),
    ("facts_max_ms", "Readlist, queries with facts, slowest, ms", 1),
    ("facets_p95_ms", "facets of an answer, 95th percentile, ms", 1),
    ("facets_max_ms", "facets of an answer, slowest, ms", 1),
    ("explain_ms", "explaining a rank, median, ms", 2),
    ("related_ms", "ten related papers, median, ms", 1),
    ("related_max_ms", "ten related papers, slowest, ms", 1),
    ("reopening_ms", "library opened and first answer, ms", 0),
    ("index_papers_per_s", "indexing anew, Readlist, papers/s", 0),
    ("whoosh_index_papers_per_s", "indexing anew, plain Whoosh, papers/s", 0),
    ("fts5_index_papers_per_s", "indexing anew, FTS5, papers/s", 0),
    ("ratio_whoosh_index", "indexing anew, Readlist / plain Whoosh", 1),
    ("searchable_after_s", "import's commit to searchable, 50 papers, s", 2),
    ("index_peak_mb", "peak memory, indexing, MB", 0),
    ("search_peak_mb", "peak memory, searching, MB", 0),
    ("top5_share", "3 to 5 title words find it in the first 5, Readlist", 3),
    ("fts5_top5_share", "3 to 5 title words find it in the first 5, FTS5", 3),
)


def main() -> None:
    """Run every phase for every size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="papers as JSON lines, gzipped or not")
    parser.add_argument("--papers", type=int, action="append", help=f"repeatable; else {SIZES}")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument(
        "--keep",
        type=Path,
        help="keep libraries and the others' indexes in this folder and use those that are there "
        "(of the same corpus); our own index is made anew all the same",
    )
    parser.add_argument("--phase", choices=sorted(PHASES), help=argparse.SUPPRESS)
    options = parser.parse_args()
    sizes: Sequence[int] = options.papers or SIZES
    if options.phase:
        _work(options.phase, Bench(options.keep, options.corpus, sizes[0]))
        return
    with tempfile.TemporaryDirectory() as folder:
        rows = [_measured(options, Path(folder), papers) for papers in sizes]
    if options.json:
        options.json.write_text(json.dumps({"rows": rows}, indent=2) + "\n")
    _print_table(rows)
    for row in rows:
        _print_slowest(row)


def _work(phase: str, bench: Bench) -> None:
    print(json.dumps({"figures": PHASES[phase](bench), "peak_mb": _peak_mb()}))


def _peak_mb() -> float:
    """The most memory of this process, or of one that it began."""
    unit = 1024**2 if sys.platform == "darwin" else 1024
    of = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in of) / unit


def _measured(options: argparse.Namespace, temporary: Path, papers: int) -> dict[str, Any]:
    """The figures of a library of ``papers`` papers."""
    bench = Bench((options.keep or temporary) / str(papers), options.corpus, papers)
    bench.folder.mkdir(parents=True, exist_ok=True)
    if not bench.home.exists():
        _run("make", bench)
    prepared, _ = _run("prepare", bench)
    filled, _ = _run("fill", bench)
    indexed, index_peak = _run("index", bench)
    alone, search_peak = _run("alone", bench)
    together, _ = _run("together", bench)
    first, facts = alone.pop("first"), _medians(alone.pop("facts"))
    row = prepared | filled | indexed | alone
    row["fts5_top5_share"] = together.pop("fts5_top5_share")
    for name, prefix in (("ours", ""), ("fts5", "fts5_"), ("whoosh", "whoosh_")):
        row |= _summary(prefix, _medians(together[name]))
    row |= {
        "cold_p95_ms": percentile(first, 0.95),
        "cold_max_ms": max(first),
        "facts_p95_ms": percentile(facts, 0.95),
        "facts_max_ms": max(facts),
        "ratio_fts5_p95": row["p95_ms"] / row["fts5_p95_ms"],
        "ratio_whoosh_p95": row["p95_ms"] / row["whoosh_p95_ms"],
        "ratio_whoosh_index": row["index_papers_per_s"] / row["whoosh_index_papers_per_s"],
        "whoosh_queries": len(together["whoosh"][0]),
        "index_peak_mb": index_peak,
        "search_peak_mb": search_peak,
        "peak_mb": max(index_peak, search_peak),
    }
    asked = bench.questions()
    row["slowest"] = _slowest(asked.words, _medians(together["ours"]), _medians(together["fts5"]))
    row["slowest_facts"] = _slowest(asked.facts, facts, [None] * len(facts))
    return row


def _slowest(
    queries: list[str], ours: list[float], fts5: Sequence[float | None]
) -> list[dict[str, Any]]:
    order = sorted(range(len(queries)), key=lambda n: ours[n], reverse=True)
    return [{"query": queries[n], "ms": ours[n], "fts5_ms": fts5[n]} for n in order[:SLOWEST]]


def _run(phase: str, bench: Bench) -> tuple[dict[str, Any], float]:
    """The figures of a phase, run in a process of its own, and its peak memory in MB."""
    print(f"{bench.papers:,} papers: {phase}", file=sys.stderr)
    command = [sys.executable, __file__, "--phase", phase, "--papers", str(bench.papers)]
    command += ["--keep", str(bench.folder)]
    if bench.corpus:
        command += ["--corpus", str(bench.corpus)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    result = json.loads(done.stdout.splitlines()[-1])
    return result["figures"], result["peak_mb"]


def _medians(passes: list[list[float]]) -> list[float]:
    return [statistics.median(times) for times in zip(*passes, strict=True)]


def _summary(prefix: str, times: list[float]) -> dict[str, float]:
    return {
        f"{prefix}p50_ms": statistics.median(times),
        f"{prefix}p95_ms": percentile(times, 0.95),
        f"{prefix}max_ms": max(times),
    }


def _print_table(rows: Sequence[dict[str, Any]]) -> None:
    print("| | " + " | ".join(f"{row['papers']:,} papers" for row in rows) + " |")
    print("|---|" + "---:|" * len(rows))
    for figure, name, decimals in TABLE:
        print(f"| {name} | " + " | ".join(f"{row[figure]:,.{decimals}f}" for row in rows) + " |")


def _print_slowest(row: dict[str, Any]) -> None:
    print(f"\nSlowest queries of {row['papers']:,} papers: ms, FTS5's ms")
    for slow in row["slowest"] + row["slowest_facts"]:
        theirs = "" if slow["fts5_ms"] is None else f"{slow['fts5_ms']:.1f}"
        print(f"{slow['ms']:8.1f} {theirs:>8}  {slow['query']}")


if __name__ == "__main__":
    main()
