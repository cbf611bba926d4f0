"""The small bar beside a marked passage: its colour, its comment, and a way to take it off."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from readlist.domain.papers import Highlight
from readlist.gui import icons
from readlist.gui.colours import HIGHLIGHT_COLOURS
from readlist.gui.letters import is_letter
from readlist.gui.popups.colours import SwatchRow
from readlist.gui.theme import Theme

_WIDTH = 300


class HighlightBar(QFrame):
    """Lies over the pane, below the passage; it takes the focus only when asked by keyboard.

    For a new passage a click on a colour, or Enter in the comment, emits ``made`` (colour,
    comment). For a highlight that exists ``edited`` (id, colour, comment) and ``removed`` (id).
    ``closed`` comes when the bar went away, with True when the focus was in it.
    """

    made = Signal(str, str)
    edited = Signal(int, str, str)
    removed = Signal(int)
    closed = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._page = parent
        self._highlight: Highlight | None = None
        self.setProperty("role", "popup")
        self.setAccessibleName("Highlight")
        self.swatches = SwatchRow(HIGHLIGHT_COLOURS, theme, parent=self)
        self.swatches.picked.connect(self._on_colour)
        self.remove_button = QToolButton(self)
        self.remove_button.setToolTip("Take this highlight off (Ctrl+Delete)")
        self.remove_button.setAccessibleName("Take this highlight off")
        self.remove_button.clicked.connect(self._remove)
        self.comment = QLineEdit(self)
        self.comment.setPlaceholderText("Comment, Enter keeps it")
        self.comment.setAccessibleName("Comment on the highlight")
        self.comment.setToolTip("A comment on this passage; searched with the paper")
        self.comment.returnPressed.connect(self._on_enter)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.swatches, 1)
        top.addWidget(self.remove_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(5)
        layout.addLayout(top)
        layout.addWidget(self.comment)
        theme.changed.connect(self._tint)
        self._tint()
        self.hide()

    @property
    def highlight(self) -> Highlight | None:
        """The highlight that the bar edits, None for a new passage."""
        return self._highlight

    def open_for(self, passage: QRect, highlight: Highlight | None, *, focus: bool) -> None:
        """Show the bar below ``passage`` (in the parent's coordinates), within the parent."""
        self.save_comment()
        self._highlight = highlight
        self.remove_button.setVisible(highlight is not None)
        first = next(iter(HIGHLIGHT_COLOURS.values()))
        self.swatches.set_current((highlight.colour or first) if highlight else "none")
        self.comment.setText(highlight.comment if highlight else "")
        room = self._page.rect()
        self.setFixedWidth(min(_WIDTH, room.width() - 16))
        self.adjustSize()
        x = min(max(passage.left(), 8), max(8, room.width() - self.width() - 8))
        y = passage.bottom() + 6
        if y + self.height() > room.height():
            y = max(0, passage.top() - self.height() - 6)
        self.move(QPoint(x, y))
        self.show()
        self.raise_()
        if focus:
            self.swatches.focus_current()

    def refresh(self, highlight: Highlight) -> None:
        """Take over the stored state; a half-typed comment stays."""
        if self._highlight is not None and self.comment.text() == self._highlight.comment:
            self.comment.setText(highlight.comment)
        self._highlight = highlight
        self.swatches.set_current(highlight.colour or next(iter(HIGHLIGHT_COLOURS.values())))

    def dismiss(self, *, save: bool = True) -> None:
        """Hide the bar; a comment that was changed is kept when ``save``."""
        if self.isHidden():
            return
        had_focus = self.has_focus_within()
        if save:
            self.save_comment()
        self._highlight = None
        self.hide()
        self.closed.emit(had_focus)

    def has_focus_within(self) -> bool:
        """Whether the focus is on the bar or on a control of it."""
        focus = self.window().focusWidget()
        return focus is not None and (focus is self or self.isAncestorOf(focus))

    def event(self, event: QEvent) -> bool:
        # Letters on a colour begin the comment; in the window they would be commands.
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and is_letter(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss(save=False)
        elif control and event.key() == Qt.Key.Key_Delete and self._highlight is not None:
            self._remove()
        elif is_letter(event):
            self.comment.setFocus(Qt.FocusReason.OtherFocusReason)
            self.comment.insert(event.text())
        else:
            super().keyPressEvent(event)

    def _on_colour(self, colour: str) -> None:
        if self._highlight is None:
            self.made.emit(colour, self.comment.text().strip())
            self.dismiss(save=False)
        else:
            self.edited.emit(self._highlight.id, colour, self.comment.text().strip())

    def _on_enter(self) -> None:
        if self._highlight is None:
            self.made.emit(self.swatches.current or "", self.comment.text().strip())
            self.dismiss(save=False)
        else:
            self.dismiss()

    def save_comment(self) -> None:
        """Ask to keep the comment of an open highlight, when it was changed."""
        mark, text = self._highlight, self.comment.text().strip()
        if mark is not None and not self.isHidden() and text != mark.comment:
            self.edited.emit(mark.id, mark.colour, text)

    def _remove(self) -> None:
        if self._highlight is not None:
            self.removed.emit(self._highlight.id)
            self.dismiss(save=False)

    def _tint(self) -> None:
        self.remove_button.setIcon(icons.icon("trash", self._theme, "danger"))
