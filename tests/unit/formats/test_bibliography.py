"""Formatted bibliographies, by real styles."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readlist.domain.dates import PartialDate
from readlist.domain.errors import InvalidValueError, KnownError
from readlist.domain.papers import Bibliography, Paper, Status
from readlist.domain.people import Name
from readlist.formats.bibliography import Style, write_page, write_text
from readlist.library.styles import read_style, shipped_styles
from readlist.resources_path import resource

ATTENTION = Bibliography(
    title="Attention Is All You Need: uber $O(n^2)$ & <b>",
    authors=(
        Name(given="Ashish", family="Vaswani"),
        Name(given="Laurens", family="Maaten", particle="van der"),
        Name(given="Martin Luther", family="King", suffix="Jr."),
    ),
    published=PartialDate(2017, 6, 12),
    arxiv_id="1706.03762",
)
BERT = Bibliography(
    title="BERT: Pre-training of deep bidirectional transformers",
    authors=(Name(given="Jacob", family="Devlin"), Name(given="Ming-Wei", family="Chang")),
    published=PartialDate(2019),
    venue="Proceedings of NAACL",
    pages="4171-4186",
    doi="10.18653/v1/N19-1423",
)
NATURE = Bibliography(
    title="Deep learning",
    authors=(Name(given="Yann", family="LeCun"), Name(literal="Gemini Team")),
    published=PartialDate(2015, 5),
    venue="Nature",
    entry_type="article",
    doi="10.1038/nature14539",
    extra={"volume": "521", "number": "7553"},
)
BARE = Bibliography(title="Scaling laws, alone", url="https://huggingface.co/papers/2001.00001")


def paper(number: int, bib: Bibliography) -> Paper:
    return Paper(id=number, bib=bib, status=Status.INBOX, added="2026-01-01T00:00:00Z")


def text(style: str, *bibs: Bibliography) -> list[str]:
    papers = [paper(number, bib) for number, bib in enumerate(bibs, 1)]
    return write_text(read_style(style).entries(papers)).splitlines()


def test_apa() -> None:
    assert text("apa", ATTENTION, BERT, NATURE, BARE) == [
        "Devlin, J., & Chang, M.-W. (2019). BERT: Pre-training of deep bidirectional transformers."
        " Proceedings of NAACL, 4171–4186. https://doi.org/10.18653/v1/N19-1423",
        "LeCun, Y., & Gemini Team. (2015). Deep learning. Nature, 521(7553)."
        " https://doi.org/10.1038/nature14539",
        "Scaling laws, alone. (n.d.). Retrieved https://huggingface.co/papers/2001.00001",
        "Vaswani, A., van der Maaten, L., & King, M. L., Jr. (2017). Attention Is All You Need:"
        " uber O(n²) & <b> (arXiv:1706.03762). arXiv. https://arxiv.org/abs/1706.03762",
    ]


def test_a_numbered_style_keeps_the_order_and_has_commas_inside_of_quotation_marks() -> None:
    first, second = text("ieee", BERT, ATTENTION)
    assert first.startswith("[1] J. Devlin and M.-W. Chang, “BERT: Pre-training of deep")
    assert "transformers,” in Proceedings of NAACL, 2019, pp. 4171–4186." in first
    assert second.startswith("[2] A. Vaswani, L. van der Maaten, and M. L. King Jr., “Attention")


def test_given_names_are_whole_or_initials_as_the_style_says() -> None:
    names = (Name(given="Jun-ichiro", family="Hirayama"), Name(given="Ashish", family="Vaswani"))
    bib = replace(BERT, authors=names)
    assert text("ieee", bib)[0].startswith("[1] J.-I. Hirayama and A. Vaswani, ")
    assert text("chicago-author-date", bib)[0].startswith("Hirayama, Jun-Ichiro, and Ashish Vasw")


def test_both_parts_of_a_hyphenated_word_get_their_capitals() -> None:
    bib = replace(BERT, title="Model-free control: is state-of-the-art enough?", venue="ICRA")
    chicago = text("chicago-author-date", bib)[0]
    assert "Model-Free Control: Is State-of-the-Art Enough?” " in chicago
    assert "Model-free control: is state-of-the-art enough? ICRA" in text("apa", bib)[0]


def test_names_without_capitals_have_no_initials() -> None:
    names = (Name(given="小明", family="王"), Name(given="محمد", family="علي"))
    bib = replace(BERT, authors=names)
    assert text("ieee", bib)[0].startswith("[1] 王小明 and محمد علي, “BERT")


@pytest.mark.parametrize("style", shipped_styles())
def test_every_shipped_style_formats_papers_once_and_well_formed(style: str) -> None:
    papers = [paper(n, bib) for n, bib in enumerate((ATTENTION, BERT, NATURE, BARE), 1)]
    entries = read_style(style).entries(papers)
    assert len(entries) == 4
    page = write_page(entries)
    for title in ("Attention Is All You Need: uber O(n²)", "Scaling laws, alone"):
        assert page.lower().count(title.lower()) == 1
    assert "&lt;b&gt;" in page
    assert "ArXiv" not in page
    assert not re.search("[\ue000-\uf8ff]", page)
    assert page.isprintable() or set(re.findall(r"[^\x20-\x7e]", page)) <= set("\n²–—“”‘’\xa0…")


WORDS = st.text(max_size=30)
NAMES = st.builds(Name, given=WORDS, family=WORDS, particle=WORDS, suffix=WORDS) | st.builds(
    Name, literal=WORDS
)
BIBS = st.builds(
    Bibliography,
    title=WORDS,
    authors=st.lists(NAMES, max_size=9).map(tuple),
    venue=WORDS,
    pages=WORDS,
    doi=WORDS,
    published=st.none() | st.builds(PartialDate, st.integers(1, 9999)),
    extra=st.dictionaries(st.sampled_from(("volume", "number", "edition", "series")), WORDS),
)


@settings(max_examples=40)
@given(st.lists(BIBS, min_size=1, max_size=4), st.sampled_from(list(shipped_styles())))
def test_any_text_is_formatted_and_escaped(bibs: list[Bibliography], style: str) -> None:
    entries = read_style(style).entries([paper(n, bib) for n, bib in enumerate(bibs, 1)])
    assert len(entries) == len(bibs)
    for entry in entries:
        rest = re.sub(r"</?(?:i|b|sup|sub|span)(?: style=\"[^\"<>]*\")?>", "", entry)
        assert "<" not in rest
        assert not re.search("&(?!amp;|lt;|gt;|#)", rest)


def test_what_is_no_style_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="cannot be read as a CSL style"):
        Style(b"<style", "mine.csl")
    with pytest.raises(InvalidValueError, match="is not a CSL style"):
        Style(b"<html/>", "mine.csl")
    with pytest.raises(InvalidValueError, match="document type"):
        Style(b'<!DOCTYPE x [<!ENTITY a "b">]><style/>', "mine.csl")
    with pytest.raises(InvalidValueError, match="neither a shipped style nor a file"):
        read_style("vogon")
    with pytest.raises(KnownError, match="cannot be read"):
        read_style("nowhere/mine.csl")


def test_a_style_of_the_readers_own_may_be_a_file() -> None:
    path = resource("csl", "apa.csl")
    assert text(str(path), BERT) == text("apa", BERT)


def test_sorting_and_formatting_can_be_stopped() -> None:
    def stop(done: int, total: int) -> None:
        raise InterruptedError(f"{done} of {total}")

    papers = [paper(n, replace(BERT, title=str(n))) for n in range(3)]
    with pytest.raises(InterruptedError):
        read_style("apa").entries(papers, stop)
