"""What this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QMessageBox, QWidget

import readlist
from readlist.resources_path import resource


def about_box(parent: QWidget | None = None) -> QMessageBox:
    """The About box; the caller shows it."""
    box = QMessageBox(parent)
    box.setWindowTitle("About Readlist")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"Readlist {readlist.__version__}")
    box.setInformativeText(
        "Keeps the papers of the Daily Papers pages that you save: search, tag, annotate, list"
        " and cite them. Everything stays on this computer.\n\nFree software, MIT licence."
    )
    picture = QPixmap(str(resource("icons", "readlist-64.png")))
    if not picture.isNull():
        box.setIconPixmap(picture)
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    return box
