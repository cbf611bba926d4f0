"""What a window remembers between two runs."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QMainWindow, QSplitter

from readlist.domain.views import Scope, Sort
from readlist.gui.settings_file import sealed, unsealed
from readlist.gui.views.table_header import TableHeader

_DEFAULT = QSize(1280, 800)
# Room for the title bar and borders, which are unknown before the window stands on the screen.
_FRAME = QSize(8, 40)
_NARROW_FROM = 1440


def _bytes(settings: QSettings, key: str) -> QByteArray:
    return unsealed(settings.value(key))


def save(
    settings: QSettings, window: QMainWindow, splitter: QSplitter, header: TableHeader
) -> None:
    """Remember sizes, places and columns."""
    settings.setValue("window/geometry", sealed(window.saveGeometry()))
    settings.setValue("window/state", sealed(window.saveState()))
    settings.setValue("window/splitter", sealed(splitter.saveState()))
    settings.setValue("table/header", sealed(header.remembered()))


def restore(
    settings: QSettings, window: QMainWindow, splitter: QSplitter, header: TableHeader
) -> None:
    """Take the remembered sizes over, or the first ones."""
    if not window.restoreGeometry(_bytes(settings, "window/geometry")):
        window.resize(_DEFAULT.boundedTo(window.screen().availableSize() - _FRAME))
    window.restoreState(_bytes(settings, "window/state"))
    if not splitter.restoreState(_bytes(settings, "window/splitter")):
        splitter.setSizes([192, 766, 322])
    header.restore(_bytes(settings, "table/header"))


def narrow_shown(settings: QSettings, width: int) -> bool:
    """Whether a window of this width shows the panel that narrows the search: as the reader chose,
    else where it leaves the table enough room."""
    chosen = settings.value("view/show-narrow")
    return width >= _NARROW_FROM if chosen is None else str(chosen) != "0"


def save_narrow(settings: QSettings, splitter: QSplitter) -> None:
    """Remember the width of the panel that narrows the search."""
    settings.setValue("window/narrow", sealed(splitter.saveState()))


def restore_narrow(settings: QSettings, splitter: QSplitter) -> None:
    """Give the panel that narrows the search its remembered width."""
    splitter.restoreState(_bytes(settings, "window/narrow"))


def save_place(settings: QSettings, scope: Scope, sort: Sort) -> None:
    """Remember where the reader is."""
    settings.setValue("place/scope", f"{scope.kind}\n{scope.value}")
    settings.setValue("place/sort", f"{sort.key}\n{int(sort.descending)}")


def load_scope(settings: QSettings) -> Scope:
    """Where the reader was; the whole library at first."""
    kind, _, value = str(settings.value("place/scope", "all\n")).partition("\n")
    kinds = {"all", "inbox", "starred", "status", "list", "tag", "untagged", "dump", "saved"}
    return Scope(kind, value) if kind in kinds else Scope()  # type: ignore[arg-type]


def load_sort(settings: QSettings) -> Sort:
    """The order that the reader chose last, outside of lists."""
    key, _, falling = str(settings.value("place/sort", "relevance\n0")).partition("\n")
    keys = {
        "relevance", "title", "published", "authors", "seen", "comments", "status", "starred",
        "added", "venue", "key", "citable", "rating",
    }  # fmt: skip
    return Sort(key, falling == "1") if key in keys else Sort()  # type: ignore[arg-type]
