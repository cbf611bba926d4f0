"""The pattern language of citation keys: ``[auth|name|shortTitle:lower][year]``.

Brackets hold a field; ``|`` gives another one for papers where all before it are empty; a filter
behind ``:`` works on all that stands before it in its brackets. What stands between brackets is
written as it is. The names of fields follow those of JabRef and Better BibTeX where these agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from readlist.domain.errors import InvalidValueError
from readlist.domain.key_fields import FIELDS, FILTERS, KeyField, Source, Words
from readlist.domain.papers import Bibliography

DEFAULT_PATTERN = "[auth|name|shortTitle:or(paper):lower][year]"
# (pattern, what it is good for), for a reader to choose from.
READY_PATTERNS = (
    (DEFAULT_PATTERN, "Author and year, or the paper's name and year"),
    ("[auth:lower][year][firstWord:lower]", "As Google Scholar: author, year, first word"),
    ("[auth|name|shortTitle:capitalize][year]", "With capitals"),
    ("[name|auth|shortTitle:lower][year]", "The paper's own name first, also with authors"),
    ("[auth:lower][words:capitalize][year]", "As Better BibTeX: author, title words, year"),
    ("[auth:lower]_[firstWord:lower]_[year]", "As Zotero: author, first word and year, joined"),
    ("[authEtAl|name|shortTitle][year]", "One or two authors, or the first and EtAl"),
    ("[authorsAlpha|name][shortYear]", "Initials and two digits of the year"),
    ("[arxiv|shortTitle:lower]", "arXiv id, or title words"),
)
LONGEST_PATTERN = 200
LONGEST_PART = 40
LONGEST_STEM = 100
ALLOWED = "letters of the English alphabet, digits and - _ : . / +"

_SEPARATORS = "-_:./+"
_LITERAL = re.compile(r"[A-Za-z0-9_:./+-]+")
_FIELD = re.compile(r"([A-Za-z]+)([0-9]*)")
_FILTER = re.compile(r"([A-Za-z]+|[0-9]+)")
_LARGEST_NUMBER = 20
_FIELD_BY_NAME = {field.name.lower(): field for field in FIELDS}
_FILTER_BY_NAME = {one.name: one for one in FILTERS}

Step = Callable[[Words, Source], Words]


class PatternError(InvalidValueError):
    """A pattern that cannot be read; ``position`` counts its characters from 1."""

    def __init__(self, position: int, message: str, hint: str = "") -> None:
        super().__init__(f"Position {position}: {message}", hint)
        self.position = position


@dataclass(frozen=True, slots=True)
class _Group:
    """One pair of brackets: steps from nothing to its words."""

    steps: tuple[Step, ...]
    umlauts: bool

    def text(self, bib: Bibliography, paper_id: int) -> str:
        source = Source(bib, paper_id, self.umlauts)
        words: Words = ()
        for step in self.steps:
            words = step(words, source)
        return "".join(words)[:LONGEST_PART]


@dataclass(frozen=True, slots=True)
class KeyPattern:
    """A pattern that was read; ``text`` is how it was written."""

    text: str
    parts: tuple[str | _Group, ...]

    def stem(self, bib: Bibliography, paper_id: int = 0) -> str:
        """The key of a paper without the suffix that tells it from others.

        ASCII, at most 100 characters, at most 40 from one pair of brackets, never empty ("paper"
        where the paper has nothing that was asked for). A separator beside an empty field is
        left out.
        """
        written, separator = "", ""
        for part in self.parts:
            text = part if isinstance(part, str) else part.text(bib, paper_id)
            if isinstance(part, str) and not part.strip(_SEPARATORS):
                separator = separator or part
            elif text:
                written += (separator if written else "") + text
                separator = ""
        written = written[:LONGEST_STEM].strip("-_:./")
        return written if any(map(str.isalnum, written)) else "paper"


def parse_pattern(text: str) -> KeyPattern:
    """Read a pattern; PatternError says where it is wrong and what may stand there."""
    text = text.strip()
    if len(text) > LONGEST_PATTERN:
        raise PatternError(
            LONGEST_PATTERN + 1, f"a pattern has at most {LONGEST_PATTERN} characters."
        )
    return _Parser(text).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def parse(self) -> KeyPattern:
        parts: list[str | _Group] = []
        while self._at < len(self._text):
            if self._next() == "[":
                parts.append(self._group())
            elif literal := _LITERAL.match(self._text, self._at):
                parts.append(literal[0])
                self._at = literal.end()
            elif self._next() == "]":
                self._fail("this bracket was not opened.", "Write fields as [auth].")
            else:
                self._fail(f"a key cannot hold {_shown(self._next())}.", f"Use {ALLOWED}.")
        if not any(isinstance(part, _Group) for part in parts):
            self._at = 0
            self._fail("the pattern names no field.", f"Write for example {DEFAULT_PATTERN}.")
        return KeyPattern(self._text, tuple(parts))

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _fail(self, message: str, hint: str = "") -> NoReturn:
        raise PatternError(self._at + 1, message, hint)

    def _group(self) -> _Group:
        opened = self._at
        self._at += 1
        steps, umlauts = [self._field()], False
        while (sign := self._next()) != "]":
            if not sign:
                self._at = opened
                self._fail("this bracket is not closed.", "End it with ].")
            if sign not in "|:":
                self._fail(
                    f"{_shown(sign)} cannot stand in brackets.",
                    "A field is followed by |, by : and a filter, or by ].",
                )
            self._at += 1
            if sign == ":" and self._text.startswith("umlauts", self._at):
                umlauts = True
            steps.append(self._field() if sign == "|" else self._filter())
        self._at += 1
        return _Group(tuple(steps), umlauts)

    def _field(self) -> Step:
        match = _FIELD.match(self._text, self._at)
        if match is None:
            self._fail("a field's name is missing.", _fields())
        field = _FIELD_BY_NAME.get(match[1].lower())
        if field is None:
            self._fail(f"there is no field '{match[1]}'.", _fields())
        self._at = match.end(1)
        number = self._number(field, match[2])
        self._at = match.end()
        return lambda words, source: words or field.words(source, number)

    def _number(self, field: KeyField, digits: str) -> int:
        if not digits:
            return 0
        if not field.number:
            self._fail(
                f"the field {field.name} takes no number.",
                f"Its first letters are [{field.name}:{digits}].",
            )
        return self._between(digits, _LARGEST_NUMBER)

    def _between(self, digits: str, largest: int) -> int:
        number = int(digits[:9])
        if not 1 <= number <= largest:
            self._fail(f"{number} is not between 1 and {largest}.")
        return number

    def _filter(self) -> Step:
        match = _FILTER.match(self._text, self._at)
        if match is None:
            self._fail("a filter's name is missing.", _filters())
        if match[0].isdecimal():
            number = self._between(match[0], LONGEST_PART)
            self._at = match.end()
            return lambda words, _source: tuple(filter(None, ("".join(words)[:number],)))
        found = _FILTER_BY_NAME.get(match[0].lower())
        if found is None:
            self._fail(f"there is no filter '{match[0]}'.", _filters())
        self._at = match.end()
        text = self._text_of(found.name) if found.text else ""
        return lambda words, _source: found.apply(words, text)

    def _text_of(self, name: str) -> str:
        """What stands in a filter's parentheses."""
        if self._next() != "(":
            self._fail(f"{name} wants a text in parentheses.", f"Write it as {name}(-).")
        self._at += 1
        literal = _LITERAL.match(self._text, self._at)
        if literal is None:
            self._fail("a text is missing here.", f"Use {ALLOWED}.")
        self._at = literal.end()
        if self._next() != ")":
            what = _shown(self._next()) if self._next() else "the end"
            self._fail(f"{what} stands where ) should.", f"In the text use {ALLOWED}.")
        self._at += 1
        return literal[0]


def _fields() -> str:
    return f"Fields: {', '.join(field.name for field in FIELDS)}."


def _filters() -> str:
    names = (f"{one.name}({one.text and '…'})" if one.text else one.name for one in FILTERS)
    return f"Filters: {', '.join(names)}, or a number of letters."


def _shown(char: str) -> str:
    return "a blank" if char.isspace() else f"'{char}'"


DEFAULT = parse_pattern(DEFAULT_PATTERN)
