"""How the fields of a paper are written in the form, and what may stand in each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from readlist.domain.dates import PartialDate
from readlist.domain.errors import InvalidValueError
from readlist.domain.identity import normal_arxiv_id, normal_doi
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name, parse_name

ENTRY_TYPES = (
    "misc", "article", "inproceedings", "book", "incollection", "phdthesis", "mastersthesis",
    "techreport", "unpublished", "online",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field: its name in Bibliography, how it is shown, and how what is typed is read.

    ``read`` raises InvalidValueError with words for the reader. ``lines`` > 1 gives an editor of
    several lines.
    """

    name: str
    label: str
    hint: str
    read: Callable[[str], object]
    write: Callable[[Bibliography], str]
    lines: int = 1
    choices: tuple[str, ...] = ()


def written_name(name: Name) -> str:
    """A name as the form shows it; reading it back gives the same parts."""
    if name.literal:
        return f"{{{name.literal}}}"
    if parse_name(name.display) == name:
        return name.display
    family = " ".join(part for part in (name.particle, name.family) if part)
    return ", ".join(part for part in (family, name.suffix, name.given) if part)


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not title:
        raise InvalidValueError("A paper needs a title.")
    return title


def _line(text: str) -> str:
    return " ".join(text.split())


def _authors(text: str) -> tuple[Name, ...]:
    return tuple(parse_name(line) for line in text.splitlines() if line.strip())


def _date(text: str) -> PartialDate | None:
    return PartialDate.parse(text) if text.strip() else None


def _arxiv(text: str) -> str:
    if not text.strip():
        return ""
    found = normal_arxiv_id(text)
    if not found:
        raise InvalidValueError("This is no arXiv id.", "Write 2503.02130 or the paper's address.")
    return found


def _doi(text: str) -> str:
    if not text.strip():
        return ""
    if normal_arxiv_id(text):
        raise InvalidValueError("This is an arXiv id.", "Write it into the arXiv field.")
    found = normal_doi(text)
    if not found:
        raise InvalidValueError("This is no DOI.", "Write 10.1000/xyz or its address.")
    return found


def _url(text: str) -> str:
    address = text.strip()
    if not address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme.lower() not in ("http", "https") or "." not in parts.netloc or " " in address:
        raise InvalidValueError("This is no web address.", "It begins with https:// or http://.")
    return address


def _key(text: str) -> str:
    key = text.strip()
    # What BibTeX, biber and LaTeX's \\cite all take: printable ASCII without their own signs.
    if key and not re.fullmatch(r"""[!$&*+\-./0-9:;<>?@A-Z\[\]^_`a-z|]+""", key):
        raise InvalidValueError(
            "This key would break a LaTeX file.", "Use letters, digits and - _ : . + / only."
        )
    return key


def _entry_type(text: str) -> str:
    kind = text.strip().lower()
    if kind and not re.fullmatch(r"[a-z][a-z0-9_-]*", kind):
        raise InvalidValueError("This is no entry type.", "Write one word such as article.")
    return kind


RULES: tuple[FieldRule, ...] = (
    FieldRule("title", "Title", "", _title, lambda b: b.title, lines=2),
    FieldRule(
        "authors", "Authors, one a line", "Ada Lovelace, or Lovelace, Ada; a group in {braces}",
        _authors, lambda b: "\n".join(written_name(n) for n in b.authors), lines=3,
    ),
    FieldRule(
        "published", "Published", "2023, 2023-11 or 2023-11-24", _date,
        lambda b: str(b.published) if b.published else "",
    ),
    FieldRule("organization", "Organisation", "", _line, lambda b: b.organization),
    FieldRule("venue", "Venue", "Journal or conference", _line, lambda b: b.venue),
    FieldRule("arxiv_id", "arXiv id", "2503.02130", _arxiv, lambda b: b.arxiv_id),
    FieldRule("doi", "DOI", "10.1000/xyz", _doi, lambda b: b.doi),
    FieldRule("url", "URL", "https://", _url, lambda b: b.url),
    FieldRule("citation_key", "Citation key", "Made at the first export", _key,
              lambda b: b.citation_key),
    FieldRule("entry_type", "Entry type", "Chosen by what is known", _entry_type,
              lambda b: b.entry_type, choices=ENTRY_TYPES),
    FieldRule("pages", "Pages", "100-110", _line, lambda b: b.pages),
    FieldRule("abstract", "Abstract", "", str.strip, lambda b: b.abstract, lines=6),
)  # fmt: skip
