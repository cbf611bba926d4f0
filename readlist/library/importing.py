"""Importing: read files, plan, let the reader decide, commit; list imports and roll them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from readlist.domain.changes import ChangeSet
from readlist.domain.drafts import (
    DumpResult,
    ImportPlan,
    ImportResult,
    Match,
    ParsedDump,
    PlannedDump,
    PlannedEntry,
    RollbackPreview,
    Unreadable,
)
from readlist.domain.dumps import Dump, DumpKind, page_date_words
from readlist.domain.errors import InvalidValueError, NotFoundError
from readlist.formats.daily_text import entry_from_block
from readlist.jobs.context import JobContext
from readlist.library import importing_commit, importing_dates
from readlist.library.importing_files import parse_bytes, read_files
from readlist.library.importing_plan import Planner, date_dump, renumbered
from readlist.library.importing_takeover import take_over
from readlist.library.words import count
from readlist.storage import Storage, imports, imports_rollback, reads
from readlist.storage.reads_papers import papers as read_papers


class Importing:
    """The way in for pages and citation files. Safe to use from several threads."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def read(
        self, paths: Sequence[Path], context: JobContext | None = None
    ) -> tuple[list[ParsedDump], list[Unreadable]]:
        """Read files and folders; what cannot be read is told, and never stops the rest."""
        return read_files(paths, context)

    def parse(
        self, raw: bytes, source: str, kind: DumpKind | None = None, modified: str = ""
    ) -> ParsedDump:
        """Read bytes that came by another way. KnownError for what cannot be read."""
        return parse_bytes(raw, source, kind, modified)

    def plan(
        self,
        parsed: Sequence[ParsedDump],
        *,
        captured: str = "",
        today: date | None = None,
        context: JobContext | None = None,
        unreadable: Sequence[Unreadable] = (),
    ) -> ImportPlan:
        """What importing these dumps would do; nothing is written.

        ``captured`` (ISO) is the day on which the reader saved the pages. InvalidValueError when
        it is no day or in the future.
        """
        with self._storage.snapshot() as db:
            planner = Planner(db, context or JobContext(), today or date.today())
            dumps = planner.plan(parsed, captured)
        return ImportPlan(dumps=dumps, unreadable=tuple(unreadable))

    def replan(
        self, dump: PlannedDump, *, captured: str | None = None, year: int | None = None
    ) -> PlannedDump:
        """The dump with the year that the reader gives, outright or by the day of capture.

        Matches and decisions stay; InvalidValueError for a year or day that cannot be.
        """
        fresh = date_dump(dump.parsed, date.today(), captured=captured or "", year=year)
        ids = sorted({e.paper_id for e in dump.entries if e.paper_id is not None})
        stored = {paper.id: paper for paper in read_papers(self._storage.read(), ids)}
        entries = []
        for old, new in zip(dump.entries, fresh.entries, strict=True):
            match = old.match
            if match in (Match.SEEN, Match.CHANGED) and old.paper_id in stored:
                paper = stored[old.paper_id]
                brings = take_over(paper.bib, new.entry.bib, paper.edited)
                match = Match.CHANGED if brings else Match.SEEN
            entries.append(replace(old, entry=new.entry, match=match))
        return replace(fresh, entries=tuple(entries), already=dump.already)

    def fix(
        self, dump: PlannedDump, doubtful_index: int, *, title: str, abstract: str
    ) -> PlannedDump:
        """Make a doubtful block an entry with this title and abstract.

        The new entry is the last of ``entries``; its place on the page is by its lines.
        InvalidValueError without a title.
        """
        block = dump.parsed.doubtful[doubtful_index]
        if not title.strip():
            raise InvalidValueError("The entry needs a title.")
        pages = enumerate(dump.parsed.pages)
        page = max((i for i, p in pages if p.first_line <= block.first_line), default=0)
        entry = entry_from_block(block, title, abstract, page)
        doubtful = dump.parsed.doubtful
        parsed = replace(
            dump.parsed,
            entries=renumbered([*dump.parsed.entries, entry]),
            doubtful=doubtful[:doubtful_index] + doubtful[doubtful_index + 1 :],
            entry_lines=dump.parsed.entry_lines + block.last_line - block.first_line + 1,
        )
        captured = dump.captured if dump.captured_source == "captured" else ""
        dated = date_dump(replace(parsed, entries=parsed.entries[-1:]), date.today(),
                          captured=captured)  # fmt: skip
        planner = Planner(self._storage.read(), JobContext(), date.today())
        planned = planner.plan_entry(dated.entries[0].entry)
        positions = [e.position for e in parsed.entries]
        entries = (*dump.entries, planned)
        return replace(
            dump,
            parsed=parsed,
            entries=tuple(map(_at_position, entries, positions)),
        )

    def preview(self, plan: ImportPlan) -> ImportResult:
        """What ``commit`` would report; nothing is written."""
        dumps = importing_commit.preview(plan.dumps)
        papers, sightings = reads.totals(self._storage.read())
        new = sum(dump.new for dump in dumps)
        seen = sum(d.new + d.seen + d.changed for d in dumps if not d.already_imported)
        return ImportResult(
            change=ChangeSet(),
            dumps=self._as_stored(dumps),
            unreadable=plan.unreadable,
            papers_new=new,
            papers_total=papers + new,
            sightings_total=sightings + seen,
        )

    def commit(self, plan: ImportPlan, context: JobContext | None = None) -> ImportResult:
        """Carry the plan out: one transaction, one undo step.

        Near matches without a decision come in as new papers. Cancelled, and any error, leave
        the library as it was.
        """
        with self._storage.write(_label(plan)) as writer:
            committer = importing_commit.Committer(writer.connection, context or JobContext())
            dumps = committer.run(plan)
        papers, sightings = reads.totals(self._storage.read())
        return ImportResult(
            change=writer.change,
            dumps=self._as_stored(dumps),
            unreadable=plan.unreadable,
            papers_new=sum(dump.new for dump in dumps),
            papers_total=papers,
            sightings_total=sightings,
        )

    def dumps(self) -> list[Dump]:
        """All imports, newest first."""
        return reads.dumps(self._storage.read())

    def raw(self, dump_id: int) -> bytes:
        """An import's own bytes. NotFoundError."""
        stored = reads.dump_raw(self._storage.read(), dump_id)
        if stored is None:
            raise NotFoundError("This import is no longer in the library.")
        return imports.unpack(stored)

    def redate(self, dump_id: int, *, captured: str = "", year: int | None = None) -> ChangeSet:
        """Give an imported page its year, by the day of capture (ISO) or outright; neither clears.

        The year-less dates of its papers follow, save where the reader wrote a date or another
        page tells a better one. One undo step. NotFoundError; InvalidValueError for a year or day
        that cannot be, and for a file that is no page.
        """
        dump = self._dump(dump_id)
        which = f"the page of {page_date_words(dump.page_date)}" if dump.page_date else dump.label
        verb = "Set" if captured or year is not None else "Clear"
        with self._storage.write(f"{verb} the year of {which}") as writer:
            importing_dates.redate(
                writer.connection, dump, date.today(), captured=captured, year=year
            )
        return writer.change

    def preview_rollback(self, dump_id: int) -> RollbackPreview:
        """How many papers a rollback would remove and keep. NotFoundError."""
        self._dump(dump_id)
        reach = imports_rollback.extent(self._storage.read(), dump_id)
        return RollbackPreview(removes=len(reach.removed), keeps=len(reach.kept))

    def rollback(self, dump_id: int) -> ChangeSet:
        """Remove what an import added, except papers that the reader has worked on since.

        One undo step. Papers that another import has seen too stay, with what that one knows.
        NotFoundError.
        """
        dump = self._dump(dump_id)
        with self._storage.write(f"Roll back the import {dump.label}") as writer:
            imports_rollback.roll_back(writer.connection, dump_id)
        return writer.change

    def _as_stored(self, results: Sequence[DumpResult]) -> tuple[DumpResult, ...]:
        """Results that say of pages imported before what the library knows of their year."""
        if not any(result.already_imported for result in results):
            return tuple(results)
        stored = {dump.id: dump for dump in self.dumps()}
        return tuple(
            replace(
                result,
                captured=dump.captured,
                captured_source=dump.captured_source,
                year=dump.year,
                year_reason=dump.year_reason,
            )
            if result.already_imported and (dump := stored.get(result.dump_id or 0))
            else result
            for result in results
        )

    def _dump(self, dump_id: int) -> Dump:
        for dump in self.dumps():
            if dump.id == dump_id:
                return dump
        raise NotFoundError("This import is no longer in the library.")


def _at_position(planned: PlannedEntry, position: int) -> PlannedEntry:
    return replace(planned, entry=replace(planned.entry, position=position))


def _label(plan: ImportPlan) -> str:
    fresh = [dump for dump in plan.dumps if dump.already is None]
    if len(fresh) == 1 and fresh[0].parsed.kind not in (DumpKind.CLIPBOARD,):
        return f"Import {Path(fresh[0].parsed.source).name or '1 page'}"
    return f"Import {count(len(fresh), 'page')}"
