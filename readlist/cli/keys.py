"""``readlist keys``: the pattern of citation keys, and making keys anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from readlist.cli.common import (
    JsonOption,
    LibraryOption,
    Session,
    change_document,
    print_rows,
    progress,
    say,
    session,
)
from readlist.cli.selection import (
    IdsOption,
    ListOption,
    MoreIds,
    QueryOption,
    chosen_ids,
    selected,
)
from readlist.domain.changes import ChangeSet
from readlist.domain.keys import KeyChange
from readlist.library.words import count


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(keys)


def keys(
    context: typer.Context,
    more_ids: MoreIds = None,
    pattern: Annotated[
        str,
        typer.Option(
            metavar="PATTERN",
            # Escaped, since help is read as rich's markup.
            help=r"Another pattern than the library's, such as '\[auth:lower]\[year]'.",
            show_default=False,
        ),
    ] = "",
    use: Annotated[
        bool, typer.Option("--use", help="Use the pattern for new keys from now on.")
    ] = False,
    renew: Annotated[
        bool, typer.Option("--renew", help="Make the keys anew; one step to undo.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Also keys from files and those that you wrote.")
    ] = False,
    list_name: ListOption = "",
    query: QueryOption = "",
    ids: IdsOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --renew: write nothing, say what would be.")
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the pattern of citation keys and the keys that it gives, or make keys anew.

    A paper gets its key when it is first exported, and keeps it. Without --renew nothing is
    written: the lines show which key each paper has and which one it would get. All papers are
    meant unless --list, --query or --ids chooses some.
    """
    if use and not pattern:
        raise typer.BadParameter("wants --pattern.", param_hint="--use")
    chosen = chosen_ids(list_name, query, ids, more_ids)
    with session(context, library, as_json, "keys") as run:
        papers = selected(run, list_name, query, chosen)
        with progress("Making keys") as job:
            change, lines = run.library.keys.renew(
                papers,
                pattern or None,
                everything=everything,
                dry_run=dry_run or not renew,
                context=job,
            )
        if use:
            run.library.keys.set_pattern(pattern)
        shown = pattern or run.library.keys.pattern()
        run.emit(
            _document(shown, change, lines), lambda: _report(run, shown, change, lines, pattern)
        )


def _document(pattern: str, change: ChangeSet, lines: Sequence[KeyChange]) -> dict[str, object]:
    return {
        "pattern": pattern,
        "papers": [
            {
                "id": line.paper_id,
                "title": line.title,
                "old": line.old,
                "new": line.new,
                "kept": line.kept,
            }
            for line in lines
        ],
        "changed": sum(line.changes for line in lines),
        "change": change_document(change),
    }


def _report(
    run: Session, shown: str, change: ChangeSet, lines: Sequence[KeyChange], asked: str
) -> None:
    changed = [line for line in lines if line.changes]
    if changed:
        rows = [(line.paper_id, line.old, line.new, line.title) for line in changed]
        print_rows(("id", "old", "new", "title"), rows)
    say(f"Pattern: {shown}")
    if asked and asked.strip() != run.library.keys.pattern():
        say(f"The library's own stays {run.library.keys.pattern()} (--use changes that).")
    kept = sum(bool(line.kept) for line in lines)
    if kept:
        say(f"{count(kept, 'key')} from files or written by you kept (--all makes these anew too).")
    if change:
        say(f"{change.label}.")
    elif changed:
        say(f"{count(len(changed), 'key')} would be made. Nothing was written.")
    else:
        say("No key would change.")
