"""The fields of the query language in words, and the values that each may take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self
from unicodedata import normalize

from readlist.domain.dumps import Dump, file_name
from readlist.domain.papers import ReadingList, Tag
from readlist.domain.query_fields import ALIASES, CHOICES, DATES, NUMBERS

# In the order in which they are offered.
_FIELDS = {
    "tag": "a tag or one below it",
    "title": "words of the title",
    "author": "an author's name",
    "abstract": "words of the abstract",
    "note": "words of your notes",
    "comment": "words of comments on highlights",
    "list": "a reading list",
    "status": "how far you are",
    "is": "a state, as starred",
    "has": "what is there, as a note",
    "missing": "what is not there, as authors",
    "date": "when it was published",
    "added": "when it came into the library",
    "venue": "where it was published",
    "org": "the organisation",
    "comments": "comments on its page, at least",
    "authors": "the number of authors",
    "seen": "the number of pages that list it",
    "rating": "your rating, 1 to 5",
    "dump": "an imported page",
    "arxiv": "an arXiv id",
    "doi": "a DOI",
    "key": "a citation key",
    "id": "the library's own number",
}
_CHOICES = {
    ("is", "inbox"): "not looked at yet",
    ("is", "unread"): "neither read nor skipped",
    ("is", "starred"): "with a star",
    ("is", "tagged"): "with any tag",
    ("is", "listed"): "on any reading list",
    ("is", "trashed"): "in the Trash",
    ("is", "edited"): "with details that you corrected",
    ("is", "rated"): "with a rating",
    ("is", "citable"): "with authors and a year",
    ("has", "note"): "a note of yours",
    ("has", "code"): "a link to code",
    ("has", "highlight"): "a marked passage",
    ("has", "comment"): "a comment on a highlight",
    ("has", "author"): "names of authors",
    ("has", "authors"): "the number of authors",
    ("has", "date"): "a date of publication",
    ("has", "key"): "a citation key",
    ("missing", "authors"): "names of authors",
    ("missing", "author"): "names of authors",
    ("missing", "date"): "a date of publication",
    ("missing", "year"): "a date of publication",
    ("missing", "key"): "a citation key",
}
_NUMBERS = {
    "comments": (">=1", ">=5", ">=20"),
    "authors": ("1", "..3", ">=10"),
    "seen": (">=2", ">=3"),
    "rating": (">=4", "5"),
}
_DATE_BEGUN = re.compile(r"(>=|<=|>|<|=|[0-9-]{4,10}\.\.|\.\.)?([0-9]{0,4})")


@dataclass(frozen=True, slots=True)
class Value:
    """A value that can be chosen. ``plain``: a test that is not to be quoted (``>=3``)."""

    text: str
    papers: int = 0
    detail: str = ""
    label: str = ""
    plain: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the library holds that a query can name."""

    tags: tuple[Value, ...] = ()
    lists: tuple[Value, ...] = ()
    pages: tuple[Value, ...] = ()
    years: tuple[Value, ...] = ()
    venues: tuple[Value, ...] = ()

    @classmethod
    def of(
        cls,
        *,
        tags: Sequence[Tag],
        lists: Sequence[ReadingList],
        dumps: Sequence[Dump],
        years: Sequence[tuple[str, int]],
        venues: Sequence[tuple[str, int]],
    ) -> Self:
        """Make them ready to be searched; tags in the order of their tree."""
        counted = {tag.name: tag.papers for tag in tags}
        for tag in tags:  # what is above a tag finds it too, whether it is a tag or not
            parts = tag.name.split("/")
            for depth in range(1, len(parts)):
                counted.setdefault("/".join(parts[:depth]), 0)
        above = {folded(name.rpartition("/")[0]) for name in counted}
        by_key = {folded(name): _value(name, papers) for name, papers in counted.items()}
        by_key |= {
            key: replace(by_key[key], detail=_with_those_below(by_key[key].papers))
            for key in above & by_key.keys()
        }
        return cls(
            tags=tuple(by_key[key] for key in sorted(by_key, key=lambda key: key.split("/"))),
            lists=tuple(_value(one.name, one.papers) for one in lists),
            pages=_pages(dumps),
            years=tuple(_value(year, papers) for year, papers in years),
            venues=tuple(_value(venue, papers) for venue, papers in venues),
        )


def fields(typed: str) -> list[tuple[str, str]]:
    """The fields that begin so, with their meanings; none for less than two letters."""
    begun = typed.lower()
    if len(begun) < 2:
        return []
    meant = {field for alias, field in ALIASES.items() if alias.startswith(begun)}
    return [
        (field, meaning)
        for field, meaning in _FIELDS.items()
        if field.startswith(begun) or field in meant
    ]


def values(field: str, typed: str, names: Names, today: date | None = None) -> list[Value]:
    """The values of ``field`` that ``typed`` may be the beginning of, best first."""
    key = folded(typed)
    if field == "tag":
        found = _tags(names.tags, key)
    elif field in CHOICES:
        choices = CHOICES[field]
        found = [
            Value(one, detail=_CHOICES.get((field, one), ""))
            for one in choices
            if one.startswith(key)
        ]
    elif field in DATES:
        found = _dates(field, typed, names.years, today or date.today())
    elif field in NUMBERS:
        found = [Value(one, plain=True) for one in _NUMBERS.get(field, ()) if one.startswith(typed)]
    else:
        known = {"list": names.lists, "dump": names.pages, "venue": names.venues}
        found = _matching(known.get(field, ()), key)
    if field in CHOICES:
        return found
    missing = (("none", "where it is missing"), ("any", "where there is one"))
    return found + [
        Value(word, detail=meaning, plain=True) for word, meaning in missing if word.startswith(key)
    ]


def numbered(papers: int) -> str:
    """ "1 paper", "1,203 papers"."""
    return "1 paper" if papers == 1 else f"{papers:,} papers"


def folded(text: str) -> str:
    """The form in which what is typed is compared with a name."""
    return normalize("NFC", text).casefold()


def _value(name: str, papers: int) -> Value:
    return Value(name, papers, key=folded(name))


def _with_those_below(papers: int) -> str:
    return f"{numbered(papers)} and below" if papers else "all below it"


def _pages(dumps: Sequence[Dump]) -> tuple[Value, ...]:
    found: dict[str, Value] = {}
    for dump in sorted(dumps, key=lambda one: -one.id):
        name = file_name(dump.source)
        label = f"{dump.label} · {name}" if dump.label != name else name
        key = folded(f"{name} {dump.label}")
        found.setdefault(name, Value(name, detail=_entries(dump.entries), label=label, key=key))
    return tuple(found.values())


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number:,} entries"


def _tags(tags: Sequence[Value], key: str) -> list[Value]:
    """The highest tags before anything is typed, behind a slash those right below, else all that
    match."""
    level = key.count("/")
    if not key or key.endswith("/"):
        return [one for one in tags if one.key.startswith(key) and one.key.count("/") == level]
    return _matching(tags, key)


def _matching(known: Iterable[Value], key: str) -> list[Value]:
    """Those that begin so, then those of which a word does, then those that hold it."""
    ranks: tuple[list[Value], ...] = ([], [], [])
    for one in known:
        place = one.key.find(key)
        if place == 0:
            ranks[0].append(one)
        elif place > 0:
            word = place
            while word > 0 and one.key[word - 1].isalnum():
                word = one.key.find(key, word + 1)
            ranks[1 if word > 0 else 2].append(one)
    return [one for rank in ranks for one in rank]


def _dates(field: str, typed: str, years: Sequence[Value], today: date) -> list[Value]:
    """The library's years, behind a sign or as the end of a range, and spans that end today."""
    begun = _DATE_BEGUN.fullmatch(typed)
    if begun is None:
        return []
    sign, digits = begun[1] or "", begun[2]
    earliest = sign[:4] if sign.endswith("..") else ""
    if field == "added":
        days = ((7, "the last 7 days"), (30, "the last 30 days"), (365, "the last 365 days"))
        spans = [(f">={(today - timedelta(ago)).isoformat()}", words) for ago, words in days]
        known = [Value(str(today.year), detail="this year")]
    else:
        newest = years[0].text if years else str(today.year)
        spans = [(f"{newest}..", f"{newest} or later"), (f"..{newest}", f"{newest} or earlier")]
        known = list(years)
    found = [
        Value(f"{sign}{one.text}", 0 if sign else one.papers, one.detail, plain=True)
        for one in known
        if one.text.startswith(digits) and one.text >= earliest
    ]
    wanted = [Value(text, detail=words, plain=True) for text, words in spans]
    return found + [one for one in wanted if one.text.startswith(typed)]
