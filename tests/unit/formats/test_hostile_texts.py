"""What fuzzing found, and what no written file may carry whatever field it stood in."""

from __future__ import annotations

import re
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from readlist.domain.errors import InvalidValueError
from readlist.domain.export import OPTIONAL_FIELDS, options_of
from readlist.domain.keys import can_be_kept
from readlist.domain.papers import Bibliography, Note, Paper, ReadingList, Tag
from readlist.domain.people import Name
from readlist.domain.visible import visible
from readlist.formats.bibliography import Style
from readlist.formats.bibtex import verbatim
from readlist.formats.daily import parse
from readlist.formats.latex import Problems, escape_title
from readlist.formats.readable import readable, readable_map
from readlist.formats.writers import frame, write
from readlist.library.filling_settings import is_address
from readlist.lookup.cache import AnswerCache
from readlist.lookup.service import Answer
from readlist.lookup.values import line
from readlist.resources_path import resource
from readlist.storage import backup
from tests.fuzz.safety import unsafe_bibtex, unsafe_csv, unsafe_html, unsafe_lines

HOSTILE = (
    "\\input{/etc/passwd}", "\\write18{ls}", "\\immediate\\write18{ls}", "\\catcode`\\^=7",
    "^^5cinput{x}", "^^^^005cinput{x}", "\\csname input\\endcsname{x}", "$\\input{x}$",
    "$x^^5cinput$", "$\\def\\a{b}$", "\\begin{filecontents}{x}\\end{filecontents}",
    "}\n@preamble{\"\\input{x}\"}\n@misc{b, title={", "} @string{a = b} {",
    "\\verb|x|", "\\\\input x",
    "{\\directlua{os.exit()}}", "\\href{run:x}{y}", "=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)",
    "\t=1", "＝1", "<script>x</script>", "<img src=x onerror=y>", "javascript:alert(1)",
    "\" onmouseover=\"x", "\u202e\u2066\x00\x1b]0;x\x07", "\r\nER  - \r\nTY  - JOUR", "%\\relax",
)  # fmt: skip


EXTRA = "volume editor urldate eprint note isbn howpublished publisher crossref ris-c1".split()


def paper_of(text: str) -> Paper:
    """A paper with this text in every field that a page or a file can fill."""
    return Paper(
        id=1,
        bib=Bibliography(
            title=text,
            abstract=f"{text}\n\n{text}",
            authors=(Name(family=text, given=text), Name(literal=text), Name(family=text)),
            organization=text,
            arxiv_id=text,
            primary_category=text,
            doi=text,
            url=f"https://x.org/{text}",
            venue=text,
            pages=text,
            citation_key="key2023",
            extra=dict.fromkeys(EXTRA, text),
        ),
        tags=(Tag(id=1, name=text),),
        lists=(ReadingList(id=1, name=text),),
        notes=(Note(id=1, paper_id=1, text=text, created="", changed=""),),
    )  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
@pytest.mark.parametrize("kind", ["bibtex", "biblatex"])
def test_bibtex_carries_no_command(kind: str, text: str) -> None:
    for arxiv in ("howpublished", "journal", "eprint"):
        options = options_of({"format": kind, "fields": list(OPTIONAL_FIELDS), "arxiv": arxiv})
        assert not unsafe_bibtex(write([paper_of(text)], options).text)


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_other_files_run_and_load_nothing(text: str) -> None:
    paper = paper_of(text)
    for kind in ("csv", "html", "ris", "csl-json", "markdown"):
        options = options_of({"format": kind, "fields": list(OPTIONAL_FIELDS)})
        written = frame([write([paper], options).text], options)
        assert not unsafe_lines(written), kind
        assert kind != "csv" or not unsafe_csv(written)
        assert kind != "html" or not unsafe_html(written)
        assert kind != "ris" or written.count("\nER  -") == 1
    links = replace(paper, notes=(), bib=replace(paper.bib, url=text))
    for kind in ("html", "markdown"):
        options = options_of({"format": kind})
        written = frame([write([links], options).text], options)
        assert "javascript:" not in written.split("](")[-1].split("href=")[-1][:12]
        assert not unsafe_lines(written)


def test_two_carets_are_no_character_of_a_key_or_an_address() -> None:
    assert not can_be_kept("a^^5cinput")
    assert can_be_kept("a^2")
    assert verbatim("https://x.org/a^^5cinput?b=c^2") == "{https://x.org/a%5E%5E5cinput?b=c^2}"


def test_a_cut_page_counts_its_last_line_once() -> None:
    page = (
        b'<html>\r\n<div data-props="{&quot;dailyPapers&quot;:['
        b"{&quot;title&quot;:&quot;T&quot;},{&quot;ti\r\n"
    )
    dump = parse(page, "a.html")
    assert [entry.bib.title for entry in dump.entries] == ["T"]
    assert max(entry.last_line for entry in dump.entries) <= dump.lines
    assert dump.lines == dump.header_lines + dump.entry_lines


def test_a_style_that_names_what_is_not_there_is_refused() -> None:
    text = resource("csl", "nature.csl").read_bytes()
    broken = text.replace(b'<names variable="author">', b'<names variable="">').replace(
        b'macro name="author"', b'macro name="nobody"'
    )
    with pytest.raises(InvalidValueError, match="not a sound CSL style"):
        Style(broken, "a style").entries([paper_of("T")])


@pytest.mark.parametrize(
    "head", ['"status": 201, "at": 1', '"status": 200, "at": Infinity', '"status": 1e999, "at": 1']
)
def test_a_kept_answer_that_cannot_be_is_none(head: str, tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "cache" / "lookup")
    (tmp_path / "cache").mkdir()
    cache.put("https://x.org/", Answer(status=200, body=b"{}"))
    assert cache.get("https://x.org/")
    (path,) = cache.folder.iterdir()
    path.write_bytes(re.sub(rb'"status": \d+, "at": [\d.]+', head.encode(), path.read_bytes()))
    assert cache.get("https://x.org/") is None


def test_an_address_of_a_service_has_no_controls() -> None:
    assert is_address("https://x.org/a")
    assert not is_address("\x02https://x.org/a")
    assert not is_address("https://x.org/a\tb")


def test_a_title_that_is_all_quotes_takes_no_longer() -> None:
    begin = time.process_time()
    assert escape_title("Th" + '"' * 12_000 + "x y" + "'" * 12_000, Problems())
    assert time.process_time() - begin < 2  # it took 20 s


def test_a_fault_behind_the_last_line_end_is_of_the_last_line() -> None:
    dump = parse(b'{"papers":[{"a":1}],"b":"",\n', "a.json")
    assert [(one.first_line, one.last_line) for one in dump.doubtful] == [(1, 1)]
    assert dump.lines == 1


def test_an_author_of_whom_nothing_is_seen_is_none() -> None:
    dump = parse('{"papers":[{"title":"T","authors":["\u202e"]}]}'.encode(), "a.json")
    assert not dump.entries
    assert "a name is empty" in dump.doubtful[0].reason


def test_a_quote_ends_within_its_braces() -> None:
    shown, offsets = readable_map("textbf{{{}}`}}'")
    assert len(shown) == len(offsets)
    assert offsets == sorted(offsets)


def test_a_backup_that_counts_to_infinity_is_none(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(backup.ABOUT, '{"counts": {"papers": 1e999}}')
    assert backup.read(tmp_path / "a.zip").fault


def test_names_of_fields_hide_nothing() -> None:
    dump = parse("@misc{a, title = {T}, not\u202ee = {x}}".encode(), "a.bib")
    assert list(dump.entries[0].bib.extra) == ["note"]


@pytest.mark.parametrize("sign", list("\0\x1b\u202e\u2066\u200f\u200b\U000e0041"))
def test_what_nobody_sees_is_not_kept(sign: str) -> None:
    text = f"a{sign}b"
    assert visible(text) == "ab"
    assert readable(f"{text}") == "ab"
    assert line(text) in ("ab", "a b")
    escaped = f'{{"papers":[{{"title":"a\\u{ord(sign):04x}b","venue":"c\\u{ord(sign):04x}d"}}]}}'
    if ord(sign) < 0x10000:
        bib = parse(escaped.encode(), "a.json").entries[0].bib
        assert (bib.title, bib.venue) == ("ab", "cd")


def test_joiners_stay() -> None:
    assert visible("می\u200cخواهم 👩\u200d🔬") == "می\u200cخواهم 👩\u200d🔬"
    assert line("می\u200cخواهم") == "می\u200cخواهم"
