"""The index kept up to date with the library."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from readlist.domain.errors import KnownError
from readlist.domain.views import IndexState
from readlist.jobs.context import JobContext
from readlist.search.analysis import Analyser
from readlist.storage import Storage, facts_outbox

if TYPE_CHECKING:
    from readlist.search.store import IndexStore

T = TypeVar("T")

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
        return IndexStore(self._folder, library, self._analyser, self._lacks)

    def _lacks(self, held: int) -> bool:
        """Whether the library was told that more is in the index than there is, or less was."""
        if self._storage.read().in_transaction:
            return False  # it is seen as it was a while ago
        with self._storage.snapshot() as db:
            if held + facts_outbox.pending(db) < facts_outbox.paper_count(db):
                return True
            told = facts_outbox.acknowledged(db)
        # The library is told after the index, which is never behind what was told before.
        taken = self.store.taken
        return not told <= taken <= facts_outbox.given_out(self._storage.read())

    def update(self, context: JobContext) -> int:
        """See ``Searching.update``."""
        if not self._updating.acquire(blocking=False):
            return 0
        try:
            with _told(), self.store.writing() as mine:
                return self._mended(partial(self._drain, context)) if mine else 0
        finally:
            self._updating.release()

    def rebuild(self, context: JobContext) -> int:
        """See ``Searching.rebuild``."""
        with _told(), self._updating, self.store.writing() as mine:
            if not mine:
                raise KnownError(
                    "Another process is writing the search index.",
                    "Wait until it has finished, then do it again.",
                )
            return self._mended(partial(self._renew, context))

    def tidy(self, context: JobContext) -> bool:
        """See ``Searching.tidy``."""
        if not self._updating.acquire(blocking=False):
            return False
        try:
            with _told(), self.store.writing() as mine:
                return mine and self.store.exists() and self._mended(partial(self._tidy, context))
        finally:
            self._updating.release()

    def check(self) -> IndexState:
        """See ``Searching.check``."""
        from readlist.search.store import IndexUnusableError

        db = self._storage.read()
        try:
            if self.store.exists():
                settled = facts_outbox.settled(db)
                held = self.store.check().tolist()
                # What another process took in meanwhile was not settled before.
                lost = (settled - set(held)) & facts_outbox.settled(db)
                if lost or len(set(held)) < len(held):
                    self.store.mark_damaged()
        except IndexUnusableError:
            self.damaged = True
        return self.state()

    def untidy(self) -> bool:
        """Whether ``tidy`` has anything to do. Costs next to nothing."""
        return self.store.exists() and self.store.untidy()

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
        if (place := self.store.renewed) is not None:
            waiting = max(waiting, facts_outbox.count_after(db, place))
        return IndexState("behind" if waiting else "current", held, waiting)

    def close(self) -> None:
        """Let the index's files go."""
        if "store" in self.__dict__:
            self.store.close()

    def _mended(self, work: Callable[[], T]) -> T:
        """Do the work; when the index turns out to be damaged, make it anew and do it again."""
        from readlist.search.store import is_damage

        try:
            return work()
        except Exception as error:
            if not is_damage(error):
                raise
        self._make()
        return work()

    def _make(self) -> None:
        # First the outbox: an empty index with nothing to do would stay so if this were killed.
        facts_outbox.enqueue_all(self._storage)
        self.store.make()

    def _renew(self, context: JobContext) -> int:
        """Take every paper in anew, while the old ones answer."""
        if self.store.usable():
            self.store.renew(0)
        return self._drain(context)

    def _tidy(self, context: JobContext) -> bool:
        step = partial(context.step, text="Tidying the search index")
        return self.store.tidy(step, quick=False)

    def _drain(self, context: JobContext) -> int:
        """Index what a rebuild has left and batches of the outbox until it is empty; the right to
        write is ours."""
        if not self.store.usable():
            self._make()
        self.damaged = False
        try:
            done = self._take_all(context)
        finally:
            self.store.relax()
        if done:
            step = partial(context.step, done, done, "Tidying the search index")
            self.store.tidy(step, quick=done < _MANY, whole=done >= _MANY)
        else:
            self.store.sweep()
        return done

    def _take_all(self, context: JobContext) -> int:
        """Index what waits; the number of papers."""
        done = self._go_on_renewing(context)
        total = done + facts_outbox.pending(self._storage.read())
        while rows := facts_outbox.batch(self._storage.read(), BATCH):
            context.step(done, total, "Indexing")
            ids = [paper for _, paper in rows]
            done += self._index(ids, partial(self._step, context, done, total))
            self.store.note(rows[-1][0])
            facts_outbox.acknowledge(self._storage, rows)
        return done

    def _go_on_renewing(self, context: JobContext) -> int:
        """Take in anew the papers that a rebuild has not come to; their number."""
        place, done = self.store.renewed, 0
        if place is None:
            return 0
        total = facts_outbox.count_after(self._storage.read(), place)
        while ids := facts_outbox.after(self._storage.read(), place, BATCH):
            context.step(done, total, "Indexing")
            done += self._index(ids, partial(self._step, context, done, total))
            place = ids[-1]
            self.store.renew(place)
        self.store.forget_others(facts_outbox.all_ids(self._storage.read()))
        self.store.renew(None)
        return done

    @staticmethod
    def _step(context: JobContext, before: int, total: int, number: int) -> None:
        context.step(before + number, max(total, before + number), "Indexing")

    def _index(self, ids: Sequence[int], step: partial[None]) -> int:
        texts = facts_outbox.texts(self._storage.read(), ids)
        return self.store.put(texts, ids, step=step)


@contextmanager
def _told() -> Iterator[None]:
    """A full disk or a folder that is gone or read-only, in the reader's words."""
    from readlist.search.arrays import DamagedError

    try:
        yield
    except DamagedError as error:
        raise KnownError(
            f"The search index was damaged while it was written: {error}.",
            "Searching goes on. Check the disk, and what else writes in its folder.",
        ) from error
    except OSError as error:
        raise KnownError(
            f"The search index cannot be written: {error.strerror or error}.",
            "Searching goes on. Make room, or check the library's folder.",
        ) from error
