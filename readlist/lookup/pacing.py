"""The pauses between requests, also between the requests of several processes and runs."""

from __future__ import annotations

import contextlib
import hashlib
import math
import time
from collections.abc import Callable
from pathlib import Path

from readlist.lookup.cache import make_private

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
        left = max(self._next.get(address, 0.0), self._shared(address)) - time.time()
        return left if 0.0 < left <= _LONGEST + 1.0 else 0.0

    def wait(self, address: str, tick: Callable[[], None]) -> None:
        """Wait for that, and call ``tick`` every 0.05 s: it may raise to end the waiting."""
        sleep(self.left(address), tick)

    def hold(self, address: str, seconds: float) -> None:
        """Let the next request wait so long from now (an hour at most)."""
        until = time.time() + min(seconds, _LONGEST)
        self._next[address] = until
        # Without a place for the file the pauses hold within this process.
        with contextlib.suppress(OSError):
            make_private(self._folder)
            path = self._path(address)
            path.touch(mode=0o600)
            path.write_text(f"{until:.3f}\n", encoding="ascii")

    def _shared(self, address: str) -> float:
        try:
            moment = float(self._path(address).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0.0
        return moment if math.isfinite(moment) else 0.0

    def _path(self, address: str) -> Path:
        return self._folder / f"{hashlib.sha256(address.encode()).hexdigest()[:16]}.next"


def sleep(seconds: float, tick: Callable[[], None]) -> None:
    """Sleep in short pieces, with a call of ``tick`` before each and at the end."""
    end = time.monotonic() + seconds
    tick()
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, _TICK))
        tick()
