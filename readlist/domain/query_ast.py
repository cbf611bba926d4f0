"""What a query says: words, phrases, facts, and how they are combined.

Positions count code points of the query, end exclusive; they do not take part in comparisons.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from readlist.domain.views import QueryWarning

Test = Literal["none", "any", "range", "name"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A part of a query that has no parts; ``start`` and ``end`` say where it was written."""

    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Everything(Leaf):
    """Matches every paper: an empty query, or a part that is still being typed (``text``)."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Word(Leaf):
    """A word in any of its forms; with ``prefix`` (``overparam*``) also as a beginning.

    ``field`` is a field of text, or empty for all of them. ``open`` says that the word is the
    query's last and may not be finished: it is looked for as a beginning, too.
    """

    text: str
    field: str = ""
    prefix: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Phrase(Leaf):
    """Words that follow each other; with ``prefix`` the last one may be a beginning."""

    text: str
    field: str = ""
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Pasted(Leaf):
    """An address or id that was pasted: the paper that has it, or ``text`` as plain words."""

    text: str
    arxiv_id: str = ""
    doi: str = ""


@dataclass(frozen=True, slots=True)
class Fact(Leaf):
    """A test of a field that is no text, or whether any field has a value at all.

    ``value`` is what was written. With ``test`` "name" it is compared as a whole; "range" holds
    ``low`` and ``high``, both inclusive and either of them None: whole numbers, or for dates
    ISO days (``2023-11-31`` ends any November; other endings make a bound exclusive).
    ``open`` says that the value may not be finished.
    """

    field: str
    value: str
    test: Test = "name"
    low: int | str | None = None
    high: int | str | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """All papers but those of the part."""

    part: Node


Node = Everything | Word | Phrase | Pasted | Fact | And | Or | Not
Role = Literal["word", "phrase", "fact", "operator", "group", "ignored"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One token of a query as it was read; the pieces cover all of it but the blanks."""

    role: Role
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """What a query asks for besides other things: ``node``, written in [start, end).

    Alternatives (``a OR b``) and a group are one part. A part that says nothing (a parenthesis
    too many) is Everything.
    """

    node: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood. Two queries that say the same are equal.

    ``parts`` are those that all must be met, in their order, without the operators between them.
    """

    root: Node
    text: str = field(default="", compare=False)
    warnings: tuple[QueryWarning, ...] = field(default=(), compare=False)
    pieces: tuple[Piece, ...] = field(default=(), compare=False)
    parts: tuple[Part, ...] = field(default=(), compare=False)

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing in particular."""
        return isinstance(self.root, Everything)


def leaves(node: Node, *, negated: bool = False) -> Iterator[Node]:
    """The leaves of ``node`` in order; those below a Not only when asked for."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part, negated=negated)
    elif isinstance(node, Not):
        if negated:
            yield from leaves(node.part, negated=True)
    else:
        yield node
