"""Where in a query the cursor stands: at the beginning of a field, or of a field's value."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readlist.domain.query import named
from readlist.domain.query_lexer import QUOTES, Token, in_quotes, tokens

# In a group a value that begins otherwise would be an operator or a field.
_SAFE = re.compile(rf"\w[^\s():{QUOTES}]*")
_OPERATORS = ("OR", "AND", "NOT", "none", "any")
_REST_OF_WORD = re.compile(rf"[^\s(){QUOTES}]*")
_REST_OF_QUOTE = re.compile(rf"[^:(){QUOTES}]*[{QUOTES}]")


@dataclass(frozen=True, slots=True)
class Place:
    """What is being typed: ``typed`` of a value of ``field``, or of a field when that is empty.

    What is chosen takes the place of the query's code points [start, end). ``grouped``: in a
    group behind the field.
    """

    field: str
    typed: str
    start: int
    end: int
    grouped: bool = False
    quoted: bool = False

    def written(self, value: str, *, plain: bool = False) -> str:
        """``value`` as it must be written here; a ``plain`` one is no name but a test (2024..)."""
        if plain:
            return value
        if self.quoted:
            return in_quotes(value)
        if not self.grouped:
            return named(self.field, value)[len(self.field) + 1 :]
        safe = _SAFE.fullmatch(value) and value not in _OPERATORS
        return value if safe else in_quotes(value)


def find(query: str, cursor: int) -> Place | None:
    """The place at ``cursor``, None where nothing can be completed: in plain words, operators,
    phrases, behind a blank that stands in no field's group, and inside of a word."""
    before = query[:cursor]
    groups = [""]
    last: Token | None = None
    for token in tokens(before):
        if token.kind == "open":
            named_group = last is not None and last.kind == "field" and not last.text
            adjacent = last is not None and last.end == token.start and not last.quoted
            groups.append(last.field if last and named_group and adjacent else groups[-1])
        elif token.kind == "close" and len(groups) > 1:
            groups.pop()
        last = token
    group = groups[-1]
    if last is None or last.end < cursor or last.kind in ("open", "not"):
        behind_sign = last is not None and last.end == cursor and last.kind == "not"
        at_once = bool(group) and not behind_sign
        return Place(group, "", cursor, cursor, grouped=True) if at_once else None
    if last.kind == "field":
        return _value(query, cursor, last, last.field, query.index(":", last.start) + 1)
    if group and last.kind in ("word", "phrase"):
        return _value(query, cursor, last, group, last.start)
    if last.kind == "word" and not _REST_OF_WORD.match(query, cursor).group():  # type: ignore[union-attr]
        return Place("", last.text, last.start, cursor)
    return None


def _value(query: str, cursor: int, token: Token, field: str, start: int) -> Place | None:
    grouped = token.kind != "field"
    if not token.quoted:
        rest = _REST_OF_WORD.match(query, cursor)
        end = rest.end() if rest else cursor
        return Place(field, token.text, start, end, grouped)
    if token.closed:
        return None
    closing = _REST_OF_QUOTE.match(query, cursor)
    end = closing.end() if closing else cursor
    return Place(field, token.text, start, end, grouped, quoted=True)
