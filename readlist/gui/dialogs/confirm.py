"""One question before something that is hard to take back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def confirm(
    parent: QWidget | None, text: str, more: str, button: str, on_yes: Callable[[], object]
) -> QMessageBox:
    """Ask before something that is hard to take back; ``on_yes`` is called for the button."""
    box = QMessageBox(QMessageBox.Icon.Question, "Readlist", text, parent=parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(more)
    yes = box.addButton(button, QMessageBox.ButtonRole.AcceptRole)
    yes.setToolTip(f"Yes: {button.lower()}")
    no = box.addButton(QMessageBox.StandardButton.Cancel)
    no.setToolTip("Change nothing (Enter or Esc)")
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    yes.clicked.connect(on_yes)
    box.open()
    return box
