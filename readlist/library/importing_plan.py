"""What an import would do, entry by entry, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from readlist.domain.dates import DateSource
from readlist.domain.drafts import Entry, Match, ParsedDump, PlannedDump, PlannedEntry
from readlist.domain.identity import Likeness
from readlist.domain.papers import Bibliography, Paper
from readlist.formats.daily_year import (
    PageYear,
    joined_knowledge,
    page_day,
    page_years,
    resolve,
)
from readlist.jobs.context import JobContext
from readlist.library.importing_match import LIBRARY, Matcher, Place
from readlist.library.importing_takeover import dated, merged, take_over
from readlist.storage.imports import Database, dumps_with, known_papers
from readlist.storage.merging import remembered as merged_papers
from readlist.storage.reads_papers import papers as read_papers

_STEP = 200


class Planner:
    """Plans one import against the library as ``db`` reads it."""

    def __init__(self, db: Database, context: JobContext, today: date) -> None:
        self._db = db
        self._context = context
        self._today = today
        self._matcher = Matcher(known_papers(db), merged_papers(db))
        self._papers: dict[int, Paper] = {}
        self._states: dict[Place, Bibliography] = {}

    def plan(self, parsed: Sequence[ParsedDump], captured: str) -> tuple[PlannedDump, ...]:
        """Plan all dumps in their order. Raise InvalidValueError for a bad ``captured``."""
        before = dumps_with(self._db, [dump.sha256 for dump in parsed])
        dated_dumps = [date_dump(dump, self._today, captured=captured) for dump in parsed]
        total = sum(len(dump.entries) for dump in dated_dumps)
        self._load([planned.entry for dump in dated_dumps for planned in dump.entries], total)
        result = []
        seen: set[str] = set()
        done = 0
        for number, dump in enumerate(dated_dumps):
            sha = dump.parsed.sha256
            already = before.get(sha, 0 if sha in seen else None)
            seen.add(sha)
            entries = []
            for index, planned in enumerate(dump.entries):
                if done % _STEP == 0:
                    self._context.step(done, total, "Comparing with the library")
                done += 1
                entries.append(self._decide(planned.entry, (number, index)))
            result.append(replace(dump, entries=tuple(entries), already=already))
        self._context.step(total, total, "Compared")
        return tuple(result)

    def plan_entry(self, entry: Entry) -> PlannedEntry:
        """Plan one entry by itself."""
        self._load([entry], 1)
        return self._decide(entry, (0, 0))

    def _load(self, entries: Sequence[Entry], total: int) -> None:
        """Read the papers that the entries must be compared with, all at once."""
        wanted: set[int] = set()
        for index, entry in enumerate(entries):
            if index % _STEP == 0:
                self._context.step(index, total, "Looking for known papers")
            wanted |= self._matcher.wanted(entry)
        found = read_papers(self._db, sorted(wanted))
        self._matcher.load(found)
        for paper in found:
            self._papers[paper.id] = paper
            self._states[LIBRARY, paper.id] = paper.bib

    def _decide(self, entry: Entry, place: Place) -> PlannedEntry:
        own = place[0] if entry.extras and entry.extras.file_id is not None else None
        found = self._matcher.find(entry, apart_from=own)
        if found is None:
            self._become(place, entry.bib)
            return PlannedEntry(entry=entry, match=Match.NEW)
        target = found.place
        paper_id = target[1] if target[0] == LIBRARY else None
        twin = None if paper_id is not None else target
        match = Match.NEAR
        if found.verdict.likeness is Likeness.SAME:
            match = self._add_to(target, entry)
        else:
            self._become(place, entry.bib)
        return PlannedEntry(
            entry=entry,
            match=match,
            paper_id=paper_id,
            twin=twin,
            reason=found.verdict.reason,
            score=found.verdict.score,
        )

    def _become(self, place: Place, bib: Bibliography) -> None:
        """A new paper of the plan, for later entries to be compared with."""
        self._states[place] = bib
        self._matcher.add(place, bib)

    def _add_to(self, target: Place, entry: Entry) -> Match:
        """Note what the entry brings to a paper; CHANGED when it brings something."""
        state = self._states[target]
        edited = self._papers[target[1]].edited if target[0] == LIBRARY else ()
        taken = take_over(state, entry.bib, edited)
        if not taken:
            return Match.SEEN
        self._states[target] = merged(state, taken)
        self._matcher.improve(target, self._states[target])
        return Match.CHANGED


def date_dump(
    parsed: ParsedDump, today: date, *, captured: str = "", year: int | None = None
) -> PlannedDump:
    """A dump with its dates resolved as far as its year is known; nothing is matched yet."""
    years = page_years(parsed, today, captured=captured, year=year)
    entries = tuple(
        PlannedEntry(entry=_resolved(entry, years), match=Match.NEW) for entry in parsed.entries
    )
    day, source = captured_day(parsed, years, captured)
    return PlannedDump(
        parsed=parsed,
        year=joined_knowledge(years),
        captured=day,
        captured_source=str(source),
        entries=entries,
    )


def _resolved(entry: Entry, years: Sequence[PageYear]) -> Entry:
    if entry.page < len(years):
        entry = resolve(entry, years[entry.page])
    return replace(entry, bib=dated(entry.bib))


def captured_day(
    parsed: ParsedDump, years: Sequence[PageYear], captured: str
) -> tuple[str, DateSource]:
    """The day of the page, and how it is known: by the reader, the page, or its bounds."""
    if captured:
        return captured, DateSource.CAPTURED
    if len(years) == 1 and parsed.page_date:
        day = page_day(parsed.page_date, years[0])
        return day, years[0].source if day else DateSource.NONE
    return "", DateSource.NONE


def renumbered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries with their positions counted anew on each page, by their lines; order kept."""
    entries = list(entries)
    counts: dict[int, int] = {}
    positions: dict[int, int] = {}
    for index in sorted(range(len(entries)), key=lambda i: entries[i].first_line):
        page = entries[index].page
        counts[page] = positions[index] = counts.get(page, 0) + 1
    return tuple(replace(e, position=positions[i]) for i, e in enumerate(entries))
