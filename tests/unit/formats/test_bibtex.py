"""BibTeX and BibLaTeX as other programs read them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from difflib import unified_diff
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
from readlist.formats.bibtex import write_bibtex, write_entry
from readlist.formats.bibtex_names import write_name, write_names
from readlist.formats.latex import Problems, clean, escape
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
        'the {Schr{\\"o}dinger} bridge in {3D}},\n'
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
        "  abstract = {First line. @misc{$\\lbrace$}no, title={$\\lbrace$}x"
        "{$\\rbrace$}{$\\rbrace$} Second {$\\lbrace$}line.},\n"
        "  keywords = {theory/deep, {a, b}},\n"
        "  annote = {Mine: 100\\% \\par - x},\n"
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


PREPRINT: dict[str, object] = {"arxiv_id": "2311.00010", "primary_category": "cs.LG"}
REPORT = PREPRINT | {"entry_type": "techreport"}
EPRINT = ["eprint = {2311.00010}", "archivePrefix = {arXiv}", "primaryClass = {cs.LG}"]
EPRINT_BIBLATEX = ["eprint = {2311.00010}", "eprinttype = {arxiv}", "eprintclass = {cs.LG}"]


@pytest.mark.parametrize(
    ("facts", "options", "kind", "lines"),
    [
        (PREPRINT, BIBTEX, "misc", ["howpublished = {arXiv:2311.00010}", *EPRINT]),
        (
            PREPRINT,
            replace(BIBTEX, arxiv="journal"),
            "article",
            ["journal = {arXiv preprint arXiv:2311.00010}", *EPRINT],
        ),
        (PREPRINT, replace(BIBTEX, arxiv="eprint"), "misc", EPRINT),
        (PREPRINT, BIBLATEX, "online", EPRINT_BIBLATEX),
        (PREPRINT | {"venue": "CoRR"}, BIBLATEX, "online", EPRINT_BIBLATEX),
        (PREPRINT | {"entry_type": "article"}, BIBLATEX, "online", EPRINT_BIBLATEX),
        (
            PREPRINT | {"venue": "ICML"},
            replace(BIBTEX, arxiv="journal"),
            "inproceedings",
            ["booktitle = {ICML}", *EPRINT],
        ),
        (REPORT, BIBTEX, "techreport", ["number = {arXiv:2311.00010}", *EPRINT]),
        (
            REPORT | {"extra": {"number": "1"}},
            BIBTEX,
            "techreport",
            ["note = {arXiv:2311.00010}", *EPRINT, "number = {1}"],
        ),
        (REPORT, replace(BIBTEX, arxiv="eprint"), "techreport", EPRINT),
        (REPORT, BIBLATEX, "techreport", EPRINT_BIBLATEX),
        (
            PREPRINT | {"entry_type": "unpublished"},
            BIBTEX,
            "unpublished",
            ["note = {arXiv:2311.00010}", *EPRINT],
        ),
    ],
)
def test_a_preprint_in_each_form(
    facts: dict[str, object], options: ExportOptions, kind: str, lines: list[str]
) -> None:
    text = entry(facts | {"authors": (Name(family="A"),)}, options)
    assert text.startswith(f"@{kind}{{k,\n")
    assert [line.strip(" ,") for line in text.splitlines()[3:-1]] == lines


@pytest.mark.parametrize(
    ("facts", "bibtex", "biblatex"),
    [
        ({"entry_type": "online", "venue": "A Blog"}, "misc", "misc"),
        ({"entry_type": "online", "url": "http://a"}, "misc", "online"),
        ({"url": "http://a"}, "misc", "online"),
        ({"url": "http://a", "doi": "10.1/a"}, "misc", "misc"),
        ({"venue": "bioRxiv preprint", "doi": "10.1/a"}, "misc", "misc"),
        ({"entry_type": "thesis", "venue": "MIT"}, "phdthesis", "phdthesis"),
        ({"entry_type": "thesis", "extra": {"type": "mathesis"}}, "mastersthesis", "thesis"),
        ({"entry_type": "report", "venue": "MIT"}, "techreport", "techreport"),
        ({"entry_type": "conference", "venue": "ICML"}, "conference", "conference"),
        ({"entry_type": "dataset"}, "misc", "dataset"),
        ({"entry_type": "blogpost"}, "misc", "misc"),
    ],
)
def test_each_flavour_has_its_entry_types(
    facts: dict[str, object], bibtex: str, biblatex: str
) -> None:
    for options, kind in ((BIBTEX, bibtex), (BIBLATEX, biblatex)):
        text = entry(facts, options)
        assert text.startswith(f"@{kind}{{")
        assert str(facts.get("venue", "")) in text


def test_the_laboratory_is_no_organizer_of_a_conference() -> None:
    facts: dict[str, object] = {"organization": "Apple", "venue": "ICML"}
    for options in (BIBTEX, BIBLATEX):
        assert "organization = {Apple}" in entry({"organization": "Apple"}, options)
        assert "Apple" not in entry(facts, options)
        assert "Apple" not in entry(facts | {"venue": "Nature"}, options)
        assert "organization = {Apple}" in entry(facts | {"entry_type": "inproceedings"}, options)


def test_an_online_entry_has_an_address() -> None:
    bare = replace(BIBLATEX, fields=frozenset())
    assert entry({"url": "http://a"}, bare).startswith("@misc{")


def test_biblatex_in_ascii_by_choice() -> None:
    text = write_entry(whole_paper(), replace(BIBLATEX, ascii=True))[0]
    assert text.isascii()
    assert 'Schr{\\"o}dinger' in text
    assert "  date = {2023-11-24},\n" in text


def test_the_words_of_the_reader_are_obeyed() -> None:
    words = replace(BIBTEX, keep_words=("Transformer",), plain_words=("BERT",))
    assert "{{Transformers} and BERT}" in entry({"title": "Transformers and BERT"}, words)
    unprotected = replace(words, protect_case=False)
    assert "{Transformers and BERT}" in entry({"title": "Transformers and BERT"}, unprotected)


def test_fields_of_another_file_are_written_back() -> None:
    extra = {
        "editor": "García de la Cruz, Ana and van der Berg, Bo and {ACM Press}",
        "eprint": "hal-0100_x", "archiveprefix": "HAL", "date": "2020/2021", "address": "Rīga",
    }  # fmt: skip
    assert entry({"extra": extra}).splitlines()[3:-1] == [
        r"  address = {R{\=i}ga},",
        "  archiveprefix = {HAL},",
        "  date = {2020/2021},",
        r"  editor = {Garc{\'i}a {de la} Cruz, Ana and van der Berg, Bo and {ACM Press}},",
        "  eprint = {hal-0100_x},",
    ]
    assert entry({"extra": extra}, BIBLATEX).splitlines()[2:4] == [
        "  location = {Rīga},",
        "  eprinttype = {HAL},",
    ]
    with_own = entry({"extra": extra, "published": PartialDate(2020), **PREPRINT})
    assert "HAL" not in with_own
    assert "2021" not in with_own


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (Name(given="Teven", family="Le Scao"), "Le Scao, Teven"),
        (Name(family="Plato"), "Plato"),
        (Name(given="Plato"), "Plato"),
        (Name(family="Gemini Team"), "{Gemini Team}"),
        (Name(given="A", family="Smith and Sons"), "{Smith and Sons}, A"),
        (Name(given="A", family="x, y"), "{x, y}, A"),
        (Name(literal="others"), "others"),
        (Name(given="Émile", family="Zola", suffix="III"), r"Zola, III, {\'E}mile"),
        (Name(family="King", suffix="Jr."), "{King Jr.}"),
        (Name(given="Maurice", family="Fr\\'{e}chet {X}"), r"Fr{\'e}chet X, Maurice"),
        (Name(given="Furkan", family="Yılmaz"), r"Y{\i}lmaz, Furkan"),
        (Name(given="J", family="García de la Cruz"), r"Garc{\'i}a {de la} Cruz, J"),
        (Name(given="J", family="de la Cruz y Vega"), r"de la Cruz {y} Vega, J"),
        (Name(given="J", particle="de la", family="Cruz"), r"de la Cruz, J"),
        (Name(given="J", family="Óskar øst Łuk"), r"{\'O}skar {{\o}st} {\L}uk, J"),
        (
            Name(given="J", family="Țepeș de Țară"),
            r"{\textcommabelow T}epe{\textcommabelow s} {de} {\textcommabelow T}ar{\u{a}}, J",
        ),
        (Name(family="Țepeș"), r"{\textcommabelow T}epe{\textcommabelow s}"),
        (Name(given="A, B", family="X, Y", suffix="Jr."), "{A, B X, Y, Jr.}"),
        (Name(given="--", family="X"), "X, {--}"),
        (Name(given="given=a", family="b"), r"b, given{=}a"),
        (Name(given="\u200b", family="\x00"), ""),
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
    title = "".join(map(chr, range(0x4E00, 0x4E64)))
    export = write_bibtex([Paper(id=1, bib=Bibliography(title=title, citation_key="k"))], BIBTEX)
    assert len(export.problems) == 102
    *_, last = lines = summarise(export.problems, export.entries)
    assert len(lines) == 10
    assert last == "93 more problems with characters; these and the above: 1 of 1 papers"


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


PARTS = st.text(
    st.sampled_from("abcXYZ éÖłø'-.,={}\\~ andothersvon江د\u0301") | st.characters(), max_size=20
)
NAMES = st.builds(Name, given=PARTS, family=PARTS, particle=PARTS, suffix=PARTS) | st.builds(
    Name, literal=PARTS.filter(bool)
)


@given(st.lists(NAMES, max_size=4))
def test_any_name_is_divided_as_it_was_written(names: list[Name]) -> None:
    """What another program finds in each part is what a part alone would be written as."""
    written = [text for name in names if (text := write_name(name, Problems()))]
    people = parse_string(f"@misc{{k, author = {{{write_names(names, Problems())}}}}}", "bibtex")
    found = people.entries["k"].persons.get("author", [])
    assert len(found) == len(written)
    for person, name in zip(found, [n for n in names if write_name(n, Problems())], strict=True):
        parts = (person.first_names + person.middle_names, person.prelast_names
                 + person.last_names, person.lineage_names)  # fmt: skip
        given, suffix = latex(name.given), latex(name.suffix)
        family = latex(name.particle) + latex(name.family)
        commas = [part.count(",") for part in (given, family, suffix)]
        if name.literal or not given or not family or sum(commas) + (2 if suffix else 1) > 2:
            assert [len(part) for part in parts] == [0, 1, 0]
        else:
            assert [unbraced("".join(part)) for part in parts] == [given, family, suffix]


def latex(text: str) -> str:
    """A part of a name as it is written alone, without blanks and braces."""
    return unbraced(escape(clean(text).translate(str.maketrans("", "", "{}\\")), Problems()))


def unbraced(text: str) -> str:
    return re.sub(r"[{}\s]", "", text)


@given(st.data())
def test_an_entry_does_not_depend_on_the_others(data: st.DataObject) -> None:
    """Another paper adds the lines of its entry to a file that is sorted, and changes no other."""
    papers = sorted((*seed_papers()[:40], *hard_papers()), key=lambda p: p.bib.citation_key)
    papers = data.draw(st.lists(st.sampled_from(papers), unique_by=lambda p: p.bib.citation_key))
    papers.sort(key=lambda p: p.bib.citation_key)
    if not papers:
        return
    place = data.draw(st.integers(0, len(papers) - 1))
    for options in (BIBTEX, BIBLATEX, replace(ALL, ascii=True, arxiv="journal")):
        more = write_bibtex(papers, options).text.splitlines(keepends=True)
        fewer = write_bibtex(papers[:place] + papers[place + 1 :], options).text
        own = write_entry(papers[place], options)[0]
        changed = list(unified_diff(fewer.splitlines(keepends=True), more, n=0))[3:]
        assert not any(line.startswith("-") for line in changed)
        assert sum(line.startswith("+") for line in changed) <= own.count("\n") + 1


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
def test_biber_accepts(options: ExportOptions, tmp_path: Path) -> None:
    if shutil.which("biber") is None:
        pytest.skip("biber is not installed (Debian: biber)")
    papers = [*seed_papers(), *hard_papers()]
    (tmp_path / "papers.bib").write_text(write_bibtex(papers, options).text, encoding="utf-8")
    done = subprocess.run(
        ["biber", "--tool", "papers.bib"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert not re.search(r"WARN|ERROR", done.stdout), done.stdout
