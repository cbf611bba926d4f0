"""RIS files into entries."""

from __future__ import annotations

import re
from collections.abc import Mapping

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.drafts import Entry, Extras, ParsedDump
from readlist.domain.dumps import DumpKind
from readlist.domain.errors import InvalidValueError
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name, parse_name
from readlist.formats.daily_bytes import clean, decode, split_lines
from readlist.formats.entry_types import from_ris
from readlist.formats.line_accounts import LineAccounts

_LINE = re.compile(r"([A-Z][A-Z0-9]) {1,2}-(?: (.*)|$)")
_ARXIV = re.compile(r"arxiv(?:\.org/(?:abs|pdf)/|:\s*)(\d{4}\.\d{4,5}|[a-z.-]+/\d{7})", re.I)
_DATE = re.compile(r"(\d{4})(?:[/-](\d{1,2})?)?(?:[/-](\d{1,2})?)?(?:/.*)?")
_TITLES, _ABSTRACTS = ("TI", "T1", "CT", "BT"), ("AB", "N2")
_AUTHORS, _VENUES = ("AU", "A1"), ("T2", "JO", "JF", "J2", "JA", "BT")
_KNOWN = {*_TITLES, *_ABSTRACTS, *_AUTHORS, *_VENUES} | set(
    "TY ER PY Y1 DA DO UR SP EP KW N1 ID".split()
)
Fields = dict[str, list[str]]


def parse_ris(raw: bytes, source: str) -> ParsedDump:
    """Read a RIS file: records from TY to ER; what is in none of them is doubtful.

    KW become tags, N1 notes. Tags without a place of their own are kept as ``ris-xx`` in
    ``Bibliography.extra``. Raise KnownError for what is no text.
    """
    text, warnings = decode(raw)
    lines = split_lines(text)
    accounts = LineAccounts(lines)
    fields: Fields = {}
    first, stray, last_tag = 0, 0, ""
    for number, line in enumerate(lines, start=1):
        match = _LINE.match(line.rstrip())
        tag, value = (match[1], clean(match[2] or "")) if match else ("", clean(line))
        if tag == "TY":
            stray = _close_stray(accounts, stray, number - 1)
            if first:
                _close(accounts, fields, first, number - 1)
            fields, first = {}, number
        if not first:
            stray = stray or (number if value or tag else 0)
            continue
        if tag:
            fields.setdefault(tag, []).append(value)
            last_tag = tag
        elif value and last_tag:  # a long value goes on in the next line
            fields[last_tag][-1] = f"{fields[last_tag][-1]} {value}".strip()
        if tag == "ER":
            _close(accounts, fields, first, number)
            fields, first, last_tag = {}, 0, ""
    _close_stray(accounts, stray, len(lines))
    if first:
        _close(accounts, fields, first, len(lines))
    return accounts.close(kind=DumpKind.RIS, raw=raw, source=source, warnings=warnings)


def _close_stray(accounts: LineAccounts, first: int, last: int) -> int:
    if first:
        accounts.add_doubtful(first, last, "text outside of any record")
    return 0


def _close(accounts: LineAccounts, fields: Fields, first: int, last: int) -> None:
    title = _first(fields, _TITLES)
    if not title:
        accounts.add_doubtful(first, last, "a record without a title")
        return
    extras = Extras(
        tags=tuple(dict.fromkeys(filter(None, fields.get("KW", [])))),
        notes=tuple({"text": text} for text in fields.get("N1", []) if text),
    )
    bib = _bibliography(title, fields)
    accounts.add_entry(Entry(bib=bib, first_line=first, last_line=last, extras=extras))


def _first(fields: Mapping[str, list[str]], tags: tuple[str, ...]) -> str:
    return next((value for tag in tags for value in fields.get(tag, []) if value), "")


def _bibliography(title: str, fields: Fields) -> Bibliography:
    published = _published(_first(fields, ("DA", "PY", "Y1")) or "") or _published(
        _first(fields, ("PY", "Y1"))
    )
    urls = fields.get("UR", [])
    arxiv = next((m[1] for text in urls for m in [_ARXIV.search(text)] if m), "")
    pages = "-".join(filter(None, (_first(fields, ("SP",)), _first(fields, ("EP",)))))
    venue = _first(fields, tuple(tag for tag in _VENUES if title not in fields.get(tag, [])))
    extra: dict[str, object] = {
        f"ris-{tag.lower()}": "\n".join(values)
        for tag, values in sorted(fields.items())
        if tag not in _KNOWN and any(values)
    }
    return Bibliography(
        title=title,
        abstract=_first(fields, _ABSTRACTS),
        published=published,
        published_source=DateSource.FILE if published else DateSource.NONE,
        authors=tuple(_name(text) for tag in _AUTHORS for text in fields.get(tag, []) if text),
        arxiv_id=arxiv,
        doi=re.sub(r"^https?://(?:dx\.)?doi\.org/", "", _first(fields, ("DO",))),
        url=urls[0] if urls else "",
        venue=venue,
        entry_type=from_ris(_first(fields, ("TY",))),
        pages=pages,
        citation_key=_first(fields, ("ID",)),
        extra=extra,
    )


def _name(text: str) -> Name:
    """RIS writes "Family, Given, Suffix"; a name without a comma is a group's or one word."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 1 and " " in text:
        return Name(literal=text)
    name = parse_name(", ".join(parts[:2]))
    if len(parts) < 3:
        return name
    return Name(
        given=name.given, family=name.family, particle=name.particle, suffix=", ".join(parts[2:])
    )


def _published(text: str) -> PartialDate | None:
    match = _DATE.match(text)
    if match is None:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        return PartialDate(year, month, day)
    except InvalidValueError:
        return None
