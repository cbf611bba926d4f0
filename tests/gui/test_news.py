"""What is new in saved searches: counted in the background, shown, cleared by looking."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from readlist.domain.views import SavedSearch, Scope
from readlist.gui.context import AppContext
from readlist.gui.main_window import MainWindow
from readlist.gui.models.sidebar_model import SidebarModel
from readlist.gui.models.sidebar_tree import Node
from readlist.gui.snapshot import Snapshot
from readlist.library import Library
from tests.gui.conftest import Opener
from tests.gui.window_kit import settled


@pytest.fixture
def followed(opener: Opener, seeded: Library, seeded_context: AppContext) -> MainWindow:
    """The window on the sample papers, with a search whose answer has been looked at."""
    seeded.saved.save("Grokking", "title:grokking")
    return opener(seeded_context)


def line(window: MainWindow) -> Node:
    found = window.sidebar.places.node(window.sidebar.places.find("saved:1"))
    assert found is not None
    return found


def bring(library: Library, *titles: str) -> None:
    """Papers that come from a file."""
    text = "\n".join(f"@misc{{k{n}, title={{{title}}}}}" for n, title in enumerate(titles))
    parsed = library.importing.parse(text.encode(), "new.bib")
    library.importing.commit(library.importing.plan([parsed]))


def test_new_papers_are_counted_until_the_search_is_looked_at(
    qtbot: QtBot, followed: MainWindow
) -> None:
    window = followed
    bring(window.context.library, "Grokking Beyond Arithmetic", "A Late Grokking", "Else")
    qtbot.waitUntil(lambda: line(window).new == 2, timeout=10000)
    index = window.sidebar.places.find("saved:1")
    tip = str(window.sidebar.places.data(index, Qt.ItemDataRole.ToolTipRole))
    assert tip.splitlines() == ["2 papers are new since you last looked", "title:grokking"]
    spoken = window.sidebar.places.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Grokking, 2 new"
    window.sidebar.choose(Scope("saved", "1"))
    settled(qtbot, window)
    assert line(window).new == 2  # it has not been looked at for long enough
    qtbot.waitUntil(lambda: line(window).new == 0, timeout=10000)
    qtbot.waitUntil(lambda: window.news.idle, timeout=10000)
    assert window.context.library.saved.news() == {1: 0}
    assert window.context.library.history.state().undo == "Import new.bib"


def test_a_search_that_is_only_passed_by_is_not_looked_at(
    qtbot: QtBot, followed: MainWindow
) -> None:
    window = followed
    bring(window.context.library, "Grokking Beyond Arithmetic")
    qtbot.waitUntil(lambda: line(window).new == 1, timeout=10000)
    window.sidebar.choose(Scope("saved", "1"))
    settled(qtbot, window)
    window.sidebar.choose(Scope())
    settled(qtbot, window)
    qtbot.waitUntil(lambda: window.news.idle, timeout=10000)
    assert line(window).new == 1


def test_counting_waits_while_the_reader_searches(qtbot: QtBot, followed: MainWindow) -> None:
    window = followed
    counted: list[object] = []
    qtbot.waitUntil(lambda: window.news.idle, timeout=10000)
    window.news.ready.connect(counted.append)
    bring(window.context.library, "Grokking Beyond Arithmetic")
    qtbot.waitUntil(lambda: not window.news.idle)
    qtbot.keyClicks(window.search.line, "scaling")
    assert counted == []
    assert not window.news.idle
    qtbot.waitUntil(lambda: line(window).new == 1, timeout=10000)


def test_a_closed_section_tells_the_sum() -> None:
    model = SidebarModel()
    saved = (SavedSearch(1, "One", "a"), SavedSearch(2, "Two", "b"))
    model.show(Snapshot(saved=saved))
    model.show_news({1: 2, 2: 1200, 7: 5})
    section = model.node(model.find("section:saved"))
    assert section is not None
    assert section.new == 1202
    assert section.whole_tip.startswith("1,202 new since you last looked\n")


def test_a_window_without_saved_searches_counts_nothing(qtbot: QtBot, window: MainWindow) -> None:
    bring(window.context.library, "Grokking Beyond Arithmetic")
    settled(qtbot, window)
    assert window.news.idle
