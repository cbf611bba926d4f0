"""A library that was found to be damaged while its window is open: told, and remembered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from readlist.domain.errors import LibraryDamagedError

_MARK = "library/damaged"


def mark_damage(settings: QSettings, fault: LibraryDamagedError) -> None:
    """Remember what was found, for the next start."""
    settings.setValue(_MARK, fault.message)
    settings.sync()


def marked_damage(settings: QSettings) -> LibraryDamagedError | None:
    """What was found in an earlier run and not been repaired since."""
    message = str(settings.value(_MARK, "") or "")
    return LibraryDamagedError(message) if message else None


def forget_damage(settings: QSettings) -> None:
    """The library was repaired, or the reader wants it as it is."""
    settings.remove(_MARK)
    settings.sync()


def damage_box(parent: QWidget, on_repair: Callable[[], object]) -> QMessageBox:
    """The box that offers the repair; the caller shows it. ``on_repair`` is called for that."""
    words = "The library is damaged: a part of its file cannot be read."
    box = QMessageBox(QMessageBox.Icon.Warning, "Readlist", words, parent=parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(
        "Repair closes this window and lets you choose: the newest sound backup, or what can"
        " still be read. The damaged file is kept either way. Change as little as you can until"
        " then. Later offers it again at the next start."
    )
    repair = box.addButton("&Repair…", QMessageBox.ButtonRole.AcceptRole)
    repair.setToolTip("Close the window and choose what is put in the library's place")
    later = box.addButton("&Later", QMessageBox.ButtonRole.RejectRole)
    later.setToolTip("Go on; the next start offers the repair (Esc)")
    box.setDefaultButton(repair)
    box.setEscapeButton(later)
    repair.clicked.connect(on_repair)
    return box
