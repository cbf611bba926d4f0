"""The export dialog on a real library with the papers of a sample page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from readlist.domain.export import FORMATS, ExportOptions
from readlist.domain.views import Scope, Sort
from readlist.gui.citing import cite_command
from readlist.gui.context import AppContext
from readlist.gui.dialogs.export_choices import ExportPlace
from readlist.gui.dialogs.export_dialog import ExportDialog
from readlist.gui.dialogs.export_formats import FORMAT_NAMES
from readlist.gui.dialogs.export_report import ReportModel
from readlist.gui.main_window import MainWindow
from tests.gui.test_every_control import checked
from tests.gui.window_kit import press, search, select
from tests.gui.window_kit import settled as shown

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def library_file(page_library: bytes) -> bytes:
    return page_library


@pytest.fixture
def ids(context: AppContext, tmp_path: Path) -> list[int]:
    """The papers of the page of Dec 10, of which none has an author's name."""
    context.settings.setValue("export/folder", str(tmp_path))
    return sorted(context.library.search.find("").ids)


@pytest.fixture
def dialog(qtbot: QtBot, context: AppContext, ids: list[int]) -> ExportDialog:
    return opened(qtbot, context, ids)


@pytest.fixture
def thesis(context: AppContext, ids: list[int]) -> ExportPlace:
    """A reading list of three papers."""
    lists = context.library.lists
    lists.create("Thesis", "For chapter two")
    number = lists.get("Thesis").id
    lists.add(number, [ids[7], ids[2], ids[5]])
    return ExportPlace(Scope("list", str(number)))


def opened(
    qtbot: QtBot, context: AppContext, ids: list[int], place: ExportPlace | None = None
) -> ExportDialog:
    dialog = ExportDialog(context, ids, "To cite: a/b", None, place)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    settled(qtbot, dialog)
    return dialog


def opened_list(qtbot: QtBot, context: AppContext, place: ExportPlace) -> ExportDialog:
    ids = context.library.lists.paper_ids(int(place.scope.value))
    return opened(qtbot, context, ids, place)


def settled(qtbot: QtBot, dialog: ExportDialog) -> None:
    qtbot.waitUntil(lambda: dialog.checked, timeout=20000)
    QApplication.processEvents()  # lays out what the new texts need


def written(qtbot: QtBot, dialog: ExportDialog) -> str:
    """Press Export and return the message that follows."""
    dialog.message.clear()
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.message.text() != "", timeout=20000)
    return dialog.message.text()


def answer(dialog: ExportDialog, label: str) -> None:
    """Press this button of the question that comes next."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(b for b in box.buttons() if b.text().replace("&", "") == label).click()

    QTimer.singleShot(50, dialog, press)


def groups(model: ReportModel) -> dict[str, str]:
    """The report's groups with their counts."""
    return {
        str(model.index(row, 0).data()): str(model.index(row, 1).data())
        for row in range(model.rowCount())
    }


def test_preview_and_report_come_before_the_file(dialog: ExportDialog, tmp_path: Path) -> None:
    assert dialog.preview.toPlainText().count("@misc{") == 37
    found = groups(dialog.report_model)
    assert found["No authors"] == found["Keys that are made now"] == "37 of 37 papers"
    assert list(tmp_path.glob("*.bib")) == []
    assert dialog.choices.where.path.text() == str(tmp_path / "To cite a b.bib")
    assert not dialog.choices.fields["note"].isChecked()
    assert not dialog.choices.bibtex.section.opened
    checked(dialog)


def test_a_line_jumps_to_its_paper(qtbot: QtBot, dialog: ExportDialog, ids: list[int]) -> None:
    assert not dialog.jump_button.isEnabled()
    report = dialog.report
    report.setFocus()
    qtbot.keyClick(report, Qt.Key.Key_Return)
    qtbot.keyClick(report, Qt.Key.Key_Down)
    assert dialog.jump_button.isEnabled()
    with qtbot.waitSignal(dialog.show_paper) as jumped:
        qtbot.keyClick(report, Qt.Key.Key_Return)
    assert jumped.args is not None
    assert jumped.args[0] in ids


def test_the_file_is_written_and_replaced_only_after_a_question(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    target = tmp_path / "To cite a b.bib"
    assert written(qtbot, dialog) == f"37 entries written to {target}"
    first = target.read_bytes()
    assert first.count(b"@misc{") == 37
    target.write_text("mine", encoding="utf-8")
    answer(dialog, "Cancel")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    assert target.read_text(encoding="utf-8") == "mine"
    answer(dialog, "Replace")
    written(qtbot, dialog)
    assert target.read_bytes() == first


def test_choices_change_the_preview_and_are_remembered(
    qtbot: QtBot, dialog: ExportDialog, context: AppContext, ids: list[int]
) -> None:
    assert "abstract = " in dialog.preview.toPlainText()
    dialog.choices.fields["abstract"].click()
    qtbot.waitUntil(lambda: "abstract = " not in dialog.preview.toPlainText())
    dialog.choices.where.to_clipboard.click()
    assert dialog.export_button.text() == "&Copy"
    assert written(qtbot, dialog) == "37 entries copied."
    assert QGuiApplication.clipboard().text().count("@misc{") == 37
    dialog.reject()
    again = opened(qtbot, context, ids)
    assert again.choices.options == dialog.choices.options
    assert again.choices.where.file is None
    assert "abstract" not in again.choices.options.fields


def test_bibtex_details_unfold_and_protect_words(
    qtbot: QtBot, dialog: ExportDialog, context: AppContext, ids: list[int]
) -> None:
    details = dialog.choices.bibtex
    context.library.papers.edit(ids[0], title="Attention of LLMs and more", arxiv_id="2401.01234")
    details.section.heading.setFocus()
    qtbot.keyClick(details.section.heading, Qt.Key.Key_Return)
    assert details.keep.isVisible()
    checked(dialog)
    qtbot.keyClicks(details.keep, "attention of ,  , and")
    qtbot.keyClicks(details.plain, "LLMs")
    assert dialog.choices.options.keep_words == ("attention of", "and")
    shown = dialog.preview.toPlainText
    qtbot.waitUntil(lambda: "{Attention} {of} LLMs and more" in shown())
    assert "howpublished = {arXiv:2401.01234}" in shown()
    details.arxiv.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "journal = {arXiv preprint arXiv:2401.01234}" in shown())
    details.protect.click()
    assert not details.keep.isEnabled()
    qtbot.waitUntil(lambda: "title = {Attention of LLMs and more}" in shown())
    dialog.choices.format.setCurrentIndex(FORMATS.index("biblatex"))
    assert details.ascii.isVisible()
    assert not details.arxiv.isVisible()


def test_a_citation_is_copied_with_the_chosen_command(
    qtbot: QtBot, context: AppContext, thesis: ExportPlace
) -> None:
    dialog = opened_list(qtbot, context, thesis)
    where = dialog.choices.where
    dialog.choices.order.setCurrentIndex(2)
    where.to_cite.click()
    where.command.setCurrentText("\\parencite{key}")
    assert not dialog.choices.format.isEnabled()
    qtbot.waitUntil(lambda: dialog.preview.toPlainText().startswith("\\parencite{"))
    assert written(qtbot, dialog) == "A citation of 3 papers copied."
    papers, lists = context.library.papers, context.library.lists
    keys = [papers.get(n).bib.citation_key for n in lists.paper_ids(int(thesis.scope.value))]
    assert QGuiApplication.clipboard().text() == f"\\parencite{{{','.join(keys)}}}"
    assert cite_command(context.settings) == "\\parencite"
    dialog.reject()
    again = opened_list(qtbot, context, thesis)
    assert again.choices.where.to_cite.isChecked()
    assert again.choices.where.cite_with == "\\parencite"


def test_each_place_remembers_its_own(
    qtbot: QtBot, context: AppContext, thesis: ExportPlace, ids: list[int], tmp_path: Path
) -> None:
    dialog = opened_list(qtbot, context, thesis)
    dialog.choices.format.setCurrentIndex(FORMATS.index("markdown"))
    dialog.choices.where.path.setText(str(tmp_path / "thesis.md"))
    settled(qtbot, dialog)
    assert written(qtbot, dialog) == f"3 entries written to {tmp_path / 'thesis.md'}"
    text = (tmp_path / "thesis.md").read_text(encoding="utf-8")
    assert text.startswith("# Thesis\n\nFor chapter two\n\n")
    dialog.reject()
    other = opened(qtbot, context, ids, ExportPlace(Scope()))
    assert other.choices.options.format == "markdown"  # as the last export of all
    other.choices.format.setCurrentIndex(FORMATS.index("ris"))
    other.choices.where.to_clipboard.click()
    settled(qtbot, other)
    written(qtbot, other)
    other.reject()
    again = opened_list(qtbot, context, thesis)
    assert again.choices.options.format == "markdown"
    assert again.choices.where.file == tmp_path / "thesis.md"


def test_a_file_of_a_list_is_kept_up_to_date(
    qtbot: QtBot, context: AppContext, thesis: ExportPlace, tmp_path: Path
) -> None:
    dialog = opened_list(qtbot, context, thesis)
    target = tmp_path / "thesis.bib"
    dialog.choices.where.path.setText(str(target))
    dialog.choices.where.keep.click()
    settled(qtbot, dialog)
    assert written(qtbot, dialog) == f"3 entries written to {target} and kept up to date"
    (kept,) = context.library.targets.kept()
    assert (kept.path, kept.entries, kept.error) == (str(target), 3, "")
    dialog.reject()
    again = opened_list(qtbot, context, thesis)
    assert again.choices.where.keep.isChecked()
    assert again.choices.where.state.text().startswith("Kept; last written today")
    checked(again)
    again.choices.where.keep.click()
    answer(again, "Replace")
    assert written(qtbot, again) == f"3 entries written to {target}"
    assert context.library.targets.kept() == ()


def test_a_kept_file_takes_no_order_of_the_moment(
    qtbot: QtBot, context: AppContext, ids: list[int], thesis: ExportPlace
) -> None:
    dialog = opened(qtbot, context, ids, ExportPlace(Scope("tag", "theory")))
    dialog.choices.order.setCurrentIndex(2)
    assert dialog.choices.order.currentText() == "As the table shows them"
    dialog.choices.where.keep.click()
    assert dialog.choices.options.order == "key"
    settled(qtbot, dialog)
    dialog.reject()
    of_list = opened_list(qtbot, context, thesis)
    of_list.choices.order.setCurrentIndex(2)
    of_list.choices.where.keep.click()
    assert of_list.choices.options.order == "given"
    settled(qtbot, of_list)


def test_a_file_that_cannot_be_kept_is_not(
    qtbot: QtBot, context: AppContext, thesis: ExportPlace, tmp_path: Path
) -> None:
    dialog = opened_list(qtbot, context, thesis)
    target = tmp_path / "locked.bib"
    target.write_text("mine", encoding="utf-8")
    target.chmod(0o400)
    dialog.choices.where.path.setText(str(target))
    dialog.choices.where.keep.click()
    settled(qtbot, dialog)
    answer(dialog, "Replace")
    assert "read-only" in written(qtbot, dialog)
    assert context.library.targets.kept() == ()
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_file_that_is_kept_for_another_place_is_left_alone(
    qtbot: QtBot, context: AppContext, dialog: ExportDialog, thesis: ExportPlace, tmp_path: Path
) -> None:
    target, targets = tmp_path / "thesis.bib", context.library.targets
    options = ExportOptions()
    made = targets.remember(
        thesis.scope, destination="file", path=target, options=options, kept=True
    )
    targets.write(made.id)
    text = target.read_text()
    dialog.choices.where.path.setText(str(target))
    settled(qtbot, dialog)
    answer(dialog, "Replace")
    assert "is kept up to date already, for “Thesis”" in written(qtbot, dialog)
    assert target.read_text() == text


def test_a_library_in_json_has_its_trash(
    qtbot: QtBot, context: AppContext, ids: list[int], tmp_path: Path
) -> None:
    context.library.papers.trash(ids[:1])
    dialog = opened(qtbot, context, ids[1:], ExportPlace(Scope()))
    dialog.choices.format.setCurrentIndex(FORMATS.index("json"))
    settled(qtbot, dialog)
    file = tmp_path / "To cite a b.json"
    assert written(qtbot, dialog) == f"37 entries written to {file}"


def test_the_window_says_which_place_it_exports(qtbot: QtBot, window: MainWindow) -> None:
    lists = window.context.library.lists
    lists.create("Thesis")
    hand = window.table.papers.ids[4:1:-1]
    lists.add(lists.get("Thesis").id, hand)
    scope = Scope("list", str(lists.get("Thesis").id))

    def place() -> ExportPlace | None:
        press(qtbot, window, Qt.Key.Key_E, CONTROL)
        qtbot.waitUntil(lambda: window.findChild(ExportDialog) is not None)
        dialog = window.findChild(ExportDialog)
        assert isinstance(dialog, ExportDialog)
        settled(qtbot, dialog)
        found.append(dialog._ids)
        result = dialog._place
        dialog.reject()
        with qtbot.waitActive(window):
            window.activateWindow()
        qtbot.waitUntil(lambda: window.findChild(ExportDialog) is None)
        return result

    found: list[tuple[int, ...]] = []
    select(qtbot, window, 0, 1)
    assert place() is None
    search(qtbot, window, "grokking")
    press(qtbot, window, Qt.Key.Key_Return)
    assert place() == ExportPlace(Scope(), "grokking")
    window.open_place(scope)
    shown(qtbot, window)
    window.table.header.sorted.emit(Sort("title"))
    shown(qtbot, window)
    assert place() == ExportPlace(scope)
    assert found[-1] == tuple(hand)


def test_papers_chosen_by_hand_are_not_followed(dialog: ExportDialog) -> None:
    where = dialog.choices.where
    assert not where.keep.isEnabled()
    assert "chosen by hand" in where.state.text()
    assert "chosen by hand" in where.keep.toolTip()


def test_keys_that_would_change_in_the_file_are_told(
    qtbot: QtBot, context: AppContext, ids: list[int], dialog: ExportDialog, tmp_path: Path
) -> None:
    written(qtbot, dialog)
    old = context.library.papers.get(ids[0]).bib.citation_key
    context.library.papers.edit(ids[0], citation_key="better2025")
    dialog.reject()
    again = opened(qtbot, context, ids)
    assert groups(again.report_model)["Keys that change in the file"] == "1 of 37 papers"
    again.choices.where.path.setText(str(tmp_path / "fresh.bib"))
    settled(qtbot, again)
    assert "Keys that change in the file" not in groups(again.report_model)
    again.choices.where.path.setText(str(tmp_path / "To cite a b.bib"))
    settled(qtbot, again)
    model = again.report_model
    group = model.index(list(groups(model)).index("Keys that change in the file"), 0)
    assert model.index(0, 1, group).data() == f"{old} becomes better2025"


def test_near_duplicates_among_the_papers_are_told(
    qtbot: QtBot, context: AppContext, thesis: ExportPlace, ids: list[int]
) -> None:
    papers = context.library.papers
    first, second = papers.get(ids[2]), papers.get(ids[5])
    papers.edit(second.id, title=first.bib.title + "s", abstract=first.bib.abstract)
    dialog = opened_list(qtbot, context, thesis)
    model = dialog.report_model
    assert groups(model)["Near-duplicates"] == "1 pair"
    group = model.index(list(groups(model)).index("Near-duplicates"), 0)
    line = model.index(0, 0, group)
    assert line.data() == first.bib.title
    assert str(model.index(0, 1, group).data()).startswith(f"{first.bib.title}s · ")
    dialog.report.setCurrentIndex(line)
    with qtbot.waitSignal(dialog.show_paper) as jumped:
        dialog.jump_button.click()
    assert jumped.args == [first.id]


@pytest.mark.parametrize("number", range(1, len(FORMATS)))
def test_every_format_has_a_preview_and_a_suffix(
    qtbot: QtBot, context: AppContext, thesis: ExportPlace, number: int
) -> None:
    dialog = opened_list(qtbot, context, thesis)
    before = dialog.preview.toPlainText()
    dialog.choices.format.setCurrentIndex(number)
    settled(qtbot, dialog)
    assert dialog.preview.toPlainText()
    if FORMATS[number] != "biblatex":
        assert dialog.preview.toPlainText() != before
    suffix = Path(dialog.choices.where.path.text()).suffix
    assert f"({suffix})" in FORMAT_NAMES[FORMATS[number]]
    checked(dialog)


def test_references_are_written_in_a_chosen_style(
    qtbot: QtBot, context: AppContext, thesis: ExportPlace, tmp_path: Path
) -> None:
    dialog = opened_list(qtbot, context, thesis)
    dialog.choices.format.setCurrentIndex(FORMATS.index("bibliography"))
    qtbot.waitUntil(lambda: dialog.preview.toPlainText().startswith("[1]"), timeout=20000)
    styles = dialog.choices.references
    styles.style_box.setCurrentIndex(styles.style_box.findData("apa"))
    qtbot.waitUntil(lambda: "[1]" not in dialog.preview.toPlainText(), timeout=20000)
    missing = tmp_path / "gone.csl"
    styles.show_options(replace(dialog.choices.options, style=str(missing)))
    qtbot.waitUntil(lambda: "cannot be read" in dialog.preview.toPlainText(), timeout=20000)


def test_pages_are_copied_as_they_look(
    qtbot: QtBot, context: AppContext, thesis: ExportPlace
) -> None:
    dialog = opened_list(qtbot, context, thesis)
    dialog.choices.format.setCurrentIndex(FORMATS.index("html"))
    dialog.choices.where.to_clipboard.click()
    settled(qtbot, dialog)
    written(qtbot, dialog)
    mime = QGuiApplication.clipboard().mimeData()
    assert "<h1" in mime.html()
    assert mime.text().startswith("Thesis\nFor chapter two")


def test_a_missing_folder_is_said(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    path = dialog.choices.where.path
    path.setText(str(tmp_path / "nowhere" / "a.bib"))
    assert written(qtbot, dialog).startswith(f"There is no folder {tmp_path / 'nowhere'}.")
    path.setText(str(tmp_path))
    assert written(qtbot, dialog).endswith("is a folder: add a file's name.")
    path.clear()
    assert not dialog.export_button.isEnabled()
