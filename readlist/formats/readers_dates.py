"""Dates of citation files, as exactly as they are known."""

from __future__ import annotations

import re
from collections.abc import Sequence

from readlist.domain.dates import PartialDate
from readlist.domain.errors import InvalidValueError

_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}
# A year that stands by itself or in words: "2019", "c2015", "2019/2020", but no longer number.
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?!\d)(?:[-/.](\d{1,2})(?!\d))?)?(?!\d)")
_WORD = re.compile(r"([A-Za-z]{3})[A-Za-z]*")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")


def date_of(numbers: Sequence[int]) -> PartialDate | None:
    """A date of year, month and day as far as they make one; None without a year."""
    for count in range(min(len(numbers), 3), 0, -1):
        if 0 in numbers[:count]:
            continue
        try:
            return PartialDate(*numbers[:count])
        except InvalidValueError:
            continue
    return None


def iso_date(text: str) -> PartialDate | None:
    """The date that a text begins with: "2020-05-06", "2020/5", of a range the first.

    BibLaTeX's signs of doubt ("2020?", "2020~") and its seasons ("2020-21") leave the year.
    """
    match = _ISO.match(text.strip())
    return date_of([int(part or 0) for part in match.groups()]) if match else None


def written_date(year: str, month: str = "", day: str = "") -> PartialDate | None:
    """The date of BibTeX's fields: "2019", "jun", "10~jun", "June 10", "6", "jul--aug"."""
    found = _YEAR.search(year)
    if found is None:
        return None
    number = month_number(month)
    if not number:
        return date_of([int(found[1])])
    rest = "" if month.strip().isdecimal() else month
    of_day = _DAY.search(day) or _DAY.search(rest)
    return date_of([int(found[1]), number, int(of_day[1]) if of_day else 0])


def month_number(text: str) -> int:
    """The first month that a text names, 1 to 12; 0 for none."""
    for match in _WORD.finditer(text):
        if match[1].lower() in _MONTHS:
            return _MONTHS[match[1].lower()]
    number = _DAY.fullmatch(text.strip("{} "))
    return int(number[1]) if number and 1 <= int(number[1]) <= 12 else 0
