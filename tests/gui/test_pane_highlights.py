"""Highlights in the abstract: made, changed and removed by pointer and by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from readlist.domain.papers import Highlight, Paper
from readlist.gui.colours import HIGHLIGHT_COLOURS
from readlist.gui.context import AppContext
from readlist.gui.views.paper_pane import PaperPane
from tests.gui.pane_kit import click, paper_with, papers_of, settled, shown

GREEN = HIGHLIGHT_COLOURS["Green"]


@pytest.fixture
def library_file(pages_library: bytes) -> bytes:
    return pages_library


@pytest.fixture
def paper(context: AppContext) -> Paper:
    """A paper whose abstract has TeX remnants."""
    return paper_with(context.library, papers_of(context.library), "mathcal{O}(")


def select(pane: PaperPane, words: str) -> None:
    """Select the words in the abstract, as Shift and the arrow keys would."""
    view = pane.one.abstract.view
    found = view.document().find(words)
    assert not found.isNull()
    cursor = QTextCursor(view.document())
    cursor.setPosition(found.selectionStart())
    cursor.setPosition(found.selectionEnd(), QTextCursor.MoveMode.KeepAnchor)
    view.setFocus()
    view.setTextCursor(cursor)


def marks(context: AppContext, paper: Paper) -> tuple[Highlight, ...]:
    return context.library.papers.get(paper.id).highlights


def after_remnant(pane: PaperPane, paper: Paper) -> str:
    """Three words that stand behind the remnant, in the stored and in the readable text."""
    rest = paper.bib.abstract.split("mathcal{O}(", 1)[1]
    shown_text = pane.one.abstract.view.toPlainText()
    words = rest.split()
    runs = (" ".join(words[i : i + 3]) for i in range(3, len(words) - 3))
    return next(run for run in runs if run.replace(" ", "").isalpha() and run in shown_text)


def test_a_passage_is_highlighted_by_keyboard(
    qtbot: QtBot, context: AppContext, paper: Paper
) -> None:
    pane = shown(qtbot, context, paper.id)
    words = after_remnant(pane, paper)
    select(pane, words)
    qtbot.keyClick(pane.one.abstract.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(pane.one.abstract.view, Qt.Key.Key_H)
    bar = pane.one.abstract.bar
    assert bar.isVisible()
    assert bar.has_focus_within()
    qtbot.keyClick(pane.focusWidget(), Qt.Key.Key_Right)
    qtbot.keyClick(pane.focusWidget(), Qt.Key.Key_Return)
    settled(qtbot, context)
    (mark,) = marks(context, paper)
    assert mark.quote == words
    assert paper.bib.abstract[mark.start : mark.end] == words
    assert mark.colour == GREEN
    assert not bar.isVisible()
    assert pane.one.abstract.view.hasFocus()
    drawn = [m.cursor.selectedText() for m in pane.one.abstract.view.extraSelections()]
    assert drawn == [words]
    assert pane.one.abstract.quotes.lines[0].quote.toPlainText() == f"“{words}”"


def test_letters_typed_on_a_colour_begin_the_comment(
    qtbot: QtBot, context: AppContext, paper: Paper
) -> None:
    pane = shown(qtbot, context, paper.id)
    select(pane, after_remnant(pane, paper))
    qtbot.keyClick(pane.one.abstract.view, Qt.Key.Key_H)
    for letter in "so on":
        qtbot.keyClicks(pane.focusWidget(), letter)
    qtbot.keyClick(pane.focusWidget(), Qt.Key.Key_Return)
    settled(qtbot, context)
    (mark,) = marks(context, paper)
    assert mark.comment == "so on"


def test_the_pointer_selects_colours_and_comments(
    qtbot: QtBot, context: AppContext, paper: Paper
) -> None:
    pane = shown(qtbot, context, paper.id)
    view, bar = pane.one.abstract.view, pane.one.abstract.bar
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(2, 8))
    qtbot.mouseMove(view.viewport(), QPoint(150, 8))
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(150, 8))
    assert bar.isVisible()
    assert not bar.has_focus_within()
    click(qtbot, bar.comment)
    bar.comment.setFocus()
    qtbot.keyClicks(bar.comment, "check this")
    click(qtbot, bar.swatches.swatches[1])
    settled(qtbot, context)
    (mark,) = marks(context, paper)
    assert (mark.colour, mark.comment) == (GREEN, "check this")
    assert paper.bib.abstract.startswith(mark.quote[:8])


def test_a_highlight_is_changed_and_removed(
    qtbot: QtBot, context: AppContext, paper: Paper
) -> None:
    context.library.highlights.add(paper.id, 0, 40)
    pane = shown(qtbot, context, paper.id)
    view, bar = pane.one.abstract.view, pane.one.abstract.bar
    click(qtbot, view.viewport(), QPoint(60, 8))
    assert bar.highlight is not None
    bar.comment.setFocus()
    qtbot.keyClicks(bar.comment, "first words")
    qtbot.keyClick(bar.comment, Qt.Key.Key_Return)
    settled(qtbot, context)
    assert marks(context, paper)[0].comment == "first words"
    click(qtbot, pane.one.abstract.quotes.lines[0].edit_button)
    assert bar.has_focus_within()
    click(qtbot, bar.swatches.swatches[1])
    settled(qtbot, context)
    assert bar.isVisible()
    assert marks(context, paper)[0].colour == GREEN
    click(qtbot, bar.remove_button)
    settled(qtbot, context)
    assert marks(context, paper) == ()
    assert not pane.one.abstract.quotes.lines


def test_escape_leaves_all_as_it_was(qtbot: QtBot, context: AppContext, paper: Paper) -> None:
    context.library.highlights.add(paper.id, 0, 40, comment="kept")
    pane = shown(qtbot, context, paper.id)
    view, bar = pane.one.abstract.view, pane.one.abstract.bar
    cursor = view.textCursor()
    cursor.setPosition(10)
    view.setTextCursor(cursor)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_H)
    bar.comment.setFocus()
    qtbot.keyClicks(bar.comment, " not")
    qtbot.keyClick(bar.comment, Qt.Key.Key_Escape)
    settled(qtbot, context)
    assert not bar.isVisible()
    assert marks(context, paper)[0].comment == "kept"


def test_another_paper_keeps_the_comment_and_closes_the_bar(
    qtbot: QtBot, context: AppContext, paper: Paper
) -> None:
    context.library.highlights.add(paper.id, 0, 40)
    pane = shown(qtbot, context, paper.id)
    click(qtbot, pane.one.abstract.quotes.lines[0].edit_button)
    pane.one.abstract.bar.comment.setFocus()
    qtbot.keyClicks(pane.one.abstract.bar.comment, "in a hurry")
    pane.show_papers([])
    settled(qtbot, context)
    assert marks(context, paper)[0].comment == "in a hurry"
    assert not pane.one.abstract.bar.isVisible()


def test_a_comment_that_is_being_typed_is_kept_at_the_end(
    qtbot: QtBot, context: AppContext, paper: Paper
) -> None:
    pane = shown(qtbot, context, paper.id)
    context.library.highlights.add(paper.id, 0, 12)
    settled(qtbot, context)
    click(qtbot, pane.one.abstract.quotes.lines[0].edit_button)
    qtbot.keyClicks(pane.one.abstract.bar.comment, "the claim")
    pane.flush()
    settled(qtbot, context)
    assert marks(context, paper)[0].comment == "the claim"
