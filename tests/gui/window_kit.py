"""What the tests of the window share."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from readlist.gui.main_window import MainWindow

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


def settled(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until every write that was asked for is done and the window shows it."""
    QApplication.processEvents()  # an editor hands its text over in the next round of the loop
    done: list[bool] = []
    window.context.bridge.write(lambda: None, lambda _none: done.append(True))
    qtbot.waitUntil(lambda: bool(done) and window.settled, timeout=20000)
    QApplication.processEvents()


def press(
    qtbot: QtBot,
    window: MainWindow,
    key: Qt.Key | str,
    modifier: Qt.KeyboardModifier = NONE,
) -> None:
    """Press a key where the keyboard is, and wait for what it does."""
    target = window.focusWidget() or window
    qtbot.keyClick(target, key, modifier)
    settled(qtbot, window)


def select(qtbot: QtBot, window: MainWindow, *rows: int) -> list[int]:
    """Select rows and give the table the keyboard; the ids."""
    ids = [window.table.papers.ids[row] for row in rows]
    window.table.setFocus()
    window.table.select_ids(ids)
    settled(qtbot, window)
    return ids


def search(qtbot: QtBot, window: MainWindow, text: str) -> list[int]:
    """Type a search letter by letter; the ids that are shown then."""
    qtbot.keyClick(window, Qt.Key.Key_F, CONTROL)
    qtbot.keyClicks(window.search.line, text)
    settled(qtbot, window)
    return list(window.table.papers.ids)


def drop(target: QWidget, mime: QMimeData, at: QPoint) -> bool:
    """Drag data over a widget and let go; whether it was taken."""
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(at), actions, mime, left, none)
    QApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return False
    fall = QDropEvent(QPointF(at), actions, mime, left, none)
    QApplication.sendEvent(target, fall)
    return fall.isAccepted()
