"""Small questions that do not block the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QMessageBox, QWidget

from readlist.domain.drafts import RollbackPreview
from readlist.domain.dumps import Dump
from readlist.gui.dialogs.common import button, column, row
from readlist.gui.dialogs.confirm import confirm
from readlist.gui.dialogs.words import plural


class NameDialog(QDialog):
    """Asks for a name; ``on_ok(name)`` is called with the stripped text, never empty."""

    def __init__(
        self,
        title: str,
        name: str,
        on_ok: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        self._on_ok = on_ok
        self.name = QLineEdit(name, self)
        self.name.setAccessibleName("Name")
        self.name.setToolTip("The name that the sidebar shows")
        self.name.selectAll()
        form = QFormLayout()
        form.addRow("&Name", self.name)
        self.ok = button("&Save", "Keep this name (Enter)", self.accept, primary=True)
        self.ok.setDefault(True)
        cancel = button("Cancel", "Change nothing (Esc)", self.reject)
        self.name.textChanged.connect(self._check)
        layout = column(row(None, cancel, self.ok), spacing=14, margin=16)
        layout.insertLayout(0, form)
        self.setLayout(layout)
        self._check(name)

    def accept(self) -> None:
        name = self.name.text().strip()
        if name:
            self._on_ok(name)
            super().accept()

    def _check(self, text: str) -> None:
        self.ok.setEnabled(bool(text.strip()))


def ask_roll_back(
    parent: QWidget, dump: Dump, preview: RollbackPreview, on_yes: Callable[[], object]
) -> QMessageBox:
    """Ask before an import is rolled back, saying what would go and what would stay."""
    kept = (
        f" {plural(preview.keeps, 'paper')} {'is' if preview.keeps == 1 else 'are'} kept,"
        " because you have tagged, starred, annotated, listed or edited them."
        if preview.keeps
        else ""
    )
    return confirm(
        parent,
        f"Roll back the import of “{dump.label}”?",
        f"It removes the page and {plural(preview.removes, 'paper')} that only it brought."
        f"{kept} You can undo this.",
        "Roll back",
        on_yes,
    )
