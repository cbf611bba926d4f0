"""Completion of queries: at every place, by what the library holds, and always well-formed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.query import Fact, leaves, parse
from readlist.domain.query_fields import CHOICES, FIELDS
from readlist.library import Library
from readlist.library.completing_values import Names, values
from tests.unit.test_query import _QUERIES

TAGS = (
    "theory", "theory/scaling laws", "vision/video", "none", "OR", 'My "best"', "a:b", "-minus",
    "深度学习", "(odd)", "tag:x",
)  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library with tags and lists whose names are hard to write."""
    folder: Path = tmp_path_factory.mktemp("completing")
    with Library.open(folder) as opened:
        for name in TAGS:
            opened.tags.create(name)
        opened.lists.create("To cite")
        opened.lists.create('My "best" list')
        yield opened


def completed(library: Library, query: str, recent: tuple[str, ...] = ()) -> list[str]:
    """What becomes of ``query``, whose cursor is written as a bar."""
    cursor = query.index("|")
    text = query.replace("|", "")
    found = library.completing.complete(text, cursor, recent=recent)
    return [text[: one.start] + one.insert + text[one.end :] for one in found]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("ta|", ["tag:"]),
        ("model -ta|", ["model -tag:"]),
        ("ye|", ["date:"]),
        ("tag:theory|", ['tag:"theory/scaling laws" ']),
        ("tag:SCA|", ['tag:"theory/scaling laws" ']),
        ("tag:vision/|", ["tag:vision/video "]),
        ("tag:(x OR vid|", ["tag:(x OR vision/video "]),
        ("tag:(or|", ['tag:("OR" ', "tag:(theory "]),
        ('tag:"my|', ['tag:"My ""best""" ']),
        ('list:"To ci|', ['list:"To cite" ']),
        ('x list:"To ci|" y', ['x list:"To cite" y']),
        ("x list:to| y", ['x list:"To cite" y']),
        ("-list:to|", ['-list:"To cite" ']),
        ("status:rea|", ["status:reading ", "status:read "]),
        ("is:sta|", ["is:starred "]),
        ("has:co|x", ["has:code ", "has:comment "]),
        ("date:an|", ["date:any "]),
    ],
)  # fmt: skip
def test_the_word_at_the_cursor_is_completed(
    library: Library, query: str, wanted: list[str]
) -> None:
    found = completed(library, query)
    assert [one for one in found if one in wanted] == wanted
    assert len(found) <= len(wanted) + 3


@pytest.mark.parametrize(
    "query",
    ["", "t|", "transf|", "ta|ble", "tag: |", '"double ta|', "tag:theory |", "OR|", "zzz:|",
     'list:"To cite"|', "status:reading|", "tag:zzz|", "-|", "foo ) |"],
)  # fmt: skip
def test_nothing_is_offered_where_nothing_begins_so(library: Library, query: str) -> None:
    assert completed(library, query or "|") == []


def test_recent_queries_come_last_and_only_at_the_end(library: Library) -> None:
    recent = ("tag:theory x", "scaling laws")
    assert completed(library, "|", recent) == list(recent)
    assert completed(library, "ta|", recent) == ["tag:", "tag:theory x"]
    assert completed(library, "Scal|", recent) == ["scaling laws"]
    assert completed(library, "scaling laws|", recent) == []
    assert completed(library, "sc|aling", recent) == []


@pytest.mark.parametrize("query", ["tag:", "-tag:", "x tag:(y OR ", 'tag:"', "tag:(a "])
def test_a_chosen_tag_is_what_the_query_asks_for(library: Library, query: str) -> None:
    """Whatever its name holds; the two last offers are no tags but tests."""
    found = library.completing.complete(query, len(query))
    names = {one.label for one in found if one.detail[:5] != "where"}
    assert names == {name for name in TAGS if "/" not in name} | {"vision"}
    for one in found:
        root = parse(query[: one.start] + one.insert).root
        wanted = [leaf for leaf in leaves(root, negated=True) if isinstance(leaf, Fact)]
        test = one.insert.strip() if one.detail[:5] == "where" else "name"
        assert (wanted[-1].value, wanted[-1].test, wanted[-1].open) == (one.label, test, False)


def test_every_field_and_choice_is_offered(library: Library) -> None:
    for field in FIELDS:
        assert f"{field}:" in completed(library, f"{field[:2]}|")
        assert completed(library, f"{field}:|"), field
    for field, choices in CHOICES.items():
        assert completed(library, f"{field}:|") == [f"{field}:{one} " for one in choices]


def test_changes_of_names_are_taken_over(library: Library) -> None:
    library.completing.renew()
    library.tags.create("brand new")
    assert completed(library, "tag:bra|") == []
    library.completing.renew()
    assert completed(library, "tag:bra|") == ['tag:"brand new" ']
    library.history.undo()
    library.completing.renew()
    assert completed(library, "tag:bra|") == []


def test_dates_are_those_of_the_library_and_of_today() -> None:
    names = Names.of(tags=(), lists=(), dumps=(), years=[("2024", 3), ("2021", 1)], venues=())
    today = date(2026, 3, 9)

    def found(field: str, typed: str) -> list[str]:
        return [one.text for one in values(field, typed, names, today)]

    assert found("date", "") == ["2024", "2021", "2024..", "..2024", "none", "any"]
    assert found("date", ">=20") == [">=2024", ">=2021"]
    assert found("date", "2023..2") == ["2023..2024"]
    assert found("added", "")[:2] == ["2026", ">=2026-03-02"]
    assert found("date", "soon") == []


@given(query=_QUERIES, cursor=st.integers(0, 60))
def test_no_text_is_an_error(library: Library, query: str, cursor: int) -> None:
    place = min(cursor, len(query))
    for one in library.completing.complete(query, place, recent=(query, "x")):
        assert 0 <= one.start <= place <= one.end <= len(query)
