"""Sets of seen papers: packed small and unpacked the same."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from readlist.storage import Storage, seen


@given(st.sets(st.integers(1, 2**63 - 1)))
@example({1, 255, 256, 65_792, 2**40})
def test_packing_loses_nothing(ids: set[int]) -> None:
    assert seen.unpack(seen.pack(ids)) == ids


def test_half_of_a_large_library_is_small() -> None:
    papers = [number for number in range(1, 100_001) if pow(number, 3, 104_729) % 2]
    assert len(seen.pack(papers)) < 20_000
    assert len(seen.pack(range(1, 100_001))) < 500


def test_what_no_undo_brings_back_is_forgotten(storage: Storage) -> None:
    with storage.unlogged() as db:
        for search_id in (1, 2):
            seen.add(db, search_id, "x", [5, 6])
        db.execute("INSERT INTO undo_step(id, label, state, at) VALUES(1, 'Delete', 'undo', '')")
        db.execute(
            "INSERT INTO undo_log(step_id, tbl, op, row_id, sql) "
            "VALUES(1, 'saved_search', 'delete', 2, '')"
        )
        seen.prune(db)
    rows = storage.read().execute("SELECT search_id FROM saved_search_seen").fetchall()
    assert [row[0] for row in rows] == [2]
