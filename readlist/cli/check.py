"""``readlist check`` and ``readlist reindex``: is the library sound?"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated

import typer

from readlist.cli.common import (
    JsonOption,
    LibraryOption,
    asks_json,
    folder_of,
    print_json,
    progress,
    say,
    session,
    tell_step,
)
from readlist.domain.errors import LibraryDamagedError
from readlist.domain.health import CheckReport
from readlist.jobs.context import JobContext
from readlist.library.repairing import Mended, Salvaged, salvage
from readlist.library.words import count


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command()(check)
    app.command()(reindex)


def check(
    context: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what can be mended; nothing is thrown away.")
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check the library and its index; exit status 1 when something is wrong.

    With --repair rows that break a rule are mended as one step to undo, and the index is made anew
    where it is damaged. A file that cannot be read whole is made anew of what can be read; the
    damaged one is kept in a folder beside it.
    """
    salvaged, mended = None, None
    try:
        with session(context, library, as_json, "check") as run:
            report = run.library.check()
            if repair and not report.damaged:
                with progress("Repairing") as job:
                    mended = run.library.repair(job)
                report = run.library.check()
    except LibraryDamagedError as error:
        if not repair and not asks_json(context, as_json):
            raise
        report = CheckReport(problems=(error.message,), damaged=True)
    if repair and report.damaged:
        folder = folder_of(context, library)
        with progress("Repairing") as job:
            salvaged = salvage(folder, job)
        with session(context, library, as_json, "check") as run:
            mended = run.library.repair()
            report = run.library.check()
    document = _document(report) | _repairs(mended, salvaged)
    if asks_json(context, as_json):
        print_json(document)
    else:
        _print_repairs(mended, salvaged)
        _print(report)
    if not report.ok:
        raise typer.Exit(1)


def _repairs(mended: Mended | None, salvaged: Salvaged | None) -> dict[str, object]:
    if mended is None:
        return {}
    return {
        "repaired": list(mended.done),
        "salvaged": salvaged and {"rows": dict(salvaged.rows), "damaged": str(salvaged.aside)},
    }


def _print_repairs(mended: Mended | None, salvaged: Salvaged | None) -> None:
    if salvaged is not None:
        rows = salvaged.rows
        say(
            "The library was made anew of what could be read: "
            f"{count(rows['paper'], 'paper')}, {count(rows['note'], 'note')}. "
            f"The damaged file is kept in {salvaged.aside}."
        )
        if salvaged.newest is not None:
            counts = salvaged.newest.counts
            say(
                f"The newest backup is of {salvaged.newest.made[:16].replace('T', ' ')} (UTC) and "
                f"holds {count(counts['papers'], 'paper')}, {count(counts['notes'], 'note')}: "
                f"{salvaged.newest.path}"
            )
    for line in mended.done if mended is not None else ():
        say(line)


def reindex(
    context: typer.Context,
    changes: Annotated[
        bool, typer.Option("--changes", help="Only take in what has changed since.")
    ] = False,
    tidy: Annotated[
        bool, typer.Option("--tidy", help="Only merge what changes have left.")
    ] = False,
    steps: Annotated[bool, typer.Option("--steps", hidden=True)] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the full-text index anew."""
    with session(context, library, as_json, "reindex") as run:
        searching = run.library.search
        with nullcontext(JobContext(tell_step)) if steps else progress("Indexing") as job:
            if changes or tidy:
                papers = searching.update(job) if changes else 0
                searching.tidy(job)
            else:
                papers = searching.rebuild(job)
        if steps:
            say(str(papers))
        else:
            done = f"{papers} papers indexed." if changes or not tidy else "The index is merged."
            run.emit({"papers": papers}, lambda: say(done))


def _document(report: CheckReport) -> dict[str, object]:
    return {
        "ok": report.ok,
        "problems": list(report.problems),
        "papers": report.papers,
        "sightings": report.sightings,
        "tags": report.tags,
        "notes": report.notes,
        "index": {"state": report.index_state, "papers": report.index_papers},
    }


def _print(report: CheckReport) -> None:
    for problem in report.problems:
        say(problem)
    say(
        f"{count(report.papers, 'paper')}, {count(report.sightings, 'sighting')}, "
        f"{count(report.tags, 'tag')}, {count(report.notes, 'note')}; "
        f"index: {report.index_state}, {count(report.index_papers, 'paper')}."
    )
    say("The library is sound." if report.ok else "The library has problems.")
