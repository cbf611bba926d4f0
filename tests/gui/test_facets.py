"""The panel that narrows a search: its text, its lines, and what a reader does with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPoint, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from readlist.domain.papers import Status
from readlist.domain.query import parse
from readlist.domain.views import Facet, FacetValue
from readlist.gui.context import AppContext
from readlist.gui.main_window import MainWindow
from readlist.gui.views.facets_model import FEW, FacetsModel, Row
from readlist.gui.views.facets_text import key_of, toggled, used
from readlist.library import Library
from tests.gui.conftest import Opener
from tests.gui.test_every_control import checked
from tests.gui.window_kit import CONTROL, NONE, SHIFT, press, settled

LONG = "a tag with a rather long name, to be sure"


@pytest.fixture
def seeded(seeded: Library) -> Library:
    """The sample papers with tags, lists and statuses."""
    ids = sorted(seeded.search.find("").ids)
    seeded.tags.add(ids[:40], ["theory"])
    seeded.tags.add(ids[20:50], ["vision"])
    seeded.tags.add(ids[:5], [LONG, *(f"topic {number}" for number in range(12))])
    seeded.lists.create("To cite")
    seeded.lists.add(seeded.lists.get("To cite").id, ids[:4])
    seeded.papers.set_status(ids[:7], Status.QUEUED)
    return seeded


@pytest.fixture
def window(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """The window where it has room for the panel."""
    window.resize(1500, 900)
    settled(qtbot, window)
    return window


def lines(window: MainWindow) -> list[Row]:
    model = window.narrow.view.rows
    found = []
    for section in range(model.rowCount()):
        parent = model.index(section, 0)
        for index in (parent, *(model.index(n, 0, parent) for n in range(model.rowCount(parent)))):
            row = model.row(index)
            assert row is not None
            found.append(row)
    return found


def line(window: MainWindow, query: str) -> Row:
    row = window.narrow.view.rows.row(window.narrow.view.rows.find(query))
    assert row is not None, query
    return row


def click(
    qtbot: QtBot, window: MainWindow, index: QModelIndex, modifier: Qt.KeyboardModifier = NONE
) -> None:
    view = window.narrow.view
    view.scrollTo(index)
    place = view.visualRect(index).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, place)
    settled(qtbot, window)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "tag:theory "),
        ("scaling laws ", "scaling laws tag:theory "),
        ("scaling law", "tag:theory scaling law"),
        ('"double desc', 'tag:theory "double desc'),
        ("a b) ", "a b) tag:theory "),
        ("flow OR diffusion ", "(flow OR diffusion) tag:theory "),
        ("flow OR diffus", "(flow OR diffus*) tag:theory "),
        ("-tag:theory x ", "x tag:theory "),
        ("tag:theory x", "x"),
        ("x tag:Theory AND NOT y", "x NOT y"),
        ("tag:theory AND y", "y"),
        ("(tag:theory) year:2024", "year:2024"),
        ("tag:", "tag:theory tag:"),
    ],
)
def test_a_value_is_put_into_a_search_or_taken_out(before: str, after: str) -> None:
    assert toggled(before, "tag:theory", "only") == after


def test_a_value_is_left_out_or_taken_back() -> None:
    assert toggled("x ", 'list:"To cite"', "without") == 'x -list:"To cite" '
    assert toggled("x NOT list:'y' ", "list:'y'", "without") == "x "
    assert toggled("-date:2024 x", "date:2024", "only") == "date:2024 x"
    assert used("(a OR tag:b) tag:Ä -date:2024..").keys() == {
        key_of("tag:ä"),
        key_of("date:2024.."),
    }


PARTS = ["scaling", "tag:theory", "-tag:vision", "OR", "AND", "NOT", "(", ")", '"', "date:2024",
         " ", "*", "tag:", "tag:(", "list:x", "-", "é", "status:read"]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS)).map(" ".join), st.booleans())
def test_any_search_is_narrowed_by_a_value_and_widened_again(text: str, out: bool) -> None:
    def facts(text: str) -> set[str]:  # a name that may be unfinished gets a star
        return {str(key).replace("*", "") for key in used(text)}

    narrowed = toggled(text, 'tag:"to read"', "without" if out else "only")
    key = key_of('tag:"to read"')
    assert used(narrowed)[key][0] == ("without" if out else "only")
    assert facts(narrowed) == facts(text) | {str(key)}
    assert len(parse(narrowed).warnings) <= len(parse(text).warnings)
    assert facts(toggled(narrowed, 'tag:"to read"', "without" if out else "only")) == facts(text)


def values(name: str, *counts: int, others: int = 0) -> Facet:
    found = tuple(
        FacetValue(label=f"{name} {n}", query=f'{name}:"{n}"', count=count)
        for n, count in enumerate(counts)
    )
    return Facet(name=name, values=found, others=others)  # type: ignore[arg-type]


def test_the_model_keeps_its_promises(qtmodeltester: ModelTester, app: object) -> None:
    assert app
    model = FacetsModel()
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    for facets, text, total in (
        ((), "", 0),
        ((values("tag", 5, 4, 3), values("list", 2)), "", 9),
        ((values("tag", *range(30, 0, -1), others=4),), 'tag:"3" -tag:"x"', 40),
        ((values("tag", 1),), "tag:none date:2022..2024", 1),
        ((), "status:read", 0),
    ):
        model.show(facets, used(text), total)
        qtmodeltester.check(model)
    assert not resets
    status = model.index(2, 0)
    row = model.row(model.index(0, 0, status))
    assert row is not None
    assert (row.label, row.count, row.use) == ("read", 0, "only")


def test_what_the_search_uses_stays_beyond_the_few(app: object) -> None:
    assert app
    model = FacetsModel()
    model.show([values("tag", *range(30, 0, -1))], used('tag:"20" -tag:gone '), 30)
    section = model.index(0, 0)
    rows = [model.row(model.index(n, 0, section)) for n in range(model.rowCount(section))]
    shown = [(row.label, row.count, row.use) for row in rows if row is not None]
    assert shown[FEW - 1 :] == [
        ("tag 7", 23, ""), ("tag 20", 10, "only"), ("gone", 0, "without"), ("21 more", None, ""),
    ]  # fmt: skip
    model.widen(0, wide=True)
    assert model.rowCount(section) == 32
    assert model.limit > FEW


def test_counts_of_the_window_are_right(window: MainWindow) -> None:
    labels = {(row.label, row.count) for row in lines(window)}
    assert {("theory", 40), ("vision", 30), ("Queued", 7), ("To cite", 4)} <= labels
    assert [row.label for row in lines(window) if row.kind == "section"] == [
        "Tags", "Years", "Status", "Citation", "Lists", "Pages",
    ]  # fmt: skip
    assert all(row.tip for row in lines(window))
    checked(window)


def test_a_click_narrows_and_a_second_one_widens(qtbot: QtBot, window: MainWindow) -> None:
    rows = window.narrow.view.rows
    click(qtbot, window, rows.find("tag:theory"))
    assert window.search.text == "tag:theory "
    assert len(window.table.papers.ids) == line(window, "tag:theory").count == 40
    click(qtbot, window, rows.find("tag:vision"), CONTROL)
    assert window.search.text == "tag:theory -tag:vision "
    assert len(window.table.papers.ids) == 20
    vision = line(window, "tag:vision")
    assert (vision.count, vision.use, vision.spoken) == (0, "without", "vision, 0 papers, left out")
    click(qtbot, window, rows.find("tag:vision"))
    click(qtbot, window, rows.find("tag:theory"))
    assert window.search.text == ""
    assert line(window, "tag:theory").use == ""


def test_all_by_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_4, CONTROL)
    view = window.narrow.view
    assert view.hasFocus()
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.search.text == "tag:vision "
    assert view.rows.row(view.currentIndex()) == line(window, "tag:vision")  # it went with its line
    press(qtbot, window, Qt.Key.Key_Return, CONTROL)
    assert window.search.text == "-tag:vision "
    assert len(window.table.papers.ids) == 190
    press(qtbot, window, Qt.Key.Key_Space)
    assert window.search.text == ""
    view.setCurrentIndex(view.rows.index(0, 0))
    press(qtbot, window, Qt.Key.Key_Left)
    assert not view.isExpanded(view.rows.index(0, 0))
    press(qtbot, window, Qt.Key.Key_Return)
    assert view.isExpanded(view.rows.index(0, 0))
    press(qtbot, window, Qt.Key.Key_Tab)
    assert window.table.hasFocus()
    press(qtbot, window, Qt.Key.Key_Backtab, SHIFT)
    assert view.hasFocus()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.table.hasFocus()


def test_more_and_fewer(qtbot: QtBot, window: MainWindow) -> None:
    model = window.narrow.view.rows
    tags = model.index(0, 0)
    assert model.rowCount(tags) == FEW + 1
    more = model.index(FEW, 0, tags)
    assert model.data(more) == "7 more"
    click(qtbot, window, more)
    assert model.rowCount(tags) == 16
    assert model.data(model.index(15, 0, tags)) == "Fewer"
    click(qtbot, window, model.index(15, 0, tags))
    assert model.rowCount(tags) == FEW + 1


def test_it_follows_the_library_and_the_search(qtbot: QtBot, window: MainWindow) -> None:
    window.commands.set_status(window.table.papers.ids[:50], Status.SKIPPED)
    settled(qtbot, window)
    assert line(window, "status:skipped").count == 50
    window.search.set_text("status:skipped nothing-has-this ")
    settled(qtbot, window)
    assert line(window, "status:skipped").use == "only"
    window.search.set_text("nothing-has-this ")
    settled(qtbot, window)
    assert window.narrow.hint.isVisible()
    assert not window.narrow.view.isVisible()
    window.search.set_text("")
    settled(qtbot, window)
    assert window.narrow.view.isVisible()


def test_it_is_shown_where_there_is_room_and_as_the_reader_chose(
    qtbot: QtBot, window: MainWindow
) -> None:
    action = window.actions_["show-narrow"]
    assert window.narrow.isVisible()
    assert action.isChecked()
    window.resize(1280, 700)
    settled(qtbot, window)
    assert not window.narrow.isVisible()
    assert not action.isChecked()
    press(qtbot, window, Qt.Key.Key_F7)
    assert window.narrow.isVisible()
    assert line(window, "tag:theory").count == 40
    window.resize(900, 700)
    settled(qtbot, window)
    assert window.narrow.isVisible()
    press(qtbot, window, Qt.Key.Key_F7)
    window.resize(1600, 700)
    settled(qtbot, window)
    assert not window.narrow.isVisible()
    window.search.set_text("tag:theory")
    settled(qtbot, window)
    press(qtbot, window, Qt.Key.Key_F7)
    assert line(window, "tag:theory").use == "only"


def test_closed_sections_stay_closed(
    qtbot: QtBot, window: MainWindow, opener: Opener, seeded_context: AppContext
) -> None:
    view = window.narrow.view
    place = view.visualRect(view.rows.index(1, 0)).topLeft() + QPoint(4, 6)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, place)
    assert not view.isExpanded(view.rows.index(1, 0))
    again = opener(seeded_context)
    again.resize(1500, 900)
    settled(qtbot, again)
    other = again.narrow.view
    assert not other.isExpanded(other.rows.index(1, 0))
    assert other.isExpanded(other.rows.index(0, 0))
