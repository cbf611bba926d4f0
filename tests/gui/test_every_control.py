"""Sweeps over the whole window: every control explains itself, and no text is clipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from readlist.domain.papers import Status
from readlist.gui.dialogs.about import about_box
from readlist.gui.dialogs.confirm import confirm
from readlist.gui.main_window import MainWindow
from readlist.gui.models.sidebar_tree import Node
from readlist.gui.popups.colours import ColourPopup
from readlist.gui.popups.lists import ListPopup
from readlist.gui.popups.tags import TagPopup
from readlist.gui.theme import Mode
from readlist.gui.views.ask import NameDialog
from readlist.gui.views.query_help import QueryHelp
from tests.gui.window_kit import press, search, select, settled

CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QPlainTextEdit,
    QTextEdit,
    QAbstractItemView,
)
# Parts that Qt makes by itself; a box's buttons have Qt's own words, which say it all.
QT_OWN = ("qt_", "_q_")
# Keys are for what is done often: the version is not, nor what cannot be undone.
WITHOUT_KEY = {"about", "forget-searches"}


@pytest.fixture
def busy(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """The window with something of everything: tags, a list, a note, a highlight, a search."""
    library = window.context.library
    ids = window.table.papers.ids[:6]
    library.papers.star(ids[:2], True)
    library.papers.set_status(ids[1:4], Status.READING)
    library.tags.add(ids[:4], ["theory/grokking", "a tag with a rather long name, to be sure"])
    library.lists.create("To cite", "What chapter two needs")
    library.lists.add(library.lists.get("To cite").id, ids)
    library.saved.save("New ones", "date:2025")
    library.notes.add(ids[0], "Compare *this* with **that**.")
    library.highlights.add(ids[0], 0, 40, colour="#fde68a", comment="The claim.")
    window.on_changed(library.poll() or library.papers.star(ids[:1], True))
    settled(qtbot, window)
    select(qtbot, window, 0)
    return window


def explained(root: QWidget) -> Iterator[tuple[QWidget, str]]:
    """The visible controls of ``root`` that lack something, with what they lack."""
    for one in root.findChildren(QWidget):
        if not isinstance(one, CONTROLS) or not one.isVisible():
            continue
        inside = isinstance(one.parentWidget(), QComboBox | QLineEdit | QAbstractItemView)
        if inside or one.objectName().startswith(QT_OWN) or one.metaObject().className() == "QMenu":
            continue
        own = isinstance(one.parentWidget(), QDialogButtonBox)
        if not one.accessibleName() and not (isinstance(one, QAbstractButton) and one.text()):
            yield one, "a name"
        # A tooltip over what is to be read would lie on it; views have one for each line.
        read = isinstance(one, QTextEdit | QPlainTextEdit) and one.isReadOnly()
        if not (one.toolTip() or own or read or isinstance(one, QAbstractItemView)):
            yield one, "a tooltip"


def clipped(root: QWidget) -> Iterator[str]:
    """The texts of labels and buttons that get less room than they need."""
    for one in root.findChildren(QWidget):
        if not one.isVisible() or one.metaObject().className() == "ElidedLabel":
            continue
        if isinstance(one, QLabel) and one.text() and not one.wordWrap():
            if one.minimumSizeHint().width() > one.width():
                yield one.text()
        elif isinstance(one, QLabel) and one.text():
            if one.heightForWidth(one.width()) > one.height() + 1:
                yield one.text()
        elif isinstance(one, QPushButton) and one.sizeHint().width() > one.width():
            yield one.text()


def checked(root: QWidget) -> None:
    """Assert what must hold of every window."""
    lacking = [f"{one.metaObject().className()} {one.toolTip()}: {what}"
               for one, what in explained(root)]  # fmt: skip
    assert not lacking
    # A text that has just changed gets its room by an event.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert not list(clipped(root))


def leaves(menu: QMenu) -> Iterator[QAction]:
    """The actions of a menu and of the menus in it."""
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield action
            yield from leaves(inner)
        elif not action.isSeparator():
            yield action


def test_controls_of_the_window_explain_themselves(qtbot: QtBot, busy: MainWindow) -> None:
    checked(busy)
    select(qtbot, busy, 0, 1, 2)
    checked(busy)
    search(qtbot, busy, 'grokking bogus:"x" (')
    assert busy.search.warning.isVisible()
    checked(busy)
    busy.say("Something was done with a paper that has a long title.", undoable=True)
    checked(busy)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (1024, 640), (720, 480)])
def test_no_text_is_clipped(
    qtbot: QtBot, busy: MainWindow, size: tuple[int, int], mode: Mode
) -> None:
    busy.context.theme.set_mode(mode)
    busy.resize(*size)
    settled(qtbot, busy)
    assert not list(clipped(busy))
    assert not busy.table.horizontalScrollBar().isVisible() or size[0] < 1000


def test_no_text_of_the_welcome_page_is_clipped(
    qtbot: QtBot, opener: object, context: object
) -> None:
    window = opener(context)  # type: ignore[operator]
    window.resize(1024, 640)
    settled(qtbot, window)
    assert window.welcome.isVisible()
    checked(window)


def test_menu_actions_have_status_tips_and_keys_of_their_own(busy: MainWindow) -> None:
    found = [
        action
        for top in busy.menuBar().actions()
        if isinstance(menu := top.menu(), QMenu)
        for action in leaves(menu)
    ]
    assert len(found) > 60
    assert not [action.text() for action in found if not action.statusTip()]
    assert not [action.text() for action in found if action.text() != action.text().strip()]
    keys = Counter(
        key.toString() for action in set(found) for key in action.shortcuts() if not key.isEmpty()
    )
    assert not [key for key, count in keys.items() if count > 1]
    named = [action for action in found if action.objectName() and not action.menu()]
    lacking = {action.objectName() for action in named if not action.shortcuts()}
    assert lacking == WITHOUT_KEY


def test_sidebar_menus_say_what_they_do(busy: MainWindow) -> None:
    def nodes() -> Iterator[Node]:
        yield from busy.sidebar.places.nodes()

    menus = [menu for node in nodes() if (menu := busy.menus.menu(node)) is not None]
    assert len(menus) > 6
    for menu in menus:
        for action in leaves(menu):
            assert action.statusTip() or action.menu(), action.text()
        menu.deleteLater()


@pytest.mark.parametrize("kind", [TagPopup, ListPopup])
def test_popups_explain_themselves_and_stay_on_the_screen(
    busy: MainWindow, kind: type[TagPopup] | type[ListPopup]
) -> None:
    popup = kind(busy.context, busy.selection(), busy)
    popup.popup_by(busy.current_area())
    checked(popup)
    assert busy.screen().availableGeometry().contains(popup.frameGeometry())
    popup.line.setFocus()
    popup._leaving = True
    popup.close()


def test_the_colour_popup_explains_itself(busy: MainWindow) -> None:
    popup = ColourPopup(busy.context.theme, parent=busy)
    popup.popup_by(busy.current_area())
    checked(popup)
    popup.close()


@pytest.mark.parametrize("name", ["help", "name", "confirm", "about"])
def test_small_dialogs_explain_themselves(qtbot: QtBot, window: MainWindow, name: str) -> None:
    made: dict[str, type[QDialog] | object] = {
        "help": lambda: QueryHelp(window),
        "name": lambda: NameDialog("New tag", "theory", lambda _name: None, parent=window),
        "confirm": lambda: confirm(window, "Delete it?", "It goes.", "Delete", lambda: None),
        "about": lambda: about_box(window),
    }
    dialog = made[name]()  # type: ignore[operator]
    dialog.show()
    qtbot.waitUntil(dialog.isVisible)
    if isinstance(dialog, QMessageBox):
        assert all(one.text() for one in dialog.buttons())
    else:
        checked(dialog)
    dialog.close()


def test_tab_goes_through_the_window_and_comes_back(qtbot: QtBot, busy: MainWindow) -> None:
    busy.search.line.setFocus()
    seen: list[QWidget] = []
    for _ in range(80):
        press(qtbot, busy, Qt.Key.Key_Tab)
        focus = busy.focusWidget()
        assert focus is not None
        assert focus.isVisible()
        if focus is busy.search.line:
            break
        seen.append(focus)
    assert busy.focusWidget() is busy.search.line
    assert busy.table in seen
    assert busy.sidebar in seen
