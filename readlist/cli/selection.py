"""Which papers a command is about: a reading list's, a search's, some by id, or all."""

from __future__ import annotations

from typing import Annotated

import typer

from readlist.cli.common import Session, complete_list
from readlist.domain.views import Sort

MoreIds = Annotated[
    list[int] | None, typer.Argument(metavar="[ID...]", hidden=True, show_default=False)
]
ListOption = Annotated[
    str,
    typer.Option(
        "--list", metavar="NAME", help="A reading list, in its order.", autocompletion=complete_list
    ),
]
QueryOption = Annotated[str, typer.Option(metavar="QUERY", help="The papers of a search.")]
IdsOption = Annotated[
    list[str] | None, typer.Option("--ids", metavar="ID...", help="Papers by id: --ids 3 7 12.")
]


def chosen_ids(
    list_name: str, query: str, ids: list[str] | None, more: list[int] | None
) -> list[int] | None:
    """``--ids 3 7``, ``--ids 3,7`` and ``--ids 3 --ids 7`` alike; None when not given.

    BadParameter for what is no id, and for more than one of the three ways to choose.
    """
    if bool(list_name) + bool(query) + bool(ids) > 1:
        raise typer.BadParameter("take one of --list, --query and --ids.")
    if not ids:
        if more:
            raise typer.BadParameter(f"unexpected '{more[0]}'; ids follow --ids.")
        return None
    try:
        return [int(part) for text in ids for part in text.split(",") if part] + (more or [])
    except ValueError:
        raise typer.BadParameter("an id is a number.", param_hint="--ids") from None


def selected(run: Session, list_name: str, query: str, chosen: list[int] | None) -> list[int]:
    """The papers' ids; without any choice those of all papers but the Trash's.

    NotFoundError for an id or a list that does not exist.
    """
    if chosen is not None:
        return run.require(chosen)
    if list_name:
        return run.library.lists.paper_ids(run.library.lists.get(list_name).id)
    return list(run.library.search.find(query, sort=Sort("added")).ids)
