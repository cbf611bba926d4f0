"""Related papers in the pane, the way back from them, and the reasons for a rank."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from readlist.domain.views import Reason, Scope
from readlist.gui.main_window import MainWindow
from readlist.gui.models.columns import INDEX
from readlist.gui.plain_tip import plain_tip
from readlist.gui.popups.lists import ListPopup
from readlist.gui.views.pane_related import RelatedButton, RelatedList
from readlist.gui.views.rank_tip import ReasonsPopup, as_html, as_text
from tests.gui.window_kit import ALT, press, search, select, settled


def related(qtbot: QtBot, window: MainWindow) -> list[RelatedButton]:
    """The papers that the pane shows as related, when they are there."""
    panel = window.pane.one.related
    qtbot.waitUntil(lambda: panel.idle and bool(panel.buttons), timeout=10000)
    return panel.buttons


@pytest.fixture
def grokking(qtbot: QtBot, window: MainWindow) -> list[RelatedButton]:
    """The papers related to the first answer of a search, which is selected."""
    search(qtbot, window, "grokking")
    select(qtbot, window, 0)
    return related(qtbot, window)


def test_the_pane_shows_what_is_related(
    qtbot: QtBot, window: MainWindow, grokking: list[RelatedButton]
) -> None:
    library, paper_id = window.context.library, window.selection()[0]
    wanted = library.search.related(paper_id, 10)
    assert [one.line.id for one in grokking] == [one.id for one in wanted]
    first = grokking[0]
    assert first.line.terms == wanted[0].terms
    assert first.line.title in first.accessibleName()
    assert wanted[0].terms[0] in first.accessibleDescription()
    assert wanted[0].terms[0] in first.toolTip()
    assert window.pane.one.related.hint.isHidden()
    other = select(qtbot, window, 1)[0]
    assert window.pane.one.related.hint.isVisible()
    shown = [one.line.id for one in related(qtbot, window)]
    assert shown == [one.id for one in library.search.related(other, 10)]


def test_a_related_paper_is_gone_to_and_back_from(
    qtbot: QtBot, window: MainWindow, grokking: list[RelatedButton]
) -> None:
    before, here = window.selection(), list(window.table.papers.ids)
    elsewhere = next(one for one in grokking if one.line.id not in here)
    assert not window.actions_["back"].isEnabled()
    elsewhere.setFocus()
    qtbot.keyClick(elsewhere, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert window.selection() == [elsewhere.line.id]
    assert window.search.text == ""
    assert window.runner.question.scope == Scope()
    assert window.toast.button.text() == "Back"
    press(qtbot, window, Qt.Key.Key_Left, ALT)
    assert window.search.text == "grokking"
    assert list(window.table.papers.ids) == here
    assert window.selection() == before
    assert not window.actions_["back"].isEnabled()


def test_a_related_paper_in_the_answer_is_selected_there(qtbot: QtBot, window: MainWindow) -> None:
    select(qtbot, window, 0)
    button = related(qtbot, window)[0]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert window.selection() == [button.line.id]
    assert len(window.table.papers.ids) == 220
    assert window.toast.isHidden()


def test_all_of_them_can_be_searched_for(
    qtbot: QtBot, window: MainWindow, grokking: list[RelatedButton]
) -> None:
    wanted = {window.selection()[0], *(one.line.id for one in grokking)}
    qtbot.mouseClick(window.pane.one.related_button, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert set(window.table.papers.ids) == wanted
    press(qtbot, window, Qt.Key.Key_Left, ALT)
    assert window.search.text == "grokking"


def test_a_related_paper_has_a_menu(
    qtbot: QtBot, window: MainWindow, grokking: list[RelatedButton]
) -> None:
    paper_id = grokking[0].line.id
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(grokking[0], QContextMenuEvent(reason, QPoint(2, 2), QPoint(2, 2)))
    menu = grokking[0].findChild(QMenu)
    assert isinstance(menu, QMenu)
    named = {action.text().split("\t")[0]: action for action in menu.actions()}
    named["Star"].trigger()
    named["Add to list…"].trigger()
    menu.close()
    popup = window.findChild(ListPopup)
    assert isinstance(popup, ListPopup)
    assert list(popup.ids) == [paper_id]
    popup.close()
    settled(qtbot, window)
    assert window.context.library.papers.get(paper_id).starred


def test_a_folded_section_asks_for_nothing(qtbot: QtBot, window: MainWindow) -> None:
    view = window.pane.one
    view.related_section.heading.setChecked(False)
    select(qtbot, window, 3)
    assert view.related.idle
    assert not view.related.buttons
    view.related_section.open()
    assert related(qtbot, window)
    assert view.related_button.isVisible()


def test_an_index_that_is_not_there_is_told(qtbot: QtBot, window: MainWindow) -> None:
    panel: RelatedList = window.pane.one.related
    window.context.bridge.indexer.close()
    index = window.context.library.folder / "index"
    window.context.library.search.close()
    for path in sorted(index.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    select(qtbot, window, 5)
    qtbot.waitUntil(lambda: panel.idle, timeout=10000)
    assert "index" in panel.hint.text()
    assert not window.pane.one.related_button.isVisible()


REASONS = (
    Reason(word="scaling", found=("scaled", "scaling"), field="title", times=2, score=12.3),
    Reason(word="<b>", found=("<b>",), field="abstract", times=1, score=7.7),
)


def test_reasons_are_told_as_a_table_and_as_lines() -> None:
    assert as_text("Rank 3 of 120", REASONS).splitlines() == [
        "Rank 3 of 120",
        "scaling (as scaled) in title ×2: 12.3 (62%)",
        "<b> in abstract: 7.7 (38%)",
    ]
    html = as_html("Rank 3 of 120", REASONS)
    assert "&lt;b&gt;" in html
    assert "title ×2" in html
    assert "12.3" in html
    many = as_text("Rank 1 of 1", REASONS * 6)
    assert many.splitlines()[-1].startswith("4 more: ")
    assert "index" in as_text("Rank 1 of 1", ())


def test_the_rank_has_a_tooltip(qtbot: QtBot, window: MainWindow) -> None:
    search(qtbot, window, "gradient descent")
    table = window.table
    at = table.visualRect(table.papers.index(0, INDEX["rank"])).center()
    tip = QHelpEvent(QEvent.Type.ToolTip, at, table.viewport().mapToGlobal(at))
    QApplication.sendEvent(table.viewport(), tip)
    qtbot.waitUntil(lambda: "gradient" in QToolTip.text(), timeout=10000)
    assert "Rank 1 of " in QToolTip.text()
    passage = table.passages.of(table.papers.ids[0])
    assert passage is not None
    at = table.visualRect(table.papers.index(0, INDEX["seen"])).bottomLeft() - QPoint(0, 4)
    tip = QHelpEvent(QEvent.Type.ToolTip, at, table.viewport().mapToGlobal(at))
    QApplication.sendEvent(table.viewport(), tip)
    assert QToolTip.text() == plain_tip(passage.text)
    described = table.papers.index(0, INDEX["title"]).data(
        Qt.ItemDataRole.AccessibleDescriptionRole
    )
    assert described == passage.text
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible(), timeout=10000)


def test_the_rank_is_explained_by_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    select(qtbot, window, 0)
    assert not window.actions_["why"].isEnabled()
    search(qtbot, window, "gradient descent")
    select(qtbot, window, 0)
    qtbot.keyClick(window.table, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: window.findChild(ReasonsPopup) is not None, timeout=10000)
    popup = window.findChild(ReasonsPopup)
    assert isinstance(popup, ReasonsPopup)
    assert isinstance(popup.focusWidget(), QLabel)
    assert "gradient in " in popup.text.accessibleName()
    qtbot.keyClick(popup.text, Qt.Key.Key_Escape)
    assert not popup.isVisible()


def test_a_saved_search_explains_its_ranks(qtbot: QtBot, window: MainWindow) -> None:
    window.context.bridge.write(lambda: window.context.library.saved.save("Laws", "gradient"))
    settled(qtbot, window)
    saved = window.snapshot.saved[0]
    window.open_place(Scope("saved", str(saved.id)))
    settled(qtbot, window)
    ranks = window.table.papers.ranks
    assert ranks
    assert (ranks.query, ranks.scope) == ("", Scope("saved", str(saved.id)))
    ids = search(qtbot, window, "loss")
    ranks = window.table.papers.ranks
    reasons = window.context.library.search.explain(ranks.query, ids[0], scope=ranks.scope)
    assert {reason.word for reason in reasons} == {"gradient", "loss"}
