"""The import dialog on real libraries and the real sample pages, through keys and clicks."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QSize, Qt
from pytestqt.qtbot import QtBot

from readlist.domain.drafts import Match
from readlist.domain.dumps import DumpKind
from readlist.gui.context import AppContext
from readlist.gui.dialogs.import_dialog import ImportDialog
from readlist.gui.dialogs.import_work import Source

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
DONE = "5 pages: 220 new papers, 95 seen again. 24 of them told something new."
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def opened(qtbot: QtBot, context: AppContext, *sources: Source) -> ImportDialog:
    """The dialog, shown, its plan read."""
    dialog = ImportDialog(context, sources)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    qtbot.waitUntil(lambda: dialog.planned, timeout=20000)
    return dialog


def imported(qtbot: QtBot, dialog: ImportDialog) -> str:
    """Press Ctrl+Return, wait for the end, and return the sentence that is shown."""
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: dialog.result_value is not None, timeout=20000)
    return dialog.result_pane.title.text()


def cut(path: Path, folder: Path, every: int) -> Path:
    """The page without every ``every``-th line."""
    lines = path.read_bytes().splitlines(keepends=True)
    result = folder / path.name
    result.write_bytes(b"".join(line for n, line in enumerate(lines, 1) if n % every))
    return result


def test_five_pages_are_shown_before_they_are_written(qtbot: QtBot, context: AppContext) -> None:
    dialog = opened(qtbot, context, *SEEDS)
    assert context.library.counts().all == 0
    assert dialog.heading.text() == "Import 5 pages"
    assert dialog.summary.text() == (
        "315 entries: 220 new papers and 95 seen before (24 with something new)."
    )
    model = dialog.pages.table.model()
    entries = [model.index(row, 3).data() for row in range(1, 6)]
    assert entries == ["60", "61", "82", "75", "37"]
    assert dialog.pages.sum.text().endswith("0 doubtful = 1,457 lines")
    assert not dialog.tabs.isTabVisible(1)

    assert imported(qtbot, dialog) == DONE
    assert context.library.counts().all == 220
    with qtbot.waitSignal(dialog.show_papers) as shown:
        qtbot.mouseClick(dialog.result_pane.show_button, Qt.MouseButton.LeftButton)
    assert shown.args is not None
    assert len(shown.args[0].change.added) == 220
    assert not dialog.isVisible()


def test_the_same_pages_again_say_so(qtbot: QtBot, context: AppContext) -> None:
    imported(qtbot, opened(qtbot, context, SEEDS[4]))
    before = context.library.history.state()
    dialog = opened(qtbot, context, SEEDS[4])
    assert dialog.banner.text() == "Nothing to import: 1 page imported before."
    assert not dialog.import_button.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    assert dialog.result_value is None
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert context.library.history.state() == before


def test_known_papers_are_told_from_new_ones(qtbot: QtBot, context: AppContext) -> None:
    imported(qtbot, opened(qtbot, context, SEEDS[0]))
    dialog = opened(qtbot, context, SEEDS[1])
    totals = dialog.entries.model.row_total()
    qtbot.keyClick(dialog, Qt.Key.Key_3, CONTROL)
    qtbot.waitUntil(dialog.entries.filters[2].isChecked)
    seen = dialog.entries.model.row_total()
    assert 0 < seen < totals == 61
    qtbot.keyClick(dialog, Qt.Key.Key_F, CONTROL)
    qtbot.keyClicks(dialog.entries.search, "network")
    rows = range(dialog.entries.model.row_total())
    titles = [dialog.entries.model.index(row, 2).data().casefold() for row in rows]
    assert 0 < len(titles) < seen
    assert all("network" in title for title in titles)
    qtbot.keyClick(dialog.entries.search, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.entries.model.row_total() == seen


def test_space_leaves_an_entry_out(qtbot: QtBot, context: AppContext) -> None:
    dialog = opened(qtbot, context, SEEDS[4])
    dialog.entries.table.setFocus()
    qtbot.keyClick(dialog.entries.table, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.entries.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(dialog.entries.table, Qt.Key.Key_Space)
    assert dialog.summary.text() == "37 entries: 35 new papers and 2 left out."
    assert imported(qtbot, dialog).startswith("1 page: 35 new papers")
    assert context.library.counts().all == 35


def test_a_year_that_the_reader_knows_dates_the_entries(qtbot: QtBot, context: AppContext) -> None:
    dialog = opened(qtbot, context, SEEDS[4])
    field = dialog.pages.captured
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "2025-13-40")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert dialog.pages.fault.text()
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "2025-12-11")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: dialog.pages.year.text() == "2025")
    assert not dialog.pages.fault.text()
    yearless = [
        dialog.entries.model.index(row, 3).data() for row in range(dialog.entries.model.row_total())
    ]
    assert all(text[:4].isdigit() for text in yearless)
    imported(qtbot, dialog)
    dump = context.library.importing.dumps()[0]
    assert (dump.captured, dump.year) == ("2025-12-11", 2025)


def test_edits_queue_up_and_an_import_waits_for_them(
    qtbot: QtBot, context: AppContext, tmp_path: Path
) -> None:
    dialog = opened(qtbot, context, cut(SEEDS[0], tmp_path, 3), SEEDS[4])
    blocks = dialog.doubtful.model.row_total()
    number, _, block = dialog.doubtful.model.block(0)
    dialog.edits.fix(number, block, "First", "")
    dialog.edits.fix(number, block, "The same block again", "")
    dialog.edits.redate([1], None, 2024)
    dialog.edits.redate([0, 1], "2025-12-24", None)
    text = imported(qtbot, dialog)
    assert text.startswith("2 pages: ")
    assert dialog.doubtful.model.row_total() == blocks - 1
    assert {dump.captured for dump in context.library.importing.dumps()} == {"2025-12-24"}


def test_a_year_that_cannot_be_is_refused_in_words(qtbot: QtBot, context: AppContext) -> None:
    dialog = opened(qtbot, context, SEEDS[4])
    known = dialog.pages.year.text()  # "2025" as long as no later December 10 has passed
    for text, words in (("20", "Write the year as 2024."), ("1999", "")):
        dialog.pages.year.setFocus()
        dialog.pages.year.selectAll()
        qtbot.keyClicks(dialog.pages.year, text)
        qtbot.keyClick(dialog.pages.year, Qt.Key.Key_Tab)
        assert dialog.pages.fault.text() == words
    qtbot.waitUntil(lambda: not dialog.edits.running)
    assert dialog.banner.isVisible()
    assert dialog.pages.year.text() == known


def test_doubtful_blocks_are_fixed_or_left_out(
    qtbot: QtBot, context: AppContext, tmp_path: Path
) -> None:
    dialog = opened(qtbot, context, cut(SEEDS[0], tmp_path, 3))
    blocks = dialog.doubtful.model.row_total()
    assert blocks > 5
    qtbot.mouseClick(dialog.doubtful_button, Qt.MouseButton.LeftButton)
    assert dialog.tabs.currentWidget() is dialog.doubtful
    before = dialog.entries.model.row_total()
    dialog.doubtful.title.clear()
    assert not dialog.doubtful.add.isEnabled()
    qtbot.keyClicks(dialog.doubtful.title, "A Title That The Reader Gave")
    qtbot.mouseClick(dialog.doubtful.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.entries.model.row_total() == before + 1)
    assert dialog.doubtful.model.row_total() == blocks - 1
    qtbot.mouseClick(dialog.doubtful.leave, Qt.MouseButton.LeftButton)
    assert dialog.doubtful.model.index(0, 4).data() == "left out"
    assert dialog.doubtful.table.current_row() == 1
    qtbot.mouseClick(dialog.doubtful.leave_all, Qt.MouseButton.LeftButton)
    assert not dialog.doubtful_button.isVisible()
    imported(qtbot, dialog)
    rows = context.library.papers.rows(context.library.papers.exists(range(1, 1000)))
    titles = [one.title for one in rows]
    assert "A Title That The Reader Gave" in titles


def test_what_cannot_be_read_is_said_and_the_rest_imported(
    qtbot: QtBot, context: AppContext, tmp_path: Path
) -> None:
    bad = tmp_path / "picture.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    dialog = opened(qtbot, context, SEEDS[4], bad)
    assert dialog.tabs.isTabVisible(2)
    model = dialog.unreadable.model()
    assert model.index(0, 0).data() == "picture.png"
    assert "picture" in model.index(0, 1).data()
    assert imported(qtbot, dialog).startswith("1 page: 37 new papers")
    assert "picture.png: not read." in dialog.result_pane.details.toPlainText()


def test_nothing_chosen_says_so(qtbot: QtBot, context: AppContext, tmp_path: Path) -> None:
    dialog = opened(qtbot, context, tmp_path)
    assert dialog.heading.text() == "Nothing to import"
    assert dialog.banner.text() == "Nothing to import: 1 file unreadable."
    assert dialog.unreadable.model().index(0, 1).data()


def test_clipboard_text_is_imported(qtbot: QtBot, context: AppContext) -> None:
    dialog = opened(qtbot, context, (SEEDS[4].read_bytes(), "clipboard", DumpKind.CLIPBOARD))
    imported(qtbot, dialog)
    dump = context.library.importing.dumps()[0]
    assert (dump.kind, dump.source, dump.entries) == (DumpKind.CLIPBOARD, "clipboard", 37)


def test_near_matches_are_decided_with_a_key(
    qtbot: QtBot, context: AppContext, tmp_path: Path
) -> None:
    imported(qtbot, opened(qtbot, context, SEEDS[4]))
    near = tmp_path / "near.txt"
    text = SEEDS[4].read_text(encoding="utf-8")
    near.write_text(
        text.replace("Pruning Overparameterized Multi-Task", "Pruning Overparametrised Multi Task"),
        encoding="utf-8",
    )
    dialog = opened(qtbot, context, near)
    assert dialog.entries.model.row_total() == 1
    assert "In the library" in dialog.entries.compare.headings[1].text()
    qtbot.keyClick(dialog.entries.table, Qt.Key.Key_S)
    assert dialog.entries.model.index(0, 1).data() == "Same paper"
    assert not dialog.near_button.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_D, ALT)
    qtbot.waitUntil(lambda: dialog.entries.model.index(0, 1).data() == "Different")
    qtbot.keyClick(dialog.entries.table, Qt.Key.Key_S)
    imported(qtbot, dialog)
    assert context.library.counts().all == 37


def test_cancel_while_writing_leaves_the_library_as_it_was(
    qtbot: QtBot, context: AppContext
) -> None:
    dialog = opened(qtbot, context, *SEEDS)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog.writing, timeout=20000)
    assert dialog.isVisible()
    assert dialog.result_value is None
    assert dialog.banner.text() == "Cancelled: the library is as it was."
    assert context.library.counts().all == 0
    assert imported(qtbot, dialog) == DONE


def test_closing_while_reading_stops_it(qtbot: QtBot, context: AppContext) -> None:
    dialog = ImportDialog(context, SEEDS)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    done: list[int] = []
    context.bridge.run(context.bridge.reader, lambda _context: 1, done.append)
    qtbot.waitUntil(lambda: done == [1])
    assert not dialog.planned


def test_the_size_is_remembered(qtbot: QtBot, context: AppContext) -> None:
    dialog = opened(qtbot, context, SEEDS[4])
    dialog.resize(770, 540)
    dialog.reject()
    again = opened(qtbot, context, SEEDS[4])
    assert again.size() == QSize(770, 540)


@pytest.mark.parametrize("count", [1, 2])
def test_models_keep_qts_rules(
    qtbot: QtBot, context: AppContext, qtmodeltester: object, tmp_path: Path, count: int
) -> None:
    dialog = opened(qtbot, context, cut(SEEDS[0], tmp_path, 3), *SEEDS[1:count])
    for model in (dialog.pages.table.model(), dialog.entries.model, dialog.doubtful.model):
        qtmodeltester.check(model, force_py=True)  # type: ignore[attr-defined]
        assert model.index(0, 0, QModelIndex()).isValid()
    dialog.entries.model.set_filter(None, Match.NEW, "no title has these words")
    assert dialog.entries.model.row_total() == 0
    qtmodeltester.check(dialog.entries.model, force_py=True)  # type: ignore[attr-defined]
