"""Reading what services write: untrusted JSON, names, days, and text with markup."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator

from readlist.domain.dates import PartialDate
from readlist.domain.errors import InvalidValueError
from readlist.domain.people import Name, parse_name
from readlist.lookup.errors import BadAnswerError

# JATS, as publishers send abstracts, and the few marks of titles; "a<b" is no tag.
_TAG = re.compile(
    r"</?(?:(?:jats|mml):[a-zA-Z-]{1,30}|i|b|em|strong|sub|sup|sc|scp|tt|u|ovl|p)"
    r"(?:\s[^<>]{0,500})?/?>"
)
_TITLE_OF_ABSTRACT = re.compile(r"<jats:title>\s*Abstract\s*</jats:title>", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:team|collaboration|consortium|group|project|initiative|organization)$", re.IGNORECASE
)
_BREAKS = {"Cc", "Zs", "Zl", "Zp"}
# Cf are marks that nobody sees, and some reorder the text around them.
_DROPPED = {"Cs": "\ufffd", "Co": "", "Cn": "", "Cf": ""}
_JOINERS = "\u200c\u200d"


def json_of(body: bytes, service: str) -> object:
    """The JSON document of an answer; BadAnswerError when it is none."""
    try:
        document: object = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadAnswerError(f"{service} answered with broken data.", "Try again later.") from error
    return document


def items(value: object) -> Iterator[dict[str, object]]:
    """The objects of a JSON array; nothing when it is no array."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield item


def part(value: object, *path: str) -> object:
    """What stands at the path of a JSON object; None where there is nothing."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def first(value: object) -> object:
    """The first of a JSON array; None when it has none."""
    return value[0] if isinstance(value, list) and value else None


def line(value: object) -> str:
    """A text on one line, without controls and marks of direction; "" for what is no text."""
    if not isinstance(value, str):
        return ""
    if value.isascii() and value.isprintable():
        return " ".join(value.split())
    chars = []
    for char in value:
        kind = "" if char in _JOINERS else unicodedata.category(char)
        chars.append(" " if kind in _BREAKS else _DROPPED.get(kind, char))
    return " ".join("".join(chars).split())


def unmarked(value: object) -> str:
    """A text on one line without the markup and entities of publishers' data."""
    if not isinstance(value, str):
        return ""
    text = _TITLE_OF_ABSTRACT.sub(" ", value)
    # Abstracts are deposited as escaped XML and escaped once more: "&amp;lt;" is "<".
    return line(html.unescape(html.unescape(_TAG.sub("", text))))


def name_of(written: object) -> Name | None:
    """The name of an author; None for what has no letter (arXiv writes ":" after a group)."""
    text = line(written)
    if not any(char.isalpha() for char in text):
        return None
    if _GROUP.search(text):
        return Name(literal=text)
    return parse_name(text)


def names_of(written: Iterable[object]) -> tuple[Name, ...]:
    """The names of authors, those without a letter left out."""
    return tuple(name for text in written if (name := name_of(text)) is not None)


def day_of(value: object) -> PartialDate | None:
    """The date at the beginning of an ISO time."""
    if not isinstance(value, str):
        return None
    try:
        return PartialDate.parse(value[:10])
    except InvalidValueError:
        return None
