"""Where an export goes: a file, perhaps one that is kept up to date, or the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QRadioButton,
    QStackedWidget,
    QWidget,
)

from readlist.domain.export import SUFFIXES, ExportFormat
from readlist.domain.targets import Destination, ExportTarget
from readlist.formats.citing import COMMANDS, KEYS, PANDOC, TYPST
from readlist.gui.citing import cite_command
from readlist.gui.dialogs.common import button, column, label, name_it, row, set_role
from readlist.gui.dialogs.export_formats import FORMAT_NAMES, file_name
from readlist.gui.when import when
from readlist.library.files import expanded

_COMMAND_NAMES = {PANDOC: "Markdown, pandoc: [@key]", TYPST: "Typst: @key", KEYS: "The keys only"}
FOLDER = "export/folder"


class DestinationChoice(QWidget):
    """``changed`` is emitted when something else would be written or copied, ``moved`` when it
    would go elsewhere.

    ``followable`` is "" where a file can be kept up to date, else the reason why it cannot.
    """

    changed = Signal()
    moved = Signal()

    def __init__(self, settings: QSettings, title: str, followable: str) -> None:
        super().__init__()
        self._settings = settings
        self._name = file_name(title)
        self._kind: ExportFormat = "bibtex"
        self._known: ExportTarget | None = None
        self._followable = followable
        self._make()
        pages = QStackedWidget()
        for page in (self._file_page(), self._cite_page(), QWidget()):
            pages.addWidget(page)
        self._pages = pages
        radios = row(self.to_file, self.to_clipboard, self.to_cite, None, spacing=14)
        self.setLayout(column(radios, pages, spacing=8))
        for radio in (self.to_file, self.to_clipboard, self.to_cite):
            radio.toggled.connect(self._chosen)
        self.command.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.path.textChanged.connect(self._path_changed)
        self.keep.toggled.connect(lambda _on: self.moved.emit())
        self.to_file.setChecked(True)

    def _make(self) -> None:
        self.to_file = QRadioButton("F&ile")
        name_it(self.to_file, "Write a file", "Write the entries into a file")
        self.to_clipboard = QRadioButton("C&lipboard")
        name_it(self.to_clipboard, "Copy to the clipboard", "Copy the entries, to paste them")
        self.to_cite = QRadioButton("Ci&tation")
        name_it(self.to_cite, "Copy a citation", "Copy what cites these papers: \\cite{key}")
        self.path = QLineEdit()
        name_it(self.path, "File", "The file that is written")
        self.browse = button("Bro&wse…", "Choose the file", self._browse)
        self.keep = QCheckBox("&Keep this file up to date")
        tip = "Write the file anew, a moment after what it shows has changed in the library"
        name_it(self.keep, "Keep this file up to date", self._followable or tip)
        self.keep.setEnabled(not self._followable)
        self.state = label(self._followable, "muted")
        self.state.setMinimumWidth(40)
        self.command = QComboBox()
        for command in COMMANDS:
            self.command.addItem(_COMMAND_NAMES.get(command, f"{command}{{key}}"), command)
        tip = "How texts cite; Ctrl+Shift+C and papers dragged into a text follow it"
        name_it(self.command, "Citation command", tip)
        self.command.setCurrentIndex(COMMANDS.index(cite_command(self._settings)))

    def _file_page(self) -> QWidget:
        page = QWidget()
        place = row(self.path, self.browse)
        place.setStretch(0, 1)
        layout = column(place, self.keep, self.state, spacing=6)
        layout.addStretch(1)
        page.setLayout(layout)
        return page

    def _cite_page(self) -> QWidget:
        page = QWidget()
        layout = column(self.command)
        layout.addStretch(1)
        page.setLayout(layout)
        return page

    @property
    def destination(self) -> Destination:
        """What was chosen."""
        if self.to_cite.isChecked():
            return "cite"
        return "clipboard" if self.to_clipboard.isChecked() else "file"

    @property
    def file(self) -> Path | None:
        """The file to write; None for the clipboard."""
        if self.destination != "file":
            return None
        text = self.path.text().strip()
        path = expanded(Path(text)) if text else Path()
        return path if path.is_absolute() else self.folder / path

    @property
    def named(self) -> bool:
        """Whether there is something to write to."""
        return self.destination != "file" or bool(self.path.text().strip())

    @property
    def kept(self) -> bool:
        """Whether the file is to follow the library."""
        return self.destination == "file" and self.keep.isEnabled() and self.keep.isChecked()

    @property
    def follows(self) -> bool:
        """Whether the named file follows the library already."""
        known = self._known
        return known is not None and known.kept and str(self.file) == known.path

    @property
    def cite_with(self) -> str:
        """The chosen citation command."""
        return COMMANDS[self.command.currentIndex()]

    @property
    def folder(self) -> Path:
        """Where files were written last."""
        documents = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        folder = Path(str(self._settings.value(FOLDER, documents)))
        return folder if folder.is_dir() else Path.home()

    def set_format(self, kind: ExportFormat) -> None:
        """Give the file the suffix of another format, unless the reader has chosen one."""
        self._kind = kind
        path = Path(self.path.text())
        if path.suffix in SUFFIXES.values():
            self.path.setText(str(path.with_suffix(SUFFIXES[kind])))

    def show_target(self, destination: Destination, known: ExportTarget | None) -> None:
        """Show where exports of this place go: as ``known`` says, else a file of its name."""
        self._known = known
        path = Path(known.path) if known is not None and known.path else None
        self.path.setText(str(path or self.folder / (self._name + SUFFIXES[self._kind])))
        radios = {"file": self.to_file, "clipboard": self.to_clipboard, "cite": self.to_cite}
        radios[destination].setChecked(True)
        self.keep.setChecked(known is not None and known.kept)
        self._show_state()

    def _show_state(self) -> None:
        """Tell when a kept file was written last, or what keeps it from being written."""
        known = self._known
        if known is None or not self.follows:
            self.state.setText(self._followable)
            set_role(self.state, "muted")
        elif known.error:
            self.state.setText(known.error)
            set_role(self.state, "warning")
        else:
            last = f"Kept; last written {when(known.written)}." if known.written else "Kept."
            self.state.setText(last)
            set_role(self.state, "muted")
        self.state.setVisible(bool(self.state.text()))

    def _path_changed(self) -> None:
        self._show_state()
        self.moved.emit()

    def _chosen(self, on: bool) -> None:
        if on:  # each choice tells of two radio buttons
            self._pages.setCurrentIndex({"file": 0, "cite": 1}.get(self.destination, 2))
            self.changed.emit()
            self.moved.emit()

    def _browse(self) -> None:
        suffix = SUFFIXES[self._kind]
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            "Export to",
            str(self.file),
            f"{FORMAT_NAMES[self._kind]} (*{suffix});;All files (*)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            path = Path(chosen)
            self.path.setText(str(path if path.suffix else path.with_suffix(suffix)))
