"""Progress and cancelling of one long work."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


class Cancelled(Exception):  # noqa: N818 - not a fault: the reader asked for it
    """The reader cancelled the work; whoever raised it left everything as it was."""


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` steps; ``total`` 0 means that the length is not known."""

    done: int
    total: int
    text: str


class JobContext:
    """Handed to a long work: its progress call is also its cancellation point.

    ``listener`` is called in the worker's thread, at most every ``interval`` seconds and always
    for the last step.
    """

    def __init__(
        self, listener: Callable[[Progress], None] | None = None, interval: float = 0.1
    ) -> None:
        self._listener = listener
        self._interval = interval
        self._last = 0.0
        self._cancel = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next step; may be called from any thread."""
        self._cancel.set()

    @property
    def cancelled(self) -> bool:
        return self._cancel.is_set()

    def step(self, done: int = 0, total: int = 0, text: str = "") -> None:
        """Publish progress; raise Cancelled when the reader has asked to stop."""
        if self._cancel.is_set():
            raise Cancelled
        now = time.monotonic()
        if self._listener and (now - self._last >= self._interval or (total and done >= total)):
            self._last = now
            self._listener(Progress(done, total, text))
