"""Notes and highlights."""

from __future__ import annotations

import pytest

from readlist.domain.errors import InvalidValueError, NotFoundError
from tests.unit.library_core.shelf import ABSTRACT, Shelf


def test_saves_while_typing_are_one_step(shelf: Shelf) -> None:
    notes, paper = shelf.library.notes, shelf.ids[0]
    notes.add(paper, "Compare with\0 GaitSet")
    note = shelf.library.papers.get(paper).notes[0]
    assert note.text == "Compare with GaitSet"
    for text in ("a", "ab", "abc"):
        assert notes.save(note.id, text).kinds == {"notes"}
    assert not notes.save(note.id, "abc")
    shelf.library.history.undo()
    assert shelf.library.papers.get(paper).notes == (note,)
    shelf.library.history.redo()
    assert shelf.library.papers.get(paper).notes[0].text == "abc"
    notes.delete(note.id)
    assert shelf.library.papers.get(paper).notes == ()
    with pytest.raises(NotFoundError):
        notes.save(note.id, "x")
    with pytest.raises(InvalidValueError):
        notes.add(paper, " \n")
    with pytest.raises(NotFoundError):
        notes.add(999, "x")


def test_a_note_that_was_emptied_does_not_show_in_the_table(shelf: Shelf) -> None:
    paper = shelf.ids[0]
    shelf.library.notes.add(paper, "x")
    shelf.library.notes.save(shelf.library.papers.get(paper).notes[0].id, "")
    assert not shelf.library.papers.rows([paper])[0].has_note


def test_highlights_quote_their_passage(shelf: Shelf) -> None:
    marks, paper = shelf.library.highlights, shelf.ids[0]
    start = ABSTRACT.index("biometric")
    marks.add(paper, start, start + 9, colour="#F5D33B", comment="key")
    [mark] = shelf.library.papers.get(paper).highlights
    assert (mark.quote, mark.colour, mark.comment) == ("biometric", "#f5d33b", "key")
    marks.edit(mark.id, comment="better")
    marks.edit(mark.id, colour="")
    [mark] = shelf.library.papers.get(paper).highlights
    assert (mark.colour, mark.comment) == ("", "better")
    marks.delete(mark.id)
    assert shelf.library.papers.get(paper).highlights == ()
    with pytest.raises(NotFoundError):
        marks.edit(mark.id, comment="x")


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 4), (-1, 4), (0, 10_000), (4, 5)])
def test_highlights_need_a_passage(shelf: Shelf, start: int, end: int) -> None:
    with pytest.raises(InvalidValueError, match="passage"):
        shelf.library.highlights.add(shelf.ids[0], start, end)
