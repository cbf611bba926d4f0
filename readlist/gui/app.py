"""Puts the window together and runs it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtGui import QFont, QFontDatabase, QIcon
from PySide6.QtWidgets import QApplication

import readlist
from readlist.domain.errors import KnownError
from readlist.gui.bridge import Bridge
from readlist.gui.context import AppContext
from readlist.gui.faults import FaultRelay, fault_log
from readlist.gui.smooth import Housekeeping, smooth
from readlist.gui.theme import Theme
from readlist.gui.undoing import WINDOW
from readlist.library import Library
from readlist.resources_path import resource

if TYPE_CHECKING:
    from readlist.gui.main_window import MainWindow

_SETTLED_MS = 300
_PICTURE = (1280, 800)
_FONT_FILES = ("Inter-Regular.otf", "Inter-Bold.otf", "Inter-Italic.otf")


def make_application(arguments: list[str]) -> QApplication:
    """The one QApplication, in our style and font."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(arguments)
    app.setApplicationName("readlist")
    app.setApplicationDisplayName("Readlist")
    app.setApplicationVersion(readlist.__version__)
    app.setDesktopFileName("org.readlist.Readlist")
    app.setStyle("Fusion")
    set_font(app)
    icon = resource("icons", "readlist-128.png")
    if icon.is_file():
        app.setWindowIcon(QIcon(str(icon)))
    return app


def set_font(app: QApplication) -> None:
    """Use the shipped font, so that the window looks alike on a machine with few fonts."""
    families: list[str] = []
    for name in _FONT_FILES:
        path = resource("fonts", name)
        if path.is_file():
            number = QFontDatabase.addApplicationFont(str(path))
            families += QFontDatabase.applicationFontFamilies(number)
    if families:
        font = QFont(app.font())
        font.setFamilies([families[0], font.family()])
        font.setPointSizeF(max(font.pointSizeF(), 9.75))
        app.setFont(font)


def run(library_folder: Path | None = None, *, screenshot: Path | None = None) -> int:
    """Open the window on a library (None: the reader's own) and return the exit status.

    ``screenshot`` saves a picture of the window there, as PNG, once it shows its papers, and ends.
    """
    app = make_application(["readlist"])
    try:
        library = Library.open(library_folder, process=WINDOW)
    except KnownError as fault:
        return _refuse(fault, quiet=screenshot is not None)
    with library:
        return _run_window(app, library, screenshot)


def _refuse(fault: KnownError, *, quiet: bool) -> int:
    """Say why the library cannot be opened, in a box and on standard error."""
    from readlist.gui.dialogs.report import show_known_error

    sys.stderr.write(f"{fault}\n")
    if not quiet:
        Theme().apply()
        show_known_error(None, fault)
    return 1


@contextmanager
def opened(library: Library) -> Iterator[MainWindow]:
    """The window on ``library``, not yet shown; closed with all its threads at the end."""
    from readlist.gui.handlers import Handlers
    from readlist.gui.main_window import MainWindow

    settings = QSettings(str(library.folder / "settings.ini"), QSettings.Format.IniFormat)
    theme = Theme(settings)
    theme.apply()
    bridge = Bridge(library)
    try:
        window = MainWindow(AppContext(library, bridge, theme, settings), Handlers)
        yield window
        window.close()
    finally:
        bridge.close()
        settings.sync()


def _run_window(app: QApplication, library: Library, screenshot: Path | None) -> int:
    from readlist.gui.dialogs.report import report_text

    relay = FaultRelay()
    relay.install()
    try:
        with fault_log(library.folder) as log, opened(library) as window:
            window.unexpected.connect(lambda fault: log.error(report_text(fault)))
            relay.caught.connect(window.on_fault)
            if screenshot is not None:
                window.resize(*_PICTURE)
                _Photographer(window, screenshot)
            Housekeeping(window)
            _end_with_system(app, window)
            window.show()
            with smooth():
                return app.exec()
    finally:
        relay.remove()


def _end_with_system(app: QApplication, window: MainWindow) -> None:
    """Save and close on Ctrl+C, SIGTERM, SIGHUP, and when the session ends.

    Python sees a signal only between its own steps; the library's poll makes some every half
    second.
    """

    def end(*_: object) -> None:
        QTimer.singleShot(0, window.end_session)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)
    app.commitDataRequest.connect(lambda _manager: window.end_session())


class _Photographer(QObject):
    """Takes one picture of a window that has settled, and ends the program."""

    def __init__(self, window: MainWindow, path: Path) -> None:
        super().__init__(window)
        self._window = window
        self._path = path
        self._quiet = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_SETTLED_MS // 3)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        self._quiet = self._quiet + 1 if self._window.settled else 0
        if self._quiet >= 3:
            self._timer.stop()
            saved = self._window.grab().save(str(self._path), "PNG")
            if not saved:
                sys.stderr.write(f"The picture could not be written to {self._path}.\n")
            QApplication.exit(0 if saved else 1)
