"""What goes wrong on a network: survived, told in plain words, and nothing is lost."""

from __future__ import annotations

import gzip
import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from readlist.domain.errors import KnownError
from readlist.jobs.context import Cancelled, JobContext
from readlist.lookup.cache import AnswerCache
from readlist.lookup.errors import BadAnswerError, BusyError, RefusedError, ServiceError
from readlist.lookup.exchange import Exchange, Patience
from readlist.lookup.http import Http, Limits
from readlist.lookup.hugging_face import HuggingFace
from readlist.lookup.pacing import Pacer
from readlist.lookup.plan import Services
from readlist.lookup.service import Answer, OfArxivIds, OfDoi, OfPage
from tests.recorded_services import (
    ATOM,
    Recorded,
    Trouble,
    body,
    dropped,
    endless,
    reply,
    silent,
    too_many,
    with_body,
)
from tests.unit.lookup.conftest import MakeExchange

PAGE = OfPage(date(2026, 7, 31))
QUICK = Limits(connect=1.0, read=0.2, whole=0.6, most_bytes=200_000)


def quiet(_: str) -> None:
    """Progress that nobody looks at."""


def bomb() -> bytes:
    """A gigabyte in a megabyte: zeros, packed."""
    return gzip.compress(b" " * 2**20, 9) * 1000


def redirect(target: str, status: int = 302) -> Trouble:
    return lambda handler: reply(handler, b"", status=status, Location=target)


def garbage(raw: bytes) -> Trouble:
    """Bytes in place of an answer."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(raw)
        handler.close_connection = True

    return send


TROUBLES: dict[str, tuple[Callable[[Recorded], Trouble], type[KnownError], str]] = {
    "busy": (lambda _: too_many(), BusyError, "Hugging Face is busy and asks to wait"),
    "down": (lambda _: with_body(b"", status=500), ServiceError, "has a fault"),
    "refused": (lambda _: with_body(b"", status=403), RefusedError, "refused a request"),
    "broken": (lambda _: with_body(b'[{"paper": {"id"'), BadAnswerError, "broken data"),
    "deep": (lambda _: with_body(b"[" * 100_000), BadAnswerError, "broken data"),
    "page": (
        lambda _: with_body(b"<html>Log in", "text/html; charset=utf-8"),
        BadAnswerError,
        "answered with text/html instead of data",
    ),
    "dropped": (lambda _: dropped, ServiceError, "broke"),
    "silent": (silent, ServiceError, "did not answer in time"),
    "dribbling": (lambda server: endless(server, b" ", 0.05), ServiceError, "took too long"),
    "endless": (lambda server: endless(server, b" " * 65536), BadAnswerError, "longer than any"),
    "bomb": (
        lambda _: with_body(bomb(), Content_Encoding="gzip"),
        BadAnswerError,
        "longer than any",
    ),
    "not gzip": (
        lambda _: with_body(b"plain", Content_Encoding="gzip"),
        BadAnswerError,
        "broken data",
    ),
    "packing": (lambda _: with_body(b"?", Content_Encoding="br"), BadAnswerError, "packing"),
    "garbage": (lambda _: garbage(b"\x00\x01 nothing of HTTP\r\n\r\n"), ServiceError, "broke"),
    "headers": (lambda _: garbage(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 2**21), ServiceError, "broke"),
    "unnamed": (
        lambda _: garbage(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"),
        BadAnswerError,
        "answered with something unnamed",
    ),
    "elsewhere": (
        lambda _: redirect("https://login.example.org/"),
        BadAnswerError,
        "another place (login.example.org)",
    ),
    "file": (lambda _: redirect("file:///etc/passwd"), BadAnswerError, "another place (nowhere)"),
    "no address": (lambda _: redirect("http://["), BadAnswerError, "another place (nowhere)"),
    "no port": (lambda _: redirect("http://127.0.0.1:99999/"), BadAnswerError, "another place"),
    "circle": (lambda server: redirect(f"{server.address}/hf/x"), BadAnswerError, "another place"),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_every_trouble_is_told_in_plain_words_and_the_next_request_works(
    name: str, services: Services, make_exchange: MakeExchange, recorded: Recorded
) -> None:
    make, kind, words = TROUBLES[name]
    recorded.forever["/hf/"] = make(recorded)
    exchange = make_exchange(QUICK)
    with pytest.raises(kind) as caught:
        exchange.ask(services.hugging_face, PAGE, quiet)
    assert words in str(caught.value)
    assert isinstance(caught.value, KnownError)
    recorded.forever.clear()
    assert len(exchange.ask(services.hugging_face, PAGE, quiet)) == 5


def test_a_passing_trouble_is_not_even_told(
    services: Services, make_exchange: MakeExchange, recorded: Recorded
) -> None:
    recorded.troubles = [too_many(Retry_After="0"), dropped]
    assert len(make_exchange().ask(services.hugging_face, PAGE, quiet)) == 5
    assert len(recorded.asked) == 3


def test_an_unreachable_service_is_told(tmp_path: Path) -> None:
    exchange = Exchange(tmp_path, patience=Patience(tries=1))
    nowhere = HuggingFace(address="http://127.0.0.1:1", pause=0)
    with pytest.raises(ServiceError, match="Hugging Face cannot be reached"):
        exchange.ask(nowhere, PAGE, quiet)


def test_a_redirect_on_the_same_host_is_followed(
    services: Services, make_exchange: MakeExchange, recorded: Recorded
) -> None:
    recorded.troubles = [redirect("/hf/api/daily_papers?date=2026-07-31", 308)]
    assert len(make_exchange().ask(services.hugging_face, PAGE, quiet)) == 5


def test_nobody_recognises_us_by_a_cookie(
    services: Services, make_exchange: MakeExchange, recorded: Recorded
) -> None:
    target = "/hf/api/daily_papers?date=2026-07-31"
    sent: list[str | None] = []

    def tells(handler: BaseHTTPRequestHandler) -> None:
        sent.append(handler.headers.get("Cookie"))
        reply(handler, b"", status=308, Location=target, Set_Cookie="id=1; Path=/")

    recorded.troubles = [tells, tells]
    assert len(make_exchange().ask(services.hugging_face, PAGE, quiet)) == 5
    assert sent == [None, None]


@pytest.mark.parametrize("said", ["seconds", "date", "limit"])
def test_who_asks_for_minutes_gets_them_also_from_the_next_run(
    said: str, services: Services, make_exchange: MakeExchange, recorded: Recorded
) -> None:
    moment = datetime.now(UTC) + timedelta(seconds=600)
    headers = {
        "seconds": {"Retry_After": "600"},
        "date": {"Retry_After": format_datetime(moment, usegmt=True)},
        "limit": {"RateLimit": '"api";r=0;t=600'},
    }
    recorded.troubles = [too_many(**headers[said])]
    for _ in range(2):
        with pytest.raises(BusyError, match=r"wait for (5[5-9]\d|600) seconds"):
            make_exchange().ask(services.hugging_face, PAGE, quiet)
    assert len(recorded.asked) == 1


def test_the_pause_between_requests_is_kept_by_all_runs(
    recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("readlist.lookup.pacing.sleep", lambda seconds, _: slept.append(seconds))
    service = HuggingFace(address=f"{recorded.address}/hf", pause=30)
    for day in (12, 13):
        exchange = Exchange(tmp_path)
        exchange.ask(service, OfPage(date(2026, 6, day)), quiet)
        exchange.close()
    assert slept[0] == 0
    assert 20 < slept[1] <= 30


@pytest.mark.parametrize("damage", ["", "yesterday", "nan", "1e999", "-5", "9" * 400])
def test_a_damaged_note_of_a_pause_holds_nobody(tmp_path: Path, damage: str) -> None:
    address = "https://arxiv.example"
    Pacer(tmp_path).hold(address, 60)
    assert 50 < Pacer(tmp_path).left(address) < 61
    (note,) = tmp_path.iterdir()
    note.write_text(damage)
    assert Pacer(tmp_path).left(address) == 0


@pytest.mark.parametrize("waiting_for", ["the answer", "the headers", "the limit"])
def test_cancelling_does_not_wait(
    waiting_for: str, services: Services, make_exchange: MakeExchange, recorded: Recorded
) -> None:
    troubles = {
        "the answer": endless(recorded, b" ", 0.02),
        "the headers": silent(recorded),
        "the limit": too_many(Retry_After="15"),
    }
    recorded.forever["/hf/"] = troubles[waiting_for]
    context = JobContext()
    exchange = make_exchange()
    outcome: list[BaseException] = []

    def work() -> None:
        try:
            exchange.ask(services.hugging_face, PAGE, lambda text: context.step(text=text))
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    while not recorded.asked:
        time.sleep(0.01)
    context.cancel()
    thread.join(2)  # each of these would last much longer
    assert isinstance(outcome[0], Cancelled)
    for one in threading.enumerate():
        if one.name == "lookup":
            one.join(2)
            assert not one.is_alive()


def test_an_answer_is_kept_privately_and_not_asked_again(
    services: Services, make_exchange: MakeExchange, recorded: Recorded, tmp_path: Path
) -> None:
    first = make_exchange().ask(services.hugging_face, PAGE, quiet)
    assert make_exchange().ask(services.hugging_face, PAGE, quiet) == first
    assert len(recorded.asked) == 1
    folder = tmp_path / "cache" / "lookup"
    for one in (folder, folder.parent):
        assert one.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("damage", ["cut", "empty", "garbage", "swapped"])
def test_a_damaged_kept_answer_is_asked_anew(
    damage: str,
    services: Services,
    make_exchange: MakeExchange,
    recorded: Recorded,
    tmp_path: Path,
) -> None:
    exchange = make_exchange()
    first = exchange.ask(services.hugging_face, PAGE, quiet)
    exchange.ask(services.crossref, OfDoi("10.1063/1.4938384"), quiet)
    kept = {path.read_bytes().partition(b"\n")[0]: path for path in tmp_path.rglob("*.answer")}
    (mine,) = (path for head, path in kept.items() if b"daily_papers" in head)
    (other,) = (path for path in kept.values() if path != mine)
    raw = {
        "cut": mine.read_bytes()[:-100],
        "empty": b"",
        "garbage": b"\xff" * 500,
        "swapped": other.read_bytes(),
    }[damage]
    mine.write_bytes(raw)
    assert exchange.ask(services.hugging_face, PAGE, quiet) == first
    assert len(recorded.asked_at("hf")) == 2


@pytest.mark.parametrize(
    ("days", "times"), [(0.1, 1), (1, 2), (40, 2)], ids=["soon", "next day", "after weeks"]
)
def test_a_page_that_may_still_grow_is_asked_again(
    days: float,
    times: int,
    services: Services,
    make_exchange: MakeExchange,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = make_exchange(), make_exchange()
    today = OfPage(datetime.now(UTC).date())
    sent: list[float] = []
    get = Http.get

    def counted(self: Http, *arguments: Any) -> object:  # noqa: ANN401 - passed through
        sent.append(time.time())
        return get(self, *arguments)

    monkeypatch.setattr(Http, "get", counted)
    first.ask(services.hugging_face, today, quiet)
    moment = time.time() + days * 86400
    monkeypatch.setattr("readlist.lookup.exchange.time.time", lambda: moment)
    second.ask(services.hugging_face, today, quiet)
    assert len(sent) == times


def test_the_email_goes_to_crossref_only_and_is_not_kept(
    recorded: Recorded, make_exchange: MakeExchange, services: Services, tmp_path: Path
) -> None:
    crossref: Any = services.crossref
    exchange = make_exchange()
    exchange.ask(replace(crossref, email="me@example.org"), OfDoi("10.1063/1.4938384"), quiet)
    exchange.ask(services.hugging_face, PAGE, quiet)
    assert "mailto:me@example.org" in recorded.senders[0]
    assert "me@example.org" not in recorded.senders[1] + "".join(recorded.asked)
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and b"me@exa" in p.read_bytes()]


def test_the_folder_of_answers_stays_below_its_bound(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path, most_bytes=100_000)
    for number in range(30):
        cache.put(f"u{number}", Answer(status=200, body=os.urandom(10_000)))
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 100_000
    assert cache.get("u29") is not None
    assert cache.get("u0") is None


def test_the_proxy_of_the_environment_is_used(
    recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", recorded.address)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    exchange = Exchange(tmp_path)
    assert len(exchange.ask(HuggingFace(address="http://hf.invalid/hf", pause=0), PAGE, quiet)) == 5
    exchange.close()
    assert recorded.asked == ["http://hf.invalid/hf/api/daily_papers?date=2026-07-31&limit=100"]


def test_a_proxy_that_cannot_be_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "no such thing")
    exchange = Exchange(tmp_path, http=Http(), patience=Patience(tries=1))
    with pytest.raises(ServiceError, match="network settings"):
        exchange.ask(HuggingFace(address="http://127.0.0.1:1"), PAGE, quiet)


def test_a_feed_of_another_kind_is_no_answer(
    services: Services, make_exchange: MakeExchange, recorded: Recorded
) -> None:
    recorded.forever["/arxiv/"] = with_body(body("crossref_works_by-doi.json"), ATOM)
    with pytest.raises(BadAnswerError):
        make_exchange().ask(services.arxiv, OfArxivIds(("1706.03762",)), quiet)
