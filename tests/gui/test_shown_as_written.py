"""Whatever others wrote is shown as it was written, wherever the window shows it: no tooltip,
label or box takes it for HTML, and no & in it gives a control a key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from readlist.domain.errors import KnownError
from readlist.gui.context import AppContext
from readlist.gui.dialogs.backups_dialog import BackupsDialog
from readlist.gui.dialogs.complete_dialog import CompleteDialog
from readlist.gui.dialogs.confirm import confirm
from readlist.gui.dialogs.duplicates_dialog import DuplicatesDialog
from readlist.gui.dialogs.edit_dialog import EditDialog
from readlist.gui.dialogs.edit_identify import IdentifyDialog
from readlist.gui.dialogs.export_dialog import ExportDialog
from readlist.gui.dialogs.import_dialog import ImportDialog
from readlist.gui.dialogs.keys_dialog import KeysDialog
from readlist.gui.dialogs.lists import ListDialog
from readlist.gui.dialogs.report import known_error_box
from readlist.gui.dialogs.tags import MergeTagsDialog
from readlist.gui.popups.lists import ListPopup
from readlist.gui.popups.tags import TagPopup
from readlist.gui.views.imports_view import ImportsView
from tests.gui.conftest import Opener
from tests.gui.test_nothing_gets_in import pictures
from tests.gui.window_kit import search, select, settled

MARK = "<b>Zq"  # taken for HTML it would not be seen
EVIL = f"{MARK}</b> <img src=file:///etc/hostname> R&F"
NAME = f"{MARK}&F"  # of a file
TAG = f"{MARK} <img src=x> R&F"
Tips = Qt.ItemDataRole.ToolTipRole


def library_of_evil(context: AppContext, folder: Path) -> Path:
    """Put papers into the library of which each text is hostile; the file that brought them."""
    paper = {
        "abstract": f"{EVIL} and a text that is long enough to be told from others. " * 3,
        "authors": [{"literal": EVIL}], "organization": EVIL, "venue": EVIL, "pages": EVIL,
        "published": "2023", "url": f"https://x.org/{EVIL}", "tags": [TAG], "lists": [EVIL],
        "notes": [EVIL], "extra": {EVIL: EVIL, "note": EVIL},
        "highlights": [{"start": 0, "end": 5, "quote": MARK, "comment": EVIL}],
    }  # fmt: skip
    papers = [
        {**paper, "title": EVIL, "doi": "10.1000/a"},
        {**paper, "title": f"{EVIL}: again", "venue": f"{EVIL} 2"},
        {**paper, "title": f"Other {EVIL}", "doi": f"10.1000/{EVIL}"},
    ]
    searches = [{"name": EVIL, "query": f'"{EVIL}"'}]
    file = folder / f"{NAME}.json"
    file.write_text(json.dumps({"papers": papers, "saved_searches": searches}), encoding="utf-8")
    importing = context.library.importing
    importing.commit(importing.plan(importing.read([file])[0]))
    context.library.search.update()
    return file


def tips(model: QAbstractItemModel | None, parent: QModelIndex | None = None) -> Iterator[str]:
    """The tooltips of all cells."""
    within = parent or QModelIndex()
    if model is None:
        return
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(within)
    for row in range(min(model.rowCount(within), 100)):
        for column in range(columns):
            index = model.index(row, column, within)
            yield str(model.data(index, Tips) or "")
            if not column:
                yield from tips(model, index)
    if parent is None:
        for section in range(columns):
            yield str(model.headerData(section, Qt.Orientation.Horizontal, Tips) or "")


def taken_for_html(root: QWidget) -> Iterator[tuple[str, str]]:
    """The texts in ``root`` that Qt would interpret, with what has them."""
    for one in [root, *root.findChildren(QWidget)]:
        kind = one.metaObject().className()
        found = [one.toolTip(), one.whatsThis()]
        if isinstance(one, QLabel) and one.textFormat() is not Qt.TextFormat.PlainText:
            found.append(one.text())
        if isinstance(one, QAbstractItemView | QComboBox):
            found += tips(one.model())
        if isinstance(one, QTabBar):
            found += [one.tabToolTip(tab) for tab in range(one.count())]
        if isinstance(one, QTextEdit):
            found += [MARK] * len(pictures(one.document()))
        for action in one.actions():
            found.append(action.toolTip())
        yield from ((kind, text) for text in found if MARK in text)


def given_keys(root: QWidget) -> Iterator[str]:
    """The controls to which an & in a text of others gave a key."""
    for one in [root, *root.findChildren(QWidget)]:
        if isinstance(one, QAbstractButton) and MARK in one.text():
            yield from [f"button {one.text()}"] * (not one.shortcut().isEmpty())
        if isinstance(one, QTabBar):
            texts = (one.tabText(tab) for tab in range(one.count()))
            yield from (text for text in texts if MARK in text and "R&&F" not in text)
        for action in [*one.actions(), *one.findChildren(QAction)]:
            if MARK in action.text() and "R&F" in action.text().replace("&&", ""):
                yield f"action {action.text()}"


def checked(root: QWidget) -> None:
    """Assert that all in ``root`` is shown as it was written."""
    assert not sorted(set(taken_for_html(root)))
    assert not list(given_keys(root))


def test_the_window_shows_what_was_written(
    qtbot: QtBot, context: AppContext, opener: Opener, tmp_path: Path
) -> None:
    library_of_evil(context, tmp_path)
    window = opener(context)
    for rows in ((0,), (0, 1)):
        select(qtbot, window, *rows)
        qtbot.waitUntil(lambda: window.pane.one.related.idle)
        settled(qtbot, window)
        checked(window)
    library = context.library
    window.on_changed(library.tags.rename(TAG, f"{TAG} 2"))
    window.on_changed(library.tags.delete([f"{TAG} 2"]))
    window.say(EVIL, undoable=True)
    search(qtbot, window, f'"{EVIL}" tag:"{TAG}" {EVIL} (')
    settled(qtbot, window)
    checked(window)
    for node in window.sidebar.places.nodes():
        if (menu := window.menus.menu(node)) is not None:
            checked(menu)
            menu.deleteLater()
    for popup in (TagPopup(context, [1, 2], window), ListPopup(context, [1, 2], window)):
        popup.popup_by(window.current_area())
        qtbot.keyClicks(popup.line, MARK)
        checked(popup)
        popup._leaving = True
        popup.close()


READY = ("planned", "checked", "searched", "counted")  # what a dialog has done by then
DIALOGS: dict[str, Callable[[AppContext, Path], QWidget]] = {
    "export": lambda context, _file: ExportDialog(context, [1, 2, 3], EVIL, None),
    "keys": lambda context, _file: KeysDialog(context, [1, 2, 3], None),
    "edit": lambda context, _file: EditDialog(context, context.library.papers.get(1)),
    "identify": lambda context, _file: IdentifyDialog(context, context.library.papers.get(1)),
    "merge tags": lambda context, _file: MergeTagsDialog(context, [TAG]),
    "list": lambda context, _file: ListDialog(context, context.library.lists.all()[0]),
    "imports": lambda context, _file: ImportsView(context),
    "duplicates": lambda context, _file: DuplicatesDialog(context, None),
    "complete": lambda context, _file: CompleteDialog(context, [1, 2], None, title=EVIL),
    "backups": lambda context, _file: BackupsDialog(context, None),
    "question": lambda _context, _file: confirm(None, EVIL, EVIL, "Yes", lambda: None),
    "message": lambda _context, _file: known_error_box(None, KnownError(EVIL, EVIL)),
    "import": lambda context, file: ImportDialog(context, [file]),
}


def test_dialogs_show_what_was_written(qtbot: QtBot, context: AppContext, tmp_path: Path) -> None:
    file = library_of_evil(context, tmp_path)
    made = context.library.backups.make()
    made.path.rename(made.path.with_name(f"{NAME}.readlist.zip"))
    changed = tmp_path / f"{NAME}.2.json"  # the same papers, of which one is gone by then
    changed.write_bytes(file.read_bytes() + b" ")
    for name, make in DIALOGS.items():
        if name == "import":
            context.library.papers.delete([3])
        dialog = make(context, changed)
        qtbot.addWidget(dialog)
        dialog.resize(1000, 700)
        dialog.show()
        states = [one for one in READY if hasattr(dialog, one)]
        qtbot.waitUntil(
            lambda dialog=dialog, states=states: all(getattr(dialog, one) for one in states),  # type: ignore[misc]
            timeout=20000,
        )
        QApplication.processEvents()
        try:
            checked(dialog)
        except AssertionError as error:
            error.add_note(name)
            raise
        dialog.close()
