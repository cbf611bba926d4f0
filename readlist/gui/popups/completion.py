"""What may be meant, below the line that is typed into; the line keeps the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QListView, QVBoxLayout, QWidget

from readlist.domain.views import Completion
from readlist.gui.popups.completion_delegate import CompletionDelegate
from readlist.gui.popups.completion_line import CodePointLine
from readlist.gui.popups.completion_model import CompletionModel
from readlist.gui.theme import Theme

_LINES = 9
_NARROWEST, _WIDEST = 360, 560
_MOVES = {
    Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -_LINES, Qt.Key.Key_PageDown: _LINES,
}  # fmt: skip
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
Complete = Callable[[str, int], Sequence[Completion]]


class CompletionPopup(QFrame):
    """Offers what ``complete(text, cursor)`` gives while the reader types into ``line``.

    It is a part of the window and never has the keyboard: what is typed goes into the line. No
    line is chosen until Up or Down choose one; Tab and Enter take the chosen one, Escape and a
    click elsewhere close the list. ``forgotten(text)`` comes for a recent search that is not to be
    offered again.
    """

    forgotten = Signal(str)

    def __init__(self, line: CodePointLine, complete: Complete, theme: Theme) -> None:
        super().__init__(line.window())
        self._line = line
        self._complete = complete
        self._offered_at = 0
        self.model = CompletionModel()
        self.setProperty("role", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Completions of the search")
        self.view = _View(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(CompletionDelegate(theme, self.view))
        self.hint = QLabel("↓ chooses · Tab or Enter takes it · Esc closes", self)
        self.hint.setProperty("role", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(2)
        column.addWidget(self.view)
        column.addWidget(self.hint)
        self.hint.setContentsMargins(6, 0, 0, 2)
        self.hide()
        line.installEventFilter(self)
        line.textEdited.connect(self.offer)
        line.cursorPositionChanged.connect(self._moved)
        self.view.clicked.connect(self._clicked)
        self.view.forgets.connect(self._forget)

    def offer(self) -> None:
        """Show what may be meant at the cursor, or nothing."""
        place = self._offered_at = self._line.place()
        found = self._complete(self._line.text(), place)
        if not found or not self._line.hasFocus():
            self.hide()
            return
        self.model.show_found(found)
        self._place()
        self.show()
        self.raise_()

    def hideEvent(self, event: QHideEvent) -> None:
        self._line.setAccessibleDescription("")
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and not self._line.text():
            self.offer()
        elif not self.isVisible():
            pass
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if Qt.Key(event.key()) in (*_MOVES, *_TAKES, Qt.Key.Key_Escape, Qt.Key.Key_Delete):
                event.accept()
        elif kind in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.hide()
        elif kind in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        """What a key does to the list; True when the line is not to have it."""
        key, chosen = Qt.Key(event.key()), self._chosen()
        if event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        ):
            return False
        if key in _MOVES:
            self._move(_MOVES[key])
        elif key == Qt.Key.Key_Escape:
            self.hide()
        elif key in _TAKES and chosen is not None:
            self._take(chosen)
        elif key == Qt.Key.Key_Delete and chosen is not None and chosen.kind == "recent":
            self._forget(self.view.currentIndex())
        else:
            if key in _TAKES:
                self.hide()
            return False
        return True

    def _chosen(self) -> Completion | None:
        index = self.view.currentIndex()
        return self.model.found[index.row()] if index.isValid() else None

    def _move(self, by: int) -> None:
        """Choose another line; above the first one, none."""
        last = self.model.rowCount() - 1
        index = self.view.currentIndex()
        row = min(index.row() + by, last) if index.isValid() else (0 if by > 0 else last)
        self.view.setCurrentIndex(self.model.index(row) if row >= 0 else QModelIndex())
        chosen = self._chosen()
        words = f"{chosen.label}, {chosen.detail}" if chosen else ""
        self._line.setAccessibleDescription(words)

    def _take(self, one: Completion) -> None:
        self.hide()
        self._line.replace(one.start, one.end, one.insert)
        if one.kind == "field":  # its values are what comes next
            self.offer()

    def _clicked(self, index: QModelIndex) -> None:
        self._take(self.model.found[index.row()])

    def _forget(self, index: QModelIndex) -> None:
        self.forgotten.emit(self.model.found[index.row()].insert)
        self.offer()

    def _moved(self, _old: int, _new: int) -> None:
        """The cursor went elsewhere: what is offered was meant for the old place."""
        if self.isVisible() and self._line.place() != self._offered_at:
            self.hide()

    def _place(self) -> None:
        """Below the line, as high as what it holds, wholly inside of the window."""
        window = self._line.window()
        corner = self._line.mapTo(window, QPoint(0, self._line.height() + 3))
        line = self.view.sizeHintForRow(0)
        room = (window.height() - corner.y() - self.hint.sizeHint().height() - 16) // line
        self.view.setFixedHeight(min(self.model.rowCount(), _LINES, max(room, 2)) * line + 2)
        width = min(max(self._line.width(), _NARROWEST), _WIDEST, window.width())
        corner.setX(min(corner.x(), window.width() - width))
        self.resize(width, self.sizeHint().height())
        self.move(corner)


class _View(QListView):
    """``forgets(index)`` for a click on the cross of a recent search."""

    forgets = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Completions of the search")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        delegate = self.itemDelegate()
        model = self.model()
        if (
            index.isValid()
            and isinstance(delegate, CompletionDelegate)
            and isinstance(model, CompletionModel)
            and model.found[index.row()].kind == "recent"
            and delegate.cross(self.visualRect(index)).contains(event.position().toPoint())
        ):
            self.forgets.emit(index)
            return
        super().mouseReleaseEvent(event)
