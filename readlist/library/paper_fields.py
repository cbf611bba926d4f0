"""The rules of a paper's fields when a reader writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.errors import InvalidValueError
from readlist.domain.identifiers import arxiv_ids, dois
from readlist.domain.identity import normal_doi, title_key
from readlist.domain.keys import check_key
from readlist.domain.links import code_links
from readlist.domain.people import Name, parse_name
from readlist.storage.text import extra_json, plain, to_json

_WORDS = {
    "arxiv_id": "arXiv id", "primary_category": "arXiv category", "doi": "DOI", "url": "URL",
    "authors_count": "number of authors", "organization": "organisation",
    "published": "date of publication", "extra": "additional fields",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]*")


@dataclass(frozen=True, slots=True)
class CheckedFields:
    """Per field the values of its columns (the first bears the field's name), and the authors
    when they were given."""

    columns: dict[str, dict[str, object]]
    authors: tuple[Name, ...] | None


def checked_fields(fields: Mapping[str, object]) -> CheckedFields:
    """Check what a reader wrote; InvalidValueError names the rule that a value breaks."""
    columns: dict[str, dict[str, object]] = {}
    authors: tuple[Name, ...] | None = None
    for name, value in fields.items():
        if name == "authors":
            authors = _authors(value)
        elif name in _CHECKS:
            columns[name] = _CHECKS[name](name, value)
        else:
            raise InvalidValueError(f"A paper has no field '{name}' to edit.")
    return CheckedFields(columns, authors)


def field_words(name: str) -> str:
    """A field's name for the reader: "arXiv id", "organisation"."""
    return _WORDS.get(name, name.replace("_", " "))


def _text(name: str, value: object) -> dict[str, object]:
    if value is not None and not isinstance(value, str):
        raise InvalidValueError(f"The {field_words(name)} must be text.")
    return {name: " ".join(plain(value or "").split())}


def _title(name: str, value: object) -> dict[str, object]:
    title = str(_text(name, value)["title"])
    if not title:
        raise InvalidValueError("A paper needs a title.")
    return {"title": title, "title_key": title_key(title)}


def _abstract(_name: str, value: object) -> dict[str, object]:
    if value is not None and not isinstance(value, str):
        raise InvalidValueError("The abstract must be text.")
    abstract = plain(value or "").strip()
    return {"abstract": abstract, "code_links": to_json(code_links(abstract))}


def _published(_name: str, value: object) -> dict[str, object]:
    if isinstance(value, str) and value.strip():
        value = PartialDate.parse(value)
    if value in (None, ""):
        return {"published": "", "published_source": str(DateSource.NONE)}
    if not isinstance(value, PartialDate):
        raise InvalidValueError("The date is not a date.", "Write 2023, 2023-11 or 2023-11-24.")
    return {"published": str(value), "published_source": str(DateSource.READER)}


def _authors_count(_name: str, value: object) -> dict[str, object]:
    if isinstance(value, str):
        value = int(value) if value.strip().isdecimal() else (None if not value.strip() else -1)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise InvalidValueError("The number of authors must be a whole number.")
    return {"authors_count": value}


def _arxiv_id(name: str, value: object) -> dict[str, object]:
    text = str(_text(name, value)[name])
    found = arxiv_ids(text)
    if text and len(found) != 1:
        raise InvalidValueError(f"'{text}' is not an arXiv id.", "Write it as 2503.02130.")
    return {name: "".join(found)}


def _doi(name: str, value: object) -> dict[str, object]:
    text = str(_text(name, value)[name])
    found = [normal_doi(text)] if normal_doi(text) else dois(text)
    if text and not found and arxiv_ids(text):
        raise InvalidValueError(f"'{text}' is an arXiv id.", "Write it into the arXiv field.")
    if text and len(found) != 1:
        raise InvalidValueError(f"'{text}' is not a DOI.", "Write it as 10.1000/182.")
    return {name: "".join(found)}


def _url(name: str, value: object) -> dict[str, object]:
    text = str(_text(name, value)[name])
    if text and not re.match(r"https?://[^\s/]+", text, re.IGNORECASE):
        raise InvalidValueError(f"'{text}' is not a web address.", "It begins with https://.")
    return {name: text}


def _entry_type(name: str, value: object) -> dict[str, object]:
    text = str(_text(name, value)[name]).removeprefix("@").lower()
    if not _WORD.fullmatch(text):
        raise InvalidValueError(f"'{text}' is not an entry type.", "Write it as article or misc.")
    return {name: text}


def _citation_key(name: str, value: object) -> dict[str, object]:
    text = str(_text(name, value)[name])
    return {name: check_key(text) if text else ""}


def _extra(name: str, value: object) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise InvalidValueError("The additional fields must be pairs of names and values.")
    return {name: extra_json(value)}


def _authors(value: object) -> tuple[Name, ...]:
    if isinstance(value, str):
        value = value.splitlines()
    if not isinstance(value, Sequence):
        raise InvalidValueError("The authors must be a list of names.")
    names = [one if isinstance(one, Name) else parse_name(str(one)) for one in value]
    return tuple(name for name in names if name != Name())


_CHECKS: dict[str, Callable[[str, object], dict[str, object]]] = {
    "title": _title,
    "abstract": _abstract,
    "published": _published,
    "authors_count": _authors_count,
    "organization": _text,
    "arxiv_id": _arxiv_id,
    "primary_category": _text,
    "doi": _doi,
    "url": _url,
    "venue": _text,
    "entry_type": _entry_type,
    "pages": _text,
    "citation_key": _citation_key,
    "extra": _extra,
}
