"""The form: every fact can be corrected, with plain words where something is wrong."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from readlist.domain.people import Name, parse_name
from readlist.gui.context import AppContext
from readlist.gui.field_rules import RULES, written_name
from readlist.gui.views.pane_details import FieldEditor
from readlist.gui.views.paper_pane import PaperPane
from tests.gui.pane_kit import papers_of, settled, shown
from tests.gui.test_edit_dialog import answered


@pytest.fixture
def library_file(page_library: bytes) -> bytes:
    return page_library


@pytest.fixture
def ids(context: AppContext) -> list[int]:
    """Papers of a page."""
    return papers_of(context.library)


@pytest.fixture
def pane(qtbot: QtBot, context: AppContext, ids: list[int]) -> PaperPane:
    """The pane with the form of the first paper open."""
    pane = shown(qtbot, context, ids[0])
    pane.edit_details()
    return pane


def write(qtbot: QtBot, pane: PaperPane, name: str, text: str) -> FieldEditor:
    """Replace the text of a field by typing, and go to the next one."""
    field = pane.one.details.fields[name]
    editor = field.editor
    assert isinstance(editor, QLineEdit | QPlainTextEdit)
    editor.setFocus()
    editor.selectAll()
    for line, part in enumerate(text.split("\n")):
        if line:
            qtbot.keyClick(editor, Qt.Key.Key_Return)
        qtbot.keyClicks(editor, part)
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    return field


def test_fields_are_written_when_they_are_left(
    qtbot: QtBot, context: AppContext, pane: PaperPane, ids: list[int]
) -> None:
    assert pane.one.details.fields["title"].editor.hasFocus()
    write(qtbot, pane, "authors", "Ada Lovelace\nvan der Maaten, Laurens\n{Gemini Team}")
    write(qtbot, pane, "published", "2023-11")
    write(qtbot, pane, "arxiv_id", "https://arxiv.org/abs/2503.02130v2")
    write(qtbot, pane, "venue", "NeurIPS")
    settled(qtbot, context)
    paper = context.library.papers.get(ids[0])
    assert [n.display for n in paper.bib.authors][:2] == ["Ada Lovelace", "Laurens van der Maaten"]
    assert paper.bib.authors[2] == Name(literal="Gemini Team")
    assert str(paper.bib.published) == "2023-11"
    assert paper.bib.arxiv_id == "2503.02130"
    assert pane.one.details.fields["arxiv_id"].text == "2503.02130"
    assert pane.one.details.fields["venue"].label.text().endswith("✎")
    assert "You wrote this" in pane.one.details.fields["venue"].label.toolTip()
    assert pane.one.details.fields["title"].label.toolTip().startswith("from the page of ")
    assert "NeurIPS" in pane.one.header.byline.toPlainText()
    assert context.library.history.state().undo == "Edit the venue"
    context.library.history.undo()
    settled(qtbot, context)
    assert pane.one.details.fields["venue"].text == ""


@pytest.mark.parametrize(
    "case",
    [
        ("title", "  ", "A paper needs a title."),
        ("published", "last year", "is not a date"),
        ("arxiv_id", "hello", "is not an arXiv id"),
        ("doi", "hello", "is not a DOI"),
        ("url", "ftp://x", "is not a web address"),
        ("citation_key", "a b", "cannot be a citation key"),
        ("authors_count", "many", "whole number"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    qtbot: QtBot, context: AppContext, pane: PaperPane, case: tuple[str, str, str]
) -> None:
    name, text, words = case
    (paper_id,) = pane.ids
    before = context.library.papers.get(paper_id).bib
    field = write(qtbot, pane, name, text)
    settled(qtbot, context)
    assert field.error.isVisible()
    assert words in field.error.text()
    assert context.library.papers.get(paper_id).bib == before
    field.editor.setFocus()
    qtbot.keyClick(field.editor, Qt.Key.Key_Escape)
    assert not field.error.isVisible()
    assert not field.touched


def test_a_taken_citation_key_is_refused(
    qtbot: QtBot, context: AppContext, pane: PaperPane, ids: list[int]
) -> None:
    context.library.papers.edit(ids[1], citation_key="llava2023")
    field = write(qtbot, pane, "citation_key", "llava2023")
    settled(qtbot, context)
    assert field.error.text().startswith("Another paper has the citation key llava2023.")
    assert field.text == "llava2023"


def test_unsound_text_waits_while_another_paper_is_read(
    qtbot: QtBot, pane: PaperPane, ids: list[int]
) -> None:
    write(qtbot, pane, "published", "2023-13")
    pane.show_papers([ids[1]])
    assert pane.one.details.fields["published"].error.text() == ""
    pane.show_papers([ids[0]])
    field = pane.one.details.fields["published"]
    assert field.text == "2023-13"
    assert field.error.text()


def test_typing_outlives_a_change_elsewhere(
    qtbot: QtBot, context: AppContext, pane: PaperPane, ids: list[int]
) -> None:
    editor = pane.one.details.fields["venue"].editor
    editor.setFocus()
    qtbot.keyClicks(editor, "Neur")
    context.library.papers.star([ids[0]], True)
    settled(qtbot, context)
    assert pane.one.details.fields["venue"].text == "Neur"
    pane.show_papers([ids[1]])
    settled(qtbot, context)
    assert context.library.papers.get(ids[0]).bib.venue == "Neur"


def test_short_fields_stand_side_by_side_where_there_is_room(pane: PaperPane, qtbot: QtBot) -> None:
    left, right = pane.one.details.fields["published"], pane.one.details.fields["venue"]
    pane.resize(340, 700)
    qtbot.waitUntil(lambda: left.y() != right.y() and left.x() == right.x())
    pane.resize(900, 700)
    qtbot.waitUntil(lambda: left.y() == right.y())


def test_every_rule_can_be_read_back(context: AppContext, ids: list[int]) -> None:
    bib = context.library.papers.get(ids[0]).bib
    written = {rule.name: rule.write(bib) for rule in RULES}
    context.library.papers.edit(ids[0], **written)
    again = context.library.papers.get(ids[0]).bib
    assert {rule.name: rule.write(again) for rule in RULES} == written


@pytest.mark.parametrize(
    "text",
    ["Ada Lovelace", "King, Jr., Martin Luther", "van der Maaten, Laurens", "{Gemini Team}",
     "García Márquez, Gabriel", "Teven Le Scao"],
)  # fmt: skip
def test_a_name_is_written_so_that_it_reads_back(text: str) -> None:
    assert parse_name(written_name(parse_name(text))) == parse_name(text)


@pytest.mark.parametrize(
    ("answer", "stays"), [("Keep theirs", "ICML"), ("Replace by mine", "NeurIPS 2")]
)
def test_what_another_changed_while_it_was_typed_is_asked_about(
    qtbot: QtBot, context: AppContext, pane: PaperPane, answer: str, stays: str
) -> None:
    paper_id = papers_of(context.library)[0]
    field = write(qtbot, pane, "venue", "NeurIPS")
    editor = field.editor
    assert isinstance(editor, QLineEdit)
    editor.setFocus()
    qtbot.keyClicks(editor, " 2")
    settled(qtbot, context)
    assert field.text == "NeurIPS 2"
    context.library.papers.edit(paper_id, venue="ICML")
    settled(qtbot, context)
    for button in ("Back to editing", answer):
        editor.setFocus()
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        said = answered(qtbot, pane.window(), button)
        assert "now in the library: “ICML”\nYours: “NeurIPS 2”" in said
        assert field.error.text().startswith("Not saved") == (button != answer)
    settled(qtbot, context)
    assert field.text == context.library.papers.get(paper_id).bib.venue == stays
    pane.window().activateWindow()
    qtbot.waitUntil(pane.isActiveWindow)
    write(qtbot, pane, "venue", "ACL")
    settled(qtbot, context)
    assert context.library.papers.get(paper_id).bib.venue == "ACL"
