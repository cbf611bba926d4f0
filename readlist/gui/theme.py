"""The program's look: light or dark, following the system or as the reader chose."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from readlist.gui import colours
from readlist.gui.stylesheet import stylesheet

Mode = Literal["system", "light", "dark"]
MODES: tuple[Mode, ...] = ("system", "light", "dark")
_SETTING = "view/theme"

_PALETTE: tuple[tuple[QPalette.ColorRole, str], ...] = (
    (QPalette.ColorRole.Window, "window"),
    (QPalette.ColorRole.WindowText, "text"),
    (QPalette.ColorRole.Base, "base"),
    (QPalette.ColorRole.AlternateBase, "alternate"),
    (QPalette.ColorRole.Text, "text"),
    (QPalette.ColorRole.PlaceholderText, "placeholder"),
    (QPalette.ColorRole.Button, "raised"),
    (QPalette.ColorRole.ButtonText, "text"),
    (QPalette.ColorRole.BrightText, "danger"),
    (QPalette.ColorRole.Highlight, "accent"),
    (QPalette.ColorRole.HighlightedText, "accent-text"),
    (QPalette.ColorRole.Accent, "accent"),
    (QPalette.ColorRole.Link, "link"),
    (QPalette.ColorRole.LinkVisited, "link"),
    (QPalette.ColorRole.ToolTipBase, "tooltip"),
    (QPalette.ColorRole.ToolTipText, "tooltip-text"),
    (QPalette.ColorRole.Light, "raised"),
    (QPalette.ColorRole.Midlight, "hover"),
    (QPalette.ColorRole.Mid, "border"),
    (QPalette.ColorRole.Dark, "control-border"),
)
_TEXT_ROLES = (
    QPalette.ColorRole.Text,
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.ButtonText,
)


class Theme(QObject):
    """Dresses the application; ``changed`` is emitted when its colours have changed.

    Widgets take colours by role from ``colour`` (names in ``readlist.gui.colours``) when they
    paint, and choose looks of the style sheet by dynamic properties: ``role`` = "title",
    "heading", "muted", "error", "warning", "success", "card", "popup", "line" and, on a
    QPushButton, ``primary`` or ``flat`` = True.
    """

    changed = Signal()

    def __init__(self, settings: QSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        stored = settings.value(_SETTING, "system") if settings is not None else "system"
        self._mode: Mode = stored if stored in MODES else "system"
        self._dark = False
        self._roles = colours.LIGHT
        self._applied = False
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system)

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def dark(self) -> bool:
        return self._dark

    def set_mode(self, mode: Mode) -> None:
        """Follow the system or hold one look; remembered in the settings."""
        self._mode = mode
        if self._settings is not None:
            self._settings.setValue(_SETTING, mode)
        self.apply()

    def apply(self) -> None:
        """Dress the application; call once before the first widget is shown."""
        hints = QGuiApplication.styleHints()
        if self._mode == "system":
            hints.unsetColorScheme()
        else:
            wanted = Qt.ColorScheme.Dark if self._mode == "dark" else Qt.ColorScheme.Light
            hints.setColorScheme(wanted)
        self._dress()

    def colour(self, role: str) -> QColor:
        """The colour of a role; KeyError for an unknown name."""
        return QColor(self._roles[role])

    def chip(self, colour: str) -> colours.Chip:
        """The colours of a tag's chip; ``colour`` as the tag stores it, may be empty."""
        return colours.chip(colour, self._roles)

    def highlight(self, colour: str) -> QColor:
        """The background of a highlighted passage; ``colour`` may be empty."""
        return QColor(colours.highlight(colour, self._roles))

    def _on_system(self) -> None:
        if self._applied and self._mode == "system":
            self._dress()

    def _dress(self) -> None:
        if self._mode == "system":
            dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        else:
            dark = self._mode == "dark"
        if self._applied and dark == self._dark:
            return
        self._applied = True
        self._dark = dark
        self._roles = colours.DARK if dark else colours.LIGHT
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(self._palette())
            app.setStyleSheet(stylesheet(self._roles))
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, name in _PALETTE:
            palette.setColor(role, self.colour(name))
        for role in _TEXT_ROLES:
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("disabled"))
        return palette
