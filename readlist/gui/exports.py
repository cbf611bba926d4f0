"""The ways out of the window: export dialogs, kept files, citations on the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from readlist.domain.export import ExportOptions
from readlist.domain.views import Scope
from readlist.gui.citing import cite_command
from readlist.gui.commands import papers
from readlist.gui.dialogs.paper_sets import PaperSet, usual
from readlist.gui.main_window import MainWindow
from readlist.gui.which_papers import gather
from readlist.jobs.context import JobContext

_SAID = 120  # characters of a citation that the message repeats


class Exports(QObject):
    """What ``window`` exports and copies; ``show_paper(id)`` shows a paper of a report."""

    def __init__(self, window: MainWindow, show_paper: Callable[[int], None]) -> None:
        super().__init__(window)
        self._window = window
        self._context = window.context
        self._show_paper = show_paper

    def shown(self) -> None:
        """Export the selected papers, all that are shown or the whole library, as is chosen."""
        gather(self._window, self._export_one_of)

    def this_list(self) -> None:
        """Export the list that is shown."""
        self.of_list(int(self._window.runner.question.scope.value))

    def of_list(self, list_id: int) -> None:
        """Export a reading list."""
        lists, bridge = self._context.library.lists, self._context.bridge
        name = next((one.name for one in self._window.snapshot.lists if one.id == list_id), "")
        bridge.run(
            bridge.reader,
            lambda _job: lists.paper_ids(list_id),
            lambda ids: self._export(
                PaperSet("shown", name, ids, (Scope("list", str(list_id)), ""))
            ),
        )

    def kept_files(self) -> None:
        """Look at the files that are kept up to date."""
        from readlist.gui.dialogs.targets_dialog import TargetsDialog

        self._open(TargetsDialog(self._context, self._window.keeping, self._window))

    def copy(self) -> None:
        """Put the BibTeX entries of the selected papers on the clipboard."""
        ids = self._window.selection()
        exporting = self._context.library.exporting
        self._copy(
            lambda job: exporting.copy(ids, ExportOptions(), job).text,
            lambda _text: f"Copied the BibTeX entries of {papers(len(ids))}.",
        )

    def cite(self) -> None:
        """Put what cites the selected papers on the clipboard."""
        ids, command = self._window.selection(), cite_command(self._context.settings)
        exporting = self._context.library.exporting
        self._copy(
            lambda job: exporting.cite(ids, command, context=job),
            lambda text: f"Copied {text if len(text) <= _SAID else f'{text[:_SAID]}…'}",
        )

    def _copy(self, work: Callable[[JobContext], str], said: Callable[[str], str]) -> None:
        """Make a text in the writer, because papers get their keys then, and copy it."""

        def done(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            self._window.say(said(text))

        self._context.bridge.run(self._context.bridge.writer, work, done)

    def _export_one_of(self, sets: Sequence[PaperSet]) -> None:
        self._export(usual(sets, self._context.settings, "export"), sets)

    def _export(self, papers: PaperSet, sets: Sequence[PaperSet] = ()) -> None:
        from readlist.gui.dialogs.export_choices import ExportPlace
        from readlist.gui.dialogs.export_dialog import ExportDialog

        where = ExportPlace(*papers.place) if papers.place is not None else None
        dialog = ExportDialog(
            self._context, papers.ids, papers.title, self._window, where, sets=sets
        )
        dialog.show_paper.connect(self._show_paper)
        dialog.kept_changed.connect(self._window.keeping.look_now)
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
