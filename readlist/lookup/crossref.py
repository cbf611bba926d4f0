"""Crossref's records of publishers' DOIs: https://api.crossref.org/swagger-ui/index.html

It is asked by DOI only. Asked by title it answers other papers with high scores, and it has no
arXiv DOIs.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from readlist import __version__
from readlist.domain.candidates import Candidate
from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.errors import InvalidValueError
from readlist.domain.identity import normal_doi
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name, parse_name
from readlist.lookup.errors import BadAnswerError
from readlist.lookup.service import Answer, OfDoi, Question, Request
from readlist.lookup.service import address_of as address
from readlist.lookup.values import first, items, json_of, line, part, unmarked

_TYPES = {
    "journal-article": "article",
    "proceedings-article": "inproceedings",
    "book-chapter": "incollection",
    "book": "book",
    "monograph": "book",
    "dissertation": "phdthesis",
    "report": "techreport",
}
_DATES = ("issued", "published", "published-print", "published-online")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossref:
    """A publisher's own record of a DOI. ``email`` brings a reader into the politer pool."""

    address: str = "https://api.crossref.org"
    pause: float = 0.2
    name: str = "Crossref"
    content: str = "json"
    batch: int = 0
    email: str = ""

    def request(self, question: Question) -> Request | None:
        """What would be sent; None for everything but a publisher's DOI."""
        match question:
            case OfDoi(doi) if normal_doi(doi):
                url = address(self.address, f"works/{quote(normal_doi(doi), safe='')}")
                # The e-mail goes into a header, so that no kept answer holds it.
                sender = f"Readlist/{__version__} (mailto:{self.email})"
                headers = {"User-Agent": sender} if self.email else {}
                return Request(url=url, headers=headers)
        return None

    def read(self, answer: Answer) -> tuple[Candidate, ...]:
        """The work of an answer, or the works of a list. Raise BadAnswerError."""
        message = part(json_of(answer.body, self.name), "message")
        if not isinstance(message, dict):
            raise BadAnswerError(f"{self.name} answered with other data.", "Try again later.")
        works = items(message["items"]) if "items" in message else items([message])
        return tuple(
            Candidate(bib=bib, source=self.name, record=bib.doi)
            for work in works
            if (bib := _bibliography(work)) is not None
        )


def _bibliography(work: dict[str, object]) -> Bibliography | None:
    title, subtitle = unmarked(first(work.get("title"))), unmarked(first(work.get("subtitle")))
    if not title:
        return None
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title}: {subtitle}"
    names = [_name(author) for author in items(work.get("author"))]
    authors = tuple(name for name in names if name is not None)
    published = next((day for key in _DATES if (day := _date(work.get(key)))), None)
    entry_type = _TYPES.get(line(work.get("type")), "")
    return Bibliography(
        title=title,
        abstract=unmarked(work.get("abstract")),
        published=published,
        published_source=DateSource.FILE if published else DateSource.NONE,
        authors=authors,
        authors_count=len(authors) or None,
        doi=normal_doi(line(work.get("DOI"))),
        venue=unmarked(first(work.get("container-title"))),
        entry_type=entry_type,
        pages=line(work.get("page")),
        extra=_extra(work, entry_type),
    )


def _extra(work: dict[str, object], entry_type: str) -> dict[str, object]:
    """What its entry type can hold besides."""
    found = {
        "volume": work.get("volume") if entry_type == "article" else None,
        "number": work.get("issue") if entry_type == "article" else None,
        "publisher": work.get("publisher") if entry_type != "article" else None,
    }
    return {key: text for key, value in found.items() if (text := unmarked(value))}


def _name(author: dict[str, object]) -> Name | None:
    group, family = unmarked(author.get("name")), unmarked(author.get("family"))
    given, suffix = unmarked(author.get("given")), unmarked(author.get("suffix"))
    if group and not family:
        return Name(literal=group)
    if not family:
        return parse_name(given) if given else None
    split = parse_name(f"{family}, {given}") if "," not in family else Name(family=family)
    return Name(given=given, family=split.family, particle=split.particle, suffix=suffix)


def _date(value: object) -> PartialDate | None:
    parts = first(part(value, "date-parts"))
    numbers = [n for n in parts if isinstance(n, int)] if isinstance(parts, list) else []
    try:
        return PartialDate(*numbers[:3]) if numbers else None
    except InvalidValueError:
        return None
