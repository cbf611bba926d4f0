"""The reader's notes on a paper: Markdown, saved while typing, with a preview."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from readlist.domain.papers import Note
from readlist.gui import icons
from readlist.gui.context import AppContext
from readlist.gui.growing_edit import GrowingEdit
from readlist.gui.views.pane_note_saver import NoteSaver
from readlist.gui.views.pane_preview import MarkdownView
from readlist.gui.when import when


class NoteText(GrowingEdit):
    """The editor of one note. Escape leaves it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(3, 18, parent)
        self.setPlaceholderText("Write in Markdown; it is saved while you type.")
        self.setAccessibleName("Note")
        self.setToolTip("A note in Markdown, saved while you type (Escape leaves it)")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
            event.ignore()  # the pane hands the focus on
        else:
            super().keyPressEvent(event)


class NoteEditor(QWidget):
    """One note: editor or preview, when it was changed, and a way to delete it."""

    gone = Signal()

    def __init__(
        self, context: AppContext, saver: NoteSaver, note: Note | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.saver = saver
        self._theme = context.theme
        self.editor = NoteText(self)
        self.editor.setPlainText(saver.text)
        self.preview = MarkdownView(context.theme, self)
        self.preview.hide()
        self.state = QLabel(self)
        self.state.setProperty("role", "muted")
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setWordWrap(True)
        self.preview_button = self._tool("Preview", "Show the note as formatted text")
        self.preview_button.setCheckable(True)
        self.delete_button = self._tool("Delete", "Delete this note (Undo brings it back)")
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(2)
        bar.addWidget(self.state, 1)
        bar.addWidget(self.preview_button)
        bar.addWidget(self.delete_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.editor)
        layout.addWidget(self.preview)
        layout.addLayout(bar)
        self.editor.textChanged.connect(self._typed)
        self.editor.left.connect(self._left)
        self.preview_button.toggled.connect(self._show_preview)
        self.delete_button.clicked.connect(self._delete)
        saver.saved.connect(self._tell_saved)
        saver.emptied.connect(self._on_emptied)
        saver.failed.connect(self._tell_failed)
        context.theme.changed.connect(self._tint)
        self._tint()
        self.tell_time(note)

    def take(self, note: Note) -> None:
        """Show the stored state, keeping what the reader is typing."""
        if self.saver.take(note):
            cursor = self.editor.textCursor().position()
            self.editor.blockSignals(True)
            self.editor.setPlainText(note.text)
            self.editor.blockSignals(False)
            place = self.editor.textCursor()
            place.setPosition(min(cursor, len(self.editor.toPlainText())))
            self.editor.setTextCursor(place)
            self.editor.fit()
            if self.preview_button.isChecked():
                self.preview.show_markdown(note.text)
        if not self.saver.dirty:
            self.tell_time(note)

    def tell_time(self, note: Note | None) -> None:
        """Say when the note was last changed."""
        self._tell(f"Changed {when(note.changed)}" if note else "New note", "muted")
        if note:
            self.state.setToolTip(f"Written {when(note.created)}, changed {when(note.changed)}")

    def _typed(self) -> None:
        self.saver.type(self.editor.toPlainText())
        self._tell("Typing…", "muted")

    def _left(self) -> None:
        self.saver.flush()
        if not self.saver.text.strip() and self.saver.note_id is None:
            self.gone.emit()

    def _on_emptied(self) -> None:
        if not self.editor.hasFocus():
            self.gone.emit()

    def _show_preview(self, shown: bool) -> None:
        if shown:
            self.preview.show_markdown(self.saver.text)
        self.editor.setVisible(not shown)
        self.preview.setVisible(shown)
        target: QWidget = self.preview if shown else self.editor
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _delete(self) -> None:
        self.editor.blockSignals(True)
        self.editor.clear()
        self.saver.text = ""
        self.saver.flush()
        self.gone.emit()

    def _tell_saved(self) -> None:
        self._tell("Saved", "muted")

    def _tell_failed(self, text: str) -> None:
        self._tell(text, "error")

    def _tell(self, text: str, role: str) -> None:
        self.state.setText(text)
        if self.state.property("role") != role:
            self.state.setProperty("role", role)
            self.state.style().polish(self.state)

    def _tool(self, text: str, tooltip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setProperty("role", "small")
        button.setToolTip(tooltip)
        button.setAccessibleName(tooltip)
        return button

    def _tint(self) -> None:
        self.delete_button.setIcon(icons.icon("trash", self._theme, "muted"))


class NotesPanel(QWidget):
    """All notes of one paper.

    A saver lives until its text is in the library, even when its editor is gone.
    ``caret_moved``: the caret of the editor that has the focus went elsewhere.
    """

    caret_moved = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._paper_id = 0
        self.editors: list[NoteEditor] = []
        self._savers: list[NoteSaver] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)

    def show_notes(self, paper_id: int, notes: Sequence[Note]) -> None:
        """Show these notes; an editor that is in use stays as it is."""
        if paper_id != self._paper_id:
            self.flush()
            for editor in list(self.editors):
                self._drop(editor)
            self._paper_id = paper_id
        stored = {note.id: note for note in notes}
        for editor in list(self.editors):
            note = stored.pop(editor.saver.note_id or 0, None)
            if note is not None:
                editor.take(note)
            elif editor.saver.note_id is not None and not editor.saver.dirty:
                self._drop(editor)
        for note in notes:
            if note.id in stored:
                self._add(note)

    def new_note(self) -> None:
        """Open an empty editor with the focus in it, or the one that is still empty."""
        empty = next((e for e in self.editors if not e.saver.text.strip()), None)
        editor = empty or self._add(None)
        editor.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_first(self) -> None:
        """Put the caret at the end of the first note; make one when there is none."""
        if not self.editors:
            self.new_note()
            return
        first = self.editors[0]
        first.preview_button.setChecked(False)
        first.editor.moveCursor(first.editor.textCursor().MoveOperation.End)
        first.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def flush(self) -> None:
        """Write all that was typed."""
        for saver in self._savers:
            saver.flush()

    def unsaved(self) -> list[str]:
        """The texts that the library may lack."""
        return [saver.text for saver in self._savers if saver.dirty]

    def why_unsaved(self) -> str:
        """Why the library lacks them, in words; "" when nothing has failed."""
        return next((saver.reason for saver in self._savers if saver.dirty and saver.reason), "")

    def _add(self, note: Note | None) -> NoteEditor:
        saver = NoteSaver(self._context, self._paper_id, note, self)
        self._savers.append(saver)
        editor = NoteEditor(self._context, saver, note, self)
        editor.editor.caret_moved.connect(self.caret_moved)
        editor.gone.connect(lambda: self._drop(editor))
        self.editors.append(editor)
        self._layout.addWidget(editor)
        editor.show()
        return editor

    def _drop(self, editor: NoteEditor) -> None:
        if editor not in self.editors:
            return
        self.editors.remove(editor)
        self._layout.removeWidget(editor)
        editor.hide()
        editor.deleteLater()
        self._retire(editor.saver)

    def _retire(self, saver: NoteSaver) -> None:
        """Let a saver go once the library holds its text."""
        if saver.dirty:
            saver.saved.connect(lambda: self._retire(saver))
        elif saver in self._savers:
            self._savers.remove(saver)
            saver.deleteLater()
