"""``readlist search``: what the search box does."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from readlist.cli.common import JsonOption, LibraryOption, Session, print_rows, session, warn
from readlist.domain.errors import KnownError
from readlist.domain.views import FEW_PAPERS, Facet, SearchAnswer, Sort, SortKey

if TYPE_CHECKING:
    from readlist.library.searching import Searching

_ORDERS = tuple(key for key in get_args(SortKey) if key != "manual")  # that needs a list
QUICK_UPDATE = 2000  # papers that are taken into the index in less than a second


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    # A word that is excluded (-vision) must not be taken for an option.
    app.command(context_settings={"ignore_unknown_options": True})(search)


def search(
    context: typer.Context,
    query: Annotated[
        list[str],
        typer.Argument(
            metavar="QUERY",
            help='Words, "phrases", prefix*, field:value, -not, OR, ( ). Empty finds all.',
        ),
    ],
    limit: Annotated[int, typer.Option(min=0, help="The most papers to print.")] = 50,
    sort: Annotated[
        str,
        typer.Option(
            metavar="KEY",
            help=f"One of {', '.join(_ORDERS)}; with a minus before it the other way.",
        ),
    ] = "relevance",
    facets: Annotated[
        bool,
        typer.Option(
            "--facets",
            help="Count the papers found by tag, year, status, list and page, with what narrows "
            "the query to each.",
        ),
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find papers. The manual's page on queries has the whole language."""
    key = sort.removeprefix("-")
    if key not in _ORDERS:
        raise typer.BadParameter(f"'{sort}' is no order.", param_hint="--sort")
    with session(context, library, as_json, "search") as run:
        searching = run.library.search
        catch_up(searching)
        order = Sort(cast(SortKey, key), descending=sort.startswith("-"))
        answer = searching.find(" ".join(query), sort=order)
        for warning in answer.warnings:
            warn(f"readlist: {warning.text}")
        if answer.notice:
            warn(f"readlist: {answer.notice}")
        if answer.by_sql:
            warn("readlist: `readlist reindex` makes the search index anew.")
        meant = searching.suggest(answer.query).strip() if answer.total <= FEW_PAPERS else ""
        if meant:
            warn(f"readlist: did you mean {meant}")
        _print(run, answer, limit, meant, run.library.facets.of(answer) if facets else None)


def catch_up(searching: Searching) -> None:
    """Take the latest changes into the index, or make it anew, when that is quick."""
    if 0 < searching.state().pending <= QUICK_UPDATE:
        try:
            searching.update()
        except KnownError as error:  # the answer does not depend on it
            warn(f"readlist: {error}")


def _print(
    run: Session,
    answer: SearchAnswer,
    limit: int,
    suggestion: str,
    facets: tuple[Facet, ...] | None,
) -> None:
    shown = answer.ids[:limit]
    rows = run.library.papers.rows(shown)
    document: dict[str, object] = {
        "query": answer.query,
        "total": answer.total,
        "papers": [
            {
                "id": row.id,
                "title": row.title,
                "score": answer.scores.get(row.id),
                "snippet": run.library.search.snippet(row.id, answer.terms) if run.json else "",
            }
            for row in rows
        ],
        "elapsed_ms": round(answer.elapsed_ms, 2),
        "by_sql": answer.by_sql,
        "notice": answer.notice,
        "suggestion": suggestion,
        "warnings": [
            {"text": item.text, "start": item.start, "end": item.end} for item in answer.warnings
        ],
    }

    if facets is not None:
        document["facets"] = {facet.name: [asdict(v) for v in facet.values] for facet in facets}

    def human() -> None:
        print_rows(
            ["id", "published", "title"], [(row.id, row.published, row.title) for row in rows]
        )
        if answer.total > len(rows):
            warn(f"{len(rows)} of {answer.total} papers; --limit shows more.")
        values = [value for facet in facets or () for value in facet.values]
        if values:
            print_rows(
                ["papers", "narrowed by"], [(str(value.count), value.query) for value in values]
            )

    run.emit(document, human)
