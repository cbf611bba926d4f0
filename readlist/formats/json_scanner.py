"""JSON read element by element, so that the lines of each are known."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_SPACE = re.compile(r"[ \t\n]*")
_OBJECT = re.compile(r'\{\s*"')
_NESTED = re.compile(r"\[\s*(?=[\[\s]*\{)")
_DEPTH = 100
_TRIES = 1000  # a file that is broken so often is none
_EFFORT = 20  # how often the text may be read in vain, in all


class SyntaxFaultError(Exception):
    """The text is no JSON from a line on; the reason in words."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Item:
    """An element and the lines that it stands in (1-based, inclusive)."""

    value: object
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Lines that are no JSON (1-based, inclusive), with the reason in words.

    ``cut`` says that they go to the end of the text.
    """

    first_line: int
    last_line: int
    reason: str
    cut: bool = False

    @property
    def phrase(self) -> str:
        """The reason as a reader of the file is told it."""
        return f"not JSON{' from here on' if self.cut else ''}: {self.reason}"


class Scanner:
    """Reads an array, or the array under one member of an object, element by element.

    ``found`` says afterwards whether there was such an array.
    """

    def __init__(self, text: str, member: str = "papers") -> None:
        self._text = text
        self._member = member
        self._breaks = [m.start() for m in re.finditer("\n", text)]
        self._decoder = json.JSONDecoder(parse_constant=_refuse)
        self._at = 0
        self._left = _EFFORT * len(text) + 1_000_000  # characters that may be read in vain
        self.found = False

    def elements(self, document: dict[str, object]) -> Iterator[Item]:
        """The elements one by one; the object's other members go into ``document``.

        Raise SyntaxFaultError at the place from which on the text is no JSON.
        """
        self._skip()
        if self._peek() == "[":
            self.found = True
            self._at += 1
            yield from self._elements()
        else:
            self._expect("{")
            yield from self._members(document)
        self._skip()
        if self._at < len(self._text):
            raise self._fault("text after the end")

    def recovering(self, document: dict[str, object]) -> Iterator[Item | Fault]:
        """As ``elements``, but a broken element is told and those behind it are read.

        An element is known by its "title". Behind a broken one ``document`` stays as it is.
        """
        source = self.elements(document)
        while True:
            try:
                yield from source
                return
            except SyntaxFaultError as fault:
                begin = self._at if self.found else 0
                place = self._next_titled(begin)
                if place is None:
                    last = len(self._breaks) + 1
                    yield Fault(min(fault.line, last), last, fault.reason, cut=True)
                    return
                first, after = self._line(begin), self._line(place)
                if self._text[begin:place].strip():
                    yield Fault(first, max(first, after - 1), fault.reason)
                self.found = True
                self._at = place
                source = self._elements()

    def _next_titled(self, begin: int) -> int | None:
        """Where the next whole object with a title begins, from where the text broke."""
        for number, match in enumerate(_OBJECT.finditer(self._text, begin)):
            if number >= _TRIES or self._left < 0:
                break
            start = match.start()
            try:
                value, _ = self._decoder.raw_decode(self._text, start)
            except json.JSONDecodeError as error:
                self._left -= error.pos - start
                continue
            except (ValueError, RecursionError):
                self._left -= len(self._text) - start
                continue
            if "title" in value and not _too_deep(value):
                return start
        return None

    def _members(self, document: dict[str, object]) -> Iterator[Item]:
        self._skip()
        while self._peek() != "}":
            start = self._at
            name = self._value()
            if not isinstance(name, str):
                self._at = start  # it may be an element
                raise self._fault("a name is missing")
            self._skip()
            self._expect(":")
            self._skip()
            if name == self._member and self._peek() == "[":
                self.found = True
                self._at += 1
                yield from self._elements()
            else:
                start, value = self._at, self._value()
                if name == self._member and isinstance(value, dict) and "title" in value:
                    self.found = True  # its bracket is missing
                    yield Item(value, self._line(start), self._line(self._at - 1))
                else:
                    document[name] = value
            self._comma("}")
        self._at += 1

    def _elements(self) -> Iterator[Item]:
        """The elements up to the end of the array; those of an array in it are taken as its own,
        so that a bracket too many costs nothing."""
        self._skip()
        depth = 1
        while depth:
            if self._peek() == "]":
                self._at += 1
                depth -= 1
            elif nested := _NESTED.match(self._text, self._at):
                self._at = nested.end()
                depth += 1
                continue
            else:
                start = self._at
                value = self._value()
                yield Item(value, self._line(start), self._line(self._at - 1))
            if depth:
                self._comma("]")

    def _value(self) -> object:
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            self._left -= error.pos - self._at
            raise SyntaxFaultError(error.msg, self._line(error.pos)) from None
        except RecursionError:
            raise self._fault("too deeply nested") from None
        except ValueError as error:  # a number of thousands of digits, NaN
            raise self._fault(str(error)) from None
        if _too_deep(value):
            raise self._fault("too deeply nested")
        return value

    def _comma(self, end: str) -> None:
        self._skip()
        if self._peek() == ",":
            self._at += 1
            self._skip()
            if self._peek() == end:
                raise self._fault("a comma before the end")
        elif self._peek() != end:
            raise self._fault("a comma is missing" if self._peek() else "the file is cut off")

    def _skip(self) -> None:
        match = _SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _expect(self, char: str) -> None:
        if self._peek() != char:
            raise self._fault(f"'{char}' is missing")
        self._at += 1

    def _line(self, offset: int) -> int:
        return bisect_right(self._breaks, offset - 1) + 1

    def _fault(self, reason: str) -> SyntaxFaultError:
        return SyntaxFaultError(reason, self._line(min(self._at, max(len(self._text) - 1, 0))))


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _too_deep(value: object, depth: int = 0) -> bool:
    """Whether writing it back could exhaust the stack."""
    if depth > _DEPTH:
        return True
    if isinstance(value, dict):
        return any(_too_deep(item, depth + 1) for item in value.values())
    return isinstance(value, list) and any(_too_deep(item, depth + 1) for item in value)
