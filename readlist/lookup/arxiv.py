"""arXiv's interface for queries.

Its manual: https://info.arxiv.org/help/api/user-manual.html; its terms, with the limit of one
request in three seconds: https://info.arxiv.org/help/api/tou.html
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from readlist.domain.candidates import Candidate
from readlist.domain.dates import DateSource
from readlist.domain.identity import normal_arxiv_id, normal_doi
from readlist.domain.papers import Bibliography
from readlist.lookup.atom import FeedError, Node, parse_feed
from readlist.lookup.errors import BadAnswerError
from readlist.lookup.service import Answer, OfArxivIds, OfTitle, Question, Request
from readlist.lookup.service import address_of as address
from readlist.lookup.values import day_of, line, names_of

_ARXIV = "http://arxiv.org/schemas/atom"
_MOST_FOUND = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Arxiv:
    """Papers by title, and many by their ids in one request."""

    address: str = "https://export.arxiv.org"
    pause: float = 3.0
    name: str = "arXiv"
    content: str = "xml"
    batch: int = 50

    def request(self, question: Question) -> Request | None:
        """What would be sent; None for pages and DOIs, and for a title without a word."""
        match question:
            case OfTitle(title):
                phrase = plain_words(title)
                if phrase:
                    query = f'ti:"{phrase}"'
                    url = address(
                        self.address, "api/query", search_query=query, max_results=_MOST_FOUND
                    )
                    return Request(url=url)
            case OfArxivIds(ids) if 0 < len(ids) <= self.batch:
                listed = ",".join(ids)
                # Without max_results only the first ten are answered.
                url = address(self.address, "api/query", id_list=listed, max_results=len(ids))
                return Request(url=url)
        return None

    def read(self, answer: Answer) -> tuple[Candidate, ...]:
        """The entries of an answer. An unknown id has none. Raise BadAnswerError."""
        try:
            feed = parse_feed(answer.body)
        except FeedError as error:
            raise BadAnswerError("arXiv answered with broken data.", "Try again later.") from error
        found = (_bibliography(entry) for entry in feed.all("entry"))
        return tuple(
            Candidate(bib=bib, source=self.name, record=bib.arxiv_id)
            for bib in found
            if bib is not None
        )


def plain_words(title: str) -> str:
    """The title's words for a phrase query: a colon ends the field, a hyphen means NOT."""
    chars = [char if unicodedata.category(char)[0] in "LNM" else " " for char in title]
    return " ".join("".join(chars).split())


def _bibliography(entry: Node) -> Bibliography | None:
    """An entry's facts; None for an error told as an entry."""
    arxiv_id = normal_arxiv_id(line(entry.get("id")))
    title = line(entry.get("title"))
    if not arxiv_id or not title:
        return None
    authors = names_of(author.get("name") for author in entry.all("author"))
    primary = entry.all("primary_category", _ARXIV)
    # "published" is the date of version 1, by which a paper is cited; "updated" is the latest's.
    published = day_of(entry.get("published"))
    return Bibliography(
        title=title,
        abstract=line(entry.get("summary")),
        published=published,
        published_source=DateSource.FILE if published else DateSource.NONE,
        authors=authors,
        authors_count=len(authors) or None,
        arxiv_id=arxiv_id,
        primary_category=line(primary[0].attributes.get("term")) if primary else "",
        doi=normal_doi(line(entry.get("doi", _ARXIV))),
    )
