"""``readlist undo`` and ``redo``."""

from __future__ import annotations

import typer

from readlist.cli.common import JsonOption, LibraryOption, change_document, say, session


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command()(undo)
    app.command()(redo)


def undo(
    context: typer.Context, library: LibraryOption = None, as_json: JsonOption = False
) -> None:
    """Undo the last step, of this run or of an earlier one."""
    with session(context, library, as_json, "undo") as run:
        change = run.library.history.undo()
        run.emit(
            {"undone": change.label, **change_document(change)},
            lambda: say(f"Undone: {change.label}"),
        )


def redo(
    context: typer.Context, library: LibraryOption = None, as_json: JsonOption = False
) -> None:
    """Do the step again that was undone last."""
    with session(context, library, as_json, "redo") as run:
        change = run.library.history.redo()
        run.emit(
            {"redone": change.label, **change_document(change)},
            lambda: say(f"Redone: {change.label}"),
        )
