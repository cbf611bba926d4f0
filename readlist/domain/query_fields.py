"""The fields of the query language and their values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readlist.domain.dates import PartialDate
from readlist.domain.errors import InvalidValueError
from readlist.domain.papers import Status
from readlist.domain.query_ast import Fact

TEXT = ("title", "abstract", "author", "note", "comment")
NUMBERS = ("comments", "authors", "seen", "rating", "id")
DATES = ("date", "added")
NAMES = ("tag", "list", "dump", "venue", "org", "arxiv", "doi", "key")
CHOICES: dict[str, tuple[str, ...]] = {
    "status": tuple(str(status) for status in Status),
    "is": (
        *(str(status) for status in Status),
        "starred", "unread", "tagged", "listed", "trashed", "edited", "rated",
        "citable",
    ),
    "has": (
        "note", "code", "tag", "list", "highlight", "comment", "abstract", "author", "authors",
        "date", "arxiv", "doi", "url", "venue", "org", "key",
    ),
    "missing": (
        "authors", "author", "date", "year", "arxiv", "doi", "url", "venue", "org", "key",
        "abstract",
    ),
}  # fmt: skip
FIELDS = (*TEXT, *NUMBERS, *DATES, *NAMES, *CHOICES)
ALIASES = {
    "published": "date", "year": "date", "highlight": "comment", "notes": "note", "tags": "tag",
    "lists": "list", "organization": "org", "organisation": "org", "abs": "abstract",
}  # fmt: skip
# A word after a field of numbers is meant for the field of text of nearly the same name.
_TEXT_TWIN = {"authors": "author", "comments": "comment"}

_NUMBER = re.compile(r"(>=|<=|>|<|=)?([0-9]{1,15})")
_NUMBER_RANGE = re.compile(r"([0-9]{0,15})\.\.([0-9]{0,15})")
_DATE = re.compile(r"(>=|<=|>|<|=)?([0-9-]{4,10})")
_DATE_RANGE = re.compile(r"([0-9-]{0,10})\.\.([0-9-]{0,10})")
_BEGUN = re.compile(r"(?:[<>]?=?)[0-9-]{0,9}(?:\.\.?[0-9-]{0,9})?")


@dataclass(frozen=True, slots=True)
class Bad:
    """A value that does not fit its field, and why."""

    reason: str
    begun: bool = False  # it may be the beginning of a value that fits


@dataclass(frozen=True, slots=True)
class Text:
    """The value is to be searched as words of this field."""

    field: str


def canonical(name: str) -> str:
    """The field that ``name`` stands for, in any case of letters; "" when there is none."""
    lower = name.lower()
    lower = ALIASES.get(lower, lower)
    return lower if lower in FIELDS else ""


def read_value(name: str, value: str, *, quoted: bool = False) -> Fact | Text | Bad:
    """What ``value`` means for the field ``name`` (a canonical one)."""
    lower = value.lower()
    if not quoted and name not in CHOICES and lower in ("none", "any"):
        return Fact(name, lower, test="none" if lower == "none" else "any")
    if name in TEXT:
        return Text(name)
    if name in NUMBERS:
        return _number(name, value)
    if name in DATES:
        return _date(name, value)
    if name in CHOICES:
        return _choice(name, lower)
    return Fact(name, value)


def _choice(name: str, value: str) -> Fact | Bad:
    choices = CHOICES[name]
    if value in choices:
        return Fact(name, value)
    return Bad(
        f"{name}: takes {', '.join(choices)}",
        begun=any(choice.startswith(value) for choice in choices),
    )


def _number(name: str, value: str) -> Fact | Text | Bad:
    if match := _NUMBER.fullmatch(value):
        number = int(match[2])
        low, high = {
            ">=": (number, None), ">": (number + 1, None), "<=": (None, number),
            "<": (None, number - 1),
        }.get(match[1] or "=", (number, number))  # fmt: skip
        return Fact(name, value, test="range", low=low, high=high)
    match = _NUMBER_RANGE.fullmatch(value)
    if match and (match[1] or match[2]):
        low = int(match[1]) if match[1] else None
        high = int(match[2]) if match[2] else None
        return Fact(name, value, test="range", low=low, high=high)
    if name in _TEXT_TWIN and any(c.isalpha() for c in value):
        return Text(_TEXT_TWIN[name])
    return Bad(
        f"{name}: takes a number such as 3, >=3, 3..5, none or any",
        begun=_BEGUN.fullmatch(value) is not None,
    )


def _date(name: str, value: str) -> Fact | Bad:
    bad = Bad(
        f"{name}: takes a date such as 2023, 2023-11, >=2023-11-24, 2022..2024, none or any",
        begun=_BEGUN.fullmatch(value) is not None,
    )
    single, span = _DATE.fullmatch(value), _DATE_RANGE.fullmatch(value)
    try:
        if single:
            low, high = _bounds(single[1] or "=", PartialDate.parse(single[2]))
        elif span and (span[1] or span[2]):
            low = first_day(PartialDate.parse(span[1])) if span[1] else None
            high = last_day(PartialDate.parse(span[2])) if span[2] else None
        else:
            return bad
    except InvalidValueError:
        return bad
    return Fact(name, value, test="range", low=low, high=high)


def _bounds(sign: str, date: PartialDate) -> tuple[str | None, str | None]:
    if sign == ">=":
        return first_day(date), None
    if sign == ">":
        return last_day(date) + "~", None  # sorts behind the day itself
    if sign == "<=":
        return None, last_day(date)
    if sign == "<":
        return None, first_day(date)[:-2] + ("00" if not date.day else f"{date.day - 1:02d}")
    return first_day(date), last_day(date)


def first_day(date: PartialDate) -> str:
    """The first day that ``date`` may be, as ISO text."""
    return f"{date.year:04d}-{date.month or 1:02d}-{date.day or 1:02d}"


def last_day(date: PartialDate) -> str:
    """A text not before any day that ``date`` may be, and before all later days."""
    return f"{date.year:04d}-{date.month or 12:02d}-{date.day or 31:02d}"
