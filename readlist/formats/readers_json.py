"""Readlist JSON into entries and the rest of the collection."""

from __future__ import annotations

from collections.abc import Mapping

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.drafts import Entry, Extras, ParsedDump
from readlist.domain.dumps import DumpKind
from readlist.domain.errors import InvalidValueError, KnownError
from readlist.domain.papers import Bibliography, Status
from readlist.domain.people import Name, parse_name
from readlist.domain.visible import visible
from readlist.formats.daily_bytes import clean, decode, one_line_end, split_lines
from readlist.formats.json_scanner import Item, Scanner
from readlist.formats.line_accounts import LineAccounts
from readlist.formats.readlist_json import DOCUMENT_KEYS, PAPER_KEYS, VERSION

_NAME_KEYS = ("given", "family", "particle", "suffix", "literal")


def parse_json(raw: bytes, source: str) -> ParsedDump:
    """Read Readlist JSON (or a bare array of papers); a bad paper becomes a doubtful block.

    ``collection`` holds the document's other keys as they came ("tags", "lists", "dumps",
    "saved_searches", "not_duplicate"), those of the wrong shape left out and told in
    ``warnings``; keys that this version does not know stand under "unknown". A damaged file gives
    its other papers. Raise KnownError for what is no Readlist JSON, or a later version's.
    """
    text, warnings = decode(raw)
    text = one_line_end(text)
    lines = split_lines(text)
    scanner = Scanner(text)
    accounts = LineAccounts(lines)
    document: dict[str, object] = {}
    number = 0
    for item in scanner.recovering(document):
        if isinstance(item, Item):
            number += 1
            _read_paper(number, item, accounts)
        elif accounts.empty and item.cut:
            raise KnownError(
                f"This cannot be read as JSON: {item.reason} in line {item.first_line}."
            )
        else:
            accounts.add_doubtful(item.first_line, item.last_line, item.phrase)
    accounts.add_header(1, len(lines))  # whatever is no paper's
    if not scanner.found:
        raise KnownError("This is JSON, but holds no papers.", 'It needs a list "papers".')
    version = document.get("version", VERSION)
    if version != VERSION:
        raise KnownError(
            f"This is Readlist JSON of version {version}; this program reads {VERSION}.",
            "Update Readlist.",
        )
    notes: list[str] = list(warnings)
    collection = _collection(document, notes)
    return accounts.close(
        kind=DumpKind.JSON, raw=raw, source=source, warnings=notes, collection=collection
    )


def _read_paper(number: int, item: Item, accounts: LineAccounts) -> None:
    try:
        entry = _paper(item)
    except _WrongFieldError as wrong:
        reason = f"paper {number}: {wrong}"
        accounts.add_doubtful(item.first_line, item.last_line, reason)
    except InvalidValueError as error:
        reason = f"paper {number}: {error.message}"
        accounts.add_doubtful(item.first_line, item.last_line, reason)
    else:
        accounts.add_entry(entry)


class _WrongFieldError(Exception):
    """A field of the wrong shape; the words name the field."""


def _paper(item: Item) -> Entry:
    value = item.value
    if isinstance(value, str):
        value = {"title": value}
    if not isinstance(value, dict):
        raise _WrongFieldError("it is not an object")
    extras = _extras(value)
    sighting = extras.sightings[0] if len(extras.sightings) == 1 else {}
    comments = sighting.get("comments")
    return Entry(
        bib=_bibliography(value),
        first_line=item.first_line,
        last_line=item.last_line,
        comments=comments if isinstance(comments, int) else None,
        extras=extras,
    )


def _bibliography(value: Mapping[str, object]) -> Bibliography:
    title = clean(_text(value, "title"))
    if not title:
        raise _WrongFieldError("it has no title")
    published = _text(value, "published") or _number_text(value, "year")
    given_source = _text(value, "published_source")
    try:
        source = DateSource(given_source or (DateSource.FILE if published else DateSource.NONE))
    except ValueError:
        raise _WrongFieldError(f"published_source: '{given_source}' is not known") from None
    extra: dict[str, object] = {
        key: item for key, item in value.items() if key not in PAPER_KEYS and key != "year"
    }
    kept = value.get("extra")
    if isinstance(kept, dict):
        extra |= kept
    elif kept is not None:
        extra["extra"] = kept
    count = _integer(value, "authors_count")
    if count is not None and count < 0:
        raise _WrongFieldError("authors_count: it is below 0")
    texts = {
        name: _text(value, name)
        for name in (
            "abstract organization arxiv_id primary_category doi url venue entry_type pages "
            "citation_key"
        ).split()
    }
    return Bibliography(
        title=title,
        published=PartialDate.parse(published) if published else None,
        published_source=source,
        authors=tuple(_name(item) for item in _list(value, "authors")),
        authors_count=count,
        extra=extra,
        **texts,
    )


def _name(item: object) -> Name:
    if isinstance(item, str):
        item = {"whole": item}
        if whole := _text(item, "whole").strip():
            return parse_name(whole)
    if not isinstance(item, dict):
        raise _WrongFieldError("authors: a name is neither text nor an object")
    parts = {key: _text(item, key).strip() for key in _NAME_KEYS}
    if not any(parts.values()):
        raise _WrongFieldError("authors: a name is empty")
    return Name(**parts)


def _extras(value: Mapping[str, object]) -> Extras:
    word = _text(value, "status")
    try:
        status = Status(word) if word else None
    except ValueError:
        raise _WrongFieldError(f"status: '{word}' is none of {', '.join(Status)}") from None
    rating = _integer(value, "rating") or 0
    if not 0 <= rating <= 5:
        raise _WrongFieldError("rating: it is not between 0 and 5")
    starred = value.get("starred", False)
    if not isinstance(starred, bool):
        raise _WrongFieldError("starred: it is neither true nor false")
    return Extras(
        file_id=_integer(value, "id"),
        tags=_strings(value, "tags"),
        lists=_strings(value, "lists"),
        notes=tuple(_note(item) for item in _list(value, "notes")),
        highlights=tuple(_highlight(item) for item in _list(value, "highlights")),
        sightings=tuple(_sighting(item) for item in _list(value, "sightings")),
        status=status,
        starred=starred,
        rating=rating,
        edited=_strings(value, "edited"),
        added=_text(value, "added"),
        changed=_text(value, "changed"),
        trashed=_text(value, "trashed"),
    )


def _note(item: object) -> Mapping[str, str]:
    if isinstance(item, str):
        return {"text": item}
    if not isinstance(item, dict):
        raise _WrongFieldError("notes: a note is neither text nor an object")
    times = {key: _text(item, key) for key in ("created", "changed")}
    return {"text": _text(item, "text", whole=True), **times}


def _highlight(item: object) -> Mapping[str, object]:
    if not isinstance(item, dict):
        raise _WrongFieldError("highlights: a highlight is not an object")
    start, end = _integer(item, "start"), _integer(item, "end")
    if start is None or end is None or not 0 <= start <= end:
        raise _WrongFieldError("highlights: start and end are not a passage")
    texts = {key: _text(item, key) for key in ("quote", "colour", "comment", "created", "changed")}
    return {"start": start, "end": end, **texts}


def _sighting(item: object) -> Mapping[str, object]:
    """Keys as Readlist JSON names them; "lines" becomes first_line and last_line."""
    if not isinstance(item, dict):
        raise _WrongFieldError("sightings: a sighting is not an object")
    lines = [line for line in _list(item, "lines") or [1, 1] if isinstance(line, int)]
    if len(lines) != 2:
        raise _WrongFieldError("sightings: lines are not two numbers")
    return {
        "dump": _text(item, "dump"),
        "page": _integer(item, "page") or 0,
        "page_date": _text(item, "page_date"),
        "position": max(1, _integer(item, "position") or 1),
        "first_line": max(1, lines[0]),
        "last_line": max(1, *lines),
        "comments": _integer(item, "comments"),
        "date_text": _text(item, "date"),
        "authors_text": _text(item, "authors"),
    }


def _text(value: Mapping[str, object], key: str, *, whole: bool = False) -> str:
    """A text without lone surrogates, which no file can hold, and unless it is ``whole`` without
    marks that hide or reorder text; missing and null are empty."""
    item = value.get(key)
    if item is None:
        return ""
    if not isinstance(item, str):
        raise _WrongFieldError(f"{key}: it is not text")
    text = item.encode("utf-8", "replace").decode("utf-8")
    return text if whole else visible(text)


def _number_text(value: Mapping[str, object], key: str) -> str:
    item = value.get(key)
    return str(item) if isinstance(item, int | str) and not isinstance(item, bool) else ""


def _integer(value: Mapping[str, object], key: str) -> int | None:
    item = value.get(key)
    if item is None:
        return None
    if not isinstance(item, int) or isinstance(item, bool) or abs(item) >= 2**63:
        raise _WrongFieldError(f"{key}: it is not a whole number")
    return item


def _list(value: Mapping[str, object], key: str) -> list[object]:
    item = value.get(key)
    if item is None:
        return []
    if not isinstance(item, list):
        raise _WrongFieldError(f"{key}: it is not a list")
    return item


def _strings(value: Mapping[str, object], key: str) -> tuple[str, ...]:
    items = _list(value, key)
    if not all(isinstance(item, str) for item in items):
        raise _WrongFieldError(f"{key}: not all of it is text")
    texts = (
        visible(str(item).encode("utf-8", "replace").decode("utf-8")).strip() for item in items
    )
    return tuple(dict.fromkeys(filter(None, texts)))


# What an element of each list must hold, and of which type.
_SHAPES: dict[str, dict[str, type]] = {
    "tags": {"name": str},
    "lists": {"name": str},
    "dumps": {"sha256": str},
    "saved_searches": {"name": str, "query": str},
}


def _collection(document: Mapping[str, object], warnings: list[str]) -> dict[str, object]:
    """The document's parts beside its papers, each element of the right shape."""
    collection: dict[str, object] = {}
    for key, shape in _SHAPES.items():
        items = document.get(key) or []
        good = [
            item
            for item in (items if isinstance(items, list) else [items])
            if isinstance(item, dict) and all(isinstance(item.get(k), t) for k, t in shape.items())
        ]
        if not isinstance(items, list) or len(good) < len(items):
            warnings.append(f"{key}: some entries have the wrong shape and were left out")
        if good:
            collection[key] = good
    pairs = document.get("not_duplicate")
    if isinstance(pairs, list):
        collection["not_duplicate"] = [
            pair
            for pair in pairs
            if isinstance(pair, list) and len(pair) == 2 and all(type(x) is int for x in pair)
        ]
    unknown = {key: item for key, item in document.items() if key not in DOCUMENT_KEYS}
    return collection | ({"unknown": unknown} if unknown else {})
