"""The export dialog's preview: the text as it will be written, or the page as it will look."""

from __future__ import annotations

import re

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QGuiApplication,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QTextBrowser, QWidget

from readlist.domain.export import ExportFormat
from readlist.gui.dialogs.common import name_it
from readlist.gui.theme import Theme

_BIBTEX = (
    (re.compile(r"^@\w+"), "accent"),
    (re.compile(r"(?<=\{)[^\s,{}=]+(?=,\s*$)"), "star"),
    (re.compile(r"^\s+[\w-]+(?=\s*=)"), "success"),
    (re.compile(r"^%.*"), "muted"),
)
_JSON = ((re.compile(r'"(?:[^"\\]|\\.)*"(?=\s*:)'), "success"),)
_RIS = ((re.compile(r"^[A-Z][A-Z0-9]  -"), "success"),)
_MARKDOWN = (
    (re.compile(r"^#+ .*"), "accent"),
    (re.compile(r"https?://[^\s)>]+"), "link"),
)
_RULES: dict[ExportFormat, tuple[tuple[re.Pattern[str], str], ...]] = {
    "bibtex": _BIBTEX,
    "biblatex": _BIBTEX,
    "json": _JSON,
    "csl-json": _JSON,
    "ris": _RIS,
    "markdown": _MARKDOWN,
}
# A page's style is made for a browser, of which Qt's own knows the half.
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
# Formats that are pages: their look says more than their source.
_PAGES: frozenset[ExportFormat] = frozenset({"html", "bibliography-html"})
# Formats of long lines of prose.
_WRAPPED: frozenset[ExportFormat] = frozenset({"markdown", "bibliography"})


class ExportPreview(QStackedWidget):
    """Shows the text of an export as its format wants to be looked at."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = ""
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.page = _Page()
        for part in (self.text, self.page):
            name_it(part, "Preview", "What will be written")
            self.addWidget(part)
        self._colours = PreviewColours(self.text.document(), theme)

    def show_text(self, text: str, kind: ExportFormat | None) -> None:
        """Show what a format would write; ``kind`` None is a citation or a message."""
        self._source = text
        if kind in _PAGES:
            self.page.setHtml(_STYLE.sub("", text))
            self.setCurrentWidget(self.page)
            return
        self._colours.set_format(kind)
        wrapped = kind is None or kind in _WRAPPED
        mode = QPlainTextEdit.LineWrapMode
        self.text.setLineWrapMode(mode.WidgetWidth if wrapped else mode.NoWrap)
        self.text.setPlainText(text)
        self.setCurrentWidget(self.text)

    def toPlainText(self) -> str:
        """The text that was shown, source and all."""
        return self._source


def copy(text: str, kind: ExportFormat | None) -> None:
    """Put an export on the clipboard; a page as such, so that it is pasted as it looks."""
    if kind not in _PAGES:
        QGuiApplication.clipboard().setText(text)
        return
    # Qt's own data: PySide6 6.12 crashes at its end with data that Python made.
    page = _Page()
    page.setHtml(_STYLE.sub("", text))
    page.selectAll()
    page.copy()


class _Page(QTextBrowser):
    """A page that loads nothing and leads nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(14)

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        return None


class PreviewColours(QSyntaxHighlighter):
    """Lightly colours the preview by its format, in the theme's colours."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        self._rules = _RULES["bibtex"]
        theme.changed.connect(self.rehighlight)

    def set_format(self, name: ExportFormat | None) -> None:
        """Colour what is shown next as this format; None has no colours."""
        self._rules = _RULES.get(name, ()) if name is not None else ()

    def highlightBlock(self, text: str) -> None:
        for pattern, role in self._rules:
            for match in pattern.finditer(text[:400]):
                look = QTextCharFormat()
                look.setForeground(QColor(self._theme.colour(role)))
                self.setFormat(match.start(), match.end() - match.start(), look)
