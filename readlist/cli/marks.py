"""``readlist star``, ``unstar``, ``status``, ``rate``, ``trash``, ``untrash``: marks on papers."""

from __future__ import annotations

from typing import Annotated

import typer

from readlist.cli.common import IdsArgument, JsonOption, LibraryOption, session
from readlist.domain.papers import Status


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    for command in (star, unstar, status, rate, trash, untrash):
        app.command()(command)


def star(
    context: typer.Context,
    ids: IdsArgument,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Star papers."""
    with session(context, library, as_json, "star") as run:
        run.emit_change(run.library.papers.star(run.require(ids), True))


def unstar(
    context: typer.Context,
    ids: IdsArgument,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take the star off papers."""
    with session(context, library, as_json, "unstar") as run:
        run.emit_change(run.library.papers.star(run.require(ids), False))


def status(
    context: typer.Context,
    status: Annotated[Status, typer.Argument(metavar="STATUS", help=", ".join(Status))],
    ids: IdsArgument,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how far you are with papers."""
    with session(context, library, as_json, "status") as run:
        run.emit_change(run.library.papers.set_status(run.require(ids), status))


def rate(
    context: typer.Context,
    stars: Annotated[
        int, typer.Argument(metavar="STARS", min=0, max=5, help="1 to 5; 0 takes the rating away.")
    ],
    ids: IdsArgument,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Rate papers."""
    with session(context, library, as_json, "rate") as run:
        run.emit_change(run.library.papers.rate(run.require(ids), stars))


def trash(
    context: typer.Context,
    ids: IdsArgument,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Move papers to the Trash."""
    with session(context, library, as_json, "trash") as run:
        run.emit_change(run.library.papers.trash(run.require(ids)))


def untrash(
    context: typer.Context,
    ids: IdsArgument,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take papers out of the Trash."""
    with session(context, library, as_json, "untrash") as run:
        run.emit_change(run.library.papers.restore(run.require(ids)))
