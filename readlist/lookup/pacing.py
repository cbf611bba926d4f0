"""The pauses between requests, also between the requests of several processes and runs."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

_TICK = 0.05
# What a service may ask for at most; a clock that was wrong must not stop us for longer.
_LONGEST = 3600.0


class Pacer:
    """When each service may be asked next.

    The time stands in a small file beside the cache, because a service counts the requests of
    all of a reader's windows and commands together.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._next: dict[str, float] = {}

    def left(self, address: str) -> float:
        """How many seconds are to be waited before the next request to the address."""
        host = urlsplit(address).netloc
        left = max(self._next.get(host, 0.0), self._shared(host)) - time.time()
        return left if 0.0 < left <= _LONGEST else 0.0

    def wait(self, address: str, tick: Callable[[], None]) -> None:
        """Wait for that, and call ``tick`` every 0.05 s: it may raise to end the waiting."""
        sleep(self.left(address), tick)

    def hold(self, address: str, seconds: float) -> None:
        """Let the next request wait so long from now (an hour at most)."""
        host = urlsplit(address).netloc
        until = time.time() + min(seconds, _LONGEST)
        self._next[host] = until
        # Without a place for the file the pauses hold within this process.
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = self._path(host)
            path.touch(mode=0o600)
            path.write_text(f"{until:.3f}\n", encoding="ascii")

    def _shared(self, host: str) -> float:
        try:
            moment = float(self._path(host).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0.0
        return moment if math.isfinite(moment) else 0.0

    def _path(self, host: str) -> Path:
        return self._folder / f"{''.join(c if c.isalnum() else '-' for c in host)}.next"


def sleep(seconds: float, tick: Callable[[], None]) -> None:
    """Sleep in short pieces, with a call of ``tick`` before each and at the end."""
    end = time.monotonic() + seconds
    tick()
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, _TICK))
        tick()
