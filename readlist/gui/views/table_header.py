"""The table's header: columns can be chosen, moved, sized and sorted."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView

from readlist.domain.views import Sort
from readlist.gui import icons
from readlist.gui.models.columns import COLUMNS, INDEX
from readlist.gui.theme import Theme

_LEAST, _MOST = 28, 10_000  # the width of a column
_TITLE_LEAST = 140
# Where the title would get less than this, the wide columns lend it from their room.
_TITLE_WISH = 420
# (what the title is to get, the least that is left to a lender): wishes first, then needs.
_LOANS = ((_TITLE_WISH, 100), (260, 60), (180, 52))
_LENDERS = ("tags", "venue", "key", "authors")
# Raised when the columns change, so that a state of older columns is not taken over wrongly.
_STATE_VERSION = 4


class TableHeader(QHeaderView):
    """``sorted(Sort or None)`` when the reader clicks a heading; None is the usual order.

    The title takes the room that the other columns leave, and shrinks last: where room is
    scarce, the wide columns that the reader never sized lend it some of theirs. The rank has its
    column only while there is an answer with ranks (``set_ranked``) and the reader wants it.
    """

    sorted = Signal(object)
    columns_changed = Signal()

    def __init__(self, theme: Theme, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._theme = theme
        self._table = table
        self._set_manners()
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.sortIndicatorChanged.connect(self._on_indicator)
        self.sectionResized.connect(self._on_resized)
        self.setAccessibleName("Columns")
        self._fitting = False
        self._lent: dict[int, int] = {}
        self._ranked = False
        self._wants_rank = True

    def _set_manners(self) -> None:
        """What Qt would take out of a remembered state, too."""
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(_LEAST)
        self.setStretchLastSection(False)
        self.setSortIndicatorClearable(True)

    def _usable(self) -> bool:
        """Whether every column that is shown, and the title is one, can be seen and grasped."""
        shown = [n for n in range(self.count()) if not self.isSectionHidden(n)]
        sizes = [self.sectionSize(n) for n in shown]
        return INDEX["title"] in shown and all(_LEAST <= size <= _MOST for size in sizes)

    def restore_defaults(self) -> None:
        """Show the columns of a new library, in their first order and widths."""
        self._lent.clear()
        for number, column in enumerate(COLUMNS):
            self.moveSection(self.visualIndex(number), number)
            self.setSectionHidden(number, not column.shown)
            self.resizeSection(number, column.width)
        self._wants_rank = True
        self._show_rank()
        self.show_sort(None)
        self.fit()
        self.columns_changed.emit()

    def remembered(self) -> QByteArray:
        """What ``restore`` takes, for the settings."""
        self._take_back()
        self._show_rank(always=True)
        state = QByteArray(bytes([_STATE_VERSION])) + self.saveState()
        self._show_rank()
        self.fit()
        return state

    def restore(self, state: QByteArray) -> None:
        """Take over a remembered state; one of another version, or of which no usable table
        would come, is ignored."""
        data = state.data()
        if data[:1] == bytes([_STATE_VERSION]):
            self._lent.clear()
            self.restoreState(QByteArray(data[1:]))
            self._set_manners()
            if not self._usable():
                self.restore_defaults()
            self._wants_rank = not self.isSectionHidden(INDEX["rank"])
            self._show_rank()

    def show_sort(self, sort: Sort | None) -> None:
        """Show the present order without asking for it."""
        blocked = self.blockSignals(True)
        section = next((n for n, c in enumerate(COLUMNS) if sort and c.sort == sort.key), -1)
        falling = sort is not None and sort.descending
        order = Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder
        self.setSortIndicator(section, order)
        self.setSortIndicatorShown(True)  # the table hid it when it took the header
        self.blockSignals(blocked)
        self.viewport().update()

    def set_shown(self, section: int, shown: bool) -> None:
        """Show or hide a column; the title always stays."""
        if section == INDEX["rank"]:
            self._wants_rank = shown
            self._show_rank()
            self.fit()
            self.columns_changed.emit()
        elif section != INDEX["title"]:
            self.setSectionHidden(section, not shown)
            if shown and self.sectionSize(section) < self.minimumSectionSize():
                self.resizeSection(section, COLUMNS[section].width)
            self.fit()
            self.columns_changed.emit()

    def set_ranked(self, ranked: bool) -> None:
        """Tell whether the papers that are shown have ranks."""
        if ranked != self._ranked:
            self._ranked = ranked
            self._show_rank()
            self.fit()

    def is_wanted(self, section: int) -> bool:
        """Whether the reader chose to see a column, also while it has nothing to show."""
        if section == INDEX["rank"]:
            return self._wants_rank
        return not self.isSectionHidden(section)

    def _show_rank(self, *, always: bool = False) -> None:
        """Show or hide the rank's column; ``always`` as if there were ranks."""
        self.setSectionHidden(INDEX["rank"], not (self._wants_rank and (self._ranked or always)))

    def fit(self) -> None:
        """Give the title the room that the others leave; the wide ones lend it some."""
        self._take_back()
        title = INDEX["title"]
        others = sum(self.sectionSize(n) for n in range(self.count()) if n != title)
        room = self._table.viewport().width() - others
        self._fitting = True
        for wanted, least in _LOANS:
            for number in (INDEX[key] for key in _LENDERS):
                size = self.sectionSize(number)
                loan = min(wanted - room, size - least)
                if loan > 0 and self._lent.get(number, size) == COLUMNS[number].width:
                    self._lent.setdefault(number, size)
                    self.resizeSection(number, size - loan)
                    room += loan
        self.resizeSection(title, max(room, _TITLE_LEAST))
        self._fitting = False

    def _take_back(self) -> None:
        """Give the columns their own widths again."""
        self._fitting = True
        for number, size in self._lent.items():
            if not self.isSectionHidden(number):
                self.resizeSection(number, size)
        self._lent.clear()
        self._fitting = False

    def column_actions(self, menu: QMenu) -> None:
        """Fill a menu with one check for each column."""
        for number, column in enumerate(COLUMNS):
            action = QAction(column.name, menu)
            action.setCheckable(True)
            action.setChecked(self.is_wanted(number))
            action.setEnabled(column.key != "title")
            action.setStatusTip(column.tip)
            action.toggled.connect(lambda on, section=number: self.set_shown(section, on))
            menu.addAction(action)
        menu.addSeparator()
        again = QAction("Reset columns", menu)
        again.setStatusTip("Show the columns as in a new library")
        again.triggered.connect(self.restore_defaults)
        again.triggered.connect(self._usual)
        menu.addAction(again)

    def sort_actions(self, menu: QMenu) -> None:
        """Fill a menu with the orders that the headings offer, for the keyboard."""
        for section, column in enumerate(COLUMNS):
            if column.sort is not None:
                action = menu.addAction(column.name)
                again = "" if column.sort == "relevance" else "; again: the other way round"
                action.setStatusTip(f"Sort by {column.name.lower()}{again}")
                action.triggered.connect(lambda _on=False, n=section: self.turn(n))
        menu.addSeparator()
        usual = menu.addAction("Usual order")
        usual.setStatusTip("The best matches first, else the newest; a list in its own order")
        usual.triggered.connect(self._usual)

    def turn(self, section: int) -> None:
        """Sort by a column as a click on its heading does; a second time the other way round."""
        column = COLUMNS[section]
        falling = column.falling
        if self.sortIndicatorSection() == section:
            falling = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        order = Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder
        self.setSortIndicator(section, order)

    def _usual(self) -> None:
        self.show_sort(None)
        self.sorted.emit(None)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        super().paintSection(painter, rect, logical)
        name = COLUMNS[logical].icon
        if name and self.sortIndicatorSection() != logical:
            colour = self._theme.colour("muted")
            at = rect.center() - QPoint(7, 7)
            if COLUMNS[logical].number:
                at.setX(rect.right() - 23)
            painter.drawPixmap(at, icons.pixmap(name, colour, 16, self.devicePixelRatioF()))

    def _menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        self.column_actions(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(where))

    def _on_indicator(self, section: int, order: Qt.SortOrder) -> None:
        key = COLUMNS[section].sort if 0 <= section < len(COLUMNS) else None
        if key == "relevance":  # nobody looks for the worst match
            self.show_sort(Sort())
            self.sorted.emit(Sort())
        elif key is None:
            self.sorted.emit(None)
        else:
            self.sorted.emit(Sort(key, order == Qt.SortOrder.DescendingOrder))

    def _on_resized(self, section: int, _old: int, _new: int) -> None:
        if not self._fitting and section != INDEX["title"]:
            self._lent.pop(section, None)
            self.fit()
