"""What is fuzzed: for each reader its real seeds, its own words, and what must hold of any input.

A check raises when its input breaks a promise. Errors in the reader's own words (KnownError) are
answers, not faults.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from readlist.domain.drafts import ParsedDump
from readlist.domain.errors import InvalidValueError, KnownError
from readlist.domain.export import (
    DEFAULT_FIELDS,
    Collection,
    ExportOptions,
    options_document,
    options_of,
)
from readlist.domain.identifiers import identifiers
from readlist.domain.key_patterns import PatternError, parse_pattern
from readlist.domain.keys import can_be_kept, make_keys
from readlist.domain.links import links
from readlist.domain.papers import Paper
from readlist.domain.people import parse_name
from readlist.domain.query import parse as parse_query
from readlist.domain.query import unparse
from readlist.domain.query_parser import DEEPEST
from readlist.domain.query_parts import tidied, without
from readlist.formats.bibtex import write_bibtex
from readlist.formats.daily import parse
from readlist.formats.latex import Problems, escape, escape_title
from readlist.formats.readable import readable_map
from readlist.formats.readback import check_bibtex
from readlist.formats.readers import parse_bibtex, parse_csl, parse_json, parse_ris
from readlist.formats.readers_latex import decode
from readlist.formats.readlist_json import write_json
from readlist.formats.writers import frame, write
from readlist.lookup.arxiv import Arxiv
from readlist.lookup.crossref import Crossref
from readlist.lookup.errors import ServiceError
from readlist.lookup.hugging_face import HuggingFace
from readlist.lookup.semantic_scholar import SemanticScholar
from readlist.lookup.service import Answer, Service
from tests.fuzz.safety import unsafe_bibtex, unsafe_csv, unsafe_html, unsafe_lines
from tests.unit.formats.papers import SEEDS, hard_papers, seed_papers, whole_paper, with_keys

DATA = Path(__file__).parents[1] / "data"
Check = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Target:
    """One reader. Of all inputs it gets its ``share``; ``seconds`` of computing are allowed for an
    input, and a fiftieth of that for each kilobyte more. Seeds are cut into pieces of ``largest``
    bytes."""

    name: str
    seeds: Callable[[], Sequence[bytes]]
    check: Check
    share: float
    tokens: tuple[str, ...] = ()
    seconds: float = 1.0
    largest: int = 6000


def _files(*patterns: str) -> Callable[[], list[bytes]]:
    return lambda: [path.read_bytes() for one in patterns for path in sorted(DATA.glob(one))]


def _texts() -> list[bytes]:
    """Titles and abstracts of real papers, and those that are hard to write."""
    papers = (*seed_papers(), *hard_papers())
    return [text.encode() for p in papers for text in (p.bib.title, p.bib.abstract) if text]


def _exported(kind: str) -> list[bytes]:
    options = options_of({"format": kind, "fields": [*DEFAULT_FIELDS, "note"]})
    papers = (*seed_papers()[:12], whole_paper(), *hard_papers())
    if kind in ("bibtex", "biblatex"):
        return [write_bibtex([paper], options).text.encode() for paper in papers]
    return [frame([write(papers[at : at + 2], options).text], options).encode()
            for at in range(0, len(papers), 2)]  # fmt: skip


def _documents() -> list[bytes]:
    papers = (*seed_papers()[:6], whole_paper(), *hard_papers())
    return [write_json(Collection(papers=[paper])).encode() for paper in papers]


def _sound(dump: ParsedDump) -> None:
    """Each line of a file is in exactly one place of the report."""
    doubtful = sum(block.last_line - block.first_line + 1 for block in dump.doubtful)
    assert dump.lines == dump.header_lines + dump.entry_lines + doubtful, "lines do not add up"
    places = [(part.first_line, part.last_line) for part in dump.entries]
    places += [(part.first_line, part.last_line) for part in dump.doubtful]
    assert all(1 <= first <= last <= dump.lines for first, last in places), "a line outside"
    for entry in dump.entries:
        assert entry.bib.title.strip(), "an entry without a title"
        _storable(entry.bib.title, entry.bib.abstract, entry.bib.venue, entry.bib.url,
                  *(name.display for name in entry.bib.authors))  # fmt: skip


def _storable(*texts: str) -> None:
    for text in texts:
        text.encode()  # no half of a surrogate pair
        assert "\0" not in text, "NUL in a text"
        assert "\u202e" not in text, "a mark that reorders other text"


def _reads(reader: Callable[[bytes, str], ParsedDump]) -> Check:
    def check(data: bytes) -> None:
        try:
            dump = reader(data, "a file")
        except KnownError:
            return
        _sound(dump)

    return check


def _reads_text(name: str) -> Check:
    return _reads(lambda data, _: parse(data, name))


def _goes_round(data: bytes) -> None:
    """What was read can be written in every format, and every text says what it should."""
    try:
        dump = parse(data, "a file")
    except KnownError:
        return
    bibs = [entry.bib for entry in dump.entries[:4]]
    papers = with_keys([Paper(id=n, bib=bib) for n, bib in enumerate(bibs, 1)])
    whole = [p for p in papers if can_be_kept(p.bib.citation_key)]
    keys = {paper.bib.citation_key.lower(): paper for paper in whole}
    for kind in ("bibtex", "biblatex"):
        options = options_of({"format": kind})
        text = write_bibtex(list(keys.values()), options).text
        check_bibtex(text, list(keys.values()), options)
        assert not (found := unsafe_bibtex(text)), f"{kind} carries {found}"
    for kind in ("ris", "csl-json", "csv", "markdown", "html"):
        options = options_of({"format": kind})
        text = frame([write(papers, options).text], options)
        _check_export(kind, text, len(papers))


def _check_export(kind: str, text: str, papers: int) -> None:
    text.encode()
    if kind == "csl-json":  # what a file has in lists and objects of its own is kept as it is
        values = [f"{name} {value}" for item in json.loads(text) for name, value in item.items()
                  if isinstance(value, str)]  # fmt: skip
        assert not (found := unsafe_lines("".join(values))), f"{kind} carries {found}"
    else:
        assert not (found := unsafe_lines(text)), f"{kind} carries {found}"
    if kind == "ris":
        assert len(parse_ris(text.encode(), "x").entries) == papers, "RIS reads back otherwise"
    elif kind == "csl-json":
        assert len(json.loads(text)) == papers
    elif kind == "csv":
        assert not (cell := unsafe_csv(text)), f"a formula: {cell}"
    elif kind == "html":
        assert not (found := unsafe_html(text)), f"HTML carries {found}"


def _query(data: bytes) -> None:
    data = data[: min(600, len(data) & ~1)]
    wide = data.startswith(b"\xff")  # then with halves of surrogate pairs
    text = data.decode("utf-16-le", "surrogatepass") if wide else data.decode(errors="replace")
    query = parse_query(text)
    again = parse_query(unparse(query))
    if not again.warnings or query.text.count("(") <= DEEPEST // 2:
        assert again == query, "a query that is written says something else"
    places = [(piece.start, piece.end) for piece in query.pieces]
    places += [(part.start, part.end) for part in query.parts]
    assert all(0 <= start <= end <= len(query.text) for start, end in places)
    for number in range(min(3, len(query.parts))):
        parse_query(without(query, number))
    parse_query(tidied(query))


def _pattern(data: bytes) -> None:
    try:
        pattern = parse_pattern(data.decode("utf-8", "replace"))
    except PatternError:
        return
    for paper in (whole_paper(), *hard_papers()[:3]):
        stem = pattern.stem(paper.bib, paper.id)
        assert stem
        assert stem.isascii()
        assert len(stem) <= 100
        assert can_be_kept(stem)


def _latex(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    _storable(decode(text).replace("\0", "").replace("\u202e", ""))
    for unicode in (False, True):
        for writer in (escape, escape_title):
            latex = writer(text, Problems(), unicode=unicode)
            assert unicode or latex.isascii()
            assert not (found := unsafe_bibtex(f"{{{latex}}}")), f"LaTeX carries {found}"
    shown, offsets = readable_map(text)
    assert len(shown) == len(offsets)
    assert offsets == sorted(offsets)
    assert not offsets or offsets[-1] < len(text)


def _words(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for link in links(text):
        assert 0 <= link.start < link.end <= len(text)
        assert link.url.lower().startswith(("http://", "https://"))
    with suppress(InvalidValueError):
        identifiers(text)
    line = " ".join(text.split())[:300]
    if line:
        name = parse_name(line)
        make_keys([(1, whole_paper().bib)], [name.display])
        assert name.display.strip() or not any(map(str.isalnum, line))


def _answers(service: Service) -> Check:
    def check(data: bytes) -> None:
        try:
            found = service.read(Answer(status=200, body=data))
        except ServiceError:
            return
        for one in found:
            _storable(one.bib.title, one.bib.abstract, one.bib.venue, one.bib.doi)

    return check


def _options(data: bytes) -> None:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return
    if isinstance(document, dict):
        options = options_of(document)
        assert options_of(options_document(options)) == options


def _option_seeds() -> list[bytes]:
    options = (ExportOptions(), ExportOptions(format="biblatex", keep_words=("a", "GPT-4")))
    return [json.dumps(options_document(one)).encode() for one in options]


QUERIES = (
    b'attention -title:"large language" (tag:theory/deep OR is:starred) published:2023-01..',
    b"author:vaswani AND NOT status:read added:7d rating:>3", b'list:"To cite" missing:doi trans*',
    b'"an exact phrase" comments:>10 has:note key:vaswani2017 organization:meta order:x',
)  # fmt: skip
PATTERNS = (
    b"[auth:lower][year][veryshorttitle:lower]", b"[authEtAl:abbr]-[shortyear]_[title:skipwords]",
    b"[authors3][year:(none)][Title:camel:fold]", b"[auth:upper].[journal:abbr]:[id]",
)  # fmt: skip
_WORDS = (
    "@article{a, title = {b}}",
    "author = {",
    "title = {",
    "month = jan",
    " and ",
    "\\'e",
    '{\\"o}',
    "$x^2$",
)

TARGETS = (
    Target(
        "text",
        lambda: [p.read_bytes() for p in sorted(SEEDS.glob("*.txt"))],
        _reads_text("page.txt"),
        8,
        (
            "Published on Nov 24, 2023\n",
            "· 3 authors\n",
            "Submitted by\n",
            "Upvote\n12\n",
            "1 comment",
        ),
    ),
    Target(
        "html",
        _files("hf-html/*.html"),
        _reads_text("page.html"),
        6,
        ("<article>", "<h3>", 'data-props="', '{"dailyPapers":[', "</a>"),
    ),
    Target(
        "whole html",
        _files("hf-html/*.html"),
        _reads_text("page.html"),
        0.3,
        ("<article>", "<h3>", 'data-props="', '{"dailyPapers":[', "</a>"),
        largest=200_000,
    ),
    Target(
        "site-json",
        _files("lookup/hugging-face*.json"),
        _reads_text("page.json"),
        4,
        ('{"paper":{', '"publishedAt":"2023', '"id":"'),
        largest=40_000,
    ),
    Target(
        "readlist-json",
        _documents,
        _reads(parse_json),
        6,
        (
            '"papers":[',
            '"title":"x"',
            '"authors":["',
            '{"format":"readlist","version":1,',
            '"data":"eJw',
        ),
    ),
    Target(
        "csl-json",
        lambda: [*_exported("csl-json"), *_files("citations/*.json")()],
        _reads(parse_csl),
        6,
        ('"issued":{"date-parts":[[', '"title":"', '"author":[{'),
    ),
    Target(
        "bibtex",
        lambda: [*_exported("bibtex"), *_exported("biblatex"), *_files("citations/*.bib")()],
        _reads(parse_bibtex),
        9,
        _WORDS,
    ),
    Target(
        "ris",
        lambda: [*_exported("ris"), *_files("citations/*.ris")()],
        _reads(parse_ris),
        7,
        ("TI  - x\n", "KW  - ", "DA  - 2023/1/1/\n"),
    ),
    Target(
        "any file",
        lambda: [*_exported("bibtex"), *_exported("ris"), *_documents(), *_texts()],
        _reads_text("x"),
        3,
        _WORDS,
    ),
    Target(
        "round trip",
        lambda: [
            *_exported("bibtex"),
            *_exported("ris"),
            *_exported("csl-json"),
            *_files("citations/*.bib")(),
        ],
        _goes_round,
        2,
        _WORDS,
        2.0,
    ),
    Target(
        "query",
        lambda: QUERIES,
        _query,
        16,
        ("tag:", "is:", "published:", "OR", "NOT", "-", "AND", "author:", "2023..2024"),
    ),
    Target(
        "key pattern",
        lambda: PATTERNS,
        _pattern,
        8,
        ("[auth]", ":lower", ":(x)", "[", "]", "[title3]"),
    ),
    Target(
        "latex",
        _texts,
        _latex,
        10,
        (
            "\\alpha",
            "\\frac{",
            "\\text{",
            "{\\'",
            "$",
            "_{",
            "\\mathcal{",
            "\\\\",
            "\\begin{",
            "\\verb|",
        ),
    ),
    Target(
        "words",
        _texts,
        _words,
        8,
        ("https://", "arxiv.org/abs/2311.02130", "10.1000/a", "van der ", ", Jr.", "github.com/"),
    ),
    Target(
        "arxiv",
        _files("lookup/arxiv*.xml"),
        _answers(Arxiv()),
        2,
        ("<entry>", "<?xml version='1.0'?>", "<author><name>"),
        largest=40_000,
    ),
    Target(
        "crossref",
        _files("lookup/crossref*.json"),
        _answers(Crossref()),
        2,
        ('"items":[', '"date-parts":[['),
        largest=40_000,
    ),
    Target(
        "semantic scholar",
        _files("lookup/semantic*.json"),
        _answers(SemanticScholar()),
        2,
        ('"data":[', '"externalIds":{'),
        largest=40_000,
    ),
    Target(
        "hugging face",
        _files("lookup/hugging-face*.json"),
        _answers(HuggingFace()),
        2,
        ('{"paper":{', '"authors":['),
        largest=40_000,
    ),
    Target("options", _option_seeds, _options, 2, ('"format":', '"keep_words":', "[]", "{}")),
)
