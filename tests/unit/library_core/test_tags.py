"""Tags and their tree."""

from __future__ import annotations

import pytest

from readlist.domain.errors import InvalidValueError, NotFoundError
from tests.unit.library_core.shelf import Shelf
from tests.unit.storage.papers import contents


def _tags(shelf: Shelf) -> dict[str, int]:
    return {tag.name: tag.papers for tag in shelf.library.tags.all()}


def test_tags_are_the_same_ignoring_case(shelf: Shelf) -> None:
    tags = shelf.library.tags
    change = tags.add(shelf.ids[:2], ["Théorie", "vision"])
    assert change.label == "Tag 2 papers with Théorie, vision"
    assert change.papers == set(shelf.ids[:2])
    tags.add(shelf.ids[1:3], ["THÉORIE"])
    assert _tags(shelf) == {"Théorie": 3, "vision": 2}
    tags.remove(shelf.ids[:1], ["théorie"])
    assert _tags(shelf) == {"Théorie": 2, "vision": 2}
    assert not tags.add(shelf.ids[1:2], ["Vision"])


@pytest.mark.parametrize(("written", "stored"), [(" a / b ", "a/b"), ("two  words", "two words")])
def test_names_are_tidied(shelf: Shelf, written: str, stored: str) -> None:
    shelf.library.tags.create(written, "#FF0000")
    [tag] = shelf.library.tags.all()
    assert (tag.name, tag.colour) == (stored, "#ff0000")


def test_a_name_is_what_is_seen_of_it(shelf: Shelf) -> None:
    library = shelf.library
    library.tags.add(shelf.ids[:1], ["graphs"])
    library.lists.create("To cite")
    assert library.tags.add(shelf.ids[1:2], ["gra\u202ephs"]).label == "Tag 1 paper with graphs"
    assert _tags(shelf) == {"graphs": 2}
    with pytest.raises(InvalidValueError, match="already"):
        library.lists.create("To\u2066 cite")
    with pytest.raises(InvalidValueError) as refused:
        library.tags.create("a/\u202e/\x1b[31m")
    assert str(refused.value).startswith("'a//[31m' is not a tag.")


@pytest.mark.parametrize(
    "name", ["", " ", "a//b", "/a", "a/", "\0", "x" * 201, "\u202e", "a/\u200b"]
)
def test_names_that_are_none(shelf: Shelf, name: str) -> None:
    with pytest.raises(InvalidValueError):
        shelf.library.tags.add(shelf.ids, [name])


def test_renaming_takes_the_tags_below_along(shelf: Shelf) -> None:
    tags = shelf.library.tags
    for name in ("a", "a/x", "a/x/y", "ab"):
        tags.add(shelf.ids[:1], [name])
    change = tags.rename("A", "b")
    assert set(_tags(shelf)) == {"ab", "b", "b/x", "b/x/y"}
    assert change.papers == {shelf.ids[0]}
    tags.rename("b", "b/x")
    assert set(_tags(shelf)) == {"ab", "b/x", "b/x/x", "b/x/x/y"}
    tags.rename("b/x", "b")
    assert set(_tags(shelf)) == {"ab", "b", "b/x", "b/x/y"}
    tags.rename("b", "B")
    assert set(_tags(shelf)) == {"ab", "B", "B/x", "B/x/y"}


def test_renaming_a_branch_that_is_no_tag_itself(shelf: Shelf) -> None:
    shelf.library.tags.create("nlp/parsing")
    shelf.library.tags.rename("nlp", "language")
    assert set(_tags(shelf)) == {"language/parsing"}


def test_renaming_onto_another_tag_is_refused(shelf: Shelf) -> None:
    tags = shelf.library.tags
    for name in ("a", "a/x", "b/x"):
        tags.create(name)
    before = contents(shelf.storage)
    with pytest.raises(InvalidValueError, match="Merge"):
        tags.rename("a", "b")
    assert contents(shelf.storage) == before
    with pytest.raises(NotFoundError):
        tags.rename("c", "d")
    with pytest.raises(InvalidValueError):
        tags.create("A")


def test_merging_joins_papers_and_branches(shelf: Shelf) -> None:
    tags, ids = shelf.library.tags, shelf.ids
    tags.add(ids[:2], ["a", "a/x"])
    tags.add(ids[1:3], ["b", "b/x"])
    tags.add(ids[3:], ["c"])
    before = contents(shelf.storage)
    assert tags.merge(["a", "c"], "B").label == "Merge a, c into B"
    assert _tags(shelf) == {"b": 4, "b/x": 3}
    shelf.library.history.undo()
    assert contents(shelf.storage) == before
    tags.merge(["a"], "a/x")
    assert _tags(shelf) == {"a/x": 2, "b": 2, "b/x": 2, "c": 1}
    with pytest.raises(NotFoundError):
        tags.merge(["unknown"], "b")


def test_recolouring_and_deleting(shelf: Shelf) -> None:
    tags = shelf.library.tags
    tags.add(shelf.ids[:1], ["a", "a/x"])
    tags.recolour("A", "#00ff00")
    assert shelf.library.papers.get(shelf.ids[0]).tags[0].colour == "#00ff00"
    with pytest.raises(InvalidValueError):
        tags.recolour("a", "green")
    assert tags.delete(["a"]).papers == {shelf.ids[0]}
    assert set(_tags(shelf)) == {"a/x"}
    with pytest.raises(NotFoundError):
        tags.delete(["a"])


def test_the_tree_below_moves_by_parts_not_by_letters(shelf: Shelf) -> None:
    tags = shelf.library.tags
    tags.add(shelf.ids[:1], ["theory/scaling", "STRASSE/x"])
    tags.rename(" Theory ", "t")
    tags.rename("stra\N{LATIN SMALL LETTER SHARP S}e", "s")  # one letter less than STRASSE
    assert _tags(shelf) == {"t/scaling": 1, "s/x": 1}
    tags.merge([" T "], "u")
    assert _tags(shelf) == {"u/scaling": 1, "s/x": 1}


@pytest.mark.parametrize("sources", [["a", "a/x"], ["a/x", "A/X", "a"]])
def test_a_tag_and_one_below_it_merge_in_any_order(shelf: Shelf, sources: list[str]) -> None:
    tags = shelf.library.tags
    tags.add(shelf.ids[:1], ["a", "a/y"])
    tags.add(shelf.ids[1:2], ["a/x"])
    tags.merge(sources, "m")
    assert _tags(shelf) == {"m": 2, "m/y": 1}
    tags.delete(["m", " M"])
    assert _tags(shelf) == {"m/y": 1}
