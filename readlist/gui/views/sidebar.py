"""The left pane: every place where papers can be looked at."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from readlist.domain.views import Scope
from readlist.gui.context import AppContext
from readlist.gui.letters import is_letter
from readlist.gui.models.sidebar_model import SidebarModel
from readlist.gui.models.sidebar_tree import EDITABLE, Node
from readlist.gui.snapshot import Snapshot
from readlist.gui.views.sidebar_delegate import ADDABLE, SidebarDelegate, plus_rect

_Index = QModelIndex | QPersistentModelIndex
_COLLAPSED = "sidebar/collapsed"


class Sidebar(QTreeView):
    """Signals: ``scope_chosen(Scope)``; ``add_asked(section key)`` for a section's +;
    ``delete_asked(node)``; ``menu_asked(node, global position)``; ``renamed(node, text)`` and
    ``dropped(node, ids)`` from the model; ``left()`` for Escape.
    """

    scope_chosen = Signal(object)
    add_asked = Signal(str)
    delete_asked = Signal(object)
    menu_asked = Signal(object, QPoint)
    left = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.places = SidebarModel(self)
        self._waiting: Snapshot | None = None
        stored = context.settings.value(_COLLAPSED, "")
        self._collapsed = set(str(stored).split("\n"))
        self._restoring = False
        self._set_up()
        self.setModel(self.places)
        self._expand()
        self.choose(Scope())
        self.selectionModel().currentChanged.connect(self._on_current)
        self.expanded.connect(lambda index: self._remember(index, open_=True))
        self.collapsed.connect(lambda index: self._remember(index, open_=False))
        context.theme.changed.connect(self.viewport().update)

    def _set_up(self) -> None:
        self.setProperty("role", "sidebar")
        self.setItemDelegate(SidebarDelegate(self._context.theme, self))
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setExpandsOnDoubleClick(True)
        self.setAutoExpandDelay(600)
        self.setAccessibleName("Places")
        self.setAccessibleDescription("Library, lists, tags, imports and saved searches")

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the library's present places; waits while a name is being edited."""
        if self.state() == QAbstractItemView.State.EditingState:
            self._waiting = snapshot
            return
        self._waiting = None
        node = self.places.node(self.currentIndex())
        key, scope = (node.key, node.scope) if node else ("", None)
        place = self.verticalScrollBar().value()
        self._restoring = True
        self.places.show(snapshot)
        self._expand()
        found = self._find_again(node)
        if found.isValid() and found != self.currentIndex():
            self.setCurrentIndex(found)
        self._restoring = False
        self.verticalScrollBar().setValue(place)
        now = self.places.node(found)
        if key and now is None:
            self.choose(Scope())
        elif now is not None and now.scope is not None and now.scope != scope:
            self.scope_chosen.emit(now.scope)

    def _find_again(self, node: Node | None) -> QModelIndex:
        """Where a line of an older tree stands now; a renamed tag is known by its id."""
        if node is None:
            return QModelIndex()
        found = self.places.find(node.key)
        if not found.isValid() and node.kind == "tag" and node.real:
            same = (one for one in self.places.nodes() if one.kind == "tag" and one.ref == node.ref)
            found = self.places.index_of(renamed) if (renamed := next(same, None)) else found
        return found

    def choose(self, scope: Scope) -> bool:
        """Go to a place; False when the sidebar has no such line."""
        for node in self.places.nodes():
            if node.scope == scope:
                self.setCurrentIndex(self.places.index_of(node))
                return True
        return False

    def current(self) -> Node | None:
        """The chosen line."""
        return self.places.node(self.currentIndex())

    def rename(self, node: Node) -> None:
        """Edit a name in place."""
        if node.kind in EDITABLE and node.real:
            index = self.places.index_of(node)
            self.scrollTo(index)
            self.edit(index)

    def _expand(self) -> None:
        self._restoring, before = True, self._restoring
        for node in self.places.nodes():
            if node.children:
                self.setExpanded(self.places.index_of(node), node.key not in self._collapsed)
        self._restoring = before

    def _remember(self, index: QModelIndex, *, open_: bool) -> None:
        node = self.places.node(index)
        if node is None or self._restoring:
            return
        (self._collapsed.discard if open_ else self._collapsed.add)(node.key)
        self._context.settings.setValue(_COLLAPSED, "\n".join(sorted(self._collapsed)))

    def _on_current(self, index: QModelIndex) -> None:
        node = self.places.node(index)
        if node is not None and node.scope is not None and not self._restoring:
            self.scope_chosen.emit(node.scope)

    def closeEditor(self, editor: QWidget, hint: object) -> None:
        super().closeEditor(editor, hint)  # type: ignore[arg-type]
        if self._waiting is not None:
            self.show_snapshot(self._waiting)

    def event(self, event: QEvent) -> bool:
        # Delete and F2 mean the chosen line while the sidebar has the focus, not the papers.
        own = {Qt.Key.Key_Delete, Qt.Key.Key_F2}
        match event:
            case QKeyEvent() if event.type() == QEvent.Type.ShortcutOverride:
                if event.key() in own and not event.modifiers():
                    event.accept()
                    return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        node = self.current()
        if event.key() == Qt.Key.Key_Delete and node is not None:
            self.delete_asked.emit(node)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif is_letter(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            return  # asks for a line's menu: it need not go there first
        where = event.position().toPoint()
        node = self.places.node(self.indexAt(where))
        if node is not None and node.key in ADDABLE:
            line = self.visualRect(self.indexAt(where))
            if plus_rect(line).contains(where):
                self.add_asked.emit(node.key)
                return
        if node is not None and node.kind == "section":
            if event.button() == Qt.MouseButton.LeftButton:
                index = self.places.index_of(node)
                self.setExpanded(index, not self.isExpanded(index))
            return
        super().mousePressEvent(event)

    def drawBranches(self, painter: QPainter, rect: QRect, index: _Index) -> None:
        """A small arrow before what can be opened, and no colour of the selection beside it."""
        if not self.places.hasChildren(index):
            return
        section = not index.parent().isValid()
        x, y = rect.right() - 6, rect.center().y() + (3 if section else 1)
        shape = (
            [QPointF(x - 4, y - 2), QPointF(x + 4, y - 2), QPointF(x, y + 3)]
            if self.isExpanded(index)
            else [QPointF(x - 2, y - 4), QPointF(x + 3, y), QPointF(x - 2, y + 4)]
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._context.theme.colour("control-border"))
        painter.drawPolygon(QPolygonF(shape))
        painter.restore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
        node = self.places.node(index)
        if node is not None:
            where = self.viewport().mapToGlobal(self.visualRect(index).center())
            mouse = event.reason() == QContextMenuEvent.Reason.Mouse
            self.menu_asked.emit(node, event.globalPos() if mouse else where)
