"""The index kept up to date with the library."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from readlist.domain.errors import KnownError
from readlist.domain.views import IndexState
from readlist.jobs.context import JobContext
from readlist.search.analysis import Analyser
from readlist.storage import Storage, facts_outbox

if TYPE_CHECKING:
    from readlist.search.store import IndexStore

# Papers that the index may be behind; with more of them plain matching is the better answer.
BEHIND = 500
BATCH = 10_000
_MANY = 20_000  # papers taken in at once, after which all is merged


class IndexKeeper:
    """Brings changes into the index. Safe in several threads."""

    def __init__(self, storage: Storage, folder: Path, analyser: Analyser) -> None:
        self._storage = storage
        self._folder = folder
        self._analyser = analyser
        self._updating = threading.Lock()
        self.damaged = False  # it was found to be, and has not been made anew since

    @cached_property
    def store(self) -> IndexStore:
        """The index itself."""
        from readlist.search.store import IndexStore

        library = facts_outbox.library_id(self._storage.read())
        return IndexStore(self._folder, library, self._analyser)

    def update(self, context: JobContext) -> int:
        """See ``Searching.update``."""
        with _told(), self._updating, self.store.writing() as mine:
            return self._drain(context) if mine else 0

    def rebuild(self, context: JobContext) -> int:
        """See ``Searching.rebuild``."""
        with _told(), self._updating, self.store.writing() as mine:
            if not mine:
                return 0
            facts_outbox.enqueue_all(self._storage)
            self.store.clear()
            return self._drain(context)

    def tidy(self, context: JobContext) -> bool:
        """See ``Searching.tidy``."""
        with _told(), self._updating, self.store.writing() as mine:
            step = partial(context.step, text="Tidying the search index")
            return mine and self.store.exists() and self.store.tidy(step, quick=False)

    def state(self) -> IndexState:
        """See ``Searching.state``."""
        from readlist.search.store import IndexUnusableError

        db = self._storage.read()
        papers = facts_outbox.paper_count(db)
        if not self.store.exists():
            if self.damaged or self.store.leftovers():
                return IndexState("damaged", 0, papers)
            return IndexState("missing" if papers else "current", 0, papers)
        try:
            held = self.store.papers()
        except IndexUnusableError:
            self.damaged = True
            return IndexState("damaged", 0, papers)
        waiting = facts_outbox.pending(db)
        return IndexState("behind" if waiting else "current", held, waiting)

    def close(self) -> None:
        """Let the index's files go."""
        if "store" in self.__dict__:
            self.store.close()

    def _drain(self, context: JobContext) -> int:
        """Index batches of the outbox until it is empty; the right to write is ours."""
        if self.store.make():
            facts_outbox.enqueue_all(self._storage)
        self.damaged = False
        done = 0
        total = facts_outbox.pending(self._storage.read())
        while rows := facts_outbox.batch(self._storage.read(), BATCH):
            context.step(done, total, "Indexing")
            done += self._index(rows, partial(self._step, context, done, total))
            facts_outbox.acknowledge(self._storage, rows)
        if done:
            step = partial(context.step, done, done, "Tidying the search index")
            self.store.tidy(step, quick=done < _MANY, whole=done >= _MANY)
        return done

    @staticmethod
    def _step(context: JobContext, before: int, total: int, number: int) -> None:
        context.step(before + number, max(total, before + number), "Indexing")

    def _index(self, rows: Sequence[tuple[int, int]], step: partial[None]) -> int:
        ids = [paper for _, paper in rows]
        texts = facts_outbox.texts(self._storage.read(), ids)
        return self.store.put(texts, ids, step=step)


@contextmanager
def _told() -> Iterator[None]:
    """A full disk or a folder that is gone or read-only, in the reader's words."""
    try:
        yield
    except OSError as error:
        raise KnownError(
            f"The search index cannot be written: {error.strerror or error}.",
            "Searching goes on without it. Make room, or check the library's folder.",
        ) from error
