"""What an empty library shows first."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import button, column, label, row
from readlist.gui.icons import icon, pixmap
from readlist.resources_path import seeds_folder

_WIDTH = 560
_MARGIN = 32


class WelcomePage(QWidget):
    """Offers the ways to the first papers. Files dropped on the window are the window's matter.

    ``import_samples``, ``choose_files`` and ``paste`` ask the window to import the sample pages,
    chosen files, or the clipboard.
    """

    import_samples = Signal()
    choose_files = Signal()
    paste = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setAccessibleName("Welcome")
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._make_buttons()
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(_WIDTH)
        card.setLayout(self._card())
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        context.theme.changed.connect(self._dress)
        self._dress()

    def _make_buttons(self) -> None:
        self.samples_button = _wide(
            button(
                "&Import the sample pages",
                "Five pages with 220 papers, to look around",
                self.import_samples.emit,
                primary=True,
            )
        )
        self.samples_button.setHidden(seeds_folder() is None)
        self.files_button = _wide(
            button("&Choose files…", "Import saved pages, or whole folders", self.choose_files.emit)
        )
        self.paste_button = _wide(
            button("&Paste a copied page", "Import what is on the clipboard", self.paste.emit)
        )

    def _card(self) -> QVBoxLayout:
        title = label("Your reading list is empty", "title")
        words = label(
            "Readlist keeps the papers of the Daily Papers pages that you save or copy: search,"
            " tag, star and annotate them, keep reading lists, and export them to BibTeX."
            " Everything stays on this computer.",
            "muted",
        )
        paste = QKeySequence(QKeySequence.StandardKey.Paste)
        keys = paste.toString(QKeySequence.SequenceFormat.NativeText)
        hint = label(
            f"Or drop files here, or copy a whole page in the browser and press {keys}.", "muted"
        )
        self._texts = (title, words, hint)
        for text in self._texts:
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        buttons = column(self.samples_button, self.files_button, self.paste_button, spacing=10)
        layout = column(self._picture, title, words, spacing=12, margin=_MARGIN)
        layout.addSpacing(6)
        layout.addLayout(_centred(buttons))
        layout.addSpacing(6)
        layout.addWidget(hint)
        return layout

    def showEvent(self, event: QShowEvent) -> None:
        # A wrapped label guesses its height before it knows its width; the card is of one width.
        width = _WIDTH - 2 * _MARGIN
        for text in self._texts:
            text.setFixedSize(width, text.heightForWidth(width))
        super().showEvent(event)

    def _dress(self) -> None:
        theme = self._context.theme
        picture = pixmap("inbox", theme.colour("accent"), 48, self.devicePixelRatioF())
        self._picture.setPixmap(picture)
        self.samples_button.setIcon(icon("import", theme, "accent-text"))
        self.files_button.setIcon(icon("page", theme))
        self.paste_button.setIcon(icon("copy", theme))


def _wide(result: QPushButton) -> QPushButton:
    result.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    result.setIconSize(QSize(18, 18))
    return result


def _centred(buttons: QVBoxLayout) -> QVBoxLayout:
    box = QWidget()
    box.setFixedWidth(320)
    box.setLayout(buttons)
    return column(row(None, box, None))
