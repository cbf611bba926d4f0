"""RIS files into entries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.drafts import Entry, Extras, ParsedDump
from readlist.domain.dumps import DumpKind
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name, parse_name
from readlist.formats.daily_bytes import clean, decode, split_lines
from readlist.formats.entry_types import from_ris
from readlist.formats.line_accounts import LineAccounts
from readlist.formats.readers_dates import iso_date, written_date
from readlist.formats.readers_names import written
from readlist.formats.ris_tags import (
    ARXIV_PAGE,
    FIELDS,
    OTHER,
    PEOPLE,
    TYPES,
    standard_number,
)
from readlist.jobs.context import JobContext

_STEP = 5000
_LINE = re.compile(r"([A-Z][A-Z0-9]) {1,2}-(?: (.*)|$)")
_OTHER = re.compile(r"([a-z][a-z0-9_+-]*) = (.*)", re.DOTALL)
_ARXIV = re.compile(
    r"arxiv(?:\.org/(?:abs|pdf)/|:\s*)(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?"
    r"(?:\s*\[([\w.-]+)\])?",
    re.IGNORECASE,
)
_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_TITLES, _ABSTRACTS = ("TI", "T1", "CT", "BT"), ("AB", "N2")
_AUTHORS, _VENUES = ("AU", "A1"), ("T2", "JO", "JF", "J2", "JA", "BT")
_LINES = ("N1", *_ABSTRACTS)  # whose lines have a meaning
_KNOWN = {*_TITLES, *_ABSTRACTS, *_AUTHORS, *_VENUES, *FIELDS, *PEOPLE} | set(
    "TY ER PY Y1 DA DO UR SP EP KW N1 ID AN SN M3".split()
)
Fields = dict[str, list[str]]


def parse_ris(raw: bytes, source: str, context: JobContext | None = None) -> ParsedDump:
    """Read a RIS file: records from TY to ER; what is in none of them is doubtful.

    KW become tags, N1 notes. Tags that BibTeX has a field for are kept under its name in
    ``Bibliography.extra``, others as ``ris-xx``. Raise KnownError for what is no text, Cancelled
    when asked to stop.
    """
    context = context or JobContext()
    text, warnings = decode(raw)
    lines = split_lines(text)
    accounts = LineAccounts(lines)
    fields: Fields = {}
    first, stray, last_tag = 0, 0, ""
    for number, line in enumerate(lines, start=1):
        if number % _STEP == 0:
            context.step(number, len(lines), f"Reading {PurePath(source).name}")
        match = _LINE.match(line.rstrip())
        tag, value = (match[1], clean(match[2] or "")) if match else ("", clean(line))
        if tag == "TY":
            stray = _close_stray(accounts, stray, number - 1)
            if first:
                _close(accounts, fields, first, number - 1)
            fields, first, last_tag = {}, number, ""
        if not first:
            stray = stray or (number if value or tag else 0)
            continue
        if tag:
            fields.setdefault(tag, []).append(value)
            last_tag = tag
        elif last_tag in _LINES:
            fields[last_tag].append("\n" + _continued(line))
        elif value and last_tag:  # a long value goes on in the next line
            fields[last_tag].append(" " + value)
        if tag == "ER":
            _close(accounts, fields, first, number)
            fields, first, last_tag = {}, 0, ""
    _close_stray(accounts, stray, len(lines))
    if first:
        _close(accounts, fields, first, len(lines))
    return accounts.close(kind=DumpKind.RIS, raw=raw, source=source, warnings=warnings)


def _continued(line: str) -> str:
    """A further line of a value; a blank before what looks like a tag is no part of it."""
    indent = len(line) - len(line.lstrip(" "))
    text = clean(line)
    return text if indent == 1 and _LINE.match(text) else " " * indent * bool(text) + text


def _close_stray(accounts: LineAccounts, first: int, last: int) -> int:
    if first:
        accounts.add_doubtful(first, last, "text outside of any record")
    return 0


def _close(accounts: LineAccounts, pieces: Fields, first: int, last: int) -> None:
    fields = {tag: _joined(values) for tag, values in pieces.items()}
    title = _first(fields, _TITLES)
    if not title:
        accounts.add_doubtful(first, last, "a record without a title")
        return
    bib = _bibliography(title, fields)
    extras = Extras(
        tags=tuple(dict.fromkeys(filter(None, fields.get("KW", [])))),
        notes=tuple(
            {"text": text}
            for text in fields.get("N1", [])
            if text and not (bib.doi and _DOI.sub("", text) == bib.doi)  # publishers repeat it
        ),
    )
    accounts.add_entry(Entry(bib=bib, first_line=first, last_line=last, extras=extras))


def _joined(pieces: list[str]) -> list[str]:
    """The values of one tag, each with its further lines; these begin with a blank."""
    values: list[list[str]] = []
    for piece in pieces:
        if piece[:1] in (" ", "\n") and values:
            values[-1].append(piece)
        else:
            values.append([piece])
    return ["".join(value).strip() for value in values]


def _first(fields: Mapping[str, list[str]], tags: tuple[str, ...]) -> str:
    return next((value for tag in tags for value in fields.get(tag, []) if value), "")


def _bibliography(title: str, fields: Fields) -> Bibliography:
    published = _published(fields)
    urls = [text for text in fields.get("UR", []) if text]
    number = _ARXIV.match(_first(fields, ("AN",)))
    sources = (*urls, *fields.get("LK", []), *fields.get("L2", []))
    arxiv = number or next(filter(None, map(_ARXIV.search, sources)), None)
    if number:  # written beside its own page, which then tells nothing
        urls = [url for url in urls if url != ARXIV_PAGE + number[1]]
    kind, extra = _extra(fields)
    if kind == "unpublished" and arxiv:
        kind = ""
    other_doi = extra.pop("doi", "")
    doi = _DOI.sub("", _first(fields, ("DO",)) or other_doi)
    return Bibliography(
        title=title,
        abstract=_paragraphs(_first(fields, _ABSTRACTS)),
        published=published,
        published_source=DateSource.FILE if published else DateSource.NONE,
        authors=tuple(_name(text) for tag in _AUTHORS for text in fields.get(tag, []) if text),
        organization=extra.pop("organization", ""),
        arxiv_id=arxiv[1] if arxiv else "",
        primary_category=(arxiv[2] or "") if arxiv else "",
        doi=doi,
        url=extra.pop("url", "") or (urls[0] if urls else ""),
        venue=_first(fields, tuple(tag for tag in _VENUES if title not in fields.get(tag, []))),
        entry_type=kind,
        pages="-".join(filter(None, (_first(fields, ("SP",)), _first(fields, ("EP",))))),
        citation_key=_first(fields, ("ID",)),
        extra=dict(extra),
    )


def _extra(fields: Fields) -> tuple[str, dict[str, str]]:
    """The entry type, and the fields without a place of their own under BibTeX's names."""
    kind = from_ris(_first(fields, ("TY",)))
    extra = {FIELDS[tag]: values[0] for tag, values in fields.items() if tag in FIELDS}
    for tag in PEOPLE:
        if people := [written(_name(text)) for text in fields.get(tag, []) if text]:
            extra.setdefault("editor", " and ".join(people))
    for number in fields.get("SN", []):
        extra.setdefault(standard_number(number, kind), number)
    if number := _first(fields, ("AN",)):
        extra |= {} if _ARXIV.match(number) else {"ris-an": number}
    if kind_words := _first(fields, ("M3",)):
        if kind_words.lower() in TYPES:
            kind = TYPES[kind_words.lower()]
        else:
            extra["doi" if _DOI.match(kind_words) or kind_words[:3] == "10." else "type"] = (
                kind_words
            )
    for tag, values in sorted(fields.items()):
        kept = [value for value in values if value]
        if tag == OTHER:
            told = [match for value in kept if (match := _OTHER.fullmatch(value))]
            extra |= {match[1]: match[2] for match in told}
            kept = [value for value in kept if not _OTHER.fullmatch(value)]
        if tag not in _KNOWN and kept:
            extra[f"ris-{tag.lower()}"] = "\n".join(kept)
    return kind, {name: value for name, value in extra.items() if value}


def _paragraphs(text: str) -> str:
    """An abstract without the line ends where a program wrapped it."""
    if "\n" not in text:
        return text
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", text))


def _name(text: str) -> Name:
    """RIS writes "Family, Given, Suffix"; a name without a comma is a group's or one word."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 1 and (" " in text or text == "others"):
        return Name(literal=text)
    name = parse_name(", ".join(parts[:2]))
    if len(parts) < 3:
        return name
    return Name(
        given=name.given, family=name.family, particle=name.particle, suffix=", ".join(parts[2:])
    )


def _published(fields: Fields) -> PartialDate | None:
    year, date = _first(fields, ("PY", "Y1")), _first(fields, ("DA",))
    return iso_date(date) or iso_date(year.replace("//", "")) or written_date(year, date)
