"""A window on a library's folder, with a library object of its own as another process has one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import readlist.gui  # noqa: F401 - before PySide6: it keeps Python's constants alive

# isort: split
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from readlist.gui.app import make_application
from readlist.gui.bridge import Bridge
from readlist.gui.context import AppContext
from readlist.gui.handlers import Handlers
from readlist.gui.main_window import MainWindow
from readlist.gui.theme import Theme
from readlist.gui.undoing import WINDOW
from readlist.library import Library


@contextmanager
def own_window(qtbot: QtBot, folder: Path) -> Iterator[MainWindow]:
    """Open it, wait until it shows its papers, and close it without a trace."""
    make_application([])
    with Library.open(folder, process=WINDOW) as library:
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        theme = Theme(settings)
        theme.apply()
        bridge = Bridge(library)
        window = MainWindow(AppContext(library, bridge, theme, settings), Handlers)
        window.resize(1280, 800)
        with qtbot.waitActive(window, timeout=20000):
            window.show()
            window.activateWindow()
        qtbot.waitUntil(lambda: window.settled, timeout=20000)
        yield window
        qtbot.waitUntil(lambda: window.settled, timeout=20000)
        window.close()
        window.deleteLater()
        bridge.close()
        theme.deleteLater()
        bridge.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
