"""``readlist undo`` and ``redo``."""

from __future__ import annotations

from datetime import datetime

import typer

from readlist.cli.common import JsonOption, LibraryOption, change_document, progress, say, session
from readlist.domain.changes import UndoStep


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command()(undo)
    app.command()(redo)


def undo(
    context: typer.Context, library: LibraryOption = None, as_json: JsonOption = False
) -> None:
    """Undo the last step, of this run or of an earlier one."""
    with session(context, library, as_json, "undo") as run:
        step = run.library.history.state().undo_step
        with progress("Undoing") as job:
            change = run.library.history.undo(agreed=step.id if step else None, context=job)
        run.emit(
            {"undone": change.label, **_origin(step), **change_document(change)},
            lambda: say(f"Undone: {change.label}{_whose(step)}"),
        )


def redo(
    context: typer.Context, library: LibraryOption = None, as_json: JsonOption = False
) -> None:
    """Do the step again that was undone last."""
    with session(context, library, as_json, "redo") as run:
        step = run.library.history.state().redo_step
        with progress("Redoing") as job:
            change = run.library.history.redo(agreed=step.id if step else None, context=job)
        run.emit(
            {"redone": change.label, **_origin(step), **change_document(change)},
            lambda: say(f"Redone: {change.label}{_whose(step)}"),
        )


def _origin(step: UndoStep | None) -> dict[str, str]:
    return {"by": step.process, "at": step.at} if step else {}


def _whose(step: UndoStep | None) -> str:
    """Whose step it was, and when: the newest may be another process's."""
    if step is None:
        return ""
    when = datetime.fromisoformat(step.at).astimezone()
    return f" (by {step.process or 'another process'}, {when:%Y-%m-%d %H:%M})"
