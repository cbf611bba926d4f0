"""Hugging Face's interface to its paper pages.

Its own words on it: https://huggingface.co/docs/hub/api#paper-pages-api
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from readlist.domain.candidates import Candidate
from readlist.domain.dates import DateSource
from readlist.domain.identity import normal_arxiv_id
from readlist.domain.papers import Bibliography
from readlist.lookup.service import Answer, OfArxivIds, OfPage, OfTitle, Question, Request
from readlist.lookup.service import address_of as address
from readlist.lookup.values import day_of, items, json_of, line, names_of

_MOST_OF_A_PAGE, _MOST_FOUND = 100, 10
# Papers come to a page for about two weeks after they came to arXiv, and to a day's page late.
_PAGE_CHANGES = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class HuggingFace:
    """Daily pages by date, papers by title, one paper by its arXiv id. It has no categories,
    DOIs or venues. 500 requests in five minutes are free."""

    address: str = "https://huggingface.co"
    pause: float = 0.6
    name: str = "Hugging Face"
    content: str = "json"
    batch: int = 1

    def request(self, question: Question) -> Request | None:
        """What would be sent; None for DOIs and for more than one id."""
        match question:
            case OfPage(day):
                url = address(
                    self.address, "api/daily_papers", date=f"{day}", limit=_MOST_OF_A_PAGE
                )
                return Request(url=url, may_change_until=day + _PAGE_CHANGES)
            case OfTitle(title):
                path = "api/papers/search"
                return Request(url=address(self.address, path, q=title, limit=_MOST_FOUND))
            case OfArxivIds((arxiv_id,)):
                return Request(url=address(self.address, f"api/papers/{quote(arxiv_id)}"))
        return None

    def read(self, answer: Answer) -> tuple[Candidate, ...]:
        """The papers of an answer. Raise BadAnswerError."""
        return tuple(self._records(json_of(answer.body, self.name)))

    def _records(self, document: object) -> Iterator[Candidate]:
        """A page and a search answer entries that hold a paper; one paper comes by itself."""
        for item in items(document if isinstance(document, list) else [document]):
            inner = item.get("paper")
            paper = inner if isinstance(inner, dict) else item
            bib = _bibliography(paper)
            if bib is not None:
                yield Candidate(bib=bib, source=self.name, record=bib.arxiv_id)


def _bibliography(paper: dict[str, object]) -> Bibliography | None:
    title = line(paper.get("title"))
    if not title:
        return None
    authors = names_of(author.get("name") for author in items(paper.get("authors")))
    # The outer publishedAt of an entry is another one: this less four hours.
    published = day_of(paper.get("publishedAt"))
    return Bibliography(
        title=title,
        abstract=line(paper.get("summary")),
        published=published,
        published_source=DateSource.FILE if published else DateSource.NONE,
        authors=authors,
        authors_count=len(authors) or None,
        arxiv_id=normal_arxiv_id(line(paper.get("id"))),
    )
