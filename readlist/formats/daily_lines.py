"""What the single lines of a Daily Papers text are: header, byline, or running text."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from enum import Enum, auto

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_name) if name
}
_MONTHS["sept"] = 9
_DATE = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:, ?(\d{4}))?(?: +(\d{1,4}))?")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: +(\d{1,4}))?")
_BULLET = "•●∙‣◦▪"
_AUTHORS = re.compile(rf"(?:[{_BULLET}*–-] *)?(\d{{1,5}}) authors?")
_ORGANISATION = re.compile(rf"(?:[{_BULLET}] *)?(\S.{{0,100}})")
_DOTS = {"·", "•", "∙", "⋅", "・", "|"}
_INBOX = "get trending papers in your email inbox!"
_BY = re.compile(r"by ?AK(?: and the research community)?", re.IGNORECASE)
_WEAK = {"new", "subscribe", "daily papers"}
# Two pages pasted together without a line end between them: the second page's first line
# sticks to the last line of the first.
_GLUED = re.compile(
    r"(?:new|Get trending papers in your email inbox!|Daily Papers"
    r"|by ?AK and the research community)$"
)


class Sort(Enum):
    """What a line is by itself. WEAK lines are a header only in its company."""

    STRONG = auto()
    WEAK = auto()
    AUTHORS = auto()
    DOT = auto()
    DATE = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date as a page writes it: ``year`` None where it is the page's own."""

    month: int
    day: int
    year: int | None = None
    comments: int | None = None

    @property
    def iso(self) -> str:
        """ISO 8601, with ``--`` in place of an absent year."""
        head = f"{self.year:04d}" if self.year else "-"
        return f"{head}-{self.month:02d}-{self.day:02d}"


@dataclass(slots=True)
class Line:
    """One line that is not blank: its 1-based number and its cleaned text."""

    number: int
    text: str
    sort: Sort


def read_date(text: str) -> DateLine | None:
    """Read ``Nov 24, 2023``, ``Oct 16``, ``Oct 16 2`` (two comments) or an ISO date."""
    match = _DATE.fullmatch(text)
    if match:
        month = _MONTHS.get(match[1].lower(), 0)
        year, day, count = match[3], int(match[2]), match[4]
    else:
        match = _ISO.fullmatch(text)
        if match is None:
            return None
        year, month, day, count = match[1], int(match[2]), int(match[3]), match[4]
    if not year and count and 1900 <= int(count) <= 2199:
        return None  # "Oct 16 2024": a year or comments, nobody can tell
    if not (1 <= month <= 12) or (year is not None and not 1900 <= int(year) <= 2199):
        return None
    last = calendar.monthrange(int(year) if year else 2024, month)[1]
    if not 1 <= day <= last:
        return None
    return DateLine(month, day, int(year) if year else None, int(count) if count else None)


def read_authors(text: str) -> int | None:
    """The number in ``• 4 authors``; None for another line."""
    match = _AUTHORS.fullmatch(text)
    return int(match[1]) if match else None


def read_organisation(text: str) -> str:
    """The organisation as the page has it in place of the authors ("apple Apple"); "" when the
    line is too long for one."""
    match = _ORGANISATION.fullmatch(text)
    return match[1].strip() if match else ""


def sort_of(text: str) -> Sort:
    """What a cleaned line is by itself."""
    if len(text) > 60:
        return Sort.TEXT
    lower = text.lower()
    tests = (
        (Sort.STRONG, lower == _INBOX or _BY.fullmatch(text)),
        (Sort.WEAK, lower in _WEAK),
        (Sort.DOT, text in _DOTS),
        (Sort.DATE, text[-1:].isdigit() and read_date(text)),
        (Sort.AUTHORS, read_authors(text) is not None),
    )
    return next((sort for sort, holds in tests if holds), Sort.TEXT)


def header_runs(lines: list[Line]) -> list[tuple[int, int]]:
    """The headers: index ranges [start, end) of lines, a page's date included.

    Weak lines count beside a strong one, in a pair, or at the very top.
    """
    runs = []
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and lines[end].sort in (Sort.STRONG, Sort.WEAK):
            end += 1
        if end == index:
            index += 1
            continue
        strong = any(line.sort is Sort.STRONG for line in lines[index:end])
        distinct = {line.text.lower() for line in lines[index:end]}
        if strong or len(distinct) > 1 or index == 0:
            end += _is_page_date(lines, end)
            runs.append((index, end))
        index = end
    if not runs or runs[0][0] > 0:
        first = _is_page_date(lines, 0)
        if first:
            runs.insert(0, (0, 1))
    return _joined(lines, runs)


def _is_page_date(lines: list[Line], index: int) -> int:
    """1 when a page's date stands there: a date without a comment count."""
    if index < len(lines) and lines[index].sort is Sort.DATE:
        date = read_date(lines[index].text)
        return int(date is not None and date.comments is None)
    return 0


def _joined(lines: list[Line], runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the halves of one header that a few stray lines part."""
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if joined and start - joined[-1][1] <= 2 and _halves(lines, joined[-1], (start, end)):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _halves(lines: list[Line], a: tuple[int, int], b: tuple[int, int]) -> bool:
    between = lines[a[1] : b[0]]
    first = {line.text.lower() for line in lines[slice(*a)]}
    second = {line.text.lower() for line in lines[slice(*b)]}
    short = all(line.sort is Sort.TEXT and len(line.text) < 80 for line in between)
    return short and not first & second and lines[a[1] - 1].sort is not Sort.DATE


def unglue(lines: list[Line]) -> list[Line]:
    """Part a following page's first header line from the line that it sticks to."""
    result: list[Line] = []
    for index, line in enumerate(lines):
        match = _GLUED.search(line.text) if line.sort is Sort.TEXT else None
        if match and match.start() and _begins_header(match[0], lines, index + 1):
            text = line.text[: match.start()].rstrip()
            result.append(Line(line.number, text, sort_of(text)))
            result.append(Line(line.number, match[0], sort_of(match[0])))
        else:
            result.append(line)
    return result


def _begins_header(text: str, lines: list[Line], index: int) -> bool:
    """Whether ``text`` and the line after it are a header."""
    if sort_of(text) is Sort.STRONG:
        return True
    if index >= len(lines) or lines[index].sort not in (Sort.STRONG, Sort.WEAK):
        return False
    return lines[index].text.lower() != text.lower()
