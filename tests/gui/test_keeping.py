"""Kept files in the window: they follow, what goes wrong is said once, and the dialog mends it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from readlist.domain.export import ExportOptions
from readlist.domain.targets import ExportTarget
from readlist.domain.views import Scope
from readlist.gui import keeping
from readlist.gui.context import AppContext
from readlist.gui.dialogs.targets_dialog import TargetsDialog
from readlist.gui.dialogs.targets_model import TargetsModel
from readlist.gui.dialogs.targets_replace import ReplaceDialog
from readlist.gui.main_window import MainWindow
from readlist.library import Library
from tests.gui.conftest import Opener
from tests.gui.test_every_control import checked
from tests.gui.window_kit import CONTROL, SHIFT, press, select

STARS = ExportOptions(format="csv", fields=frozenset())


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seconds of quiet are long for a test."""
    monkeypatch.setattr(keeping, "QUIET_MS", 20)


def keep(library: Library, path: Path, scope: Scope | None = None, query: str = "") -> ExportTarget:
    """Have a table follow the starred papers, or another place, and write it."""
    made = library.targets.remember(
        scope or Scope("starred"), query, destination="file", path=path, options=STARS, kept=True
    )
    return library.targets.write(made.id)


def lines(path: Path) -> int:
    """The papers in a table."""
    return len(path.read_text().splitlines()) - 1


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "stars.csv"


@pytest.fixture
def kept(seeded_context: AppContext, opener: Opener, file: Path) -> MainWindow:
    """The window on a library whose starred papers a file follows."""
    keep(seeded_context.library, file)
    return opener(seeded_context)


def opened(qtbot: QtBot, window: MainWindow) -> TargetsDialog:
    """The dialog by its key, showing its rows."""
    qtbot.keyClick(window.table, Qt.Key.Key_K, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: window.findChild(TargetsDialog) is not None)
    dialog = window.findChild(TargetsDialog)
    assert isinstance(dialog, TargetsDialog)
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 0)
    return dialog


def test_what_the_reader_does_shows_in_the_file(qtbot: QtBot, kept: MainWindow, file: Path) -> None:
    select(qtbot, kept, 0, 1)
    press(qtbot, kept, "s")
    qtbot.waitUntil(lambda: lines(file) == 2)
    press(qtbot, kept, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: lines(file) == 0)
    qtbot.waitUntil(lambda: kept.keeping.idle)
    assert not kept.kept.isVisible()
    assert not kept.toast.isVisible() or "Undone" in kept.toast.text.text()


def test_the_end_of_the_window_and_its_start_write_too(
    qtbot: QtBot, kept: MainWindow, opener: Opener, file: Path
) -> None:
    kept.keeping._quiet.setInterval(60_000)
    select(qtbot, kept, 0)
    press(qtbot, kept, "s")
    assert lines(file) == 0
    kept.close()
    assert lines(file) == 1
    kept.context.library.papers.star(list(kept.table.papers.ids[:3]), True)
    again = opener(kept.context)
    qtbot.waitUntil(lambda: lines(file) == 3)
    qtbot.waitUntil(lambda: again.keeping.idle)


def test_a_query_of_words_waits_for_the_index(
    qtbot: QtBot, seeded_context: AppContext, opener: Opener, file: Path
) -> None:
    library = seeded_context.library
    before = keep(library, file, Scope(), "grokking transformers")
    window = opener(seeded_context)
    found = library.search.find("grokking transformers").ids
    paper = next(one for one in range(1, 220) if one not in found)
    library.notes.add(paper, "On grokking in transformers.")
    qtbot.waitUntil(lambda: lines(file) == before.entries + 1, timeout=20000)
    qtbot.waitUntil(lambda: window.keeping.idle)


def test_an_error_is_said_once_marked_and_mended(
    qtbot: QtBot, kept: MainWindow, file: Path
) -> None:
    file.write_text("mine")
    select(qtbot, kept, 0)
    press(qtbot, kept, "s")
    qtbot.waitUntil(kept.kept.isVisible)
    assert "changed by another program" in kept.toast.text.text()
    assert kept.kept.text() == "1 kept file not written"
    checked(kept)
    kept.toast.hide()
    press(qtbot, kept, "s")
    qtbot.waitUntil(lambda: kept.keeping.idle)
    assert not kept.toast.isVisible(), "it was said"
    assert file.read_text() == "mine"

    qtbot.mouseClick(kept.kept, Qt.MouseButton.LeftButton)
    dialog = opened(qtbot, kept)
    qtbot.waitUntil(dialog.replace_button.isEnabled)
    assert dialog.model.index(0, 5).data() == "Changed by others"
    QApplication.processEvents()  # the message below the table gets its lines
    checked(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: dialog.findChild(ReplaceDialog) is not None)
    asked = dialog.findChild(ReplaceDialog)
    assert isinstance(asked, ReplaceDialog)
    assert "-mine" in asked.text.toPlainText().splitlines()
    checked(asked)
    asked.replace_button.click()
    qtbot.waitUntil(lambda: dialog.model.index(0, 5).data() == "Up to date")
    qtbot.waitUntil(lambda: not kept.kept.isVisible())
    assert lines(file) == 0
    assert [one.read_text() for one in file.parent.glob("stars.csv.bak-*")] == ["mine"]
    dialog.reject()


def test_the_model_holds(
    context: AppContext, file: Path, tmp_path: Path, qtmodeltester: object
) -> None:
    model = TargetsModel(context.theme)
    qtmodeltester.check(model, force_py=True)  # type: ignore[attr-defined]
    targets = (keep(context.library, file), keep(context.library, tmp_path / "a.csv", Scope()))
    model.set_targets((*targets, replace(targets[0], id=9, error="No folder.", path="/x/y.bib")))
    qtmodeltester.check(model, force_py=True)  # type: ignore[attr-defined]
    assert [model.index(row, 5).data() for row in range(3)] == [
        "Up to date", "Up to date", "Not written",
    ]  # fmt: skip
    assert model.row_of(9) == 2
    assert model.target(3) is None


def test_the_dialog_writes_and_lets_go(qtbot: QtBot, kept: MainWindow, file: Path) -> None:
    kept.keeping._quiet.setInterval(60_000)
    keep(kept.context.library, file.with_name("all.csv"), Scope())
    dialog = opened(qtbot, kept)
    rows = [[dialog.model.index(row, at).data() for at in (0, 1, 3)] for row in range(2)]
    assert rows == [["All papers", "all.csv", "220"], ["Starred", "stars.csv", "0"]]
    kept.context.library.papers.star([1, 2], True)
    dialog.refresh()
    qtbot.waitUntil(lambda: dialog.model.index(1, 5).data() == "Behind")
    dialog.table.go(1)
    dialog.write_button.click()
    qtbot.waitUntil(lambda: dialog.model.index(1, 5).data() == "Up to date")
    assert lines(file) == 2
    assert dialog.table.current_row() == 1
    qtbot.waitUntil(dialog.stop_button.isEnabled)
    dialog.stop_button.click()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    dialog.table.go(0)
    dialog.stop_button.click()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 0)
    checked(dialog)
    dialog.reject()
    assert file.exists()
