"""Takes one part out of a query's text."""

from __future__ import annotations

from collections.abc import Sequence

from readlist.domain.query import And, Everything, Node, Or, Part, Query, parse, unparse


def without(query: Query, number: int) -> str:
    """The text of ``query`` without its part ``number``: what asks for its other parts, no more
    and no less. IndexError when there is no such part.

    The others stay as they were written, with one blank between them; the operators that joined
    them to the part go with it. A blank at the end keeps a finished word finished.
    """
    parts = list(query.parts)
    del parts[number]
    return _joined(query, parts)


def tidied(query: Query) -> str:
    """The text of ``query`` without what says nothing: an OR that has one side only, a
    parenthesis too many."""
    return _joined(query, query.parts)


def understood(query: Query) -> list[Node]:
    """What the parts of ``query`` say, without those that say nothing."""
    return [part.node for part in query.parts if not _says_nothing(part)]


def _says_nothing(part: Part) -> bool:
    return isinstance(part.node, Everything) and not part.node.text


def _joined(query: Query, parts: Sequence[Part]) -> str:
    kept = [part for part in parts if not _says_nothing(part)]
    wanted = [part.node for part in kept]
    texts = [query.text[part.start : part.end] for part in kept]
    grouped = [
        f"({text})" if isinstance(part.node, Or) and not text.startswith("(") else text
        for part, text in zip(kept, texts, strict=True)
    ]
    plain, safe = " ".join(texts), " ".join(grouped)
    for candidate in (plain, f"{plain} ", safe, f"{safe} "):
        if understood(parse(candidate)) == wanted:
            return candidate
    return unparse(Query(And(tuple(wanted)))) if wanted else ""
