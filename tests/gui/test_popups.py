"""The popups that tag papers, put them on lists and pick colours, by keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from readlist.gui.colours import TAG_COLOURS
from readlist.gui.context import AppContext
from readlist.gui.popups.colours import ColourPopup
from readlist.gui.popups.lists import ListPopup
from readlist.gui.popups.pick_popup import PickPopup
from readlist.gui.popups.picker import Ticked
from readlist.gui.popups.tags import TagPopup
from tests.gui.pane_kit import click, papers_of, settled

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    """The window that a popup belongs to."""
    widget = QWidget()
    widget.resize(600, 400)
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def library_file(page_library: bytes) -> bytes:
    return page_library


@pytest.fixture
def ids(context: AppContext) -> list[int]:
    """Papers of a page."""
    return papers_of(context.library)


def names(popup: PickPopup) -> list[str]:
    return [popup.model.item(row).name for row in range(popup.model.rowCount())]


def states(popup: PickPopup) -> dict[str, Ticked]:
    items = (popup.model.item(row) for row in range(popup.model.rowCount()))
    return {item.name: item.now for item in items}


def tags_of(context: AppContext, paper_id: int) -> list[str]:
    return [tag.name for tag in context.library.papers.get(paper_id).tags]


def press(qtbot: QtBot, popup: PickPopup, *keys: Qt.Key | str) -> None:
    """Type words and press keys in the popup's line."""
    for key in keys:
        if isinstance(key, str):
            qtbot.keyClicks(popup.line, key)
        else:
            qtbot.keyClick(popup.line, key)


def test_ticks_show_what_all_some_and_none_have(
    context: AppContext, owner: QWidget, ids: list[int]
) -> None:
    context.library.tags.add(ids[:2], ["both"])
    context.library.tags.add(ids[:1], ["one"])
    context.library.tags.create("none")
    popup = TagPopup(context, ids[:2], owner)
    popup.popup_at(owner)
    assert states(popup) == {"both": Ticked.ALL, "one": Ticked.SOME, "none": Ticked.NONE}
    assert names(popup) == ["both", "one", "none"]
    popup.close()


def test_several_changes_are_one_undo_step(
    qtbot: QtBot, context: AppContext, owner: QWidget, ids: list[int]
) -> None:
    context.library.tags.add(ids[:2], ["old"])
    context.library.tags.create("vision")
    popup = TagPopup(context, ids[:2], owner)
    popup.popup_at(owner)
    press(qtbot, popup, "old", Qt.Key.Key_Return)
    press(qtbot, popup, "vis", Qt.Key.Key_Return)
    press(qtbot, popup, "brand new", Qt.Key.Key_Return)
    assert popup.line.text() == ""
    press(qtbot, popup, Qt.Key.Key_Return)
    settled(qtbot, context)
    assert tags_of(context, ids[0]) == tags_of(context, ids[1]) == ["brand new", "vision"]
    context.library.history.undo()
    assert tags_of(context, ids[0]) == tags_of(context, ids[1]) == ["old"]
    assert "brand new" not in [tag.name for tag in context.library.tags.all()]


def test_escape_leaves_and_a_click_elsewhere_applies(
    qtbot: QtBot, context: AppContext, owner: QWidget, ids: list[int]
) -> None:
    popup = TagPopup(context, ids[:1], owner)
    popup.popup_at(owner)
    press(qtbot, popup, "no", Qt.Key.Key_Return, Qt.Key.Key_Escape)
    settled(qtbot, context)
    assert tags_of(context, ids[0]) == []
    popup = TagPopup(context, ids[:1], owner)
    popup.popup_at(owner)
    press(qtbot, popup, "yes", Qt.Key.Key_Return)
    click(qtbot, popup, popup.rect().bottomRight() * 3)
    settled(qtbot, context)
    assert tags_of(context, ids[0]) == ["yes"]


def test_lines_are_reached_ticked_and_completed_by_keys(
    qtbot: QtBot, context: AppContext, owner: QWidget, ids: list[int]
) -> None:
    for name in ("agents", "theory/optimisation", "theory/scaling"):
        context.library.tags.create(name)
    popup = TagPopup(context, ids[:1], owner)
    popup.popup_at(owner)
    press(qtbot, popup, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space)
    assert states(popup)["theory/scaling"] is Ticked.ALL
    press(qtbot, popup, "opt", Qt.Key.Key_Tab)
    assert popup.line.text() == "theory/optimisation"
    qtbot.keyClick(popup.line, Qt.Key.Key_Return, CONTROL)
    settled(qtbot, context)
    assert tags_of(context, ids[0]) == ["theory/optimisation", "theory/scaling"]


def test_an_existing_tag_is_never_made_twice(
    qtbot: QtBot, context: AppContext, owner: QWidget, ids: list[int]
) -> None:
    context.library.tags.create("Vision")
    popup = TagPopup(context, ids[:1], owner)
    popup.popup_at(owner)
    press(qtbot, popup, "vision")
    assert names(popup) == ["Vision"]
    qtbot.keyClick(popup.line, Qt.Key.Key_Return, CONTROL)
    settled(qtbot, context)
    assert tags_of(context, ids[0]) == ["Vision"]


def test_hundreds_of_tags_and_papers(
    qtbot: QtBot, seeded_context: AppContext, owner: QWidget
) -> None:
    ids = papers_of(seeded_context.library)
    long = "a very long name of a tag about scaling laws of mixtures of experts "
    seeded_context.library.tags.add(ids[:1], [f"{long}{n}" for n in range(300)])
    seeded_context.library.tags.add(ids, ["everywhere"])
    popup = TagPopup(seeded_context, ids * 5, owner)
    popup.popup_at(owner)
    press(qtbot, popup, "new one", Qt.Key.Key_Return)
    popup.model.find("everywhere")
    qtbot.waitUntil(lambda: states(popup).get("everywhere") is Ticked.ALL, timeout=5000)
    assert popup.width() <= 360
    press(qtbot, popup, Qt.Key.Key_Return)
    settled(qtbot, seeded_context)
    assert all("new one" in tags_of(seeded_context, one) for one in ids[::50])


def test_papers_go_on_lists(
    qtbot: QtBot, context: AppContext, owner: QWidget, ids: list[int]
) -> None:
    context.library.lists.assign(ids[:1], create=["To cite"])
    cite = context.library.lists.get("To cite").id
    popup = ListPopup(context, [ids[1], ids[0]], owner)
    popup.popup_at(owner)
    assert states(popup) == {"To cite": Ticked.SOME}
    press(qtbot, popup, Qt.Key.Key_Space, "Thesis", Qt.Key.Key_Return, Qt.Key.Key_Return)
    settled(qtbot, context)
    thesis = context.library.lists.get("Thesis").id
    assert context.library.lists.paper_ids(cite) == [ids[0], ids[1]]
    assert context.library.lists.paper_ids(thesis) == [ids[1], ids[0]]
    context.library.history.undo()
    assert [one.name for one in context.library.lists.all()] == ["To cite"]
    assert context.library.lists.paper_ids(cite) == [ids[0]]


def test_long_lists_are_read_while_the_popup_shows(
    qtbot: QtBot, seeded_context: AppContext, owner: QWidget
) -> None:
    ids = papers_of(seeded_context.library)
    for number in range(10):
        seeded_context.library.lists.assign(ids, create=[f"List {number:02}"])
    seeded_context.library.lists.assign(ids[:1], create=["To cite"])
    popup = ListPopup(seeded_context, ids[:2], owner)
    popup.popup_at(owner)
    assert set(states(popup).values()) == {Ticked.NONE}
    qtbot.waitUntil(lambda: states(popup)["To cite"] is Ticked.SOME)
    assert states(popup)["List 00"] is Ticked.ALL
    gone = ListPopup(seeded_context, ids[:2], owner)
    gone.popup_at(owner)
    qtbot.keyClick(gone.line, Qt.Key.Key_Escape)
    popup.close()
    settled(qtbot, seeded_context)


def test_a_colour_is_picked_with_the_arrow_keys(
    qtbot: QtBot, context: AppContext, owner: QWidget
) -> None:
    popup = ColourPopup(context.theme, TAG_COLOURS["Red"], owner)
    popup.popup_at(owner)
    with qtbot.waitSignal(popup.picked) as picked:
        qtbot.keyClick(popup.row.swatches[1], Qt.Key.Key_Right)
        qtbot.keyClick(popup.row.swatches[2], Qt.Key.Key_Return)
    assert picked.args == [TAG_COLOURS["Orange"]]
