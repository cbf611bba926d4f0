"""``readlist complete``: fill in missing bibliographic data from files of records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

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
from readlist.domain.filling import FillingPlan, PlannedFilling, Records
from readlist.domain.matching import Decision, Judged
from readlist.jobs.context import JobContext
from readlist.library.words import count

_SHOWN = 5  # records of a doubtful paper


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
        list[Path],
        typer.Option(
            "--from",
            metavar="FILE",
            help="Records: BibTeX, RIS, CSL-JSON, Readlist JSON, a saved page; or a folder.",
            readable=False,  # told by us, beside those that can be read
        ),
    ],
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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fill in authors, ids, venues and dates that papers lack, from files of yours.

    Records are found by ids, titles and abstracts. Nothing that is there is overwritten, and
    nothing that you edited is touched. All of it is one step to undo.
    """
    chosen = chosen_ids(list_name, query, ids, more_ids)
    with session(context, library, as_json, "complete") as run, progress("Completing") as job:
        papers = selected(run, list_name, query, chosen)
        _complete(run, job, files, papers, accept, dry_run)


def _complete(
    run: Session,
    job: JobContext,
    files: Sequence[Path],
    papers: Sequence[int],
    accept: Accept,
    dry_run: bool,
) -> None:
    filling = run.library.filling
    records = filling.read(files, job)
    plan = filling.plan(papers, records.candidates, job)
    choices = _choices(plan) if accept is Accept.REVIEW else {}
    change = ChangeSet() if dry_run else filling.commit(plan, choices, job)
    document = _document(plan, records, choices, dry_run)
    run.emit(document, lambda: _report(plan, choices, change.label if change else ""))
    for bad in records.unreadable:
        warn(f"{bad.source}: {' '.join(bad.reason.split())}")
    for source, block in records.broken:
        warn(f"{source}:{block.first_line}: {block.reason}")
    for text in records.warnings:
        warn(text)
    if records.unreadable:
        raise typer.Exit(1)


def _choices(plan: FillingPlan) -> dict[int, Candidate]:
    """The doubtful records that stand alone."""
    return {
        one.paper_id: one.verdict.judged[0].candidate
        for one in plan.doubtful
        if len(one.verdict.judged) == 1
    }


def _document(
    plan: FillingPlan, records: Records, choices: Mapping[int, Candidate], dry_run: bool
) -> dict[str, object]:
    return {
        "matched": len(plan.accepted) + len(choices),
        "review": len(plan.doubtful) - len(choices),
        "unmatched": len(plan.unmatched),
        "failed": len(records.unreadable),
        "papers": [_paper(one, choices.get(one.paper_id)) for one in plan.papers],
        "records": len(records.candidates),
        "unreadable": [{"path": bad.source, "reason": bad.reason} for bad in records.unreadable],
        "doubtful": [
            {"path": source, "lines": [block.first_line, block.last_line], "reason": block.reason}
            for source, block in records.broken
        ],
        "dry_run": dry_run,
    }


def _paper(one: PlannedFilling, choice: Candidate | None) -> dict[str, object]:
    from readlist.library.field_taking import plain

    taken = one.verdict.chosen or choice
    outcome = {Decision.ACCEPT: "matched", Decision.REVIEW: "review", Decision.NONE: "unmatched"}
    return {
        "id": one.paper_id,
        "title": one.title,
        "outcome": "matched" if taken else outcome[one.verdict.decision],
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


def _report(plan: FillingPlan, choices: Mapping[int, Candidate], label: str) -> None:
    for one in plan.papers:
        taken = one.verdict.chosen or choices.get(one.paper_id)
        if taken and one.fields:
            names = ", ".join(name.replace("_", " ") for name in one.fields)
            say(f"[{one.paper_id}] {one.title}: {names} from {taken.source}")
    for one in plan.doubtful:
        if one.paper_id in choices:
            continue
        say(f"[{one.paper_id}] {one.title}: doubtful. {one.verdict.reason}")
        for judged in one.verdict.judged[:_SHOWN]:
            say(f"    {judged.candidate.source}: {judged.candidate.bib.title}: {judged.reason}")
    doubtful = len(plan.doubtful) - len(choices)
    say(
        f"{count(len(plan.papers) - len(plan.unmatched) - doubtful, 'paper')} matched, "
        f"{doubtful} doubtful, {len(plan.unmatched)} without a record."
    )
    say(f"{label}." if label else "Nothing was written.")
