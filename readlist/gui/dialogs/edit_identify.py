"""Giving a paper the identifier that was pasted."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QWidget
from shiboken6 import isValid

from readlist.domain.errors import InvalidValueError, KnownError
from readlist.domain.identifiers import Identifiers
from readlist.domain.papers import Paper, PaperRow
from readlist.formats.readable import readable
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import (
    ElidedLabel,
    button,
    column,
    label,
    name_it,
    row,
    say,
)
from readlist.gui.dialogs.report import show_fault

_LONGEST = 20_000  # characters of a clipboard that may be a citation
_WHAT = "An arXiv id, a DOI, the address of its page, or a citation that holds one of them"


class IdentifyDialog(QDialog):
    """Recognises what is pasted and puts it into one paper; nobody is asked.

    ``put(words)`` tells what was put in, ``complete_asked()`` that the reader wants the paper
    completed by it, ``show_paper(id)`` that they want to see the paper that has the id already.
    """

    put = Signal(str)
    complete_asked = Signal()
    show_paper = Signal(int)

    def __init__(self, context: AppContext, paper: Paper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._paper = paper
        self._found = Identifiers()
        self._holders: list[PaperRow] = []
        self.setWindowTitle("Paste identifier")
        self.setMinimumWidth(560)
        self.line = QLineEdit()
        self.line.setPlaceholderText("2503.02130, doi:10.…, https://…")
        name_it(self.line, "Identifier", _WHAT)
        line_label = QLabel("&Identifier of this paper")
        line_label.setBuddy(self.line)
        self.words = label(role="muted")
        self.taken = label(role="warning")
        self.show_button = button(
            "&Go to that paper", "Close this and show the paper that has it", self._show_holder
        )
        self._make_buttons()
        title = ElidedLabel(readable(paper.bib.title))
        title.setProperty("role", "heading")
        self.setLayout(
            column(
                title,
                line_label,
                self.line,
                self.words,
                self.taken,
                row(self.show_button, None),
                row(None, self.cancel_button, self.complete_button, self.put_button),
                margin=16,
            )
        )
        self.line.textChanged.connect(self._recognise)
        self.line.setText(self._from_clipboard())
        self._recognise(self.line.text())
        self.line.selectAll()

    def _make_buttons(self) -> None:
        self.put_button = button(
            "&Put in", "Write it into the paper (Enter); undo takes it back", self.accept,
            primary=True,
        )  # fmt: skip
        self.put_button.setDefault(True)
        self.complete_button = button(
            "Put in and &complete…",
            "Write it into the paper, then choose what to ask the services by it; nothing is sent"
            " before you have seen it",
            self._complete,
        )
        self.cancel_button = button("Cancel", "Change nothing (Esc)", self.reject)

    def accept(self) -> None:
        """Put in what was recognised."""
        self._put(complete=False)

    def _complete(self) -> None:
        self._put(complete=True)

    def _put(self, *, complete: bool) -> None:
        if not self._found.fields:
            return
        identify, paper_id, found = self._context.library.identify, self._paper.id, self._found
        for one in (self.put_button, self.complete_button):
            one.setEnabled(False)

        def done(_change: object) -> None:
            if isValid(self):
                super(IdentifyDialog, self).accept()
                self.put.emit(found.words)
                if complete:
                    self.complete_asked.emit()

        self._context.bridge.write(lambda: identify.put(paper_id, found), done, self._failed)

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, KnownError) and isValid(self):
            self._say(str(fault), "error")
            self._enable()
        else:
            show_fault(self.parentWidget() if isValid(self) else None, fault)

    def _from_clipboard(self) -> str:
        """The clipboard's text when there is an identifier in it."""
        text = QGuiApplication.clipboard().text()
        if not text or len(text) > _LONGEST:
            return ""
        try:
            self._context.library.identify.read(text)
        except InvalidValueError:
            return ""
        return " ".join(text.split())

    def _recognise(self, text: str) -> None:
        self._found, self._holders = Identifiers(), []
        if not text.strip():
            self._say(f"{_WHAT}. It is recognised here; nothing is sent anywhere.", "muted")
        else:
            try:
                self._found = self._context.library.identify.read(text)
            except InvalidValueError as fault:
                self._say(str(fault), "error")
            else:
                self._say(self._account(), "muted" if self._has_all else "success")
                self._look_for_holders()
        self._show_holders()
        self._enable()

    @property
    def _has_all(self) -> bool:
        return all(getattr(self._paper.bib, n) == v for n, v in self._found.fields.items())

    def _account(self) -> str:
        """What would be written, and what it takes the place of."""
        words = f"Recognised: {self._found.words}"
        if self._has_all:
            return f"{words}. The paper has it already."
        before = [
            old
            for name, new in self._found.fields.items()
            if (old := str(getattr(self._paper.bib, name))) and old != new
        ]
        return f"{words}, in place of {', '.join(before)}" if before else words

    def _look_for_holders(self) -> None:
        found, paper_id = self._found, self._paper.id
        identify, bridge = self._context.library.identify, self._context.bridge

        def done(holders: list[PaperRow]) -> None:
            if isValid(self) and found is self._found:
                self._holders = holders
                self._show_holders()

        bridge.run(bridge.reader, lambda _job: identify.holders(found, paper_id), done)

    def _show_holders(self) -> None:
        for one in (self.taken, self.show_button):
            one.setVisible(bool(self._holders))
        if self._holders:
            first = self._holders[0]
            place = " in the Trash" if first.trashed else ""
            self.taken.setText(
                f"Another paper{place} has it: “{readable(first.title)}”. If both are one paper,"
                " “Find duplicates” can merge them."
            )
        self.adjustSize()

    def _show_holder(self) -> None:
        if self._holders:
            self.reject()
            self.show_paper.emit(self._holders[0].id)

    def _say(self, text: str, role: str) -> None:
        say(self.words, text, role)

    def _enable(self) -> None:
        found = bool(self._found.fields)
        self.put_button.setEnabled(found and not self._has_all)
        self.complete_button.setEnabled(found)
