"""``readlist check`` and ``readlist reindex``: is the library sound?"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated

import typer

from readlist.cli.common import JsonOption, LibraryOption, progress, say, session, tell_step
from readlist.domain.health import CheckReport
from readlist.jobs.context import JobContext


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command()(check)
    app.command()(reindex)


def check(
    context: typer.Context, library: LibraryOption = None, as_json: JsonOption = False
) -> None:
    """Check the library and its index; exit status 1 when something is wrong."""
    with session(context, library, as_json, "check") as run:
        report = run.library.check()
        run.emit(_document(report), lambda: _print(report))
    if not report.ok:
        raise typer.Exit(1)


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
        f"{report.papers} papers, {report.sightings} sightings, {report.tags} tags, "
        f"{report.notes} notes; index: {report.index_state}, {report.index_papers} papers."
    )
    say("The library is sound." if report.ok else "The library has problems.")
