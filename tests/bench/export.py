"""Times writing a .bib file against other writers in the same run, and prints one table.

    .venv/bin/python tests/bench/export.py [--corpus PATH] [--entries 10000] [--turns 3]

The same papers with the same fields are written by Readlist out of its library, by bibtexparser 2
with and without its LaTeX encoder, and by a template with latexcodec. The writers take turns; a
figure is the best of their turns, in seconds of the processor.
"""

from __future__ import annotations

import argparse
import codecs
import gzip
import json
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from readlist.domain.export import ExportOptions  # noqa: E402 - after the path to it
from readlist.library import Library  # noqa: E402
from tests.bench.corpus import load  # noqa: E402

Record = dict[str, object]
Figures = dict[str, float]
LATEXCODEC = "a template with latexcodec"
ENCODER = "bibtexparser 2 with its LaTeX encoder"


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the library, let the writers take turns, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="papers as JSON lines, gzipped or not")
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--turns", type=int, default=3, help="how often each writer writes")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args(arguments)
    logging.disable(logging.WARNING)  # the encoder tells every character that it does not know
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(records(options.corpus, options.entries), options.turns, Path(folder))
    reference = figures[ENCODER]
    print(f"{'':44}{'s':>8}{'x':>8}")
    for name, seconds in figures.items():
        print(f"{name:44}{seconds:8.2f}{seconds / reference:8.2f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


def records(corpus: Path | None, count: int) -> list[Record]:
    """``count`` papers as Readlist JSON; without a corpus made of the seeds', which have no
    authors."""
    if corpus is None:
        made = load(None, count)
        return [{"title": p.title, "abstract": p.abstract, "published": str(p.year)} for p in made]
    opener = gzip.open if corpus.suffix == ".gz" else open
    with opener(corpus, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in islice(lines, count)]
    return [paper | {"published": str(paper.pop("year"))} for paper in found]


def measured(papers: Sequence[Record], turns: int, folder: Path) -> Figures:
    """The best time of each writer."""
    whole = {"format": "readlist", "version": 1, "papers": papers}
    with Library.open(folder / "library") as library:
        importing = library.importing
        raw = json.dumps(whole).encode()
        importing.commit(importing.plan([importing.parse(raw, "papers.json")]))
        ids = list(library.search.find("").ids)
        target = folder / "papers.bib"
        library.exporting.write(target, ids, ExportOptions())  # makes the citation keys
        biblatex = ExportOptions(format="biblatex")
        writers: dict[str, Callable[[], object]] = {
            "Readlist, BibTeX": lambda: library.exporting.render(ids, ExportOptions()),
            "Readlist, BibLaTeX": lambda: library.exporting.render(ids, biblatex),
            "Readlist, BibTeX into a file, read back": lambda: library.exporting.write(
                target, ids, ExportOptions()
            ),
            "bibtexparser 2, as it comes": lambda: by_bibtexparser(papers, encoded=False),
            ENCODER: lambda: by_bibtexparser(papers, encoded=True),
            LATEXCODEC: lambda: by_latexcodec(papers),
        }
        best = dict.fromkeys(writers, float("inf"))
        for _ in range(turns):
            for name, write in writers.items():
                began = time.process_time()
                write()
                best[name] = min(best[name], time.process_time() - began)
    return best


def fields(paper: Record) -> dict[str, str]:
    """A paper's fields under BibTeX's names."""
    authors = paper.get("authors") or ()
    assert isinstance(authors, list | tuple)
    found = {
        "title": paper["title"],
        "author": " and ".join(authors),
        "booktitle": paper.get("venue", ""),
        "year": paper["published"],
        "abstract": paper["abstract"],
    }
    return {name: str(value) for name, value in found.items() if value}


def by_bibtexparser(papers: Sequence[Record], *, encoded: bool) -> str:
    """What bibtexparser's own writer makes of them; the encoder changes what it is given."""
    import bibtexparser
    from bibtexparser import middlewares, model

    library = bibtexparser.Library(
        [
            model.Entry(
                "inproceedings",
                f"key{number}",
                [model.Field(name, value) for name, value in fields(paper).items()],
            )
            for number, paper in enumerate(papers)
        ]
    )
    steps = [middlewares.LatexEncodingMiddleware()] if encoded else []
    return str(bibtexparser.write_string(library, prepend_middleware=steps))


def by_latexcodec(papers: Sequence[Record]) -> str:
    """Entries by a template, each value through latexcodec; what it does not know is kept."""
    import latexcodec  # noqa: F401 - registers its codec

    entries = []
    for number, paper in enumerate(papers):
        lines = [f"@inproceedings{{key{number},"]
        for name, value in fields(paper).items():
            written = str(codecs.encode(value, "ulatex", "keep"))
            lines.append(f"  {name} = {{{written}}},")
        entries.append("\n".join([*lines, "}", ""]))
    return "\n".join(entries)


if __name__ == "__main__":
    main()
