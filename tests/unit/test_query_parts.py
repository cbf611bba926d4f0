"""Parts of a query: what asks for what, and that one can be taken out."""

from __future__ import annotations

import pytest
from hypothesis import given

from readlist.domain.query import Everything, parse
from readlist.domain.query_parts import tidied, understood, without
from tests.unit.test_query import _QUERIES


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("scaling laws", ["scaling", "laws"]),
        ("x -vision NOT y", ["x", "-vision", "NOT y"]),
        ("a OR b c", ["a OR b c"]),
        ("(a OR b) AND c", ["(a OR b)", "c"]),
        ("tag:(a OR b) -(c d)", ["tag:(a OR b)", "-(c d)"]),
        ("a OR", ["a"]),
        ("a ) b", ["a", ")", "b"]),
        ('list:"My ""best""" x', ['list:"My ""best"""', "x"]),
    ],
)
def test_parts_are_what_must_be_met_together(text: str, parts: list[str]) -> None:
    assert [text[part.start : part.end] for part in parse(text).parts] == parts


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("scaling tag:theory", 1, "scaling "),
        ("tag:theory  scaling", 0, "scaling"),
        ("a AND b AND c ", 1, "a c "),
        ("a OR b ) c ", 1, "(a OR b) c "),
        ('"double descent" -vision', 1, '"double descent"'),
        ("a OR b", 0, ""),
    ],
)
def test_a_part_is_taken_out(text: str, number: int, rest: str) -> None:
    assert without(parse(text), number) == rest


@given(_QUERIES)
def test_what_is_left_asks_for_the_other_parts(text: str) -> None:
    query = parse(text)
    for number in range(len(query.parts)):
        rest = parse(without(query, number))
        others = [part.node for i, part in enumerate(query.parts) if i != number]
        assert understood(rest) == [node for node in others if node != Everything()]


@given(_QUERIES)
def test_what_says_nothing_is_left_out(text: str) -> None:
    query = parse(text)
    assert understood(parse(tidied(query))) == understood(query)


@given(_QUERIES)
def test_parts_stand_in_order_and_make_up_the_query(text: str) -> None:
    query = parse(text)
    places = [place for part in query.parts for place in (part.start, part.end)]
    assert places == sorted(places)
    assert all(part.start < part.end for part in query.parts)
    if not query.empty:
        assert understood(query)
