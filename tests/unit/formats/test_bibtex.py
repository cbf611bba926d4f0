"""BibTeX and BibLaTeX as other programs read them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import bibtexparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from readlist.domain.dates import PartialDate
from readlist.domain.export import ExportOptions, summarise
from readlist.domain.papers import Bibliography, Paper
from readlist.domain.people import Name
from readlist.formats.bibtex import write_bibtex, write_entry, write_name
from readlist.formats.latex import Problems
from readlist.formats.readback import ReadBackError, check_bibtex
from readlist.formats.readers_latex import decode
from tests.unit.formats.papers import hard_papers, seed_papers, whole_paper

BIBTEX = ExportOptions()
BIBLATEX = ExportOptions(format="biblatex")
ALL = ExportOptions(fields=frozenset({"abstract", "keywords", "note", "url", "doi"}))


def entry(facts: dict[str, object], options: ExportOptions = BIBTEX) -> str:
    facts = {"title": "A Title", "citation_key": "k"} | facts
    return write_entry(Paper(id=1, bib=Bibliography(**facts)), options)[0]  # type: ignore[arg-type]


def test_everything_known_is_written() -> None:
    text, problems = write_entry(whole_paper(), ALL)
    assert problems == []
    assert text == (
        "@misc{maaten2023,\n"
        "  title = {{LLaVA-{$\\pi$}}: 50\\% of {$O(n^2)$} \\& "
        'the Schr{\\"o}dinger bridge in {3D}},\n'
        "  author = {van der Maaten, Laurens and King, Jr., Martin Luther and "
        "{Gemini Team, Google and friends} and Le Scao, Teven},\n"
        "  howpublished = {arXiv:2311.02130},\n"
        "  year = {2023},\n"
        "  month = nov,\n"
        "  eprint = {2311.02130},\n"
        "  archivePrefix = {arXiv},\n"
        "  primaryClass = {cs.LG},\n"
        "  doi = {10.1000/a_b(c)%20<x>},\n"
        "  url = {https://example.org/~me/a_b?c=%20d&e=%7Bf%7D},\n"
        "  organization = {Apple},\n"
        "  abstract = {First line. @misc{\\textbraceleft}no, title={\\textbraceleft}x"
        "{\\textbraceright}{\\textbraceright} Second {\\textbraceleft}line.},\n"
        "  keywords = {theory/deep, {a, b}},\n"
        "  annote = {Mine: 100\\% - x},\n"
        "  volume = {3},\n"
        "}\n"
    )


def test_biblatex_has_its_own_names_and_letters() -> None:
    text = write_entry(whole_paper(), BIBLATEX)[0]
    assert "Schrödinger" in text
    assert "  date = {2023-11-24},\n" in text
    assert "  eprinttype = {arxiv},\n  eprintclass = {cs.LG},\n" in text
    assert "year" not in text


def test_nothing_is_invented() -> None:
    assert entry({}) == "@misc{k,\n  title = {A Title},\n  key = {Title},\n}\n"
    assert entry({}, BIBLATEX) == "@misc{k,\n  title = {A Title},\n}\n"
    assert "author" not in entry({"authors_count": 4, "organization": "Apple"})


def test_private_notes_and_chosen_fields() -> None:
    bare = ExportOptions(fields=frozenset())
    text = write_entry(whole_paper(), bare)[0]
    assert not re.search(r"^  (?:abstract|keywords|annote|note|url|doi|file) =", text, re.M)
    assert "annote" not in write_entry(whole_paper(), BIBTEX)[0]


@pytest.mark.parametrize(
    ("facts", "start", "line"),
    [
        ({"venue": "NeurIPS 2023"}, "@inproceedings{", "booktitle = {NeurIPS 2023}"),
        ({"venue": "Nature"}, "@article{", "journal = {Nature}"),
        ({"venue": "Somewhere"}, "@misc{", "howpublished = {Somewhere}"),
        (
            {"venue": "CoRR", "arxiv_id": "2311.00010"},
            "@misc{",
            "howpublished = {arXiv:2311.00010}",
        ),
        (
            {"entry_type": "article", "arxiv_id": "2311.00010"},
            "@article{",
            "journal = {arXiv preprint arXiv:2311.00010}",
        ),
        ({"entry_type": "phdthesis", "venue": "MIT"}, "@phdthesis{", "school = {MIT}"),
        ({"entry_type": "bad type{"}, "@misc{", "title = {A Title}"),
        ({"pages": "10–12"}, "@misc{", "pages = {10--12}"),
    ],
)
def test_entry_types_and_venues(facts: dict[str, object], start: str, line: str) -> None:
    text = entry(facts)
    assert text.startswith(start)
    assert f"  {line},\n" in text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (Name(given="Teven", family="Le Scao"), "Le Scao, Teven"),
        (Name(family="Plato"), "Plato"),
        (Name(given="Plato"), "Plato"),
        (Name(family="Gemini Team"), "{Gemini Team}"),
        (Name(given="A", family="Smith and Sons"), "{Smith and Sons}, A"),
        (Name(given="A", family="x, y"), "{x, y}, A"),
        (Name(literal="others"), "{others}"),
        (Name(given="Émile", family="Zola", suffix="III"), r"Zola, III, {\'E}mile"),
        (Name(family="King", suffix="Jr."), "{King Jr.}"),
        (Name(given="Maurice", family="Fr\\'{e}chet {X}"), r"Fr{\'e}chet X, Maurice"),
        (Name(given="Furkan", family="Yılmaz"), r"Y{\i}lmaz, Furkan"),
    ],
)
def test_names(name: Name, expected: str) -> None:
    assert write_name(name, Problems()) == expected


def test_problems_are_counted_before_writing() -> None:
    papers = [
        Paper(id=1, bib=Bibliography(title="江", citation_key="a")),
        Paper(id=2, bib=Bibliography(title="x", citation_key="b", published=PartialDate(2020))),
        Paper(id=3, bib=Bibliography(title="y", citation_key="c", entry_type="article")),
    ]
    export = write_bibtex(papers, BIBTEX)
    lines = summarise(export.problems, export.entries)
    assert lines[:2] == ("no authors: 3 of 3 papers", "no year: 2 of 3 papers")
    assert "an entry of type article needs journal: 1 of 3 papers" in lines
    assert any("U+6C5F" in line for line in lines)


@pytest.mark.parametrize("options", [BIBTEX, BIBLATEX, replace(ALL, protect_case=False)])
@pytest.mark.parametrize("papers", [seed_papers(), hard_papers()])
def test_titles_read_back(papers: Sequence[Paper], options: ExportOptions) -> None:
    text = write_bibtex(papers, options).text
    check_bibtex(text, papers, options)
    pybtex = parse_string(text, "bibtex").entries
    parsed = bibtexparser.parse_string(text).entries
    assert list(pybtex.keys()) == [paper.bib.citation_key for paper in papers]
    if papers is seed_papers():
        plain = [paper.bib.title.replace("--", "–") for paper in papers]
        assert [decode(e.fields["title"]) for e in pybtex.values()] == plain
        assert [decode(e.fields_dict["title"].value) for e in parsed] == plain


def test_a_text_that_does_not_read_back_is_told() -> None:
    papers = hard_papers()[:2]
    text = write_bibtex(papers, BIBTEX).text
    for broken in (text[:-4], text.replace("fontenc", "").replace("unbalanced", "x"), ""):
        with pytest.raises(ReadBackError):
            check_bibtex(broken, papers, BIBTEX)


@given(title=st.text(min_size=1), extra=st.dictionaries(st.text(max_size=9), st.text(max_size=9)))
def test_any_text_reads_back(title: str, extra: dict[str, str]) -> None:
    bib = Bibliography(
        title=title, abstract=title, doi=title, url=title, venue=title, pages=title,
        authors=(Name(family=title, given=title),), citation_key="k", extra=dict(extra),
    )  # fmt: skip
    papers = [Paper(id=1, bib=bib)]
    for options in (BIBTEX, BIBLATEX):
        text = write_bibtex(papers, options).text
        check_bibtex(text, papers, options)
        assert len(parse_string(text, "bibtex").entries) == 1
        assert not re.search(r"^\s*@", text[1:], re.M)
    assert write_bibtex(papers, BIBTEX).text.isascii()


@pytest.mark.parametrize("style", ["plain", "ieeetr", "alpha"])
@pytest.mark.parametrize("papers", [seed_papers(), hard_papers()])
def test_bibtex_accepts(papers: Sequence[Paper], style: str, tmp_path: Path) -> None:
    if shutil.which("bibtex") is None:
        pytest.skip("bibtex is not installed (Debian: texlive-binaries)")
    (tmp_path / "papers.bib").write_text(write_bibtex(papers, BIBTEX).text, encoding="utf-8")
    lines = [r"\relax", r"\citation{*}", rf"\bibstyle{{{style}}}", r"\bibdata{papers}", ""]
    (tmp_path / "test.aux").write_text("\n".join(lines))
    done = subprocess.run(["bibtex", "test"], cwd=tmp_path, capture_output=True, check=False)
    log = (tmp_path / "test.blg").read_text(encoding="latin-1")
    if "couldn't open style file" in log:
        pytest.skip(f"{style}.bst is not installed (Debian: texlive-base)")
    assert (done.returncode, "Warning" in log) == (0, False), log
    assert (tmp_path / "test.bbl").read_text(encoding="latin-1").count("\\bibitem") == len(papers)


@pytest.mark.parametrize("options", [BIBTEX, BIBLATEX])
@pytest.mark.parametrize("papers", [seed_papers(), hard_papers()])
def test_biber_accepts(papers: Sequence[Paper], options: ExportOptions, tmp_path: Path) -> None:
    if shutil.which("biber") is None:
        pytest.skip("biber is not installed (Debian: biber)")
    (tmp_path / "papers.bib").write_text(write_bibtex(papers, options).text, encoding="utf-8")
    done = subprocess.run(
        ["biber", "--tool", "papers.bib"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert not re.search(r"WARN|ERROR", done.stdout), done.stdout
