"""Atom feeds, read by expat with every document type refused.

Entities can only be declared in a document type, and a feed needs none: without one nothing can be
expanded and nothing outside is loaded. The parser is the standard library's; defusedxml, which does
the same around ElementTree, has had no release since 2021.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

ATOM = "http://www.w3.org/2005/Atom"
_DEEPEST = 50


class FeedError(ValueError):
    """The text is no well-formed feed, or one that declares what a feed never needs."""


@dataclass(slots=True)
class Node:
    """One element; its name is ``namespace name``."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def all(self, name: str, namespace: str = ATOM) -> list[Node]:
        """The children of this name, in order."""
        wanted = f"{namespace} {name}"
        return [child for child in self.children if child.name == wanted]

    def get(self, name: str, namespace: str = ATOM) -> str:
        """The text of the first child of this name; "" without one."""
        found = self.all(name, namespace)
        return found[0].text if found else ""


def parse_feed(body: bytes) -> Node:
    """The ``feed`` element of an Atom feed. Raise FeedError."""
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # LookupError: an unknown encoding
        raise FeedError(str(error)) from error
    feed = builder.root
    if feed is None or feed.name != f"{ATOM} feed":
        raise FeedError("This is no Atom feed.")
    return feed


class _Builder:
    """Makes nodes of expat's calls."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []

    def refuse(self, *_: object) -> None:
        raise FeedError("A feed declares no document type.")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise FeedError("The feed is nested too deeply.")
        node = Node(name, attributes)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def end(self, _name: str) -> None:
        self._open.pop()

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].texts.append(text)
