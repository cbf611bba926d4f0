"""The paper table: thousands of rows, and what is painted of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from readlist.gui.context import AppContext
from readlist.gui.main_window import MainWindow
from readlist.gui.models.columns import COLUMNS, INDEX
from readlist.gui.views.paper_table import PaperTable
from tests.gui.window_kit import CONTROL, search, settled


def shown(qtbot: QtBot, context: AppContext, count: int) -> PaperTable:
    table = PaperTable(context)
    qtbot.addWidget(table)
    table.resize(800, 600)
    table.show_ids(tuple(range(1, count + 1)), (), is_new=True)
    table.show()
    qtbot.waitExposed(table)
    return table


def test_thousands_are_selected_as_one_range(qtbot: QtBot, seeded_context: AppContext) -> None:
    table = shown(qtbot, seeded_context, 20_000)
    qtbot.keyClick(table, Qt.Key.Key_A, CONTROL)
    assert table.selected_count() == 20_000
    assert table.selected_ids() == list(range(1, 20_001))
    assert table.selectionModel().selection().count() == 1


def test_a_selection_in_too_many_pieces_is_let_go(qtbot: QtBot, seeded_context: AppContext) -> None:
    table = shown(qtbot, seeded_context, 4_000)
    table.select_ids(range(1, 1_000, 2))
    assert table.selected_count() == 500
    table.select_ids(range(1, 4_000, 2))
    assert table.selected_count() == 500


def test_the_title_takes_the_room_that_is_left(qtbot: QtBot, seeded_context: AppContext) -> None:
    table = shown(qtbot, seeded_context, 10)
    assert table.header.length() == table.viewport().width()
    table.header.set_shown(INDEX["venue"], True)
    assert table.header.length() == table.viewport().width()
    table.header.set_shown(INDEX["title"], False)
    assert not table.header.isSectionHidden(INDEX["title"])
    table.header.restore_defaults()
    hidden = [n for n in range(len(COLUMNS)) if table.header.isSectionHidden(n)]
    assert hidden == [n for n, c in enumerate(COLUMNS) if not c.shown or c.key == "rank"]


def test_hits_are_painted_in_titles(qtbot: QtBot, window: MainWindow) -> None:
    search(qtbot, window, "transformer")
    settled(qtbot, window)
    picture = window.table.viewport().grab().toImage()
    hit = window.context.theme.colour("hit").rgb()
    spots = (
        picture.pixel(x, y) == hit
        for y in range(0, picture.height(), 4)
        for x in range(0, picture.width(), 4)
    )
    assert any(spots)
