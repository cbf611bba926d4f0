"""Words of labels and checks that the use cases share."""

from __future__ import annotations

import re
from math import ceil

from readlist.domain.errors import InvalidValueError
from readlist.domain.visible import visible

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LONGEST_NAME = 200


def count(number: int, thing: str, things: str = "") -> str:
    """ "1 paper", "3 papers"; ``things`` is a plural that is not made with an s."""
    return f"1 {thing}" if number == 1 else f"{number} {things or f'{thing}s'}"


def checked_name(text: str, thing: str) -> str:
    """A name for a tag, list or saved search: one line, trimmed, without what nobody sees.
    InvalidValueError else."""
    seen = visible(_SURROGATES.sub("", text))
    name = " ".join(seen.split())
    if not name:
        raise InvalidValueError(f"A {thing} needs a name.")
    if len(name) > _LONGEST_NAME:
        raise InvalidValueError(
            f"The name of this {thing} is too long.", f"Use at most {_LONGEST_NAME} characters."
        )
    return name


def checked_colour(text: str) -> str:
    """``#rrggbb`` in lower case, or nothing. InvalidValueError else."""
    if text and not _COLOUR.fullmatch(text):
        raise InvalidValueError(f"'{text}' is not a colour.", "Write it as #rrggbb.")
    return text.lower()


def duration(seconds: float) -> str:
    """A time in words, rounded up: "less than a minute", "1 minute", "18 minutes", "3 hours"."""
    if seconds < 60:
        return "less than a minute"
    if seconds <= 90 * 60:
        return count(ceil(seconds / 60), "minute")
    return count(ceil(seconds / 3600), "hour")
