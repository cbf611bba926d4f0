"""``readlist related``: the papers that are most like one."""

from __future__ import annotations

from typing import Annotated

import typer

from readlist.cli.common import JsonOption, LibraryOption, print_rows, session, warn
from readlist.cli.search import QUICK_UPDATE
from readlist.domain.errors import KnownError


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(related)


def related(
    context: typer.Context,
    paper_id: Annotated[int, typer.Argument(metavar="ID", help="The paper's id.")],
    limit: Annotated[int, typer.Option(min=0, help="The most papers to print.")] = 10,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the papers most like one, and the words that they share."""
    with session(context, library, as_json, "related") as run:
        searching = run.library.search
        title = run.library.papers.get(paper_id).bib.title
        if 0 < searching.state().pending <= QUICK_UPDATE:
            try:
                searching.update()
            except KnownError as error:  # what is indexed already can be compared
                warn(f"readlist: {error}")
        found = searching.related(paper_id, limit)
        if not found and searching.state().state in {"missing", "damaged"}:
            warn("readlist: There is no search index to compare by: run `readlist reindex`.")
        rows = {row.id: row for row in run.library.papers.rows([one.id for one in found])}
        papers = [(one, rows[one.id]) for one in found if one.id in rows]
        document = {
            "id": paper_id,
            "title": title,
            "papers": [
                {
                    "id": one.id,
                    "title": row.title,
                    "score": round(one.score, 4),
                    "terms": list(one.terms),
                }
                for one, row in papers
            ],
        }

        def human() -> None:
            print_rows(
                ["id", "score", "title", "shared"],
                [(one.id, f"{one.score:.2f}", r.title, ", ".join(one.terms)) for one, r in papers],
            )

        run.emit(document, human)
