"""The completion dialog's first page: what is lacking, and where records come from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFileDialog, QRadioButton, QWidget

from readlist.domain.filling import Survey
from readlist.gui.dialogs.common import button, column, label, name_it, row, set_role
from readlist.gui.dialogs.complete_model import FilesModel, ServicesModel
from readlist.gui.dialogs.complete_work import Outlook
from readlist.gui.dialogs.tables import RowsView
from readlist.gui.dialogs.words import joined, plural
from readlist.library.words import duration

_FILES = "Citation files and pages (*.bib *.ris *.json *.html *.htm *.txt);;All files (*)"
_FOLDER = "complete/folder"
_WORDS = {
    "authors": "{n} authors",
    "date": "{n} a date",
    "arxiv": "{n} an arXiv id",
    "doi": "{n} a DOI",
    "venue": "{n} a venue",
    "abstract": "{n} an abstract",
}
_PRIVATE = "Notes, tags, lists and abstracts are never sent."


def survey_text(survey: Survey) -> str:
    """What the papers lack, in one sentence: "Of 60 papers 37 lack authors and 58 a venue."."""
    many = survey.papers != 1
    if not survey.lacking:
        return "These papers lack nothing." if many else "The paper lacks nothing."
    if not many:
        parts = [_WORDS[name].format(n="").strip() for name in survey.lacking]
        return f"The paper lacks {joined(parts)}."
    numbers = list(survey.lacking.items())
    parts = [_WORDS[name].format(n=f"{number:,}") for name, number in numbers]
    first = parts[0].split(" ", 1)
    verb = "lacks" if numbers[0][1] == 1 else "lack"
    parts[0] = f"{first[0]} {verb} {first[1]}"
    return f"Of {survey.papers:,} papers {joined(parts)}; {survey.citable:,} can be cited."


class StartPage(QWidget):
    """``changed`` follows every choice. ``ready`` says whether there is something to begin with.

    Files and folders that are dropped on it are taken as sources.
    """

    changed = Signal()

    def __init__(self, settings: QSettings, *, files: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._outlook: Outlook | None = None
        self.setAcceptDrops(True)
        self.survey = label("Counting what is lacking…")
        self.note = label(role="warning")
        self.note.hide()
        self._make_services()
        self._make_files()
        self.from_files.setChecked(files)
        self.from_services.setChecked(not files)
        self.from_services.toggled.connect(lambda _on: self._refresh())
        layout = column(
            self.survey, self.note, self.from_services, self._services_part, self.from_files,
            self._files_part, spacing=10,
        )  # fmt: skip
        layout.setStretch(5, 1)
        self.setLayout(layout)
        self._refresh()

    @property
    def paths(self) -> Sequence[Path] | None:
        """The files to be read; None when services are to be asked."""
        return tuple(self.files.paths) if self.from_files.isChecked() else None

    @property
    def ready(self) -> bool:
        """Whether there is something to read or to ask."""
        if self.from_files.isChecked():
            return bool(self.files.paths)
        return bool(self._outlook and self._outlook.sendings)

    def show_survey(self, survey: Survey) -> None:
        """Show what the papers lack."""
        self.survey.setText(survey_text(survey))

    def show_outlook(self, outlook: Outlook) -> None:
        """Show what would be sent where."""
        self._outlook = outlook
        self.services.set_sendings(outlook.sendings)
        self._refresh()

    def say(self, text: str, role: str = "warning") -> None:
        """Tell something above the choices; nothing when ``text`` is empty."""
        self.note.setText(text)
        self.note.setVisible(bool(text))
        set_role(self.note, role)

    def first_focus(self) -> None:
        """Give the keyboard to where the reader goes on."""
        (self.choose if self.from_files.isChecked() else self.from_services).setFocus()

    def add_files(self, paths: Sequence[Path]) -> None:
        """Take files and folders as sources."""
        if paths:
            self.files.add(paths)
            self.from_files.setChecked(True)
            self.table.go(self.files.row_total() - 1)
            self._refresh()

    def choose_files(self) -> None:
        """Ask for files."""
        folder = str(self._settings.value(_FOLDER, str(Path.home())))
        dialog = QFileDialog(self, "Records to complete from", folder, _FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)

        def chosen(names: list[str]) -> None:
            self._settings.setValue(_FOLDER, str(Path(names[0]).parent))
            self.add_files([Path(name) for name in names])

        dialog.filesSelected.connect(chosen)
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        self.add_files([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
        event.acceptProposedAction()

    def _make_services(self) -> None:
        self.from_services = QRadioButton("From public &services")
        self.from_services.setToolTip("Ask Hugging Face, arXiv, Semantic Scholar and Crossref")
        self.services = ServicesModel(self)
        self.sendings = RowsView(
            self.services, "What is sent where", stretch=1, widths={0: 150, 2: 90, 3: 250}
        )
        self.sendings.setFixedHeight(self.sendings.height_for(4))
        self.total = label(role="muted")
        self.offline = QCheckBox("Only answers &kept from before: send nothing")
        self.offline.setToolTip(
            "Answers of the services are kept in the library folder; look only there"
        )
        self.offline.toggled.connect(lambda _on: self._refresh())
        self._services_part = QWidget()
        layout = column(self.sendings, self.total, self.offline, spacing=6)
        layout.setContentsMargins(24, 0, 0, 0)
        self._services_part.setLayout(layout)

    def _make_files(self) -> None:
        self.from_files = QRadioButton("From &files of yours")
        self.from_files.setToolTip("BibTeX, RIS, CSL-JSON, saved pages, Readlist JSON; a folder")
        self.files = FilesModel(self)
        self.table = RowsView(self.files, "Files", stretch=1, widths={0: 300})
        name_it(self.table, "Files", "Files can be dropped here; Delete takes one away")
        self.table.setMinimumHeight(self.table.height_for(2))
        self.choose = button(
            "Ch&oose files…", "Choose .bib, .ris, .json, .html files", self.choose_files
        )
        self.remove = button("&Remove", "Take the selected file away (Del)", self._remove)
        self.table.row_changed.connect(lambda at: self.remove.setEnabled(at >= 0))
        self.remove.setEnabled(False)
        key = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table, self._remove)
        key.setContext(Qt.ShortcutContext.WidgetShortcut)
        hint = label("Or drop files here. Nothing leaves this machine.", "muted", wrap=False)
        self._files_part = QWidget()
        layout = column(self.table, row(self.choose, self.remove, hint, None), spacing=6)
        layout.setContentsMargins(24, 0, 0, 0)
        self._files_part.setLayout(layout)

    def _remove(self) -> None:
        here = self.table.current_row()
        if here >= 0:
            self.files.remove(here)
            self.table.go(min(here, self.files.row_total() - 1))
            self.remove.setEnabled(self.files.row_total() > 0)
            self._refresh()

    def _refresh(self) -> None:
        asking = self.from_services.isChecked()
        self.sendings.setEnabled(asking)
        self.offline.setEnabled(asking)
        self.total.setEnabled(asking)
        self.table.setEnabled(not asking)
        self.total.setText(self._total())
        set_role(self.total, "error" if self._outlook and self._outlook.fault else "muted")
        self.changed.emit()

    def _total(self) -> str:
        """How much would be asked, in words."""
        if self._outlook is None:
            return "Counting what would be asked…"
        if self._outlook.fault:
            return self._outlook.fault
        sendings = self._outlook.sendings
        if not sendings:
            return "There is nothing that these services could add."
        if self.offline.isChecked():
            return "Nothing is sent: only answers that were kept are looked at."
        most = sum(one.requests for one in sendings)
        time = duration(sum(one.requests * one.pause for one in sendings))
        return (
            f"At most {plural(most, 'request')}, {time} with the pauses that the services want, "
            f"less by every answer kept from before. Nothing is sent before you press Ask. "
            f"{_PRIVATE} Stop whenever you like: asking again goes on."
        )
