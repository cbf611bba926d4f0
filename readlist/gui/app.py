"""Puts the window together and runs it."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QFont, QFontDatabase, QIcon
from PySide6.QtWidgets import QApplication

import readlist
from readlist.domain.errors import KnownError, LibraryDamagedError
from readlist.gui.bridge import Bridge
from readlist.gui.context import AppContext
from readlist.gui.dialogs.backups_damage import marked_damage
from readlist.gui.dialogs.report import report_text, show_fault
from readlist.gui.faults import FaultRelay, fault_log
from readlist.gui.settings_file import settings_in
from readlist.gui.smooth import Housekeeping, smooth
from readlist.gui.theme import Theme
from readlist.gui.undoing import WINDOW
from readlist.jobs.private import make_private
from readlist.library import Library
from readlist.library.app import default_folder
from readlist.library.files import expanded
from readlist.resources_path import resource

if TYPE_CHECKING:
    from readlist.gui.main_window import MainWindow

_SETTLED_MS = 300
_PICTURE = (1280, 800)
_REPAIR = -1  # the window ended because its library is to be repaired
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

    ``screenshot`` saves a picture of the window there, as PNG, once it shows its papers, and ends;
    for that no screen is needed. KnownError where there is none to show a window on.
    """
    if _has_no_screen():  # Qt would abort the process
        if screenshot is None:
            raise KnownError(
                "There is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set.",
                "`readlist --help` lists what works without a window, --screenshot among it.",
            )
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = make_application(["readlist"])
    quiet, folder = screenshot is not None, library_folder
    while True:
        try:
            with Library.open(folder, process=WINDOW) as library:
                damage = None if quiet else marked_damage(settings_in(library.folder))
                if damage is None:
                    status = _run_window(app, library, screenshot)
                    damage = marked_damage(settings_in(library.folder))
                    if status != _REPAIR or damage is None:
                        return status
        except LibraryDamagedError as fault:
            damage = fault
        except Exception as fault:
            return _refuse(fault, quiet=quiet)
        if quiet:
            return _refuse(damage, quiet=True)
        folder = _rescue(app, folder or default_folder(), damage)
        if folder is None:
            return 1


def _has_no_screen() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return False
    return not any(map(os.environ.get, ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")))


def _rescue(app: QApplication, folder: Path, damage: LibraryDamagedError) -> Path | None:
    """Have the reader choose what becomes of a damaged library; the folder to open then."""
    from readlist.gui.rescue import rescued

    sys.stderr.write(f"{damage}\n")
    settings = settings_in(folder)
    theme = Theme(settings)
    theme.apply()
    app.setQuitOnLastWindowClosed(False)  # another window follows the dialog
    try:
        return rescued(expanded(folder).absolute(), damage, theme, settings)
    finally:
        app.setQuitOnLastWindowClosed(True)
        theme.deleteLater()


def _refuse(fault: Exception, *, quiet: bool) -> int:
    """Say why there is no window, in a box and on standard error."""
    if isinstance(fault, KnownError):
        sys.stderr.write(f"{fault}\n")
    else:
        traceback.print_exception(fault)
    if not quiet:
        Theme().apply()
        show_fault(None, fault)
    return 1


@contextmanager
def opened(library: Library) -> Iterator[MainWindow]:
    """The window on ``library``, not yet shown; closed with all its threads at the end."""
    from readlist.gui.handlers import Handlers
    from readlist.gui.main_window import MainWindow

    make_private(library.folder / "settings.ini")  # which Qt would let others read
    settings = settings_in(library.folder)
    theme = Theme(settings)
    theme.apply()
    bridge = Bridge(library)
    try:
        window = MainWindow(AppContext(library, bridge, theme, settings), Handlers)
        yield window
        window.close()
        window.deleteLater()  # another may follow in this process
    finally:
        bridge.close()
        settings.sync()


def _run_window(app: QApplication, library: Library, screenshot: Path | None) -> int:
    """Run until the window is closed; the exit status, or _REPAIR. KnownError when the library
    cannot be shown at all."""
    relay = FaultRelay()
    relay.install()
    try:
        with fault_log(library.folder) as log:
            try:
                with opened(library) as window:
                    window.unexpected.connect(lambda fault: log.error(report_text(fault)))
                    relay.caught.connect(window.on_fault)
                    return _run_loop(app, window, screenshot)
            except Exception as fault:
                known = library.explained(fault)
                if known is not None:
                    raise known from fault
                log.error(report_text(fault))
                raise
    finally:
        relay.remove()


def _run_loop(app: QApplication, window: MainWindow, screenshot: Path | None) -> int:
    asked: list[int] = []
    window.repair_asked.connect(lambda: asked.append(_REPAIR))
    if screenshot is not None:
        window.resize(*_PICTURE)
        _Photographer(window, screenshot)
    Housekeeping(window)
    _end_with_system(app, window)
    window.show()
    with smooth():
        status = app.exec()
    return asked[0] if asked else status


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
