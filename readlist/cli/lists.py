"""``readlist lists ...``: reading lists."""

from __future__ import annotations

from typing import Annotated

import typer

from readlist.cli.common import (
    IdsArgument,
    JsonOption,
    LibraryOption,
    Session,
    complete_list,
    print_rows,
    session,
)

NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="The list's name.", autocompletion=complete_list)
]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(help="Create, fill, order and show reading lists.")
    for name, command in (
        ("create", create),
        ("add", add),
        ("remove", remove),
        ("move", move),
        ("rename", rename),
        ("delete", delete),
        ("show", show),
    ):
        group.command(name)(command)
    app.add_typer(group, name="lists")


def create(
    context: typer.Context,
    name: NameArgument,
    description: Annotated[str, typer.Option(help="What the list is for.")] = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Create a reading list."""
    with session(context, library, as_json, "lists create") as run:
        run.emit_change(run.library.lists.create(name, description))


def add(
    context: typer.Context,
    name: NameArgument,
    ids: IdsArgument,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put papers at the end of a list."""
    with session(context, library, as_json, "lists add") as run:
        found = run.library.lists.get(name)
        run.emit_change(run.library.lists.add(found.id, run.require(ids)))


def remove(
    context: typer.Context,
    name: NameArgument,
    ids: IdsArgument,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take papers off a list."""
    with session(context, library, as_json, "lists remove") as run:
        found = run.library.lists.get(name)
        run.emit_change(run.library.lists.remove(found.id, run.require(ids)))


def move(
    context: typer.Context,
    name: NameArgument,
    ids: IdsArgument,
    before: Annotated[
        int | None, typer.Option(metavar="ID", help="Before this paper; else to the end.")
    ] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Order a list by hand: move papers before another one."""
    with session(context, library, as_json, "lists move") as run:
        found = run.library.lists.get(name)
        run.emit_change(run.library.lists.move(found.id, run.require(ids), before))


def rename(
    context: typer.Context,
    name: NameArgument,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The new name.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Rename a list."""
    with session(context, library, as_json, "lists rename") as run:
        found = run.library.lists.get(name)
        run.emit_change(run.library.lists.edit(found.id, name=new))


def delete(
    context: typer.Context,
    name: NameArgument,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Delete a list; its papers stay."""
    with session(context, library, as_json, "lists delete") as run:
        run.emit_change(run.library.lists.delete(run.library.lists.get(name).id))


def show(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="[NAME]",
            help="One list's papers; else all lists.",
            autocompletion=complete_list,
        ),
    ] = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the lists, or the papers of one in its order."""
    with session(context, library, as_json, "lists show") as run:
        if name:
            _show_one(run, name)
        else:
            _show_all(run)


def _show_all(run: Session) -> None:
    lists = run.library.lists.all()
    document = {
        "lists": [
            {
                "id": one.id,
                "name": one.name,
                "description": one.description,
                "papers": one.papers,
                "citable": one.citable,
            }
            for one in lists
        ]
    }
    run.emit(
        document,
        lambda: print_rows(
            ["papers", "citable", "name", "description"],
            [(one.papers, one.citable, one.name, one.description) for one in lists],
        ),
    )


def _show_one(run: Session, name: str) -> None:
    found = run.library.lists.get(name)
    rows = run.library.papers.rows(run.library.lists.paper_ids(found.id))
    document = {
        "id": found.id,
        "name": found.name,
        "description": found.description,
        "citable": found.citable,
        "papers": [{"id": row.id, "title": row.title, "lacks": row.lacks} for row in rows],
    }
    run.emit(
        document,
        lambda: print_rows(
            ["id", "published", "title"], [(row.id, row.published, row.title) for row in rows]
        ),
    )
