"""The right pane: a hint, one paper, or what several selected papers have in common."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from readlist.domain.changes import ChangeSet
from readlist.domain.errors import NotFoundError
from readlist.gui import icons
from readlist.gui.context import AppContext
from readlist.gui.views.pane_many import ManyPapers
from readlist.gui.views.pane_paper import PaperView
from readlist.gui.views.pane_style import SHEET

_SHARED = frozenset({"tags", "lists", "dumps", "sightings"})
_HINT = (
    "Select a paper to read it here.\n\n"
    "S stars it, 1 to 5 set its status, T tags it, N writes a note, L puts it on a list."
)


class PaperPane(QStackedWidget):
    """Shows the selected papers and lets the reader change them.

    It follows every change of the library by itself. ``tag_opened`` (name), ``list_opened`` (id),
    ``page_opened`` (dump id), ``paper_opened`` (id) and ``search_asked`` (query) ask the window to
    go there, ``left`` (Escape) to take the focus.
    Call ``flush`` before the bridge is closed: what is typed in the last half second is written
    then.
    """

    tag_opened = Signal(str)
    list_opened = Signal(int)
    page_opened = Signal(int)
    paper_opened = Signal(int)
    search_asked = Signal(str)
    edit_asked = Signal()
    identify_asked = Signal()
    left = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._ids: tuple[int, ...] = ()
        self._terms: tuple[str, ...] = ()
        self._watched: QWidget | None = None
        self._stale = False
        self.setProperty("role", "reading-pane")
        self.setStyleSheet(SHEET)
        self.setMinimumWidth(260)
        self.setAccessibleName("Paper")
        self.hint = self._build_hint()
        self.one = PaperView(context, self)
        self.many = ManyPapers(context, self)
        around = QScrollArea(self)
        around.setWidgetResizable(True)
        around.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.many.setProperty("role", "reading-page")
        around.setWidget(self.many)
        self._around = around
        for page in (self.hint, self.one, around):
            self.addWidget(page)
        self.one.tag_opened.connect(self.tag_opened)
        self.one.list_opened.connect(self.list_opened)
        self.one.page_opened.connect(self.page_opened)
        self.one.paper_opened.connect(self.paper_opened)
        self.one.search_asked.connect(self.search_asked)
        self.one.edit_asked.connect(self.edit_asked)
        self.one.identify_asked.connect(self.identify_asked)
        self.many.tag_opened.connect(self.tag_opened)
        context.bridge.changed.connect(self._on_changed)
        context.theme.changed.connect(self._tint)
        self._tint()

    def show_papers(self, ids: Sequence[int], terms: tuple[str, ...] = ()) -> None:
        """Show a hint (no paper), the paper with the search's ``terms`` marked, or a summary."""
        self._ids, self._terms = tuple(ids), terms
        self._refresh()

    @property
    def ids(self) -> tuple[int, ...]:
        """The papers that are shown."""
        return self._ids

    def flush(self) -> None:
        """Hand what is typed and not written yet to the writer thread."""
        self.one.flush()

    def renew_related(self) -> None:
        """Compare papers again: the index knows more than before."""
        if self.currentWidget() is self.one and self.isVisible():
            self.one.related.renew()

    def unsaved(self) -> list[str]:
        """The notes that the library may lack."""
        return self.one.unsaved()

    def why_unsaved(self) -> str:
        """Why the library lacks them, in words; "" when nothing has failed."""
        return self.one.why_unsaved()

    def edit_notes(self) -> None:
        """Go to the note of the one paper that is shown."""
        if self.currentWidget() is self.one:
            self.one.edit_notes()

    def edit_details(self) -> None:
        """Go to the form of the one paper that is shown."""
        if self.currentWidget() is self.one:
            self.one.edit_details()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refresh()
        if self._watched is not self.window():
            if self._watched is not None:
                self._watched.removeEventFilter(self)
            self._watched = self.window()
            self._watched.installEventFilter(self)

    def _flush_at_end(self) -> None:
        try:
            self.flush()
        except Exception:  # raised in Qt's own calls it would break closing; so it is only told
            sys.excepthook(*sys.exc_info())

    def hideEvent(self, event: QHideEvent) -> None:
        self._flush_at_end()
        self.one.pause()
        self.many.stop()
        self._stale = True
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Write what is typed before the window's own handling of its end."""
        if watched is self._watched and event.type() == QEvent.Type.Close:
            self._flush_at_end()
        return super().eventFilter(watched, event)

    def take_focus(self) -> None:
        """Give what is shown the keyboard: the abstract, or the first button for many papers.

        A focus proxy would do the same, but then Tab never leaves the pane.
        """
        if self.currentWidget() is self.one:
            self.one.abstract.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self.currentWidget() is self._around:
            self.many.tags.add_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _refresh(self) -> None:
        """Show the papers as they are now; a hidden pane waits until it is shown."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        if len(self._ids) == 1:
            try:
                paper = self._context.library.papers.get(self._ids[0])
            except NotFoundError:
                self._ids = ()
            else:
                self.many.stop()
                self.one.show_paper(paper, self._terms)
                self.setCurrentWidget(self.one)
                return
        if self.one.paper is not None:
            self.one.leave()
        if self._ids:
            self.many.show_ids(self._ids)
            self.setCurrentWidget(self._around)
        else:
            self.many.stop()
            self.setCurrentWidget(self.hint)

    def _on_changed(self, change: ChangeSet) -> None:
        touched = (change.papers, change.added, change.removed)
        mine = any(not ids.isdisjoint(self._ids) for ids in touched)
        if change.everything or change.kinds & _SHARED or mine:
            self._refresh()

    def _build_hint(self) -> QWidget:
        page = QWidget(self)
        self._picture = QLabel(page)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words = QLabel(_HINT, page)
        words.setProperty("role", "muted")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setWordWrap(True)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(14)
        layout.addStretch(2)
        layout.addWidget(self._picture)
        layout.addWidget(words)
        layout.addStretch(3)
        return page

    def _tint(self) -> None:
        theme = self._context.theme
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(icons.pixmap("page", theme.colour("placeholder"), 40, ratio))
        palette = self.palette()
        palette.setColor(palette.ColorRole.Window, theme.colour("base"))
        self.setPalette(palette)
