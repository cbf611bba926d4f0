"""One paper, whole, in one column that scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from readlist.domain.errors import NotFoundError
from readlist.domain.papers import Paper
from readlist.formats.readable import readable, readable_map
from readlist.gui import icons
from readlist.gui.addresses import paper_links
from readlist.gui.context import AppContext
from readlist.gui.popups.colours import ColourPopup
from readlist.gui.popups.lists import ListPopup
from readlist.gui.popups.tags import TagPopup
from readlist.gui.push_button import PushButton
from readlist.gui.section import Section
from readlist.gui.tab_order import set_reading_order
from readlist.gui.views.pane_chips import ChipRow, ChipValue
from readlist.gui.views.pane_details import DetailsForm
from readlist.gui.views.pane_extras import BibtexPreview, SightingList
from readlist.gui.views.pane_header import PaperHeader
from readlist.gui.views.pane_links import LinksRow
from readlist.gui.views.pane_marks import MarkedAbstract
from readlist.gui.views.pane_notes import NotesPanel
from readlist.gui.views.pane_related import RelatedList

_MARGIN = 18
_WIDEST = 820  # pixels of text: longer lines are hard to read
_BIBTEX_MS = 120


class PaperView(QScrollArea):
    """Shows one paper and lets the reader change it.

    ``tag_opened`` (name), ``list_opened`` (id), ``page_opened`` (dump id), ``paper_opened`` (id)
    and ``search_asked`` (query) ask to show others, ``edit_asked`` and ``identify_asked`` for the
    dialogs that edit this paper.
    """

    tag_opened = Signal(str)
    list_opened = Signal(int)
    page_opened = Signal(int)
    paper_opened = Signal(int)
    search_asked = Signal(str)
    edit_asked = Signal()
    identify_asked = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._paper: Paper | None = None
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._page = QWidget(self)
        self._page.setProperty("role", "reading-page")
        self.setWidget(self._page)
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(_MARGIN, 14, _MARGIN, 24)
        self._column.setSpacing(10)
        self._build_top()
        self._build_text()
        self._build_rest()
        self._column.addStretch(1)
        self._bibtex_timer = QTimer(self)
        self._bibtex_timer.setSingleShot(True)
        self._bibtex_timer.setInterval(_BIBTEX_MS)
        self._bibtex_timer.timeout.connect(self._show_bibtex)
        context.theme.changed.connect(self._tint)
        self._tint()

    @property
    def paper(self) -> Paper | None:
        """The paper that is shown."""
        return self._paper

    def show_paper(self, paper: Paper, terms: Sequence[str] = ()) -> None:
        """Show ``paper`` with the search's ``terms`` marked.

        The same paper again keeps the place, the focus and what is being typed.
        """
        other = self._paper is None or self._paper.id != paper.id
        place = 0 if other else self.verticalScrollBar().value()
        self._paper = paper
        spans = self._context.library.search.spans
        title = readable(paper.bib.title)
        self.header.show_paper(paper, title, spans(title, terms) if terms else ())
        self.banner.setVisible(bool(paper.trashed))
        self.tags.show_chips(
            [
                ChipValue(t.name, t.name, t.colour, f"Show papers tagged {t.name}")
                for t in paper.tags
            ]
        )
        self.lists.show_chips(
            [ChipValue(str(r.id), r.name, "", f"Show the list {r.name}") for r in paper.lists]
        )
        known = paper.bib.arxiv_id or paper.bib.doi
        self.links.show_links(paper_links(paper), offer=not known and not paper.trashed)
        self.form_button.setVisible(not paper.trashed)
        self.abstract.show_paper(paper, readable_map(paper.bib.abstract), terms)
        self.notes.show_notes(paper.id, paper.notes)
        self.notes_section.set_count(len(paper.notes) or None)
        self.sightings.show_sightings(paper.sightings)
        self.sightings_section.set_count(len(paper.sightings) or None)
        self.sightings_section.setVisible(bool(paper.sightings))
        if self.details_section.opened:
            self.details.show_paper(paper)
        if self.related_section.opened:
            self.related.show_for(paper.id)
        self._bibtex_timer.start()
        set_reading_order(self._column)
        self._column.activate()
        self.verticalScrollBar().setValue(place)

    def leave(self) -> None:
        """Forget the paper after writing what was typed; another page is shown."""
        self.flush()
        self.pause()
        self.abstract.close_bar()
        self._paper = None

    def pause(self) -> None:
        """Do nothing more on one's own: the view is hidden."""
        self._bibtex_timer.stop()
        self.related.pause()

    def flush(self) -> None:
        """Write what is typed and not written yet."""
        self.notes.flush()
        self.abstract.flush()
        if self.details_section.opened:
            self.details.flush()

    def unsaved(self) -> list[str]:
        """The notes that the library may lack."""
        return self.notes.unsaved()

    def why_unsaved(self) -> str:
        """Why the library lacks them, in words; "" when nothing has failed."""
        return self.notes.why_unsaved()

    def edit_tags(self) -> None:
        """Open the tag popup for this paper."""
        if self._paper is not None:
            self.ensureWidgetVisible(self.tags.add_button)
            popup = TagPopup(self._context, [self._paper.id], self.window())
            popup.popup_at(self.tags.add_button)

    def edit_lists(self) -> None:
        """Open the reading list popup for this paper."""
        if self._paper is not None:
            self.ensureWidgetVisible(self.lists.add_button)
            popup = ListPopup(self._context, [self._paper.id], self.window())
            popup.popup_at(self.lists.add_button)

    def edit_notes(self) -> None:
        """Put the caret into the paper's note, making one when there is none."""
        self.notes_section.open()
        self.notes.focus_first()
        self._reveal(self.notes_section)

    def edit_details(self) -> None:
        """Unfold the form and go to its first field."""
        self.details_section.open()
        self.details.fields["title"].editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._reveal(self.details_section)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        spare = max(0, self.viewport().width() - _WIDEST - 2 * _MARGIN)
        self._column.setContentsMargins(_MARGIN, 14, _MARGIN + spare, 24)

    def _build_top(self) -> None:
        theme = self._context.theme
        self.banner = QWidget(self._page)
        words = QLabel("This paper is in the Trash.", self.banner)
        words.setProperty("role", "warning")
        words.setWordWrap(True)
        self.restore_button = PushButton("Restore", self.banner)
        self.restore_button.setToolTip("Bring this paper back from the Trash")
        self.restore_button.setAccessibleName("Restore this paper")
        self.restore_button.clicked.connect(self._restore)
        row = QHBoxLayout(self.banner)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(words, 1)
        row.addWidget(self.restore_button)
        self.header = PaperHeader(self._context, self._page)
        for block in (self.header.title, self.header.byline):
            block.caret_moved.connect(lambda rect, b=block: self._show_rect(b, rect))
        self.tags = ChipRow(theme, "+ Tag", "Add or take off tags (T)", self._page)
        self.tags.opened.connect(self.tag_opened)
        self.tags.removed.connect(self._remove_tag)
        self.tags.menu_wanted.connect(self._tag_menu)
        self.tags.add_clicked.connect(self.edit_tags)
        self.lists = ChipRow(theme, "+ List", "Put on a reading list (L)", self._page)
        self.lists.opened.connect(lambda key: self.list_opened.emit(int(key)))
        self.lists.removed.connect(self._remove_list)
        self.lists.add_clicked.connect(self.edit_lists)
        self.links = LinksRow(theme, self._page)
        self.links.identify_asked.connect(self.identify_asked)
        for part in (self.banner, self.header, self.tags, self.lists, self.links):
            self._column.addWidget(part)

    def _build_text(self) -> None:
        context = self._context
        section = Section("Abstract", "abstract", context, parent=self._page)
        self.abstract = MarkedAbstract(self._context, self._page, section)
        self.abstract.view.caret_moved.connect(
            lambda rect: self._show_rect(self.abstract.view, rect)
        )
        self.abstract.shown_at.connect(
            lambda area: self.ensureVisible(area.left(), area.center().y(), 20, 120)
        )
        section.body.addWidget(self.abstract)
        self._column.addWidget(section)
        self.notes_section = Section("Notes", "notes", context, parent=self._page)
        self.notes = NotesPanel(self._context, self.notes_section)
        self.notes.caret_moved.connect(self._follow)
        self.add_note_button = QToolButton(self.notes_section)
        self.add_note_button.setProperty("role", "small")
        self.add_note_button.setText("+ Note")
        self.add_note_button.setToolTip("Write another note (N goes to the first)")
        self.add_note_button.setAccessibleName("Add a note")
        self.add_note_button.clicked.connect(self._add_note)
        self.notes_section.add_action(self.add_note_button)
        self.notes_section.body.addWidget(self.notes)
        self._column.addWidget(self.notes_section)

    def _build_rest(self) -> None:
        context = self._context
        self.sightings_section = Section("Seen on", "sightings", context, parent=self._page)
        self.sightings = SightingList(context.theme, self.sightings_section)
        self.sightings.opened.connect(self.page_opened)
        self.sightings_section.body.addWidget(self.sightings)
        self._build_related()
        self.bibtex_section = Section("BibTeX", "bibtex", context, parent=self._page)
        self.bibtex = BibtexPreview(self._context.theme, self.bibtex_section)
        self.bibtex_section.add_action(self.bibtex.copy_button)
        self.bibtex_section.body.addWidget(self.bibtex)
        self.bibtex_section.toggled.connect(lambda _opened: self._show_bibtex())
        self.details_section = Section(
            "Edit details", "details", context, opened=False, parent=self._page
        )
        self.details = DetailsForm(self._context, self.details_section)
        self.details.caret_moved.connect(self._follow)
        self.form_button = QToolButton(self.details_section)
        self.form_button.setProperty("role", "small")
        self.form_button.setText("All fields…")
        self.form_button.setToolTip("Edit all fields in one form (Ctrl+T)")
        self.form_button.setAccessibleName("Edit all fields in one form")
        self.form_button.clicked.connect(self.edit_asked)
        self.details_section.add_action(self.form_button)
        self.details_section.body.addWidget(self.details)
        self.details_section.toggled.connect(self._toggle_details)
        for part in (
            self.sightings_section, self.related_section, self.bibtex_section,
            self.details_section,
        ):  # fmt: skip
            self._column.addWidget(part)

    def _build_related(self) -> None:
        context = self._context
        self.related_section = Section("Related papers", "related", context, parent=self._page)
        self.related = RelatedList(context, self.related_section)
        self.related.opened.connect(self.paper_opened)
        self.related.search_asked.connect(self.search_asked)
        self.related_button = QToolButton(self.related_section)
        self.related_button.setProperty("role", "small")
        self.related_button.setText("Show all")
        self.related_button.setToolTip("Show this paper and those related to it as a search")
        self.related_button.setAccessibleName("Show all related papers as a search")
        self.related_button.clicked.connect(lambda: self.search_asked.emit(self.related.query))
        self.related.counted.connect(self._on_related)
        self.related_section.add_action(self.related_button)
        self.related_section.body.addWidget(self.related)
        self.related_section.toggled.connect(self._toggle_related)

    def _show_bibtex(self) -> None:
        if self._paper is None or not self.bibtex_section.opened:
            return
        with suppress(NotFoundError):  # deleted this moment: the change will be told
            self.bibtex.show_entry(self._context.library.exporting.bibtex(self._paper.id))

    def _on_related(self, count: int) -> None:
        self.related_button.setVisible(count > 0 and self.related_section.opened)
        set_reading_order(self._column)

    def _toggle_related(self, opened: bool) -> None:
        self.related_button.setVisible(opened and bool(self.related.buttons))
        if opened and self._paper is not None:
            self.related.show_for(self._paper.id)
        elif not opened:
            self.related.pause()

    def _toggle_details(self, opened: bool) -> None:
        if opened and self._paper is not None:
            self.details.show_paper(self._paper)
            # Saving a field needs SQLModel, which takes a second to load: while the reader types.
            self._context.bridge.run(
                self._context.bridge.reader, lambda _job: self._context.library.prepare_writing()
            )
        elif not opened:
            self.details.flush()

    def _add_note(self) -> None:
        self.notes_section.open()
        self.notes.new_note()
        self._follow()

    def _remove_tag(self, name: str) -> None:
        if self._paper is not None:
            paper_id, tags = self._paper.id, self._context.library.tags
            self._context.bridge.write(lambda: tags.remove([paper_id], [name]))

    def _tag_menu(self, name: str, chip: QWidget) -> None:
        menu = QMenu(chip)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = name.replace("&", "&&")
        menu.addAction(f"Show papers tagged {shown}", lambda: self.tag_opened.emit(name))
        menu.addAction("Colour…", lambda: self._recolour(name, chip))
        menu.addAction("Take off\tDel", lambda: self._remove_tag(name))
        menu.popup(chip.mapToGlobal(chip.rect().bottomLeft()))

    def _recolour(self, name: str, chip: QWidget) -> None:
        tags = self._context.library.tags
        tag = next((t for t in self._paper.tags if t.name == name), None) if self._paper else None
        if tag is None:
            return
        popup = ColourPopup(self._context.theme, tag.colour, self.window())
        write = self._context.bridge.write
        popup.picked.connect(lambda colour: write(lambda: tags.recolour(name, colour)))
        popup.popup_at(chip)

    def _remove_list(self, key: str) -> None:
        if self._paper is not None:
            paper_id, lists = self._paper.id, self._context.library.lists
            self._context.bridge.write(lambda: lists.remove(int(key), [paper_id]))

    def _restore(self) -> None:
        if self._paper is not None:
            paper_id, papers = self._paper.id, self._context.library.papers
            self._context.bridge.write(lambda: papers.restore([paper_id]))

    def _reveal(self, section: Section) -> None:
        """Scroll as much of ``section`` as there is room for into sight, then to the caret."""

        def scroll() -> None:
            room = section.geometry()
            shown = min(room.height(), self.viewport().height())
            self.ensureVisible(0, room.top() + shown, 0, 0)
            self._show_focus()

        QTimer.singleShot(0, self, scroll)

    def _follow(self) -> None:
        """Scroll to the caret when the page has taken its new height."""
        QTimer.singleShot(0, self, self._show_focus)

    def _show_focus(self) -> None:
        """Scroll the caret of the editor that has the focus into sight."""
        focus = self.window().focusWidget()
        if focus is None or not self._page.isAncestorOf(focus) or not focus.hasFocus():
            return
        caret = focus.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
        if isinstance(caret, QRect | QRectF) and not caret.isNull():
            self._show_rect(focus, QRect(caret) if isinstance(caret, QRect) else caret.toRect())

    def _show_rect(self, widget: QWidget, rect: QRect) -> None:
        at = widget.mapTo(self._page, rect.center())
        self.ensureVisible(at.x(), at.y(), 0, 40)

    def _tint(self) -> None:
        self.restore_button.setIcon(icons.icon("restore", self._context.theme))
