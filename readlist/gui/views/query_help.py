"""The search language at a glance."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QTextBrowser, QWidget

from readlist.gui.dialogs.common import button, column, name_it, row

_ROWS: tuple[tuple[str, str], ...] = (
    ("scaling laws", "both words, in any form, anywhere"),
    ('"double descent"', "the phrase"),
    ("overparam*", "words that begin with this"),
    ("GPT-4, k-NN", "the parts in a row, or written as one word"),
    ("title:grokking", "only in titles; also abstract: author: note: comment:"),
    ("-vision", "without this word"),
    ("diffusion OR flow", "one of them; parentheses group"),
    ("tag:theory", "with this tag or one below it; tag:none for papers without any"),
    ('list:"To cite"', "on this reading list"),
    ("is:starred", "also is:unread, is:tagged, is:listed, is:rated, is:edited, is:trashed"),
    ("status:queued", "inbox, queued, reading, read, skipped"),
    ("date:2023..2024", "published then; date:2024-03, date:none"),
    ("comments:>=3", "numbers: = > >= < <= and a..b; also authors: seen: rating:"),
    ("has:note", "also has:code, has:highlight, has:authors, has:arxiv, has:doi"),
    ("missing:authors", "what a citation lacks; is:citable has authors and a year"),
    ("venue:NeurIPS", "also org: arxiv: doi: key: dump:"),
    ("added:>=2025-06", "came into the library then"),
)


class QueryHelp(QDialog):
    """A table of examples."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Search language")
        self.resize(QSize(660, 560))
        text = QTextBrowser()
        text.setOpenLinks(False)
        text.document().setDocumentMargin(12)
        name_it(text, "Examples", "What can be written into the search box")
        lines = "".join(
            f"<tr><td style='padding:3px 18px 3px 0'><code>{words}</code></td>"
            f"<td style='padding:3px 0'>{meaning}</td></tr>"
            for words, meaning in ((_plain(a), _plain(b)) for a, b in _ROWS)
        )
        text.setHtml(
            "<p>Write words; the best matches come first. Everything can be combined. "
            f"What is not understood is searched as plain words.</p><p></p><table>{lines}</table>"
        )
        close = button("&Close", "Close (Esc)", self.reject)
        self.setLayout(column(text, row(None, close), margin=14))


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
