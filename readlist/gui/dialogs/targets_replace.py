"""What replacing a file that somebody else changed would do to it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontDatabase, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from readlist.domain.targets import ExportTarget
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import SizedDialog, button, column, label, name_it, row
from readlist.gui.theme import Theme


class ReplaceDialog(SizedDialog):
    """Shows a difference; accepted when the file is to be replaced."""

    def __init__(
        self, context: AppContext, target: ExportTarget, difference: str, parent: QWidget | None
    ) -> None:
        super().__init__(context.settings, "replace-kept", QSize(820, 560), parent)
        name = Path(target.path).name
        self.setWindowTitle(f"Replace {name}")
        words = label(
            f"{name} holds what Readlist did not write. Replacing it takes out the lines with a "
            f"minus and puts in those with a plus. The file as it is stays beside the new one, as "
            f"{name}.bak- with the time."
        )
        self.text = QPlainTextEdit(difference)
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        name_it(self.text, "Difference", "What would change in the file")
        self._colours = DifferenceColours(self.text.document(), context.theme)
        self.replace_button = button(
            "&Replace", "Write Readlist's text; the other one stays beside it", self.accept
        )
        self.cancel_button = button("Cancel", "Leave the file as it is (Esc)", self.reject)
        self.setLayout(
            column(words, self.text, row(None, self.cancel_button, self.replace_button), margin=16)
        )
        self.text.setFocus()


class DifferenceColours(QSyntaxHighlighter):
    """The lines that go and those that come, in the theme's colours."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        theme.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        head = self.currentBlock().blockNumber() < 2
        role = "muted" if head else {"-": "danger", "+": "success"}.get(text[:1], "")
        if role:
            look = QTextCharFormat()
            look.setForeground(QColor(self._theme.colour(role)))
            self.setFormat(0, len(text), look)
