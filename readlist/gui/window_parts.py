"""The window's parts, and where they lie."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from readlist.gui.commands import Commands
from readlist.gui.context import AppContext
from readlist.gui.views.facets_panel import FacetsPanel
from readlist.gui.views.hint import EmptyHint
from readlist.gui.views.kept_mark import KeptMark
from readlist.gui.views.paper_pane import PaperPane
from readlist.gui.views.paper_table import PaperTable
from readlist.gui.views.rank_tip import RankTip
from readlist.gui.views.search_box import SearchBox
from readlist.gui.views.sidebar import Sidebar
from readlist.gui.views.sidebar_menus import SidebarMenus
from readlist.gui.views.status_bar import StatusBar
from readlist.gui.views.toast import Toast
from readlist.gui.views.welcome import WelcomePage


class WindowParts(QMainWindow):
    """Places on the left, search and papers in the middle, the paper on the right.

    What the parts say to each other is ``gui.main_window``'s.
    """

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.commands = Commands(context, self)
        self.sidebar = Sidebar(context)
        self.menus = SidebarMenus(context, self.commands, self.sidebar)
        self.search = SearchBox(context.theme)
        self.narrow = FacetsPanel(context)
        self.table = PaperTable(context)
        self.rank_tip = RankTip(self.table, context)
        self.hint = EmptyHint(self.table)
        self.welcome = WelcomePage(context)
        self.pane = PaperPane(context)
        self.status = StatusBar(context.theme)
        self.kept = KeptMark(context.theme)
        self.middle = self._make_middle()
        self.toast = Toast(self.middle)
        self._lay_out()

    def _make_middle(self) -> QWidget:
        """The search above; below it the panel that narrows beside the table, or the welcome."""
        self.narrow.setMinimumWidth(140)
        self.beside = QSplitter(Qt.Orientation.Horizontal)
        self.beside.setHandleWidth(1)
        self.beside.addWidget(self.narrow)
        self.beside.addWidget(self.table)
        self.beside.setStretchFactor(1, 1)
        self.beside.setChildrenCollapsible(False)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.beside)
        self.stack.addWidget(self.welcome)
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.search)
        layout.addWidget(self.stack, 1)
        return middle

    def _lay_out(self) -> None:
        # In its place before it is filled: each move of a part lets Qt style all of it again.
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.setCentralWidget(self.splitter)
        self.splitter.setHandleWidth(1)
        for part, stretch, least in (
            (self.sidebar, 0, 130), (self.middle, 3, 320), (self.pane, 2, 260),
        ):  # fmt: skip
            part.setMinimumWidth(least)
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.indexOf(part), stretch)
        self.splitter.setChildrenCollapsible(False)
        self.status.addPermanentWidget(self.kept)
        self.setStatusBar(self.status)
