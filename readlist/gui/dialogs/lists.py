"""A reading list's name and description."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from readlist.domain.errors import KnownError
from readlist.domain.papers import ReadingList
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import button, column, label, name_it, row
from readlist.gui.dialogs.report import show_fault


class ListDialog(QDialog):
    """Makes a new reading list, or edits ``reading_list``."""

    def __init__(
        self,
        context: AppContext,
        reading_list: ReadingList | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._list = reading_list
        self.setWindowTitle("Reading list" if reading_list else "New reading list")
        self.resize(460, 300)
        self.name = QLineEdit(reading_list.name if reading_list else "")
        self.name.setPlaceholderText("To cite")
        name_it(self.name, "Name", "The reading list's name")
        name_label = QLabel("&Name")
        name_label.setBuddy(self.name)
        self.description = QPlainTextEdit(reading_list.description if reading_list else "")
        self.description.setTabChangesFocus(True)
        self.description.setPlaceholderText("What the list is for; may stay empty")
        name_it(self.description, "Description", "What the list is for")
        description_label = QLabel("&Description")
        description_label.setBuddy(self.description)
        self.fault = label(role="error")
        self.fault.hide()
        self.save_button = button(
            "&Save" if reading_list else "&Create", "Save (Ctrl+Return)", self.accept, primary=True
        )
        QShortcut(QKeySequence("Ctrl+Return"), self, self.accept)
        self.save_button.setDefault(True)
        cancel = button("Cancel", "Change nothing (Esc)", self.reject)
        self.setLayout(
            column(
                name_label,
                self.name,
                description_label,
                self.description,
                self.fault,
                row(None, cancel, self.save_button),
                margin=16,
            )
        )
        self.name.textChanged.connect(lambda _text: self._check())
        self._check()
        self.name.setFocus()
        self.name.selectAll()

    def accept(self) -> None:
        """Save; a name that is taken is said here, and the dialog stays."""
        lists, name = self._context.library.lists, self.name.text().strip()
        description, known = self.description.toPlainText().strip(), self._list
        if not self.save_button.isEnabled():
            return
        self.save_button.setEnabled(False)
        self._context.bridge.write(
            lambda: (
                lists.edit(known.id, name=name, description=description)
                if known
                else lists.create(name, description)
            ),
            lambda _change: self._saved(),
            self._failed,
        )

    def _saved(self) -> None:
        if isValid(self):
            super().accept()

    def _check(self) -> None:
        self.fault.hide()
        self.save_button.setEnabled(bool(self.name.text().strip()))

    def _failed(self, fault: BaseException) -> None:
        if isValid(self):
            self._check()
        if isinstance(fault, KnownError) and isValid(self):
            self.fault.setText(str(fault))
            self.fault.show()
            self.name.setFocus()
        else:
            show_fault(self.parentWidget() if isValid(self) else None, fault)
