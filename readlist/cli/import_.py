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
from readlist.domain.drafts import Doubtful, DumpResult, ImportResult, ParsedDump, Unreadable
from readlist.domain.dumps import page_date_words
from readlist.domain.errors import KnownError
from readlist.jobs.context import JobContext
from readlist.library.words import count

_INPUT = "standard input"


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("import")(import_dumps)


def import_dumps(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        # A file that cannot be read is told by us, beside those that can.
        typer.Argument(
            metavar="PATH...", help="Files, folders, or - for standard input.", readable=False
        ),
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
    """Import saved Daily Papers pages (text, HTML), Readlist JSON, BibTeX, RIS and CSL-JSON files.

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
    unreadable += [_nothing_found(dump) for dump in parsed if not dump.entries]
    parsed = [dump for dump in parsed if dump.entries]
    plan = importing.plan(parsed, captured=captured, context=job, unreadable=unreadable)
    write = parsed and not dry_run
    result = importing.commit(plan, job) if write else importing.preview(plan)
    document = _document(result, unreadable, dry_run, captured)
    run.emit(document, lambda: _report(result, dry_run, captured))
    for bad in unreadable:
        warn(f"{bad.source}: {' '.join(bad.reason.split())}")
    if unreadable:
        raise typer.Exit(1)


def _read(
    run: Session, job: JobContext, paths: Sequence[Path]
) -> tuple[list[ParsedDump], list[Unreadable]]:
    parsed: list[ParsedDump] = []
    unreadable: list[Unreadable] = []
    files = [path for path in paths if str(path) != "-"]
    if len(files) < len(paths):
        raw = read_standard_input()
        try:
            parsed.append(run.library.importing.parse(raw, _INPUT))
        except KnownError as error:
            unreadable.append(Unreadable(source=_INPUT, reason=str(error)))
    if files:
        read, wrong = run.library.importing.read(files, job)
        parsed += read
        unreadable += wrong
    return parsed, unreadable


def _nothing_found(dump: ParsedDump) -> Unreadable:
    """Why a file that could be read is not imported: it would be a page of no papers."""
    reasons = [f"{_lines(block)}: {block.reason}" for block in dump.doubtful[:3]]
    if len(dump.doubtful) > len(reasons):
        reasons.append(f"and {len(dump.doubtful) - len(reasons)} more blocks.")
    words = ["No paper was found in it, and nothing was imported.", *reasons]
    return Unreadable(source=dump.source, reason=" ".join(words))


def _lines(block: Doubtful) -> str:
    if block.first_line == block.last_line:
        return f"Line {block.first_line}"
    return f"Lines {block.first_line} to {block.last_line}"


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"'{text}' is not a day; write YYYY-MM-DD.", param_hint="--captured"
        ) from None


def _document(
    result: ImportResult, unreadable: Sequence[Unreadable], dry_run: bool, captured: str
) -> dict[str, object]:
    return {
        "dumps": [_dump_document(dump, captured) for dump in result.dumps],
        "unreadable": [{"path": bad.source, "reason": bad.reason} for bad in unreadable],
        "papers_new": result.papers_new,
        "papers_total": result.papers_total,
        "sightings_total": result.sightings_total,
        "dry_run": dry_run,
    }


def _dump_document(dump: DumpResult, captured: str) -> dict[str, object]:
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
        "warnings": [*dump.warnings, *_in_vain(dump, captured)],
        "undated": 0 if dump.already_imported else dump.undated,
        "lines": dump.lines,
        "header_lines": dump.header_lines,
        "entry_lines": dump.entry_lines,
        "already_imported": dump.already_imported,
    }


def _report(result: ImportResult, dry_run: bool, captured: str) -> None:
    for dump in result.dumps:
        if dump.already_imported:
            say(f"{dump.path}: already imported, nothing changed")
            for text in _in_vain(dump, captured):
                warn(f"{dump.path}: {text}")
            continue
        say(
            f"{dump.path}: {count(dump.entries, 'entry', 'entries')}: "
            f"{dump.new} new, {dump.seen} seen before, "
            f"{dump.changed} with new data, {len(dump.near)} near another paper; "
            f"{count(dump.lines, 'line')} = {dump.header_lines} header + {dump.entry_lines} entries"
            f" + {dump.lines - dump.header_lines - dump.entry_lines} doubtful"
        )
        _warn_of(dump)
    if not result.dumps:
        return
    verb = "would be added" if dry_run else "added"
    say(
        f"{count(result.papers_new, 'paper')} {verb}; the library "
        f"{'would hold' if dry_run else 'holds'} {count(result.papers_total, 'paper')} "
        f"and {count(result.sightings_total, 'sighting')}."
    )


def _warn_of(dump: DumpResult) -> None:
    """All that the reader should look at, with the lines of the file, on standard error."""
    for block in dump.doubtful:
        last = f"-{block.last_line}" if block.last_line > block.first_line else ""
        warn(f"{dump.path}:{block.first_line}{last}: {block.reason}")
    for near in dump.near:
        warn(f"{dump.path}:{near.entry.first_line}: {near.entry.bib.title}: {near.reason}")
    for text in (*dump.warnings, *dump.skipped):
        warn(f"{dump.path}: {text}")
    if dump.undated:
        warn(f"{dump.path}: {_undated(dump)}")


def _undated(dump: DumpResult) -> str:
    """What to do about dates without a year, in one line."""
    dates = "1 date has" if dump.undated == 1 else f"{dump.undated} dates have"
    how = "import it with --captured YYYY-MM-DD"
    if dump.dump_id:
        how = f"`readlist imports date {dump.dump_id} YYYY-MM-DD`"
    return f"{dates} no year; tell the day on which the page was saved: {how}"


def _in_vain(dump: DumpResult, captured: str) -> list[str]:
    """How a page that was imported before gets the day that was given now."""
    if not (dump.already_imported and captured and dump.dump_id) or dump.captured == captured:
        return []
    how = f"`readlist imports date {dump.dump_id} {captured}`"
    return [f"to set the day on which it was saved: {how}"]
