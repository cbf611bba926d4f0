"""``readlist stats``: figures of the library."""

from __future__ import annotations

from collections.abc import Mapping

import typer

from readlist.cli.common import JsonOption, LibraryOption, say, session


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(stats)


def stats(
    context: typer.Context, library: LibraryOption = None, as_json: JsonOption = False
) -> None:
    """Count papers by month, tag, status and imported page."""
    with session(context, library, as_json, "stats") as run:
        figures = run.library.stats.collect()
        run.emit(figures, lambda: _print(figures, ""))


def _print(figures: Mapping[str, object], indent: str) -> None:
    for name, value in figures.items():
        if isinstance(value, Mapping):
            say(f"{indent}{name}:")
            _print(value, indent + "  ")
        elif isinstance(value, list):
            say(f"{indent}{name}:")
            for item in value:
                say(f"{indent}  {_line(item)}")
        else:
            say(f"{indent}{name}: {value}")


def _line(item: object) -> str:
    if isinstance(item, Mapping):
        return ", ".join(f"{key} {value}" for key, value in item.items())
    return str(item)
