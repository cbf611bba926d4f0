"""Which service is asked what, and in which order: what costs least goes first.

Pages by their date (one request for all papers of a page), titles at Hugging Face, titles at
arXiv, arXiv ids many at once, Semantic Scholar for where a paper was published, Crossref for what
the publisher says of a DOI. Each is asked only for what is still missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import TypeVar

from readlist.domain.candidates import Candidate
from readlist.domain.matching_index import CandidateIndex
from readlist.domain.papers import Bibliography
from readlist.jobs.context import JobContext
from readlist.lookup.arxiv import Arxiv
from readlist.lookup.crossref import Crossref
from readlist.lookup.errors import (
    BusyError,
    NotCachedError,
    RefusedError,
    ServiceError,
    UnreachableError,
)
from readlist.lookup.exchange import Exchange
from readlist.lookup.gathering import Gathered, has_ids, lacks
from readlist.lookup.hugging_face import HuggingFace
from readlist.lookup.semantic_scholar import SemanticScholar
from readlist.lookup.service import OfArxivIds, OfDoi, OfPage, OfTitle, Question, Service

_T = TypeVar("_T")

# The site's archive of pages begins on this day.
_FIRST_PAGE = date(2023, 5, 4)
# So many failures in a row, and the service is left alone for this run.
_MOST_FAILURES = 2
_BY_ARXIV = ("authors", "primary_category", "abstract", "published")
_BY_PUBLISHER = ("authors", "venue", "pages", "entry_type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One paper, what is known of it, and the days of the pages that it stood on."""

    id: int
    bib: Bibliography
    pages: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The services and their addresses."""

    hugging_face: Service = field(default_factory=HuggingFace)
    arxiv: Service = field(default_factory=Arxiv)
    semantic_scholar: Service = field(default_factory=SemanticScholar)
    crossref: Service = field(default_factory=Crossref)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What a service would be sent at most, in words ("up to 2 page dates, up to 30 titles"), in
    how many requests, and with how many seconds between two of them."""

    service: str
    address: str
    what: str
    requests: int
    pause: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A service that did not answer some questions, and why."""

    service: str
    reason: str
    questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The records for papers: for a certain one a single candidate with its ``more``, else those
    to be reviewed. ``unasked`` are papers of which some question was not answered."""

    candidates: tuple[Candidate, ...]
    faults: tuple[Fault, ...]
    unasked: frozenset[int]


def preview(wanted: Sequence[Wanted], services: Services) -> tuple[Sending, ...]:
    """What would be sent where at most: each answer can save questions to the next service."""
    sought = [one for one in wanted if not has_ids(one.bib)]
    pages = {day for one in sought for day in _days(one)}
    ids = sum(1 for one in wanted if one.bib.arxiv_id and lacks(one.bib, _BY_ARXIV))
    unplaced = [one for one in wanted if not one.bib.venue]
    places = sum(1 for one in unplaced if one.bib.arxiv_id or not one.bib.doi)
    dois = sum(1 for one in wanted if lacks(one.bib, _BY_PUBLISHER))
    batches = ceil((ids + len(sought)) / max(1, services.arxiv.batch))
    sendings: tuple[tuple[Service, dict[str, int], int], ...] = (
        (
            services.hugging_face,
            {"page date": len(pages), "title": len(sought), "arXiv id": ids},
            len(pages) + len(sought) + ids,
        ),
        (
            services.arxiv,
            {"title": len(sought), "arXiv id": ids + len(sought)},
            len(sought) + batches,
        ),
        (services.semantic_scholar, {"arXiv id or title": places}, places),
        (services.crossref, {"DOI": dois}, dois),
    )
    return tuple(
        Sending(
            service=service.name,
            address=service.address,
            what=", ".join(_up_to(number, thing) for thing, number in counts.items() if number),
            requests=requests,
            pause=service.pause,
        )
        for service, counts, requests in sendings
        if requests
    )


def look_up(
    wanted: Sequence[Wanted],
    services: Services,
    exchange: Exchange,
    context: JobContext | None = None,
) -> Found:
    """Ask the services for what the papers lack. Cancelled.

    A service that fails or is busy is left out, and told among the faults; everything else goes
    on. What was answered is kept: the same call later asks only for the rest.
    """
    return _Run(wanted, services, exchange, context or JobContext()).run()


def _days(one: Wanted) -> list[date]:
    return [day for day in one.pages if day >= _FIRST_PAGE]


def _is_sought(paper: Gathered) -> bool:
    """Whether the paper must be found by its title."""
    return not has_ids(paper.known)


def _up_to(number: int, thing: str) -> str:
    first, *rest = thing.split(" or ")
    plural = " or ".join(word if number == 1 else f"{word}s" for word in (first, *rest))
    return f"up to {number} {plural}"


class _Run:
    """One look-up of many papers."""

    def __init__(
        self,
        wanted: Sequence[Wanted],
        services: Services,
        exchange: Exchange,
        context: JobContext,
    ) -> None:
        self._wanted = wanted
        self._papers = {one.id: Gathered(one.id, one.bib) for one in wanted}
        self._services = services
        self._exchange = exchange
        self._context = context
        self._failures: dict[str, int] = {}
        self._given_up: set[str] = set()
        self._reasons: dict[str, str] = {}
        self._missed: dict[str, int] = {}
        self._unasked: set[int] = set()
        self._place = (0, 0)

    def run(self) -> Found:
        """All stages, and what came of them."""
        for stage in (
            self._pages, self._titles, self._arxiv_ids, self._places, self._publishers,
        ):  # fmt: skip
            stage()
        papers = self._papers.values()
        return Found(
            candidates=tuple(record for paper in papers for record in paper.result()),
            faults=tuple(
                Fault(service=name, reason=reason, questions=self._missed.get(name, 0))
                for name, reason in self._reasons.items()
            ),
            unasked=frozenset(self._unasked),
        )

    def _pages(self) -> None:
        """One request for all papers of a page."""
        by_day: dict[date, list[Gathered]] = {}
        for one in self._wanted:
            paper = self._papers[one.id]
            if _is_sought(paper):
                for day in _days(one):
                    by_day.setdefault(day, []).append(paper)
        for day, papers in self._each(sorted(by_day.items())):
            sought = [paper for paper in papers if _is_sought(paper)]
            if sought:
                self._ask(self._services.hugging_face, OfPage(day), sought, optional=True)

    def _titles(self) -> None:
        """One request for each paper that is not known yet; the second service after the first."""
        for service in (self._services.hugging_face, self._services.arxiv):
            for paper in self._each([p for p in self._papers.values() if _is_sought(p)]):
                self._ask(service, OfTitle(paper.known.title), [paper])

    def _arxiv_ids(self) -> None:
        """Many ids in one request; one by one at Hugging Face when arXiv does not answer."""
        service = self._services.arxiv
        papers = [
            p for p in self._papers.values() if p.known.arxiv_id and lacks(p.known, _BY_ARXIV)
        ]
        size = max(1, service.batch)
        batches = [papers[start : start + size] for start in range(0, len(papers), size)]
        for batch in self._each(batches):
            self._ask_ids(batch)
        for paper in self._each([p for p in papers if not p.known.authors]):
            question = OfArxivIds((paper.known.arxiv_id,))
            self._ask(self._services.hugging_face, question, [paper])

    def _ask_ids(self, batch: list[Gathered]) -> None:
        """A batch; when it is refused because of one id, its halves."""
        question = OfArxivIds(tuple(paper.known.arxiv_id for paper in batch))
        try:
            self._ask(self._services.arxiv, question, batch, halve=len(batch) > 1)
        except RefusedError:
            middle = len(batch) // 2
            self._ask_ids(batch[:middle])
            self._ask_ids(batch[middle:])

    def _places(self) -> None:
        """Where papers were published; by title those that nobody knew yet."""
        papers = [p for p in self._papers.values() if not p.known.venue]
        for paper in self._each(papers):
            if paper.known.arxiv_id:
                question: Question = OfArxivIds((paper.known.arxiv_id,))
            elif not paper.known.doi:
                question = OfTitle(paper.known.title)
            else:
                continue
            self._ask(self._services.semantic_scholar, question, [paper])

    def _publishers(self) -> None:
        """What the publisher says of a known DOI: it goes before what others say of it."""
        papers = [p for p in self._papers.values() if p.known.doi and lacks(p.own, _BY_PUBLISHER)]
        for paper in self._each(papers):
            self._ask(self._services.crossref, OfDoi(paper.known.doi), [paper])

    def _each(self, things: Sequence[_T]) -> Iterator[_T]:
        """The things one by one, with the stage's progress."""
        for number, thing in enumerate(things):
            self._place = (number, len(things))
            yield thing

    def _ask(
        self,
        service: Service,
        question: Question,
        papers: Sequence[Gathered],
        *,
        optional: bool = False,
        halve: bool = False,
    ) -> None:
        """Ask, and let each paper take its records; a fault is noted and stops nothing.

        ``optional``: another stage asks for the same. ``halve``: let RefusedError through.
        """
        if service.request(question) is None:
            return
        self._step(f"Asking {service.name}")
        left_alone = service.name in self._given_up
        try:
            records = self._exchange.ask(service, question, self._step, kept_only=left_alone)
        except NotCachedError as error:
            self._fault(service, error, papers, optional)
        except RefusedError as error:
            if halve:
                raise
            self._fault(service, error, papers, optional)
        except ServiceError as error:
            self._failures[service.name] = self._failures.get(service.name, 0) + 1
            hopeless = isinstance(error, BusyError | UnreachableError)
            if hopeless or self._failures[service.name] >= _MOST_FAILURES:
                self._given_up.add(service.name)
            self._fault(service, error, papers, optional)
        else:
            self._failures[service.name] = 0
            index = CandidateIndex(records)
            for paper in papers:
                paper.take(one.candidate for one in index.judge(paper.known).judged)

    def _fault(
        self, service: Service, error: ServiceError, papers: Sequence[Gathered], optional: bool
    ) -> None:
        """Note a question that was not answered; the reason of a service left alone stands."""
        if service.name not in self._given_up or not isinstance(error, NotCachedError):
            self._reasons[service.name] = str(error)
        self._missed[service.name] = self._missed.get(service.name, 0) + 1
        if not optional:
            self._unasked.update(paper.id for paper in papers)

    def _step(self, text: str) -> None:
        done, total = self._place
        self._context.step(done, total, text)
