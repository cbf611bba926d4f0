"""Asking a service: kept answers first, pauses, patience with a busy service, and what to keep."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from readlist.domain.candidates import Candidate
from readlist.lookup.cache import AnswerCache, Kept
from readlist.lookup.errors import (
    BadAnswerError,
    BusyError,
    NotCachedError,
    RefusedError,
    ServiceError,
    UnreachableError,
)
from readlist.lookup.http import Http, Raw
from readlist.lookup.pacing import Pacer, sleep
from readlist.lookup.service import Answer, Question, Request, Service

# Called between the steps of a wait with words for the reader; may raise to end it.
Step = Callable[[str], None]

_DAY = 86400.0
_FOUND, _NOTHING, _CHANGING = 90 * _DAY, 3 * _DAY, 0.25 * _DAY
_TRIES_OF_FAULTS = 3
_REFUSED = {400, 401, 402, 403, 405, 406, 410, 414, 422, 451}
# "RateLimit: "api";r=0;t=212" says the seconds until requests are free again (Hugging Face).
_RESET = re.compile(r"\bt\s*=\s*(\d{1,9})")
_RESUME = "What was answered is kept: run it again later, and only the rest is asked."


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often a busy service is asked at most, and the seconds before the second time: doubled
    each further time, up to ``longest``. A service that wants more is left alone."""

    tries: int = 4
    first: float = 4.0
    longest: float = 60.0

    def pause(self, number: int) -> float:
        """Seconds after the failed try ``number`` (from 0)."""
        return float(min(self.first * 2**number, self.longest))


class Exchange:
    """Questions to services and their answers, over one cache folder.

    ``offline`` uses kept answers of any age only. Nothing is sent before ``ask`` is called.
    """

    def __init__(
        self,
        folder: Path,
        *,
        offline: bool = False,
        http: Http | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._cache = AnswerCache(folder)
        self._pacer = Pacer(folder)
        self._offline = offline
        self._http = http or Http()
        self._patience = patience or Patience()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask(
        self, service: Service, question: Question, step: Step, *, kept_only: bool = False
    ) -> tuple[Candidate, ...]:
        """The service's records for a question; () also when it cannot be asked that.

        ``kept_only`` sends nothing this time. Raise NotCachedError (offline, or kept_only),
        BusyError, RefusedError, BadAnswerError or ServiceError.
        """
        silent = self._offline or kept_only
        request = service.request(question)
        if request is None:
            return ()
        kept = self._cache.get(request.url)
        if kept is not None:
            records = _read_kept(service, kept)
            if records is not None and (silent or _is_fresh(kept, request, empty=not records)):
                return records
        if silent:
            raise NotCachedError(
                f"{service.name} was not asked this before.", "Only kept answers were used."
            )
        return self._send(service, request, step)

    def _send(self, service: Service, request: Request, step: Step) -> tuple[Candidate, ...]:
        number = 0
        while True:
            try:
                return self._once(service, request, step)
            except RefusedError:
                raise
            except ServiceError as error:
                number += 1
                pause = self._pause_after(error, number)
                if pause is None:
                    raise
                self._pacer.hold(service.address, pause)
                sleep(pause, lambda: step(f"Waiting for {service.name}"))

    def _pause_after(self, error: ServiceError, number: int) -> float | None:
        """How long to wait after try ``number`` failed; None to give up."""
        patience = self._patience
        asked_for = error.seconds if isinstance(error, BusyError) else None
        # What is wrong twice stays so; only a busy service is worth more waiting.
        often = 2 if isinstance(error, BadAnswerError | UnreachableError) else _TRIES_OF_FAULTS
        tries = patience.tries if isinstance(error, BusyError) else min(often, patience.tries)
        if number >= tries or (asked_for or 0.0) > patience.longest:
            return None
        return max(patience.pause(number - 1), asked_for or 0.0)

    def _once(self, service: Service, request: Request, step: Step) -> tuple[Candidate, ...]:
        """Send the request when it is time, read the answer, and keep it if it could be read."""
        left = self._pacer.left(service.address)
        if left > self._patience.longest:
            raise _busy(service, left)
        self._pacer.wait(service.address, lambda: step(f"Waiting for {service.name}"))
        self._pacer.hold(service.address, service.pause)
        raw = self._http.get(
            request.url, request.headers, service.name, lambda: step(f"Asking {service.name}")
        )
        if raw.status in (429, 503):
            asked_for = _asked_for(raw.headers)
            if asked_for is not None:
                self._pacer.hold(service.address, asked_for)
            raise _busy(service, asked_for)
        answer = _checked(raw, service)
        records = _records(service, answer)
        self._cache.put(request.url, answer)
        return records


def _is_fresh(kept: Kept, request: Request, *, empty: bool) -> bool:
    """Whether a kept answer may still be used; an ``empty`` one is asked again sooner."""
    age = time.time() - kept.at
    until = request.may_change_until
    if until is not None and datetime.fromtimestamp(kept.at, UTC).date() < until:
        return age < _CHANGING
    return age < (_NOTHING if empty else _FOUND)


def _records(service: Service, answer: Answer) -> tuple[Candidate, ...]:
    """What an answer holds; 404 is each service's way to say that there is no such paper."""
    return () if answer.status == 404 else service.read(answer)


def _read_kept(service: Service, kept: Kept) -> tuple[Candidate, ...] | None:
    """The records of a kept answer; None when it cannot be read."""
    try:
        return _records(service, kept.answer)
    except BadAnswerError:
        return None


def _checked(raw: Raw, service: Service) -> Answer:
    """The answer, when its status and its kind are such as the service gives."""
    if raw.status == 404:
        return Answer(status=404, body=b"")
    if raw.status in _REFUSED:
        raise RefusedError(
            f"{service.name} refused a request (HTTP status {raw.status}).",
            "The other papers were asked for all the same.",
        )
    if raw.status != 200:
        raise ServiceError(
            f"{service.name} has a fault (HTTP status {raw.status}).", "Try again later."
        )
    kind = raw.headers.get("content-type", "").lower()
    if service.content not in kind:
        raise BadAnswerError(
            f"{service.name} answered with {kind.partition(';')[0] or 'something unnamed'} "
            "instead of data.",
            "A network's log-in page does this; try again later.",
        )
    return Answer(status=200, body=raw.body)


def _busy(service: Service, seconds: float | None) -> BusyError:
    how_long = f" for {seconds:.0f} seconds" if seconds else ""
    return BusyError(f"{service.name} is busy and asks to wait{how_long}.", _RESUME, seconds)


def _asked_for(headers: Mapping[str, str]) -> float | None:
    """How many seconds the service wants us to wait: a number, a date, or its limit's end."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        found = _RESET.search(headers.get("ratelimit", ""))
        return float(found[1]) if found else None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
