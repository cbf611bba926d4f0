"""The command line's root: global options, the commands, errors and exit statuses."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer
from typer._click.core import Command
from typer._click.exceptions import ClickException  # typer's own copy; it exports no other way

from readlist import __version__
from readlist.cli import (
    backup,
    check,
    complete,
    duplicates,
    export,
    history,
    imports,
    kept,
    keys,
    lists,
    marks,
    notes,
    related,
    search,
    searches,
    show,
    stats,
    tags,
)
from readlist.cli import import_ as import_command
from readlist.cli.common import Globals, JsonOption, LibraryOption
from readlist.domain.errors import KnownError
from readlist.jobs.context import Cancelled

OpenWindow = Callable[[Path | None, Path | None], int]

app = typer.Typer(
    name="readlist",
    help="Keep a reading list of machine-learning papers: import Daily Papers pages, search, "
    "tag, star, annotate, and export to BibTeX. Without a command, the window opens.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (
    import_command,
    search,
    searches,
    related,
    show,
    marks,
    tags,
    notes,
    lists,
    complete,
    duplicates,
    export,
    kept,
    keys,
    imports,
    history,
    check,
    stats,
    backup,
):
    module.register(app)


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"readlist {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    library: LibraryOption = None,
    as_json: JsonOption = False,
    screenshot: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Open the window, save a picture of it as PNG, and exit."
        ),
    ] = None,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print it."),
    ] = False,
) -> None:
    open_window: OpenWindow = context.obj
    context.obj = Globals(library, as_json)
    if context.invoked_subcommand is None:
        raise typer.Exit(open_window(library, screenshot))
    if screenshot is not None:
        raise typer.BadParameter("takes no command beside it.", param_hint="--screenshot")


@cache
def _command() -> Command:
    """All commands; a process that runs several (the tests do) reads their parameters once."""
    return typer.main.get_command(app)


def run(arguments: Sequence[str], open_window: OpenWindow) -> int:
    """Run one command; return its exit status: 0 done, 1 known error, 2 usage, 130 interrupted.

    ``open_window`` is called when no command is given, with the library's folder and the file for
    a screenshot (None where not given), and returns the window's exit status.
    """
    command = _command()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Titles are Unicode, whatever the locale of a pipe says.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        result = command.main(
            list(arguments), prog_name="readlist", standalone_mode=False, obj=open_window
        )
    except typer.Exit as stop:
        return stop.exit_code
    except ClickException as error:
        error.show(sys.stderr)
        return error.exit_code
    except KnownError as error:
        typer.echo(f"readlist: {' '.join(str(error).split())}", err=True)
        return 1
    except (typer.Abort, KeyboardInterrupt, Cancelled):
        typer.echo("readlist: interrupted; nothing was left half done.", err=True)
        return 130
    except BrokenPipeError:
        # The reader of our output went away: not our fault, and Python must not say so at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return result if isinstance(result, int) else 0
