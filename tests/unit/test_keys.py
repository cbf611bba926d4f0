"""Citation keys: made once, unique, plain ASCII."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.dates import PartialDate
from readlist.domain.errors import InvalidValueError
from readlist.domain.key_patterns import DEFAULT
from readlist.domain.keys import check_key, make_keys
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name, parse_name


def bib(title: str, author: str = "", year: int | None = None, key: str = "") -> Bibliography:
    return Bibliography(
        title=title,
        authors=(parse_name(author),) if author else (),
        published=PartialDate(year) if year else None,
        citation_key=key,
    )


@pytest.mark.parametrize(
    ("title", "author", "year", "expected"),
    [
        ("Attention Is All You Need", "Ashish Vaswani", 2017, "vaswani2017"),
        ("LLaVA: Visual Instruction Tuning", "", 2023, "llava2023"),
        ("LLaVA-MoLE: Sparse Mixture", "", None, "llavamole"),
        ("A Three-regime Model of Network Pruning", "", None, "threeregimemodel"),
        ("Monarch Mixer: A Simple Architecture", "", None, "monarchmixer"),
        ("How to: A Guide", "", None, "howto"),
        ("The Who", "", None, "thewho"),
        ("x", "Laurens van der Maaten", 2008, "maaten2008"),
        ("x", "Jörg Müller", 2001, "muller2001"),
        ("x", "Weiß, Anna", 2001, "weiss2001"),
        ("x", "Łukasz Đorđević", 2001, "dordevic2001"),
        ("x", "{Gemini Team}", 2024, "geminiteam2024"),
        ("x", "Пётр Иванов", 2020, "ivanov2020"),
        ("x", "王, 小明", 2020, "wang2020"),
        ("深度学习", "", 2020, "shenduxuexi2020"),
        ("$\\alpha$-MDF: A Filter", "", None, "alphamdf"),
        ("???", "", None, "paper"),
    ],
)
def test_stem(title: str, author: str, year: int | None, expected: str) -> None:
    assert DEFAULT.stem(bib(title, author, year)) == expected


def test_an_author_without_letters_gives_way_to_the_title() -> None:
    assert DEFAULT.stem(Bibliography(title="Yi: Open", authors=(Name(family="?"),))) == "yi"


def test_keys_are_unique_ignoring_case_and_never_change() -> None:
    papers = [
        (1, bib("a", "Ann Li", 2020)),
        (2, bib("b", "Bo LI", 2020)),
        (3, bib("c", "Cy Li", 2020, key="mine")),
        (4, bib("d", "Di Li", 2020)),
    ]
    assert make_keys(papers, ["LI2020A"]) == {1: "li2020", 2: "li2020b", 4: "li2020c"}


def test_many_papers_of_one_stem_have_stable_suffixes() -> None:
    made = make_keys([(n, bib("x", "Li", 2020)) for n in range(60)], [])
    assert [made[n] for n in (0, 1, 26, 27, 28, 53)] == [
        "li2020", "li2020a", "li2020z", "li2020aa", "li2020ab", "li2020ba",
    ]  # fmt: skip


@given(st.lists(st.tuples(st.text(), st.text(), st.none() | st.integers(1, 9999)), max_size=8))
def test_every_key_is_one_that_tools_take(rows: list[tuple[str, str, int | None]]) -> None:
    papers = [(n, bib(title, author, year)) for n, (title, author, year) in enumerate(rows)]
    made = make_keys(papers, [])
    assert len({key.casefold() for key in made.values()}) == len(rows)
    assert all(check_key(key) == key and key.isascii() for key in made.values())


@pytest.mark.parametrize("key", ["", "a b", "a,b", "a{b", "é", "a%b", 'a"b', "a\\b", "a#b", "a=b"])
def test_keys_that_tools_refuse_are_refused(key: str) -> None:
    with pytest.raises(InvalidValueError):
        check_key(key)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (Name(given="明", family="李"), "李明"),
        (Name(given="철수", family="김"), "김철수"),
        (Name(given="ジョン", family="スミス"), "ジョン スミス"),
        (Name(given="Ming", family="李"), "Ming 李"),
        (Name(given="Laurens", family="Maaten", particle="van der"), "Laurens van der Maaten"),
    ],
)
def test_a_name_is_shown_in_the_order_of_its_script(name: Name, shown: str) -> None:
    assert name.display == shown
