"""The menu bar, the toolbar and the table's context menu, made of the actions."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from readlist.gui.actions import Actions
from readlist.gui.models.columns import COLUMNS
from readlist.gui.views.paper_table import PaperTable

_STATUSES = ("status-inbox", "status-queued", "status-reading", "status-read", "status-skipped")
_RATINGS = ("rate-5", "rate-4", "rate-3", "rate-2", "rate-1", "rate-0")
_THEMES = ("theme-system", "theme-light", "theme-dark")
_MENUS: dict[str, tuple[str, ...]] = {
    "&File": ("import", "import-folder", "paste", "imports", "", "export", "kept", "",
              "backups", "", "quit"),
    "&Edit": ("undo", "redo", "", "copy", "cite", "select-all", "", "find", "save-search",
              "meant", "forget-searches", "", "duplicates", "", "settings"),
    "&Paper": (
        "star", "statuses", "ratings", "tags", "lists", "note", "", "open", "why", "",
        "edit", "edit-details", "identify", "complete", "complete-file", "keys", "merge", "",
        "next", "previous", "", "trash", "restore", "delete",
    ),
    "&List": (
        "list-new", "list-describe", "list-export", "", "list-remove", "list-up", "list-down",
        "list-order", "", "list-delete",
    ),
    "&View": (
        "show-sidebar", "show-narrow", "show-pane", "show-toolbar", "show-passages", "columns",
        "sort", "themes", "",
        "focus-sidebar", "focus-table", "focus-pane", "focus-narrow", "back", "", "reindex",
    ),
    "&Help": ("shortcuts", "query-help", "", "about"),
}  # fmt: skip
_TOOLBAR = (
    "show-sidebar", "", "import", "export", "", "star", "tags", "lists", "note", "trash", "",
    "undo", "redo", "stretch", "show-pane",
)  # fmt: skip
_CONTEXT = (
    "open", "why", "", "star", "statuses", "ratings", "tags", "lists", "note", "",
    "edit-details", "identify", "complete", "complete-file", "merge", "",
    "copy", "cite", "export", "", "list-remove", "trash",
)  # fmt: skip
_WHERE_FIT = ("list-remove", "why", "merge")  # not offered where they cannot be done
_CONTEXT_TRASH = ("open", "", "restore", "delete", "", "copy", "cite")


def build_menus(window: QMainWindow, actions: Actions, table: PaperTable) -> None:
    """Fill the window's menu bar."""
    group = QActionGroup(window)
    for key in _THEMES:
        group.addAction(actions[key])
    for title, keys in _MENUS.items():
        menu = window.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        _fill(menu, keys, actions, table)


def _fill(menu: QMenu, keys: tuple[str, ...], actions: Actions, table: PaperTable) -> None:
    for key in keys:
        if not key:
            menu.addSeparator()
        elif key == "statuses":
            statuses = _submenu(menu, "Stat&us", "Mark the selected papers")
            _fill(statuses, _STATUSES, actions, table)
        elif key == "ratings":
            ratings = _submenu(menu, "Ratin&g", "Rate the selected papers")
            _fill(ratings, _RATINGS, actions, table)
        elif key == "themes":
            _fill(_submenu(menu, "&Theme", "Light or dark"), _THEMES, actions, table)
        elif key == "sort":
            orders = _submenu(menu, "S&ort by", "Choose the order of the papers")
            table.header.sort_actions(orders)
        elif key == "columns":
            _columns(_submenu(menu, "&Columns", "Choose the columns of the table"), table)
        else:
            menu.addAction(actions[key])


def _submenu(menu: QMenu, text: str, tip: str) -> QMenu:
    made = menu.addMenu(text)
    made.setToolTipsVisible(True)
    made.menuAction().setStatusTip(tip)
    made.menuAction().setToolTip(tip)
    return made


def _columns(menu: QMenu, table: PaperTable) -> None:
    """One check for each column, kept right however the columns are changed."""
    table.header.column_actions(menu)

    def follow() -> None:
        for section, action in enumerate(menu.actions()[: len(COLUMNS)]):
            action.setChecked(table.header.is_wanted(section))

    menu.aboutToShow.connect(follow)


def build_toolbar(window: QMainWindow, actions: Actions) -> QToolBar:
    """Make the window's toolbar."""
    bar = QToolBar("Toolbar", window)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setIconSize(QSize(20, 20))
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    for key in _TOOLBAR:
        if not key:
            bar.addSeparator()
        elif key == "stretch":
            space = QWidget(bar)
            space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            bar.addWidget(space)
        else:
            bar.addAction(actions[key])
            _name(bar, actions[key])
    window.addToolBar(bar)
    return bar


def _name(bar: QToolBar, action: QAction) -> None:
    button = bar.widgetForAction(action)
    if isinstance(button, QToolButton):
        button.setAccessibleName(action.text().replace("&", ""))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)


def context_menu(table: PaperTable, actions: Actions, *, trash: bool) -> QMenu:
    """The menu for the selected papers."""
    menu = QMenu(table)
    menu.setToolTipsVisible(True)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    keys = _CONTEXT_TRASH if trash else _CONTEXT
    shown = tuple(key for key in keys if key not in _WHERE_FIT or actions[key].isEnabled())
    _fill(menu, shown, actions, table)
    return menu
