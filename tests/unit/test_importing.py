"""Importing pages: plan, commit, again, near papers, years, cancel."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from readlist.domain.drafts import ImportPlan, Match
from readlist.domain.dumps import DumpKind
from readlist.domain.errors import InvalidValueError, KnownError
from readlist.jobs.context import Cancelled, JobContext, Progress
from readlist.library import Library

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
HTML = ROOT / "tests/data/hf-html/daily-papers-2024-08-01_excerpt.html"
TODAY = date(2026, 11, 21)
HEADER = "new\n\nGet trending papers in your email inbox!\n\nbyAK and the research community\n\n"
LONG = "We study how large models learn and show that scale alone is not enough for them. " * 3


def plan_of(library: Library, *texts: str, captured: str = "") -> ImportPlan:
    parsed = [
        library.importing.parse((HEADER + text).encode(), f"page{number}.txt")
        for number, text in enumerate(texts)
    ]
    return library.importing.plan(parsed, captured=captured, today=TODAY)


def entry(title: str, abstract: str = LONG, byline: str = "") -> str:
    return f"{title}\n\n{abstract}\n\n{byline}"


def seeds_plan(library: Library) -> ImportPlan:
    parsed, unreadable = library.importing.read([SEEDS])
    return library.importing.plan(parsed, today=TODAY, unreadable=unreadable)


def test_seeds_give_220_papers_and_315_sightings(library: Library) -> None:
    plan = seeds_plan(library)
    result = library.importing.commit(plan)
    assert [d.entries for d in result.dumps] == [60, 61, 82, 75, 37]
    assert [(d.new, d.seen, d.changed) for d in result.dumps] == [
        (60, 0, 0), (16, 45, 0), (67, 15, 0), (64, 11, 0), (13, 0, 24),
    ]  # fmt: skip
    assert (result.papers_new, result.papers_total, result.sightings_total) == (220, 220, 315)
    assert not any(d.doubtful or d.near or d.skipped for d in result.dumps)
    assert result.change.label == "Import 5 pages"
    assert (result.dumps[4].year, result.dumps[4].captured) == (2025, "2025-12-10")
    assert result.dumps[4].captured_source == "bounded"
    assert library.history.state().undo == "Import 5 pages"


def test_preview_says_what_commit_does(library: Library) -> None:
    plan = seeds_plan(library)
    foreseen, done = library.importing.preview(plan), library.importing.commit(plan)
    assert (foreseen.papers_new, foreseen.papers_total, foreseen.sightings_total) == (220, 220, 315)
    assert [(d.new, d.seen, d.changed) for d in foreseen.dumps] == [
        (d.new, d.seen, d.changed) for d in done.dumps
    ]


def test_same_bytes_again_change_nothing(library: Library) -> None:
    library.importing.commit(seeds_plan(library))
    again = library.importing.commit(seeds_plan(library))
    assert all(dump.already_imported and dump.new == 0 for dump in again.dumps)
    assert (again.papers_new, again.papers_total, again.sightings_total) == (0, 220, 315)
    assert not again.change
    assert len(library.importing.dumps()) == 5


def test_same_file_twice_in_one_import(library: Library, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    seed = next(SEEDS.glob("000*"))
    copy.write_bytes(seed.read_bytes())
    parsed, _ = library.importing.read([seed, copy])
    result = library.importing.commit(library.importing.plan(parsed, today=TODAY))
    assert [d.already_imported for d in result.dumps] == [False, True]
    assert result.sightings_total == 60


def test_pasted_pages_give_the_same_papers(library: Library) -> None:
    raw = b"".join(path.read_bytes() for path in sorted(SEEDS.glob("*.txt")))
    parsed = library.importing.parse(raw, "clipboard", DumpKind.CLIPBOARD)
    result = library.importing.commit(library.importing.plan([parsed], today=TODAY))
    assert (result.papers_total, result.sightings_total) == (220, 315)
    assert parsed.kind is DumpKind.CLIPBOARD
    titles = {e.bib.title: e for e in parsed.entries}
    paper = library.papers.get(min(result.change.added))
    assert paper.bib.title in titles
    assert {s.page for s in paper.sightings} <= set(range(5))


def test_pages_with_lines_lost_keep_what_is_whole(library: Library) -> None:
    """Every tenth line of each seed is gone; its neighbours come in, and all lines are told."""
    whole, parsed = set(), []
    for path in sorted(SEEDS.glob("*.txt")):
        lines = path.read_bytes().splitlines(keepends=True)
        lost = {number for number in range(10, len(lines) + 1, 10) if lines[number - 1].strip()}
        for e in library.importing.parse(b"".join(lines), path.name).entries:
            if not lost.intersection(range(e.first_line, e.last_line + 1)):
                whole.add(e.bib.title)
        left = b"".join(line for number, line in enumerate(lines, 1) if number % 10)
        parsed.append(library.importing.parse(left, path.name))
    result = library.importing.commit(library.importing.plan(parsed, today=TODAY))
    titles = {row.title for row in library.papers.rows(range(1, 1000))}
    assert len(whole) > 100
    assert whole <= titles
    for dump in result.dumps:
        doubtful = sum(block.last_line - block.first_line + 1 for block in dump.doubtful)
        assert dump.lines == dump.header_lines + dump.entry_lines + doubtful


def test_undo_and_redo_take_the_whole_import(library: Library) -> None:
    library.importing.commit(seeds_plan(library))
    library.history.undo()
    assert library.counts().all == 0
    assert library.importing.dumps() == []
    library.history.redo()
    assert library.counts().all == 220
    dump = library.importing.dumps()[-1]
    assert library.importing.raw(dump.id) == Path(dump.source).read_bytes()


def test_later_page_fills_what_an_older_one_lacked(library: Library) -> None:
    library.importing.commit(plan_of(library, entry("Some Paper", LONG[:100].strip() + ".")))
    byline = "  • 4 authors\n·\nNov 24, 2023 3\n"
    plan = plan_of(library, entry("Some paper", LONG, byline))
    assert [e.match for e in plan.dumps[0].entries] == [Match.CHANGED]
    result = library.importing.commit(plan)
    paper = library.papers.get(next(iter(result.change.papers)))
    assert paper.bib.title == "Some Paper"
    assert paper.bib.abstract == LONG.strip()
    assert (paper.bib.authors_count, str(paper.bib.published)) == (4, "2023-11-24")
    assert [(s.comments, s.date_text) for s in paper.sightings] == [
        (None, ""),
        (3, "Nov 24, 2023"),
    ]


def test_what_the_reader_wrote_stays(library: Library) -> None:
    first = library.importing.commit(plan_of(library, entry("Some Paper", LONG[:100])))
    paper_id = next(iter(first.change.added))
    library.papers.edit(paper_id, abstract="Mine.", authors_count=7)
    byline = "  • 4 authors\n·\nNov 24, 2023\n"
    library.importing.commit(plan_of(library, entry("Some Paper", LONG, byline)))
    bib = library.papers.get(paper_id).bib
    assert (bib.abstract, bib.authors_count, str(bib.published)) == ("Mine.", 7, "2023-11-24")


def test_paper_that_the_reader_renamed_is_known_by_its_abstract(library: Library) -> None:
    library.importing.commit(plan_of(library, entry("Some Paper")))
    library.papers.edit(1, title="The one that I liked")
    result = library.importing.commit(plan_of(library, "\n" + entry("Some Paper")))
    assert (result.papers_new, library.papers.get(1).bib.title) == (0, "The one that I liked")


def test_longer_abstract_moves_highlights_or_stays_away(library: Library) -> None:
    short = LONG[3:140].strip()
    first = library.importing.commit(plan_of(library, entry("Some Paper", f"{short} end.")))
    paper_id = next(iter(first.change.added))
    start = short.index("models")
    library.highlights.add(paper_id, start, start + 6)
    library.importing.commit(plan_of(library, entry("Some Paper", f"{short} ending later. {LONG}")))
    (highlight,) = library.papers.get(paper_id).highlights
    abstract = library.papers.get(paper_id).bib.abstract
    assert abstract[highlight.start : highlight.end] == "models" == highlight.quote


def test_html_page_brings_ids_and_authors(library: Library) -> None:
    title = "The Llama 3 Herd of Models"
    start = "Modern artificial intelligence (AI) systems are powered by foundation models."
    library.importing.commit(plan_of(library, entry(title, start)))
    parsed, _ = library.importing.read([HTML])
    result = library.importing.commit(library.importing.plan(parsed, today=TODAY))
    assert (result.papers_total, result.dumps[0].changed, result.dumps[0].new) == (13, 1, 12)
    assert (result.dumps[0].captured, result.dumps[0].captured_source) == ("2024-08-01", "page")
    paper = library.papers.get(1)
    assert (paper.bib.arxiv_id, paper.bib.title) == ("2407.21783", title)
    assert len(paper.bib.authors) == paper.bib.authors_count


NEAR = entry("Scaling Laws for Neural Models"), entry("Scaling Law for Neural Models")


@pytest.mark.parametrize(("same", "papers"), [(True, 1), (False, 2), (None, 2)])
def test_near_paper_is_the_readers_choice(library: Library, same: bool | None, papers: int) -> None:
    library.importing.commit(plan_of(library, NEAR[0]))
    plan = plan_of(library, NEAR[1])
    (planned,) = plan.dumps[0].entries
    assert (planned.match, planned.paper_id) == (Match.NEAR, 1)
    assert "nearly equal" in planned.reason
    decided = _decided(plan, same=same)
    result = library.importing.commit(decided)
    assert result.papers_total == papers
    assert len(library.papers.get(1).sightings) == 3 - papers
    assert len(result.dumps[0].near) == 1


def test_near_papers_of_one_import_are_twins(library: Library) -> None:
    plan = plan_of(library, *NEAR)
    assert plan.dumps[1].entries[0].twin == (0, 0)
    assert library.importing.commit(plan).papers_total == 2


def test_equal_titles_with_other_abstracts_are_near(library: Library) -> None:
    other = "Grasping transparent objects is hard for robots; this sensor sees them in the dark."
    plan = plan_of(library, entry("Seeing"), entry("Seeing", other))
    assert plan.dumps[1].entries[0].match is Match.NEAR


def test_skipped_entry_stays_out(library: Library) -> None:
    plan = plan_of(library, entry("Paper of One") + entry("Paper of Another", LONG[10:]))
    result = library.importing.commit(_decided(plan, skip=True))
    assert (result.papers_total, result.dumps[0].skipped) == (1, ("Paper of One",))


def test_trashed_paper_is_seen_and_stays_in_the_trash(library: Library) -> None:
    library.importing.commit(plan_of(library, entry("Some Paper")))
    library.papers.trash([1])
    result = library.importing.commit(plan_of(library, entry("Some Paper") + "\n"))
    assert (result.papers_new, library.counts().trash, library.counts().all) == (0, 1, 0)


def test_year_can_be_given_later(library: Library) -> None:
    seed = next(SEEDS.glob("004*"))
    parsed, _ = library.importing.read([seed])
    plan = library.importing.plan(parsed, today=date(2026, 12, 31))
    assert (plan.dumps[0].year.earliest, plan.dumps[0].year.latest) == (2025, 2026)
    assert plan.dumps[0].entries[0].entry.bib.published is None
    dump = library.importing.replan(plan.dumps[0], year=2025)
    assert str(dump.entries[0].entry.bib.published) == "2025-10-16"
    assert (dump.captured, dump.captured_source) == ("2025-12-10", "captured")
    with pytest.raises(InvalidValueError):
        library.importing.replan(plan.dumps[0], year=1999)


def test_doubtful_block_becomes_an_entry(library: Library) -> None:
    text = f"{LONG}\n\n  • 2 authors\n·\nNov 24, 2023 2\n\n{entry('Some Paper', LONG[20:])}"
    plan = plan_of(library, text)
    (dump,) = plan.dumps
    assert len(dump.parsed.doubtful) == 1
    fixed = library.importing.fix(dump, 0, title="Found Title", abstract=LONG)
    assert fixed.parsed.doubtful == ()
    assert fixed.parsed.lines == fixed.parsed.header_lines + fixed.parsed.entry_lines
    added = fixed.entries[-1].entry
    assert (added.bib.authors_count, added.comments, added.position) == (2, 2, 1)
    assert fixed.entries[0].entry.position == 2
    result = library.importing.commit(ImportPlan(dumps=(fixed,)))
    assert result.papers_total == 2
    with pytest.raises(InvalidValueError):
        library.importing.fix(dump, 0, title=" ", abstract="")


def test_cancel_leaves_the_library_as_it_was(library: Library) -> None:
    plan = seeds_plan(library)
    steps: list[Progress] = []
    context = JobContext(steps.append, interval=0)

    def stop(progress: Progress) -> None:
        steps.append(progress)
        if progress.text == "Saving papers":
            context.cancel()

    context._listener = stop
    with pytest.raises(Cancelled):
        library.importing.commit(plan, context)
    assert library.counts().all == 0
    assert library.importing.dumps() == []
    assert library.history.state().undo is None
    assert library.importing.commit(plan).papers_total == 220


def test_plan_that_the_library_has_overtaken(library: Library) -> None:
    """What another window imported since the plan was made is not brought in twice."""
    first, second = (
        plan_of(library, entry("Some Paper")),
        plan_of(library, "\n" + entry("Some Paper")),
    )
    library.importing.commit(first)
    assert library.importing.commit(second).papers_total == 1
    assert all(d.already_imported for d in library.importing.commit(first).dumps)


def test_files_that_cannot_be_read_never_stop_the_rest(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(HEADER + entry("Some Paper"))
    (tmp_path / "b.txt").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "c.html").write_text("<html><p>nothing</p></html>")
    (tmp_path / ".hidden.txt").write_text("x")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    parsed, unreadable = library.importing.read([tmp_path, tmp_path / "missing.txt"])
    assert [Path(dump.source).name for dump in parsed] == ["a.txt"]
    reasons = {Path(bad.source).name: bad.reason for bad in unreadable}
    assert set(reasons) == {"b.txt", "c.html", "missing.txt"}
    assert "PDF" in reasons["b.txt"]


def test_folder_that_nobody_may_look_into_is_told(library: Library, tmp_path: Path) -> None:
    (tmp_path / "pages/locked").mkdir(parents=True)
    (tmp_path / "pages/a.txt").write_text(HEADER + entry("Some Paper"))
    inner = tmp_path / "pages/locked/b.txt"
    inner.write_text("x")
    inner.parent.chmod(0)
    try:
        if os.access(inner.parent, os.R_OK):
            pytest.skip("this user may read everything")
        parsed, unreadable = library.importing.read([tmp_path / "pages", inner])
    finally:
        inner.parent.chmod(0o700)
    assert [Path(dump.source).name for dump in parsed] == ["a.txt"]
    assert [bad.source for bad in unreadable] == [str(inner.parent), str(inner)]
    assert {bad.reason for bad in unreadable} == {"It cannot be read: Permission denied."}


def test_huge_file_is_refused_at_once(library: Library, tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as stream:
        stream.truncate(1024**3)
    _, (bad,) = library.importing.read([huge])
    assert "too large" in bad.reason


def test_captured_day_is_checked(library: Library) -> None:
    with pytest.raises(KnownError):
        plan_of(library, entry("Some Paper"), captured="2999-01-01")


def _decided(plan: ImportPlan, *, same: bool | None = None, skip: bool = False) -> ImportPlan:
    from dataclasses import replace

    dump = plan.dumps[0]
    entries = (replace(dump.entries[0], same=same, skip=skip), *dump.entries[1:])
    return replace(plan, dumps=(replace(dump, entries=entries),))
