"""Daily Papers texts: the five seeds exactly, and everything that can befall a copy."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readlist.domain.dates import PartialDate
from readlist.domain.drafts import Entry, ParsedDump
from readlist.domain.errors import KnownError
from readlist.formats.daily_text import parse_text

SEEDS = sorted((Path(__file__).parents[3] / "seeds").glob("*.txt"))
HEADER = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\n"
BY = "byAK and the research community\n\n"


@cache
def seed(number: int) -> ParsedDump:
    return parse_text(SEEDS[number].read_bytes(), SEEDS[number].name)


def text_of(number: int) -> str:
    return SEEDS[number].read_text("utf-8")


def facts(entry: Entry) -> tuple[object, ...]:
    bib = entry.bib
    return (
        bib.title, bib.abstract, bib.published, bib.authors_count, bib.organization,
        entry.comments, entry.date_text, entry.authors_text,
    )  # fmt: skip


def parse(text: str) -> ParsedDump:
    return parse_text(text.encode("utf-8", "surrogatepass"), "page.txt")


def assert_accounted(dump: ParsedDump) -> None:
    doubtful = sum(block.last_line - block.first_line + 1 for block in dump.doubtful)
    assert dump.header_lines + dump.entry_lines + doubtful == dump.lines


@pytest.mark.parametrize(
    ("number", "entries", "page_date"),
    [(0, 60, ""), (1, 61, "--08-13"), (2, 82, "--03-12"), (3, 75, "--03-21"), (4, 37, "--12-10")],
)
def test_seeds_are_read_whole(number: int, entries: int, page_date: str) -> None:
    dump = seed(number)
    assert (len(dump.entries), dump.doubtful, dump.page_date) == (entries, (), page_date)
    assert [e.position for e in dump.entries] == list(range(1, entries + 1))
    assert all(len(e.bib.abstract) > 1000 for e in dump.entries)
    assert_accounted(dump)


def test_seeds_hold_220_papers() -> None:
    pairs = [(e.bib.title, e.bib.abstract) for n in range(5) for e in seed(n).entries]
    assert (len(pairs), len(set(pairs))) == (315, 220)


def test_bylines_are_exact() -> None:
    """Each byline of the fifth seed, read by hand-written patterns from the text itself."""
    found = re.findall(r"^(?:  • (\d+) authors|(\S+ \S+))\n·\n(.+)$", text_of(4), re.MULTILINE)
    assert len(found) == 37
    for entry, (count, organisation, date) in zip(seed(4).entries, found, strict=True):
        assert entry.bib.authors_count == (int(count) if count else None)
        assert entry.bib.organization == organisation
        parts = re.fullmatch(r"([A-Z][a-z]+ \d+(?:, \d{4})?)(?: (\d+))?", date)
        assert parts is not None
        day, comments = parts.groups()
        assert entry.date_text == day
        assert entry.comments == (int(comments) if comments else None)
        assert (entry.bib.published is not None) == ("," in day)
    assert [e.bib.organization for e in seed(4).entries if e.bib.organization] == ["apple Apple"]
    assert seed(4).entries[1].bib.published == PartialDate(2023, 11, 24)


DAMAGES: dict[str, Callable[[str], bytes]] = {
    "CR LF": lambda t: t.replace("\n", "\r\n").encode(),
    "CR": lambda t: t.replace("\n", "\r").encode(),
    "byte-order mark": lambda t: t.encode("utf-8-sig"),
    "UTF-16": lambda t: t.encode("utf-16"),
    "UTF-16 little-endian without mark": lambda t: t.encode("utf-16-le"),
    "UTF-16 big-endian without mark": lambda t: t.encode("utf-16-be"),
    "no-break spaces": lambda t: t.replace(" ", "\u00a0").encode(),
    "trailing blanks": lambda t: t.replace("\n", " \t \n").encode(),
    "last line ended": lambda t: f"{t.rstrip()}\n".encode(),
    "last line not ended": lambda t: t.rstrip("\n").encode(),
    "blank lines doubled": lambda t: t.replace("\n\n", "\n\n\n").encode(),
    "blank lines lost": lambda t: t.replace("\n\n", "\n").encode(),
    "blank lines in front": lambda t: f"\n\n \n{t}".encode(),
    "header lost": lambda t: t[re.search(r"by ?AK.*\n", t).end() :].encode(),  # type: ignore[union-attr]
}


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_changes_no_entry(damage: str, number: int) -> None:
    dump = parse_text(DAMAGES[damage](text_of(number)), "page.txt")
    assert list(map(facts, dump.entries)) == list(map(facts, seed(number).entries))
    assert dump.doubtful == ()
    assert dump.page_date == seed(number).page_date
    assert_accounted(dump)


@pytest.mark.parametrize("between", ["", "\n", "\n\n"])
def test_pasted_pages_are_read_as_pages(between: str) -> None:
    dump = parse(between.join(text_of(n) for n in range(5)))
    assert [facts(e) for e in dump.entries] == [facts(e) for n in range(5) for e in seed(n).entries]
    assert [p.page_date for p in dump.pages] == [seed(n).page_date for n in range(5)]
    positions = [e.position for n in range(5) for e in seed(n).entries]
    assert [e.position for e in dump.entries] == positions
    assert (dump.doubtful, dump.page_date) == ((), "")
    assert_accounted(dump)


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("offset", range(10))
def test_every_tenth_line_lost(number: int, offset: int) -> None:
    lines = text_of(number).split("\n")
    lost = {i for i in range(len(lines)) if i % 10 == offset}
    dump = parse("\n".join(line for i, line in enumerate(lines) if i not in lost))
    whole = [
        e
        for e in seed(number).entries
        if not any(i in lost and lines[i] for i in range(e.first_line - 1, e.last_line))
    ]
    assert {facts(e) for e in whole} <= {facts(e) for e in dump.entries}
    pairs = {(e.bib.title, e.bib.abstract) for e in seed(number).entries}
    assert {(e.bib.title, e.bib.abstract) for e in dump.entries if e.bib.abstract} <= pairs
    assert {e.bib.title for e in dump.entries} <= {title for title, _ in pairs}
    assert_accounted(dump)


@pytest.mark.parametrize("number", [1, 4])
def test_cut_in_the_middle_keeps_only_what_is_whole(number: int) -> None:
    text = text_of(number)
    whole = {(e.bib.title, e.bib.abstract): e for e in seed(number).entries}
    titles = {title for title, _ in whole}
    for end in range(300, len(text), 977):
        dump = parse(text[:end])
        assert_accounted(dump)
        lines = text[:end].count("\n")
        complete = [e for e in whole.values() if e.last_line <= lines]
        got = {(e.bib.title, e.bib.abstract) for e in dump.entries}
        assert {(e.bib.title, e.bib.abstract) for e in complete} <= got
        sentence_end = text[:end].rstrip().endswith((".", "!", "?", ")", '"'))
        at_url = "http" in text[:end].rsplit(" ", 1)[-1]
        if not sentence_end and not at_url:
            assert {title for title, _ in got} <= titles
            assert all(pair in whole for pair in got if pair[1])


@pytest.mark.parametrize("number", range(5))
def test_title_and_next_abstract_are_not_joined_over_a_gap(number: int) -> None:
    """Of each pair of entries in turn the first abstract and the second title are lost."""
    entries = seed(number).entries
    pairs = {(e.bib.title, e.bib.abstract) for e in entries}
    for first, second in itertools.pairwise(entries[:20]):
        lines = text_of(number).split("\n")
        for lost in sorted((first.first_line + 1, second.first_line - 1), reverse=True):
            del lines[lost]
        dump = parse("\n".join(lines))
        assert {(e.bib.title, e.bib.abstract) for e in dump.entries if e.bib.abstract} <= pairs
        assert_accounted(dump)


SHORT = """Attention

We replace recurrence by attention.

A Study of Nothing

It is empty. Nothing was found in it.

When does it work? A note on learning

This note shows when it works and when it does not.
"""


def test_short_abstracts_and_one_word_titles() -> None:
    dump = parse(HEADER + BY + SHORT)
    assert [(e.bib.title, e.bib.abstract[:10]) for e in dump.entries] == [
        ("Attention", "We replace"),
        ("A Study of Nothing", "It is empt"),
        ("When does it work? A note on learning", "This note "),
    ]
    assert dump.doubtful == ()


def test_title_without_abstract_is_an_entry_on_a_page() -> None:
    first, second = seed(0).entries[:2]
    text = f"{HEADER}{BY}{first.bib.title}\n\n{second.bib.title}\n\n{second.bib.abstract}\n"
    dump = parse(text)
    assert [(e.bib.title, e.bib.abstract) for e in dump.entries] == [
        (first.bib.title, ""),
        (second.bib.title, second.bib.abstract),
    ]


def test_abstract_without_title_is_doubtful() -> None:
    first, second = seed(0).entries[:2]
    text = f"{HEADER}{BY}{first.bib.abstract}\n\n{second.bib.title}\n\n{second.bib.abstract}\n"
    dump = parse(text)
    assert [e.bib.title for e in dump.entries] == [second.bib.title]
    assert [(b.first_line, b.last_line, b.text) for b in dump.doubtful] == [
        (11, 12, first.bib.abstract)
    ]
    assert "without a title" in dump.doubtful[0].reason


def test_lines_of_another_text_are_not_papers() -> None:
    dump = parse("milk\n\neggs and bread\n\ncall the dentist on Monday\n")
    assert dump.entries == ()
    assert dump.doubtful[-1].last_line == dump.lines == 5
    assert_accounted(dump)


def test_byline_without_a_paper_is_doubtful() -> None:
    dump = parse(f"{HEADER}{BY}Dec 10\n\n  • 2 authors\n·\nOct 16 2\n\n{SHORT}")
    assert [b.reason for b in dump.doubtful] == ["A byline without a paper above it."]
    assert len(dump.entries) == 3


def test_a_year_without_comma_is_not_a_comment_count() -> None:
    dump = parse(f"{HEADER}{BY}{SHORT}\n  • 2 authors\n·\nOct 16 2024\n")
    assert dump.entries[-1].comments is None
    assert dump.doubtful or dump.entries[-1].date_text == ""


def test_stray_western_bytes_are_read_with_a_warning() -> None:
    dump = parse_text(f"{HEADER}{BY}Na\xefve Bayes\n\nWe are na\xefve.\n".encode("cp1252"), "x")
    assert dump.entries[0].bib.title == "Naïve Bayes"
    assert "Windows-1252" in dump.warnings[0]


def test_invisible_characters_do_not_reach_a_title() -> None:
    dump = parse(f"{HEADER}{BY}Evil\u202e\x00\u200b Title\u2066\n\nWe show it.\n")
    assert dump.entries[0].bib.title == "Evil Title"


@pytest.mark.parametrize(
    "raw", [b"%PDF-1.7\n%\xe2\xe3", b"PK\x03\x04\x00\x00", bytes(range(32)) * 99]
)
def test_binary_files_are_refused(raw: bytes) -> None:
    with pytest.raises(KnownError, match=r"not a saved page|not text"):
        parse_text(raw, "x")


@given(st.text(alphabet=st.characters(), max_size=400))
def test_any_text_is_accounted(text: str) -> None:
    try:
        dump = parse(text)
    except KnownError:
        return
    assert_accounted(dump)


LINES = st.sampled_from(
    ["", "", "new", "Subscribe", "Daily Papers", "byAK and the research community", "Dec 10",
     "Get trending papers in your email inbox!", "  • 4 authors", "·", "Oct 16 2", "apple Apple",
     "Nov 24, 2023", "A Title of Some Paper", "We show that it holds.", "Attention", "x" * 500,
     "short words without a stop", "Is it true? Maybe. new", "•", "Feb 30", "99 authors"]
)  # fmt: skip


@given(st.lists(LINES, max_size=40), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
@settings(max_examples=300)
def test_any_order_of_lines_is_accounted(lines: list[str], end: str, ended: bool) -> None:
    dump = parse(end.join(lines) + (end if ended else ""))
    assert_accounted(dump)
    claimed = [range(b.first_line, b.last_line + 1) for b in dump.doubtful]
    assert len({n for block in claimed for n in block}) == sum(map(len, claimed))
    assert all(e.bib.title for e in dump.entries)
