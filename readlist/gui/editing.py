"""The dialogs that change one paper's facts, and the settings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from readlist.domain.errors import InvalidValueError
from readlist.domain.papers import Paper
from readlist.gui.main_window import MainWindow

_LONGEST = 500  # characters of an address


class Editing(QObject):
    """Opens the dialogs over ``window``; ``show_paper(id)`` shows another paper."""

    def __init__(self, window: MainWindow, show_paper: Callable[[int], None]) -> None:
        super().__init__(window)
        self._window = window
        self._show_paper = show_paper

    def details(self) -> None:
        """Edit all of the paper's fields in one form."""
        from readlist.gui.dialogs.edit_dialog import EditDialog

        self._with_paper(
            lambda paper: self._open(EditDialog(self._window.context, paper, self._window))
        )

    def identify(self) -> None:
        """Give the paper the identifier that was copied."""
        from readlist.gui.dialogs.edit_identify import IdentifyDialog

        window = self._window

        def open_with(paper: Paper) -> None:
            dialog = IdentifyDialog(window.context, paper, window)
            dialog.put.connect(lambda words: window.say(f"Put in: {words}.", undoable=True))
            dialog.complete_asked.connect(lambda: window.actions_.trigger("complete"))
            dialog.show_paper.connect(self._show_paper)
            self._open(dialog)

        self._with_paper(open_with)

    def paste(self) -> None:
        """Import what is on the clipboard; an identifier alone is for the selected paper."""
        # A clipboard that was never written to has no data at all, whatever the stubs say.
        mime: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if mime is None or not self._is_identifier(mime):
            self._window.handlers.take(mime or QMimeData(), "clipboard")
        elif self._window.actions_["identify"].isEnabled():
            self.identify()
        else:
            self._window.say("This is an identifier. Select the paper to which it belongs first.")

    def _is_identifier(self, mime: QMimeData) -> bool:
        text = mime.text().strip()
        if any(url.isLocalFile() for url in mime.urls()):
            return False
        if not text or len(text) > _LONGEST or any(map(str.isspace, text)):
            return False
        try:
            self._window.context.library.identify.read(text)
        except InvalidValueError:
            return False
        return True

    def settings(self) -> None:
        """Set the look and the services."""
        from readlist.gui.dialogs.settings import SettingsDialog

        self._open(SettingsDialog(self._window.context, self._window))

    def _with_paper(self, act: Callable[[Paper], None]) -> None:
        """Call ``act`` with the one selected paper as it is when all that was typed is written."""
        window, paper_id = self._window, self._window.selection()[0]
        window.pane.flush()
        window.context.bridge.write(lambda: window.context.library.papers.get(paper_id), act)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
