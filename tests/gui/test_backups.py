"""Backups in the window: made by hand and daily, compared, restored, undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from readlist.domain.backups import Backup
from readlist.gui import daily
from readlist.gui.context import AppContext
from readlist.gui.dialogs.backups_dialog import BackupsDialog
from readlist.gui.dialogs.backups_model import BackupsModel, ComparisonModel
from readlist.gui.dialogs.backups_restore import RestoreDialog
from readlist.gui.dialogs.backups_words import moment, reason_words
from readlist.gui.main_window import MainWindow
from readlist.library import Library
from tests.gui.conftest import Opener
from tests.gui.test_every_control import checked
from tests.gui.window_kit import ALT, CONTROL, settled

DAY = timedelta(days=1)


def texts(model: BackupsModel | ComparisonModel, row: int) -> list[str]:
    """The words of one row."""
    return [model.index(row, at).data() for at in range(model.columnCount())]


def opened(qtbot: QtBot, window: MainWindow) -> BackupsDialog:
    """The dialog by its key."""
    qtbot.keyClick(window.table, Qt.Key.Key_B, CONTROL | ALT)
    qtbot.waitUntil(lambda: window.findChild(BackupsDialog) is not None)
    dialog = window.findChild(BackupsDialog)
    assert isinstance(dialog, BackupsDialog)
    return dialog


def compared(qtbot: QtBot, dialog: BackupsDialog) -> RestoreDialog:
    """What restoring the current backup would change."""
    qtbot.waitUntil(dialog.restore_button.isEnabled)
    dialog.restore_button.click()
    qtbot.waitUntil(lambda: dialog.findChild(RestoreDialog) is not None)
    asked = dialog.findChild(RestoreDialog)
    assert isinstance(asked, RestoreDialog)
    qtbot.waitUntil(lambda: not asked.jobs.running)
    return asked


def test_the_reader_backs_up_and_goes_back_and_takes_that_back(
    qtbot: QtBot, window: MainWindow
) -> None:
    library = window.context.library
    library.notes.add(1, "Kept.")
    dialog = opened(qtbot, window)
    qtbot.waitUntil(dialog.isActiveWindow)
    checked(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_B, ALT)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    assert texts(dialog.model, 0)[1:6] == ["By hand", "220", "1", "0", "0"]
    assert texts(dialog.model, 0)[7] == "Sound"
    assert "220 papers" in dialog.said.text()
    QApplication.processEvents()
    checked(dialog)

    asked = compared(qtbot, dialog)
    assert "nothing to restore" in asked.words.text()
    assert not asked.restore_button.isEnabled()
    asked.close_button.click()
    qtbot.waitUntil(lambda: dialog.findChild(RestoreDialog) is None)

    library.notes.add(2, "Written later.")
    library.papers.star([3], True)
    asked = compared(qtbot, dialog)
    rows = {texts(asked.model, row)[0]: texts(asked.model, row)[1:] for row in range(7)}
    assert rows["Notes"] == ["2", "1", "1", "0", "0"]
    assert rows["Papers"] == ["220", "220", "0", "0", "1"]
    assert "1 note would go" in asked.words.text()
    assert not asked.restore_button.isEnabled()
    assert "1 note" in asked.less.text()
    QApplication.processEvents()
    checked(asked)
    asked.less.setChecked(True)
    asked.restore_button.click()
    qtbot.waitUntil(lambda: window.findChild(BackupsDialog) is None)
    settled(qtbot, window)
    assert window.toast.isVisible()
    assert "Restored the backup of today" in window.toast.text.text()
    assert not library.papers.get(2).notes
    assert [one.reason for one in library.backups.all()] == ["before-restore", "by-hand"]
    window.toast.button.click()
    settled(qtbot, window)
    assert [note.text for note in library.papers.get(2).notes] == ["Written later."]
    assert library.papers.get(3).starred


def test_files_are_written_and_what_is_none_is_told(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    dialog = opened(qtbot, window)
    target = tmp_path / "mine.readlist.zip"
    dialog.back_up_to(target)
    qtbot.waitUntil(lambda: not dialog.jobs.running)
    assert target.is_file()
    assert dialog.model.rowCount() == 0
    dialog.back_up_to(tmp_path)
    qtbot.waitUntil(lambda: not dialog.jobs.running)
    assert "is a folder" in dialog.said.text()
    target.write_bytes(target.read_bytes()[:-4000])
    dialog.restore_from(target)
    asked = dialog.findChild(RestoreDialog)
    assert isinstance(asked, RestoreDialog)
    qtbot.waitUntil(lambda: not asked.jobs.running)
    assert "damaged, or no backup" in asked.fault.text()
    assert not asked.restore_button.isEnabled()
    QApplication.processEvents()
    checked(asked)
    asked.reject()
    dialog.reject()


def test_a_backup_of_another_library_is_told_to_be_one(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    with Library.open(tmp_path / "other") as other:
        path = other.backups.make().path
    dialog = opened(qtbot, window)
    dialog.restore_from(path)
    asked = dialog.findChild(RestoreDialog)
    assert isinstance(asked, RestoreDialog)
    qtbot.waitUntil(lambda: not asked.jobs.running)
    assert "another library" in asked.words.text()
    assert "220 papers" in asked.less.text()
    asked.reject()
    dialog.reject()


def test_the_models_hold(context: AppContext, tmp_path: Path, qtmodeltester: object) -> None:
    library = context.library
    check = qtmodeltester.check  # type: ignore[attr-defined]
    backups, comparison = BackupsModel(context.theme), ComparisonModel(context.theme)
    made = library.backups.make()
    broken = replace(made, path=tmp_path / "x.readlist.zip", fault="It is damaged, or no backup.")
    for model in (backups, comparison):
        check(model, force_py=True)
    backups.set_backups((made, broken, Backup(path=tmp_path / "y", fault="It is no backup.")))
    comparison.set_comparison(library.backups.compare(made.path))
    for model in (backups, comparison):
        check(model, force_py=True)
    assert texts(backups, 1)[7] == "Not sound"
    assert backups.index(1, 7).data(Qt.ItemDataRole.ToolTipRole) == broken.fault
    assert backups.row_of(broken) == 1
    assert (backups.row_of(None), backups.backup(3)) == (-1, None)


def test_times_and_reasons_in_words() -> None:
    assert moment(datetime.now(UTC).isoformat()).startswith("today ")
    assert moment("2024-03-01T12:00:00Z").count(":") == 1
    assert (moment(""), moment("odd")) == ("", "odd")
    assert reason_words("before-version-3") == "Before version 3"
    assert reason_words("daily") == "Daily"


# the daily one


def test_a_day_with_a_change_gets_its_backup(
    qtbot: QtBot, seeded_context: AppContext, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily, "SOON_MS", 10)
    library = seeded_context.library
    window = opener(seeded_context)
    qtbot.waitUntil(lambda: len(library.backups.all()) == 1)
    assert library.backups.all()[0].reason == "daily"
    qtbot.waitUntil(lambda: window.daily.idle)
    library.papers.star([1], True)
    window.daily.look()
    qtbot.waitUntil(lambda: window.daily.idle)
    assert len(library.backups.all()) == 1, "a day has not passed"
    monkeypatch.setattr(type(library.backups), "due", lambda _self: True)
    window.daily.look()
    qtbot.waitUntil(lambda: window.daily.idle)
    assert len(library.backups.all()) == 1, "the newest of a day stays"
    assert not window.toast.isVisible()


def test_a_backup_that_fails_is_told_once_with_what_to_do(qtbot: QtBot, window: MainWindow) -> None:
    library = window.context.library
    library.backups.folder.write_text("A file stands where the backups should be.")
    window.daily.look()
    qtbot.waitUntil(window.toast.isVisible)
    assert "No daily backup could be made" in window.toast.text.text()
    assert window.toast.button.text() == "Backups…"
    window.toast.hide()
    window.daily.look()
    qtbot.waitUntil(lambda: window.daily.idle)
    assert not window.toast.isVisible()
    library.backups.folder.unlink()
    window.daily.look()
    qtbot.waitUntil(lambda: window.daily.idle)
    assert len(library.backups.all()) == 1
