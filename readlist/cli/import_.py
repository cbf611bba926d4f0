"""``readlist import``: read pages and citation files into the library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from readlist.cli.common import (
    JsonOption,
    LibraryOption,
    Session,
    progress,
    read_standard_input,
    say,
    session,
    warn,
)
from readlist.domain.drafts import DumpResult, ImportResult, ParsedDump, Unreadable
from readlist.domain.dumps import page_date_words
from readlist.domain.errors import KnownError
from readlist.jobs.context import JobContext


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("import")(import_dumps)


def import_dumps(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", help="Files, folders, or - for standard input."),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done; write nothing.")
    ] = False,
    captured: Annotated[
        str,
        typer.Option(
            metavar="YYYY-MM-DD",
            help="The day on which the pages were saved: it gives their dates a year.",
        ),
    ] = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import saved Daily Papers pages (text or HTML), Readlist JSON, BibTeX and RIS files.

    A page that was imported before changes nothing. Papers seen before get a new sighting.
    """
    if captured:
        _check_day(captured)
    with session(context, library, as_json, "import") as run, progress("Importing") as job:
        _import(run, job, paths, dry_run, captured)


def _import(
    run: Session, job: JobContext, paths: Sequence[Path], dry_run: bool, captured: str
) -> None:
    importing = run.library.importing
    parsed, unreadable = _read(run, job, paths)
    if unreadable and not parsed:
        raise KnownError(" ".join(f"{bad.source}: {bad.reason}" for bad in unreadable))
    plan = importing.plan(parsed, captured=captured, context=job, unreadable=unreadable)
    result = importing.preview(plan) if dry_run else importing.commit(plan, job)
    run.emit(_document(result, unreadable, dry_run), lambda: _report(result, dry_run))
    for bad in unreadable:
        warn(f"{bad.source}: {bad.reason}")
    if unreadable:
        raise typer.Exit(1)


def _read(
    run: Session, job: JobContext, paths: Sequence[Path]
) -> tuple[list[ParsedDump], list[Unreadable]]:
    parsed: list[ParsedDump] = []
    files = [path for path in paths if str(path) != "-"]
    if len(files) < len(paths):
        parsed.append(run.library.importing.parse(read_standard_input(), "standard input"))
    if not files:
        return parsed, []
    read, unreadable = run.library.importing.read(files, job)
    return parsed + read, unreadable


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"'{text}' is not a day; write YYYY-MM-DD.", param_hint="--captured"
        ) from None


def _document(
    result: ImportResult, unreadable: Sequence[Unreadable], dry_run: bool
) -> dict[str, object]:
    return {
        "dumps": [_dump_document(dump) for dump in result.dumps],
        "unreadable": [{"path": bad.source, "reason": bad.reason} for bad in unreadable],
        "papers_new": result.papers_new,
        "papers_total": result.papers_total,
        "sightings_total": result.sightings_total,
        "dry_run": dry_run,
    }


def _dump_document(dump: DumpResult) -> dict[str, object]:
    return {
        "path": dump.path,
        "sha256": dump.sha256,
        "kind": str(dump.kind),
        "page_date": page_date_words(dump.page_date) or None,
        "captured": dump.captured or None,
        "captured_source": str(dump.captured_source),
        "year": dump.year,
        "year_reason": dump.year_reason,
        "entries": dump.entries,
        "new": dump.new,
        "seen": dump.seen,
        "changed": dump.changed,
        "near": [
            {
                "lines": [near.entry.first_line, near.entry.last_line],
                "title": near.entry.bib.title,
                "paper": near.paper_id,
                "reason": near.reason,
            }
            for near in dump.near
        ],
        "doubtful": [
            {"lines": [block.first_line, block.last_line], "reason": block.reason}
            for block in dump.doubtful
        ],
        "skipped": list(dump.skipped),
        "lines": dump.lines,
        "header_lines": dump.header_lines,
        "entry_lines": dump.entry_lines,
        "already_imported": dump.already_imported,
    }


def _report(result: ImportResult, dry_run: bool) -> None:
    for dump in result.dumps:
        if dump.already_imported:
            say(f"{dump.path}: already imported, nothing changed")
            continue
        say(
            f"{dump.path}: {dump.entries} entries: {dump.new} new, {dump.seen} seen before, "
            f"{dump.changed} with new data, {len(dump.near)} near another paper; "
            f"{dump.lines} lines = {dump.header_lines} header + {dump.entry_lines} entries + "
            f"{dump.lines - dump.header_lines - dump.entry_lines} doubtful"
        )
        for block in dump.doubtful:
            warn(f"{dump.path}:{block.first_line}-{block.last_line}: {block.reason}")
        for near in dump.near:
            warn(f"{dump.path}:{near.entry.first_line}: {near.entry.bib.title}: {near.reason}")
    verb = "would be added" if dry_run else "added"
    say(
        f"{result.papers_new} papers {verb}; the library holds {result.papers_total} papers "
        f"and {result.sightings_total} sightings."
    )
