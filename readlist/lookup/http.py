"""One GET at a time, which can be given up at any moment.

The client is httpx2, loaded when the first request is made: it takes 0.2 s. A blocking read
cannot be interrupted from outside, so each request runs in a thread of its own, and giving up
shuts its connection down.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from readlist import __version__
from readlist.lookup.errors import BadAnswerError, ServiceError, UnreachableError

if TYPE_CHECKING:
    import httpx2

_TICK = 0.05
_CONNECT, _READ, _WHOLE = 10.0, 20.0, 90.0
_MOST_BYTES = 16 * 2**20
_MOST_REDIRECTS = 3
_PACKINGS = {"", "identity", "gzip", "x-gzip", "deflate"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """An answer as it came: ``headers`` by lower-case name, ``body`` decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds to connect, between two pieces of an answer, and for a whole one; its most bytes."""

    connect: float = _CONNECT
    read: float = _READ
    whole: float = _WHOLE
    most_bytes: int = _MOST_BYTES


class Http:
    """Sends requests, over the proxies that the environment names (HTTPS_PROXY, NO_PROXY)."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._client: httpx2.Client | None = None
        self._sockets: list[socket.socket] = []

    def close(self) -> None:
        """Close all connections; a running request ends."""
        client, self._client = self._client, None
        sockets, self._sockets = self._sockets, []
        for one in sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        if client is not None:
            client.close()

    def get(self, url: str, headers: Mapping[str, str], name: str, tick: Callable[[], None]) -> Raw:
        """The answer to a GET; ``name`` is the service's, for messages.

        ``tick`` is called every 0.05 s; when it raises, the request is given up. Redirects are
        followed on the same host only. Raise BadAnswerError for an answer that is too long or
        leads elsewhere, and ServiceError when none came.
        """
        for _ in range(_MOST_REDIRECTS):
            raw = self._run(url, headers, name, tick)
            if raw.status not in (301, 302, 303, 307, 308):
                return raw
            target = _joined(url, raw.headers.get("location", ""))
            if not _same_place(url, target):
                break
            url = target
        place = urlsplit(target).netloc or "nowhere"
        raise BadAnswerError(
            f"{name} sent us to another place ({place}).",
            "Nothing was asked there. A network's log-in page does this; try again later.",
        )

    def _run(
        self, url: str, headers: Mapping[str, str], name: str, tick: Callable[[], None]
    ) -> Raw:
        """One request in a thread, watched from this one."""
        tick()
        if self._client is None:
            self._client = _client(self._limits)
        client = self._client
        outcome: queue.SimpleQueue[Raw | Exception] = queue.SimpleQueue()

        def work() -> None:
            try:
                outcome.put(self._fetch(client, url, headers, name))
            except Exception as error:
                outcome.put(error)

        thread = threading.Thread(target=work, name="lookup", daemon=True)
        thread.start()
        try:
            result = self._watched(outcome, name, tick)
        except BaseException:
            self.close()
            raise
        thread.join()
        if isinstance(result, Raw):
            return result
        self.close()
        if isinstance(result, ServiceError):
            raise result
        raise _explained(result, name) from result

    def _watched(
        self, outcome: queue.SimpleQueue[Raw | Exception], name: str, tick: Callable[[], None]
    ) -> Raw | Exception:
        end = time.monotonic() + self._limits.whole
        while True:
            with contextlib.suppress(queue.Empty):
                return outcome.get(timeout=_TICK)
            tick()
            if time.monotonic() > end:
                raise ServiceError(f"{name} took too long to answer.", "Try again later.")

    def _fetch(self, client: httpx2.Client, url: str, headers: Mapping[str, str], name: str) -> Raw:
        with client.stream("GET", url, headers=headers, extensions={"trace": self._note}) as got:
            packing = got.headers.get("content-encoding", "").strip().lower()
            if packing not in _PACKINGS:
                raise BadAnswerError(
                    f"{name} answered in a packing that was not asked for.", "Try again later."
                )
            body = bytearray()
            for piece in got.iter_bytes():
                body += piece
                if len(body) > self._limits.most_bytes:
                    raise BadAnswerError(
                        f"The answer of {name} is longer than any that it should give.",
                        "It was not read to its end.",
                    )
            found = {key.lower(): value for key, value in got.headers.items()}
            client.cookies.clear()  # nobody recognises us by what they told us to keep
            return Raw(status=got.status_code, headers=found, body=bytes(body))

    def _note(self, event: str, info: Mapping[str, object]) -> None:
        """Remember a new connection, by which a request can be ended from outside."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            stream = info.get("return_value")
            found = stream.get_extra_info("socket") if hasattr(stream, "get_extra_info") else None
            if isinstance(found, socket.socket):
                self._sockets = [*self._sockets[-9:], found]


def _client(limits: Limits) -> httpx2.Client:
    """A new client. Raise ServiceError when the environment's proxies cannot be used."""
    import httpx2

    try:
        return httpx2.Client(
            headers={
                "User-Agent": f"Readlist/{__version__}",
                "Accept-Encoding": "gzip, deflate",
            },
            timeout=httpx2.Timeout(limits.read, connect=limits.connect),
            limits=httpx2.Limits(max_connections=4, max_keepalive_connections=4),
            follow_redirects=False,
        )
    except (ImportError, ValueError, OSError, httpx2.InvalidURL) as error:
        raise ServiceError(
            f"The network settings of this system cannot be used: {error}.",
            "See HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR.",
        ) from error


def _joined(url: str, target: str) -> str:
    """Where a redirect leads; "" when that is no address."""
    try:
        whole = urljoin(url, target)
        return whole if urlsplit(whole).port != 0 else ""
    except ValueError:
        return ""


def _same_place(url: str, target: str) -> bool:
    """Whether a redirect stays on its host, and does not leave encryption."""
    old, new = urlsplit(url), urlsplit(target)
    if old.hostname != new.hostname or new.scheme not in ("http", "https"):
        return False
    if old.scheme == new.scheme:
        return old.port == new.port
    return new.scheme == "https"


def _explained(error: Exception, name: str) -> Exception:
    """The fault in plain words; ours stay as they are."""
    import httpx2

    if isinstance(error, httpx2.ConnectTimeout):
        return UnreachableError(
            f"{name} cannot be reached in time.", "Is this machine connected to the network?"
        )
    if isinstance(error, httpx2.TimeoutException):
        return ServiceError(f"{name} did not answer in time.", "Try again later.")
    if isinstance(error, httpx2.DecodingError):
        return BadAnswerError(f"{name} answered with broken data.", "Try again later.")
    if isinstance(error, httpx2.ConnectError | httpx2.ProxyError):
        return UnreachableError(
            f"{name} cannot be reached: {error}.", "Is this machine connected to the network?"
        )
    if isinstance(error, httpx2.HTTPError | httpx2.InvalidURL | OSError):
        return ServiceError(f"The connection to {name} broke.", "Try again later.")
    return error
