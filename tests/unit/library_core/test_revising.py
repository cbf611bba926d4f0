"""A whole form of fields as one step."""

from __future__ import annotations

import pytest

from readlist.domain.errors import InvalidValueError, NotFoundError
from tests.unit.library_core.shelf import Shelf


def test_a_draft_is_what_saving_would_give(shelf: Shelf) -> None:
    library, (first, *_) = shelf.library, shelf.ids
    fields: dict[str, object] = {
        "authors": "van der Maaten, Laurens\n{Gemini Team}",
        "published": "2023-11",
        "arxiv_id": "https://huggingface.co/papers/2503.02130",
        "authors_count": "2",
        "extra": {"isbn": "978-3-16-148410-0", "files": [1, 2]},
    }
    draft = library.revising.drafted(library.papers.get(first), fields)
    entry = library.revising.entry(draft)
    assert "author = {van der Maaten, Laurens and {Gemini Team}}" in entry.text
    assert "eprint = {2503.02130}" in entry.text
    assert not entry.problems
    assert library.papers.get(first).bib.authors == ()
    assert library.revising.commit(first, fields).label == "Edit the details"
    assert library.papers.get(first).bib == draft.bib
    library.history.undo()
    assert library.papers.get(first).bib.authors == ()


def test_a_field_that_is_given_back_can_be_filled_again(shelf: Shelf) -> None:
    library, (first, *_) = shelf.library, shelf.ids
    library.papers.edit(first, venue="NeurIPS", authors=["Ada Lovelace"])
    library.revising.commit(first, {"venue": ""}, {"venue"})
    paper = library.papers.get(first)
    assert paper.edited == {"authors"}
    assert paper.bib.venue == ""
    assert [one.field for one in library.papers.sources(first)] == ["authors"]
    library.history.undo()
    assert library.papers.get(first).edited == {"authors", "venue"}
    assert library.papers.get(first).bib.venue == "NeurIPS"


def test_what_cannot_be_saved_is_told(shelf: Shelf) -> None:
    library, (first, second, *_) = shelf.library, shelf.ids
    library.papers.edit(second, citation_key="taken2023")
    with pytest.raises(InvalidValueError, match="Another paper has the citation key"):
        library.revising.commit(first, {"citation_key": "Taken2023", "venue": "NeurIPS"})
    assert library.papers.get(first).bib.venue == ""
    with pytest.raises(InvalidValueError, match="not a date"):
        library.revising.drafted(library.papers.get(first), {"published": "2023-13"})
    with pytest.raises(NotFoundError):
        library.revising.commit(999, {"venue": "NeurIPS"})
