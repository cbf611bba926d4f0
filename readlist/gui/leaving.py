"""Closing the window without losing what is typed."""

from __future__ import annotations

import time
from contextlib import suppress

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from readlist.gui.context import AppContext
from readlist.gui.rescued_notes import rescue
from readlist.gui.views.paper_pane import PaperPane

_PATIENCE = 2.0  # seconds until the reader is asked
_WAIT = 15.0  # seconds that "Wait" waits, longer than a write waits for another process
_LOOK_MS = 20


class Leaving:
    """Decides whether a window may close: what is typed must be in the library, or the reader
    has said what becomes of it.

    ``quietly``: nobody can be asked. What cannot be saved then goes to a file in the library
    folder (``rescued-notes.md``), or where there is room for it.
    """

    def __init__(self, context: AppContext, pane: PaperPane, window: QWidget) -> None:
        self._context = context
        self._pane = pane
        self._window = window
        self._asking = False
        self.quietly = False

    def may_close(self) -> bool:
        """Write what is typed; False when the reader wants to go on."""
        if self._asking:
            return False
        self._pane.flush()
        if self._saved(_WAIT if self.quietly else _PATIENCE):
            return True
        if self.quietly:
            rescue(self._context.library.folder, self._pane.unsaved())
            return True
        self._asking = True
        try:
            return self._ask()
        finally:
            self._asking = False

    def in_spite_of_fault(self) -> None:
        """Put what is not saved into the file beside the library; closing went wrong."""
        with suppress(Exception):  # the fault that made closing go wrong has been told
            if texts := self._pane.unsaved():
                rescue(self._context.library.folder, texts)

    def _saved(self, seconds: float) -> bool:
        """Wait until everything is written, or until this time is over."""
        end = time.monotonic() + seconds
        loop, timer = QEventLoop(), QTimer()

        def waiting() -> bool:
            open_ = self._context.bridge.writing or self._pane.unsaved()
            return bool(open_) and time.monotonic() < end

        timer.setInterval(_LOOK_MS)
        timer.timeout.connect(lambda: None if waiting() else loop.quit())
        timer.start()
        if waiting():
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        timer.stop()
        return not self._pane.unsaved()

    def _ask(self) -> bool:
        while texts := self._pane.unsaved():
            box = QMessageBox(self._window)
            box.setIcon(QMessageBox.Icon.Warning)
            box.setWindowTitle("A note is not saved")
            box.setText("A note could not be saved.")
            box.setTextFormat(Qt.TextFormat.PlainText)
            why = self._pane.why_unsaved() or "Another program is writing to the library."
            box.setInformativeText(
                f"{why}\n\nTry again, or keep the text on the clipboard and close."
            )
            role = QMessageBox.ButtonRole
            wait = box.addButton("Wait and try again", role.AcceptRole)
            copy = box.addButton("Copy the text and close", role.ActionRole)
            discard = box.addButton("Discard the text", role.DestructiveRole)
            stay = box.addButton("Do not close", role.RejectRole)
            for button, tip in (
                (wait, "Try to save again, for up to 15 seconds"),
                (copy, "Put the text on the clipboard and close without saving it"),
                (discard, "Close and lose what was typed last"),
                (stay, "Go back to the window"),
            ):
                button.setToolTip(tip)
                button.setAccessibleName(button.text())
            box.setDefaultButton(wait)
            box.setEscapeButton(stay)
            box.exec()
            chosen = box.clickedButton()
            box.deleteLater()
            if chosen is copy:
                QGuiApplication.clipboard().setText("\n\n".join(texts))
            if chosen in (copy, discard):
                return True
            if chosen is not wait:
                return False
            self._pane.flush()
            self._saved(_WAIT)
        return True
