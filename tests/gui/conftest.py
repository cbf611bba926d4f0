"""The window's surroundings: our look, real libraries, and a check that nothing is left behind."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import readlist.gui  # noqa: F401 - before PySide6: it keeps Python's constants alive

# isort: split
import shiboken6
from PySide6.QtCore import QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from readlist.gui.app import make_application
from readlist.gui.bridge import Bridge
from readlist.gui.context import AppContext
from readlist.gui.theme import Theme
from readlist.library import Library

if TYPE_CHECKING:
    from readlist.gui.main_window import MainWindow

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
Opener = Callable[[AppContext], "MainWindow"]


@pytest.fixture(scope="session")
def app(qapp: QApplication) -> QApplication:
    """The application in our style and font."""
    return make_application([]) if qapp else qapp


@pytest.fixture(autouse=True)
def nothing_left(app: QApplication) -> Iterator[None]:
    """Fail a test that leaves threads, running timers or windows."""
    threads = set(threading.enumerate())
    windows = {id(one) for one in app.topLevelWidgets()}
    yield
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    app.processEvents()
    started = [one.name for one in threading.enumerate() if one not in threads]
    assert not started, f"threads left: {started}"
    shown = [one for one in app.topLevelWidgets() if one.isVisible() and id(one) not in windows]
    assert not shown, f"windows left: {shown}"
    living = shiboken6.getAllValidWrappers()
    running = [one for one in living if isinstance(one, QTimer) and one.isActive()]
    assert not running, f"timers left: {running}"


@pytest.fixture(scope="session")
def seeded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the five sample pages, made once and never opened again: copy it."""
    folder = tmp_path_factory.mktemp("seeded") / "library"
    with Library.open(folder, process="a test") as library:
        dumps, _ = library.importing.read(SEEDS)
        library.importing.commit(library.importing.plan(dumps))
        library.search.update()
    return folder


@pytest.fixture
def seeded(seeded_folder: Path, tmp_path: Path) -> Iterator[Library]:
    """A library of one's own with the 220 papers of the sample pages."""
    folder = tmp_path / "seeded"
    shutil.copytree(seeded_folder, folder)
    with Library.open(folder, process="a test") as library:
        yield library


@pytest.fixture
def windows() -> list[MainWindow]:
    """The windows that are open; they are closed before their context ends."""
    return []


def _context(qtbot: QtBot, library: Library, windows: list[MainWindow]) -> Iterator[AppContext]:
    settings = QSettings(str(library.folder / "settings.ini"), QSettings.Format.IniFormat)
    theme = Theme(settings)
    theme.apply()
    bridge = Bridge(library)
    yield AppContext(library, bridge, theme, settings)
    for window in windows:
        qtbot.waitUntil(lambda window=window: window.settled, timeout=20000)  # type: ignore[misc]
        window.close()
        window.deleteLater()
    bridge.close()
    settings.sync()
    theme.deleteLater()
    bridge.deleteLater()


@pytest.fixture
def context(
    app: QApplication, qtbot: QtBot, library: Library, windows: list[MainWindow]
) -> Iterator[AppContext]:
    """What widgets are handed, on an empty library."""
    assert app
    yield from _context(qtbot, library, windows)


@pytest.fixture
def seeded_context(
    app: QApplication, qtbot: QtBot, seeded: Library, windows: list[MainWindow]
) -> Iterator[AppContext]:
    """What widgets are handed, on the library of the sample pages."""
    assert app
    yield from _context(qtbot, seeded, windows)


@pytest.fixture
def opener(qtbot: QtBot, windows: list[MainWindow]) -> Opener:
    """Opens a window on a context and waits until it shows its papers."""
    from readlist.gui.handlers import Handlers
    from readlist.gui.main_window import MainWindow

    def open_window(context: AppContext) -> MainWindow:
        window = MainWindow(context, Handlers)
        windows.append(window)
        window.resize(1280, 800)
        with qtbot.waitActive(window, timeout=20000):
            window.show()
            window.activateWindow()
        qtbot.waitUntil(lambda: window.settled, timeout=20000)
        return window

    return open_window


@pytest.fixture
def window(opener: Opener, seeded_context: AppContext) -> MainWindow:
    """The window on the library of the sample pages."""
    return opener(seeded_context)
