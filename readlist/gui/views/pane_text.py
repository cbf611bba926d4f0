"""Text that is read, selected and copied, and grows with its content instead of scrolling."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from readlist.gui.theme import Theme

_USUAL_WIDTH = 400


def hit_look(theme: Theme) -> QTextCharFormat:
    """How a passage that the search found is drawn."""
    look = QTextCharFormat()
    look.setBackground(theme.colour("hit"))
    look.setForeground(theme.colour("hit-text"))
    return look


class TextBlock(QTextEdit):
    """Read-only plain text as tall as it needs to be at its width.

    It can be selected with the pointer and with Shift and the arrow keys. ``caret_moved`` gives
    the caret's place (in this widget) so that the pane around it can scroll there. ``leading`` is
    the distance of lines in per cent of the font's own.
    """

    caret_moved = Signal(QRect)

    def __init__(self, parent: QWidget | None = None, *, leading: int = 100) -> None:
        super().__init__(parent)
        self._shown = ""
        self._leading = leading
        self.setProperty("role", "reading")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setAcceptRichText(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(0)
        # Not Fixed: then layouts would take the hint, which knows no width, for the least height.
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._heights: dict[int, int] = {}
        self.document().contentsChanged.connect(self._forget_heights)
        self.cursorPositionChanged.connect(self._tell_caret)

    def show_text(self, text: str) -> None:
        """Show ``text``; the selection and caret stay when it is the same text."""
        if text != self._shown:
            self._shown = text
            self.setPlainText(text)
            self._lead()

    def replace_document(self, document: QTextDocument) -> None:
        """Show another document, whose parent is this widget; Qt deletes the old one."""
        document.contentsChanged.connect(self._forget_heights)
        self.setDocument(document)
        self._forget_heights()

    def mark(self, marks: Sequence[tuple[tuple[int, int], QTextCharFormat]]) -> None:
        """Draw formats over passages of the document, later ones above earlier ones."""
        drawn = []
        for (start, end), look in marks:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = self.passage(start, end)
            mark.format = look
            drawn.append(mark)
        self.setExtraSelections(drawn)

    def passage(self, start: int, end: int) -> QTextCursor:
        """A cursor over the document's positions [start, end)."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        height = self._heights.get(width)
        if height is None:
            copy = self.document().clone()
            copy.setDefaultFont(self.document().defaultFont())
            copy.setTextWidth(max(1, width - self._across()))
            height = self._heights[width] = round(copy.size().height() + 0.5) + self._down()
        return height

    def sizeHint(self) -> QSize:
        return QSize(_USUAL_WIDTH, self.heightForWidth(_USUAL_WIDTH))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.fontMetrics().height())

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text only: colours of marks are not part of a quotation."""
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the pane scrolls, not the text in it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, select and move; every other key belongs to the window."""
        before = self.textCursor()
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
            return
        super().keyPressEvent(event)
        after = self.textCursor()
        if (
            event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
            and before.position() == after.position()
        ):
            event.ignore()  # at the text's edge the keys scroll the pane

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        reason = event.reason()
        kept = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if reason not in kept and self.textCursor().hasSelection():
            cursor = QTextCursor(self.textCursor())
            cursor.clearSelection()
            self.setTextCursor(cursor)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._forget_heights()

    def _lead(self) -> None:
        if self._leading != 100:
            form = QTextBlockFormat()
            kind = QTextBlockFormat.LineHeightTypes.ProportionalHeight
            form.setLineHeight(self._leading, kind.value)
            cursor = QTextCursor(self.document())
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.mergeBlockFormat(form)

    def _copy(self) -> None:
        if self.textCursor().hasSelection():
            QGuiApplication.clipboard().setMimeData(self.createMimeDataFromSelection())

    def _tell_caret(self) -> None:
        if self.hasFocus():
            self.caret_moved.emit(self.cursorRect())

    def _forget_heights(self) -> None:
        self._heights.clear()
        self.updateGeometry()

    def _across(self) -> int:
        margins = self.contentsMargins()
        return margins.left() + margins.right()

    def _down(self) -> int:
        margins = self.contentsMargins()
        return margins.top() + margins.bottom()
