"""Cuts a query into tokens, in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from readlist.domain.query_fields import canonical

Kind = Literal["word", "phrase", "field", "open", "close", "or", "and", "not"]

QUOTES = '"“”„‟«»'
_BLANK = re.compile(r"\s+")
_FIELD = re.compile(r"([A-Za-z_]+):")
_WORD = re.compile(rf"[^\s(){QUOTES}]+")
_QUOTED = re.compile(rf"[{QUOTES}]((?:[^{QUOTES}]|([{QUOTES}])\2)*)([{QUOTES}]?)(\*?)")
_QUOTE = re.compile(f"[{QUOTES}]")
_DOUBLED = re.compile(rf"([{QUOTES}])\1")
OPERATORS: dict[str, Kind] = {"OR": "or", "AND": "and", "NOT": "not", "|": "or", "||": "or"}


@dataclass(frozen=True, slots=True)
class Token:
    """A token by its place. ``text`` is a word, the inside of a quoted phrase, or a field's value.

    ``field`` is the canonical name of a known field; a token of the kind "field" without a value
    stands before a group, a blank or the end. ``closed`` is False when a quote is missing,
    ``star`` tells a ``*`` behind the closing quote.
    """

    kind: Kind
    text: str
    start: int
    end: int
    field: str = ""
    quoted: bool = False
    closed: bool = True
    star: bool = False


def in_quotes(text: str) -> str:
    """``text`` as a quoted phrase or value: quotation marks inside are doubled."""
    return f'"{_QUOTE.sub(_twice, text)}"'


def _twice(match: re.Match[str]) -> str:
    return match[0] * 2


def tokens(text: str) -> Iterator[Token]:
    """The tokens of ``text`` in order; only blanks lie between them."""
    place = 0
    fresh = True  # at the query's beginning, behind a blank or an opening parenthesis
    while place < len(text):
        blank = _BLANK.match(text, place)
        if blank:
            place, fresh = blank.end(), True
            continue
        token = _next(text, place, fresh)
        yield token
        place, fresh = token.end, token.kind in ("open", "not")


def _next(text: str, place: int, fresh: bool) -> Token:
    char = text[place]
    if char in "()":
        return Token("open" if char == "(" else "close", char, place, place + 1)
    if char in "-−" and fresh and _may_negate(text, place + 1):
        return Token("not", char, place, place + 1)
    if char in QUOTES:
        return _phrase(text, place, place, "")
    match = _FIELD.match(text, place)
    name = canonical(match[1]) if match else ""
    if match and name:
        return _field(text, place, match.end(), name)
    word = _WORD.match(text, place)
    end = word.end() if word else place + 1
    kind = OPERATORS.get(text[place:end], "word")
    return Token(kind, text[place:end], place, end)


def _may_negate(text: str, place: int) -> bool:
    """Whether something to be excluded follows the minus sign: "-vision", "-(a b)"."""
    char = text[place : place + 1]
    return char != "" and (char.isalnum() or char == "(" or char in QUOTES or char == "\\")


def _phrase(text: str, start: int, place: int, name: str) -> Token:
    match = _QUOTED.match(text, place)
    if match is None:  # the caller saw a quote here
        return Token("word", text[place], place, place + 1)
    kind: Kind = "field" if name else "phrase"
    inside = _DOUBLED.sub(r"\1", match[1])
    closed, star = match[3] != "", match[4] != ""
    return Token(kind, inside, start, match.end(), name, quoted=True, closed=closed, star=star)


def _field(text: str, start: int, place: int, name: str) -> Token:
    if place < len(text) and text[place] in QUOTES:
        return _phrase(text, start, place, name)
    value = _WORD.match(text, place)
    end = value.end() if value else place
    return Token("field", text[place:end], start, end, name)
