"""The places: tree, model, editing, dropping, menus."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from readlist.domain.changes import ChangeSet
from readlist.domain.dumps import Dump, DumpKind
from readlist.domain.papers import Status
from readlist.domain.views import Scope
from readlist.gui.citing import DraggedPapers
from readlist.gui.context import AppContext
from readlist.gui.main_window import MainWindow
from readlist.gui.models.sidebar_model import SidebarModel
from readlist.gui.models.sidebar_tree import Node, build
from readlist.gui.snapshot import Snapshot, take
from readlist.gui.views.ask import NameDialog
from readlist.library import Library
from tests.gui.conftest import Opener
from tests.gui.window_kit import settled


def lines(root: Node) -> list[tuple[str, int | None]]:
    return [(node.label, node.count) for node in list(root.walk())[1:]]


@pytest.fixture
def busy(seeded: Library) -> Library:
    """The sample papers with tags, a list and a saved search."""
    ids = seeded.search.find("").ids
    seeded.tags.add(ids[:3], ["theory", "method/pruning"])
    seeded.tags.add(ids[:1], ["method/pruning/early", "Vision"])
    seeded.lists.create("To cite", "for the survey")
    seeded.lists.add(seeded.lists.get("To cite").id, ids[:4])
    seeded.saved.save("Grokking", "title:grokking")
    seeded.papers.set_status(ids[10:12], Status.QUEUED)
    return seeded


def node(window: MainWindow, key: str) -> Node:
    found = window.sidebar.places.node(window.sidebar.places.find(key))
    assert found is not None, key
    return found


def test_an_empty_library_says_what_to_do() -> None:
    hints = [one.label for one in build(Snapshot()).walk() if one.kind == "hint"]
    assert len(hints) == 4
    assert all(hint.startswith("None yet: ") for hint in hints)


def test_tree_shows_the_library(busy: Library) -> None:
    shown = lines(build(take(busy)))
    assert shown[0] == ("Library", 220)
    assert ("Queued", 2) in shown
    assert ("To cite", 4) in shown
    labels = [label for label, _ in shown]
    tags = labels[labels.index("Tags") + 1 : labels.index("Untagged")]
    assert tags == ["method", "pruning", "early", "theory", "Vision"]
    assert shown[-1] == ("Trash", 0)


@pytest.mark.parametrize(
    ("pages", "labels"),
    [
        (["--12-10", "--08-13", "2026-01-05"], ["2026-01-05", "Dec 10", "Aug 13"]),
        (["", "--03-12"], ["page.txt", "Mar 12"]),
    ],
)
def test_imports_stand_by_the_pages_date(pages: list[str], labels: list[str]) -> None:
    dumps = tuple(
        Dump(id=number, sha256="", source="C:\\saved\\page.txt", kind=DumpKind.TEXT,
             page_date=page, imported="2026-08-01T09:00:00Z")
        for number, page in enumerate(pages, 1)
    )  # fmt: skip
    tree = build(Snapshot(dumps=dumps))
    assert [node.label for node in tree.walk() if node.kind == "dump"] == labels


def test_model_keeps_qts_rules(busy: Library, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    assert qtbot
    model = SidebarModel()
    model.show(take(busy))
    qtmodeltester.check(model)


def test_a_new_number_changes_the_line_in_place(busy: Library, qtbot: QtBot) -> None:
    model = SidebarModel()
    model.show(take(busy))
    starred = model.find("place:starred")
    busy.papers.star(busy.search.find("").ids[:3], True)
    with qtbot.waitSignal(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        model.show(take(busy))
    changed = model.node(starred)
    assert changed is not None
    assert changed.count == 3


def test_an_index_of_an_older_tree_finds_nothing(busy: Library) -> None:
    model = SidebarModel()
    model.show(take(busy))
    old = model.find("tag:theory")
    busy.tags.delete(["theory"])
    model.show(take(busy))
    assert model.node(old) is None
    assert not model.find("tag:theory").isValid()
    assert model.parent(QModelIndex()) == QModelIndex()


def test_papers_are_dropped_on_lines(busy: Library, qtbot: QtBot) -> None:
    model = SidebarModel()
    model.show(take(busy))
    mime = DraggedPapers([1, 2], lambda _entries: "")
    copy = Qt.DropAction.CopyAction
    allowed = {
        one.key
        for one in model.nodes()
        if model.canDropMimeData(mime, copy, -1, -1, model.index_of(one))
    }
    assert {"place:starred", "place:trash", "tag:theory", "status:read"} <= allowed
    assert not {"place:all", "place:untagged", "section:tags"} & allowed
    with qtbot.waitSignal(model.dropped) as dropped:
        model.dropMimeData(mime, copy, -1, -1, model.find("tag:theory"))
    assert dropped.args[0].name == "theory"
    assert dropped.args[1] == [1, 2]


@pytest.fixture
def busy_window(opener: Opener, busy: Library, seeded_context: AppContext) -> MainWindow:
    assert seeded_context.library is busy
    return opener(seeded_context)


@pytest.mark.parametrize(
    ("key", "scope"),
    [
        ("place:trash", Scope("trash")),
        ("place:inbox", Scope("inbox")),
        ("status:queued", Scope("status", "queued")),
        ("tag:theory", Scope("tag", "theory")),
        ("tag:method", Scope("tag", "method")),
    ],
)
def test_choosing_a_line_goes_there(
    qtbot: QtBot, busy_window: MainWindow, key: str, scope: Scope
) -> None:
    window = busy_window
    index = window.sidebar.places.find(key)
    window.sidebar.scrollTo(index)
    place = window.sidebar.visualRect(index).center()
    qtbot.mouseClick(window.sidebar.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settled(qtbot, window)
    assert window.runner.question.scope == scope
    assert len(window.table.papers.ids) == window.context.library.search.find("", scope=scope).total


def test_a_tag_is_renamed_in_place(qtbot: QtBot, busy_window: MainWindow) -> None:
    window = busy_window
    window.sidebar.choose(Scope("tag", "theory"))
    window.sidebar.setFocus()
    qtbot.keyClick(window.sidebar, Qt.Key.Key_F2)
    editor = window.sidebar.indexWidget(window.sidebar.currentIndex()) or window.focusWidget()
    qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(editor, "theory/learning")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settled(qtbot, window)
    names = [tag.name for tag in window.context.library.tags.all()]
    assert "theory/learning" in names
    assert "theory" not in names


def test_delete_means_the_line_while_the_sidebar_has_the_keys(
    qtbot: QtBot, busy_window: MainWindow
) -> None:
    window = busy_window
    window.sidebar.choose(Scope("tag", "theory"))
    settled(qtbot, window)
    window.table.selectAll()
    window.sidebar.setFocus()
    qtbot.keyClick(window.sidebar, Qt.Key.Key_Delete)
    settled(qtbot, window)
    library = window.context.library
    assert "theory" not in [tag.name for tag in library.tags.all()]
    assert library.counts().trash == 0
    assert window.toast.text.text() == "Deleted the tag “theory”."
    qtbot.mouseClick(window.toast.button, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert "theory" in [tag.name for tag in library.tags.all()]


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("tag:theory", ["Rename", "Colour", "Merge into…", "Delete"]),
        ("list:1", ["Export…", "Complete data…", "Rename", "Name and description…", "Delete"]),
        ("saved:1", ["Edit search", "Rename", "Delete"]),
        ("section:tags", ["New tag…"]),
        ("place:all", []),
    ],
)
def test_lines_have_menus(busy_window: MainWindow, key: str, texts: list[str]) -> None:
    menu = busy_window.menus.menu(node(busy_window, key))
    found = [one.text().replace("&", "") for one in menu.actions() if one.text()] if menu else []
    assert found == texts
    if menu is not None:
        assert all(one.toolTip() for one in menu.actions() if one.text())
        menu.deleteLater()


def test_recolouring_from_the_menu(qtbot: QtBot, busy_window: MainWindow) -> None:
    menu = busy_window.menus.menu(node(busy_window, "tag:theory"))
    assert menu is not None
    colours = next(one.menu() for one in menu.actions() if one.text() == "&Colour")
    next(one for one in colours.actions() if one.text() == "Green").trigger()  # type: ignore[attr-defined]
    menu.deleteLater()
    settled(qtbot, busy_window)
    assert node(busy_window, "tag:theory").colour == "#3a9a54"


def test_a_tag_is_created_with_the_plus(qtbot: QtBot, busy_window: MainWindow) -> None:
    busy_window.sidebar.add_asked.emit("section:tags")
    dialog = busy_window.findChild(NameDialog)
    assert isinstance(dialog, NameDialog)
    assert not dialog.ok.isEnabled()
    qtbot.keyClicks(dialog.name, "fresh")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    settled(qtbot, busy_window)
    assert node(busy_window, "tag:fresh").count == 0


def test_rolling_back_asks_first(qtbot: QtBot, busy_window: MainWindow) -> None:
    window = busy_window
    dump = next(one for one in window.snapshot.dumps if one.page_date == "--12-10")
    window.menus.roll_back(node(window, f"dump:{dump.id}"))
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None)
    box = window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert "Dec 10" in box.text()
    yes = next(one for one in box.buttons() if one.text() == "Roll back")
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert dump.id not in [one.id for one in window.context.library.importing.dumps()]


def test_what_is_closed_stays_closed(qtbot: QtBot, busy_window: MainWindow) -> None:
    window = busy_window
    tags = window.sidebar.places.find("section:tags")
    line = window.sidebar.visualRect(tags)
    qtbot.mouseClick(window.sidebar.viewport(), Qt.MouseButton.LeftButton, pos=line.center())
    assert not window.sidebar.isExpanded(tags)
    window.context.library.tags.create("another")
    settled(qtbot, window)
    assert not window.sidebar.isExpanded(window.sidebar.places.find("section:tags"))
    stored = str(window.context.settings.value("sidebar/collapsed"))
    assert "section:tags" in stored


@pytest.mark.parametrize("name", ["Theory", "learning theory"])
def test_the_reader_stays_on_a_tag_that_is_renamed(
    qtbot: QtBot, busy_window: MainWindow, name: str
) -> None:
    window = busy_window
    window.sidebar.choose(Scope("tag", "theory"))
    settled(qtbot, window)
    shown, library = window.table.papers.ids, window.context.library
    acts: list[Callable[[], ChangeSet]] = [
        lambda: library.tags.rename("theory", name),
        library.history.undo,
    ]
    for act in acts:
        act()
        settled(qtbot, window)
        current = window.sidebar.current()
        assert current is not None
        assert current.kind == "tag"
        assert window.runner.question.scope == current.scope
        assert window.table.papers.ids == shown
