"""The line of the edit form that takes any identifier and puts it where it belongs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid

from readlist.domain.errors import InvalidValueError
from readlist.domain.identifiers import Identifiers
from readlist.domain.papers import PaperRow
from readlist.formats.readable import readable
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import button, column, label, name_it, row, say


class _PasteLine(QLineEdit):
    """``pasted`` comes after the reader pasted something."""

    pasted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # it is for this line, not for the dialog's default button


class PasteIdentifier(QWidget):
    """``found(Identifiers)`` when what was pasted, or entered, holds an identifier."""

    found = Signal(object)

    def __init__(self, context: AppContext, paper_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._paper_id = paper_id
        self._last = Identifiers()
        self.line = _PasteLine(self)
        self.line.setPlaceholderText("Paste an arXiv id, a DOI, an address or a citation here")
        name_it(
            self.line,
            "Paste identifier",
            "It is recognised and put into its field below; nothing is sent anywhere",
        )
        self.put_button = button("Pu&t in", "Put it into its field (Enter)", self.take)
        self.put_button.setAutoDefault(False)
        self.words = label(role="muted")
        self.words.hide()
        self.setLayout(column(row(self.line, self.put_button), self.words, spacing=2))
        self.line.pasted.connect(self.take)
        self.line.returnPressed.connect(self.take)

    def take(self) -> None:
        """Recognise what stands in the line, or say that nothing was."""
        text = self.line.text()
        if not text.strip():
            return
        try:
            self._last = self._context.library.identify.read(text)
        except InvalidValueError as fault:
            self._say(str(fault), "error")
            return
        self.line.clear()
        self._say(f"Put in: {self._last.words}", "success")
        self.found.emit(self._last)
        self._look_for_holders()

    def _look_for_holders(self) -> None:
        found, paper_id = self._last, self._paper_id
        identify, bridge = self._context.library.identify, self._context.bridge

        def done(holders: list[PaperRow]) -> None:
            if holders and isValid(self) and found is self._last:
                title = readable(holders[0].title)
                self._say(f"Put in: {found.words}. “{title}” has it, too.", "warning")

        bridge.run(bridge.reader, lambda _job: identify.holders(found, paper_id), done)

    def _say(self, text: str, role: str) -> None:
        say(self.words, text, role)
        self.words.show()
