"""The one transaction of an import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from readlist.domain.drafts import (
    DumpResult,
    Entry,
    ImportPlan,
    Match,
    PlannedDump,
    PlannedEntry,
)
from readlist.domain.dumps import DumpKind
from readlist.domain.identity import Likeness, compare
from readlist.jobs.context import JobContext
from readlist.library.field_taking import FieldTaker, Record
from readlist.library.importing_json import Restorer
from readlist.library.importing_match import LIBRARY, Place, print_of
from readlist.storage import imports
from readlist.storage.reads_papers import papers as read_papers
from readlist.storage.text import now

_STEP = 200
_SHOWN = 5
_LARGEST_FILE_ID = 2**31  # a greater number is no library's own


@dataclass(slots=True)
class _Tally:
    """What became of one dump's entries."""

    new: int = 0
    seen: int = 0
    changed: int = 0
    near: list[PlannedEntry] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    other_keys: list[str] = field(default_factory=list)

    def left_out(self) -> tuple[str, ...]:
        """What was not taken, in words; papers that keep another key are told together."""
        if not self.other_keys:
            return tuple(self.skipped)
        more = (
            "" if len(self.other_keys) <= _SHOWN else f" and {len(self.other_keys) - _SHOWN} more"
        )
        keys = ", ".join(self.other_keys[:_SHOWN])
        return (
            *self.skipped,
            f"Citation keys of papers that keep the one they have: {keys}{more}.",
        )


class Committer:
    """Carries out a plan in an open write transaction. Cancelled rolls all of it back."""

    def __init__(self, db: imports.Database, context: JobContext) -> None:
        self._db = db
        self._context = context
        self._at = now()
        self._next_id = imports.next_paper_id(db)
        self._empty = self._next_id == 1
        self._records: dict[Place, Record] = {}
        self._by_key: dict[str, list[Record]] = {}
        self._fresh: list[Record] = []
        self._sightings: list[tuple[int, int, str, Entry]] = []
        self._taker = FieldTaker(db, self._at)
        self._apart: list[tuple[int, int]] = []
        self._restorer = Restorer(db, self._at)

    def run(self, plan: ImportPlan) -> list[DumpResult]:
        """Write everything; return what was done with each dump, in order."""
        total = sum(len(dump.entries) for dump in plan.dumps)
        self._load(plan)
        have = imports.dumps_with(self._db, [dump.parsed.sha256 for dump in plan.dumps])
        results: list[DumpResult] = []
        done = 0
        for number, dump in enumerate(plan.dumps):
            sha = dump.parsed.sha256
            if dump.already is not None or sha in have:
                results.append(result_of(dump, already=have.get(sha) or None))
                continue
            dump_id = imports.insert_dump(self._db, self._draft(dump))
            have[sha] = dump_id
            self._restorer.begin(dump.parsed, dump_id)
            tally = _Tally()
            for index, planned in enumerate(dump.entries):
                if done % _STEP == 0:
                    self._context.step(done, 2 * total, "Importing")
                done += 1
                self._take(dump, dump_id, planned, (number, index), tally)
            results.append(_result(dump, dump_id, tally))
        self._write(total)
        return results

    def _load(self, plan: ImportPlan) -> None:
        """Read the papers that the plan names, and those of the same title that came since."""
        named: set[int] = set()
        keys: set[str] = set()
        for dump in plan.dumps:
            for planned in dump.entries:
                if planned.paper_id is not None:
                    named.add(planned.paper_id)
                if planned.match is Match.NEW:
                    keys.add(print_of(planned.entry.bib).key)
        titled = imports.papers_titled(self._db, sorted(keys))
        late = {paper_id for ids in titled.values() for paper_id in ids}
        for paper in read_papers(self._db, sorted(named | late)):
            record = Record.of(paper)
            self._records[LIBRARY, paper.id] = record
            if paper.id in late:
                self._by_key.setdefault(print_of(paper.bib).key, []).append(record)

    def _draft(self, dump: PlannedDump) -> imports.DumpDraft:
        parsed = dump.parsed
        return imports.DumpDraft(
            sha256=parsed.sha256,
            source=parsed.source,
            kind=str(parsed.kind),
            imported=self._at,
            raw=parsed.raw,
            page_date=parsed.page_date,
            year=dump.year.year,
            year_reason=dump.year.reason,
            captured=dump.captured,
            captured_source=dump.captured_source,
            entries=sum(1 for planned in dump.entries if not planned.skip),
            lines=parsed.lines,
            header_lines=parsed.header_lines,
            entry_lines=parsed.entry_lines,
            doubtful=[
                {"lines": [block.first_line, block.last_line], "reason": block.reason}
                for block in parsed.doubtful
            ],
        )

    def _take(
        self, dump: PlannedDump, dump_id: int, planned: PlannedEntry, place: Place, tally: _Tally
    ) -> None:
        """Import one entry."""
        entry = planned.entry
        if planned.skip:
            tally.skipped.append(entry.bib.title)
            return
        other = self._other(planned)
        if planned.match is Match.NEAR:
            tally.near.append(planned)
        record = other if planned.match is not Match.NEAR or planned.same else None
        if record is None and planned.match is not Match.NEAR:
            record = self._same_title(entry, dump_id)
        if record is None:
            record = self._new(entry, dump_id, tally)
            tally.new += 1
            if planned.same is False and other is not None:
                self._apart.append((record.id, other.id))
        elif self._taker.take(record, entry.bib, dump.parsed.source, dump_id):
            tally.changed += 1
        else:
            tally.seen += 1
        key, kept = entry.bib.citation_key, record.bib.citation_key
        if key and kept and key.casefold() != kept.casefold():
            tally.other_keys.append(f"{key} ({kept})")
        self._records[place] = record
        if planned.twin is not None and planned.match is not Match.NEAR:
            self._records.setdefault(planned.twin, record)
        self._restorer.take(record.id, record.fresh, entry)
        # Readlist JSON brings the sightings on its own pages; the file itself is none.
        if entry.extras is None or dump.parsed.kind is not DumpKind.JSON:
            page = dump.parsed.pages[entry.page] if entry.page < len(dump.parsed.pages) else None
            page_date = page.page_date if page else dump.parsed.page_date
            self._sightings.append((record.id, dump_id, page_date, entry))

    def _other(self, planned: PlannedEntry) -> Record | None:
        """The paper that the plan names for an entry; None when it is gone."""
        if planned.paper_id is not None:
            return self._records.get((LIBRARY, planned.paper_id))
        return self._records.get(planned.twin) if planned.twin is not None else None

    def _same_title(self, entry: Entry, dump_id: int) -> Record | None:
        """A paper that came after the plan was made, or earlier in this import."""
        mine = print_of(entry.bib)
        # Papers that one file tells apart by its own ids are different papers.
        told_apart = entry.extras is not None and entry.extras.file_id is not None
        for record in self._by_key.get(mine.key, ()):
            if told_apart and record.dump_id == dump_id:
                continue
            if compare(mine, print_of(record.bib, record.edited)).likeness is Likeness.SAME:
                return record
        return None

    def _new(self, entry: Entry, dump_id: int, tally: _Tally) -> Record:
        bib = entry.bib
        if bib.citation_key and (why := self._taker.refusal(bib.citation_key)):
            tally.skipped.append(f"The citation key {bib.citation_key} of “{bib.title}”: {why}.")
            bib = replace(bib, citation_key="")
        wanted = entry.extras.file_id if self._empty and entry.extras else None
        if wanted is not None and self._next_id <= wanted < _LARGEST_FILE_ID:
            self._next_id = wanted  # a library restored from its own file keeps its numbers
        record = Record(self._next_id, bib, fresh=True, dump_id=dump_id)
        self._next_id += 1
        self._fresh.append(record)
        self._by_key.setdefault(print_of(bib).key, []).append(record)
        return record

    def _write(self, total: int) -> None:
        """Store what was gathered."""
        for start in range(0, len(self._fresh), _STEP):
            self._context.step(total + start, 2 * max(1, total), "Saving papers")
            imports.insert_papers(
                self._db,
                [
                    imports.PaperDraft(id=r.id, bib=r.bib, added=self._at, dump_id=r.dump_id)
                    for r in self._fresh[start : start + _STEP]
                ],
            )
        imports.insert_sightings(self._db, self._sightings)
        self._taker.write({record.id: record for record in self._records.values()}.values())
        imports.insert_not_duplicates(self._db, self._apart)
        self._restorer.finish()
        self._context.step(2 * max(1, total), 2 * max(1, total), "Imported")


def result_of(dump: PlannedDump, *, already: int | None = None) -> DumpResult:
    """The facts of a dump that hold before anything is written."""
    parsed = dump.parsed
    return DumpResult(
        path=parsed.source,
        sha256=parsed.sha256,
        kind=parsed.kind,
        dump_id=already or dump.already or None,
        page_date=parsed.page_date,
        captured=dump.captured,
        captured_source=dump.captured_source,
        year=dump.year.year,
        year_reason=dump.year.reason,
        entries=len(parsed.entries),
        seen=len(parsed.entries),
        doubtful=parsed.doubtful,
        warnings=parsed.warnings,
        undated=sum(1 for e in dump.entries if e.entry.date_text and e.entry.bib.published is None),
        lines=parsed.lines,
        header_lines=parsed.header_lines,
        entry_lines=parsed.entry_lines,
        already_imported=True,
    )


def _result(dump: PlannedDump, dump_id: int, tally: _Tally) -> DumpResult:
    return replace(
        result_of(dump),
        dump_id=dump_id,
        new=tally.new,
        seen=tally.seen,
        changed=tally.changed,
        near=tuple(tally.near),
        skipped=tally.left_out(),
        already_imported=False,
    )


def preview(dumps: Sequence[PlannedDump]) -> list[DumpResult]:
    """What committing these dumps would report."""
    results = []
    for dump in dumps:
        if dump.already is not None:
            results.append(result_of(dump))
            continue
        tally = _Tally()
        for planned in dump.entries:
            if planned.skip:
                tally.skipped.append(planned.entry.bib.title)
                continue
            near = planned.match is Match.NEAR
            tally.near += [planned] * near
            tally.new += planned.match is Match.NEW or (near and not planned.same)
            tally.seen += planned.match is Match.SEEN or (near and bool(planned.same))
            tally.changed += planned.match is Match.CHANGED
        results.append(replace(_result(dump, 0, tally), dump_id=None))
    return results
