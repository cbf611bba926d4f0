"""The completion dialog's long works, as functions of a JobContext: no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from readlist.domain.errors import InvalidValueError
from readlist.domain.filling import FillingPlan
from readlist.gui.dialogs.words import plural
from readlist.jobs.context import JobContext
from readlist.library import Library
from readlist.lookup.plan import Sending


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What asking services would send; ``fault`` says why nothing can be."""

    sendings: tuple[Sending, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What completing would do. ``troubles`` are words on what went wrong on the way to the
    records, ``unasked`` papers of which a question was not answered."""

    plan: FillingPlan
    records: int = 0
    troubles: tuple[str, ...] = ()
    unasked: frozenset[int] = frozenset()


def look_ahead(library: Library, ids: Sequence[int], context: JobContext) -> Outlook:
    """Count what would be sent; nothing is. Cancelled."""
    try:
        return Outlook(sendings=library.filling.online.preview(ids, context))
    except InvalidValueError as fault:
        return Outlook(fault=str(fault))


def ask(library: Library, ids: Sequence[int], offline: bool, context: JobContext) -> Findings:
    """Ask the services, or their kept answers only, and compare. Cancelled, KnownError."""
    found = library.filling.online.ask(ids, context, offline=offline)
    plan = library.filling.plan(ids, found.candidates, context)
    troubles = (
        f"{fault.reason} ({plural(fault.questions, 'question')} not answered.)"
        for fault in found.faults
    )
    return Findings(
        plan=plan,
        records=len(found.candidates),
        troubles=tuple(troubles),
        unasked=found.unasked,
    )


def read(
    library: Library, ids: Sequence[int], paths: Sequence[Path], context: JobContext
) -> Findings:
    """Read files and folders, and compare. What cannot be read is among the troubles."""
    records = library.filling.read(paths, context)
    plan = library.filling.plan(ids, records.candidates, context)
    unreadable = (f"{Path(bad.source).name}: {bad.reason}" for bad in records.unreadable)
    broken = (
        f"{Path(name).name}, line {block.first_line}: {block.reason}"
        for name, block in records.broken
    )
    return Findings(
        plan=plan,
        records=len(records.candidates),
        troubles=(*unreadable, *broken, *records.warnings),
    )
