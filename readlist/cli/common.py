"""What every command shares: the library, the two output faces, progress, exit statuses."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer._click.exceptions import ClickException  # typer's own copy; it exports no other way

from readlist.domain.changes import ChangeSet
from readlist.domain.errors import KnownError, LibraryDamagedError, NotFoundError
from readlist.domain.visible import spelt_out, visible
from readlist.jobs.context import Cancelled, JobContext, Progress

if TYPE_CHECKING:
    from readlist.library import Library

LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library",
        metavar="DIR",
        help="The library folder. Else READLIST_HOME, else the system's usual place.",
        show_default=False,
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document and nothing else.")
]
IdsArgument = Annotated[
    list[int], typer.Argument(metavar="ID...", help="Paper ids, as `search` prints them.")
]


def complete_tag(context: typer.Context, incomplete: str) -> list[str]:
    """The shell's proposals for a tag's name."""
    return _complete(context, incomplete, lambda library: [tag.name for tag in library.tags.all()])


def complete_list(context: typer.Context, incomplete: str) -> list[str]:
    """The shell's proposals for a reading list's name."""
    return _complete(context, incomplete, lambda library: [one.name for one in library.lists.all()])


def _complete(
    context: typer.Context, incomplete: str, names: Callable[[Library], list[str]]
) -> list[str]:
    from readlist.library import Library

    folder = context.params.get("library") or context.find_root().params.get("library")
    try:
        with Library.open(folder, process="readlist completion") as library:
            found = names(library)
    except KnownError:
        return []  # a shell that completes has no place for messages
    return [name for name in found if name.startswith(incomplete)]


@dataclass(frozen=True, slots=True)
class Globals:
    """The options given before the command's name."""

    library: Path | None = None
    json: bool = False


class Session:
    """One run of one command on one library."""

    def __init__(self, library: Library, as_json: bool) -> None:
        self.library = library
        self.json = as_json

    def emit(self, document: object, human: Callable[[], None]) -> None:
        """Print ``document`` as JSON if that was asked for, else call ``human``."""
        if self.json:
            print_json(document)
        else:
            human()

    def emit_change(self, change: ChangeSet) -> None:
        """Print what a mutation changed."""
        text = change.label if change else "Nothing to change."
        self.emit(change_document(change), lambda: say(text))

    def require(self, ids: Iterable[int]) -> list[int]:
        """The ids in the order given, each once; NotFoundError names those not in the library."""
        wanted = list(dict.fromkeys(ids))
        missing = sorted(set(wanted) - set(self.library.papers.exists(wanted)))
        if missing:
            shown = ", ".join(map(str, missing[:10]))
            raise NotFoundError(
                f"There is no paper with the id {shown}."
                if len(missing) == 1
                else f"There are no papers with the ids {shown}.",
                "`readlist search` prints the ids.",
            )
        return wanted


@contextmanager
def session(
    context: typer.Context, library: Path | None, as_json: bool, process: str
) -> Iterator[Session]:
    """Open the library that the options name; ``process`` says who holds it, for others.

    When the command changed the library, the kept files follow at its end. A fault of the file or
    the disk comes as a KnownError, at whatever read or write it shows.
    """
    from readlist.library import Library

    given = context.find_object(Globals) or Globals()
    opened = Library.open(library or given.library, process=f"readlist {process}")
    changes: list[ChangeSet] = []
    opened.subscribe(changes.append)
    try:
        yield Session(opened, as_json or given.json)
        if changes and opened.keeps_files():
            from readlist.cli.following import follow_quickly

            follow_quickly(opened)
    except (typer.Exit, ClickException, Cancelled, OSError):
        raise
    except Exception as error:
        known = opened.explained(error)
        if known is None and (damage := opened.damage()):
            # A damaged row can be anything, and fail anywhere.
            known = LibraryDamagedError.found(opened.folder, damage[0])
        if known is None or known is error:
            raise
        raise known from error
    finally:
        opened.close()


def folder_of(context: typer.Context, library: Path | None) -> Path:
    """The library folder that the options name, for what is done while it is not open."""
    from readlist.library.app import default_folder
    from readlist.library.files import expanded

    given = context.find_object(Globals) or Globals()
    return expanded(library or given.library or default_folder()).absolute()


def asks() -> bool:
    """Whether somebody at a terminal can answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def asks_json(context: typer.Context, as_json: bool) -> bool:
    """Whether the options ask for JSON, before or behind the command's name."""
    return as_json or (context.find_object(Globals) or Globals()).json


def print_json(document: object) -> None:
    """One JSON document on standard output; what would steer a terminal is escaped in it."""
    text = json.dumps(document, ensure_ascii=False, indent=2, default=_plain)
    sys.stdout.write(spelt_out(text) + "\n")


def say(text: str) -> None:
    """A line for people on standard output; what would steer their terminal is left out."""
    typer.echo(visible(text))


def warn(text: str) -> None:
    """A message on standard error."""
    typer.echo(visible(text), err=True)


def change_document(change: ChangeSet) -> dict[str, object]:
    """A ChangeSet as JSON holds it."""
    return {
        "label": change.label,
        "step": change.step,
        "kinds": sorted(change.kinds),
        "papers": sorted(change.papers),
        "added": sorted(change.added),
        "removed": sorted(change.removed),
    }


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table on a terminal; tab-separated lines with a header in a pipe."""
    if not sys.stdout.isatty():
        typer.echo("\t".join(columns))
        for row in rows:
            typer.echo("\t".join(_cell(value) for value in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    Console().print(table)


@contextmanager
def progress(description: str) -> Iterator[JobContext]:
    """A progress bar on standard error of a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield JobContext()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),  # a file's name may look like markup
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(description, total=None)

        def show(step: Progress) -> None:
            bar.update(
                task,
                completed=step.done,
                total=step.total or None,
                description=visible(step.text) or description,
            )

        yield JobContext(show)


def tell_step(step: Progress) -> None:
    """A line of progress for the window that started this process (``library.apart``)."""
    typer.echo(f"{step.done} {step.total} {step.text}")


def read_standard_input() -> bytes:
    """All of standard input; KnownError on a terminal, where nobody would know to end it."""
    if sys.stdin.isatty():
        raise KnownError("Standard input is a terminal.", "Pipe a page into `readlist import -`.")
    return sys.stdin.buffer.read()


def _cell(value: object) -> str:
    return " ".join(visible(str("" if value is None else value)).split())


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
