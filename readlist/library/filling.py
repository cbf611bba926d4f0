"""Filling in what papers lack, from records of a reader's files or of a service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from readlist.domain.candidates import Candidate
from readlist.domain.changes import ChangeSet
from readlist.domain.drafts import Entry, ParsedDump
from readlist.domain.dumps import file_name
from readlist.domain.filling import FillingPlan, PlannedFilling, Records
from readlist.domain.matching_index import CandidateIndex
from readlist.domain.papers import Bibliography, Paper
from readlist.jobs.context import JobContext
from readlist.library.field_taking import FieldTaker, Record
from readlist.library.importing_files import read_files
from readlist.library.importing_takeover import dated, merged, take_over
from readlist.library.words import count
from readlist.storage import Storage
from readlist.storage.reads import chunks
from readlist.storage.reads_papers import papers as read_papers
from readlist.storage.text import now

if TYPE_CHECKING:
    from readlist.library.filling_online import Online

_STEP = 200


class Filling:
    """Completing bibliographic data: read records, plan, let the reader decide, commit."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    @cached_property
    def online(self) -> Online:
        """Public services as a source of records."""
        from readlist.library.filling_online import Online

        return Online(self._storage)

    def read(self, paths: Sequence[Path], context: JobContext | None = None) -> Records:
        """The records of files and folders of any kind that can be imported.

        What cannot be read is told, and never stops the rest.
        """
        dumps, unreadable = read_files(paths, context)
        return Records(
            candidates=tuple(_candidate(dump, entry) for dump in dumps for entry in dump.entries),
            unreadable=tuple(unreadable),
            broken=tuple((dump.source, block) for dump in dumps for block in dump.doubtful),
            warnings=tuple(f"{dump.source}: {text}" for dump in dumps for text in dump.warnings),
        )

    def plan(
        self,
        ids: Sequence[int],
        candidates: Iterable[Candidate],
        context: JobContext | None = None,
    ) -> FillingPlan:
        """What completing these papers from these records would do; nothing is written.

        Ids that are no papers are left out. Cancelled.
        """
        context = context or JobContext()
        index = CandidateIndex()
        for number, candidate in enumerate(candidates):
            if number % _STEP == 0:
                context.step(text="Looking through the records")
            index.add(candidate)
        planned: list[PlannedFilling] = []
        with self._storage.snapshot() as db:
            for piece in chunks(ids):
                for paper in read_papers(db, piece):
                    if len(planned) % _STEP == 0:
                        context.step(len(planned), len(ids), "Comparing with the records")
                    planned.append(_planned(paper, index))
        context.step(len(ids), len(ids), "Compared")
        return FillingPlan(papers=tuple(planned))

    def commit(
        self,
        plan: FillingPlan,
        choices: Mapping[int, Candidate | None] | None = None,
        context: JobContext | None = None,
    ) -> ChangeSet:
        """Fill what the accepted records bring: one transaction, one undo step.

        ``choices`` are the reader's, by paper: a record in place of the plan's, or None to leave
        the paper as it is. Doubtful papers without a choice are left. Only what is lacking by now
        is filled, and nothing that the reader edited. Cancelled leaves all as it was.
        """
        context = context or JobContext()
        chosen = {one.paper_id: one.verdict.chosen for one in plan.papers} | dict(choices or {})
        records = {paper_id: one for paper_id, one in chosen.items() if one is not None}
        with self._storage.write("Complete papers") as writer:
            taker = FieldTaker(writer.connection, now())
            filled: list[Record] = []
            done = 0
            for piece in chunks(sorted(records)):
                context.step(done, len(records), "Completing")
                for paper in read_papers(writer.connection, piece):
                    best, record = records[paper.id], Record.of(paper)
                    for candidate in (best, *best.more):
                        taker.take(record, dated(candidate.bib), candidate.source)
                    if record.fields:
                        filled.append(record)
                done += len(piece)
            taker.write(filled)
            writer.label = f"Complete {count(len(filled), 'paper')}"
            context.step(done, len(records), "Completed")
        return writer.change


def _candidate(dump: ParsedDump, entry: Entry) -> Candidate:
    bib = entry.bib
    return Candidate(
        bib=bib,
        source=f"{file_name(dump.source)} line {entry.first_line}",
        record=bib.citation_key or bib.arxiv_id or bib.doi,
    )


def _planned(paper: Paper, index: CandidateIndex) -> PlannedFilling:
    verdict = index.judge(_as_compared(paper))
    best = verdict.chosen or next((one.candidate for one in verdict.judged), None)
    fields: dict[str, object] = {}
    for candidate in (best, *best.more) if best else ():
        bib = merged(paper.bib, fields)
        fields |= take_over(bib, dated(candidate.bib), paper.edited)
    return PlannedFilling(paper_id=paper.id, title=paper.bib.title, verdict=verdict, fields=fields)


def _as_compared(paper: Paper) -> Bibliography:
    """The paper without an abstract in the reader's words, which says nothing of its source."""
    return replace(paper.bib, abstract="") if "abstract" in paper.edited else paper.bib
