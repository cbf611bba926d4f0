"""Semantic Scholar's Academic Graph: https://api.semanticscholar.org/api-docs/graph"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from readlist.domain.candidates import Candidate
from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.identity import normal_arxiv_id, normal_doi
from readlist.domain.papers import Bibliography
from readlist.lookup.errors import BadAnswerError
from readlist.lookup.service import Answer, OfArxivIds, OfTitle, Question, Request
from readlist.lookup.service import address_of as address
from readlist.lookup.values import day_of, items, json_of, line, names_of, part

_FIELDS = "title,authors,venue,year,externalIds,publicationDate,publicationTypes,journal"
_PREPRINTS = re.compile(r"arxiv|biorxiv|medrxiv|\bcorr\b|preprint", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SemanticScholar:
    """Where a paper was published, by its arXiv id, or by its title: then the one best match, even
    a loose one. Readers without a key share one small pool."""

    address: str = "https://api.semanticscholar.org"
    pause: float = 1.0
    name: str = "Semantic Scholar"
    content: str = "json"
    batch: int = 1

    def request(self, question: Question) -> Request | None:
        """What would be sent; None for pages, DOIs and more than one id."""
        match question:
            case OfTitle(title):
                path = "graph/v1/paper/search/match"
                return Request(url=address(self.address, path, query=title, fields=_FIELDS))
            case OfArxivIds((arxiv_id,)):
                path = f"graph/v1/paper/ARXIV:{quote(arxiv_id, safe='')}"
                return Request(url=address(self.address, path, fields=_FIELDS))
        return None

    def read(self, answer: Answer) -> tuple[Candidate, ...]:
        """The one paper of an answer, or none. Raise BadAnswerError."""
        document = json_of(answer.body, self.name)
        if not isinstance(document, dict):
            raise BadAnswerError(f"{self.name} answered with other data.", "Try again later.")
        found = items(document.get("data")) if "data" in document else items([document])
        return tuple(
            Candidate(bib=bib, source=self.name, record=line(paper.get("paperId")))
            for paper in found
            if (bib := _bibliography(paper)) is not None
        )


def _bibliography(paper: dict[str, object]) -> Bibliography | None:
    title = line(paper.get("title"))
    if not title:
        return None
    authors = names_of(author.get("name") for author in items(paper.get("authors")))
    published = day_of(paper.get("publicationDate")) or _year(paper.get("year"))
    venue, entry_type = _venue(paper)
    extra: dict[str, object] = {}
    volume = line(part(paper, "journal", "volume"))
    if volume and entry_type == "article":
        extra["volume"] = volume
    return Bibliography(
        title=title,
        published=published,
        published_source=DateSource.FILE if published else DateSource.NONE,
        authors=authors,
        authors_count=len(authors) or None,
        arxiv_id=normal_arxiv_id(line(part(paper, "externalIds", "ArXiv"))),
        doi=normal_doi(line(part(paper, "externalIds", "DOI"))),
        venue=venue,
        entry_type=entry_type,
        pages="".join(line(part(paper, "journal", "pages")).split()) if venue else "",
        extra=extra,
    )


def _venue(paper: dict[str, object]) -> tuple[str, str]:
    """Where it was published and as what; a preprint server is no venue.

    A conference paper is often called a journal article as well. The journal has its full name,
    the venue an abbreviated one.
    """
    kinds = paper.get("publicationTypes")
    conference = isinstance(kinds, list) and "Conference" in kinds
    venue, journal = _published(paper.get("venue")), _published(part(paper, "journal", "name"))
    if conference:
        return (venue, "inproceedings") if venue else ("", "")
    return (journal, "article") if journal else (venue, "")


def _published(value: object) -> str:
    """A venue's name; "" for a preprint server's."""
    name = line(value)
    return "" if _PREPRINTS.search(name) else name


def _year(value: object) -> PartialDate | None:
    fits = isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999
    return PartialDate(value) if fits and isinstance(value, int) else None
