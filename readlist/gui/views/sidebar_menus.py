"""What the sidebar's lines offer: their context menus and the questions that these ask."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QColorDialog, QMenu, QWidget

from readlist.domain.drafts import RollbackPreview
from readlist.domain.dumps import Dump
from readlist.domain.papers import ReadingList
from readlist.gui.colours import TAG_COLOURS
from readlist.gui.commands import Commands
from readlist.gui.context import AppContext
from readlist.gui.models.sidebar_tree import Node
from readlist.gui.snapshot import Snapshot
from readlist.gui.views.ask import NameDialog, ask_roll_back
from readlist.gui.views.sidebar import Sidebar


class SidebarMenus(QObject):
    """Signals what needs the window: ``export_asked(list id)``, ``complete_asked(Scope, name)``,
    ``import_asked()``, ``imports_asked()``, ``save_search_asked()``, ``edit_search_asked(query)``.
    """

    export_asked = Signal(int)
    complete_asked = Signal(object, str)
    import_asked = Signal()
    imports_asked = Signal()
    save_search_asked = Signal()
    edit_search_asked = Signal(str)

    def __init__(self, context: AppContext, commands: Commands, sidebar: Sidebar) -> None:
        super().__init__(sidebar)
        self._context = context
        self._commands = commands
        self._sidebar = sidebar
        self._snapshot = Snapshot()
        sidebar.menu_asked.connect(self.open)
        sidebar.add_asked.connect(self.add)
        sidebar.delete_asked.connect(self.delete)
        sidebar.places.renamed.connect(commands.rename)
        sidebar.places.dropped.connect(commands.drop)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Offer the tags and lists of this moment."""
        self._snapshot = snapshot

    def open(self, node: Node, where: QPoint) -> None:
        """Show the menu of a line, if it has one."""
        menu = self.menu(node)
        if menu is not None:
            menu.popup(where)

    def menu(self, node: Node) -> QMenu | None:
        """The menu of a line; None when there is nothing to do with it."""
        menu = QMenu(self._sidebar)
        menu.setToolTipsVisible(True)
        fill = {
            "list": self._list, "tag": self._tag, "saved": self._saved, "dump": self._dump,
            "section": self._section,
        }.get(node.kind)  # fmt: skip
        if fill is not None:
            fill(menu, node)
        if menu.isEmpty():
            menu.deleteLater()
            return None
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def add(self, key: str) -> None:
        """What a section's + does."""
        if key == "section:lists":
            self.new_list()
        elif key == "section:tags":
            self.new_tag()
        elif key == "section:saved":
            self.save_search_asked.emit()
        elif key == "section:dumps":
            self.import_asked.emit()

    def delete(self, node: Node) -> None:
        """Delete a list, tag or saved search (it can be undone), or roll an import back."""
        if node.kind == "list":
            self._commands.delete_list(node.ref, node.name)
        elif node.kind == "tag" and node.real:
            self._commands.delete_tag(node.name)
        elif node.kind == "saved":
            self._commands.delete_saved(node.ref, node.name)
        elif node.kind == "dump":
            self.roll_back(node)

    def new_list(self) -> None:
        """Ask for a new reading list."""
        self._list_dialog(None)

    def new_tag(self) -> None:
        """Ask for a new tag."""
        dialog = NameDialog("New tag", "", self._commands.create_tag, parent=self._window())
        dialog.name.setPlaceholderText("theory, or method/pruning for a tag below another")
        dialog.open()

    def describe(self, node: Node) -> None:
        """Ask for a list's name and description."""
        found = next((one for one in self._snapshot.lists if one.id == node.ref), None)
        if found is not None:
            self._list_dialog(found)

    def _list_dialog(self, known: ReadingList | None) -> None:
        from readlist.gui.dialogs.lists import ListDialog

        dialog = ListDialog(self._context, known, self._window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def merge(self, node: Node) -> None:
        """Ask for the tag into which a tag is merged."""
        from readlist.gui.dialogs.tags import MergeTagsDialog

        dialog = MergeTagsDialog(self._context, [node.name], self._window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def roll_back(self, node: Node) -> None:
        """Ask before an import is rolled back, saying what would go and what would stay."""
        bridge, importing = self._context.bridge, self._context.library.importing
        dump = next((one for one in self._snapshot.dumps if one.id == node.ref), None)
        if dump is not None:
            bridge.run(
                bridge.reader,
                lambda _job: importing.preview_rollback(dump.id),
                lambda preview: self._ask_roll_back(dump, preview),
            )

    def _ask_roll_back(self, dump: Dump, preview: RollbackPreview) -> None:
        ask_roll_back(
            self._window(), dump, preview, lambda: self._commands.roll_back(dump.id, dump.label)
        )

    def _window(self) -> QWidget:
        return self._sidebar.window()

    @staticmethod
    def _item(menu: QMenu, text: str, tip: str, act: Callable[[], object]) -> None:
        action = menu.addAction(text)
        action.setToolTip(tip)
        action.setStatusTip(tip)
        action.triggered.connect(lambda _checked=False: act())

    def _list(self, menu: QMenu, node: Node) -> None:
        self._item(menu, "&Export…", "Export this list to a file",
                   lambda: self.export_asked.emit(node.ref))  # fmt: skip
        self._complete(menu, node, "Fill in what this list's papers lack")
        menu.addSeparator()
        self._item(menu, "&Rename", "Edit the name in place (F2)",
                   lambda: self._sidebar.rename(node))  # fmt: skip
        self._item(menu, "&Name and description…", "Rename or describe this list",
                   lambda: self.describe(node))  # fmt: skip
        menu.addSeparator()
        self._item(menu, "&Delete", "Delete the list; its papers stay (Del)",
                   lambda: self.delete(node))  # fmt: skip

    def _tag(self, menu: QMenu, node: Node) -> None:
        if not node.real:
            return
        self._item(menu, "&Rename", "Edit the name in place (F2); a / puts it below another",
                   lambda: self._sidebar.rename(node))  # fmt: skip
        self._colours(menu.addMenu("&Colour"), node)
        self._item(menu, "&Merge into…", "Give this tag's papers another tag instead",
                   lambda: self.merge(node))  # fmt: skip
        menu.addSeparator()
        self._item(menu, "&Delete", "Take this tag off all papers (Del)",
                   lambda: self.delete(node))  # fmt: skip

    def _colours(self, menu: QMenu, node: Node) -> None:
        for name, colour in TAG_COLOURS.items():
            self._item(menu, name, f"Colour this tag {name.lower()}",
                       lambda chosen=colour: self._commands.recolour(node.name, chosen))  # type: ignore[misc]  # fmt: skip
            menu.actions()[-1].setIcon(_swatch(colour))
        menu.addSeparator()
        self._item(menu, "&Other…", "Choose any colour", lambda: self._other_colour(node))
        self._item(menu, "&None", "Show this tag without a colour",
                   lambda: self._commands.recolour(node.name, ""))  # fmt: skip

    def _other_colour(self, node: Node) -> None:
        dialog = QColorDialog(QColor(node.colour or "#7b838f"), self._window())
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setWindowTitle(f"Colour of {node.name}")
        dialog.colorSelected.connect(
            lambda colour: self._commands.recolour(node.name, colour.name())
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _saved(self, menu: QMenu, node: Node) -> None:
        self._item(menu, "&Edit search", "Write this search into the search box",
                   lambda: self.edit_search_asked.emit(node.tip))  # fmt: skip
        self._item(menu, "&Rename", "Edit the name in place (F2)",
                   lambda: self._sidebar.rename(node))  # fmt: skip
        menu.addSeparator()
        self._item(menu, "&Delete", "Delete the saved search (Del)", lambda: self.delete(node))

    def _complete(self, menu: QMenu, node: Node, tip: str) -> None:
        scope = node.scope
        if scope is not None:
            self._item(menu, "Co&mplete data…", tip,
                       lambda: self.complete_asked.emit(scope, node.label))  # fmt: skip

    def _dump(self, menu: QMenu, node: Node) -> None:
        self._complete(menu, node, "Fill in what this page's papers lack")
        menu.addSeparator()
        self._item(menu, "&All imports…", "Look at past imports", self.imports_asked.emit)
        self._item(menu, "&Roll back…", "Remove what this import added (Del)",
                   lambda: self.roll_back(node))  # fmt: skip

    def _section(self, menu: QMenu, node: Node) -> None:
        offers = {
            "section:lists": ("&New list…", "Create a reading list"),
            "section:tags": ("&New tag…", "Create a tag"),
            "section:saved": ("&Save search…", "Keep this search"),
            "section:dumps": ("&Import files…", "Import saved pages"),
        }
        if node.key in offers:
            text, tip = offers[node.key]
            self._item(menu, text, tip, lambda: self.add(node.key))
        if node.key == "section:dumps":
            self._item(menu, "&All imports…", "Look at past imports", self.imports_asked.emit)


def _swatch(colour: str) -> QIcon:
    picture = QPixmap(16, 16)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(2, 2, 12, 12)
    painter.end()
    return QIcon(picture)
