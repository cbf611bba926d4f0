"""What the reader can do about a library that is damaged, before any window is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QStackedLayout, QWidget

from readlist.domain.backups import Backup
from readlist.domain.errors import KnownError, LibraryDamagedError
from readlist.gui.bridge import Works
from readlist.gui.dialogs.backups_damage import forget_damage
from readlist.gui.dialogs.backups_dialog import FILTER, WIDTHS
from readlist.gui.dialogs.backups_model import BackupsModel
from readlist.gui.dialogs.backups_words import amounts, named
from readlist.gui.dialogs.common import (
    JobPanel,
    SizedDialog,
    button,
    column,
    label,
    line,
    row,
    set_role,
)
from readlist.gui.dialogs.confirm import confirm
from readlist.gui.dialogs.tables import RowsView
from readlist.gui.theme import Theme
from readlist.jobs.context import JobContext
from readlist.jobs.executor import Executor
from readlist.library import Library
from readlist.library.backups import (
    backups_in,
    restore_in_place_of_damaged,
    start_empty,
    verified_in,
)
from readlist.library.repairing import Salvaged, salvage

T = TypeVar("T")
_FILE = "library.sqlite3"
_KEPT = (
    "A backup brings back what it holds; salvaging reads what is left in the damaged file, which"
    " may be newer. Nothing has been changed, and whatever you choose, that file is kept."
)
_GONE = (
    "Put its file back and start Readlist again, restore a backup, or open the folder where it is"
    " now. Nothing has been changed."
)
_TABLES = {
    "papers": "paper", "notes": "note", "highlights": "highlight", "tags": "tag",
    "lists": "reading_list",
}  # fmt: skip


def rescued(
    folder: Path, fault: LibraryDamagedError, theme: Theme, settings: QSettings
) -> Path | None:
    """Ask what becomes of the damaged library in ``folder``, and do it.

    The folder of the library to open then, which may be another; None when the reader gives up.
    """
    executor = Executor("rescue")
    dialog = RescueDialog(folder, fault, theme, settings, executor)
    try:
        dialog.exec()
        if dialog.chosen == folder:
            forget_damage(settings)
        return dialog.chosen
    finally:
        executor.close()
        dialog.deleteLater()


class RescueDialog(SizedDialog):
    """Offers backups, the salvage of what can be read, and other ways; ``chosen`` is the folder
    of the library to open, once there is one."""

    def __init__(
        self,
        folder: Path,
        fault: LibraryDamagedError,
        theme: Theme,
        settings: QSettings,
        executor: Executor,
    ) -> None:
        super().__init__(settings, "rescue", QSize(920, 560), None)
        self.chosen: Path | None = None
        self._folder = folder
        self._gone = not (folder / _FILE).exists()
        self._executor = executor
        self._works = Works(self)
        self.setWindowTitle("Readlist")
        self.title = label(f"The library is {'gone' if self._gone else 'damaged'}", "title")
        self.words = label(fault.message)
        self.model = BackupsModel(theme, self)
        self.table = RowsView(self.model, "Backups", stretch=BackupsModel.STATE, widths=WIDTHS)
        self.table.setAlternatingRowColors(True)
        self.table.row_changed.connect(lambda _row: self._enable())
        self.table.chosen.connect(self._restore)
        self.jobs = JobPanel(self._works)
        self.jobs.cancelled.connect(self._cancelled)
        self.jobs.hide()
        self.said = label(role="warning")
        self.said.hide()
        self._make_buttons()
        self._lay_out()
        self._show_backups()
        self._stamp = _stamp(folder)

    def _make_buttons(self) -> None:
        self.restore_button = button(
            "&Restore this backup",
            "Put the library of the chosen backup in the place of the damaged one",
            self._restore,
            primary=True,
        )
        self.file_button = button(
            "Restore &from a file…", "Choose a backup, or a copy of a library", self._ask_file
        )
        self.salvage_button = button(
            "&Salvage what can be read",
            "Make the library anew of the papers, notes, tags and lists that can be read",
            self._salvage,
        )
        self.salvage_button.setHidden(self._gone)
        self.folder_button = button(
            "Open another &library…", "Choose the folder of another library", self._ask_folder
        )
        self.fresh_button = button(
            "Start with an &empty library…", "Put an empty library in its place", self._ask_fresh
        )
        self.as_it_is_button = button(
            "&Open it as it is", "Go on with what can be read", self._open_as_it_is
        )
        self.as_it_is_button.setVisible(_opens(self._folder))
        self.quit_button = button("&Quit", "Leave everything as it is (Esc)", self.reject)
        self.open_button = button("&Open the library", "Open the window", self.accept, primary=True)
        self._doings = (
            self.restore_button, self.file_button, self.salvage_button, self.folder_button,
            self.fresh_button, self.as_it_is_button, self.quit_button,
        )  # fmt: skip

    def _lay_out(self) -> None:
        none = label(f"There is no backup in {self._folder / 'backups'}.", "muted")
        none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty = QWidget()
        empty.setLayout(column(none, margin=20))
        self._backups = QStackedLayout()
        self._backups.addWidget(self.table)
        self._backups.addWidget(empty)
        asking = QWidget()
        choices = column(
            self.said, self.jobs,
            row(self.restore_button, self.file_button, self.salvage_button, None),
            line(),
            row(self.folder_button, self.fresh_button, self.as_it_is_button, None,
                self.quit_button),
            spacing=10,
        )  # fmt: skip
        choices.insertLayout(0, self._backups, 1)
        asking.setLayout(choices)
        self.outcome = label()
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        done = QWidget()
        last = column(self.outcome, row(None, self.open_button))
        last.insertStretch(1)
        done.setLayout(last)
        self._pages = QStackedLayout()
        self._pages.addWidget(asking)
        self._pages.addWidget(done)
        self.kept = label(_GONE if self._gone else _KEPT, "muted")
        outer = column(self.title, self.words, self.kept, spacing=10, margin=16)
        outer.addLayout(self._pages, 1)
        self.setLayout(outer)

    def _show_backups(self) -> None:
        folder = self._folder / "backups"
        found = backups_in(folder)
        self.model.set_backups(found)
        if found:
            self._works.run(self._executor, lambda job: verified_in(folder, job), self._verified)
        self._backups.setCurrentIndex(0 if found else 1)
        self.table.go(0)
        self._enable()
        first = bool(found) and not found[0].fault
        other = self.file_button if self._gone else self.salvage_button
        (self.restore_button if first else other).setFocus()

    def _verified(self, found: tuple[Backup, ...]) -> None:
        """Show which one turned out to be damaged, and choose the newest that is sound."""
        if not any(one.fault and not self._known_fault(one) for one in found):
            return
        chosen = self.model.backup(self.table.current_row())
        self.model.set_backups(found)
        row = self.model.row_of(chosen)
        sound = row >= 0 and not found[row].fault
        self.table.go(row if sound else 0)
        self._enable()

    def _known_fault(self, one: Backup) -> bool:
        shown = self.model.backup(self.model.row_of(one))
        return shown is not None and bool(shown.fault)

    def _chosen_backup(self) -> Backup | None:
        backup = self.model.backup(self.table.current_row())
        return backup if backup is not None and not backup.fault else None

    def _enable(self) -> None:
        free = not self.jobs.running
        for control in self._doings:
            control.setEnabled(free)
        self.restore_button.setEnabled(free and self._chosen_backup() is not None)

    # the ways

    def _restore(self) -> None:
        backup = self._chosen_backup()
        if backup is not None and not self.jobs.running:
            self._restore_from(backup.path, named(backup), amounts(backup.counts))

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, "Restore from a file", str(Path.home()), FILTER)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.restore_file(Path(name)))
        dialog.open()

    def restore_file(self, path: Path) -> None:
        """Put the library that the file ``path`` holds in the damaged one's place."""
        self._restore_from(path, path.name, "")

    def _restore_from(self, path: Path, name: str, holds: str) -> None:
        def done(kept: Path) -> None:
            words = f"{name[0].upper()}{name[1:]} is in place" + (f": {holds}." if holds else ".")
            self._succeeded("The library is restored", f"{words}{_where(kept, self._folder)}")

        self._start(
            lambda job: restore_in_place_of_damaged(self._folder, path, job),
            done,
            "Unpacking the backup…",
        )

    def _salvage(self) -> None:
        self._start(
            lambda job: salvage(self._folder, job), self._salvaged, "Reading what can be read…"
        )

    def _salvaged(self, found: Salvaged) -> None:
        counts = {kind: found.rows.get(table, 0) for kind, table in _TABLES.items()}
        words = [
            f"Read and put into a new library: {amounts(counts, tuple(counts))}.",
            f"The damaged file is kept in {found.aside}.",
        ]
        if found.newest is not None:
            words.append(
                f"The newest sound backup, of {named(found.newest).removeprefix('the backup of ')},"
                f" holds {amounts(found.newest.counts, tuple(counts))}. If that is more, restore it"
                " in the window: File, Backups… shows what would change."
            )
        self._succeeded("What could be read is saved", "\n\n".join(words))

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, "Open another library", str(self._folder.parent))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self.open_folder(Path(name)))
        dialog.open()

    def open_folder(self, folder: Path) -> None:
        """Leave this library as it is and open the one in ``folder``."""
        if (folder / _FILE).is_file():
            self.chosen = folder
            self.accept()
        else:
            self._say(f"There is no library in {folder}. Choose a folder that has a {_FILE}.")

    def _ask_fresh(self) -> QMessageBox:
        return confirm(
            self,
            "Start with an empty library?",
            "The backups stay."
            if self._gone
            else "The damaged file is moved into a folder beside it, and the backups stay.",
            "Start empty",
            self._fresh,
        )

    def _fresh(self) -> None:
        self._start(
            lambda _job: start_empty(self._folder),
            lambda kept: self._succeeded(
                "An empty library takes its place", _where(kept, self._folder).strip()
            ),
            "Moving the file…",
        )

    def _open_as_it_is(self) -> None:
        self.chosen = self._folder
        self.accept()

    # one at a time

    def _start(self, work: Callable[[JobContext], T], done: Callable[[T], None], text: str) -> None:
        def unless_changed(job: JobContext) -> T:
            if _stamp(self._folder) != self._stamp:
                raise KnownError(
                    "The library was changed by another program in the meantime.",
                    "Close this and start Readlist again.",
                )
            return work(job)

        self.said.hide()
        self.jobs.show()
        self.jobs.start(self._executor, unless_changed, done, self._failed, text)
        self._enable()

    def _succeeded(self, title: str, text: str) -> None:
        self.jobs.hide()
        self.chosen = self._folder
        self.title.setText(title)
        self.words.hide()
        self.kept.hide()
        self.outcome.setText(text)
        self._pages.setCurrentIndex(1)
        self.open_button.setFocus()

    def _failed(self, fault: BaseException) -> None:
        from readlist.gui.dialogs.report import show_fault

        self.jobs.hide()
        self._enable()
        if isinstance(fault, KnownError):
            self._say(str(fault) if self._gone else f"{fault} The damaged file was not changed.")
        else:
            show_fault(self, fault)

    def _cancelled(self) -> None:
        self.jobs.hide()
        self._enable()
        self._say("Cancelled. Nothing was changed.")

    def _say(self, text: str) -> None:
        self.said.setText(text)
        set_role(self.said, "warning")
        self.said.show()

    def reject(self) -> None:
        """Quit; while something is being done, cancel that first."""
        if self.jobs.running:
            self.jobs.cancel()
        else:
            super().reject()


def _where(kept: Path, folder: Path) -> str:
    """Where the damaged file is kept, as a paragraph; "" when there was none."""
    return "" if kept == folder else f"\n\nThe damaged file is kept in {kept}."


def _stamp(folder: Path) -> tuple[int, int, int]:
    """What tells the library's file from another one in its place."""
    try:
        found = (folder / _FILE).stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_ino, found.st_size, found.st_mtime_ns)


def _opens(folder: Path) -> bool:
    """Whether the library can be opened all the same: only a part of it is damaged."""
    if not (folder / _FILE).exists():
        return False
    try:
        Library.open(folder).close()
    except KnownError:
        return False
    return True
