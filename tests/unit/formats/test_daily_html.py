"""The saved HTML page, whole, cut and without its data; and telling files apart by content."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.dumps import DumpKind
from readlist.domain.errors import KnownError
from readlist.formats.daily import parse, sniff
from readlist.formats.daily_html import parse_html

PAGE = Path(__file__).parents[2] / "data/hf-html/daily-papers-2024-08-01_excerpt.html"
RAW = PAGE.read_bytes()


def test_page_is_read_with_ids_dates_and_comments() -> None:
    dump = parse(RAW, PAGE.name)
    assert (dump.kind, len(dump.entries), dump.page_date) == (DumpKind.HTML, 13, "2024-08-01")
    third = dump.entries[2]
    assert third.bib.title == (
        "MoMa: Efficient Early-Fusion Pre-training with Mixture of Modality-Aware Experts"
    )
    assert third.bib.abstract.startswith("We introduce MoMa, a novel modality-aware")
    assert "\n" not in third.bib.abstract
    assert (third.bib.arxiv_id, third.comments, third.position) == ("2407.21770", 5, 3)
    assert third.bib.published == PartialDate(2024, 7, 31)
    assert third.bib.published_source is DateSource.PAGE
    assert [name.display for name in third.bib.authors][:2] == [
        "Xi Victoria Lin",
        "Akshat Shrivastava",
    ]
    assert dump.header_lines + dump.entry_lines == dump.lines


def test_ids_that_end_in_zeros_stay_text() -> None:
    assert "2407.21630" in [e.bib.arxiv_id for e in parse(RAW, "x").entries]


def test_cut_page_gives_the_whole_papers() -> None:
    dump = parse_html(RAW[:118_000], "page.html")
    whole = parse_html(RAW, "page.html")
    assert dump.entries
    assert [e.bib for e in dump.entries] == [e.bib for e in whole.entries[: len(dump.entries)]]
    assert (dump.page_date, dump.warnings[0][:15]) == ("2024-08-01", "The page is cut")


def test_a_damaged_page_gives_its_other_papers() -> None:
    whole = parse_html(RAW, "page.html").entries
    at = RAW.index(b"publishedAt", len(RAW) // 2)
    dump = parse_html(RAW[:at] + b"&quot;" + RAW[at:], "page.html")
    lost = [e.bib for e in whole if e.bib not in [found.bib for found in dump.entries]]
    assert len(lost) <= 1
    assert len(dump.entries) >= len(whole) - 1
    assert "damaged" in dump.warnings[0]


def test_a_damaged_answer_of_the_site_gives_its_other_papers() -> None:
    raw = (PAGE.parents[1] / "lookup" / "hugging-face_daily-2026-07-31.json").read_bytes()
    whole = parse(raw, "daily.json").entries
    for share in (0.001, 0.3, 0.9):
        at = int(len(raw) * share)
        dump = parse(raw[:at] + b'"' + raw[at:], "daily.json")
        assert len(dump.entries) == len(whole) - 1
        assert "damaged" in dump.warnings[0]


def test_page_without_data_gives_its_cards() -> None:
    dump = parse_html(RAW.replace(b"data-props=", b"data-other="), "page.html")
    assert [(e.bib.title, e.bib.arxiv_id) for e in dump.entries][:2] == [
        ("The Llama 3 Herd of Models", "2407.21783"),
        ("Tora: Trajectory-oriented Diffusion Transformer for Video Generation", "2407.21705"),
    ]


def test_search_results_are_read() -> None:
    items = [{"id": "1706.03762", "title": "Attention Is All You Need"}, {"id": "1", "title": ""}]
    data = json.dumps({"query": "attention", "searchResults": items}).replace('"', "&quot;")
    dump = parse(f'<html><div data-target="X" data-props="{data}"></div></html>'.encode(), "x")
    assert [(e.bib.title, e.bib.arxiv_id) for e in dump.entries] == [
        ("Attention Is All You Need", "1706.03762")
    ]
    assert dump.warnings == ("Item 2 of the page has no title and is left out.",)


def test_another_page_is_refused_in_plain_words() -> None:
    with pytest.raises(KnownError, match="No paper was found on this page"):
        parse(b"<!doctype html><html><body><h3><a href='/x'>Hi</a></h3></body></html>", "x.html")


def test_the_sites_own_json_is_read() -> None:
    papers = [{"paper": {"id": "2407.21705", "title": "Tora", "summary": "We\nintroduce"}}]
    dump = parse(json.dumps(papers).encode(), "daily.json")
    assert dump.kind is DumpKind.JSON
    assert dump.entries[0].bib.abstract == "We introduce"
    assert dump.header_lines + dump.entry_lines == dump.lines


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("<!-- saved --><!DOCTYPE html>\n<html>", "page.txt", DumpKind.HTML),
        ('{"format": "readlist", "papers": []}', "x", DumpKind.JSON),
        ("% a comment\n@article{key,\n title={A}}", "x.txt", DumpKind.BIBTEX),
        ("TY  - JOUR\nTI  - A\nER  - \n", "x", DumpKind.RIS),
        ("new\n\nSubscribe\n\nDaily Papers\n", "page.html.txt", DumpKind.TEXT),
        ("@user wrote: nice", "x.txt", DumpKind.TEXT),
        ("[1] A title of a paper", "x.txt", DumpKind.TEXT),
    ],
)
def test_content_decides_what_a_file_is(text: str, name: str, kind: DumpKind) -> None:
    assert sniff(text, name) is kind


@given(st.integers(0, len(RAW)), st.binary(max_size=20))
def test_damaged_pages_never_crash(at: int, junk: bytes) -> None:
    try:
        dump = parse_html(RAW[:at] + junk, "page.html")
    except KnownError:
        return
    assert all(entry.bib.title for entry in dump.entries)
    assert dump.header_lines + dump.entry_lines == dump.lines


@pytest.mark.parametrize("part", ["<div", "<!--", "</", "<a ", '<a href="', "&amp", "<script>"])
def test_markup_that_never_ends_takes_no_time(part: str) -> None:
    """Work that grew with the square of the length would not end within a test run."""
    with pytest.raises(KnownError):
        parse(f"<html>{part * 200_000}".encode(), "page.html")
