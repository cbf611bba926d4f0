"""What only some formats ask: BibTeX's details, and the style of formatted references."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QWidget,
)

from readlist.domain.export import ArxivStyle, ExportFormat, ExportOptions
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import button, column, name_it, row
from readlist.gui.plain_tip import plain_tip
from readlist.gui.section import Section
from readlist.library.styles import shipped_styles

_ARXIV: tuple[tuple[ArxivStyle, str, str], ...] = (
    ("howpublished", "howpublished = {arXiv:…}", "Every style prints it"),
    ("journal", "journal = {arXiv preprint …}", "An @article, as many papers cite preprints"),
    ("eprint", "eprint fields only", "Printed only by styles that know eprint"),
)


class Details(QWidget):
    """Further choices of some formats; ``changed`` is emitted when one of them changes."""

    changed = Signal()

    def show_options(self, options: ExportOptions) -> None:
        """Show what ``options`` say."""
        raise NotImplementedError

    def taken(self, options: ExportOptions) -> ExportOptions:
        """``options`` with the choices made here."""
        raise NotImplementedError

    def show_for(self, kind: ExportFormat) -> None:
        """Show what this format asks, if anything."""
        raise NotImplementedError


class BibtexDetails(Details):
    """How .bib files are written; folded away, for few readers need another way."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make(context)
        self.section.body.addLayout(
            column(
                self.protect,
                self._indented(self._keep_label, self.keep),
                self._indented(self._plain_label, self.plain),
                self._arxiv_label,
                self.arxiv,
                self.ascii,
                spacing=6,
            )
        )
        self.setLayout(column(self.section))
        self.protect.toggled.connect(self._on_protect)
        self.ascii.toggled.connect(lambda _on: self.changed.emit())
        self.arxiv.currentIndexChanged.connect(lambda _index: self.changed.emit())
        for words in (self.keep, self.plain):
            words.textChanged.connect(lambda _text: self.changed.emit())

    def _make(self, context: AppContext) -> None:
        self.section = Section("BibTeX details", "export-bibtex", context, opened=False)
        self.protect = QCheckBox("Keep capitals in titles (protect c&ase)")
        name_it(
            self.protect,
            "Protect case",
            "Put braces around words like BERT, so that no style makes them small",
        )
        self.keep, self._keep_label = self._words(
            "Al&so keep", "Transformers, Stable Diffusion",
            "More words and phrases that keep their capitals, divided by commas",
        )  # fmt: skip
        self.plain, self._plain_label = self._words(
            "Ne&ver keep", "Attention",
            "Words that are never put into braces, divided by commas",
        )  # fmt: skip
        self.arxiv = QComboBox()
        for style, text, tip in _ARXIV:
            self.arxiv.addItem(text, style)
            self.arxiv.setItemData(self.arxiv.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        name_it(self.arxiv, "Preprints", "How an entry shows a paper that is on arXiv only")
        self._arxiv_label = QLabel("&Preprints")
        self._arxiv_label.setBuddy(self.arxiv)
        self.ascii = QCheckBox("Only ASCII c&haracters")
        name_it(self.ascii, "Only ASCII", "Write letters like é as LaTeX does: {\\'e}")

    def show_options(self, options: ExportOptions) -> None:
        self.protect.setChecked(options.protect_case)
        self.keep.setText(", ".join(options.keep_words))
        self.plain.setText(", ".join(options.plain_words))
        self.arxiv.setCurrentIndex(max(self.arxiv.findData(options.arxiv), 0))
        self.ascii.setChecked(options.ascii)
        self._on_protect(options.protect_case)

    def taken(self, options: ExportOptions) -> ExportOptions:
        return replace(
            options,
            protect_case=self.protect.isChecked(),
            keep_words=_split(self.keep.text()),
            plain_words=_split(self.plain.text()),
            arxiv=_ARXIV[self.arxiv.currentIndex()][0],
            ascii=self.ascii.isChecked(),
        )

    def show_for(self, kind: ExportFormat) -> None:
        self.setVisible(kind in ("bibtex", "biblatex"))
        for part in (self._arxiv_label, self.arxiv):
            part.setVisible(kind == "bibtex")
        self.ascii.setVisible(kind == "biblatex")

    def _on_protect(self, on: bool) -> None:
        for part in (self.keep, self._keep_label, self.plain, self._plain_label):
            part.setEnabled(on)
        self.changed.emit()

    @staticmethod
    def _words(text: str, example: str, tip: str) -> tuple[QLineEdit, QLabel]:
        words = QLineEdit()
        words.setPlaceholderText(example)
        name_it(words, text.replace("&", ""), tip)
        heading = QLabel(text)
        heading.setBuddy(words)
        return words, heading

    @staticmethod
    def _indented(heading: QLabel, words: QLineEdit) -> QWidget:
        box = QWidget()
        layout = column(heading, words, spacing=3)
        layout.setContentsMargins(20, 0, 0, 0)
        box.setLayout(layout)
        return box


class StyleDetails(Details):
    """The CSL style of formatted references: one that is shipped, or a file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.style_box = QComboBox()
        for name, title in shipped_styles().items():
            self.style_box.addItem(title, name)
        self.style_box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.style_box.setMinimumContentsLength(16)
        name_it(self.style_box, "Style", "The citation style in which references are written")
        heading = QLabel("St&yle")
        heading.setBuddy(self.style_box)
        self.other = button("&Use a file…", "Choose the file of another CSL style", self._choose)
        line = row(heading, self.style_box)
        line.setStretch(1, 1)
        self.setLayout(column(line, row(None, self.other), spacing=6))
        self.style_box.currentIndexChanged.connect(lambda _index: self._chosen())

    def show_options(self, options: ExportOptions) -> None:
        place = self.style_box.findData(options.style)
        if place < 0:
            self.style_box.addItem(Path(options.style).name, options.style)
            place = self.style_box.count() - 1
        self.style_box.setCurrentIndex(place)

    def taken(self, options: ExportOptions) -> ExportOptions:
        return replace(options, style=str(self.style_box.currentData()))

    def show_for(self, kind: ExportFormat) -> None:
        self.setVisible(kind in ("bibliography", "bibliography-html"))

    def _chosen(self) -> None:
        chosen = self.style_box.currentText()
        self.style_box.setToolTip(plain_tip(f"References are written as: {chosen}"))
        self.changed.emit()

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Citation style", "", "CSL styles (*.csl);;All files (*)"
        )
        if chosen:
            self.show_options(ExportOptions(style=chosen))


def _split(text: str) -> tuple[str, ...]:
    """Words and phrases that commas divide, each once."""
    return tuple(dict.fromkeys(part for one in text.split(",") if (part := " ".join(one.split()))))
