"""``readlist complete``: fill in missing bibliographic data, from files or from services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readlist.cli.common import JsonOption, LibraryOption, Session, progress, say, session, warn
from readlist.cli.selection import (
    IdsOption,
    ListOption,
    MoreIds,
    QueryOption,
    chosen_ids,
    selected,
)
from readlist.domain.candidates import Candidate
from readlist.domain.changes import ChangeSet
from readlist.domain.errors import KnownError
from readlist.domain.filling import FillingPlan, PlannedFilling, Records
from readlist.domain.matching import Decision, Judged
from readlist.jobs.context import JobContext
from readlist.library.words import count, duration

if TYPE_CHECKING:
    from readlist.lookup.plan import Fault

_SHOWN = 5  # records of a doubtful paper
_MANY = 200  # requests that nobody sends by leaving out a choice of papers


class Accept(StrEnum):
    """Which records are taken."""

    EXACT = "exact"
    REVIEW = "review"


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(complete)


def complete(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Records: BibTeX, RIS, CSL-JSON, Readlist JSON, a saved page; or a folder. "
            "Without it, public services are asked.",
            readable=False,  # told by us, beside those that can be read
        ),
    ] = None,
    more_ids: MoreIds = None,
    list_name: ListOption = "",
    query: QueryOption = "",
    ids: IdsOption = None,
    accept: Annotated[
        Accept,
        typer.Option(
            help="exact: only records that are certain. review: also a doubtful one, where it is "
            "the only one that a paper can be."
        ),
    ] = Accept.EXACT,
    offline: Annotated[
        bool,
        typer.Option("--offline", help="Send nothing: use what the services answered before."),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Write nothing, say what would be. Services are asked all the same."
        ),
    ] = False,
    yes: Annotated[
        bool,
        typer.Option(
            "--yes", help=f"Send more than {_MANY} requests, though no papers were chosen."
        ),
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fill in authors, ids, venues and dates that papers lack.

    Records come from files of yours (--from), else from Hugging Face, arXiv, Semantic Scholar and
    Crossref: these are sent titles, page dates, arXiv ids and DOIs, as told before the first
    request. They are recognised by ids, titles and abstracts. Nothing that is there is
    overwritten, and nothing that you edited is touched. All of it is one step to undo.
    """
    chosen = chosen_ids(list_name, query, ids, more_ids)
    with session(context, library, as_json, "complete") as run:
        papers = selected(run, list_name, query, chosen)
        if not (files or offline):
            _announce(run, papers, sure=yes or bool(list_name or query or chosen))
        with progress("Completing") as job:
            source = _from_files(run, files, job) if files else _ask(run, papers, job, offline)
            _complete(run, job, source, papers, accept, dry_run)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Records, with what went wrong on the way to them. ``unasked`` are papers of which a
    question was not answered; ``bad`` tells whether the command failed in part."""

    records: Records
    faults: tuple[Fault, ...] = ()
    unasked: frozenset[int] = frozenset()
    bad: bool = False


def _from_files(run: Session, files: Sequence[Path], job: JobContext) -> _Source:
    records = run.library.filling.read(files, job)
    return _Source(records=records, bad=bool(records.unreadable))


def _announce(run: Session, papers: Sequence[int], *, sure: bool) -> None:
    """Say what will be sent where, before anything is. KnownError for much that was not chosen."""
    sendings = run.library.filling.online.preview(papers)
    for sending in sendings:
        warn(f"{sending.service} ({sending.address}) is sent {sending.what}.")
    requests = sum(sending.requests for sending in sendings)
    if requests > _MANY and not sure:
        time = duration(sum(sending.requests * sending.pause for sending in sendings))
        raise KnownError(
            f"These are up to {requests:,} requests for all papers of the library ({time}); "
            "nothing was sent.",
            "Choose papers by --list, --query (as in --query missing:authors) or --ids, or add "
            "--yes.",
        )


def _ask(run: Session, papers: Sequence[int], job: JobContext, offline: bool) -> _Source:
    found = run.library.filling.online.ask(papers, job, offline=offline)
    return _Source(
        records=Records(candidates=found.candidates),
        faults=found.faults,
        unasked=found.unasked,
        bad=bool(found.unasked) and not offline,
    )


def _complete(
    run: Session,
    job: JobContext,
    source: _Source,
    papers: Sequence[int],
    accept: Accept,
    dry_run: bool,
) -> None:
    filling, records = run.library.filling, source.records
    plan = filling.plan(papers, records.candidates, job)
    choices = _choices(plan) if accept is Accept.REVIEW else {}
    change = ChangeSet() if dry_run else filling.commit(plan, choices, job)
    document = _document(plan, source, choices, dry_run)
    run.emit(document, lambda: _report(plan, source, choices, change.label if change else ""))
    for bad in records.unreadable:
        warn(f"{bad.source}: {' '.join(bad.reason.split())}")
    for name, block in records.broken:
        warn(f"{name}:{block.first_line}: {block.reason}")
    for text in records.warnings:
        warn(text)
    for fault in source.faults:
        warn(f"{fault.reason} ({count(fault.questions, 'question')} not answered.)")
    if source.bad:
        raise typer.Exit(1)


def _choices(plan: FillingPlan) -> dict[int, Candidate]:
    """The doubtful records that stand alone."""
    return {
        one.paper_id: one.verdict.judged[0].candidate
        for one in plan.doubtful
        if len(one.verdict.judged) == 1
    }


def _document(
    plan: FillingPlan, source: _Source, choices: Mapping[int, Candidate], dry_run: bool
) -> dict[str, object]:
    records = source.records
    failed = {one.paper_id for one in plan.unmatched} & source.unasked
    return {
        "matched": len(plan.accepted) + len(choices),
        "review": len(plan.doubtful) - len(choices),
        "unmatched": len(plan.unmatched) - len(failed),
        "failed": len(records.unreadable) + len(failed),
        "papers": [
            _paper(one, choices.get(one.paper_id), failed=one.paper_id in failed)
            for one in plan.papers
        ],
        "faults": [
            {"service": fault.service, "reason": fault.reason, "questions": fault.questions}
            for fault in source.faults
        ],
        "records": len(records.candidates),
        "unreadable": [{"path": bad.source, "reason": bad.reason} for bad in records.unreadable],
        "doubtful": [
            {"path": name, "lines": [block.first_line, block.last_line], "reason": block.reason}
            for name, block in records.broken
        ],
        "dry_run": dry_run,
    }


def _paper(one: PlannedFilling, choice: Candidate | None, *, failed: bool) -> dict[str, object]:
    from readlist.library.field_taking import plain

    taken = one.verdict.chosen or choice
    outcome = {Decision.ACCEPT: "matched", Decision.REVIEW: "review", Decision.NONE: "unmatched"}
    return {
        "id": one.paper_id,
        "title": one.title,
        "outcome": "matched" if taken else "failed" if failed else outcome[one.verdict.decision],
        "reason": one.verdict.reason,
        "record": _record(taken) if taken else None,
        "fields": {name: plain(value) for name, value in one.fields.items()} if taken else {},
        "candidates": [] if taken else [_judged(other) for other in one.verdict.judged],
    }


def _record(candidate: Candidate) -> dict[str, object]:
    return {
        "source": candidate.source,
        "record": candidate.record,
        "title": candidate.bib.title,
    }


def _judged(judged: Judged) -> dict[str, object]:
    score = round(judged.score, 3)
    return {**_record(judged.candidate), "score": score, "reason": judged.reason}


def _report(
    plan: FillingPlan, source: _Source, choices: Mapping[int, Candidate], label: str
) -> None:
    for one in plan.papers:
        taken = one.verdict.chosen or choices.get(one.paper_id)
        if taken and one.fields:
            names = ", ".join(name.replace("_", " ") for name in one.fields)
            sources = ", ".join(record.source for record in (taken, *taken.more))
            say(f"[{one.paper_id}] {one.title}: {names} from {sources}")
    for one in plan.doubtful:
        if one.paper_id in choices:
            continue
        say(f"[{one.paper_id}] {one.title}: doubtful. {one.verdict.reason}")
        for judged in one.verdict.judged[:_SHOWN]:
            say(f"    {judged.candidate.source}: {judged.candidate.bib.title}: {judged.reason}")
    doubtful = len(plan.doubtful) - len(choices)
    failed = len({one.paper_id for one in plan.unmatched} & source.unasked)
    say(
        f"{count(len(plan.papers) - len(plan.unmatched) - doubtful, 'paper')} matched, "
        f"{doubtful} doubtful, {len(plan.unmatched) - failed} without a record"
        f"{f', {failed} not asked everywhere' if failed else ''}."
    )
    say(f"{label}." if label else "Nothing was written.")
