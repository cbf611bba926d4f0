"""The panel beside the papers: what they have in common, to narrow the search by a click."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QLabel, QTreeView, QVBoxLayout, QWidget

from readlist.domain.views import Facet, SearchAnswer
from readlist.gui.context import AppContext
from readlist.gui.letters import is_letter
from readlist.gui.views.facets_delegate import FacetsDelegate
from readlist.gui.views.facets_feed import FacetsFeed
from readlist.gui.views.facets_model import FacetsModel, Row
from readlist.gui.views.facets_text import Use, used

_COLLAPSED = "narrow/collapsed"
_EXCLUDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
_WIDTH = 184
_HINT = (
    "No papers are shown.\n\nThe tags, years, reading lists and pages of what you find stand "
    "here, to narrow the search to them."
)


class FacetsView(QTreeView):
    """``used(words, use)`` when a value was chosen, ``widened(section, wide)`` for its last line,
    ``left()`` for Escape."""

    used = Signal(str, str)
    widened = Signal(int, bool)
    left = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = context.settings
        self.rows = FacetsModel(self)
        self.setProperty("role", "sidebar")
        self.setItemDelegate(FacetsDelegate(context.theme, self))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setExpandsOnDoubleClick(False)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("Narrow")
        self.setAccessibleDescription(
            "Tags, years, statuses, lists and pages of the papers that are shown. Enter shows "
            "only the papers of one, Ctrl and Enter all but them."
        )
        self.setModel(self.rows)
        self._collapsed = set(str(self._settings.value(_COLLAPSED, "")).split("\n"))
        self.setCurrentIndex(self.rows.index(0, 0))
        context.theme.changed.connect(self.viewport().update)
        self.expanded.connect(lambda index: self._remember(index, open_=True))
        self.collapsed.connect(lambda index: self._remember(index, open_=False))

    def show_rows(self, facets: tuple[Facet, ...], answer: SearchAnswer) -> None:
        """Show an answer's facets; the keyboard stays on the value that it is on."""
        row = self.rows.row(self.currentIndex())
        self.rows.show(facets, used(answer.query), answer.total)
        for number in range(self.rows.rowCount()):
            index = self.rows.index(number, 0)
            self.setExpanded(index, str(self.rows.data(index)) not in self._collapsed)
        if row is not None and row.query:
            found = self.rows.find(row.query)
            if found.isValid() and found != self.currentIndex():
                self.setCurrentIndex(found)

    def use(self, index: QModelIndex, modifiers: Qt.KeyboardModifier) -> None:
        """Do what a click or Enter on a line does."""
        row = self.rows.row(index)
        if row is None:
            return
        if row.kind == "section":
            self.setExpanded(index, not self.isExpanded(index))
        elif row.kind == "value":
            self.used.emit(row.query, _meant(row, modifiers))
        elif row.kind in ("more", "fewer"):
            self.widened.emit(index.parent().row(), row.kind == "more")

    def _remember(self, index: QModelIndex, *, open_: bool) -> None:
        title = str(self.rows.data(index))
        if (title in self._collapsed) == open_:
            (self._collapsed.discard if open_ else self._collapsed.add)(title)
            self._settings.setValue(_COLLAPSED, "\n".join(sorted(self._collapsed)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.use(self.currentIndex(), event.modifiers())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif is_letter(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.setCurrentIndex(index)
            self.use(index, event.modifiers())


def _meant(row: Row, modifiers: Qt.KeyboardModifier) -> Use:
    """How the reader wants a value to be used; a plain click on one that is left out brings it
    back, as the click on one that is used does."""
    if modifiers & _EXCLUDING:
        return "without"
    return row.use or "only"


class FacetsPanel(QWidget):
    """``used(words, use)``: the search is to use a value so, or no more when it does already;
    ``left()`` for Escape."""

    used = Signal(str, str)
    left = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: SearchAnswer | None = None
        self._feed = FacetsFeed(context, self)
        self.setProperty("role", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.view = FacetsView(context, self)
        self.hint = QLabel(_HINT, self)
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(12, 10, 10, 10)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.hint, 1)
        layout.addWidget(self.view, 1)
        self.view.hide()
        self.setFocusProxy(self.view)
        self._feed.ready.connect(self._on_ready)
        self.view.used.connect(self.used)
        self.view.left.connect(self.left)
        self.view.widened.connect(self._on_widened)

    @property
    def idle(self) -> bool:
        """Whether it shows the facets of the newest answer, or nothing because it is hidden."""
        return self._feed.idle

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, 400)

    def hold(self) -> None:
        """Make way for the search that was just asked for."""
        self._feed.hold()

    def show_answer(self, answer: SearchAnswer) -> None:
        """Show how the papers of an answer divide, as soon as they are counted."""
        self._answer = answer
        if not self.isHidden():
            self._feed.ask(answer, self.view.rows.limit)

    def setVisible(self, visible: bool) -> None:
        came = visible and self.isHidden()
        super().setVisible(visible)
        if not visible:
            self._feed.hold()
        elif came and self._answer is not None:
            self.show_answer(self._answer)

    def _on_ready(self, answer: SearchAnswer, facets: tuple[Facet, ...]) -> None:
        self.view.show_rows(facets, answer)
        something = answer.total > 0 or bool(used(answer.query))
        self.view.setVisible(something)
        self.hint.setVisible(not something)

    def _on_widened(self, section: int, wide: bool) -> None:
        self.view.rows.widen(section, wide=wide)
        if self._answer is not None:
            self.show_answer(self._answer)
