"""The left part of the export dialog: what to write and where, remembered."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from readlist.domain.export import (
    DEFAULT_FIELDS,
    FORMATS,
    OPTIONAL_FIELDS,
    SUFFIXES,
    ExportFormat,
    ExportOptions,
    ExportOrder,
)
from readlist.gui.dialogs.common import button, column, label, line, name_it, row

FORMAT_NAMES: dict[ExportFormat, str] = {
    "bibtex": "BibTeX (.bib)",
    "biblatex": "BibLaTeX (.bib)",
    "ris": "RIS (.ris)",
    "csl-json": "CSL-JSON (.json)",
    "csv": "Table (.csv)",
    "markdown": "Markdown list (.md)",
    "html": "Web page (.html)",
    "bibliography": "Formatted references (.txt)",
    "bibliography-html": "Formatted references (.html)",
    "json": "Readlist JSON, everything (.json)",
}
_FIELD_NAMES = {
    "abstract": ("A&bstracts", "Write each paper's abstract"),
    "keywords": ("&Tags as keywords", "Write each paper's tags as its keywords"),
    "note": ("My private &notes", "Write your own notes into the file"),
    "url": ("&Web addresses", "Write the address of each paper"),
    "doi": ("&DOIs", "Write each paper's DOI"),
}
_ORDERS: tuple[tuple[ExportOrder, str], ...] = (
    ("key", "By citation key"),
    ("date", "By date"),
    ("given", "As they stand in the list"),
)
_UNSAFE = re.compile(r"[^\w .+-]+")


def file_name(title: str) -> str:
    """A file's name made of a list's or query's title."""
    return " ".join(_UNSAFE.sub(" ", title).split()).strip(". ")[:80] or "papers"


class ExportChoices(QWidget):
    """``changed`` is emitted when what is written changes, ``moved`` when its destination does."""

    changed = Signal()
    moved = Signal()

    def __init__(self, settings: QSettings, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._name = file_name(title)
        self._make_what()
        self._make_where()
        self._restore()
        layout = column(
            self._format_label,
            self.format,
            label("Include", "heading"),
            *self.fields.values(),
            self.protect,
            self._order_label,
            self.order,
            line(),
            label("Write to", "heading"),
            row(self.to_file, self.to_clipboard, None),
            self.path,
            row(None, self.browse),
            spacing=7,
        )
        layout.addStretch(1)
        self.setLayout(layout)
        self._enable()
        self._connect()

    @property
    def options(self) -> ExportOptions:
        """What the reader has chosen."""
        return ExportOptions(
            format=self._format(),
            fields=frozenset(name for name, box in self.fields.items() if box.isChecked()),
            order=_ORDERS[self.order.currentIndex()][0],
            protect_case=self.protect.isChecked(),
        )

    @property
    def file(self) -> Path | None:
        """The file to write, None for the clipboard."""
        if self.to_clipboard.isChecked():
            return None
        text = self.path.text().strip()
        path = Path(text).expanduser() if text else Path()
        return path if path.is_absolute() else self._folder() / path

    def remember(self) -> None:
        """Keep the choices for the next export."""
        options = self.options
        self._settings.setValue("export/format", options.format)
        self._settings.setValue("export/fields", ",".join(sorted(options.fields)))
        self._settings.setValue("export/order", options.order)
        self._settings.setValue("export/protect", int(options.protect_case))
        self._settings.setValue("export/clipboard", int(self.to_clipboard.isChecked()))
        if self.file is not None:
            self._settings.setValue("export/folder", str(self.file.parent))

    def _make_what(self) -> None:
        self.format = QComboBox()
        for kind in FORMATS:
            self.format.addItem(FORMAT_NAMES[kind], kind)
        name_it(self.format, "Format", "The format of the file")
        self._format_label = QLabel("&Format")
        self._format_label.setBuddy(self.format)
        self.fields: dict[str, QCheckBox] = {}
        for name in OPTIONAL_FIELDS:
            text, tip = _FIELD_NAMES[name]
            self.fields[name] = QCheckBox(text)
            name_it(self.fields[name], text.replace("&", ""), tip)
        self.protect = QCheckBox("Keep capital letters in titles (protect c&ase)")
        name_it(
            self.protect,
            "Protect case",
            "Put braces around words like BERT, so that no style makes them small",
        )
        self.order = QComboBox()
        for order, words in _ORDERS:
            self.order.addItem(words, order)
        name_it(self.order, "Order", "The order of the entries")
        self._order_label = QLabel("&Order")
        self._order_label.setBuddy(self.order)

    def _make_where(self) -> None:
        self.to_file = QRadioButton("F&ile")
        name_it(self.to_file, "Write a file", "Write the entries into a file")
        self.to_clipboard = QRadioButton("C&lipboard")
        name_it(self.to_clipboard, "Copy to the clipboard", "Copy the entries, to paste them")
        self.path = QLineEdit()
        name_it(self.path, "File", "The file that is written")
        self.browse = button("B&rowse…", "Choose the file", self._browse)

    def _restore(self) -> None:
        chosen = str(self._settings.value("export/format", FORMATS[0]))
        self.format.setCurrentIndex(max(self.format.findData(chosen), 0))
        stored = str(self._settings.value("export/fields", ",".join(DEFAULT_FIELDS)))
        for name, box in self.fields.items():
            box.setChecked(name in stored.split(","))
        self.order.setCurrentIndex(
            max(self.order.findData(self._settings.value("export/order", "key")), 0)
        )
        self.protect.setChecked(bool(int(str(self._settings.value("export/protect", 1)))))
        clipboard = bool(int(str(self._settings.value("export/clipboard", 0))))
        (self.to_clipboard if clipboard else self.to_file).setChecked(True)
        self._set_path(self._folder() / (self._name + SUFFIXES[self._format()]))

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._format_chosen)
        for box in (*self.fields.values(), self.protect):
            box.toggled.connect(lambda _on: self.changed.emit())
        self.order.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.to_file.toggled.connect(self._destination_chosen)
        self.path.textChanged.connect(lambda _text: self.moved.emit())

    def _format(self) -> ExportFormat:
        return FORMATS[self.format.currentIndex()]

    def _folder(self) -> Path:
        documents = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        folder = Path(str(self._settings.value("export/folder", documents)))
        return folder if folder.is_dir() else Path.home()

    def _set_path(self, path: Path) -> None:
        self.path.setText(str(path))

    def _format_chosen(self) -> None:
        path = Path(self.path.text())
        if path.suffix in SUFFIXES.values():
            self._set_path(path.with_suffix(SUFFIXES[self._format()]))
        self._enable()
        self.changed.emit()

    def _destination_chosen(self) -> None:
        self._enable()
        self.moved.emit()

    def _enable(self) -> None:
        whole = self._format() == "json"
        for box in self.fields.values():
            box.setEnabled(not whole)
        self.protect.setEnabled(self._format() in ("bibtex", "biblatex"))
        for widget in (self.path, self.browse):
            widget.setEnabled(self.to_file.isChecked())

    def _browse(self) -> None:
        suffix = SUFFIXES[self._format()]
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            "Export to",
            self.path.text(),
            f"{FORMAT_NAMES[self._format()]} (*{suffix});;All files (*)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            path = Path(chosen)
            self._set_path(path if path.suffix else path.with_suffix(suffix))
