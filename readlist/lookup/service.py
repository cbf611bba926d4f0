"""What a service is: what it can be asked, what it would be sent, and how its answers are read.

A service knows no network. It makes a ``Request``, which the window can show before anything
leaves, and reads an ``Answer``; ``exchange`` does the sending.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from urllib.parse import urlencode

from readlist.domain.candidates import Candidate


@dataclass(frozen=True, slots=True)
class OfPage:
    """Which papers stood on the daily page of a day?"""

    day: date


@dataclass(frozen=True, slots=True)
class OfTitle:
    """Which papers have a title like this?"""

    title: str


@dataclass(frozen=True, slots=True)
class OfArxivIds:
    """Which papers have these arXiv ids (bare, without version)?"""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfDoi:
    """Which paper has this publisher's DOI?"""

    doi: str


Question = OfPage | OfTitle | OfArxivIds | OfDoi


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One GET. ``may_change_until``: an answer from before that day is soon out of date."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    may_change_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer, whole and decompressed; ``status`` is 200 or 404 (no such paper), which is never
    given to a service to read."""

    status: int
    body: bytes


class Service(Protocol):
    """One public service.

    ``name`` is for readers, ``address`` where requests go, ``pause`` the least number of seconds
    between two requests, ``content`` a part of the content type of its answers, and ``batch``
    how many arXiv ids one request may hold (0: it cannot be asked by them).
    """

    @property
    def name(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def pause(self) -> float: ...
    @property
    def content(self) -> str: ...
    @property
    def batch(self) -> int: ...

    def request(self, question: Question) -> Request | None:
        """What would be sent; None when the service cannot be asked this."""
        ...

    def read(self, answer: Answer) -> tuple[Candidate, ...]:
        """The records of an answer, in its order. Raise BadAnswerError when it is none."""
        ...


def address_of(base: str, path: str, **parameters: str | int) -> str:
    """The address of a request; ``path`` is already quoted."""
    query = f"?{urlencode(parameters)}" if parameters else ""
    return f"{base.rstrip('/')}/{path}{query}"
