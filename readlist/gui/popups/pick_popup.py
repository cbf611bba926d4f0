"""The popup around a picker: a line to type in, the list, and what the keys do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QListView, QWidget

from readlist.gui.context import AppContext
from readlist.gui.popups.frame import PopupFrame
from readlist.gui.popups.pick_delegate import PickDelegate
from readlist.gui.popups.picker import PickModel
from readlist.gui.push_button import PushButton

_WIDTH = 340
_LINES = 9
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class PickPopup(PopupFrame):
    """Base of the tag and the list popup.

    Typing finds; Enter ticks the marked line and clears what was typed; Enter on an empty line
    (or Ctrl+Enter, or a click elsewhere) applies all ticks as one undo step; Escape leaves all
    as it was. Up and Down mark another line, Space ticks it while nothing is typed, Tab completes.
    A subclass fills ``model`` and writes in ``apply``.
    """

    def __init__(
        self, context: AppContext, ids: Sequence[int], noun: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(context.theme, parent)
        self.context = context
        self.ids = tuple(ids)
        self.model = PickModel(noun)
        self._leaving = False
        many = "the paper" if len(self.ids) == 1 else f"{len(self.ids):,} papers"
        self.setAccessibleName(f"{noun.capitalize()}s of {many}")
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(f"Find a {noun}, or write a new one")
        self.line.setAccessibleName(f"Find or make a {noun} for {many}")
        self.line.setToolTip("Type to find; Enter ticks; Enter on an empty line applies")
        self.line.setClearButtonEnabled(True)
        self.view = QListView(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(PickDelegate(context.theme, self.view))
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName(f"{noun.capitalize()}s")
        self.view.setToolTip(f"Click a {noun} to tick it")
        self.setFixedWidth(_WIDTH)
        self.body.addWidget(self.line)
        self.body.addWidget(self.view)
        self.body.addLayout(self._bottom(many))
        self.line.textChanged.connect(self._find)
        self.line.installEventFilter(self)
        self.view.clicked.connect(self._clicked)
        self.model.modelReset.connect(self._mark_first)

    def apply(self) -> None:
        """Write what was ticked and unticked as one undo step."""
        raise NotImplementedError

    def first_focus(self) -> None:
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def fit(self) -> None:
        """Set the height of the list by its number of lines, within bounds."""
        line = self.view.sizeHintForRow(0) if self.model.rowCount() else 26
        lines = min(max(self.model.rowCount(), 3), _LINES)
        self.view.setFixedHeight(lines * line + 4)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and self._key(event):
                return True
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """A click elsewhere applies what can be seen to be ticked; only Escape leaves it."""
        if not self._leaving:
            self._leaving = True
            self._apply()
        super().closeEvent(event)

    def _bottom(self, many: str) -> QHBoxLayout:
        hint = QLabel("Enter ticks · Esc cancels", self)
        hint.setProperty("role", "muted")
        self.apply_button = PushButton("Apply", self)
        self.apply_button.setProperty("primary", True)
        self.apply_button.setToolTip(f"Change {many} (Enter on an empty line, or Ctrl+Enter)")
        self.apply_button.setAccessibleName(f"Apply to {many}")
        self.apply_button.clicked.connect(self.close)
        layout = QHBoxLayout()
        layout.setContentsMargins(2, 0, 0, 0)
        layout.addWidget(hint, 1)
        layout.addWidget(self.apply_button)
        return layout

    def _key(self, event: QKeyEvent) -> bool:
        """Handle a key of the line; True when it was one of the picker's own."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif key == Qt.Key.Key_Escape:
            self._leaving = True
            self.close()
        elif key in _MOVES:
            self._move({_MOVES[0]: -1, _MOVES[1]: 1, _MOVES[2]: -_LINES, _MOVES[3]: _LINES}[key])
        elif key == Qt.Key.Key_Space and not self.line.text():
            self._toggle(self.view.currentIndex())
        elif key == Qt.Key.Key_Tab:
            self._complete()
        else:
            return False
        return True

    def _enter(self, finish: bool) -> None:
        typed = bool(self.line.text().strip())
        if typed and self.view.currentIndex().isValid():
            if finish:
                self.model.tick(self.view.currentIndex().row())
            else:
                self.model.toggle(self.view.currentIndex().row())
            self.line.clear()
        if finish or not typed:
            self.close()

    def _complete(self) -> None:
        """Fill the line with the marked line's name."""
        index = self.view.currentIndex()
        if index.isValid():
            self.line.setText(self.model.item(index.row()).name)

    def _move(self, by: int) -> None:
        rows = self.model.rowCount()
        if rows:
            row = min(max(self.view.currentIndex().row() + by, 0), rows - 1)
            self.view.setCurrentIndex(self.model.index(row))

    def _clicked(self, index: QModelIndex) -> None:
        self._toggle(index)
        self.line.setFocus()

    def _toggle(self, index: QModelIndex) -> None:
        if index.isValid():
            row = index.row()
            offered = self.model.item(row).offer
            self.model.toggle(row)
            if offered:
                self.line.clear()
            else:
                self.view.setCurrentIndex(self.model.index(row))

    def _find(self, text: str) -> None:
        self.model.find(text)

    def _mark_first(self) -> None:
        self.view.setCurrentIndex(self.model.index(0))

    def _apply(self) -> None:
        if self.ids and (self.model.ticked() or self.model.unticked()):
            self.apply()
