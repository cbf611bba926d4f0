"""Reads the tokens of a query into its tree; what cannot be read is told and left out."""

from __future__ import annotations

import re

from readlist.domain.identity import normal_arxiv_id, normal_doi
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
    Piece,
    Role,
    Word,
)
from readlist.domain.query_fields import NAMES, Bad, read_value
from readlist.domain.query_fields import Text as TextValue
from readlist.domain.query_lexer import OPERATORS, Token, tokens
from readlist.domain.views import QueryWarning

DEEPEST = 40  # parentheses inside each other
_ALNUM = re.compile(r"[^\W_]")
_UNKNOWN = re.compile(r"[A-Za-z_]{2,}:(?=[^\s/:])")
_IN_ADDRESS = re.compile(r"(?:^|[/:])(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?(?:[?#/].*)?$", re.I)
_LONGEST_ADDRESS = 500


class Parser:
    """Recursive descent over the tokens of one query."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.warnings: list[QueryWarning] = []
        self.pieces: list[Piece] = []
        self.parts: list[Part] = []
        self._tokens = list(tokens(text))
        self._next = 0
        self._depth = 0
        self._field = ""

    def parse(self) -> Node:
        """The tree of the whole query."""
        parts = []
        while True:
            parts.append(self._either())
            token = self._peek()
            if token is None:
                break
            self._ignore(token, "')' has no '(' before it and was ignored")
            self._part(Everything(), token.start)
        return joined(And, parts)

    def _either(self) -> Node:
        before = len(self.parts)
        parts = [self._all()]
        while (token := self._peek()) and token.kind == "or":
            self._take("operator")
            parts.append(self._all())
            if _says_nothing(parts[-2]) or _says_nothing(parts[-1]):
                self._warn(token, "OR needs something on both sides")
                parts[-2:] = [parts[-1] if _says_nothing(parts[-2]) else parts[-2]]
        node = joined(Or, parts)
        if len(parts) > 1 and not self._depth:
            self.parts[before:] = [Part(node, self.parts[before].start, self.parts[-1].end)]
        return node

    def _all(self) -> Node:
        parts: list[Node] = []
        while (token := self._peek()) and token.kind not in ("or", "close"):
            if token.kind == "and":
                self._take("operator")
                after = self._peek()
                if not parts or after is None or after.kind in ("or", "and", "close"):
                    self._warn(token, "AND needs something on both sides")
                continue
            start = token.start
            parts.append(self._negated())
            self._part(parts[-1], start)
        return joined(And, parts)

    def _part(self, node: Node, start: int) -> None:
        """Note what was just read, when it stands in no group."""
        if not self._depth:
            self.parts.append(Part(node, start, self.pieces[-1].end))

    def _negated(self) -> Node:
        negative = False
        last: Token | None = None
        while (token := self._peek()) and token.kind == "not":
            self._take("operator")
            negative, last = not negative, token
        token = self._peek()
        if token is None or token.kind in ("or", "and", "close"):
            if last is not None:
                self._warn(last, f"'{last.text}' has nothing behind it and was ignored")
            return Everything()
        node = self._primary(token)
        if not negative or _says_nothing(node):
            return node
        return node.part if isinstance(node, Not) else Not(node)

    def _primary(self, token: Token) -> Node:
        if token.kind == "open":
            return self._group(token)
        if token.kind == "field":
            return self._named(token)
        if token.kind == "phrase":
            self._check_quote(token)
            self._take("phrase")
            return self._value(token) if self._field else self._phrase(token, "")
        if self._field:
            self._take("fact")
            return self._value(token)
        return self._plain(token)

    def _group(self, token: Token) -> Node:
        if self._depth >= DEEPEST:
            self._ignore(token, "there are too many parentheses inside each other")
            return Everything()
        self._take("group")
        self._depth += 1
        node = self._either()
        self._depth -= 1
        if self._peek() is not None:
            self._take("group")
        else:
            self._warn(token, "'(' is not closed; it was closed at the end")
        return node

    def _named(self, token: Token) -> Node:
        """A field with its value, or before a group whose words are all its values."""
        after = self._tokens[self._next + 1] if self._next + 1 < len(self._tokens) else None
        if token.text or token.quoted:
            self._check_quote(token)
            self._take("phrase" if token.quoted else "fact")
            return self._value(token)
        if after and after.kind == "open" and after.start == token.end:
            self._take("fact")
            outer, self._field = self._field, token.field
            node = self._group(after)
            self._field = outer
            return node
        if after is None and token.end == len(self.text):
            self._take("fact")
            return Everything(self.text[token.start :], start=token.start, end=token.end)
        self._take("word")
        self._warn(token, f"{token.field}: needs its value right behind the colon")
        word = self.text[token.start : token.end - 1]
        return Word(word, start=token.start, end=token.end)

    def _value(self, token: Token) -> Node:
        """The meaning of a token as a value of its field, or of the group's field."""
        name = token.field or self._field
        where = {"start": token.start, "end": token.end}
        is_open = self._is_open(token)
        meaning = read_value(name, token.text, quoted=token.quoted)
        if isinstance(meaning, TextValue):
            if token.quoted:
                return self._phrase(token, meaning.field)
            return self._word(token, token.text, meaning.field)
        if isinstance(meaning, Fact):
            is_open = is_open and name in NAMES and meaning.test == "name"
            return Fact(
                meaning.field, meaning.value, meaning.test, meaning.low, meaning.high,
                is_open, **where,
            )  # fmt: skip
        return self._bad_value(token, name, meaning, is_open)

    def _bad_value(self, token: Token, name: str, bad: Bad, is_open: bool) -> Node:
        if is_open and bad.begun:
            written = self.text[token.start : token.end]
            return Everything(written, start=token.start, end=token.end)
        self._warn(token, f"{bad.reason}; '{token.text}' was searched as words")
        words = [Word(name, start=token.start, end=token.end)] if token.field else []
        if token.quoted:
            return joined(And, [*words, self._phrase(token, "")])
        return joined(And, [*words, self._as_words(token, token.text)])

    def _plain(self, token: Token) -> Node:
        """A word without a field; ids and addresses are recognised."""
        if not _ALNUM.search(token.text):
            self._take("ignored")
            return Everything()
        pasted = _pasted(token, token.text.lstrip("-−"))  # a sign here excludes nothing
        if pasted is not None:
            self._take("fact")
            return pasted
        self._take("word")
        match = _UNKNOWN.match(token.text)
        if match and match[0].islower():  # "DECOR:Decomposition" is a title
            self._warn(token, f"there is no field {match[0]} here; it was searched as words")
        if match or token.text[0] in "-−":
            return self._as_words(token, token.text)
        return self._word(token, token.text, "")

    def _as_words(self, token: Token, text: str) -> Node:
        """A text in which colons and minus signs mean nothing."""
        words: list[Node] = []
        parts = [part.lstrip("-−") for part in text.split(":")]
        parts = [part for part in parts if _ALNUM.search(part)]
        for number, part in enumerate(parts):
            plain = part.lower() if part in OPERATORS else part
            last = number == len(parts) - 1
            pasted = _pasted(token, plain)
            words.append(pasted or self._word(token, plain, "", typed=last))
        return joined(And, words)

    def _word(self, token: Token, text: str, name: str, *, typed: bool = True) -> Node:
        stem = text.rstrip("*")
        if not _ALNUM.search(stem):
            return Everything()
        starred = stem != text
        is_open = typed and not starred and self._is_open(token) and stem[-1:].isalnum()
        return Word(stem, name, starred, is_open, start=token.start, end=token.end)

    def _phrase(self, token: Token, name: str) -> Node:
        text = token.text
        starred = token.star or text.rstrip().endswith("*")
        text = text.strip()
        while text.endswith("*"):
            text = text.rstrip("*").rstrip()
        if not _ALNUM.search(text):
            return Everything()
        return Phrase(text, name, starred or not token.closed, start=token.start, end=token.end)

    def _is_open(self, token: Token) -> bool:
        """Whether the token is what the reader is typing: the query ends with it."""
        return token.end == len(self.text) and not token.quoted

    def _check_quote(self, token: Token) -> None:
        if not token.closed:
            self._warn(token, "the quotation mark is not closed; it was closed at the end")

    def _peek(self) -> Token | None:
        """The next token; a closing parenthesis outside of all groups is left to ``parse``."""
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self, role: Role) -> None:
        token = self._tokens[self._next]
        self.pieces.append(Piece(role, token.start, token.end))
        self._next += 1

    def _ignore(self, token: Token, reason: str) -> None:
        self._take("ignored")
        self._warn(token, reason)

    def _warn(self, token: Token, reason: str) -> None:
        text = reason[0].upper() + reason[1:] + "."
        self.warnings.append(QueryWarning(text, token.start, token.end))


def joined(kind: type[And] | type[Or], parts: list[Node]) -> Node:
    """``parts`` as one node: what says nothing is left out, equal kinds are flattened."""
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, kind):
            flat.extend(part.parts)
        elif not _says_nothing(part):
            flat.append(part)
    if not flat:
        return next((p for p in parts if isinstance(p, Everything) and p.text), Everything())
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _says_nothing(node: Node) -> bool:
    return isinstance(node, Everything)


def _pasted(token: Token, written: str) -> Pasted | None:
    """An arXiv id, a DOI, or an address that holds one."""
    text = written.rstrip(".,;")
    if len(text) > _LONGEST_ADDRESS:
        return None
    arxiv_id = normal_arxiv_id(text)
    doi = "" if arxiv_id else normal_doi(text)
    if not arxiv_id and not doi and "://" in text:
        match = _IN_ADDRESS.search(text)
        arxiv_id = match[1] if match else ""
    if not arxiv_id and not doi and "://" not in text:
        return None
    return Pasted(written, arxiv_id, doi, start=token.start, end=token.end)
