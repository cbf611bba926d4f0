"""The form of all fields, and pasted identifiers, as a reader uses them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QMessageBox, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from readlist.domain.people import Name
from readlist.gui.dialogs.complete_dialog import CompleteDialog
from readlist.gui.dialogs.edit_authors import AuthorsField, split_names, understood
from readlist.gui.dialogs.edit_dialog import EditDialog
from readlist.gui.dialogs.edit_identify import IdentifyDialog
from readlist.gui.main_window import MainWindow
from tests.gui.test_every_control import checked
from tests.gui.window_kit import CONTROL, SHIFT, press, select, settled


def opened(qtbot: QtBot, window: MainWindow) -> EditDialog:
    """Open the form of the first paper by its key."""
    select(qtbot, window, 0)
    press(qtbot, window, Qt.Key.Key_T, CONTROL)
    dialog = window.findChild(EditDialog)
    assert isinstance(dialog, EditDialog)
    qtbot.waitUntil(lambda: "@" in dialog.entry.toPlainText(), timeout=10000)
    return dialog


def write(qtbot: QtBot, dialog: EditDialog, name: str, text: str) -> None:
    """Replace a field's text by typing, and go to the next one."""
    editor = dialog.form.fields[name].editor
    assert isinstance(editor, QLineEdit | QPlainTextEdit)
    editor.setFocus()
    editor.selectAll()
    for line, part in enumerate(text.split("\n")):
        if line:
            qtbot.keyClick(editor, Qt.Key.Key_Return)
        qtbot.keyClicks(editor, part)
    qtbot.keyClick(editor, Qt.Key.Key_Tab)


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_the_whole_form_is_one_step(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(qtbot, window)
    (paper_id,) = window.selection()
    before = window.context.library.papers.get(paper_id).bib
    checked(dialog)
    assert dialog.lacks.isVisible()
    write(qtbot, dialog, "authors", "Ada Lovelace\nvan der Maaten, Laurens\n{Gemini Team}")
    write(qtbot, dialog, "published", "2023-11")
    authors = dialog.form.fields["authors"]
    assert isinstance(authors, AuthorsField)
    assert authors.meaning.toPlainText().split("\n") == [
        "Lovelace, Ada",
        "Maaten, Laurens (particle van der)",
        "Gemini Team (group)",
    ]
    click(qtbot, dialog.form.extra.add_button)
    for section, text in ((0, "isbn"), (1, "978-3-16-148410-0")):
        item = dialog.form.extra.table.item(0, section)
        assert item is not None
        item.setText(text)
    qtbot.waitUntil(lambda: "{Gemini Team}" in dialog.entry.toPlainText(), timeout=10000)
    assert "isbn = {978-3-16-148410-0}" in dialog.entry.toPlainText()
    assert not dialog.lacks.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    settled(qtbot, window)
    papers = window.context.library.papers
    assert papers.get(paper_id).bib.authors[2] == Name(literal="Gemini Team")
    assert papers.get(paper_id).bib.extra == {"isbn": "978-3-16-148410-0"}
    assert window.context.library.history.state().undo == "Edit the details"
    window.context.library.history.undo()
    settled(qtbot, window)
    assert papers.get(paper_id).bib == before


def test_faults_are_said_beside_their_fields(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(qtbot, window)
    write(qtbot, dialog, "published", "2023-13")
    assert "not a date" in dialog.form.fields["published"].error.text()
    write(qtbot, dialog, "citation_key", "a b")
    dialog.form.fields["abstract"].take_focus()
    click(qtbot, dialog.save_button)
    assert dialog.form.fields["published"].editor.hasFocus()
    assert dialog.fault.text() == "2 fields to mend before saving."
    settled(qtbot, window)
    checked(dialog)
    write(qtbot, dialog, "published", "2023-12")
    assert not dialog.form.fields["published"].error.isVisible()
    other = window.table.papers.ids[1]
    window.context.library.papers.edit(other, citation_key="taken2023")
    write(qtbot, dialog, "citation_key", "taken2023")
    click(qtbot, dialog.save_button)
    key = dialog.form.fields["citation_key"]
    qtbot.waitUntil(lambda: "Another paper has" in key.error.text(), timeout=10000)
    write(qtbot, dialog, "citation_key", "mine2023")
    click(qtbot, dialog.save_button)
    settled(qtbot, window)
    assert window.context.library.papers.get(window.selection()[0]).bib.citation_key == "mine2023"


def test_escape_asks_before_it_loses_changes(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(qtbot, window)
    write(qtbot, dialog, "venue", "NeurIPS")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    box = dialog.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert "1 field" in box.informativeText()
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    again = next(one for one in dialog.findChildren(QMessageBox) if one.isVisible())
    click(qtbot, next(one for one in again.buttons() if one.text() == "Discard changes"))
    settled(qtbot, window)
    qtbot.waitUntil(lambda: not window.findChildren(EditDialog), timeout=10000)
    assert window.context.library.papers.get(window.selection()[0]).bib.venue == ""


def test_fields_say_where_they_are_from_and_are_given_back(
    qtbot: QtBot, window: MainWindow
) -> None:
    (paper_id,) = select(qtbot, window, 0)
    window.context.library.papers.edit(paper_id, venue="NeurIPS")
    settled(qtbot, window)
    dialog = opened(qtbot, window)
    venue = dialog.form.fields["venue"]
    assert venue.source.text().startswith("edited by you, ")
    assert dialog.form.fields["title"].source.text().startswith("from the page of ")
    click(qtbot, venue.back_button)
    assert venue.text == ""
    click(qtbot, dialog.save_button)
    settled(qtbot, window)
    paper = window.context.library.papers.get(paper_id)
    assert paper.bib.venue == ""
    assert "venue" not in paper.edited


def test_the_form_takes_any_identifier(qtbot: QtBot, window: MainWindow) -> None:
    other = window.table.papers.ids[1]
    window.context.library.papers.edit(other, arxiv_id="1706.03762")
    settled(qtbot, window)
    dialog = opened(qtbot, window)
    line = dialog.form.paste.line
    line.setFocus()
    QGuiApplication.clipboard().setText("https://huggingface.co/papers/1706.03762")
    qtbot.keyClick(line, Qt.Key.Key_V, CONTROL)
    assert dialog.form.fields["arxiv_id"].text == "1706.03762"
    qtbot.waitUntil(lambda: "has it, too" in dialog.form.paste.words.text(), timeout=10000)
    qtbot.keyClicks(line, "hello")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert "No identifier" in dialog.form.paste.words.text()
    assert dialog.isVisible()
    settled(qtbot, window)
    checked(dialog)
    click(qtbot, dialog.save_button)
    settled(qtbot, window)
    assert window.context.library.papers.get(window.selection()[0]).bib.arxiv_id == "1706.03762"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", ""),
        ("Plato", "Plato (family name alone)"),
        ("Martin Luther King Jr.", "King, Martin Luther (suffix Jr.)"),
        ("Lovelace, Ada", "Lovelace, Ada"),
    ],
)
def test_each_name_says_how_it_is_understood(line: str, words: str) -> None:
    assert understood(line) == words


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ada Lovelace, Charles Babbage, and Alan Turing",
         ["Ada Lovelace", "Charles Babbage", "Alan Turing"]),
        ("A. Vaswani, N. Shazeer, N. Parmar", ["A. Vaswani", "N. Shazeer", "N. Parmar"]),
        ("Lovelace, Ada and Babbage, Charles", ["Lovelace, Ada", "Babbage, Charles"]),
        ("Lovelace, A.; Babbage, C.", ["Lovelace, A.", "Babbage, C."]),
        ("{Anderson and Sons}", ["{Anderson and Sons}"]),
        ("de la Cruz, Maria Jose", ["de la Cruz, Maria Jose"]),
        ("King, Jr., Martin Luther", ["King, Jr., Martin Luther"]),
        ("", [""]),
    ],
)  # fmt: skip
def test_lines_of_several_names_are_told_from_one(line: str, names: list[str]) -> None:
    assert split_names(line) == names


def test_names_that_were_pasted_in_one_line_are_parted(qtbot: QtBot, window: MainWindow) -> None:
    dialog = opened(qtbot, window)
    authors = dialog.form.fields["authors"]
    assert isinstance(authors, AuthorsField)
    assert not authors.split_button.isVisible()
    write(qtbot, dialog, "authors", "Ada Lovelace and Charles Babbage")
    click(qtbot, authors.split_button)
    assert authors.text == "Ada Lovelace\nCharles Babbage"
    assert not authors.split_button.isVisible()
    settled(qtbot, window)
    checked(dialog)
    qtbot.keyClick(authors.editor, Qt.Key.Key_Z, CONTROL)
    assert authors.text == "Ada Lovelace and Charles Babbage"
    click(qtbot, dialog.save_button)
    settled(qtbot, window)


def test_a_copied_identifier_is_put_in_by_two_keys(qtbot: QtBot, window: MainWindow) -> None:
    papers = window.context.library.papers
    paper_id, other = select(qtbot, window, 0, 1)
    papers.edit(other, doi="10.1145/3442188.3445922")
    select(qtbot, window, 0)
    QGuiApplication.clipboard().setText("Kaplan (2020), arXiv preprint arXiv:2001.08361v1")
    press(qtbot, window, Qt.Key.Key_V, CONTROL | SHIFT)
    dialog = window.findChild(IdentifyDialog)
    assert isinstance(dialog, IdentifyDialog)
    assert dialog.words.text() == "Recognised: arXiv id 2001.08361"
    checked(dialog)
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert papers.get(paper_id).bib.arxiv_id == "2001.08361"
    assert "arXiv id 2001.08361" in window.toast.text.text()
    window.toast.button.click()
    settled(qtbot, window)
    assert papers.get(paper_id).bib.arxiv_id == ""


def test_completing_by_a_new_identifier_is_offered_and_asks_first(
    qtbot: QtBot, window: MainWindow
) -> None:
    (paper_id,) = select(qtbot, window, 0)
    QGuiApplication.clipboard().setText("arXiv:2001.08361")
    press(qtbot, window, Qt.Key.Key_V, CONTROL | SHIFT)
    dialog = window.findChild(IdentifyDialog)
    assert isinstance(dialog, IdentifyDialog)
    click(qtbot, dialog.complete_button)
    qtbot.waitUntil(lambda: window.findChild(CompleteDialog) is not None, timeout=10000)
    settled(qtbot, window)
    assert window.context.library.papers.get(paper_id).bib.arxiv_id == "2001.08361"
    complete = window.findChild(CompleteDialog)
    assert isinstance(complete, CompleteDialog)
    assert not (window.context.library.folder / "cache" / "lookup").exists()  # nobody was asked
    complete.reject()
    settled(qtbot, window)


def test_a_pasted_identifier_is_no_page(qtbot: QtBot, window: MainWindow) -> None:
    select(qtbot, window, 0)
    QGuiApplication.clipboard().setText("https://arxiv.org/abs/2001.08361")
    press(qtbot, window, Qt.Key.Key_V, CONTROL)
    dialog = window.findChild(IdentifyDialog)
    assert isinstance(dialog, IdentifyDialog)
    assert dialog.words.text() == "Recognised: arXiv id 2001.08361"
    dialog.reject()
    select(qtbot, window, 0, 1)
    window.actions_.trigger("paste")
    assert "Select the paper" in window.toast.text.text()


def test_an_identifier_of_another_paper_leads_there(qtbot: QtBot, window: MainWindow) -> None:
    papers = window.context.library.papers
    _, other = select(qtbot, window, 0, 1)
    papers.edit(other, doi="10.1145/3442188.3445922")
    select(qtbot, window, 0)
    QGuiApplication.clipboard().setText("nothing of that sort")
    click(qtbot, window.pane.one.links.add_button)
    settled(qtbot, window)
    dialog = window.findChild(IdentifyDialog)
    assert isinstance(dialog, IdentifyDialog)
    assert dialog.line.text() == ""
    assert not dialog.put_button.isEnabled()
    qtbot.keyClicks(dialog.line, "two 10.1000/182 10.1000/183")
    assert "several DOIs" in dialog.words.text()
    dialog.line.selectAll()
    qtbot.keyClicks(dialog.line, "doi:10.1145/3442188.3445922")
    qtbot.waitUntil(dialog.show_button.isVisible, timeout=10000)
    checked(dialog)
    click(qtbot, dialog.show_button)
    settled(qtbot, window)
    assert window.selection() == [other]


def answered(qtbot: QtBot, parent: QWidget, label: str) -> str:
    """Press a button of the question whose text stays; what it says."""

    def shown() -> list[QMessageBox]:
        return [box for box in parent.findChildren(QMessageBox) if box.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=10000)
    (box,) = shown()
    checked(box)
    (button,) = [one for one in box.buttons() if one.text().replace("&", "") == label]
    said = f"{box.text()}\n{box.informativeText()}"
    with qtbot.waitSignal(box.finished):
        click(qtbot, button)
    return said


@pytest.mark.parametrize(
    ("answer", "venue"), [("Keep theirs", "ICML"), ("Replace by mine", "NeurIPS")]
)
def test_a_field_that_another_changed_meanwhile_is_asked_about(
    qtbot: QtBot, window: MainWindow, answer: str, venue: str
) -> None:
    """As by another window, or by `readlist`; what the reader left alone is not written."""
    dialog = opened(qtbot, window)
    papers, (paper_id,) = window.context.library.papers, window.selection()
    papers.edit(paper_id, venue="ICML", url="https://example.org/theirs", pages="3-4")
    write(qtbot, dialog, "venue", "NeurIPS")
    write(qtbot, dialog, "organization", "A lab")
    write(qtbot, dialog, "pages", "3-4")
    click(qtbot, dialog.save_button)
    said = answered(qtbot, dialog, "Back to editing")
    assert said == (
        "The venue was changed elsewhere while you edited.\n"
        "The venue now in the library: “ICML”\nYours: “NeurIPS”"
    )
    assert dialog.form.fields["venue"].text == "NeurIPS"
    assert papers.get(paper_id).bib.organization != "A lab"
    with qtbot.waitSignal(dialog.accepted):
        click(qtbot, dialog.save_button)
        answered(qtbot, dialog, answer)
    bib = papers.get(paper_id).bib
    assert (bib.venue, bib.organization, bib.pages) == (venue, "A lab", "3-4")
    assert bib.url == "https://example.org/theirs"
    settled(qtbot, window)
