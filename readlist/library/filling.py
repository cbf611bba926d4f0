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
from readlist.domain.errors import NotFoundError
from readlist.domain.filling import (
    Choice,
    FillingPlan,
    Offer,
    PlannedFilling,
    Records,
    Survey,
)
from readlist.domain.matching_index import CandidateIndex
from readlist.domain.papers import Bibliography, Paper
from readlist.jobs.context import JobContext
from readlist.library.field_taking import FieldTaker, Record
from readlist.library.importing_files import read_files
from readlist.library.importing_takeover import dated, merged, take_over
from readlist.library.words import count
from readlist.storage import Storage
from readlist.storage.reads import chunks
from readlist.storage.reads_keys import key_owner
from readlist.storage.reads_papers import papers as read_papers
from readlist.storage.text import now

if TYPE_CHECKING:
    from readlist.library.filling_online import Online
    from readlist.library.searching import Searching

_STEP = 200
# What a citation needs, and what finds the paper again; by the words of the search language.
_SURVEYED = ("authors", "date", "arxiv", "doi", "venue", "abstract")


class Filling:
    """Completing bibliographic data: read records, plan, let the reader decide, commit."""

    def __init__(self, storage: Storage, search: Searching) -> None:
        self._storage = storage
        self._search = search

    @cached_property
    def online(self) -> Online:
        """Public services as a source of records."""
        from readlist.library.filling_online import Online

        return Online(self._storage)

    def survey(self, ids: Sequence[int], context: JobContext | None = None) -> Survey:
        """What these papers lack. Those in the Trash count as lacking nothing. Cancelled."""
        context = context or JobContext()
        wanted = frozenset(ids)
        lacking: dict[str, int] = {}
        queries = [*(f"missing:{name}" for name in _SURVEYED), "is:citable"]
        for number, query in enumerate(queries):
            context.step(number, len(queries), "Counting what is lacking")
            found = len(wanted.intersection(self._search.find(query).ids))
            lacking[query.removeprefix("missing:")] = found
        citable = lacking.pop("is:citable")
        found_lacking = {name: number for name, number in lacking.items() if number}
        return Survey(papers=len(wanted), lacking=found_lacking, citable=citable)

    def offers(self, paper_id: int, candidate: Candidate) -> tuple[Offer, ...]:
        """The paper's fields beside those of a record and its further ones. NotFoundError."""
        from readlist.library.filling_offers import offers

        db = self._storage.read()
        (paper,) = read_papers(db, [paper_id]) or (None,)
        if paper is None:
            raise NotFoundError(f"There is no paper with the id {paper_id}.")
        return offers(paper, candidate, lambda key: key_owner(db, key) in (None, paper_id))

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
        choices: Mapping[int, Candidate | Choice | None] | None = None,
        context: JobContext | None = None,
        *,
        joining: ChangeSet | None = None,
    ) -> ChangeSet:
        """Fill what the accepted records bring: one transaction, one undo step.

        ``choices`` are the reader's, by paper: a record in place of the plan's, or None to leave
        the paper as it is. Doubtful papers without a choice are left. Only what is lacking by now
        is filled, or replaced where the choice says so, and nothing that the reader edited. With
        ``joining``, an earlier part of the same completion, both are one step while that is the
        newest. Cancelled leaves all as it was.
        """
        context = context or JobContext()
        records = _chosen(plan, choices or {})
        before = joining.papers if joining is not None else frozenset()
        step = joining.step if joining is not None else None
        with self._storage.write("Complete papers", joining=step) as writer:
            taker = FieldTaker(writer.connection, now())
            filled: set[int] = set()
            done = 0
            for piece in chunks(sorted(records)):
                context.step(done, len(records), "Completing")
                changed: list[Record] = []
                for paper in read_papers(writer.connection, piece):
                    choice, record = records[paper.id], Record.of(paper)
                    for one in (choice.candidate, *choice.candidate.more):
                        taker.take(
                            record,
                            dated(one.bib),
                            one.source,
                            without=choice.without,
                            replace=choice.replace,
                        )
                    if record.fields:
                        changed.append(record)
                taker.write(changed)
                filled.update(record.id for record in changed)
                done += len(piece)
            together = before | filled if writer.joined else filled
            writer.label = f"Complete {count(len(together), 'paper')}"
            context.step(done, len(records), "Completed")
        return writer.change


def _chosen(
    plan: FillingPlan, choices: Mapping[int, Candidate | Choice | None]
) -> dict[int, Choice]:
    """What is taken for which paper: the reader's choices before the plan's."""
    chosen = {one.paper_id: one.verdict.chosen for one in plan.papers} | dict(choices)
    return {
        paper_id: one if isinstance(one, Choice) else Choice(candidate=one)
        for paper_id, one in chosen.items()
        if one is not None
    }


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
