"""All papers of a corpus, exported and read by the programs that citations are written for.

Runs with ``--slow --corpus PATH``: JSON lines, gzipped or not, with title, abstract, authors, venue
and year. A program that is not installed is skipped: bibtex, pdflatex, biber, pandoc (3 or later).
It takes half an hour.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from readlist.domain.people import Name
from readlist.formats.latex import clean
from readlist.formats.readers_latex import decode
from tests.e2e.conftest import run_cli

pytestmark = pytest.mark.slow
FLAVOURS = ("bibtex", "biblatex")
STYLES = ("plain", "ieeetr", "alpha", "plainnat")
# plainnat labels papers of one author and year by the letters after "a" and fails beyond ASCII.
PIECES = {"plainnat": 25}
# What a program's own decoder of LaTeX does not know. Letters that pandoc drops, and marks.
UNKNOWN = {
    "bibtexparser": "șțȘȚ¸",
    "pybtex": "ȩễậồấềệ†‡¨¯´",
    "pandoc": "șțȘȚđĐðÐþÞŋŊ™¨¯´¸",
}
_LONG = 3600.0  # seconds that a command may take on a busy machine
Authors = list[tuple[str, str]]  # given, and family with its particle and suffix


@dataclass(frozen=True)
class Exported:
    """The library's papers by key, as Readlist JSON has them, and their .bib files."""

    papers: dict[str, dict[str, Any]]
    files: dict[str, Path]
    replaced: frozenset[str]  # keys of papers with characters that no LaTeX has
    authorless: frozenset[str]


@pytest.fixture(scope="module")
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The corpus imported and exported by the real commands, in both flavours."""
    corpus: Path | None = request.config.getoption("--corpus")
    if corpus is None:
        pytest.skip("needs real papers: run with --corpus PATH")
    folder = tmp_path_factory.mktemp("corpus")
    home = folder / "library"
    papers = list(_papers(corpus))
    whole = {"format": "readlist", "version": 1, "papers": papers}
    (folder / "corpus.json").write_text(json.dumps(whole))
    assert run_cli(home, "import", folder / "corpus.json", timeout=_LONG).status == 0
    files, problems = {}, []
    for flavour in FLAVOURS:
        files[flavour] = folder / f"{flavour}.bib"
        command = ("export", "--format", flavour, "-o", files[flavour], "--json")
        done = run_cli(home, *command, timeout=_LONG)
        assert done.status == 0, done.err
        assert done.json["entries"] == len(papers)
        problems += done.json["problems"]
    document = run_cli(home, "export", "--format", "json", timeout=_LONG).json
    keys = {paper["id"]: paper["citation_key"] for paper in document["papers"]}
    return Exported(
        {paper["citation_key"]: paper for paper in document["papers"]},
        files,
        frozenset(keys[p["id"]] for p in problems if "has no LaTeX form" in p["problem"]),
        frozenset(keys[p["id"]] for p in problems if p["field"] == "author"),
    )


def _papers(corpus: Path) -> Iterator[dict[str, object]]:
    """The corpus as Readlist JSON; every third paper as the preprint that it may have been.

    The numbers of these are counted, not looked up: they only have an arXiv id's form.
    """
    opener = gzip.open if corpus.suffix == ".gz" else open
    with opener(corpus, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            record = json.loads(line)
            paper = {name: record[name] for name in ("title", "abstract", "authors")}
            paper["published"] = str(record["year"])
            if number % 3:
                paper["venue"] = record["venue"]
            else:
                paper |= {"arxiv_id": f"2311.{number:05}", "primary_category": "cs.LG"}
            yield paper


def needs(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")


def run(folder: Path, *command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


TEX = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{url}
\begin{document}
\nocite{*}
\bibliographystyle{%s}
\bibliography{papers}
\end{document}
"""


@pytest.mark.parametrize("style", STYLES)
def test_latex_prints_every_entry(exported: Exported, style: str, tmp_path: Path) -> None:
    """No error and no warning of bibtex or pdflatex, but for papers without an author."""
    for program in ("bibtex", "pdflatex"):
        needs(program)
    entries = re.split(r"(?m)^(?=@)", exported.files["bibtex"].read_text(encoding="ascii"))[1:]
    (tmp_path / "piece.tex").write_text(TEX % style)
    aux = [r"\relax", r"\citation{*}", rf"\bibstyle{{{style}}}", r"\bibdata{papers}", ""]
    pieces = PIECES.get(style, 1)
    for start in range(pieces):
        piece = entries[start::pieces]
        (tmp_path / "papers.bib").write_text("".join(piece))
        (tmp_path / "piece.aux").write_text("\n".join(aux))
        done = run(tmp_path, "bibtex", "piece")
        assert done.returncode == 0, done.stdout[-2000:]
        warned = set(re.findall(r"^Warning--(.*)", done.stdout, re.M))
        assert warned <= {f"empty author in {key}" for key in exported.authorless}
        items = (tmp_path / "piece.bbl").read_text(encoding="latin-1").count(r"\bibitem")
        assert items == len(piece)
        done = run(tmp_path, "pdflatex", "-interaction=nonstopmode", "piece")
        complaints = re.findall(r"^(?:!|.*Warning|Missing character).*", done.stdout, re.M)
        # The labels are new; they go into the text with the next run.
        news = ("LaTeX Warning: Label(s) may have changed", "LaTeX Warning: There were undefined")
        assert [line for line in complaints if not line.startswith(news)] == []
        assert done.returncode == 0


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_biber_validates_every_entry(exported: Exported, flavour: str, tmp_path: Path) -> None:
    """No error and no warning, but that a paper of a conference has no author."""
    needs("biber")
    (tmp_path / "papers.bib").write_bytes(exported.files[flavour].read_bytes())
    done = run(tmp_path, "biber", "--tool", "--validate-datamodel", "papers.bib")
    complaints = re.findall(r"^(?:WARN|ERROR) - (.*)", done.stdout, re.M)
    expected = {
        f"Datamodel: Entry '{key}' (papers.bib): Missing mandatory field 'author'"
        for key in exported.authorless
    }
    assert set(complaints) <= expected
    assert done.returncode == 0


def by_bibtexparser(path: Path) -> dict[str, tuple[str, Authors]]:
    import bibtexparser
    from bibtexparser import middlewares

    steps = [
        middlewares.SeparateCoAuthors(),
        middlewares.SplitNameParts(),
        middlewares.LatexDecodingMiddleware(),
    ]
    library = bibtexparser.parse_file(str(path), append_middleware=steps)
    assert library.failed_blocks == []
    found = {}
    for entry in library.entries:
        author = entry.fields_dict.get("author")
        names = [
            (" ".join(name.first), " ".join(name.von + name.last + name.jr))
            for name in (author.value if author else ())
        ]
        found[entry.key] = (entry.fields_dict["title"].value, names)
    return found


def by_pybtex(path: Path) -> dict[str, tuple[str, Authors]]:
    from pybtex.database import parse_file
    from pybtex.richtext import Text

    def words(*parts: list[Any]) -> str:
        return " ".join(str(part) for part in chain(*parts))

    return {
        key: (
            str(Text.from_latex(entry.fields["title"])),
            [
                (
                    words(name.rich_first_names, name.rich_middle_names),
                    words(name.rich_prelast_names, name.rich_last_names, name.rich_lineage_names),
                )
                for name in entry.persons.get("author", ())
            ],
        )
        for key, entry in parse_file(str(path), "bibtex").entries.items()
    }


def by_pandoc(path: Path) -> dict[str, tuple[str, Authors]]:
    needs("pandoc")
    done = run(path.parent, "pandoc", "-f", path.stem, "-t", "csljson", path)
    assert (done.returncode, done.stderr) == (0, "")
    family = ("dropping-particle", "non-dropping-particle", "family", "literal", "suffix")
    return {
        item["id"]: (
            re.sub(r"</?(?:span|sup|sub|i|b)\b[^>]*>", "", item["title"]),
            [
                (name.get("given", ""), " ".join(name[part] for part in family if part in name))
                for name in item.get("author", ())
            ],
        )
        for item in json.loads(done.stdout)
    }


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("reader", [by_bibtexparser, by_pybtex, by_pandoc])
def test_titles_and_names_read_back(
    exported: Exported,
    reader: Callable[[Path], dict[str, tuple[str, Authors]]],
    flavour: str,
    figure: Callable[[str], None],
) -> None:
    """Every program finds the same papers, in their order, with the same titles and authors."""
    found = reader(exported.files[flavour])
    unknown = set(UNKNOWN[reader.__name__.removeprefix("by_")])
    assert len(found) == len(exported.papers)
    different, left_out = [], 0
    for key, (title, authors) in found.items():
        paper = exported.papers[key]
        names = [expected_name(name) for name in paper.get("authors", ())]
        if len(names) != len(authors):
            different.append((key, str(names), str(authors)))
            continue
        texts = [(paper["title"], title)]
        texts += [pair for mine, theirs in zip(names, authors, strict=True)
                  for pair in zip(mine, theirs, strict=True)]  # fmt: skip
        for mine, theirs in texts:
            replaced = key in exported.replaced and not mine.isascii()
            if replaced or unknown & set(clean(mine)):
                left_out += 1
            elif plain(mine) != plain(theirs):
                different.append((key, mine, theirs))
    figure(
        f"{flavour} by {reader.__name__}: {len(found)} papers, "
        f"{left_out} texts with characters that no LaTeX or reader has"
    )
    assert different == []
    assert left_out < len(found) / 100


def expected_name(record: dict[str, str] | str) -> tuple[str, str]:
    """Given names, and the family name; a name of one part is a family name or a group."""
    name = Name(literal=record) if isinstance(record, str) else Name(**record)
    family = " ".join(filter(None, (name.particle, name.family, name.literal, name.suffix)))
    return (name.given, family) if family else ("", name.given)


_SAME = str.maketrans(dict.fromkeys("–—−‐‑", "-") | dict.fromkeys("‘’“”\"'`{}$^ˆ_", ""))


def plain(text: str) -> str:
    """A text without what programs spell differently: blanks, quotes, dashes, capitals, the
    markup of maths."""
    text = re.sub(r"\\(?:math|text)[a-z]*", "", decode(clean(text)))
    text = unicodedata.normalize("NFKC", text).translate(_SAME)
    return re.sub(r"\s|-{1,2}(?=-)", "", text).casefold()
