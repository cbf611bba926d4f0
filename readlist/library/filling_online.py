"""Public services as a source of records: what they would be sent, and asking them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from readlist.domain.dumps import Dump
from readlist.domain.papers import Paper
from readlist.jobs.context import JobContext
from readlist.library.filling_settings import read_services
from readlist.lookup.cache import AnswerCache
from readlist.lookup.exchange import Exchange
from readlist.lookup.plan import Found, Sending, Wanted, look_up, preview
from readlist.storage import Storage, reads
from readlist.storage.reads import chunks
from readlist.storage.reads_papers import papers as read_papers


class Online:
    """Asking services. Nothing is sent before ``ask`` is called."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def preview(self, ids: Sequence[int], context: JobContext | None = None) -> tuple[Sending, ...]:
        """What would be sent where at most for these papers. InvalidValueError (settings),
        Cancelled."""
        services = read_services(self._storage.folder)
        return preview(self._wanted(ids, context), services)

    def ask(
        self, ids: Sequence[int], context: JobContext | None = None, *, offline: bool = False
    ) -> Found:
        """Records for what these papers lack; ``offline``: only from answers kept before.

        A service that fails is told among the faults, and stops nothing. Answers are kept, so
        that the same call later asks only for the rest. InvalidValueError (settings), Cancelled.
        """
        services = read_services(self._storage.folder)
        exchange = Exchange(self._folder(), offline=offline)
        try:
            return look_up(self._wanted(ids, context), services, exchange, context)
        finally:
            exchange.close()

    def _folder(self) -> Path:
        return self._storage.folder / "cache" / "lookup"

    def kept(self) -> tuple[int, int]:
        """How many answers of services are kept, and their bytes on the disk."""
        return self._answers().size()

    def forget_kept(self) -> None:
        """Forget the kept answers: they are asked for anew when papers are completed again."""
        self._answers().forget()

    def _answers(self) -> AnswerCache:
        return AnswerCache(self._folder())

    def _wanted(self, ids: Sequence[int], context: JobContext | None) -> list[Wanted]:
        context = context or JobContext()
        wanted: list[Wanted] = []
        with self._storage.snapshot() as db:
            dumps = {dump.id: dump for dump in reads.dumps(db)}
            for piece in chunks(ids):
                context.step(len(wanted), len(ids), "Looking at what is lacking")
                wanted += [_as_wanted(paper, dumps) for paper in read_papers(db, piece)]
        return wanted


def _as_wanted(paper: Paper, dumps: dict[int, Dump]) -> Wanted:
    # The reader's own words say nothing of the abstract that services have.
    bib = replace(paper.bib, abstract="") if "abstract" in paper.edited else paper.bib
    return Wanted(id=paper.id, bib=bib, pages=tuple(sorted(set(_days(paper, dumps)))))


def _days(paper: Paper, dumps: dict[int, Dump]) -> Iterator[date]:
    """The days of the pages that a paper stood on, where their year is known."""
    for sighting in paper.sightings:
        dump = dumps.get(sighting.dump_id)
        written = sighting.page_date or (dump.page_date if dump else "")
        if written.startswith("--") and dump and dump.year:
            written = f"{dump.year:04d}{written[1:]}"
        try:
            yield date.fromisoformat(written)
        except ValueError:
            continue
