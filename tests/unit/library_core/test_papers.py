"""Marking, editing and throwing away papers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.errors import InvalidValueError, NotFoundError
from readlist.domain.papers import Status
from readlist.domain.people import Name
from readlist.library.paper_fields import checked_fields
from tests.unit.library_core.shelf import ABSTRACT, Shelf
from tests.unit.storage.papers import TITLES, contents


def test_marks_on_many_are_one_step_and_count_what_changed(shelf: Shelf) -> None:
    papers = shelf.library.papers
    papers.star(shelf.ids[:1], True)
    change = papers.star(shelf.ids, True)
    assert change.label == "Star 3 papers"
    assert change.papers == set(shelf.ids[1:])
    assert papers.set_status(shelf.ids[:1], Status.READ).label == "Mark as read: 1 paper"
    assert not papers.set_status(shelf.ids[:1], Status.READ)
    papers.rate(shelf.ids[:2], 4)
    assert [papers.get(one).rating for one in shelf.ids] == [4, 4, 0, 0]
    assert set(shelf.library.search.find("rating:>=4").ids) == set(shelf.ids[:2])
    with pytest.raises(InvalidValueError, match="not a rating"):
        papers.rate(shelf.ids, 6)


def test_rows_keep_the_order_asked_for(shelf: Shelf) -> None:
    papers, (first, second, third, _) = shelf.library.papers, shelf.ids
    shelf.library.tags.add([second], ["vision", "gait"])
    shelf.library.notes.add(second, "see also")
    rows = papers.rows([third, 999, second, first])
    assert [row.id for row in rows] == [third, second, first]
    assert [tag.name for tag in rows[1].tags] == ["gait", "vision"]
    assert rows[1].has_note
    assert not rows[0].has_note
    assert papers.exists([999, third]) == [third]


@pytest.mark.parametrize(
    ("authors", "count", "label"),
    [
        ([], None, ""),
        ([], 4, "4 authors"),
        (["Ada Lovelace"], 4, "Lovelace"),
        (["Laurens van der Maaten", "Geoffrey Hinton"], None, "van der Maaten, Hinton"),
        (["Ashish Vaswani", "Noam Shazeer", "Niki Parmar"], None, "Vaswani et al."),
    ],
)
def test_the_authors_of_a_row(
    shelf: Shelf, authors: list[str], count: int | None, label: str
) -> None:
    paper = shelf.ids[0]
    shelf.library.papers.edit(paper, authors=authors, authors_count=count)
    assert shelf.library.papers.rows([paper])[0].authors_label == label


def test_editing_marks_only_the_fields_that_differ(shelf: Shelf) -> None:
    papers, paper = shelf.library.papers, shelf.ids[0]
    change = papers.edit(
        paper, title=TITLES[0], published="2023-11", authors=["Ada Lovelace"], venue=""
    )
    found = papers.get(paper)
    assert change.papers == {paper}
    assert found.edited == {"published", "authors"}
    assert found.bib.published == PartialDate(2023, 11)
    assert found.bib.published_source is DateSource.READER
    assert found.bib.authors == (Name(given="Ada", family="Lovelace"),)
    assert not papers.edit(paper, published="2023-11", authors="Lovelace, Ada")
    assert papers.edit(paper, venue=" NeurIPS \n 2023").label == "Edit the venue"
    assert papers.get(paper).bib.venue == "NeurIPS 2023"
    sources = contents(shelf.storage)["field_source"]
    assert {row[2] for row in sources} == {"published", "authors", "venue"}


def test_an_edited_abstract_keeps_links_and_highlights_in_step(shelf: Shelf) -> None:
    paper = shelf.ids[0]
    start = ABSTRACT.index("multi-head")
    shelf.library.highlights.add(paper, start, start + len("multi-head attention"))
    shelf.library.highlights.add(paper, 0, 4)
    text = "We use multi-head attention twice: multi-head attention. https://github.com/b/walk"
    shelf.library.papers.edit(paper, abstract=text)
    found = shelf.library.papers.get(paper)
    assert found.code_links == ("https://github.com/b/walk",)
    kept, lost = found.highlights
    assert text[kept.start : kept.end] == kept.quote == "multi-head attention"
    assert kept.start == text.rindex("multi-head")  # the nearer of two places
    assert (lost.start, lost.end, lost.quote) == (len(text), len(text), "Gait")


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("arxiv_id", "https://arxiv.org/abs/2503.02130v2", "2503.02130"),
        ("doi", "https://doi.org/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
        ("citation_key", "vaswani2017attention", "vaswani2017attention"),
        ("entry_type", "@InProceedings", "inproceedings"),
        ("authors_count", "4", 4),
        ("authors_count", "", None),
        ("url", "https://huggingface.co/papers", "https://huggingface.co/papers"),
        ("extra", {"editor": "A"}, {"editor": "A"}),
    ],
)
def test_fields_are_stored_in_one_form(
    shelf: Shelf, field: str, value: object, stored: object
) -> None:
    shelf.library.papers.edit(shelf.ids[0], **{field: value})
    assert getattr(shelf.library.papers.get(shelf.ids[0]).bib, field) == stored


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "  "),
        ("title", 3),
        ("published", "soon"),
        ("published", 2023),
        ("authors", 7),
        ("authors_count", "many"),
        ("authors_count", -1),
        ("arxiv_id", "x"),
        ("doi", "x"),
        ("doi", "10.48550/arXiv.2503.02130"),
        ("url", "javascript:alert(1)"),
        ("citation_key", "two words"),
        ("citation_key", "schrödinger"),
        ("citation_key", "a,b"),
        ("entry_type", "in proceedings"),
        ("extra", "x"),
        ("shoe_size", "43"),
    ],
)
def test_fields_that_break_their_rule_change_nothing(
    shelf: Shelf, field: str, value: object
) -> None:
    before = contents(shelf.storage)
    with pytest.raises(InvalidValueError):
        shelf.library.papers.edit(shelf.ids[0], venue="X", **{field: value})
    assert contents(shelf.storage) == before


def test_citation_keys_are_unique_ignoring_case(shelf: Shelf) -> None:
    first, second, *_ = shelf.ids
    shelf.library.papers.edit(first, citation_key="Vaswani2017")
    with pytest.raises(InvalidValueError, match="Another paper"):
        shelf.library.papers.edit(second, citation_key="vaswani2017")
    shelf.library.papers.edit(first, citation_key="vaswani2017")
    assert shelf.library.papers.get(first).bib.citation_key == "vaswani2017"


def test_the_trash_and_deleting_for_good(shelf: Shelf) -> None:
    papers, (first, second, *rest) = shelf.library.papers, shelf.ids
    shelf.library.notes.add(first, "kept with its paper")
    shelf.library.tags.add([first], ["theory"])
    shelf.library.lists.create("To cite")
    to_cite = shelf.library.lists.get("To cite").id
    shelf.library.lists.add(to_cite, shelf.ids)
    assert papers.trash([first, second]).label == "Move 2 papers to the Trash"
    assert not papers.trash([first])
    assert papers.rows([first])[0].trashed
    assert shelf.library.lists.paper_ids(to_cite) == rest
    assert shelf.library.tags.all()[0].papers == 0
    papers.restore([second])
    before = contents(shelf.storage)
    change = papers.delete([first])
    assert change.removed == {first}
    assert change.kinds == {"papers", "notes", "tags", "lists"}
    with pytest.raises(NotFoundError):
        papers.get(first)
    shelf.library.history.undo()
    assert contents(shelf.storage) == before


def test_what_is_missing_is_told(shelf: Shelf) -> None:
    with pytest.raises(NotFoundError):
        shelf.library.papers.get(999)
    with pytest.raises(NotFoundError):
        shelf.library.papers.edit(999, title="x")
    assert not shelf.library.papers.star([999], True)


@given(st.sampled_from(["title", "venue", "abstract", "pages", "organization"]), st.text())
def test_any_text_can_be_stored(field: str, text: str) -> None:
    try:
        columns = checked_fields({field: text}).columns[field]
    except InvalidValueError:
        assert field == "title"
    else:
        value = columns[field]
        assert isinstance(value, str)
        assert "\0" not in value
        value.encode()
