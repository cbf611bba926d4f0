"""Saved searches: kept by name, with what is new since the reader last looked."""

from __future__ import annotations

import pytest

from readlist.domain.errors import InvalidValueError, NotFoundError
from readlist.domain.views import SavedSearch
from readlist.jobs.context import Cancelled, JobContext
from readlist.library import Library
from tests.unit.library_core.shelf import Shelf
from tests.unit.storage.papers import add_papers


def only(library: Library) -> SavedSearch:
    (search,) = library.saved.all()
    return search


def news(library: Library) -> int:
    """How many are new in the only saved search."""
    return library.saved.news()[only(library).id]


def bring(shelf: Shelf, *titles: str) -> list[int]:
    """New papers that the index knows of."""
    ids = add_papers(shelf.storage, *titles)
    shelf.library.search.update()
    return ids


def test_saved_searches(shelf: Shelf) -> None:
    saved = shelf.library.saved
    saved.save("Theory", "tag:theory")
    saved.save("theory", "tag:theory is:starred")
    saved.save("Code", "has:code")
    code, theory = saved.all()
    assert (theory.name, theory.query) == ("Theory", "tag:theory is:starred")
    with pytest.raises(InvalidValueError):
        saved.rename(code.id, "THEORY")
    saved.rename(code.id, "Repositories")
    saved.delete(theory.id)
    assert [one.name for one in saved.all()] == ["Repositories"]
    with pytest.raises(NotFoundError):
        saved.delete(theory.id)
    with pytest.raises(InvalidValueError):
        saved.save("Empty", " ")


def test_papers_that_came_are_new_until_looked_at(shelf: Shelf) -> None:
    library = shelf.library
    library.search.update()
    library.saved.save("Gait", "gait")
    assert news(library) == 0
    bring(shelf, "Gait of the Third Kind", "Nothing of It", "Gait Once More")
    assert news(library) == 2
    library.saved.looked(only(library).id)
    assert news(library) == 0


def test_papers_that_match_only_since_they_were_tagged_are_new(shelf: Shelf) -> None:
    library, (first, second) = shelf.library, shelf.ids[:2]
    library.tags.add([first], ["theory"])
    library.saved.save("Theory", "tag:theory")
    library.tags.add([second], ["theory"])
    assert news(library) == 1
    library.saved.looked(only(library).id, [first])  # the window showed only this one
    assert news(library) == 1
    library.saved.looked(only(library).id, [first, second])
    assert news(library) == 0


def test_what_was_seen_never_becomes_new_by_an_undo(shelf: Shelf) -> None:
    library, (first, second) = shelf.library, shelf.ids[:2]
    library.tags.add([first, second], ["theory"])
    library.saved.save("Theory", "tag:theory")
    search = only(library)
    library.papers.trash([first])
    library.saved.looked(search.id)
    library.history.undo()
    assert news(library) == 0
    library.saved.delete(search.id)
    assert library.saved.news() == {}
    library.history.undo()
    assert only(library) == search
    assert news(library) == 0


def test_looking_is_no_step_and_tells_nobody(shelf: Shelf) -> None:
    library = shelf.library
    library.saved.save("Stars", "is:starred")
    library.papers.star(shelf.ids[:1], True)
    before, told = library.history.state(), list[object]()
    library.subscribe(told.append)
    library.saved.looked(only(library).id)
    assert library.history.state() == before
    assert told == []
    library.history.undo()
    library.history.redo()
    assert news(library) == 0
    with pytest.raises(NotFoundError):
        library.saved.looked(99)


def test_another_query_begins_anew_and_its_undo_finds_what_was_seen(shelf: Shelf) -> None:
    library = shelf.library
    library.saved.save("Mine", "is:starred")
    library.papers.star(shelf.ids[:2], True)
    library.saved.save("Mine", "status:inbox")
    assert news(library) == 0
    library.history.undo()
    assert news(library) == 2


def test_searches_that_were_never_looked_at_have_nothing_new(
    shelf: Shelf, storage_row: None
) -> None:
    assert storage_row is None
    library = shelf.library
    library.papers.star(shelf.ids[:1], True)
    assert news(library) == 0
    library.papers.star(shelf.ids[:3], True)
    assert news(library) == 2


@pytest.fixture
def storage_row(shelf: Shelf) -> None:
    """A saved search as an older version left it."""
    with shelf.storage.unlogged() as db:
        db.execute("INSERT INTO saved_search(name, name_key, query) VALUES('S','s','is:starred')")


def test_plain_matching_counts_nothing(shelf: Shelf) -> None:
    library = shelf.library
    library.saved.save("Gait", "gait")  # before there is an index
    assert library.search.find("gait").by_sql
    assert library.saved.news() == {}
    library.saved.looked(only(library).id)
    library.search.update()
    assert news(library) == 0
    bring(shelf, "Gait Again")
    assert news(library) == 1


def test_counting_can_be_cancelled(shelf: Shelf) -> None:
    shelf.library.saved.save("Stars", "is:starred")
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        shelf.library.saved.news(context)
