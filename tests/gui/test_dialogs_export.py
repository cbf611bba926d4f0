"""The export dialog on a real library with the papers of a sample page."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from readlist.domain.export import FORMATS
from readlist.gui.context import AppContext
from readlist.gui.dialogs.export_choices import FORMAT_NAMES, file_name
from readlist.gui.dialogs.export_dialog import PREVIEWED, ExportDialog

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def ids(context: AppContext) -> list[int]:
    """The papers of the page of Dec 10, of which none has an author's name."""
    importing = context.library.importing
    parsed, _ = importing.read([SEEDS[4]])
    return sorted(importing.commit(importing.plan(parsed)).change.added)


@pytest.fixture
def dialog(qtbot: QtBot, context: AppContext, ids: list[int], tmp_path: Path) -> ExportDialog:
    context.settings.setValue("export/folder", str(tmp_path))
    return opened(qtbot, context, ids)


def opened(qtbot: QtBot, context: AppContext, ids: list[int]) -> ExportDialog:
    dialog = ExportDialog(context, ids, "To cite: a/b", None)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    settled(qtbot, dialog)
    return dialog


def settled(qtbot: QtBot, dialog: ExportDialog) -> None:
    qtbot.waitUntil(lambda: dialog.checked, timeout=20000)


def written(qtbot: QtBot, dialog: ExportDialog) -> str:
    """Press Export and return the message that follows."""
    dialog.message.clear()
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.message.text() != "", timeout=20000)
    return dialog.message.text()


def test_preview_and_problems_come_before_the_file(dialog: ExportDialog, tmp_path: Path) -> None:
    assert dialog.preview.toPlainText().count("@misc{") == 37
    assert "37 of 37 papers" in dialog.problems_heading.text()
    assert dialog.problems.row_total() >= 37
    assert dialog.problems.index(0, 1).data()
    assert list(tmp_path.glob("*.bib")) == []
    assert dialog.choices.path.text() == str(tmp_path / "To cite a b.bib")
    assert not dialog.choices.fields["note"].isChecked()


def test_a_line_jumps_to_its_paper(qtbot: QtBot, dialog: ExportDialog, ids: list[int]) -> None:
    with qtbot.waitSignal(dialog.show_paper) as shown:
        dialog.problems_table.setFocus()
        qtbot.keyClick(dialog.problems_table, Qt.Key.Key_Return)
    assert shown.args is not None
    assert shown.args[0] in ids


def test_the_file_is_written_and_replaced_only_after_a_question(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    target = tmp_path / "To cite a b.bib"
    assert written(qtbot, dialog) == f"37 entries written to {target}"
    first = target.read_bytes()
    assert first.count(b"@misc{") == 37
    target.write_text("mine", encoding="utf-8")

    def answer(label: str) -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(b for b in box.buttons() if b.text().replace("&", "") == label).click()

    QTimer.singleShot(50, dialog, lambda: answer("Cancel"))
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    assert target.read_text(encoding="utf-8") == "mine"
    QTimer.singleShot(50, dialog, lambda: answer("Replace"))
    written(qtbot, dialog)
    assert target.read_bytes() == first


def test_choices_change_the_preview_and_are_remembered(
    qtbot: QtBot, dialog: ExportDialog, context: AppContext, ids: list[int]
) -> None:
    assert "abstract = " in dialog.preview.toPlainText()
    dialog.choices.fields["abstract"].click()
    qtbot.waitUntil(lambda: "abstract = " not in dialog.preview.toPlainText())
    dialog.choices.to_clipboard.click()
    assert dialog.export_button.text() == "&Copy"
    assert written(qtbot, dialog) == "37 entries copied."
    assert QGuiApplication.clipboard().text().count("@misc{") == 37
    dialog.reject()
    again = opened(qtbot, context, ids)
    assert again.choices.options == dialog.choices.options
    assert again.choices.file is None
    assert "abstract" not in again.choices.options.fields


@pytest.mark.parametrize("number", range(1, len(FORMATS)))
def test_every_format_has_a_preview_and_a_suffix(
    qtbot: QtBot, dialog: ExportDialog, number: int
) -> None:
    before = dialog.preview.toPlainText()
    dialog.choices.format.setCurrentIndex(number)
    settled(qtbot, dialog)
    assert dialog.preview.toPlainText()
    if FORMATS[number] != "biblatex":
        assert dialog.preview.toPlainText() != before
    suffix = Path(dialog.choices.path.text()).suffix
    assert f"({suffix})" in FORMAT_NAMES[FORMATS[number]]


def test_a_folder_that_is_missing_is_said(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.choices.path.setText(str(tmp_path / "nowhere" / "a.bib"))
    assert written(qtbot, dialog) == f"There is no folder {tmp_path / 'nowhere'}."
    dialog.choices.path.setText(str(tmp_path))
    assert written(qtbot, dialog).endswith("is a folder: add a file's name.")
    dialog.choices.path.clear()
    assert not dialog.export_button.isEnabled()


def test_a_longer_export_shows_its_beginning(qtbot: QtBot, context: AppContext) -> None:
    importing = context.library.importing
    parsed, _ = importing.read([SEEDS[0]])
    ids = sorted(importing.commit(importing.plan(parsed)).change.added)
    dialog = opened(qtbot, context, ids)
    assert dialog.preview.toPlainText().count("@misc{") == PREVIEWED
    assert dialog.preview_heading.text() == f"Preview: the first {PREVIEWED} of 60"
    assert "60 of 60 papers" in dialog.problems_heading.text()


def test_no_papers_are_not_exported(qtbot: QtBot, context: AppContext) -> None:
    dialog = opened(qtbot, context, [])
    assert not dialog.export_button.isEnabled()
    assert dialog.problems_heading.text() == "There are no papers to export here."


def test_problems_keep_qts_rules(dialog: ExportDialog, qtmodeltester: object) -> None:
    qtmodeltester.check(dialog.problems, force_py=True)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("title", "name"),
    [("To cite", "To cite"), ('a/b\\c:"*?', "a b c"), ("...", "papers"), ("x" * 300, "x" * 80)],
)
def test_file_names_are_safe(title: str, name: str) -> None:
    assert file_name(title) == name
