"""``readlist tags`` and ``readlist tag ...``."""

from __future__ import annotations

from typing import Annotated

import typer

from readlist.cli.common import (
    IdsArgument,
    JsonOption,
    LibraryOption,
    complete_tag,
    print_rows,
    session,
)

TagArgument = Annotated[
    str,
    typer.Argument(
        metavar="TAG",
        help="The tag's name; / makes a tree: topic/vision.",
        autocompletion=complete_tag,
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command()(tags)
    group = typer.Typer(help="Tag papers; rename, merge, recolour and delete tags.")
    for name, command in (
        ("add", add),
        ("remove", remove),
        ("rename", rename),
        ("merge", merge),
        ("recolour", recolour),
        ("delete", delete),
    ):
        group.command(name)(command)
    app.add_typer(group, name="tag")


def tags(
    context: typer.Context, library: LibraryOption = None, as_json: JsonOption = False
) -> None:
    """List the tags with the number of their papers."""
    with session(context, library, as_json, "tags") as run:
        rows = run.library.tags.all()
        document = {
            "tags": [
                {"id": tag.id, "name": tag.name, "colour": tag.colour, "papers": tag.papers}
                for tag in rows
            ]
        }
        run.emit(
            document,
            lambda: print_rows(
                ["papers", "colour", "tag"], [(t.papers, t.colour, t.name) for t in rows]
            ),
        )


def add(
    context: typer.Context,
    tag: TagArgument,
    ids: IdsArgument,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a tag on papers; a new tag is made."""
    with session(context, library, as_json, "tag add") as run:
        run.emit_change(run.library.tags.add(run.require(ids), [tag]))


def remove(
    context: typer.Context,
    tag: TagArgument,
    ids: IdsArgument,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a tag off papers."""
    with session(context, library, as_json, "tag remove") as run:
        run.emit_change(run.library.tags.remove(run.require(ids), [tag]))


def rename(
    context: typer.Context,
    tag: TagArgument,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The new name.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Rename a tag and the tags below it."""
    with session(context, library, as_json, "tag rename") as run:
        run.emit_change(run.library.tags.rename(tag, new))


def merge(
    context: typer.Context,
    target: Annotated[str, typer.Argument(metavar="TARGET", help="The tag that stays.")],
    sources: Annotated[
        list[str], typer.Argument(metavar="TAG...", help="The tags that go into it.")
    ],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Merge tags into one."""
    with session(context, library, as_json, "tag merge") as run:
        run.emit_change(run.library.tags.merge(sources, target))


def recolour(
    context: typer.Context,
    tag: TagArgument,
    colour: Annotated[str, typer.Argument(metavar="#RRGGBB", help="Empty for none.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a tag a colour."""
    with session(context, library, as_json, "tag recolour") as run:
        run.emit_change(run.library.tags.recolour(tag, colour))


def delete(
    context: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(metavar="TAG...", help="The tags to delete.", autocompletion=complete_tag),
    ],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Delete tags; their papers stay."""
    with session(context, library, as_json, "tag delete") as run:
        run.emit_change(run.library.tags.delete(names))
