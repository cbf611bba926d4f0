"""The window: what its parts, its actions and the library say to each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent

from readlist.domain.changes import ChangeSet
from readlist.domain.views import Scope, SearchAnswer, Sort
from readlist.gui import incoming, window_state
from readlist.gui.actions import Actions
from readlist.gui.context import AppContext
from readlist.gui.daily import DailyBackup
from readlist.gui.faults import FaultTeller
from readlist.gui.indexing import Indexing
from readlist.gui.keeping import Keeping
from readlist.gui.leaving import Leaving
from readlist.gui.menus import build_menus, build_toolbar, context_menu
from readlist.gui.models.ranks import Ranks
from readlist.gui.news import NewsFeed
from readlist.gui.query import QueryRunner, Question
from readlist.gui.search_aid import SearchAid
from readlist.gui.snapshot import Snapshot, SnapshotFeed
from readlist.gui.trail import Place, Trail
from readlist.gui.undoing import named
from readlist.gui.views.facets_text import toggled
from readlist.gui.window_parts import WindowParts


class WindowHandlers(Protocol):
    """What the window has done for it by those who know it (``gui.handlers``)."""

    def by_key(self) -> Mapping[str, Callable[[], None]]: ...
    def import_samples(self) -> None: ...
    def take(self, mime: QMimeData, name: str) -> None: ...
    def export_list(self, list_id: int) -> None: ...
    def complete_place(self, scope: Scope, name: str) -> None: ...
    def edit_search(self, query: str) -> None: ...
    def follow(self, paper_id: int) -> None: ...
    def follow_search(self, query: str) -> None: ...


class MainWindow(WindowParts):
    """One library's window. Its parts speak to each other only through this class.

    ``make_handlers`` gives what its actions do, once its parts are there. ``unexpected(fault)``
    comes for every fault that is our own bug, ``repair_asked()`` when the window has closed because
    the reader wants the damaged library repaired.
    """

    unexpected = Signal(object)
    repair_asked = Signal()

    def __init__(
        self, context: AppContext, make_handlers: Callable[[MainWindow], WindowHandlers]
    ) -> None:
        super().__init__(context)
        self.snapshot = Snapshot()
        self.terms: tuple[str, ...] = ()
        self._writing = False
        self._words = ""
        self._entering = False
        self.trail = Trail()
        self._choose_later: tuple[int, ...] = ()
        self._shown: tuple[list[int], tuple[str, ...]] = ([], ())
        self.runner = QueryRunner(context, self)
        self.feed = SnapshotFeed(context, self)
        self.indexing = Indexing(context, self)
        self.news = NewsFeed(context, self.runner, self)
        self.keeping = Keeping(context, self)
        self.daily = DailyBackup(context, self)
        self._sort = window_state.load_sort(context.settings)
        self._list_sort = Sort("manual")
        self.setWindowTitle("Readlist")
        self.setAcceptDrops(True)
        self.faults = FaultTeller(context, self, self.toast)
        self.aid = SearchAid(context, self.search, self.runner, self.table)
        self._leave = Leaving(context, self.pane, self)
        self.handlers = make_handlers(self)
        self.actions_ = Actions(context.theme, self.handlers.by_key(), self)
        build_menus(self, self.actions_, self.table)
        self.toolbar = build_toolbar(self, self.actions_)
        self._connect_parts()
        self._connect_library()
        window_state.restore(context.settings, self, self.splitter, self.table.header)
        window_state.restore_narrow(context.settings, self.beside)
        self._show_panes()
        self._enable()
        self.start()

    # what the parts say to each other

    def _connect_parts(self) -> None:
        table, search, sidebar = self.table, self.search, self.sidebar
        search.changed.connect(lambda text: self.runner.ask(text=text))
        search.left.connect(self.enter_table)
        search.save_asked.connect(self.actions_["save-search"].trigger)
        search.add_button(self.actions_["show-narrow"])
        search.suggested.connect(lambda _text: self._enable())
        self.narrow.used.connect(
            lambda words, use: search.set_text(toggled(search.text, words, use))
        )
        self.narrow.left.connect(self.enter_table)
        sidebar.scope_chosen.connect(self.go_to)
        sidebar.left.connect(self.enter_table)
        table.selected.connect(self._on_selected)
        table.star_clicked.connect(lambda one, on: self.commands.star([one], starred=on))
        table.opened.connect(self.actions_["focus-pane"].trigger)
        table.moved.connect(self._on_moved)
        table.left.connect(search.escape)
        table.header.sorted.connect(self._on_sorted)
        table.customContextMenuRequested.connect(self._table_menu)
        self.pane.tag_opened.connect(lambda name: self.open_place(Scope("tag", name)))
        self.pane.list_opened.connect(lambda one: self.open_place(Scope("list", str(one))))
        self.pane.page_opened.connect(lambda one: self.open_place(Scope("dump", str(one))))
        self.pane.paper_opened.connect(self.handlers.follow)
        self.pane.search_asked.connect(self.handlers.follow_search)
        self.pane.edit_asked.connect(self.actions_["edit-details"].trigger)
        self.pane.identify_asked.connect(self.actions_["identify"].trigger)
        self.pane.left.connect(self.enter_table)
        self.welcome.import_samples.connect(self.handlers.import_samples)
        self.welcome.choose_files.connect(self.actions_["import"].trigger)
        self.welcome.paste.connect(self.actions_["paste"].trigger)
        self.menus.export_asked.connect(self.handlers.export_list)
        self.menus.complete_asked.connect(self.handlers.complete_place)
        self.menus.import_asked.connect(self.actions_["import"].trigger)
        self.menus.imports_asked.connect(self.actions_["imports"].trigger)
        self.menus.save_search_asked.connect(self.actions_["save-search"].trigger)
        self.menus.edit_search_asked.connect(self.handlers.edit_search)
        self.commands.said.connect(self.say)

    def _connect_library(self) -> None:
        self.runner.answered.connect(self._on_answer)
        self.runner.asked.connect(self._on_asked)
        self.feed.ready.connect(self._on_snapshot)
        self.news.ready.connect(self.sidebar.places.show_news)
        self.status.follow(self.indexing)
        self.status.follow(self.commands.undoing)
        self.indexing.updated.connect(self._on_indexed)
        self.indexing.updated.connect(lambda _papers: self.keeping.look())
        self.keeping.looked.connect(self.kept.show_troubles)
        self.keeping.told.connect(lambda text: self._warn(text, "kept"))
        self.kept.clicked.connect(self.actions_["kept"].trigger)
        self.daily.told.connect(lambda text: self._warn(text, "backups"))
        self.faults.unexpected.connect(self.unexpected)
        self.faults.renew.connect(lambda: self.on_changed(ChangeSet(everything=True)))
        self.faults.repair_asked.connect(self._repair)
        self.context.bridge.changed.connect(self.on_changed)
        self.context.bridge.failed.connect(self.on_fault)
        queued = Qt.ConnectionType.QueuedConnection  # a repaint may be under way
        self.table.papers.failed.connect(self.on_fault, queued)
        self.context.bridge.busy.connect(self._on_busy)

    def start(self) -> None:
        """Ask for everything that the window shows; it comes when it has been read."""
        self.feed.refresh()
        self.indexing.update()
        self.go_to(window_state.load_scope(self.context.settings))
        if self.runner.question == Question():
            self.runner.refresh()
        self.table.setFocus()

    @property
    def settled(self) -> bool:
        """Whether all that was asked for has been written, read and shown."""
        works = (
            self.runner, self.feed, self.indexing, self.table.passages, self.narrow, self.aid,
            self.search,
        )  # fmt: skip
        return not self._writing and all(work.idle for work in works)

    # where the reader is

    def go_to(self, scope: Scope) -> None:
        """Show a place in the order that belongs to it."""
        self.runner.ask(scope=scope, sort=self._sort_of(scope))

    def leave_place(self) -> None:
        """Remember the present place for the way back from a link."""
        self.trail.leave(Place(self.runner.question, tuple(self.selection())))

    def open_place(self, scope: Scope, chosen: Sequence[int] = (), text: str = "") -> None:
        """Go to a place by way of the sidebar, with other words to search for than now, and select
        papers there."""
        self._choose_later = tuple(chosen)
        self.search.set_text(text)
        if not self.sidebar.choose(scope):
            self.go_to(scope)
        self.runner.refresh()

    def place_name(self) -> str:
        """What the shown papers are, in words."""
        node = self.sidebar.current()
        place = node.label if node is not None else "Library"
        words = self.search.text.strip()
        return f"{words} in {place}" if words else place

    def _sort_of(self, scope: Scope) -> Sort:
        if scope.kind == "list":
            return self._list_sort
        return self._sort

    def _on_asked(self, question: Question) -> None:
        self.narrow.hold()
        self.setWindowTitle(self.place_name())
        shown = question.sort if question.sort.key != "manual" else None
        self.table.header.show_sort(shown)

    def _on_sorted(self, sort: Sort | None) -> None:
        in_list = self.runner.question.scope.kind == "list"
        if in_list:
            self._list_sort = sort or Sort("manual")
        else:
            self._sort = sort or Sort()
        self.runner.ask(sort=self._list_sort if in_list else self._sort)

    def _on_answer(self, answer: SearchAnswer, question: Question, is_new: bool) -> None:
        self.terms = answer.terms
        self.table.by_hand = question.sort.key == "manual" and not question.text.strip()
        self.table.show_ranks(Ranks(answer, question.sort, question.scope))
        # The best matches of other words than before are what the reader wants to see.
        words, self._words = self._words, question.text.strip()
        from_top = bool(self._words) and self._words != words
        self.table.show_ids(answer.ids, answer.terms, is_new=is_new, from_top=from_top)
        if not frozenset(self._choose_later).isdisjoint(answer.ids):
            self.table.select_ids(self._choose_later)
            self._choose_later = ()
        self.search.show_answer(answer)
        self.narrow.show_answer(answer)
        self.hint.show_for(question, answer.total)
        if answer.by_sql:
            if self.indexing.idle:
                self.feed.refresh()
            self.indexing.heal()
        if self._entering:
            self.enter_table()
        self._on_selected()

    def enter_table(self) -> None:
        """Give the table the keyboard, on its first row when none is chosen; when an answer is
        still to come, on the first row of that."""
        self._entering = not self.runner.idle
        if not self.table.currentIndex().isValid() or not self.table.selected_count():
            self.table.step(-len(self.table.papers.ids))
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def selection(self) -> list[int]:
        """The ids of the selected papers in the table's order."""
        return self.table.selected_ids()

    def current_area(self) -> QRect:
        """The current row on the screen: where popups belong."""
        rect = self.table.visualRect(self.table.currentIndex())
        area = rect.intersected(self.table.viewport().rect())
        return QRect(self.table.viewport().mapToGlobal(area.topLeft()), area.size())

    def _on_selected(self) -> None:
        ids = self.selection()
        if (ids, self.terms) != self._shown:
            self._shown = (ids, self.terms)
            self.pane.show_papers(ids, self.terms)
        self._show_counts()
        self._enable()

    def _show_counts(self) -> None:
        question, citable = self.runner.question, None
        if question.scope.kind == "list" and not question.text.strip():
            lists = {str(one.id): one.citable for one in self.snapshot.lists}
            citable = lists.get(question.scope.value)
        self.status.show_counts(len(self.table.papers.ids), self.table.selected_count(), citable)

    def _on_moved(self, ids: list[int], before: int | None) -> None:
        scope = self.runner.question.scope
        if scope.kind == "list":
            self.commands.move_in_list(int(scope.value), ids, before)

    # the library's news

    def on_changed(self, change: ChangeSet) -> None:
        """Show what a mutation changed, ours or another process's."""
        self.toast.withdraw()
        if change.everything:
            self.table.papers.forget()
        elif change.papers or change.removed or change.kinds & {"tags", "notes", "sightings"}:
            self.table.papers.forget(None if change.kinds & {"tags"} else change.papers)
        self.runner.refresh()
        self.feed.refresh()
        self.indexing.update()

    def _on_busy(self, busy: bool) -> None:
        self._writing = busy

    def _on_snapshot(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.sidebar.show_snapshot(snapshot)
        self.menus.show_snapshot(snapshot)
        self.news.show_saved(snapshot.saved)
        index = snapshot.index
        if index is not None and index.state in {"missing", "damaged"}:
            self.indexing.heal()
        self.status.show_index(index if not self.indexing.idle else None)
        empty = snapshot.counts.all == 0 and snapshot.counts.trash == 0
        self.stack.setCurrentWidget(self.welcome if empty else self.beside)
        self.search.setEnabled(not empty)
        self._name_undo()
        self._show_place()
        self._show_counts()
        self._enable()

    def _show_place(self) -> None:
        """Mark the remembered place once the sidebar knows it."""
        node, scope = self.sidebar.current(), self.runner.question.scope
        if (node is None or node.scope != scope) and not self.sidebar.choose(scope):
            self.go_to(Scope())

    def _name_undo(self) -> None:
        state = self.snapshot.undo
        for key, step, word in (
            ("undo", state.undo_step, "Undo"), ("redo", state.redo_step, "Redo"),
        ):  # fmt: skip
            action = self.actions_[key]
            action.setText(f"&{word} {named(step).replace('&', '&&')}".rstrip())
            action.setEnabled(step is not None)

    def _on_indexed(self, _papers: int) -> None:
        self.pane.renew_related()
        if self.runner.question.text.strip() or self.runner.question.scope.kind == "saved":
            self.runner.refresh()
        self.feed.refresh()
        self.news.refresh()

    def _enable(self) -> None:
        scope = self.runner.question.scope
        count = self.table.selected_count()
        chosen = count > 0
        trash = scope.kind == "trash"
        self.actions_.enable(
            {
                "any": chosen,
                "papers": chosen and not trash,
                "one": count == 1 and not trash,
                "two": count == 2 and not trash,
                "trash": chosen and trash,
                "library": bool(self.table.papers.ids),
                "manual": chosen and self.table.by_hand,
                "list": scope.kind == "list",
                "listed": chosen and scope.kind == "list",
                "words": bool(self.search.text.strip()),
                "ranked": count == 1 and bool(self.table.papers.ranks),
                "trail": bool(self.trail),
                "meant": bool(self.search.meant.text),
            }
        )

    # telling the reader

    def say(self, text: str, undoable: bool = False) -> None:
        """A short message over the window, with Undo when that makes sense."""
        if undoable:
            self.toast.say(text, "Undo", self.commands.undo)
        else:
            self.toast.say(text)

    def _warn(self, text: str, key: str) -> None:
        action = self.actions_[key]
        self.toast.say(text, action.text().replace("&", ""), action.trigger, seconds=12)

    def on_fault(self, fault: BaseException) -> None:
        """Tell a known error as a message, our own bug with its report."""
        self.faults.tell(fault)

    def _repair(self) -> None:
        if self.close():
            self.repair_asked.emit()

    def _table_menu(self, where: QPoint) -> None:
        if self.table.selected_count():
            trash = self.runner.question.scope.kind == "trash"
            menu = context_menu(self.table, self.actions_, trash=trash)
            menu.popup(self.table.viewport().mapToGlobal(where))

    def _show_panes(self) -> None:
        settings = self.context.settings
        for key, part in (
            ("show-sidebar", self.sidebar), ("show-pane", self.pane),
            ("show-toolbar", self.toolbar),
        ):  # fmt: skip
            shown = str(settings.value(f"view/{key}", "1")) != "0"
            part.setVisible(shown)
            self.actions_[key].setChecked(shown)
        self.actions_["show-passages"].setChecked(self.table.shows_passages)
        self._show_narrow()
        self.actions_[f"theme-{self.context.theme.mode}"].setChecked(True)

    def _show_narrow(self) -> None:
        shown = window_state.narrow_shown(self.context.settings, self.width())
        self.narrow.setVisible(shown)
        self.actions_["show-narrow"].setChecked(shown)

    # Qt's own names from here on

    def end_session(self) -> None:
        """Close at once, asking nothing: the system or a signal ends the program."""
        self._leave.quietly = True
        self.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_narrow()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if incoming.acceptable(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.handlers.take(event.mimeData(), "dropped text")

    def closeEvent(self, event: QCloseEvent) -> None:
        try:
            if not self._leave.may_close():
                event.ignore()
                return
            self.keeping.finish()
            self.daily.finish()
            window_state.save(self.context.settings, self, self.splitter, self.table.header)
            window_state.save_narrow(self.context.settings, self.beside)
            window_state.save_place(self.context.settings, self.runner.question.scope, self._sort)
        except Exception as fault:  # a bug must not make a window that nobody can close
            self.unexpected.emit(fault)
            self._leave.in_spite_of_fault()
        self.faults.closed = True
        super().closeEvent(event)
