"""The query language: what is read, what is told, and that nothing is an error."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readlist.domain.query import (
    And,
    Everything,
    Fact,
    Node,
    Not,
    Or,
    Pasted,
    Phrase,
    Word,
    parse,
    unparse,
)

_PARTS = st.sampled_from(
    ["grokking", "GPT-4", "-vision", '"double descent"', "over*", "title:", "title:x", "tag:a/b",
     'list:"To cite"', "is:starred", "is:st", "date:2023..2024", "date:none", "comments:>=3",
     "authors:hinton", "foo:bar", "status:nope", "OR", "AND", "NOT", "-", "(", ")", '"', "*",
     "2503.02130", "https://arxiv.org/abs/2503.02130", ":", "tag:(", "-(", "x:title:y", "–", "é",
     'tag:"a ""b"" c"', 'x""y"', "“““a””", '""']
)  # fmt: skip
_QUERIES = st.one_of(
    st.text(max_size=60),
    st.lists(st.tuples(_PARTS, st.sampled_from(["", " ", " ", " "])), max_size=9).map(
        lambda pairs: "".join(part + blank for part, blank in pairs)
    ),
)


def root(text: str) -> Node:
    query = parse(text)
    assert not query.warnings
    return query.root


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Everything()),
        ("scaling laws ", And((Word("scaling"), Word("laws")))),
        ("scaling law", And((Word("scaling"), Word("law", open=True)))),
        ('"double descent"', Phrase("double descent")),
        ("overparam* x ", And((Word("overparam", prefix=True), Word("x")))),
        ("Title:grokking ", Word("grokking", "title")),
        ("a -vision ", And((Word("a"), Not(Word("vision"))))),
        ("a OR b c ", Or((Word("a"), And((Word("b"), Word("c")))))),
        ("(a OR b) c ", And((Or((Word("a"), Word("b"))), Word("c")))),
        ("-(a b) ", Not(And((Word("a"), Word("b"))))),
        ("NOT NOT a ", Word("a")),
        ('list:"To cite"', Fact("list", "To cite")),
        ("tag:theory ", Fact("tag", "theory")),
        ("tag:theo", Fact("tag", "theo", open=True)),
        ('tag:"none"', Fact("tag", "none")),
        ('list:"My ""best"" ones"', Fact("list", 'My "best" ones')),
        ('tag:""""', Fact("tag", '"')),
        ("tag:“““x””y”", Fact("tag", "“x”y")),
        ("tag:none", Fact("tag", "none", "none")),
        ("note:any ", Fact("note", "any", "any")),
        ("is:Starred", Fact("is", "starred")),
        ("date:2023..2024", Fact("date", "2023..2024", "range", "2023-01-01", "2024-12-31")),
        ("date:2023-11", Fact("date", "2023-11", "range", "2023-11-01", "2023-11-31")),
        ("added:>2023", Fact("added", ">2023", "range", "2023-12-31~", None)),
        ("date:<2023-06", Fact("date", "<2023-06", "range", None, "2023-06-00")),
        ("comments:>=3", Fact("comments", ">=3", "range", 3, None)),
        ("seen:..4", Fact("seen", "..4", "range", None, 4)),
        ("authors:<2", Fact("authors", "<2", "range", None, 1)),
        ("authors:hinton ", Word("hinton", "author")),
        ("title:(a OR b) ", Or((Word("a", "title"), Word("b", "title")))),
        ("2503.02130", Pasted("2503.02130", arxiv_id="2503.02130")),
        (
            "https://huggingface.co/papers/2503.02130",
            Pasted("https://huggingface.co/papers/2503.02130", arxiv_id="2503.02130"),
        ),
        ("10.1145/3292500", Pasted("10.1145/3292500", doi="10.1145/3292500")),
        ("LoRA: Low-Rank ", And((Word("LoRA:"), Word("Low-Rank")))),
        ("Foo — Bar & Baz ", And((Word("Foo"), Word("Bar"), Word("Baz")))),
        ("this or that ", And((Word("this"), Word("or"), Word("that")))),
    ],
)
def test_a_query_is_read(text: str, tree: Node) -> None:
    assert root(text) == tree


@pytest.mark.parametrize(
    "text", ["status:qu", "date:20", "comments:>", "is:", "title:", "date:2023.."]
)
def test_a_value_that_is_being_typed_is_no_fault(text: str) -> None:
    query = parse(text)
    assert not query.warnings
    assert not any(isinstance(part, Word) for part in [query.root])


@pytest.mark.parametrize(
    ("text", "tree", "place"),
    [
        ("x foo:bar ", And((Word("x"), Word("foo"), Word("bar"))), (2, 9)),
        ("date:soon ", And((Word("date"), Word("soon"))), (0, 9)),
        ("status:done x ", And((Word("status"), Word("done"), Word("x"))), (0, 11)),
        ("a OR ", Word("a"), (2, 4)),
        ("OR a ", Word("a"), (0, 2)),
        ("a ) b ", And((Word("a"), Word("b"))), (2, 3)),
        ("a (b ", And((Word("a"), Word("b"))), (2, 3)),
        ('x "double desc', And((Word("x"), Phrase("double desc", prefix=True))), (2, 14)),
        ("a NOT", Word("a"), (2, 5)),
        ("AND a ", Word("a"), (0, 3)),
        ("title: a ", And((Word("title"), Word("a"))), (0, 6)),
    ],
)
def test_what_is_malformed_is_told_with_its_place(
    text: str, tree: Node, place: tuple[int, int]
) -> None:
    query = parse(text)
    assert query.root == tree
    assert [(warning.start, warning.end) for warning in query.warnings] == [place]


def test_deep_nesting_is_cut() -> None:
    query = parse("(" * 9_000 + "a" + ")" * 9_000)
    assert query.root == Word("a")
    assert query.warnings


@given(_QUERIES)
def test_every_character_is_accounted_for(text: str) -> None:
    """Nothing raises, and between the pieces lie only blanks."""
    query = parse(text)
    place = 0
    for piece in query.pieces:
        assert text[place : piece.start].strip() == ""
        assert piece.end > piece.start
        place = piece.end
    assert text[place:].strip() == ""
    assert all(0 <= w.start <= w.end <= len(text) for w in query.warnings)


@given(_QUERIES)
@example("-AA:0")
@example('"0* *')
@example('"a"-https://b')
def test_what_is_written_out_says_the_same(text: str) -> None:
    query = parse(text)
    assert parse(unparse(query)) == query
