"""The imports view on a real library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from readlist.gui.context import AppContext
from readlist.gui.dialogs.import_year import YearDialog
from readlist.gui.dialogs.page_text import PageTextDialog
from readlist.gui.views.imports_view import ImportsView

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def bring(context: AppContext, *paths: Path) -> None:
    """Import pages, each as an import of its own."""
    importing = context.library.importing
    for path in paths:
        parsed, _ = importing.read([path])
        importing.commit(importing.plan(parsed))


@pytest.fixture
def view(qtbot: QtBot, context: AppContext) -> ImportsView:
    bring(context, SEEDS[0], SEEDS[4])
    view = ImportsView(context)
    qtbot.addWidget(view)
    view.resize(1000, 600)
    view.show()
    return view


def row_of(view: ImportsView, name: str) -> int:
    model = view.model
    return next(r for r in range(model.rowCount()) if model.index(r, 2).data() == name)


def question(
    qtbot: QtBot, view: ImportsView, find: Callable[[], QMessageBox | None]
) -> QMessageBox:
    qtbot.mouseClick(view.rollback_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: find() is not None)
    box = find()
    assert box is not None
    return box


def test_every_import_is_a_row(view: ImportsView, qtmodeltester: object) -> None:
    row = row_of(view, SEEDS[4].name)
    cells = [view.model.index(row, column).data() for column in range(8)]
    assert cells[0] == "Dec 10"
    assert cells[2:4] == [SEEDS[4].name, "Text"]
    assert cells[5] == "37"
    assert cells[7] == "–"
    qtmodeltester.check(view.model, force_py=True)  # type: ignore[attr-defined]


def test_an_empty_view_says_what_to_do(qtbot: QtBot, context: AppContext) -> None:
    view = ImportsView(context)
    qtbot.addWidget(view)
    view.show()
    assert not view.table.isVisible()
    with qtbot.waitSignal(context.bridge.changed):
        bring(context, SEEDS[4])
    assert view.table.isVisible()
    assert view.model.rowCount() == 1


def test_enter_shows_the_papers_of_a_page(qtbot: QtBot, view: ImportsView) -> None:
    view.table.go(1)
    with qtbot.waitSignal(view.show_dump) as shown:
        qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert shown.args == [view.model.dump(1).id]


def test_rolling_back_says_first_what_goes_and_stays(
    qtbot: QtBot, view: ImportsView, context: AppContext
) -> None:
    library = context.library
    dump = next(one for one in library.importing.dumps() if one.source.endswith(SEEDS[4].name))
    view.table.go(view.model.row_of(dump.id))
    before = library.counts().all
    newest = max(library.papers.exists(range(1, 1000)))
    library.papers.star([newest], True)
    preview = library.importing.preview_rollback(dump.id)
    assert preview.keeps == 1
    box = question(qtbot, view, lambda: view.findChild(QMessageBox))
    assert f"{preview.removes} papers" in box.informativeText()
    assert "1 paper is kept" in box.informativeText()
    go = next(button for button in box.buttons() if button.text() == "Roll back")
    with qtbot.waitSignal(context.bridge.changed):
        qtbot.mouseClick(go, Qt.MouseButton.LeftButton)
    assert library.counts().all == before - preview.removes
    assert view.model.row_of(dump.id) == -1


def test_the_pages_text_is_shown_with_its_entries_marked(qtbot: QtBot, view: ImportsView) -> None:
    view.table.go(row_of(view, SEEDS[4].name))
    qtbot.mouseClick(view.text_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.findChild(PageTextDialog) is not None)
    dialog = view.findChild(PageTextDialog)
    assert isinstance(dialog, PageTextDialog)
    assert dialog.view.isReadOnly()
    assert dialog.view.toPlainText().startswith("new\n\nGet trending papers")
    kinds = dialog.kinds
    assert len(kinds) == 307
    assert kinds.count("entry") == 37 * 7
    assert kinds[:12] == [""] * 12
    qtbot.keyClicks(dialog.search, "MemControl")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.view.textCursor().selectedText().casefold() == "memcontrol"
    dialog.reject()


def test_year_of_a_page_is_set_later_and_cleared(
    qtbot: QtBot, view: ImportsView, context: AppContext
) -> None:
    view.table.go(row_of(view, SEEDS[4].name))

    def ask() -> YearDialog:
        qtbot.mouseClick(view.year_button, Qt.MouseButton.LeftButton)
        dialog = view.findChild(YearDialog)
        assert isinstance(dialog, YearDialog)
        return dialog

    dialog = ask()
    assert not dialog.set_button.isEnabled()
    qtbot.keyClicks(dialog.captured, "2024-01-01")
    qtbot.mouseClick(dialog.set_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.fault.isVisible)
    assert "No year fits" in dialog.fault.text()
    qtbot.keyClicks(dialog.year, "2024")
    assert dialog.captured.text() == ""
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog.year, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.model.index(row_of(view, SEEDS[4].name), 1).data() == "2024")
    assert "captured on 2024-12-10" in view.facts.text()
    assert context.library.history.state().undo == "Set the year of the page of Dec 10"
    qtbot.waitUntil(lambda: view.findChild(YearDialog) is None)
    dialog = ask()
    assert dialog.year.text() == "2024"
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.clear_button, Qt.MouseButton.LeftButton)
    assert context.library.history.state().undo == "Clear the year of the page of Dec 10"


def test_citation_file_has_no_year_to_set(
    qtbot: QtBot, context: AppContext, tmp_path: Path
) -> None:
    (tmp_path / "x.bib").write_text("@misc{k, title={A Paper}}\n")
    bring(context, tmp_path / "x.bib")
    view = ImportsView(context)
    qtbot.addWidget(view)
    assert view.rollback_button.isEnabled()
    assert not view.year_button.isEnabled()
