"""``readlist searches``: the searches that the window keeps by name."""

from __future__ import annotations

import typer

from readlist.cli.common import JsonOption, LibraryOption, print_rows, session
from readlist.cli.search import catch_up
from readlist.domain.views import Scope


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(searches)


def searches(
    context: typer.Context, library: LibraryOption = None, as_json: JsonOption = False
) -> None:
    """List the saved searches: how many papers match, how many are new since you looked."""
    with session(context, library, as_json, "searches") as run:
        catch_up(run.library.search)
        news = run.library.saved.news()
        rows = [
            {
                "id": one.id,
                "name": one.name,
                "query": one.query,
                "total": run.library.search.find("", scope=Scope("saved", str(one.id))).total,
                "new": news.get(one.id),  # None while the index is being made
            }
            for one in run.library.saved.all()
        ]
        columns = ["total", "new", "name", "query"]
        run.emit(
            {"searches": rows},
            lambda: print_rows(columns, [[row[name] for name in columns] for row in rows]),
        )
