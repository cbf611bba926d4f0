"""``readlist kept``: the files that follow the library."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from readlist.cli.common import (
    JsonOption,
    LibraryOption,
    Session,
    print_rows,
    progress,
    say,
    session,
    tell_step,
    warn,
)
from readlist.domain.errors import NotFoundError
from readlist.domain.targets import ExportTarget, Followed
from readlist.jobs.context import JobContext

_LEISURE = 10  # what is added to the process's niceness


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(kept)


def kept(
    context: typer.Context,
    write: Annotated[
        bool, typer.Option("--write", help="Write the files that are behind.")
    ] = False,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help="With --write: replace files that somebody else changed, too; each stays beside "
            "the new one as NAME.bak-TIME.",
        ),
    ] = False,
    stop: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Stop keeping this file; it stays as it is."),
    ] = None,
    only: Annotated[int | None, typer.Option("--only", hidden=True)] = None,
    steps: Annotated[bool, typer.Option("--steps", hidden=True)] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the files that are kept up to date (`readlist export --keep`), or write them.

    They follow every change of the window and of the commands by themselves. The exit status is 1
    when a file could not be written.
    """
    if replace and not write:
        raise typer.BadParameter("goes with --write.", param_hint="--replace")
    with session(context, library, as_json, "kept") as run:
        if only is not None and steps:
            _write_for_window(run, only)
            return
        if stop is not None:
            _stop(run, stop)
        wrote = _write(run, replace=replace) if write else ()
        shown = run.library.targets.kept()
        run.emit(_document(shown, wrote if write else None), lambda: _print(shown))
        failed = [one.error for one in shown if one.error] if write else []
        for error in failed:
            warn(f"readlist: {error}")
    if failed:
        raise typer.Exit(1)


def _stop(run: Session, path: Path) -> None:
    from readlist.library.files import expanded

    whole = expanded(path).absolute()
    for one in run.library.targets.kept():
        if Path(one.path).resolve() == whole.resolve():
            run.library.targets.forget(one.id)
            return
    raise NotFoundError(f"{path} is not kept up to date.", "`readlist kept` lists the files.")


def _write_for_window(run: Session, target_id: int) -> None:
    """Write one large file at leisure; the window that started this process may end it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # takes a half-written file away
    if hasattr(os, "nice"):
        os.nice(_LEISURE)
    written = run.library.targets.write(target_id, context=JobContext(tell_step))
    say(str(written.entries))


def _write(run: Session, *, replace: bool) -> tuple[Followed, ...]:
    targets = run.library.targets
    with progress("Writing kept files") as job:
        run.library.search.update(job)
        done = targets.follow(job)
        if replace:
            again = [one for one in done if one.target.changed_outside]
            mended = [
                Followed(
                    targets.write(one.target.id, replace_foreign=True, context=job), wrote=True
                )
                for one in again
            ]
            done = (*(one for one in done if one not in again), *mended)
    return done


def _document(
    shown: tuple[ExportTarget, ...], wrote: tuple[Followed, ...] | None
) -> dict[str, object]:
    document: dict[str, object] = {
        "kept": [
            {
                "place": one.title,
                "query": one.query,
                "path": one.path,
                "format": one.options.format,
                "entries": one.entries,
                "written": one.written or None,
                "behind": one.behind,
                "changed_outside": one.changed_outside,
                "error": one.error or None,
            }
            for one in shown
        ]
    }
    if wrote is not None:
        document["wrote"] = [one.target.path for one in wrote if one.wrote]
    return document


def _print(shown: tuple[ExportTarget, ...]) -> None:
    if not shown:
        say("No file is kept up to date. `readlist export --list NAME -o FILE --keep` keeps one.")
        return
    print_rows(
        ["state", "entries", "written", "format", "place", "file"],
        [
            [_state(one), one.entries, one.written, one.options.format, one.title, one.path]
            for one in shown
        ],
    )


def _state(one: ExportTarget) -> str:
    if one.changed_outside:
        return "changed outside"
    if one.error:
        return "error"
    return "behind" if one.behind else "current"
