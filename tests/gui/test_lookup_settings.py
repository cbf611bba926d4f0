"""The settings of the services, in the file that the window writes."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings

from readlist.library import Library
from readlist.library.filling_settings import read_services


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
