"""The one place where works in other threads come back into the main thread as signals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from readlist.domain.changes import ChangeSet
from readlist.jobs.context import Cancelled, JobContext, Progress
from readlist.jobs.executor import Executor, Job
from readlist.library import Library

T = TypeVar("T")
POLL_MS = 500


class Works(QObject):
    """Runs works on executors and brings what happens back into the main thread.

    ``failed(BaseException)`` comes for a work without an error handler of its own.
    """

    failed = Signal(object)
    _call = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._call.connect(self._run_call, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        executor: Executor,
        work: Callable[[JobContext], T],
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
        *,
        on_progress: Callable[[Progress], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
    ) -> Job[T]:
        """Run ``work`` on ``executor``; every callback comes in the main thread.

        Without ``on_error`` an error is emitted as ``failed``. Cancelled goes to ``on_cancelled``
        only. Return the job, whose ``cancel()`` asks the work to stop at its next step.
        """
        self._began(executor)

        def done(result: T) -> None:
            self._post(lambda: self._finish(executor, on_done, result))

        def error(fault: BaseException) -> None:
            self._post(lambda: self._fail(executor, fault, on_error, on_cancelled))

        def progress(value: Progress) -> None:
            if on_progress is not None:
                self._post(lambda: on_progress(value))

        return executor.submit(Job(work, done, error, progress))

    def _began(self, executor: Executor) -> None:
        """A work was handed to ``executor``."""

    def _ended(self, executor: Executor) -> None:
        """A work that was handed to ``executor`` has ended."""

    def _post(self, call: Callable[[], None]) -> None:
        self._call.emit(call)

    @Slot(object)
    def _run_call(self, call: Callable[[], None]) -> None:
        call()

    def _finish(self, executor: Executor, on_done: Callable[[T], None] | None, result: T) -> None:
        self._ended(executor)
        if on_done is not None:
            on_done(result)

    def _fail(
        self,
        executor: Executor,
        fault: BaseException,
        on_error: Callable[[BaseException], None] | None,
        on_cancelled: Callable[[], None] | None,
    ) -> None:
        self._ended(executor)
        if isinstance(fault, Cancelled):
            if on_cancelled is not None:
                on_cancelled()
        elif on_error is not None:
            on_error(fault)
        else:
            self.failed.emit(fault)


class Bridge(Works):
    """Runs works on the library's executors and re-emits what happens, in the main thread.

    Signals: ``changed(ChangeSet)`` after every mutation, ours or another process's;
    ``busy(bool)`` while the writer has work; ``failed`` as ``Works``.
    """

    changed = Signal(object)
    busy = Signal(bool)

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library = library
        self.writer = Executor("writer")
        self.searcher = Executor("searcher")
        self.indexer = Executor("indexer")
        self.reader = Executor("reader")
        self.keeper = Executor("keeper")
        self.network = Executor("network")
        self._unsubscribe = library.subscribe(self._on_change)
        self._pending = 0
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._poll_library)
        self._poll.start()

    def write(
        self,
        work: Callable[[], T],
        on_done: Callable[[T], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
    ) -> Job[T]:
        """Run a short mutation on the writer thread; callbacks come in the main thread."""
        return self.run(self.writer, lambda _context: work(), on_done, on_error)

    @property
    def writing(self) -> bool:
        """Whether the writer has work."""
        return self._pending > 0

    def close(self) -> None:
        """Stop polling and end the threads: long works are cancelled, short writes are done."""
        self._poll.stop()
        self._unsubscribe()
        self.searcher.close()
        self.indexer.close()
        self.reader.close()
        self.keeper.close()
        self.network.close()
        self.writer.close(drop=False)

    def _began(self, executor: Executor) -> None:
        if executor is self.writer:
            self._count(1)

    def _ended(self, executor: Executor) -> None:
        if executor is self.writer:
            self._count(-1)

    def _count(self, by: int) -> None:
        before, self._pending = self._pending, self._pending + by
        if bool(before) != bool(self._pending):
            self.busy.emit(bool(self._pending))

    def _on_change(self, change: ChangeSet) -> None:
        self._post(lambda: self.changed.emit(change))

    def _poll_library(self) -> None:
        self.library.poll()  # tells its subscribers, us among them
