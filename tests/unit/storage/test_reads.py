"""What is read of imported pages, and that the sidebar never reads the wide rows."""

from __future__ import annotations

import pytest

from readlist.domain.dumps import DumpKind
from readlist.storage import Storage, reads, reads_papers
from tests.unit.storage.papers import TITLES, add_papers


@pytest.fixture
def pages(storage: Storage) -> Storage:
    """Two pages of which the second shows the first paper again, in two places."""
    first, second, *_ = add_papers(storage, *TITLES)
    with storage.write("Import") as writer:
        writer.connection.executemany(
            "INSERT INTO dump(sha256, source, kind, page_date, year, imported, entries, doubtful, "
            "raw) VALUES(?, ?, 'text', ?, ?, ?, 2, ?, x'00')",
            [
                ("a", "one.txt", "--08-13", None, "2026-01-01", "[]"),
                ("b", "two.txt", "", 2024, "2026-01-02", '[{"lines": [1, 2]}]'),
            ],
        )
        writer.connection.executemany(
            "INSERT INTO sighting(paper_id, dump_id, page, page_date, position, first_line, "
            "last_line, comments) VALUES(?, ?, ?, ?, ?, 1, 3, ?)",
            [
                (first, 1, 0, "", 1, 4),
                (second, 1, 0, "", 2, None),
                (first, 2, 0, "--03-12", 1, 7),
                (first, 2, 1, "2024-03-13", 5, None),
            ],
        )
        writer.connection.execute("UPDATE paper SET dump_id = 1 WHERE id = ?", (second,))
    return storage


def test_rows_count_sightings_and_take_the_most_comments(pages: Storage) -> None:
    rows = reads.rows(pages.read(), [1, 2, 3])
    assert [(row.seen, row.comments) for row in rows] == [(3, 7), (1, None), (0, None)]


def test_sightings_are_named_by_their_own_page(pages: Storage) -> None:
    [paper] = reads_papers.papers(pages.read(), [1])
    assert [(one.dump_label, one.position) for one in paper.sightings] == [
        ("Aug 13", 1),
        ("Mar 12, 2024", 1),
        ("2024-03-13", 5),
    ]


def test_imports_newest_first(pages: Storage) -> None:
    newest, oldest = reads.dumps(pages.read())
    assert (newest.source, newest.kind, newest.doubtful, newest.label) == (
        "two.txt", DumpKind.TEXT, 1, "two.txt",
    )  # fmt: skip
    assert (oldest.entries, oldest.papers_added, oldest.label) == (2, 1, "Aug 13")
    assert reads.dump_raw(pages.read(), oldest.id) == b"\0"
    assert reads.dump_raw(pages.read(), 9) is None
    assert reads.totals(pages.read()) == (4, 4)


def test_deleting_a_page_and_undoing_it(pages: Storage) -> None:
    with pages.write("Delete") as writer:
        writer.connection.execute("DELETE FROM dump WHERE id = 1")
    assert writer.change.kinds == {"dumps", "sightings", "papers"}
    assert writer.change.papers == {1, 2}
    pages.undo()
    assert reads.dumps(pages.read())[1].papers_added == 1
    assert reads.rows(pages.read(), [2])[0].seen == 1


def test_thousands_are_read_in_order(storage: Storage) -> None:
    ids = add_papers(storage, *(f"Paper {number}" for number in range(1200)))
    wanted = ids[::-1]
    assert [row.id for row in reads.rows(storage.read(), wanted)] == wanted
    assert [paper.id for paper in reads_papers.papers(storage.read(), wanted)] == wanted
    assert reads.existing(storage.read(), [0, *wanted]) == wanted


def test_a_snapshot_sees_one_moment(storage: Storage) -> None:
    add_papers(storage, TITLES[0])
    with storage.snapshot() as db:
        assert len(reads_papers.all_ids(db)) == 1
        add_papers(storage, TITLES[1])
        assert len(reads_papers.all_ids(storage.read())) == 1
    assert len(reads_papers.all_ids(storage.read())) == 2


def test_the_sidebar_reads_only_indexes(pages: Storage) -> None:
    db = pages.read()
    asked: list[str] = []
    db.set_trace_callback(asked.append)
    reads.counts(db)
    reads.tags(db)
    reads.lists(db)
    db.set_trace_callback(None)
    plans = [str(r[3]) for query in asked for r in db.execute(f"EXPLAIN QUERY PLAN {query}")]
    papers = [plan for plan in plans if plan.split()[1] in ("paper", "p")]
    assert len(papers) == 6
    assert all("USING COVERING INDEX" in plan for plan in papers), papers
