"""The pattern language of citation keys."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from readlist.domain.dates import PartialDate
from readlist.domain.key_fields import FIELDS, FILTERS
from readlist.domain.key_patterns import (
    DEFAULT,
    DEFAULT_PATTERN,
    LONGEST_PATTERN,
    LONGEST_STEM,
    READY_PATTERNS,
    PatternError,
    parse_pattern,
)
from readlist.domain.key_words import ascii_word
from readlist.domain.keys import check_key
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name, parse_name
from readlist.formats.daily import parse
from tests.unit import keys_before

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
TEAM = (
    "Ashish Vaswani; Noam Shazeer; Niki Parmar; Jakob Uszkoreit; Llion Jones; Aidan N. Gomez; "
    "Łukasz Kaiser; Illia Polosukhin"
)


def bib(title: str = "", authors: str = "", date: str = "", **facts: str) -> Bibliography:
    return Bibliography(
        title=title,
        authors=tuple(parse_name(name) for name in authors.split(";") if name),
        published=PartialDate.parse(date) if date else None,
        **facts,  # type: ignore[arg-type]
    )


ATTENTION = bib(
    "Attention Is All You Need", TEAM, "2017-06-12", arxiv_id="1706.03762",
    venue="Advances in Neural Information Processing Systems (NeurIPS)", organization="Google",
)  # fmt: skip
LLAVA = bib("LLaVA: Visual Instruction Tuning", date="2023-04")
NAMELESS = bib("A Three-regime Model of Network Pruning")
DUTCH = bib("Visualizing Data using t-SNE", "Laurens van der Maaten; Geoffrey Hinton", "2008")


@pytest.mark.parametrize(
    ("pattern", "paper", "key"),
    [
        ("[auth]", ATTENTION, "Vaswani"),
        ("[auth]", DUTCH, "Maaten"),
        ("[authFull]", DUTCH, "vanderMaaten"),
        ("[authFull:capitalize]", DUTCH, "VanDerMaaten"),
        ("[auth][given:1]", DUTCH, "MaatenL"),
        ("[given:abbr]", bib("x", "Li, Fei-Fei"), "FF"),
        ("[authors]", DUTCH, "MaatenHinton"),
        ("[authors2]", ATTENTION, "VaswaniShazeerEtAl"),
        ("[authors2]", DUTCH, "MaatenHinton"),
        ("[authors:join(-)]", DUTCH, "Maaten-Hinton"),
        ("[authEtAl]", ATTENTION, "VaswaniEtAl"),
        ("[authEtAl]", DUTCH, "MaatenHinton"),
        ("[authorsAlpha][shortYear]", ATTENTION, "VSP+17"),
        ("[authorsAlpha][shortYear]", DUTCH, "MH08"),
        ("[authorsAlpha]", bib("x", "Ann Li"), "Li"),
        ("[year][month]", ATTENTION, "201706"),
        ("[year][month]", DUTCH, "2008"),
        ("[name]", LLAVA, "LLaVA"),
        ("[name]", bib("Monarch Mixer: A Simple Architecture"), "MonarchMixer"),
        ("[name|firstWord]", bib("What we learnt of very long names of nets: a view"), "learnt"),
        ("[shortTitle]", LLAVA, "LLaVA"),
        ("[words]", LLAVA, "LLaVAVisualInstruction"),
        ("[words2]", LLAVA, "LLaVAVisual"),
        ("[shortTitle:capitalize]", NAMELESS, "ThreeRegimeModel"),
        ("[shortTitle1]", NAMELESS, "Three"),
        ("[firstWord:lower]", NAMELESS, "three"),
        ("[title]", ATTENTION, "AttentionIsAllYouNeed"),
        ("[title:abbr]", ATTENTION, "AIAYN"),
        ("[title2]", ATTENTION, "AttentionIs"),
        ("[venue:abbr]", ATTENTION, "ANIPSN"),
        ("[venueAbbr]", ATTENTION, "NeurIPS"),
        ("[venueAbbr]", bib("x", venue="Journal of Machine Learning Research"), "JMLR"),
        ("[venueAbbr]", bib("x", venue="ICLR 2024"), "ICLR"),
        ("[venueAbbr]", bib("x", venue="Nature"), "Nature"),
        ("[org]", ATTENTION, "Google"),
        ("[arxiv]", ATTENTION, "1706.03762"),
        ("[arxiv]", bib("x", arxiv_id="hep-th/9901001"), "hep-th/9901001"),
        ("p[id]", ATTENTION, "p7"),
        ("[auth:upper:3]", ATTENTION, "VAS"),
        ("[AUTH:LOWER]", ATTENTION, "vaswani"),
        ("[auth:or(anon)]", LLAVA, "anon"),
        ("[auth|name]", LLAVA, "LLaVA"),
        ("[auth:3|name:lower]", LLAVA, "llava"),
        ("[auth:3|name:lower]", ATTENTION, "vas"),
        # A separator stands between two things only.
        ("[auth]_[year]", LLAVA, "2023"),
        ("[auth]-[month]-[year]", DUTCH, "Maaten-2008"),
        ("[year]:[auth]", LLAVA, "2023"),
        ("ml:[auth]", ATTENTION, "ml:Vaswani"),
        ("[auth]", LLAVA, "paper"),
    ],
)  # fmt: skip
def test_what_patterns_give(pattern: str, paper: Bibliography, key: str) -> None:
    assert parse_pattern(pattern).stem(paper, 7) == key


@pytest.mark.parametrize(
    ("name", "plain", "umlauts"),
    [
        ("Jörg Müller", "Muller", "Mueller"),
        ("Weiß, Anna", "Weiss", "Weiss"),
        ("Łukasz Đorđević", "Dordevic", "Dordevic"),
        ("Пётр Щукин", "Shchukin", "Shchukin"),
        ("Μαρία Κάλλας", "Kallas", "Kallas"),
        ("王, 小明", "Wang", "Wang"),
        ("Nguyễn, Văn", "Nguyen", "Nguyen"),
        ("محمد, علي", "mhmd", "mhmd"),
        ("{Gemini Team}", "GeminiTeam", "GeminiTeam"),
    ],
)
def test_every_script_is_written_in_ascii(name: str, plain: str, umlauts: str) -> None:
    assert parse_pattern("[auth]").stem(bib("x", name)) == plain
    assert parse_pattern("[auth:umlauts]").stem(bib("x", name)) == umlauts


def test_the_ready_patterns_keep_what_they_promise() -> None:
    made = {
        pattern: [parse_pattern(pattern).stem(paper) for paper in (ATTENTION, LLAVA)]
        for pattern, _ in READY_PATTERNS
    }
    assert list(made.values()) == [
        ["vaswani2017", "llava2023"],
        ["vaswani2017attention", "2023llava"],
        ["Vaswani2017", "LLaVA2023"],
        ["vaswani2017", "llava2023"],
        ["vaswaniAttentionAllYou2017", "LLaVAVisualInstruction2023"],
        ["vaswani_attention_2017", "llava_2023"],
        ["VaswaniEtAl2017", "LLaVA2023"],
        ["VSP+17", "LLaVA23"],
        ["1706.03762", "llava"],
    ]


@pytest.mark.parametrize(
    ("pattern", "position", "words"),
    [
        ("", 1, "names no field"),
        ("vaswani", 1, "names no field"),
        ("[foo]", 2, "no field 'foo'"),
        ("[auth][yeer]", 8, "no field 'yeer'"),
        ("[auth|]", 7, "name is missing"),
        ("[]", 2, "name is missing"),
        ("a[auth", 2, "not closed"),
        ("[auth]]", 7, "not opened"),
        ("[auth] [year]", 7, "cannot hold a blank"),
        ("[auth]{x}", 7, "cannot hold '{'"),
        ("é[auth]", 1, "cannot hold 'é'"),
        ("[auth year]", 6, "a blank cannot stand in brackets"),
        ("[auth:loud]", 7, "no filter 'loud'"),
        ("[auth:]", 7, "filter's name is missing"),
        ("[auth:0]", 7, "not between 1 and 40"),
        ("[auth3]", 6, "takes no number"),
        ("[words99]", 7, "not between 1 and 20"),
        ("[auth:or]", 9, "parentheses"),
        ("[auth:or()]", 10, "text is missing"),
        ("[auth:or(a b)]", 11, "a blank stands where ) should"),
        ("[auth:or(a", 11, "the end stands where ) should"),
        ("[auth]" + "x" * LONGEST_PATTERN, LONGEST_PATTERN + 1, "at most"),
    ],
)
def test_errors_name_the_place(pattern: str, position: int, words: str) -> None:
    with pytest.raises(PatternError, match=re.escape(words)) as error:
        parse_pattern(pattern)
    assert error.value.position == position
    assert str(error.value).startswith(f"Position {position}: ")


def test_the_manual_names_every_part_of_the_language() -> None:
    manual = (Path(__file__).parents[2] / "resources" / "manual" / "keys.md").read_text("utf-8")
    manual = manual.replace("\\|", "|")
    assert not [field.name for field in FIELDS if f"`[{field.name}]`" not in manual]
    assert not [one.name for one in FILTERS if f":{one.name}" not in manual]
    assert not [pattern for pattern, _ in READY_PATTERNS if f"`{pattern}`" not in manual]


def test_an_error_says_what_is_allowed() -> None:
    with pytest.raises(PatternError) as error:
        parse_pattern("[foo]")
    assert all(field.name in error.value.hint for field in FIELDS)
    with pytest.raises(PatternError) as error:
        parse_pattern("[auth:foo]")
    assert all(one.name in error.value.hint for one in FILTERS)


PIECES = st.sampled_from(
    ["[", "]", "|", ":", "(", ")", "-", "_", " ", "3", "or(x)", "join(-)", "é", "{", "[year]"]
    + [field.name for field in FIELDS]
    + [one.name for one in FILTERS]
)
PATTERNS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join))
NAMES = st.builds(Name, given=st.text(), family=st.text(), particle=st.text(), literal=st.text())
PAPERS = st.builds(
    Bibliography,
    title=st.text(),
    authors=st.lists(NAMES, max_size=6).map(tuple),
    published=st.none() | st.builds(PartialDate, st.integers(1, 9999), st.integers(0, 12)),
    venue=st.text(),
    organization=st.text(),
    arxiv_id=st.text(),
)


@given(PATTERNS)
def test_a_pattern_is_read_or_its_fault_has_a_place(text: str) -> None:
    position = 1
    try:
        parsed = parse_pattern(text).text
    except PatternError as error:
        parsed, position = text.strip(), error.position
    assert parsed == text.strip()
    assert 1 <= position <= len(parsed) + 1


@given(PAPERS, st.sampled_from(FIELDS), st.lists(st.sampled_from(FILTERS), max_size=3))
def test_every_paper_gets_a_key_that_tools_take(
    paper: Bibliography, field: object, filters: Sequence[object]
) -> None:
    name = field.name  # type: ignore[attr-defined]
    chain = "".join(f":{one.name}{'(-)' if one.text else ''}" for one in filters)  # type: ignore[attr-defined]
    key = parse_pattern(f"[{name}{chain}]-[{name}]").stem(paper, 1)
    assert check_key(key) == key
    assert key.isascii()
    assert len(key) <= LONGEST_STEM
    assert any(map(str.isalnum, key))


TITLES = st.lists(
    st.sampled_from(["\\alpha", "$x$", ":", " ", "the ", "Of", "LLaVA", "-", "ß", "Ö", "Ш", "王"])
    | st.text(max_size=3),
    max_size=10,
).map("".join)


@given(TITLES, st.none() | st.text(), st.none() | st.integers(1, 9999))
def test_the_default_gives_the_keys_that_were_made_before_patterns(
    title: str, family: str | None, year: int | None
) -> None:
    # Signs like ™ and ℝ were left out, but not beside another script; now they always are.
    assume(all(keys_before.ascii_word("王" + c) == ascii_word("王" + c).lower()
               for c in title + (family or "")))  # fmt: skip
    paper = Bibliography(
        title=title,
        authors=() if family is None else (Name(family=family),),
        published=PartialDate(year) if year else None,
    )
    assert DEFAULT.stem(paper) == keys_before.stem(paper)


def test_the_default_gives_the_same_keys_on_the_sample_pages() -> None:
    papers = [entry.bib for path in SEEDS for entry in parse(path.read_bytes(), "x").entries]
    assert len(papers) > 200
    assert [DEFAULT.stem(one) for one in papers] == [keys_before.stem(one) for one in papers]
    assert DEFAULT.text == DEFAULT_PATTERN
