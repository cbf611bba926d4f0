"""``readlist note ...`` and ``readlist highlight ...``: annotations."""

from __future__ import annotations

from typing import Annotated

import typer

from readlist.cli.common import JsonOption, LibraryOption, session
from readlist.domain.errors import NotFoundError

IdArgument = Annotated[int, typer.Argument(metavar="ID", help="The paper's id.")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    note = typer.Typer(help="Write notes.")
    note.command("add")(add_note)
    app.add_typer(note, name="note")
    highlight = typer.Typer(help="Mark passages of an abstract.")
    highlight.command("add")(add_highlight)
    app.add_typer(highlight, name="highlight")


def add_note(
    context: typer.Context,
    paper: IdArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The note, in Markdown.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a note to a paper."""
    with session(context, library, as_json, "note add") as run:
        run.emit_change(run.library.notes.add(run.require([paper])[0], text))


def add_highlight(
    context: typer.Context,
    paper: IdArgument,
    quote: Annotated[
        str, typer.Argument(metavar="PASSAGE", help="The passage, as the abstract has it.")
    ],
    comment: Annotated[str, typer.Option(help="Your comment on it.")] = "",
    colour: Annotated[str, typer.Option(metavar="#RRGGBB", help="Its colour.")] = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Highlight a passage of a paper's abstract."""
    with session(context, library, as_json, "highlight add") as run:
        abstract = run.library.papers.get(run.require([paper])[0]).bib.abstract
        start = abstract.find(quote) if quote else -1
        if start < 0:
            raise NotFoundError("The abstract does not hold that passage.", "Copy it from `show`.")
        run.emit_change(
            run.library.highlights.add(
                paper, start, start + len(quote), colour=colour, comment=comment
            )
        )
