"""Worker threads that run works one after another and report how they ended."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from readlist.jobs.context import Cancelled, JobContext, Progress

T = TypeVar("T")


@dataclass(eq=False)
class Job(Generic[T]):
    """One submitted work. The callbacks run in the worker's thread."""

    work: Callable[[JobContext], T]
    on_done: Callable[[T], None] | None = None
    on_error: Callable[[BaseException], None] | None = None
    on_progress: Callable[[Progress], None] | None = None
    context: JobContext = field(init=False)
    finished: threading.Event = field(default_factory=threading.Event, init=False)

    def __post_init__(self) -> None:
        self.context = JobContext(self.on_progress)

    def cancel(self) -> None:
        self.context.cancel()

    def run(self) -> None:
        """Do the work in this thread and tell the outcome to exactly one callback."""
        try:
            result = self.work(self.context)
        except BaseException as error:
            if self.on_error:
                self.on_error(error)
        else:
            if self.on_done:
                self.on_done(result)
        finally:
            self.finished.set()

    def drop(self) -> None:
        """End as cancelled without having begun."""
        if self.on_error:
            self.on_error(Cancelled())
        self.finished.set()


class Executor:
    """One named thread with a queue: works run in the order they were submitted."""

    def __init__(self, name: str) -> None:
        self._queue: queue.SimpleQueue[Job[object] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)
        self._current: Job[object] | None = None
        self._dropping = False
        self._thread.start()

    def submit(self, job: Job[T]) -> Job[T]:
        """Queue ``job`` and return it."""
        self._queue.put(job)  # type: ignore[arg-type]
        return job

    def close(self, *, drop: bool = True, timeout: float = 10.0) -> None:
        """Cancel the running work, let the thread end, and wait for it (seconds).

        ``drop``: waiting works are cancelled before they begin. Else they are done.
        """
        self._dropping = drop
        current = self._current
        if current is not None:
            current.cancel()
        self._queue.put(None)
        self._thread.join(timeout)

    def _loop(self) -> None:
        while (job := self._queue.get()) is not None:
            self._current = job
            if self._dropping:
                job.drop()
            else:
                job.run()
            self._current = None
            del job  # else all that it made and holds would live on until the next one comes
