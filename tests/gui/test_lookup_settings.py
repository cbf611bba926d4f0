"""The settings of the services, in the file that the window writes."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from readlist.gui.dialogs.settings import SettingsDialog
from readlist.gui.main_window import MainWindow
from readlist.library import Library
from readlist.library.filling_settings import read_services
from readlist.lookup.cache import AnswerCache
from readlist.lookup.service import Answer
from tests.gui.test_every_control import checked
from tests.gui.window_kit import CONTROL, press, settled


def test_settings_of_the_window_are_read(library: Library) -> None:
    path = library.folder / "settings.ini"
    settings = QSettings(str(path), QSettings.Format.IniFormat)
    settings.setValue("window/state", QByteArray(bytes(range(256))))
    settings.setValue("searches/recent", '["a;b", "c=%d"]')
    settings.setValue("lookup/email", "me@example.org")
    settings.setValue("lookup/crossref", "https://mirror.example/a,b;c")
    settings.setValue("name", "Ångström")
    settings.sync()
    assert getattr(read_services(library.folder).crossref, "email", "") == "me@example.org"
    assert read_services(library.folder).crossref.address == "https://mirror.example/a,b;c"


def opened(qtbot: QtBot, window: MainWindow) -> SettingsDialog:
    """The settings, opened by their key."""
    press(qtbot, window, Qt.Key.Key_Comma, CONTROL)
    dialog = window.findChild(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    settled(qtbot, window)
    return dialog


def write(qtbot: QtBot, line: QLineEdit, text: str) -> None:
    """Replace a field's text by typing, and leave it."""
    line.setFocus()
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Tab)


def test_what_is_set_is_in_force_at_once(qtbot: QtBot, window: MainWindow) -> None:
    folder = window.context.library.folder
    dialog = opened(qtbot, window)
    lookup = dialog.lookup
    checked(dialog)
    assert lookup.lines["arxiv"].placeholderText() == read_services(folder).arxiv.address
    write(qtbot, lookup.lines["arxiv"], "https://mirror.example/arxiv")
    write(qtbot, lookup.lines["email"], "me@example.org")
    assert read_services(folder).arxiv.address == "https://mirror.example/arxiv"
    assert getattr(read_services(folder).crossref, "email", "") == "me@example.org"
    write(qtbot, lookup.lines["arxiv"], "mirror.example")
    assert lookup.errors["arxiv"].text().startswith("'mirror.example' is not an address.")
    settled(qtbot, window)
    checked(dialog)
    dialog.accept()
    assert dialog.isVisible()
    assert lookup.lines["arxiv"].hasFocus()
    assert read_services(folder).arxiv.address == "https://mirror.example/arxiv"
    write(qtbot, lookup.lines["arxiv"], "")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert read_services(folder).arxiv.address == "https://export.arxiv.org"
    qtbot.waitUntil(lambda: not window.findChildren(SettingsDialog), timeout=10000)
    with qtbot.waitActive(window):
        window.activateWindow()
    assert opened(qtbot, window).lookup.lines["email"].text() == "me@example.org"


def test_kept_answers_are_counted_and_forgotten(qtbot: QtBot, window: MainWindow) -> None:
    cache = AnswerCache(window.context.library.folder / "cache" / "lookup")
    for number in range(3):
        cache.put(f"https://example.org/{number}", Answer(status=200, body=b"x" * 5000))
    lookup = opened(qtbot, window).lookup
    assert lookup.kept.text() == "Kept answers: 3 answers, 1 KB"
    qtbot.mouseClick(lookup.forget_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: lookup.kept.text() == "Kept answers: none", timeout=10000)
    assert cache.get("https://example.org/1") is None
    assert not lookup.forget_button.isEnabled()
