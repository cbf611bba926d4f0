"""What each action of the window does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QSize, Qt, QUrl
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from readlist.domain.papers import Status
from readlist.domain.views import Scope, Sort
from readlist.gui import incoming
from readlist.gui.actions import SPECS
from readlist.gui.addresses import open_address, paper_links
from readlist.gui.commands import papers
from readlist.gui.dialogs.common import SizedDialog, column
from readlist.gui.dialogs.confirm import confirm
from readlist.gui.dialogs.paper_sets import PaperSet, usual
from readlist.gui.editing import Editing
from readlist.gui.exports import Exports
from readlist.gui.main_window import MainWindow
from readlist.gui.theme import MODES
from readlist.gui.views.ask import NameDialog
from readlist.gui.which_papers import gather
from readlist.resources_path import seeds_folder

if TYPE_CHECKING:
    from readlist.domain.drafts import ImportResult

_SPEAK_FOR_ALL = 200
_FILES = "Pages and citation files (*.txt *.html *.htm *.json *.bib *.ris);;All files (*)"


class Handlers(QObject):
    """Holds the window whose actions these are."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._context = window.context
        self._exports = Exports(window, self.show_paper)

    def by_key(self) -> dict[str, Callable[[], None]]:
        """The handler of every action."""
        window, commands = self._window, self._window.commands
        editing, exports = Editing(window, self.show_paper), self._exports
        handlers: dict[str, Callable[[], None]] = {
            "import": self.choose_files, "import-folder": self.choose_folder,
            "paste": editing.paste, "imports": self.show_imports, "export": exports.shown,
            "kept": exports.kept_files, "backups": self.backups,
            "quit": lambda: _quit(window), "undo": commands.undo, "redo": commands.redo,
            "copy": exports.copy, "cite": exports.cite,
            "select-all": window.table.selectAll, "find": self.find,
            "save-search": self.save_search, "meant": window.search.meant.accept,
            "forget-searches": self.forget_searches, "star": self.star, "tags": self.tags,
            "note": self.note, "lists": self.lists, "open": self.open_paper, "edit": self.edit,
            "edit-details": editing.details, "identify": editing.identify,
            "settings": editing.settings,
            "trash": lambda: commands.trash(window.selection()),
            "restore": lambda: commands.restore(window.selection()),
            "delete": self.delete, "next": lambda: self._step(1),
            "previous": lambda: self._step(-1), "list-new": window.menus.new_list,
            "list-describe": self.describe_list, "list-export": exports.this_list,
            "list-remove": self.remove_from_list,
            "list-up": lambda: window.table.move_by(-1),
            "list-down": lambda: window.table.move_by(1),
            "list-order": lambda: window.table.header.sorted.emit(None),
            "list-delete": self.delete_list, "show-sidebar": lambda: self._pane("show-sidebar"),
            "show-pane": lambda: self._pane("show-pane"),
            "show-toolbar": lambda: self._pane("show-toolbar"),
            "show-narrow": lambda: self._pane("show-narrow"),
            "focus-narrow": lambda: self._focus("show-narrow", window.narrow),
            "show-passages": self.show_passages, "why": self.why, "back": self.back,
            "focus-sidebar": lambda: self._focus("show-sidebar", window.sidebar),
            "focus-table": window.enter_table,
            "focus-pane": self._focus_pane,
            "reindex": window.indexing.rebuild, "shortcuts": self.shortcuts,
            "complete": self.complete, "complete-file": lambda: self.complete(files=True),
            "keys": self.keys, "duplicates": self.duplicates, "merge": self.merge,
            "query-help": self.query_help, "about": self.about,
        }  # fmt: skip
        for status in Status:
            handlers[f"status-{status}"] = lambda status=status: commands.set_status(  # type: ignore[misc]
                window.selection(), status
            )
        for stars in range(6):
            handlers[f"rate-{stars}"] = lambda stars=stars: commands.rate(  # type: ignore[misc]
                window.selection(), stars
            )
        for mode in MODES:
            handlers[f"theme-{mode}"] = lambda mode=mode: self._context.theme.set_mode(mode)  # type: ignore[misc]
        return handlers

    # the ways in

    def choose_files(self) -> None:
        """Ask for files to import."""
        dialog = self._file_dialog("Import pages", QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(_FILES)
        dialog.open()

    def choose_folder(self) -> None:
        """Ask for a folder to import."""
        dialog = self._file_dialog("Import a folder", QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def _file_dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        settings = self._context.settings
        folder = str(settings.value("import/folder", str(Path.home())))
        dialog = QFileDialog(self._window, title, folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)

        def chosen(names: list[str]) -> None:
            settings.setValue("import/folder", str(Path(names[0]).parent))
            self.import_sources([Path(name) for name in names])

        dialog.filesSelected.connect(chosen)
        return dialog

    def import_samples(self) -> None:
        """Import the sample pages that come with the program."""
        folder = seeds_folder()
        if folder is not None:
            self.import_sources(sorted(folder.glob("*.txt")))

    def import_sources(self, sources: Sequence[incoming.Source]) -> None:
        """Open the import dialog on files and texts."""
        from readlist.gui.dialogs.import_dialog import ImportDialog

        dialog = ImportDialog(self._context, list(sources), self._window)
        dialog.show_papers.connect(self.show_imported)
        self._open(dialog)

    def take(self, mime: QMimeData, name: str) -> None:
        """Import what was pasted or dropped."""
        found = incoming.sources(mime, name)
        if found:
            self.import_sources(found)
        else:
            self._window.say(
                "There is nothing to import here. Copy a whole page (Ctrl+A, Ctrl+C in the "
                "browser), then paste it here with Ctrl+V."
            )

    def show_imported(self, result: ImportResult) -> None:
        """Go to the papers that an import brought."""
        self._window.open_place(Scope(), sorted(result.change.added))

    def show_imports(self) -> None:
        """Look at past imports."""
        from readlist.gui.views.imports_view import ImportsView

        dialog = SizedDialog(self._context.settings, "imports", QSize(900, 560), self._window)
        dialog.setWindowTitle("Imports")
        view = ImportsView(self._context, dialog)
        dialog.setLayout(column(view))
        view.left.connect(dialog.reject)

        def go(dump_id: int) -> None:
            dialog.close()
            self._window.sidebar.choose(Scope("dump", str(dump_id)))

        view.show_dump.connect(go)
        self._open(dialog)

    def backups(self) -> None:
        """Look at the backups, make one, go back to one."""
        from readlist.gui.dialogs.backups_dialog import BackupsDialog

        dialog = BackupsDialog(self._context, self._window)
        dialog.restored.connect(lambda text: self._window.say(text, undoable=True))
        self._open(dialog)

    # citations

    def export_list(self, list_id: int) -> None:
        """Export a reading list."""
        self._exports.of_list(list_id)

    def keys(self) -> None:
        """Show how the selected papers, all that are shown or all at all get their keys."""
        gather(self._window, self._keys)

    def _keys(self, sets: Sequence[PaperSet]) -> None:
        from readlist.gui.dialogs.keys_dialog import KeysDialog

        first = usual(sets, self._context.settings, "keys")
        shown = next(one.ids for one in sets if one.kind == "shown")
        self._open(KeysDialog(self._context, first.ids, self._window, shown, sets=sets))

    # completing

    def complete(self, *, files: bool = False) -> None:
        """Complete the data of the selected papers."""
        ids = self._window.selection()
        title = "the selected paper" if len(ids) == 1 else f"{len(ids):,} selected papers"
        self._complete(ids, title, files=files)

    def complete_place(self, scope: Scope, name: str) -> None:
        """Complete the data of all papers of a reading list or a page."""
        search, bridge = self._context.library.search, self._context.bridge
        sort = Sort("manual") if scope.kind == "list" else Sort("added")
        bridge.run(
            bridge.reader,
            lambda _job: list(search.find("", scope=scope, sort=sort).ids),
            lambda ids: self._complete(ids, name),
        )

    def _complete(self, ids: Sequence[int], title: str, *, files: bool = False) -> None:
        from readlist.gui.dialogs.complete_dialog import CompleteDialog

        if not ids:
            self._window.say("There are no papers here to complete.")
            return
        dialog = CompleteDialog(self._context, ids, self._window, title=title, files=files)
        dialog.said.connect(self._window.say)
        self._open(dialog)

    # duplicates

    def duplicates(self) -> None:
        """Look for papers that are in the library twice."""
        self._duplicates(())

    def merge(self) -> None:
        """Make one paper of the two that are selected."""
        self._duplicates(self._window.selection())

    def _duplicates(self, chosen: Sequence[int]) -> None:
        from readlist.gui.dialogs.duplicates_dialog import DuplicatesDialog

        dialog = DuplicatesDialog(self._context, self._window, chosen=chosen)
        dialog.show_papers.connect(lambda ids: self._window.open_place(Scope(), ids))
        dialog.said.connect(self._window.say)
        self._open(dialog)

    def show_paper(self, paper_id: int) -> None:
        """Select a paper, in the place that is shown when it is there."""
        if paper_id in self._window.table.papers:
            self._window.table.select_ids([paper_id])
        else:
            self._window.open_place(Scope(), [paper_id])

    def follow(self, paper_id: int) -> None:
        """Go to a related paper, with a way back."""
        here = paper_id in self._window.table.papers
        self._window.leave_place()
        self.show_paper(paper_id)
        if not here:
            self._window.toast.say("Shown among all papers.", "Back", self.back)

    def follow_search(self, query: str) -> None:
        """Search for related papers, with a way back."""
        if query:
            self._window.leave_place()
            self.edit_search(query)

    def back(self) -> None:
        """Return to where a link was followed."""
        place = self._window.trail.back()
        if place is not None:
            self._window.open_place(place.question.scope, place.ids, place.question.text)

    def why(self) -> None:
        """Tell which words of the search counted for the paper."""
        window = self._window
        window.rank_tip.popup(window.selection()[0], window.current_area(), window)

    # searching

    def find(self) -> None:
        """Give the search box the keyboard."""
        self._window.search.focus()

    def forget_searches(self) -> None:
        """Forget the recent searches."""
        self._window.aid.recent.clear()
        self._window.say("The recent searches are forgotten.")

    def save_search(self) -> None:
        """Ask for the name of the present search."""
        text = self._window.search.text.strip()
        if text:
            NameDialog(
                "Save search",
                text,
                lambda name: self._window.commands.save_search(name, text),
                parent=self._window,
            ).open()

    def edit_search(self, query: str) -> None:
        """Write a saved search into the box."""
        self._window.sidebar.choose(Scope())
        self._window.search.set_text(query)
        self._window.search.focus()

    # papers

    def star(self) -> None:
        """Star all selected papers; take the stars away when all have one."""
        ids = self._window.selection()
        # The first ones speak for thousands: reading all of them would hold the window up.
        rows = self._context.library.papers.rows(ids[:_SPEAK_FOR_ALL])
        starred = all(row.starred for row in rows)
        self._window.commands.star(ids, starred=not starred)

    def tags(self) -> None:
        """Open the popup that tags the selected papers."""
        from readlist.gui.popups.tags import TagPopup

        popup = TagPopup(self._context, self._window.selection(), self._window)
        popup.popup_by(self._window.current_area())

    def lists(self) -> None:
        """Open the popup that puts the selected papers on lists."""
        from readlist.gui.popups.lists import ListPopup

        popup = ListPopup(self._context, self._window.selection(), self._window)
        popup.popup_by(self._window.current_area())

    def note(self) -> None:
        """Begin a note on the paper."""
        self._show_pane("show-pane")
        self._window.pane.edit_notes()

    def edit(self) -> None:
        """Edit the paper's details."""
        self._show_pane("show-pane")
        self._window.pane.edit_details()

    def open_paper(self) -> None:
        """Open the paper's first address in the browser."""
        paper_id = self._window.table.current_id()
        if paper_id is None:
            return
        links = paper_links(self._context.library.papers.get(paper_id))
        if not links:
            self._window.say("This paper has no known address.")
        elif not open_address(QUrl(links[0].url)):
            self._window.say(f"No program could open {links[0].url}")

    def delete(self) -> None:
        """Ask, then delete the selected papers from the Trash."""
        ids = self._window.selection()
        confirm(
            self._window,
            f"Delete {papers(len(ids))} for good?",
            "Notes, tags and highlights go too. Undo can bring everything back.",
            "Delete",
            lambda: self._window.commands.delete(ids),
        )

    def _step(self, by: int) -> None:
        self._window.table.step(by)

    # lists

    def _list_id(self) -> int:
        return int(self._window.runner.question.scope.value)

    def remove_from_list(self) -> None:
        """Take the selected papers off the shown list."""
        self._window.commands.remove_from_list(self._list_id(), self._window.selection())

    def describe_list(self) -> None:
        """Ask for the shown list's name and description."""
        node = self._window.sidebar.current()
        if node is not None:
            self._window.menus.describe(node)

    def delete_list(self) -> None:
        """Delete the shown list."""
        node = self._window.sidebar.current()
        if node is not None:
            self._window.menus.delete(node)

    # the window

    def _part(self, key: str) -> QWidget:
        window = self._window
        return {
            "show-sidebar": window.sidebar, "show-pane": window.pane,
            "show-toolbar": window.toolbar, "show-narrow": window.narrow,
        }[key]  # fmt: skip

    def _pane(self, key: str) -> None:
        shown = self._window.actions_[key].isChecked()
        self._part(key).setVisible(shown)
        self._context.settings.setValue(f"view/{key}", "1" if shown else "0")

    def show_passages(self) -> None:
        """Show or leave out what the search found, as the menu's check says."""
        self._window.table.show_passages(self._window.actions_["show-passages"].isChecked())

    def _show_pane(self, key: str) -> None:
        if not self._window.actions_[key].isChecked():
            self._window.actions_[key].setChecked(True)
            self._pane(key)

    def _focus(self, key: str, part: QWidget) -> None:
        self._show_pane(key)
        part.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _focus_pane(self) -> None:
        self._show_pane("show-pane")
        self._window.pane.take_focus()

    def shortcuts(self) -> None:
        """Show all keys."""
        from readlist.gui.dialogs.shortcuts import ShortcutsSheet

        groups: dict[str, list[object]] = {}
        for spec in SPECS:
            groups.setdefault(spec.group, []).append(self._window.actions_[spec.key])
        self._open(ShortcutsSheet(groups, self._window))  # type: ignore[arg-type]

    def query_help(self) -> None:
        """Tell the search language."""
        from readlist.gui.views.query_help import QueryHelp

        self._open(QueryHelp(self._window))

    def about(self) -> None:
        """Tell what this program is."""
        from readlist.gui.dialogs.about import about_box

        self._open(about_box(self._window))

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def _quit(window: QWidget) -> None:
    window.close()
