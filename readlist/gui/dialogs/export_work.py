"""The export dialog's works in other threads: preview, report, and the export itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from readlist.domain.export import ExportOptions
from readlist.domain.export_report import ReportGroup, ReportKind, ReportLine
from readlist.domain.targets import Destination, ExportTarget
from readlist.gui.dialogs.export_choices import ExportPlace
from readlist.jobs.context import JobContext
from readlist.library import Library
from readlist.library.exporting_report import group

PREVIEWED = 50  # papers in the preview of a longer export
# What matters to a reader who copies a citation only.
_CITED = frozenset({"missing", "near", "new-key"})
_ORDER = get_args(ReportKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What the reader asked for. ``replace``: a file that others wrote may be replaced."""

    ids: Sequence[int]
    options: ExportOptions
    place: ExportPlace | None
    destination: Destination
    path: Path | None
    command: str
    kept: bool = False
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request: the text for the clipboard, the entries, the kept file."""

    text: str
    entries: int
    target: ExportTarget | None = None


def preview(library: Library, request: ExportRequest, context: JobContext) -> str:
    """What would be written of the first papers; nothing is stored."""
    exporting, options = library.exporting, request.options
    ids = request.ids[:PREVIEWED]
    if request.destination == "cite":
        return exporting.cite(ids, request.command, options.order, context, preview=True)
    place = request.place
    heading = exporting.heading(place.scope, place.query) if place else None
    return exporting.render(ids, options, context, heading).text


def report(library: Library, request: ExportRequest, context: JobContext) -> list[ReportGroup]:
    """What to know before writing."""
    citing = request.destination == "cite"
    options = ExportOptions(order=request.options.order) if citing else request.options
    groups = library.exporting.report(request.ids, options, request.path, context)
    return [one for one in groups if not citing or one.kind in _CITED]


def in_order(groups: Sequence[ReportGroup]) -> list[ReportGroup]:
    """The groups of a report: what is wrong with papers first, what becomes of keys last."""
    return sorted(groups, key=lambda one: _ORDER.index(one.kind))


def near(library: Library, ids: Sequence[int], context: JobContext) -> list[ReportGroup]:
    """Papers of the export that may be the same."""
    pairs = library.duplicates.find(context, ids=ids) if len(ids) > 1 else ()
    lines = [ReportLine(pair.a, pair.reason, pair.b) for pair in pairs]
    return list(group("near", "Near-duplicates", lines))


def perform(library: Library, request: ExportRequest, context: JobContext) -> Outcome:
    """Write the file or make the text to copy; remember what was chosen for the place.

    Raise KnownError when the file cannot be written, Cancelled when ``context`` says so.
    """
    exporting, options = library.exporting, request.options
    ids = _ids(library, request)
    if request.kept and request.place is not None:
        return _keep(library, request, context)
    if request.destination == "cite":
        text = exporting.cite(ids, request.command, options.order, context)
        outcome = Outcome(text, len(ids))
    else:
        place = request.place
        heading = exporting.heading(place.scope, place.query) if place else None
        if request.path is None:
            export = exporting.copy(ids, options, context, heading)
        else:
            where = (place.scope, place.query) if place else ()
            library.targets.check_free(request.path, *where)
            export = exporting.write(request.path, ids, options, context, heading)
        outcome = Outcome(export.text, export.entries)
    remember(library, request)
    return outcome


def _ids(library: Library, request: ExportRequest) -> Sequence[int]:
    """What is shown, but for a library in Readlist JSON, which is whole."""
    place = request.place
    if place is None or request.destination == "cite":
        return request.ids
    whole = library.exporting.whole(request.options, place.scope, place.query)
    return request.ids if whole is None else whole


def remember(library: Library, request: ExportRequest, *, kept: bool = False) -> None:
    """Remember the choices for the place that is exported, when it is one."""
    if request.place is not None:
        library.targets.remember(
            request.place.scope,
            request.place.query,
            destination=request.destination,
            path=request.path or "",
            options=request.options,
            kept=kept,
        )


def _keep(library: Library, request: ExportRequest, context: JobContext) -> Outcome:
    """Write a file that follows the library from now on; it does not when that fails."""
    place, path, targets = request.place, request.path, library.targets
    assert place is not None  # noqa: S101 - the dialog offers it for places only
    assert path is not None  # noqa: S101 - and for files only
    before = {one.id for one in targets.kept()}
    target = targets.remember(
        place.scope, place.query, destination="file", path=path, options=request.options, kept=True
    )
    try:
        target = targets.write(target.id, replace_foreign=request.replace, context=context)
    except BaseException:
        if target.id not in before:
            targets.forget(target.id)
        raise
    return Outcome("", target.entries, target)
