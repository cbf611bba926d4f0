"""The query language: one text, read once into a tree.

    query   = either
    either  = all { "OR" all }
    all     = { negated [ "AND" ] }
    negated = { "-" | "NOT" } primary
    primary = "(" query ")" | field ":" value | field ":" "(" query ")" | phrase | word
    phrase  = '"' { character but '"' | '""' } '"' [ "*" ]
    value   = phrase | word | range
    range   = [ ">=" | "<=" | ">" | "<" | "=" ] x | [ x ] ".." [ x ] | "none" | "any"
    word    = characters other than blanks, quotes and parentheses [ "*" ]

Two quotation marks in a row stand for one inside of them (``list:"My ""best"" ones"``).
Operators are written in capitals. A minus sign excludes only at the beginning of a word. Fields
are those of ``query_fields``; in a group behind a field every word is a value of that field.

No text is an error: what cannot be read is searched as plain words or left out, and a warning
says so with its place. The last word, when no blank follows it, may be unfinished and counts as a
prefix as well. An arXiv id, DOI or address finds the paper that has it, and a colon behind a
word that is no field ("LoRA: Low-Rank Adaptation") means nothing.
"""

from __future__ import annotations

import re

from readlist.domain.query_ast import (
    And,
    Everything,
    Fact,
    Node,
    Not,
    Or,
    Part,
    Pasted,
    Phrase,
    Query,
    Word,
    leaves,
)
from readlist.domain.query_fields import canonical
from readlist.domain.query_lexer import QUOTES, in_quotes
from readlist.domain.query_parser import Parser

__all__ = [
    "And", "Everything", "Fact", "Node", "Not", "Or", "Part", "Pasted", "Phrase", "Query",
    "Word", "leaves", "named", "parse", "unparse",
]  # fmt: skip

_PLAIN = re.compile(rf"[^\s(){QUOTES}]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse(text: str) -> Query:
    """Read ``text``. Never raises; the time it takes grows with the length of the text.

    Halves of UTF-16 pairs, which no text may hold, are read as U+FFFD.
    """
    text = _SURROGATE.sub("\ufffd", text)
    parser = Parser(text)
    root = parser.parse()
    return Query(root, text, tuple(parser.warnings), tuple(parser.pieces), tuple(parser.parts))


def unparse(query: Query) -> str:
    """A text that says the same: ``parse(unparse(q)) == q``, where that needs no more groups
    inside each other than a query may have."""
    text = _write(query.root, top=True)
    last = query.root
    while isinstance(last, And | Or | Not):
        last = last.part if isinstance(last, Not) else last.parts[-1]
    if getattr(last, "open", False):
        return text.rstrip(")")  # behind a parenthesis it would be finished
    return text if isinstance(last, Everything | Pasted) else text + " "


def named(field: str, value: str) -> str:
    """The part of a query that compares ``field`` with ``value`` as a whole (``tag:theory``), in
    quotation marks where it needs them."""
    plain = _PLAIN.fullmatch(value) and value.lower() not in ("none", "any")
    return _named(field, value if plain else in_quotes(value))


def _write(node: Node, *, top: bool = False) -> str:
    match node:
        case And(parts) | Or(parts):
            between = " " if isinstance(node, And) else " OR "
            text = between.join(_write(part) for part in parts)
            return text if top else f"({text})"
        case Not(part):
            return "NOT " + _write(part)
        case Word(text, field, prefix):
            return _named(field, text + ("*" if prefix else ""))
        case Phrase(text, field, prefix):
            return _named(field, in_quotes(text) + ("*" if prefix else ""))
        case Fact(field, value, test):
            return named(field, value) if test == "name" else _named(field, value)
        case _:
            return node.text


def _named(field: str, value: str) -> str:
    return f"{field}:{value}" if canonical(field) else value
