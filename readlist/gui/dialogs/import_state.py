"""The plan that an import dialog holds while the reader looks at it and decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from readlist.domain.drafts import (
    Doubtful,
    ImportPlan,
    Match,
    ParsedDump,
    PlannedDump,
    PlannedEntry,
)
from readlist.domain.dumps import Dump, DumpKind
from readlist.gui.dialogs.words import joined, plural

PAGE_KINDS = frozenset({DumpKind.TEXT, DumpKind.HTML, DumpKind.CLIPBOARD})
Place = tuple[int, int]  # index of the dump in the plan, index of the entry in the dump


class Totals(NamedTuple):
    """What the plan, or one page of it, would do."""

    entries: int = 0
    new: int = 0
    seen: int = 0
    changed: int = 0
    near: int = 0
    doubtful: int = 0
    skipped: int = 0


class ImportState:
    """An ImportPlan and the reader's decisions on it. Plain values: no Qt."""

    def __init__(self, plan: ImportPlan) -> None:
        self.plan = plan
        self._passed: set[tuple[str, int]] = set()
        # The sums and near matches of each page, kept until the page is replaced: they are
        # painted often, and a page may have 20,000 entries.
        self._totals: dict[int, Totals] = {}
        self._near: dict[int, list[int]] = {}
        for number in range(len(plan.dumps)):
            self.totals(number)
            self._near_of(number)

    @property
    def dumps(self) -> tuple[PlannedDump, ...]:
        return self.plan.dumps

    def entry(self, place: Place) -> PlannedEntry:
        return self.plan.dumps[place[0]].entries[place[1]]

    def put(self, index: int, dump: PlannedDump) -> None:
        """Replace one page, keeping what the reader has decided on its entries."""
        decided = {
            (old.entry.first_line, old.entry.last_line): old
            for old in self.plan.dumps[index].entries
            if old.skip or old.same is not None
        }
        if not decided:
            self._store(index, dump)
            return
        entries = []
        for new in dump.entries:
            old = decided.get((new.entry.first_line, new.entry.last_line))
            if old is not None and (old.same, old.skip) != (new.same, new.skip):
                new = replace(new, same=old.same, skip=old.skip)  # noqa: PLW2901
            entries.append(new)
        self._store(index, replace(dump, entries=tuple(entries)))

    def decide(self, places: Sequence[Place], same: bool) -> None:
        """Set the reader's choice for near matches."""
        self._change(places, lambda entry: replace(entry, same=same))

    def skip(self, places: Sequence[Place], skip: bool) -> None:
        """Leave entries out of the import, or take them in again."""
        self._change(places, lambda entry: replace(entry, skip=skip))

    def near_places(self, *, undecided: bool = False) -> list[Place]:
        """The entries that are near another paper, in page order."""
        return [
            (number, index)
            for number, dump in enumerate(self.plan.dumps)
            if dump.already is None
            for index in self._near_of(number)
            if not (undecided and dump.entries[index].same is not None)
        ]

    def doubtful(self) -> list[tuple[int, int, Doubtful]]:
        """Every doubtful block with the index of its page and its index there."""
        return [
            (number, index, block)
            for number, dump in enumerate(self.plan.dumps)
            for index, block in enumerate(dump.parsed.doubtful)
            if dump.already is None
        ]

    def pass_over(self, number: int, block: Doubtful) -> None:
        """Remember that the reader wants this doubtful block left out."""
        self._passed.add((self.plan.dumps[number].parsed.sha256, block.first_line))

    def passed(self, number: int, block: Doubtful) -> bool:
        return (self.plan.dumps[number].parsed.sha256, block.first_line) in self._passed

    def totals(self, index: int | None = None, *, known: bool = False) -> Totals:
        """The sums of one page, or of all pages; those that were imported before count only
        when ``known``."""
        if index is not None:
            if index not in self._totals:
                self._totals[index] = _totals(self.plan.dumps[index])
            return self._totals[index]
        fresh = (known or dump.already is None for dump in self.plan.dumps)
        parts = [self.totals(number) for number, taken in enumerate(fresh) if taken]
        return Totals(*(sum(column) for column in zip(*parts, strict=True))) if parts else Totals()

    def importable(self) -> bool:
        """True when committing would write something."""
        return any(
            dump.already is None and any(not entry.skip for entry in dump.entries)
            for dump in self.plan.dumps
        )

    def _near_of(self, number: int) -> list[int]:
        if number not in self._near:
            entries = enumerate(self.plan.dumps[number].entries)
            self._near[number] = [at for at, entry in entries if entry.match is Match.NEAR]
        return self._near[number]

    def _change(self, places: Sequence[Place], change: object) -> None:
        by_dump: dict[int, list[int]] = {}
        for number, index in places:
            by_dump.setdefault(number, []).append(index)
        for number, indexes in by_dump.items():
            entries = list(self.plan.dumps[number].entries)
            for index in indexes:
                entries[index] = change(entries[index])  # type: ignore[operator]
            self._store(number, replace(self.plan.dumps[number], entries=tuple(entries)))

    def _store(self, index: int, dump: PlannedDump) -> None:
        dumps = list(self.plan.dumps)
        dumps[index] = dump
        self._totals.pop(index, None)
        self._near.pop(index, None)
        self.plan = replace(self.plan, dumps=tuple(dumps))


def _totals(dump: PlannedDump) -> Totals:
    counts = dict.fromkeys(Match, 0)
    skipped = 0
    for entry in dump.entries:
        if entry.skip:
            skipped += 1
        else:
            counts[entry.match] += 1
    return Totals(
        len(dump.entries),
        counts[Match.NEW],
        counts[Match.SEEN],
        counts[Match.CHANGED],
        counts[Match.NEAR],
        len(dump.parsed.doubtful),
        skipped,
    )


def accounting_of(pages: Iterable[ParsedDump]) -> str:
    """The sum of all lines in words: "6 header + 240 in entries + 4 doubtful = 250 lines"."""
    header = entries = doubtful = lines = 0
    for page in pages:
        header += page.header_lines
        entries += page.entry_lines
        doubtful += sum(block.last_line - block.first_line + 1 for block in page.doubtful)
        lines += page.lines
    total = plural(lines, "line")
    return f"{header:,} header + {entries:,} in entries + {doubtful:,} doubtful = {total}"


def counted(kinds: Sequence[DumpKind]) -> str:
    """ "5 pages", or "2 files" when some are citation files or Readlist's own."""
    pages = all(kind in PAGE_KINDS for kind in kinds)
    return plural(len(kinds), "page" if pages else "file")


def is_page(dump: PlannedDump) -> bool:
    """True for a page, whose dates may miss a year; False for a citation file and the like."""
    return dump.parsed.kind in PAGE_KINDS


def page_date_label(page_date: str, year: int | None) -> str:
    """ "Dec 10", "Dec 10, 2024", "2024-12-10" as the page has it, a dash when it has none."""
    if not page_date.startswith("--"):
        return page_date or "–"
    return Dump(
        id=0, sha256="", source="", kind=DumpKind.TEXT, page_date=page_date, year=year
    ).label


def year_wanted(dump: PlannedDump) -> bool:
    """True when dates of the page miss a year that only the reader can tell."""
    if dump.year.year is not None or dump.already is not None or not is_page(dump):
        return False
    return dump.parsed.page_date.startswith("--") or any(
        entry.entry.date_text and entry.entry.bib.published is None for entry in dump.entries
    )


def nothing_reason(state: ImportState) -> str:
    """Why there is nothing to import, in words; empty when there is something."""
    if state.importable():
        return ""
    plan = state.plan
    known = sum(1 for dump in plan.dumps if dump.already is not None)
    empty = sum(1 for dump in plan.dumps if dump.already is None and not dump.entries)
    parts = []
    if known:
        kinds = [dump.parsed.kind for dump in plan.dumps if dump.already is not None]
        parts.append(f"{counted(kinds)} imported before")
    if empty:
        kinds = [d.parsed.kind for d in plan.dumps if d.already is None and not d.entries]
        parts.append(f"{counted(kinds)} without an entry")
    if plan.unreadable:
        parts.append(f"{plural(len(plan.unreadable), 'file')} unreadable")
    if not plan.dumps and not plan.unreadable:
        return "Nothing to import: there was no file in what you chose."
    left_out = known + empty < len(plan.dumps)
    if left_out:
        parts.append("all other entries left out")
    return f"Nothing to import: {joined(parts)}."


def summary(totals: Totals) -> str:
    """One sentence of what an import would do."""
    if not totals.entries:
        return "No entries."
    parts = []
    if totals.new:
        parts.append(plural(totals.new, "new paper"))
    if totals.seen or totals.changed:
        more = f" ({totals.changed:,} with something new)" if totals.changed else ""
        parts.append(f"{totals.seen + totals.changed:,} seen before{more}")
    if totals.near:
        parts.append(f"{totals.near:,} near another paper")
    if totals.skipped:
        parts.append(f"{totals.skipped:,} left out")
    return f"{plural(totals.entries, 'entry', 'entries')}: {joined(parts)}."
