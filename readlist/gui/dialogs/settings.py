"""The few things that can be set: the look, and where the library is."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLabel, QWidget

from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import ElidedLabel, button, column, label, name_it, row
from readlist.gui.theme import MODES

_MODE_NAMES = {"system": "As the system", "light": "Light", "dark": "Dark"}


class SettingsDialog(QDialog):
    """Takes effect at once."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("Settings")
        self.setMinimumWidth(560)
        self.look = QComboBox()
        for mode in MODES:
            self.look.addItem(_MODE_NAMES[mode], mode)
        self.look.setCurrentIndex(MODES.index(context.theme.mode))
        name_it(self.look, "Look", "Light, dark, or as the system has it")
        self.look.activated.connect(lambda index: context.theme.set_mode(MODES[index]))
        look_label = QLabel("&Look")
        look_label.setBuddy(self.look)
        self.folder = ElidedLabel(str(context.library.folder))
        self.folder.setAccessibleName("Library folder")
        self.copy_button = button("&Copy", "Copy the folder's path", self._copy)
        self.open_button = button("&Open folder", "Show the folder in the file manager", self._open)
        place = row(self.folder, self.copy_button, self.open_button)
        place.setStretch(0, 1)
        form = QFormLayout()
        form.addRow(look_label, row(self.look, None))
        library_label = QLabel("Library")
        library_label.setMinimumHeight(self.open_button.sizeHint().height())
        form.addRow(library_label, place)
        hint = label(
            "One folder holds everything: papers, notes, backups. Another one is chosen with"
            " readlist --library FOLDER.",
            "muted",
        )
        box = column(hint, row(None, button("Clos&e", "Close (Esc)", self.reject)), margin=16)
        box.insertLayout(0, form)
        self.setLayout(box)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._context.library.folder)))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(str(self._context.library.folder))
