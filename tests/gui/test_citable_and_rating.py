"""The mark of what can be cited, its counts, and the stars of a rating."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from readlist.domain.views import Scope
from readlist.gui.main_window import MainWindow
from readlist.gui.models.columns import INDEX
from tests.gui.window_kit import ALT, press, select, settled


def test_the_mark_says_what_is_lacking_and_follows(qtbot: QtBot, window: MainWindow) -> None:
    library = window.context.library
    paper = select(qtbot, window, 0)[0]
    library.papers.edit(paper, authors=["Ada Lovelace"], published="")
    settled(qtbot, window)
    row = window.table.papers.position(paper)
    cell = window.table.papers.index(row, INDEX["citable"])
    assert cell.data() == "Cannot be cited yet: no year"
    library.papers.edit(paper, published="2023")
    settled(qtbot, window)
    assert cell.data() == "Can be cited"
    assert cell.data(Qt.ItemDataRole.ToolTipRole)
    assert not window.table.header.isSectionHidden(INDEX["citable"])
    window.table.header.sorted.emit(None)
    window.table.header.setSortIndicator(INDEX["citable"], Qt.SortOrder.AscendingOrder)
    settled(qtbot, window)
    assert window.table.papers.ids[0] == paper


def test_a_list_says_how_much_of_it_can_be_cited(qtbot: QtBot, window: MainWindow) -> None:
    library = window.context.library
    ids = list(window.table.papers.ids[:3])
    library.lists.create("To cite")
    to_cite = library.lists.get("To cite").id
    library.lists.add(to_cite, ids)
    library.papers.edit(ids[1], authors=["Ada Lovelace"], published="2023")
    settled(qtbot, window)
    window.open_place(Scope("list", str(to_cite)))
    settled(qtbot, window)
    assert window.status.counts.text() == "1 of 3 papers citable"
    node = window.sidebar.current()
    assert node is not None
    assert "1 of 3 citable" in node.tip
    select(qtbot, window, 0)
    assert window.status.counts.text() == "1 of 3 papers citable, 1 selected"
    window.search.set_text("is:citable")
    settled(qtbot, window)
    assert window.status.counts.text().startswith("1 paper")


def test_papers_are_rated_by_keys_and_by_clicks(qtbot: QtBot, window: MainWindow) -> None:
    papers = window.context.library.papers
    first, second = select(qtbot, window, 0, 1)
    press(qtbot, window, Qt.Key.Key_4, ALT)
    assert [papers.get(one).rating for one in (first, second)] == [4, 4]
    select(qtbot, window, 0)
    rating = window.pane.one.header.rating
    assert rating.stars == 4
    qtbot.mouseClick(rating, Qt.MouseButton.LeftButton, pos=rating.place(2))
    settled(qtbot, window)
    assert papers.get(first).rating == 2
    rating.setFocus()
    press(qtbot, window, Qt.Key.Key_Right)
    assert papers.get(first).rating == 3
    assert rating.accessibleName() == "Rating: 3 of 5"
    qtbot.mouseClick(rating, Qt.MouseButton.LeftButton, pos=rating.place(3))
    settled(qtbot, window)
    assert papers.get(first).rating == 0
    assert window.context.library.history.state().undo == "Take the rating off 1 paper"
