"""``readlist imports ...``: the imported pages."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from readlist.cli.common import JsonOption, LibraryOption, print_rows, session
from readlist.domain.dumps import page_date_words

DumpArgument = Annotated[int, typer.Argument(metavar="IMPORT", help="Its id, from `imports list`.")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(help="List imported pages, date one, print one, or roll one back.")
    group.command("list")(list_dumps)
    group.command("date")(set_date)
    group.command("raw")(raw)
    group.command("rollback")(rollback)
    app.add_typer(group, name="imports")


def list_dumps(
    context: typer.Context, library: LibraryOption = None, as_json: JsonOption = False
) -> None:
    """List the imported pages."""
    with session(context, library, as_json, "imports list") as run:
        dumps = run.library.importing.dumps()
        document = {
            "imports": [
                {
                    "id": dump.id,
                    "source": dump.source,
                    "kind": str(dump.kind),
                    "sha256": dump.sha256,
                    "page_date": page_date_words(dump.page_date) or None,
                    "year": dump.year,
                    "year_reason": dump.year_reason,
                    "captured": dump.captured or None,
                    "imported": dump.imported,
                    "entries": dump.entries,
                    "doubtful": dump.doubtful,
                    "papers_added": dump.papers_added,
                }
                for dump in dumps
            ]
        }
        run.emit(
            document,
            lambda: print_rows(
                ["id", "page", "entries", "added", "imported", "source"],
                [(d.id, d.label, d.entries, d.papers_added, d.imported, d.source) for d in dumps],
            ),
        )


def set_date(
    context: typer.Context,
    dump: DumpArgument,
    day: Annotated[
        str,
        typer.Argument(
            metavar="[YYYY-MM-DD]", help="The day on which the page was saved.", show_default=False
        ),
    ] = "",
    clear: Annotated[
        bool, typer.Option("--clear", help="Forget the day, and the years that came from it.")
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say when an imported page was saved, which gives its dates a year."""
    if bool(day) == clear:
        raise typer.BadParameter("Give a day, or --clear.", param_hint="YYYY-MM-DD")
    with session(context, library, as_json, "imports date") as run:
        run.emit_change(run.library.importing.redate(dump, captured=day))


def raw(
    context: typer.Context,
    dump: DumpArgument,
    library: LibraryOption = None,
) -> None:
    """Print an imported page's own bytes."""
    with session(context, library, False, "imports raw") as run:
        sys.stdout.buffer.write(run.library.importing.raw(dump))


def rollback(
    context: typer.Context,
    dump: DumpArgument,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove what an import added, except papers that you have since worked on."""
    with session(context, library, as_json, "imports rollback") as run:
        run.emit_change(run.library.importing.rollback(dump))
