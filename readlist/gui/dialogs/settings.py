"""The few things that can be set: the look, where the library is, and the lookup services."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import ElidedLabel, button, column, label, line, name_it, row
from readlist.gui.dialogs.settings_lookup import LookupSettings
from readlist.gui.theme import MODES

_WIDTH = 590
_MARGIN = 16
_MODE_NAMES = {"system": "As the system", "light": "Light", "dark": "Dark"}


class SettingsDialog(QDialog):
    """Takes effect at once."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("Settings")
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
        form.setHorizontalSpacing(14)
        form.addRow(look_label, row(self.look, None))
        library_label = QLabel("Library")
        library_label.setMinimumHeight(self.open_button.sizeHint().height())
        form.addRow(library_label, place)
        hint = label(
            "One folder holds everything: papers, notes, backups. Another one is chosen with"
            " readlist \u2011\u2011library FOLDER.",
            "muted",
        )
        self.lookup = LookupSettings(context, self)
        close = button("Clos&e", "Close (Esc)", self.accept)
        box = column(hint, line(), self.lookup, spacing=10)
        box.insertLayout(0, form)
        box.addStretch(1)
        self._lay_out(box, close)

    def _lay_out(self, box: QVBoxLayout, close: QWidget) -> None:
        """As high as all of it needs; on a small screen with large letters it scrolls."""
        page = QWidget()
        page.setLayout(box)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        self.setLayout(column(area, row(None, close), margin=_MARGIN, spacing=10))
        high = box.totalHeightForWidth(_WIDTH) + close.sizeHint().height() + 2 * _MARGIN + 10
        room = self.screen().availableGeometry().size() - QSize(24, 48)
        self.resize(QSize(_WIDTH + 2 * _MARGIN, high).boundedTo(room))

    def accept(self) -> None:
        """Close, unless a field holds something that cannot be."""
        if not self.lookup.faulty():
            super().accept()

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._context.library.folder)))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(str(self._context.library.folder))
