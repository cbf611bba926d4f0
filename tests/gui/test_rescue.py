"""A damaged library at the start and while the window runs: offered, chosen, kept, mended."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from readlist.domain.errors import LibraryDamagedError
from readlist.gui.app import run
from readlist.gui.dialogs.backups_damage import mark_damage, marked_damage
from readlist.gui.main_window import MainWindow
from readlist.gui.rescue import RescueDialog
from readlist.gui.theme import Theme
from readlist.jobs.executor import Executor
from readlist.library import Library
from readlist.storage import backup
from tests.gui.test_every_control import checked

FILE = "library.sqlite3"
PAGE = 4096


@pytest.fixture(scope="module")
def backed_up(seeded_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample pages' library with a note and a backup, made once: copy it."""
    folder = tmp_path_factory.mktemp("backed") / "library"
    shutil.copytree(seeded_folder, folder)
    with Library.open(folder) as library:
        library.notes.add(1, "Mine.")
        library.backups.make()
    return folder


@pytest.fixture
def home(backed_up: Path, tmp_path: Path) -> Path:
    """A library of one's own, to be damaged."""
    folder = tmp_path / "home"
    shutil.copytree(backed_up, folder)
    return folder


def flipped(path: Path) -> None:
    """Bytes of the schema, and some everywhere."""
    data, rng = bytearray(path.read_bytes()), random.Random(3)  # noqa: S311 - to be repeated
    for at in (*range(105, 140), *(rng.randrange(PAGE, len(data)) for _ in range(40))):
        data[at] ^= 0xFF
    path.write_bytes(bytes(data))


def foreign(path: Path) -> None:
    """Another program's library."""
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE songs(title TEXT)")
        db.execute("INSERT INTO songs VALUES('Not ours')")
        db.commit()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "flipped": flipped,
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:90]),
    "header": lambda path: path.write_bytes(bytes(100) + path.read_bytes()[100:]),
    "empty": lambda path: path.write_bytes(b""),
    "foreign": foreign,
}


Make = Callable[[Path], RescueDialog]


@pytest.fixture
def make(app: QApplication, qtbot: QtBot) -> Iterator[Make]:
    """Opens the dialog on a folder whose library cannot be opened."""
    assert app
    ends: list[Callable[[], object]] = []

    def made(folder: Path) -> RescueDialog:
        with pytest.raises(LibraryDamagedError) as caught:
            Library.open(folder)
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        theme, executor = Theme(settings), Executor("rescue")
        theme.apply()
        dialog = RescueDialog(folder, caught.value, theme, settings, executor)
        dialog.show()
        qtbot.waitExposed(dialog)
        ends.extend((executor.close, dialog.close, dialog.deleteLater, theme.deleteLater))
        return dialog

    yield made
    for end in ends:
        end()


def notes(folder: Path) -> list[str]:
    """What the library says of its first paper."""
    with Library.open(folder) as library:
        assert library.counts().all == 220
        return [note.text for note in library.papers.get(1).notes]


@pytest.mark.parametrize("kind", DAMAGES)
def test_the_newest_backup_takes_the_place_and_the_damaged_file_is_kept(
    qtbot: QtBot, make: Make, home: Path, kind: str
) -> None:
    DAMAGES[kind](home / FILE)
    before = (home / FILE).read_bytes()
    dialog = make(home)
    assert dialog.restore_button.isEnabled()
    assert not dialog.as_it_is_button.isVisible()
    assert dialog.focusWidget() is dialog.restore_button
    checked(dialog)
    assert (home / FILE).read_bytes() == before
    dialog.restore_button.click()
    qtbot.waitUntil(dialog.open_button.isVisible)
    checked(dialog)
    assert "220 papers and 1 note" in dialog.outcome.text()
    dialog.open_button.click()
    assert dialog.chosen == home
    assert notes(home) == ["Mine."]
    (kept,) = home.glob("damaged-*")
    assert str(kept) in dialog.outcome.text()
    assert (kept / FILE).read_bytes() == before


def test_a_newer_backup_that_is_damaged_within_is_not_the_one_offered(
    qtbot: QtBot, make: Make, home: Path
) -> None:
    [sound] = (home / "backups").iterdir()
    data = bytearray(sound.read_bytes())
    data[len(data) // 2] ^= 0xFF
    (bad := sound.with_name(f"9{sound.name}")).write_bytes(data)
    DAMAGES["empty"](home / FILE)
    dialog = make(home)
    qtbot.waitUntil(lambda: dialog.model.row_of(backup.read(bad)) == 1)
    assert dialog.model.index(1, dialog.model.STATE).data() == "Not sound"
    dialog.restore_button.click()
    qtbot.waitUntil(dialog.open_button.isVisible)
    assert notes(home) == ["Mine."]


def test_what_can_be_read_is_saved_and_counted(qtbot: QtBot, make: Make, home: Path) -> None:
    DAMAGES["header"](home / FILE)
    before = (home / FILE).read_bytes()
    dialog = make(home)
    dialog.salvage_button.click()
    qtbot.waitUntil(dialog.open_button.isVisible)
    assert "220 papers and 1 note" in dialog.outcome.text()
    assert "The newest sound backup, of today" in dialog.outcome.text()
    assert notes(home) == ["Mine."]
    (kept,) = home.glob("damaged-*")
    assert (kept / FILE).read_bytes() == before


def test_what_fails_is_told_and_nothing_moves(qtbot: QtBot, make: Make, home: Path) -> None:
    foreign(home / FILE)
    shutil.rmtree(home / "backups")
    before = (home / FILE).read_bytes()
    dialog = make(home)
    assert not dialog.restore_button.isEnabled()
    checked(dialog)
    dialog.salvage_button.click()
    qtbot.waitUntil(lambda: not dialog.jobs.running)
    assert "Nothing could be read" in dialog.said.text()
    QApplication.processEvents()
    checked(dialog)
    dialog.restore_file(home / "no such file")
    qtbot.waitUntil(lambda: not dialog.jobs.running)
    assert "cannot be read" in dialog.said.text()
    dialog.open_folder(home.parent)
    assert "no library" in dialog.said.text()
    dialog.jobs.cancel()
    dialog.quit_button.click()
    assert dialog.chosen is None
    assert (home / FILE).read_bytes() == before
    assert not list(home.glob("damaged-*"))


def test_other_ways_on(qtbot: QtBot, make: Make, home: Path, backed_up: Path) -> None:
    DAMAGES["empty"](home / FILE)
    (copy := home / "copy.sqlite3").write_bytes((backed_up / FILE).read_bytes())
    dialog = make(home)
    dialog.open_folder(backed_up)
    assert dialog.chosen == backed_up
    assert (home / FILE).read_bytes() == b""

    dialog = make(home)
    dialog.fresh_button.click()
    (box,) = dialog.findChildren(QMessageBox)
    next(one for one in box.buttons() if one.text() == "Start empty").click()
    qtbot.waitUntil(dialog.open_button.isVisible)
    with Library.open(home) as library:
        assert library.counts().all == 0

    DAMAGES["empty"](home / FILE)
    dialog = make(home)
    (home / FILE).write_bytes(b"Another program was here.")
    dialog.restore_file(copy)
    qtbot.waitUntil(lambda: not dialog.jobs.running)
    assert "changed by another program" in dialog.said.text()
    (home / FILE).unlink()
    dialog = make(home)
    assert dialog.title.text() == "The library is gone"
    assert dialog.salvage_button.isHidden()
    dialog.restore_file(copy)
    qtbot.waitUntil(dialog.open_button.isVisible)
    assert notes(home) == ["Mine."]


# the whole program


class Reader:
    """Does one thing after the other, as soon as each can be done."""

    def __init__(self, *deeds: Callable[[], bool]) -> None:
        self._deeds = list(deeds)
        self.timer = QTimer()
        self.timer.setInterval(20)
        self.timer.timeout.connect(self._look)
        self.timer.start()

    def _look(self) -> None:
        if self._deeds and self._deeds[0]():
            self._deeds.pop(0)
        if not self._deeds:
            self.timer.stop()


def shown(kind: type) -> list[object]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and
            one.isVisible()]  # fmt: skip


def in_rescue(deed: Callable[[RescueDialog], object]) -> Callable[[], bool]:
    def act() -> bool:
        for dialog in shown(RescueDialog):
            assert isinstance(dialog, RescueDialog)
            if not dialog.jobs.running:
                deed(dialog)
                return True
        return False

    return act


def in_window(deed: Callable[[MainWindow], object]) -> Callable[[], bool]:
    def act() -> bool:
        for window in shown(MainWindow):
            assert isinstance(window, MainWindow)
            if window.settled and window.table.papers.ids:
                deed(window)
                return True
        return False

    return act


def press_box(label: str) -> Callable[[], bool]:
    def act() -> bool:
        for box in shown(QMessageBox):
            assert isinstance(box, QMessageBox)
            next(one for one in box.buttons() if one.text().startswith(label)).click()
            return True
        return False

    return act


@pytest.fixture
def signals() -> Iterator[None]:
    """Leave the signals as they were."""
    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for one, handler in before.items():
        signal.signal(one, handler)


@pytest.mark.usefixtures("app", "signals")
def test_the_program_mends_the_library_and_opens_its_window(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    DAMAGES["header"](home / FILE)
    reader = Reader(
        in_rescue(lambda dialog: dialog.restore_button.click()),
        in_rescue(lambda dialog: dialog.open_button.click()),
        in_window(lambda window: window.close()),
    )
    assert run(home) == 0
    assert not reader.timer.isActive()
    assert "cannot be opened" in capsys.readouterr().err
    assert notes(home) == ["Mine."]


@pytest.mark.usefixtures("app", "signals")
def test_damage_that_shows_later_is_offered_for_repair(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def damage(window: MainWindow) -> None:
        window.context.library.backups.make("daily")
        for at in range(8, (home / FILE).stat().st_size // PAGE, 3):
            with (home / FILE).open("r+b") as file:
                file.seek(at * PAGE)
                file.write(b"\xee" * 64)
        window.daily.look()

    reader = Reader(
        in_window(damage),
        press_box("&Later"),
        in_window(lambda window: window.close()),
    )
    assert run(home) == 0
    assert not reader.timer.isActive()
    settings = QSettings(str(home / "settings.ini"), QSettings.Format.IniFormat)
    assert marked_damage(settings)

    reader = Reader(
        in_rescue(lambda dialog: dialog.restore_button.click()),
        in_rescue(lambda dialog: dialog.open_button.click()),
        in_window(lambda window: window.close()),
    )
    assert run(home) == 0
    assert not reader.timer.isActive()
    assert "is damaged" in capsys.readouterr().err
    assert notes(home) == ["Mine."]
    settings.sync()
    assert marked_damage(settings) is None


@pytest.mark.usefixtures("app", "signals")
def test_the_offer_can_be_taken_at_once_and_the_library_opened_as_it_is(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fault = LibraryDamagedError("The library is damaged, says the disk.")
    reader = Reader(
        in_window(lambda window: window.on_fault(fault)),
        press_box("&Repair"),
        in_rescue(lambda dialog: dialog.as_it_is_button.click()),
        in_window(lambda window: window.close()),
    )
    assert run(home) == 0
    assert not reader.timer.isActive()
    assert "says the disk" in capsys.readouterr().err
    settings = QSettings(str(home / "settings.ini"), QSettings.Format.IniFormat)
    mark_damage(settings, fault)
    reader = Reader(in_rescue(lambda dialog: dialog.quit_button.click()))
    assert run(home) == 1
    assert not reader.timer.isActive()
