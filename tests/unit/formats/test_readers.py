"""Citation files of other programs: what is read, what is told to be doubtful."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.drafts import ParsedDump
from readlist.domain.errors import KnownError
from readlist.domain.export import ExportOptions
from readlist.domain.people import Name
from readlist.formats.bibtex import write_bibtex
from readlist.formats.readers import parse_bibtex, parse_ris
from readlist.formats.writers import frame, write
from tests.unit.formats.papers import seed_papers, whole_paper

JABREF = r"""% Encoding: UTF-8
@string{nips = "Advances in NeurIPS"}

@InProceedings{Vaswani2017,
  author    = {Vaswani, Ashish and {van den Oord}, A{\"a}ron and {Gemini Team} and others},
  title     = {Attention is all you need: {GPT-4} at 50% \& {\'E}cole $O(n^2)$},
  booktitle = nips,
  year      = 2017,
  month     = dec,
  pages     = {5998--6008},
  keywords  = {theory/deep; attention, {a, b}},
  groups    = {To cite, Old},
  doi       = {https://doi.org/10.1000/a_b},
  volume    = {30},
  file      = {:home/me/x.pdf:PDF},
}

@article{nomonth, title = "Quoted {T}itle", date = {2020-05-06}, journaltitle = {Nature},
  eprint = {2311.02130v2}, eprinttype = {arxiv}, eprintclass = {cs.LG}, annotation = {mine}}

@misc{broken, title = {never closed
@misc{untitled, year = {2020}}
@online{nomonth, title = {The same key}, url = {\url{https://x.org/a\_b}}}

stray = {text}

@comment{jabref-meta: groupstree:
0 AllEntriesGroup:;
1 ExplicitGroup:Static one\;0\;Vaswani2017\;;
}
"""


def adds_up(dump: ParsedDump) -> bool:
    doubtful = sum(block.last_line - block.first_line + 1 for block in dump.doubtful)
    return dump.lines == dump.header_lines + dump.entry_lines + doubtful


def test_a_jabref_file() -> None:
    dump = parse_bibtex(JABREF.encode(), "jabref.bib")
    first, second, third = dump.entries
    assert first.bib.title == "Attention is all you need: GPT-4 at 50% & École $O(n^2)$"
    assert first.bib.authors == (
        Name(given="Ashish", family="Vaswani"),
        Name(given="Aäron", family="Oord", particle="van den"),
        Name(literal="Gemini Team"),
        Name(literal="others"),
    )
    assert first.bib.venue == "Advances in NeurIPS"
    assert (first.bib.published, first.bib.published_source) == (
        PartialDate(2017, 12),
        DateSource.FILE,
    )
    assert (first.bib.pages, first.bib.doi) == ("5998-6008", "10.1000/a_b")
    assert first.bib.citation_key == "Vaswani2017"
    assert first.bib.extra == {"volume": "30", "file": ":home/me/x.pdf:PDF"}
    assert first.extras is not None
    assert first.extras.tags == ("theory/deep", "attention", "a, b")
    assert first.extras.lists == ("To cite", "Old", "Static one")
    assert (first.first_line, first.last_line) == (4, 16)
    assert (second.bib.arxiv_id, second.bib.primary_category) == ("2311.02130", "cs.LG")
    assert (second.bib.venue, second.bib.published) == ("Nature", PartialDate(2020, 5, 6))
    assert second.extras is not None
    assert second.extras.notes == ({"text": "mine"},)
    assert third.bib.url == "https://x.org/a_b"
    assert [(b.first_line, b.reason.split(":")[0]) for b in dump.doubtful] == [
        (21, "BibTeX cannot be read"),
        (22, "an entry without a title"),
        (25, "text outside of any entry"),
    ]
    assert dump.lines == JABREF.count("\n")
    assert adds_up(dump)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (r"Schr{\"o}dinger and Schr\"{o}dinger", "Schrödinger and Schrödinger"),
        (r"{\'\i} and {\'i} and Yay{\i}n", "í and í and Yayın"),
        (r"{$\beta$}-VAE, 360{$^{\circ}$}", "β-VAE, 360°"),
        (r"{$O(N \log N)$} time", r"$O(N \log N)$ time"),
        (
            r"{\textbraceleft}x{\textbraceright} \& 5\% \_ {\textbackslash}model",
            r"{x} & 5% _ \model",
        ),
        ("Part I -- ``Why''", "Part I – “Why”"),
        (r"An \emph{odd} \unknown{macro}", "An odd macro"),
        ("50% of it", "50% of it"),
    ],
)
def test_latex_is_decoded(written: str, title: str) -> None:
    dump = parse_bibtex(f"@misc{{k, title = {{{written}}}}}".encode(), "x.bib")
    assert [entry.bib.title for entry in dump.entries] == [title]


@pytest.mark.parametrize("options", [ExportOptions(), ExportOptions(format="biblatex")])
def test_what_we_write_we_read(options: ExportOptions) -> None:
    fields = frozenset({"abstract", "keywords", "note", "url", "doi"})
    paper = replace(whole_paper(), bib=replace(whole_paper().bib, abstract="One “line”.", url="u"))
    text = write_bibtex([paper], replace(options, fields=fields)).text
    (entry,) = parse_bibtex(text.encode(), "ours.bib").entries
    expected = replace(
        paper.bib,
        published_source=DateSource.FILE,
        published=PartialDate(2023, 11, 24 if options.format == "biblatex" else 0),
        extra={"volume": "3"},
    )
    assert entry.bib == expected
    assert entry.extras is not None
    assert entry.extras.tags == ("theory/deep", "a, b")
    again = replace(paper, bib=replace(entry.bib, published=paper.bib.published))
    assert write_bibtex([again], replace(options, fields=fields)).text == text


def test_every_line_of_the_seeds_export_is_an_entry_s() -> None:
    text = write_bibtex(seed_papers(), ExportOptions()).text
    dump = parse_bibtex(text.encode(), "seeds.bib")
    assert adds_up(dump)
    assert (len(dump.entries), dump.doubtful) == (220, ())
    assert (dump.header_lines, dump.entry_lines) == (0, text.count("\n"))
    assert dump.entries[0].bib.abstract == seed_papers()[0].bib.abstract.replace("--", "–")


RIS = """TY  - JOUR
ID  - vaswani
TI  - Attention is all
  you need
AU  - van der Maaten, Laurens
AU  - King, Martin Luther, Jr.
AU  - Gemini Team
PY  - 2017
DA  - 2017/12//
T2  - Nature
SP  - 1
EP  - 9
UR  - https://arxiv.org/abs/1706.03762v5
KW  - attention
N1  - mine
C1  - kept
ER  -\x20

no record
TY  - BOOK
AU  - Nobody
ER  -
TY  - GEN
T1  - Not closed
"""


def test_a_ris_file() -> None:
    dump = parse_ris(RIS.replace("\n", "\r\n").encode("utf-8-sig"), "x.ris")
    first, second = dump.entries
    assert first.bib.title == "Attention is all you need"
    assert [name.display for name in first.bib.authors] == [
        "Laurens van der Maaten",
        "Martin Luther King, Jr.",
        "Gemini Team",
    ]
    assert first.bib.published == PartialDate(2017, 12)
    assert (first.bib.venue, first.bib.pages, first.bib.arxiv_id) == ("Nature", "1-9", "1706.03762")
    assert (first.bib.entry_type, first.bib.citation_key) == ("article", "vaswani")
    assert first.bib.extra == {"ris-c1": "kept"}
    assert (first.first_line, first.last_line) == (1, 17)
    assert second.bib.title == "Not closed"
    assert [(b.first_line, b.last_line) for b in dump.doubtful] == [(19, 19), (20, 22)]
    assert adds_up(dump)


def test_ris_reads_back() -> None:
    options = ExportOptions(format="ris", fields=frozenset({"abstract", "keywords", "note", "doi"}))
    people = tuple(name for name in whole_paper().bib.authors if "," not in name.literal)
    paper = replace(whole_paper(), bib=replace(whole_paper().bib, authors=people))
    text = frame([write([paper], options).text], options)
    (entry,) = parse_ris(text.encode(), "ours.ris").entries
    for field in ("title", "authors", "published", "doi", "arxiv_id", "citation_key", "pages"):
        assert getattr(entry.bib, field) == getattr(paper.bib, field), field
    assert entry.extras is not None
    assert entry.extras.tags == tuple(tag.name for tag in paper.tags)


PIECES = st.lists(
    st.sampled_from(
        ["@misc{a,", "title = {x}", "}", "{", "\n", "@", "@comment{", '"', ",", "=", "TY  - JOUR\n",
         "TI  - t\n", "ER  - \n", "% c\n", "author = {A and {B}", "year = 99999", "\\", "$", "é",
         "#", "month = 13", "groups = {", "@string{a=", "date = {2020-99}", "eprint = {1}"]
    )
    | st.text(max_size=5),
    max_size=25,
)  # fmt: skip


@given(PIECES)
def test_no_file_stops_the_readers(pieces: list[str]) -> None:
    raw = "".join(pieces).encode("utf-8", "replace")
    for reader in (parse_bibtex, parse_ris):
        try:
            dump = reader(raw, "x")
        except KnownError:
            continue
        assert adds_up(dump)
        assert all(1 <= e.first_line <= e.last_line <= dump.lines for e in dump.entries)
        assert all(1 <= b.first_line <= b.last_line <= dump.lines for b in dump.doubtful)
