"""Reading lists and their order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.errors import InvalidValueError, NotFoundError
from readlist.library.lists import _moved
from tests.unit.library_core.shelf import Shelf
from tests.unit.storage.papers import contents


def test_names_are_unique_ignoring_case(shelf: Shelf) -> None:
    lists = shelf.library.lists
    lists.create("To cite", "for the thesis")
    found = lists.get("to CITE")
    assert (found.name, found.description, found.papers) == ("To cite", "for the thesis", 0)
    with pytest.raises(InvalidValueError, match="already"):
        lists.create("TO CITE")
    lists.create("Later")
    with pytest.raises(InvalidValueError, match="already"):
        lists.edit(lists.get("Later").id, name="to cite")
    assert lists.edit(found.id, name="To Cite").label == "Rename the list To cite to To Cite"
    lists.edit(found.id, description="done")
    assert [(one.name, one.description) for one in lists.all()] == [
        ("Later", ""),
        ("To Cite", "done"),
    ]


def test_papers_keep_the_order_by_hand(shelf: Shelf) -> None:
    lists, (a, b, c, d) = shelf.library.lists, shelf.ids
    lists.create("Order")
    one = lists.get("Order").id
    lists.add(one, [c, a])
    change = lists.add(one, [a, d, b, d])
    assert change.label == "Add 2 papers to the list Order"
    assert lists.paper_ids(one) == [c, a, d, b]
    lists.move(one, [b, c], a)
    assert lists.paper_ids(one) == [c, b, a, d]
    lists.move(one, [c], None)
    assert lists.paper_ids(one) == [b, a, d, c]
    shelf.library.papers.trash([a])
    lists.move(one, [c], d)
    shelf.library.papers.restore([a])
    assert lists.paper_ids(one) == [b, a, c, d]
    assert lists.remove(one, [b, 999]).label == "Remove 1 paper from the list Order"
    assert lists.paper_ids(one) == [a, c, d]
    assert not lists.move(one, [a], c)


def test_deleting_a_list_keeps_its_papers(shelf: Shelf) -> None:
    lists = shelf.library.lists
    lists.create("Gone")
    lists.add(lists.get("Gone").id, shelf.ids)
    before = contents(shelf.storage)
    assert lists.delete(lists.get("Gone").id).papers == set(shelf.ids)
    assert lists.all() == []
    assert shelf.library.counts().all == 4
    shelf.library.history.undo()
    assert contents(shelf.storage) == before


def test_what_is_missing_is_told(shelf: Shelf) -> None:
    lists = shelf.library.lists
    with pytest.raises(NotFoundError):
        lists.get("none")
    with pytest.raises(NotFoundError):
        lists.add(7, shelf.ids)
    lists.create("Here")
    with pytest.raises(NotFoundError):
        lists.move(lists.get("Here").id, [], shelf.ids[0])


@given(st.permutations(range(8)), st.sets(st.integers(0, 9)), st.none() | st.integers(0, 7))
def test_moving_keeps_all_papers_and_both_orders(
    order: list[int], ids: set[int], before: int | None
) -> None:
    after = _moved(order, ids, before)
    assert sorted(after) == sorted(order)
    assert [one for one in after if one in ids] == [one for one in order if one in ids]
    assert [one for one in after if one not in ids] == [one for one in order if one not in ids]
    moved = [place for place, one in enumerate(after) if one in ids]
    assert moved == list(range(moved[0], moved[0] + len(moved))) if moved else True
    if before is not None and before not in ids and moved:
        assert after[moved[-1] + 1] == before
