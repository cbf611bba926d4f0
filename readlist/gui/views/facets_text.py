"""Puts a value of a facet into the text of a search, and takes it out again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal
from unicodedata import normalize

from readlist.domain.query import And, Everything, Fact, Node, Not, Or, Word, parse, unparse
from readlist.domain.query_parts import without

# What a search says of a value: nothing, only these papers, all but these.
Use = Literal["", "only", "without"]
Key = tuple[object, ...]


def key(fact: Fact) -> Key:
    """What two facts have in common that mean the same, however they were written."""
    if fact.test == "name":
        return fact.field, normalize("NFC", fact.value.strip().casefold())
    return fact.field, fact.test, fact.low, fact.high


def key_of(words: str) -> Key:
    """The key of a facet's value, by its words (``tag:theory``)."""
    root = parse(f"{words} ").root
    return key(root) if isinstance(root, Fact) else (words,)


def used(text: str) -> dict[Key, tuple[Use, Fact]]:
    """The facts that the whole search ``text`` asks for, and those that it leaves out."""
    return {key(fact): (use, fact) for _, use, fact in _facts(text)}


def _facts(text: str) -> Iterator[tuple[int, Use, Fact]]:
    """The parts of a search that are facts: number, use, and the fact itself."""
    for number, part in enumerate(parse(text).parts):
        match part.node:
            case Fact() as fact:
                yield number, "only", fact
            case Not(Fact() as fact):
                yield number, "without", fact


def toggled(text: str, words: str, use: Use) -> str:
    """``text`` with the value used so, or no more used when it was used so before.

    It says what it said before in all other respects: a word that is still being typed stays the
    last one, and alternatives are put into parentheses.
    """
    wanted = key_of(words)
    before = used(text).get(wanted)
    while found := [number for number, _, fact in _facts(text) if key(fact) == wanted]:
        text = without(parse(text), found[0])
    if before is not None and before[0] == use:
        return text
    return _with(text, f"-{words}" if use == "without" else words)


def _with(text: str, words: str) -> str:
    base = parse(text)
    wanted = Counter([*map(_finished, _parts(base.root)), *_parts(parse(f"{words} ").root)])
    plain = text.strip()
    for candidate in (
        f"{plain} {words} ".lstrip() if text[-1:].isspace() or not plain else f"{words} {text}",
        f"{words} {text}",
        f"{plain} {words} ",
        f"{plain}* {words} ",
        f"({plain}) {words} ",
        f"({plain}*) {words} ",
    ):
        query = parse(candidate)
        if len(query.warnings) <= len(base.warnings) and wanted == Counter(
            map(_finished, _parts(query.root))
        ):
            return candidate
    return f"({unparse(base).strip()}) {words} "


def _parts(root: Node) -> tuple[Node, ...]:
    """What the whole search asks for at once."""
    if isinstance(root, And):
        return root.parts
    return () if isinstance(root, Everything) else (root,)


def _finished(node: Node) -> Node:
    """``node`` with its last word, that may be unfinished, as the beginning that it is."""
    match node:
        case Word(text, open=True) if len(text) > 1:
            return replace(node, prefix=True, open=False)
        case Fact(field, value, open=True) if field in ("tag", "list"):
            return replace(node, value=f"{value}*", open=False)
        case And(parts):
            return And(tuple(map(_finished, parts)))
        case Or(parts):
            return Or(tuple(map(_finished, parts)))
        case Not(part):
            return Not(_finished(part))
    return node
