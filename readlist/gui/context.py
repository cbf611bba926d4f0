"""What every part of the window is handed: no globals."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSettings

from readlist.gui.bridge import Bridge
from readlist.gui.theme import Theme
from readlist.library import Library


@dataclass(frozen=True, slots=True)
class AppContext:
    """The library, the way into its threads, the look, and the remembered settings."""

    library: Library
    bridge: Bridge
    theme: Theme
    settings: QSettings
