"""Shows a note's Markdown without ever loading anything that the note refers to."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPoint, Qt, QUrl
from PySide6.QtGui import QMouseEvent, QTextCursor, QTextDocument, QTextImageFormat
from PySide6.QtWidgets import QWidget

from readlist.domain.visible import visible
from readlist.gui.addresses import misleads, open_address, shown_address
from readlist.gui.dialogs.confirm import confirm
from readlist.gui.plain_tip import plain_tip
from readlist.gui.theme import Theme
from readlist.gui.views.pane_text import TextBlock

_LONGEST_WORDS = 100


class SealedDocument(QTextDocument):
    """A document that never reads a file or an address: pictures and style sheets stay away."""

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Every resource is empty but present, so that Qt looks nowhere else."""
        return QByteArray(b" ")


class MarkdownView(TextBlock):
    """Rendered Markdown as tall as its content. Pictures are shown as their address in words.

    Only web and mail addresses open, on a click; the tooltip shows where one goes, and where the
    words name another address the reader is asked first.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._markdown = ""
        self.setAccessibleName("Preview of the note")
        self.setToolTip("")
        self.setMouseTracking(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        theme.changed.connect(self._redraw)

    def show_markdown(self, text: str) -> None:
        """Render ``text``; raw HTML in it is shown as text, never interpreted."""
        self._markdown = text
        document = SealedDocument(self)
        document.setDefaultFont(self.font())
        document.setDocumentMargin(0)
        document.setUndoRedoEnabled(False)
        document.setIndentWidth(20)
        document.setMarkdown(
            text,
            QTextDocument.MarkdownFeature.MarkdownDialectGitHub
            | QTextDocument.MarkdownFeature.MarkdownNoHTML,
        )
        _name_pictures(document)
        _space_paragraphs(document)
        self.replace_document(document)

    def _redraw(self) -> None:
        self.show_markdown(self._markdown)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        address = self.anchorAt(event.position().toPoint())
        self.setToolTip(plain_tip(shown_address(address)) if address else "")
        hand = Qt.CursorShape.PointingHandCursor if address else Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(hand)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged = self.textCursor().hasSelection()  # Qt may select a link that was clicked
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        address = self.anchorAt(point)
        if address and event.button() == Qt.MouseButton.LeftButton and not dragged:
            self._follow(address, self._words_at(point, address))

    def _follow(self, address: str, words: str) -> None:
        if not misleads(words, address):
            open_address(address)
            return
        confirm(
            self.window(),
            f"This link says “{visible(words)[:_LONGEST_WORDS]}”, but leads elsewhere:",
            shown_address(address),
            "Open it",
            lambda: open_address(address),
        )

    def _words_at(self, point: QPoint, address: str) -> str:
        """The words of the link to ``address`` in the paragraph at a place."""
        words = ""
        iterator = self.cursorForPosition(point).block().begin()
        while not iterator.atEnd():
            piece = iterator.fragment()
            if piece.charFormat().anchorHref() == address:
                words += piece.text()
            iterator += 1
        return words


def _name_pictures(document: QTextDocument) -> None:
    """Put an address in words in the place of each picture."""
    block = document.begin()
    found: list[tuple[int, int, str]] = []
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            piece = iterator.fragment()
            if piece.charFormat().isImageFormat():
                name = QTextImageFormat(piece.charFormat().toImageFormat()).name()
                found.append((piece.position(), piece.length(), name))
            iterator += 1
        block = block.next()
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for position, length, name in reversed(found):
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(f"[picture: {name}]")
    cursor.endEditBlock()


def _space_paragraphs(document: QTextDocument) -> None:
    """Part the paragraphs; Qt sets them without room between them."""
    edit = QTextCursor(document)
    edit.beginEditBlock()
    block = document.begin()
    while block.isValid():
        following = block.next()
        if following.isValid() and not (block.textList() and following.textList()):
            form = block.blockFormat()
            form.setBottomMargin(7)
            QTextCursor(block).setBlockFormat(form)
        block = following
    edit.endEditBlock()
