"""The kept files follow what a command changed, when that is quick."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from readlist.domain.errors import KnownError
from readlist.domain.visible import visible

if TYPE_CHECKING:
    from readlist.library import Library

_LARGEST = 1000  # entries of a file, which take half a second


def follow_quickly(library: Library) -> None:
    """Write the kept files that are behind; large ones wait for the window or `readlist kept`.

    What cannot be written is said on standard error once; the command has done its work.
    """
    try:
        followed = library.targets.follow(largest=_LARGEST)
    except KnownError as error:
        _warn(str(error))
        return
    for one in followed:
        if one.news:
            _warn(one.target.error)
        elif one.target.behind:
            _warn(
                f"{one.target.path} is behind now; `readlist kept --write` or the "
                "window brings it up to date."
            )


def _warn(text: str) -> None:
    typer.echo(f"readlist: {visible(text)}", err=True)
