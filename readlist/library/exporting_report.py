"""The report on an export: what is missing or odd, and what happens to its keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from readlist.domain.export import ExportProblem
from readlist.domain.export_report import ReportGroup, ReportKind, ReportLine
from readlist.domain.papers import Paper
from readlist.formats.bib_keys import changed_keys

_LARGEST = 200_000_000  # bytes of a .bib file that is worth comparing


def problem_groups(problems: Sequence[ExportProblem]) -> Iterator[ReportGroup]:
    """The writers' problems: each missing field for itself, then wanted fields, then letters."""
    missing: dict[str, list[ReportLine]] = {}
    others: dict[ReportKind, list[ReportLine]] = {"type": [], "character": []}
    for one in problems:
        line = ReportLine(one.paper_id, one.problem)
        if one.kind == "missing":
            missing.setdefault(one.problem, []).append(line)
        else:
            others[one.kind].append(line)
    for phrase in sorted(missing):
        yield from group("missing", phrase[:1].upper() + phrase[1:], missing[phrase])
    yield from group("type", "Fields that the entry type needs", others["type"])
    yield from group("character", "Characters to look at", others["character"])


def key_groups(
    before: Sequence[Paper], after: Sequence[Paper], text: str, path: Path | None
) -> Iterator[ReportGroup]:
    """What happens to the keys: those of the file at ``path`` that change or leave it, and those
    that papers get now. ``text`` is the file's new content."""
    owners = {paper.bib.citation_key: paper.id for paper in after}
    pairs = list(changed_keys(_old_text(path), text)) if path is not None else []
    changed = [ReportLine(owners[new], f"{old} becomes {new}") for old, new in pairs if new]
    yield from group("changed-key", "Keys that change in the file", changed)
    gone = [ReportLine(0, old) for old, new in pairs if not new]
    yield from group("left-out", "Entries that leave the file", gone)
    keyless = {paper.id for paper in before if not paper.bib.citation_key}
    made = [ReportLine(p.id, p.bib.citation_key) for p in after if p.id in keyless]
    yield from group("new-key", "Keys that are made now", made, harmless=True)


def group(
    kind: ReportKind, title: str, lines: Sequence[ReportLine], *, harmless: bool = False
) -> Iterator[ReportGroup]:
    """The group, when there is anything in it."""
    if lines:
        yield ReportGroup(kind=kind, title=title, lines=tuple(lines), harmless=harmless)


def _old_text(path: Path) -> str:
    """What stands in the file now; "" when it cannot be read or is none."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return ""
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
