"""Long use: library, index and window agree with a model after every action, and memory stays."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import readlist.gui  # noqa: F401 - before PySide6: it keeps Python's constants alive

# isort: split
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication

from readlist.domain.drafts import Entry
from readlist.gui.app import make_application
from readlist.gui.bridge import Bridge
from readlist.gui.context import AppContext
from readlist.gui.handlers import Handlers
from readlist.gui.main_window import MainWindow
from readlist.gui.theme import Theme
from readlist.library import Library
from tests.e2e.conftest import SEEDS
from tests.e2e.long_walk import Walk

_PAPERS = 60
_LOOKS = 40  # actions between two looks at the window


@pytest.fixture
def folder(tmp_path: Path, empty_library: bytes) -> Path:
    home = tmp_path / "library"
    home.mkdir()
    (home / "library.sqlite3").write_bytes(empty_library)
    return home


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, folder: Path) -> Iterator[MainWindow]:
    """A window on the library, which hears of the walk as of another process."""
    assert qapp
    make_application([])
    with Library.open(folder, process="the Readlist window") as library:
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        theme = Theme(settings)
        theme.apply()
        bridge = Bridge(library)
        shown = MainWindow(AppContext(library, bridge, theme, settings), Handlers)
        shown.show()
        yield shown
        qtbot.waitUntil(lambda: shown.settled, timeout=20000)
        shown.close()
        shown.deleteLater()
        bridge.close()
        theme.deleteLater()
        bridge.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _entries(library: Library) -> list[Entry]:
    """Real papers, of different titles."""
    raw = SEEDS[2].read_bytes()
    entries = library.importing.parse(raw, SEEDS[2].name).entries
    found = {entry.bib.title: entry for entry in entries if len(entry.bib.abstract) > 200}
    return list(found.values())[:_PAPERS]


def _memory() -> float:
    """The memory of this process, in MB; 0 where it cannot be read."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _look(qtbot: QtBot, window: MainWindow, walk: Walk) -> None:
    """Wait until the window shows what the model says."""

    def agree() -> bool:
        world, ids = walk.now, list(window.table.papers.ids)
        if not window.settled or set(ids) != world.shown():
            return False
        stars = {row.id: row.starred for row in window.context.library.papers.rows(ids)}
        return (
            stars == {number: world.papers[number].starred for number in ids}
            and {tag.name for tag in window.snapshot.tags} == world.tags
            and {one.name for one in window.snapshot.lists} == set(world.lists)
            and (window.snapshot.undo.undo is None) == (not walk.model.done)
        )

    qtbot.waitUntil(agree, timeout=20000)


def test_long_walk(
    qtbot: QtBot,
    window: MainWindow,
    folder: Path,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    actions = int(request.config.getoption("--actions"))
    warm, before = max(1, actions // 5), 0.0
    begun = time.monotonic()
    with Library.open(folder, process="a walk") as library:
        walk = Walk(library, _entries(library), folder.parent, seed=actions)
        for number in range(1, actions + 1):
            walk.action()
            if number % _LOOKS == 0 or number == actions:
                _look(qtbot, window, walk)
            if number == warm:
                before = _memory()
        report = library.check()
        assert report.ok, report.problems
        library.search.update()
        assert library.search.check().papers == len(walk.now.papers)
    grown = _memory() - before
    with capsys.disabled():
        print(
            f"\n{actions:,} actions in {time.monotonic() - begun:.0f} s, "
            f"{len(set(walk.taken))} kinds; memory {before:.0f} MB after {warm:,}, "
            f"{before + grown:.0f} MB at the end"
        )
    # What is loaded when it is first used comes late in a short walk.
    assert grown < (40 if actions > 2000 else 150)
