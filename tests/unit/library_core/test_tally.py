"""What many papers have in common: the same as counting over their rows."""

from __future__ import annotations

from collections import Counter

import pytest

from readlist.domain.papers import Status
from readlist.jobs.context import Cancelled, JobContext
from tests.unit.library_core.shelf import Shelf


def test_counts_are_those_of_the_rows(shelf: Shelf) -> None:
    papers, ids = shelf.library.papers, shelf.ids
    papers.star(ids[:2], True)
    papers.set_status(ids[1:3], Status.READING)
    papers.trash(ids[2:3])
    shelf.library.notes.add(ids[0], "Compare.")
    shelf.library.notes.add(ids[0], "Again.")
    shelf.library.tags.add(ids[:3], ["zeta"])
    shelf.library.tags.add(ids[:1], ["alpha"])
    chosen = ids[:-1]
    rows, tally = papers.rows(chosen), papers.tally([*chosen, 999])
    assert tally.statuses == Counter(row.status for row in rows)
    assert tally.starred == sum(row.starred for row in rows) == 2
    assert tally.trashed == 1
    assert tally.notes == 1
    assert tally.seen == sum(row.seen > 1 for row in rows)
    assert [(tag.name, tag.papers) for tag in tally.tags] == [("zeta", 3), ("alpha", 1)]
    assert papers.tally([]).tags == ()


def test_counting_can_be_stopped(shelf: Shelf) -> None:
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        shelf.library.papers.tally(shelf.ids, context)
