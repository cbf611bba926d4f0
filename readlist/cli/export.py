"""``readlist export``: write papers to a file or to standard output."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from readlist.cli.common import (
    JsonOption,
    LibraryOption,
    Session,
    asks,
    progress,
    say,
    session,
    warn,
)
from readlist.cli.export_options import (
    ArxivOption,
    AsciiOption,
    FormatOption,
    KeepWords,
    OrderOption,
    PlainWords,
    ProtectOption,
    StyleOption,
    WithFields,
    WithoutFields,
    checked_arxiv,
    checked_fields,
    checked_format,
    checked_order,
)
from readlist.cli.selection import (
    IdsOption,
    ListOption,
    MoreIds,
    QueryOption,
    chosen_ids,
    selected,
)
from readlist.domain.errors import FileThereError, InvalidValueError, KnownError
from readlist.domain.export import DEFAULT_STYLE, Export, ExportOptions, Heading, summarise
from readlist.domain.views import Scope
from readlist.domain.visible import spelt_out
from readlist.library.files import keep_beside


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command()(export)


def export(
    context: typer.Context,
    more_ids: MoreIds = None,
    export_format: FormatOption = "bibtex",
    list_name: ListOption = "",
    query: QueryOption = "",
    ids: IdsOption = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Else standard output."),
    ] = None,
    order: OrderOption = "",
    with_fields: WithFields = None,
    without_fields: WithoutFields = None,
    style: StyleOption = DEFAULT_STYLE,
    arxiv: ArxivOption = "howpublished",
    ascii_only: AsciiOption = False,
    protect_case: ProtectOption = True,
    keep_words: KeepWords = None,
    plain_words: PlainWords = None,
    keep: Annotated[
        bool,
        typer.Option("--keep", help="Keep the file up to date from now on; see `readlist kept`."),
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Export papers: all, a reading list, a search's, or some by id. BibTeX by default.

    A file is written whole or not at all. One that is there and may be worth more, because another
    program wrote or changed it or because it holds more entries, is replaced when you say so; where
    nobody can be asked it is kept beside (NAME.bak-TIME). Private notes stay out unless --with note
    asks for them; Readlist JSON (--format json) always holds everything. Papers get their citation
    keys for good, as one step to undo. With --keep the file follows the list or the search; a file
    of another content that was there stays beside it, too.
    """
    options = ExportOptions(
        format=checked_format(export_format),
        order=checked_order(order or ("given" if list_name else "key")),
        fields=checked_fields(set(with_fields or ()), set(without_fields or ())),
        arxiv=checked_arxiv(arxiv),
        ascii=ascii_only,
        protect_case=protect_case,
        keep_words=tuple(keep_words or ()),
        plain_words=tuple(plain_words or ()),
        style=style,
    )
    chosen = chosen_ids(list_name, query, ids, more_ids)
    if keep and (output is None or chosen is not None):
        raise typer.BadParameter("needs -o, and papers of a list or a search.", param_hint="--keep")
    with session(context, library, as_json, "export") as run:
        if keep and output is not None:
            _keep(run, list_name, query, options, output)
            return
        found = _select(run, list_name, query, chosen, options)
        place = _place(run, list_name) if chosen is None else None
        heading = run.library.exporting.heading(place, query) if place is not None else None
        _export(run, found, options, output, heading)


def _select(
    run: Session, list_name: str, query: str, chosen: list[int] | None, options: ExportOptions
) -> list[int]:
    if chosen is None and not list_name:
        whole = run.library.exporting.whole(options, Scope(), query)
        if whole is not None:
            return list(whole)
    return selected(run, list_name, query, chosen)


def _place(run: Session, list_name: str) -> Scope:
    return Scope("list", str(run.library.lists.get(list_name).id)) if list_name else Scope()


def _export(
    run: Session,
    ids: Sequence[int],
    options: ExportOptions,
    output: Path | None,
    heading: Heading | None,
) -> None:
    exporting = run.library.exporting
    if output is None:
        with progress("Exporting") as job:
            done = exporting.copy(ids, options, job, heading)  # piped, its keys may be cited
    else:
        if output.is_dir():
            raise InvalidValueError(f"{output} is a folder.", "Name a file in it.")
        run.library.targets.check_free(output)
        done = _write(run, ids, options, output, heading)
    for line in summarise(done.problems, done.entries):
        warn(f"readlist: {line}")
    if output is None and not run.json:
        escaped = spelt_out(done.text) if options.format == "json" else done.text
        sys.stdout.write(escaped)  # a note may hold what steers a terminal
        return
    run.emit(_document(done, output), lambda: say(f"{output}: {done.entries} entries"))


def _write(
    run: Session,
    ids: Sequence[int],
    options: ExportOptions,
    output: Path,
    heading: Heading | None,
) -> Export:
    """Write the file. One that is there and may be worth more is replaced when the reader at the
    terminal says so; where nobody can be asked a copy is kept."""

    def keep(why: str) -> bool:
        if asks():
            return False
        warn(f"readlist: {why} It is kept as {keep_beside(output, datetime.now())}.")
        return True

    write = partial(run.library.exporting.write, output, ids, options, heading=heading)
    try:
        with progress("Exporting") as job:
            return write(job, may_replace=keep)
    except FileThereError as error:
        if not typer.confirm(f"{error.message} Replace it?", err=True):
            raise
    with progress("Exporting") as job:
        return write(job)


def _keep(run: Session, list_name: str, query: str, options: ExportOptions, output: Path) -> None:
    """Have the file follow the papers, and write it."""
    library = run.library
    made = library.targets.remember(
        _place(run, list_name), query, destination="file", path=output, options=options, kept=True
    )
    with progress("Exporting") as job:
        library.search.update(job)
        try:
            done = library.targets.export(made.id, replace_foreign=True, context=job)
        except KnownError:
            if not made.written:
                library.targets.forget(made.id)
            raise
    for line in summarise(done.problems, done.entries):
        warn(f"readlist: {line}")
    run.emit(
        _document(done, output) | {"kept": True},
        lambda: say(f"{output}: {done.entries} entries, kept up to date"),
    )


def _document(done: Export, output: Path | None) -> dict[str, object]:
    document: dict[str, object] = {
        "path": str(output) if output else None,
        "entries": done.entries,
        "problems": [
            {"id": item.paper_id, "field": item.field, "problem": item.problem}
            for item in done.problems
        ],
    }
    if output is None:
        document["text"] = done.text
    return document
