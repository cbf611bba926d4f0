"""RIS, CSL-JSON, CSV, Markdown, HTML: small, escaped, safe to open."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from readlist.domain.export import ExportFormat, ExportOptions, Heading
from readlist.domain.papers import Bibliography, Note, Paper, Tag
from readlist.formats.latex import clean
from readlist.formats.readable import readable
from readlist.formats.writers import frame, write
from tests.unit.formats.papers import seed_papers, whole_paper

ALL = frozenset({"abstract", "keywords", "note", "url", "doi"})


def text_of(papers: Sequence[Paper], form: ExportFormat, fields: frozenset[str] = ALL) -> str:
    options = ExportOptions(format=form, fields=fields)
    return frame([write([paper], options).text for paper in papers], options)


def test_ris_is_one_value_a_line() -> None:
    text = text_of([whole_paper()], "ris")
    lines = text.splitlines()
    assert lines[0] == "TY  - UNPB"
    assert "AU  - van der Maaten, Laurens" in lines
    assert "AU  - King, Martin Luther, Jr." in lines
    assert (
        "AU  - Gemini Team  Google and friends" in lines
        or "AU  - Gemini Team Google and friends" in lines
    )
    assert "DA  - 2023/11/24/" in lines
    assert "UR  - https://arxiv.org/abs/2311.02130" in lines
    assert "AB  - First line. @misc{no, title={x}} Second {line." in lines
    assert lines[-2:] == ["ER  - ", ""]


def test_csl_json_has_structured_names_and_dates() -> None:
    (item,) = json.loads(text_of([whole_paper()], "csl-json"))
    assert item["author"][0] == {
        "family": "Maaten",
        "given": "Laurens",
        "non-dropping-particle": "van der",
    }
    assert item["author"][2] == {"literal": "Gemini Team, Google and friends"}
    assert item["issued"] == {"date-parts": [[2023, 11, 24]]}
    assert (item["type"], item["id"], item["DOI"]) == (
        "article",
        "maaten2023",
        "10.1000/a_b(c)%20<x>",
    )
    assert json.loads(text_of([], "csl-json")) == []
    assert len(json.loads(text_of(seed_papers(), "csl-json"))) == 220


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_no_cell_is_a_formula(start: str) -> None:
    paper = Paper(
        id=1,
        bib=Bibliography(title=start, venue=start, abstract=start),
        tags=(Tag(id=1, name=start),),
        notes=(Note(id=1, paper_id=1, text=start, created="", changed=""),),
    )
    for row in csv.reader(io.StringIO(text_of([paper], "csv"), newline="")):
        assert not any(cell.lstrip()[:1] in ("=", "+", "-", "@", "＝") for cell in row if cell)


def test_csv_reads_back() -> None:
    text = text_of(seed_papers(), "csv")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["title"] for row in rows] == [paper.bib.title for paper in seed_papers()]
    assert text.startswith('"key","title",')
    assert "abstract" not in text_of(seed_papers(), "csv", frozenset()).splitlines()[0]


class _Page(HTMLParser):
    """Collects tags, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(st.sampled_from("<>&\"'/abc`:= ;") | st.characters(exclude_categories=["Cs"])))
def test_html_holds_text_only(text: str) -> None:
    attack = f'</p><script>alert(1)</script><img src="http://evil/x">{text}'
    bib = Bibliography(title=attack, abstract=attack, venue=attack, url="javascript:alert(1)")
    paper = Paper(
        id=1,
        bib=replace(bib, doi=attack, arxiv_id=attack),
        tags=(Tag(id=1, name=attack),),
        notes=(Note(id=1, paper_id=1, text=attack, created="", changed=""),),
    )
    page = _Page()
    page.feed(text_of([paper], "html"))
    assert not page.tags & {"script", "img", "iframe", "link", "object"}
    assert all(a.startswith(("https://arxiv.org/abs/", "https://doi.org/")) for a in page.addresses)
    assert "<script>alert(1)</script>" in page.text


def plain_markdown(text: str) -> list[str]:
    """The texts of a Markdown document as a CommonMark reader shows them, block by block."""
    blocks: list[str] = []
    for token in MarkdownIt("commonmark").parse(text):
        assert token.type != "html_block"
        if token.type == "inline":
            kinds = {"hardbreak": "\n", "softbreak": "\n"}
            children = token.children or []
            assert not [one for one in children if one.type in ("code_inline", "html_inline")]
            blocks.append("".join(kinds.get(one.type, one.content) for one in children))
    return blocks


def test_markdown_keeps_titles_literal() -> None:
    bib = Bibliography(title="A *bold* [link](http://x) <b> # `code`", doi="10.1/x y)")
    text = text_of([Paper(id=1, bib=bib)], "markdown")
    assert r"\*bold\* \[link\](http://x) \<b\> \# \`code\`" in text
    assert "](<https://doi.org/10.1/x%20y%29>)" in text


@given(st.text(st.sampled_from("*_`[]()<>#+-=|~$&!\\:.1234567890 ab{}") | st.characters(
    exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1))  # fmt: skip
def test_markdown_is_read_as_it_was_meant(text: str) -> None:
    words = clean(readable(text))
    assume(words)
    bib = Bibliography(title=text, abstract=text, organization=text)
    heading = Heading(text, text)
    options = ExportOptions(format="markdown", fields=frozenset({"abstract"}))
    body = write([Paper(id=1, bib=bib)], options).text
    shown = plain_markdown(frame([body], options, heading))
    assert shown[0] == words
    assert shown[1] == words
    assert shown[2].startswith(words)
    assert shown[3] == words
    assert len(shown) == 4


def test_a_list_for_people_has_its_name_and_description() -> None:
    heading = Heading("To cite & <read>", "For *chapter* 2\n<b>first</b>")
    for form in ("markdown", "html"):
        options = ExportOptions(format=form)
        text = frame([], options, heading)
        assert "Reading list" not in text
        assert "<b>" not in text
    assert "<h1>To cite &amp; &lt;read&gt;</h1>" in text
    assert "<title>To cite &amp; &lt;read&gt;</title>" in text
    assert "For *chapter* 2\n&lt;b&gt;first" in text


def test_notes_in_markdown_stay_inside_their_paper() -> None:
    note = "```\nnever closed\n\n# Big\n<!-- open"
    papers = [
        Paper(id=one, bib=Bibliography(title=f"Paper {one}"),
              notes=(Note(id=1, paper_id=one, text=note, created="", changed=""),))
        for one in (1, 2)
    ]  # fmt: skip
    tokens = MarkdownIt("commonmark").parse(text_of(papers, "markdown"))
    assert [token.type for token in tokens].count("list_item_open") == 2
    assert [t.content for t in tokens if t.type == "inline"] == [
        "Reading list", "**Paper 1**", "**Paper 2**",
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "ris", "csl-json", "csv", "html"])
def test_paths_of_the_readers_machine_stay_out(form: ExportFormat) -> None:
    extra = {
        "file": ":home/me/secret.pdf:PDF",
        "local-url": "localhost/secret.pdf",
        "kopie": "file:///home/me/secret.pdf",
        "copies": "see also\n/Users/me/secret.pdf",
        "ris-l1": "internal-pdf://secret.pdf",
        "howpublished": "in C: and /home",
    }
    bib = Bibliography(title="T", citation_key="k", url="file:///C:/secret.pdf", extra=dict(extra))
    text = text_of([Paper(id=1, bib=bib)], form)
    assert "secret" not in text
    assert ("in C: and /home" in text) == (form not in ("csv", "html"))


@pytest.mark.parametrize("form", ["ris", "csl-json", "markdown", "html"])
def test_private_notes_stay_out(form: ExportFormat) -> None:
    assert "Mine" in text_of([whole_paper()], form)
    assert "Mine" not in text_of([whole_paper()], form, ALL - {"note"})
    assert "secret.pdf" not in text_of([whole_paper()], form)
