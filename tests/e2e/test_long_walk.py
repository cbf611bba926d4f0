"""Long use: library, index and window agree with a model after every action, and memory stays."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from readlist.domain.drafts import Entry
from readlist.gui.main_window import MainWindow
from readlist.library import Library
from tests.e2e.conftest import SEEDS
from tests.e2e.long_walk import Walk
from tests.e2e.own_window import own_window

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
    with own_window(qtbot, folder) as shown:
        yield shown


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

    def disagreements() -> dict[str, object]:
        if not window.settled:
            return {"settled": False}
        world, ids = walk.now, list(window.table.papers.ids)
        rows = {row.id: row.starred for row in window.context.library.papers.rows(ids)}
        snapshot = window.snapshot
        pairs: dict[str, tuple[object, object]] = {
            "papers": (set(ids), world.shown()),
            "stars": (rows, {n: world.papers[n].starred for n in ids if n in world.papers}),
            "tags": ({tag.name for tag in snapshot.tags}, set(world.tags)),
            "lists": ({one.name for one in snapshot.lists}, set(world.lists)),
            "undo": (snapshot.undo.undo is not None, bool(walk.model.done)),
            "message": (window.toast.text.text() if window.toast.isVisible() else "", ""),
        }
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    with suppress(qtbot.TimeoutError):
        qtbot.waitUntil(lambda: not disagreements(), timeout=120000)
    assert not disagreements(), walk.taken[-40:]


def test_long_walk(
    qtbot: QtBot,
    window: MainWindow,
    folder: Path,
    request: pytest.FixtureRequest,
    figure: Callable[[str], None],
) -> None:
    actions = int(request.config.getoption("--actions"))
    seed = int(request.config.getoption("--walk-seed")) or actions
    warm, before = max(1, actions // 5), 0.0
    begun = time.monotonic()
    with Library.open(folder, process="a walk") as library:
        walk = Walk(library, _entries(library), folder.parent, seed=seed)
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
    figure(
        f"{actions:,} actions of {len(set(walk.taken))} kinds in {time.monotonic() - begun:.0f} s; "
        f"memory {before:.0f} MB after {warm:,}, {before + grown:.0f} MB at the end"
    )
    # What is loaded when it is first used comes late in a short walk.
    assert grown < (40 if actions > 2000 else 150)
