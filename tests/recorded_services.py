"""A real HTTP server on the loopback device that answers as the public services were recorded.

All four services stand on one server, each below its own path. Single papers and entries are cut
out of the recorded answers; nothing is invented. A test can put ``troubles`` before the answers.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

DATA = Path(__file__).parent / "data" / "lookup"
JSON, ATOM = "application/json; charset=utf-8", "application/atom+xml; charset=utf-8"
DAYS = ("2026-06-12", "2026-07-31")
_ENTRY = re.compile(rb"  <entry>\n.*?  </entry>\n", re.DOTALL)

Trouble = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Recorded:
    """The running server: what it was asked, and what goes wrong before it answers.

    Each trouble is used up by one request; ``forever`` is asked by the path and stays.
    """

    address: str = ""
    asked: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    forever: dict[str, Trouble] = field(default_factory=dict)
    stopped: threading.Event = field(default_factory=threading.Event)

    def asked_at(self, service: str) -> list[str]:
        """The requests to one service ("hf", "arxiv", "s2", "crossref"), unquoted."""
        begin = f"/{service}/"
        return [unquote(path).removeprefix(begin) for path in self.asked if path.startswith(begin)]


def body(name: str) -> bytes:
    """A recorded answer."""
    return (DATA / name).read_bytes()


def document(name: str) -> Any:  # noqa: ANN401 - as free as JSON is
    return json.loads(body(name))


def reply(
    handler: BaseHTTPRequestHandler,
    content: bytes,
    kind: str = JSON,
    status: int = 200,
    **headers: str,
) -> None:
    """Send a whole answer."""
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(content)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


@contextmanager
def serving() -> Iterator[Recorded]:
    """Run the server for a while."""
    recorded = Recorded()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            recorded.asked.append(self.path)
            recorded.senders.append(self.headers.get("User-Agent", ""))
            trouble = next(
                (t for p, t in recorded.forever.items() if self.path.startswith(p)), None
            )
            if trouble is None and recorded.troubles:
                trouble = recorded.troubles.pop(0)
            with suppress(ConnectionError):  # the reader went away
                (trouble or answer)(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    recorded.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield recorded
    finally:
        recorded.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


def answer(handler: BaseHTTPRequestHandler) -> None:
    """Answer as the service did, or would have from what was recorded of it."""
    parts = urlsplit(handler.path)
    _, service, path = parts.path.split("/", 2)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    {"hf": _hugging_face, "arxiv": _arxiv, "s2": _semantic_scholar, "crossref": _crossref}[service](
        handler, path, query
    )


def _hugging_face(handler: BaseHTTPRequestHandler, path: str, query: dict[str, str]) -> None:
    entries = [e for day in DAYS for e in document(f"hugging-face_daily-{day}.json")]
    if path == "api/daily_papers":
        day = query["date"]
        reply(handler, body(f"hugging-face_daily-{day}.json") if day in DAYS else b"[]")
    elif path == "api/papers/search":
        words = set(_words(query["q"]))
        # The site searches by meaning: it answers whatever shares something with the words.
        found = [e for e in entries if len(words & set(_words(e["title"]))) > 1]
        reply(handler, json.dumps(found[: int(query["limit"])]).encode())
    else:
        wanted = path.removeprefix("api/papers/")
        found = [e["paper"] for e in entries if e["paper"]["id"] == wanted]
        reply(
            handler, json.dumps(found[0]).encode() if found else b"{}", status=200 if found else 404
        )


def _arxiv(handler: BaseHTTPRequestHandler, path: str, query: dict[str, str]) -> None:
    assert path == "api/query"
    empty = body("arxiv_id_list_empty.xml")
    entries = {
        re.findall(rb"/abs/([^<]+?)(?:v\d+)?<", entry)[0].decode(): entry
        for file in sorted(DATA.glob("arxiv_*.xml"))
        for entry in _ENTRY.findall(file.read_bytes())
        if b"api/errors" not in entry
    }
    if "id_list" in query:
        ids = query["id_list"].split(",")
        if "abc" in ids:
            reply(handler, body("arxiv_id_list_bad-id_400.xml"), ATOM, 400)
            return
        found = [entries[one] for one in ids if one in entries]
    else:
        phrase = " ".join(_words(query["search_query"].removeprefix("ti:")))
        titles = {
            one: " ".join(_words(re.findall(rb"<title>(.*?)<", entry)[0].decode()))
            for one, entry in entries.items()
        }
        found = [entries[one] for one, title in titles.items() if f" {phrase} " in f" {title} "]
    feed = empty.replace(b"</feed>", b"".join(found[: int(query["max_results"])]) + b"</feed>")
    reply(handler, feed, ATOM)


def _semantic_scholar(handler: BaseHTTPRequestHandler, path: str, query: dict[str, str]) -> None:
    files = sorted(DATA.glob("semantic-scholar_match_[!n]*.json"))
    if path.endswith("/match"):
        # A loose title is answered with the paper that it is nearest to.
        words = _words(query["query"])
        for file in files:
            title = json.loads(file.read_bytes())["data"][0]["title"]
            if len(set(words) & set(_words(title))) > 0.7 * len(words):
                reply(handler, file.read_bytes())
                return
        reply(handler, body("semantic-scholar_match_not-found_404.json"), status=404)
        return
    wanted = unquote(path).rsplit("/ARXIV:", 1)[-1]
    for file in files:
        paper = json.loads(file.read_bytes())["data"][0]
        if paper.get("externalIds", {}).get("ArXiv") == wanted:
            reply(handler, json.dumps(paper).encode())
            return
    reply(handler, body("semantic-scholar_paper_not-found_404.json"), status=404)


def _crossref(handler: BaseHTTPRequestHandler, path: str, query: dict[str, str]) -> None:
    assert not query
    doi = unquote(path.removeprefix("works/"))
    work = document("crossref_works_query-title_chemcrow.json")["message"]["items"][0]
    if doi == "10.1063/1.4938384":
        reply(handler, body("crossref_works_by-doi.json"))
    elif doi == work["DOI"]:
        reply(handler, json.dumps({"status": "ok", "message": work}).encode())
    else:
        reply(handler, body("crossref_works_by-arxiv-doi_404.txt"), "text/plain", 404)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def too_many(**headers: str) -> Trouble:
    """429, as arXiv says it."""
    return lambda handler: reply(handler, b"Rate exceeded.", "text/plain", 429, **headers)


def with_body(content: bytes, kind: str = JSON, status: int = 200, **headers: str) -> Trouble:
    return lambda handler: reply(handler, content, kind, status, **headers)


def dropped(handler: BaseHTTPRequestHandler) -> None:
    """Half an answer, and the connection closed."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b'[{"paper":')
    handler.close_connection = True


def silent(recorded: Recorded) -> Trouble:
    """No answer at all."""

    def wait(_: BaseHTTPRequestHandler) -> None:
        recorded.stopped.wait(30)

    return wait


def endless(recorded: Recorded, piece: bytes, seconds: float = 0.0) -> Trouble:
    """An answer that never ends, in pieces with so many seconds between them."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.end_headers()
        while not recorded.stopped.is_set():
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(seconds)

    return send
