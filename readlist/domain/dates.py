"""Dates that are known to the year, the month or the day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from readlist.domain.errors import InvalidValueError

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date with its precision: ``month`` and ``day`` are 0 where unknown.

    Ordering puts a less precise date before the more precise ones that it holds.
    """

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        valid = 1 <= self.year <= 9999 and 0 <= self.month <= 12 and self.day >= 0
        if valid and self.day:
            valid = self.month > 0 and self.day <= calendar.monthrange(self.year, self.month)[1]
        if not valid:
            raise InvalidValueError(
                f"{self.year}-{self.month}-{self.day} is not a date.",
                "Write 2023, 2023-11 or 2023-11-24.",
            )

    @classmethod
    @lru_cache(maxsize=1 << 12)  # thousands of papers share few dates
    def parse(cls, text: str) -> PartialDate:
        """Read ``2023``, ``2023-11`` or ``2023-11-24``; raise InvalidValueError otherwise."""
        match = _ISO.fullmatch(text.strip())
        if match is None:
            raise InvalidValueError(
                f"'{text}' is not a date.", "Write 2023, 2023-11 or 2023-11-24."
            )
        try:
            return cls(*(int(part) for part in match.groups(default="0")))
        except InvalidValueError as fault:
            raise InvalidValueError(f"'{text}' is not a date.", fault.hint) from None

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The full date of ``day``."""
        return cls(day.year, day.month, day.day)

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
        if self.day:
            text += f"-{self.day:02d}"
        return text


class DateSource(StrEnum):
    """How a date, or the year of a date, is known."""

    NONE = "none"  # not known: only the page's own text is kept
    PAGE = "page"  # the page says it, year included
    BOUNDED = "bounded"  # the page's own dates and today's leave exactly one year
    CAPTURED = "captured"  # the reader said when the page was captured
    FILE = "file"  # a citation file or Readlist JSON says it
    READER = "reader"  # the reader wrote it into the paper
