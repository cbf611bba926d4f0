"""What a search says, part by part, in words for its chips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from readlist.domain.query import (
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
)
from readlist.domain.views import QueryWarning

Look = Literal["word", "phrase", "fact", "without", "either", "ignored"]


@dataclass(frozen=True, slots=True)
class PartWords:
    """One chip: part ``number`` of the query (None: an operator that was ignored), written in
    [start, end). ``reason`` says what was wrong with it."""

    number: int | None
    label: str
    look: Look
    start: int
    end: int
    reason: str = ""


def describe(query: Query, warnings: Sequence[QueryWarning] = ()) -> tuple[PartWords, ...]:
    """The parts of ``query`` as they were understood, in order. What is still being typed
    (``tag:``) and says nothing yet has no chip."""
    made: list[PartWords] = []
    told: set[QueryWarning] = set()
    for number, part in enumerate(query.parts):
        own = [one for one in warnings if part.start <= one.start and one.end <= part.end]
        told.update(own)
        if isinstance(part.node, Everything) and part.node.text:
            continue
        made.append(_words(query, number, part, "\n".join(one.text for one in own)))
    made += [
        PartWords(None, query.text[one.start : one.end], "ignored", one.start, one.end, one.text)
        for one in warnings
        if one not in told and one.start < one.end
    ]
    return tuple(sorted(made, key=lambda words: words.start))


def worth_showing(parts: Sequence[PartWords]) -> bool:
    """Whether chips tell more than the line itself: not of plain words that were all read."""
    return any(part.look != "word" or part.reason for part in parts)


def label(node: Node, *, inside: bool = False) -> str:
    """What a node says; ``inside`` of another one, what has parts is put into parentheses."""
    match node:
        case And(parts) | Or(parts):
            between = " " if isinstance(node, And) else " OR "
            # AND binds closer than OR: alternatives of several words need none around them.
            closer = isinstance(node, Or)
            words = (label(part, inside=not (closer and isinstance(part, And))) for part in parts)
            text = f"({between.join(words)})" if inside else between.join(words)
        case Not(part):
            text = f"not {label(part, inside=True)}"
        case Word(written, field, prefix):
            text = _of(field, f"{written}*" if prefix else written)
        case Phrase(written, field, prefix):
            text = _of(field, f"“{written}{'*' if prefix else ''}”")
        case Pasted(written, arxiv_id, doi):
            text = f"arXiv: {arxiv_id}" if arxiv_id else f"DOI: {doi}" if doi else written
        case Fact(field, value, test):
            text = _of(field, value.replace("..", " to ").strip() if test == "range" else value)
        case _:
            text = node.text
    return text


def _of(field: str, value: str) -> str:
    return f"{field}: {value}" if field else value


def _words(query: Query, number: int, part: Part, reason: str) -> PartWords:
    node, written = part.node, query.text[part.start : part.end]
    if isinstance(node, Everything):
        reason = reason or "There is nothing in it to search for."
        return PartWords(number, written, "ignored", part.start, part.end, reason)
    return PartWords(number, label(node), _look(node), part.start, part.end, reason)


def _look(node: Node) -> Look:
    """A group of plain words, or a thing that was read as several, looks as they do."""
    looks: dict[type, Look] = {
        Not: "without", Or: "either", And: "either", Fact: "fact", Pasted: "fact", Phrase: "phrase",
    }  # fmt: skip
    if isinstance(node, And) and all(isinstance(one, Word) and not one.field for one in node.parts):
        return "word"
    if isinstance(node, Word) and node.field:
        return "fact"
    return looks.get(type(node), "word")
