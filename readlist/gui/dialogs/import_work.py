"""The import dialog's long works, as functions of a JobContext: no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from readlist.domain.drafts import ImportPlan, PlannedDump, Unreadable
from readlist.domain.dumps import DumpKind
from readlist.domain.errors import KnownError
from readlist.jobs.context import JobContext
from readlist.library import Library

Source = Path | tuple[bytes, str, DumpKind | None]


def read_and_plan(library: Library, sources: Sequence[Source], context: JobContext) -> ImportPlan:
    """Read files, folders and clipboard texts and plan their import; writes nothing."""
    paths = [source for source in sources if isinstance(source, Path)]
    parsed, unreadable = library.importing.read(paths, context)
    for source in sources:
        if not isinstance(source, Path):
            raw, name, kind = source
            context.step(text=f"Reading {name}")
            try:
                parsed.append(library.importing.parse(raw, name, kind))
            except KnownError as fault:
                unreadable.append(Unreadable(source=name, reason=str(fault)))
    return library.importing.plan(parsed, context=context, unreadable=unreadable)


def redate(
    library: Library,
    dumps: Sequence[tuple[int, PlannedDump]],
    captured: str | None,
    year: int | None,
    context: JobContext,
) -> list[tuple[int, PlannedDump]]:
    """Plan pages anew with the reader's captured date or year; returns them with their index."""
    result = []
    for done, (index, dump) in enumerate(dumps, start=1):
        result.append((index, library.importing.replan(dump, captured=captured, year=year)))
        context.step(done, len(dumps), "Setting dates")
    return result
