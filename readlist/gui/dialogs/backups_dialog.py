"""All backups of the library: making one, going back to one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QStackedLayout, QWidget
from shiboken6 import isValid

from readlist.domain.backups import Backup
from readlist.domain.errors import KnownError, LibraryDamagedError
from readlist.gui.context import AppContext
from readlist.gui.dialogs.backups_model import BackupsModel
from readlist.gui.dialogs.backups_restore import RestoreDialog
from readlist.gui.dialogs.backups_words import amounts
from readlist.gui.dialogs.common import (
    JobPanel,
    SizedDialog,
    button,
    column,
    label,
    row,
    say,
)
from readlist.gui.dialogs.report import show_fault
from readlist.gui.dialogs.tables import RowsView
from readlist.jobs.context import JobContext

T = TypeVar("T")
SUFFIX = ".readlist.zip"
FILTER = f"Backups (*{SUFFIX} *.zip *.sqlite3);;All files (*)"
WIDTHS = {0: 150, 1: 140, 2: 80, 3: 72, 4: 64, 5: 64, 6: 84}
_RULES = (
    "While the window runs, a backup is made each day on which something changed. The newest of"
    " 7 days, 4 weeks and 12 months stay; those that you make stay until you delete their files."
)
_NONE = "There is no backup yet. The first one is made by itself, or by “Back up now”."


class BackupsDialog(SizedDialog):
    """``restored(text)`` comes when the library has become what a backup holds; closed then."""

    restored = Signal(str)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context.settings, "backups", QSize(900, 480), parent)
        self._context = context
        self._backups = context.library.backups
        self.setWindowTitle("Backups")
        self.model = BackupsModel(context.theme, self)
        self.table = RowsView(self.model, "Backups", stretch=BackupsModel.STATE, widths=WIDTHS)
        self.table.setAlternatingRowColors(True)
        self.table.row_changed.connect(lambda _row: self._show_current())
        self.table.chosen.connect(self._restore)
        self.jobs = JobPanel(context.bridge)
        self.jobs.cancelled.connect(self._ended)
        self.jobs.hide()
        self.said = label(role="muted")
        self._make_buttons()
        self._lay_out()
        self.refresh()

    def _make_buttons(self) -> None:
        self.make_button = button(
            "&Back up now", "Make a backup in the library's folder", self._make, primary=True
        )
        self.restore_button = button(
            "&Restore…", "See what this backup would change, and restore it", self._restore
        )
        self.to_file_button = button(
            "Back up to a &file…", "Make a backup where you want it", self._ask_target
        )
        self.from_file_button = button(
            "Restore fro&m a file…", "Restore a backup or a copied library", self._ask_source
        )
        self.folder_button = button(
            "&Open folder", "Show the backups in the file manager", self._open_folder
        )
        self.close_button = button("C&lose", "Close (Esc)", self.reject)

    def _lay_out(self) -> None:
        words = label(_NONE, "muted")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty = QWidget()
        empty.setLayout(column(words, margin=40))
        self._stack = QStackedLayout()
        self._stack.addWidget(self.table)
        self._stack.addWidget(empty)
        buttons = row(
            self.make_button, self.restore_button, self.to_file_button, self.from_file_button,
            self.folder_button, None, self.close_button,
        )  # fmt: skip
        outer = column(label(_RULES, "muted"), self.said, self.jobs, buttons, spacing=10, margin=12)
        outer.insertLayout(0, self._stack, 1)
        self.setLayout(outer)
        self.said.hide()

    def refresh(self, current: Backup | None = None) -> None:
        """Read what there is, in the reader's thread; ``current`` or the current one is shown."""
        chosen = current or self.model.backup(self.table.current_row())

        def show(found: tuple[Backup, ...]) -> None:
            if isValid(self):
                self._show(found, chosen)

        bridge = self._context.bridge
        bridge.run(bridge.reader, lambda _job: self._backups.all(), show)

    def _show(self, found: tuple[Backup, ...], chosen: Backup | None) -> None:
        self.model.set_backups(found)
        self._stack.setCurrentIndex(0 if found else 1)
        self.table.go(max(self.model.row_of(chosen), 0))
        self._enable()

    def _show_current(self) -> None:
        backup = self.model.backup(self.table.current_row())
        if backup is not None and backup.fault:
            self._say(f"{backup.path.name}: {backup.fault}", "warning")
        elif self.said.property("role") == "warning":
            self.said.hide()
        self._enable()

    def _enable(self) -> None:
        backup, free = self.model.backup(self.table.current_row()), not self.jobs.running
        self.restore_button.setEnabled(free and backup is not None and not backup.fault)
        for control in (self.make_button, self.to_file_button, self.from_file_button):
            control.setEnabled(free)

    # making

    def _make(self) -> None:
        self._start(lambda job: self._backups.make(context=job))

    def _ask_target(self) -> None:
        dialog = self._file_dialog("Back up to a file", QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        day = datetime.now(UTC).astimezone()
        dialog.selectFile(f"readlist-{day:%Y-%m-%d}{SUFFIX}")
        dialog.fileSelected.connect(lambda name: self.back_up_to(Path(name)))
        dialog.open()

    def back_up_to(self, path: Path) -> None:
        """Make a backup as the file ``path``; one that is there the reader wants replaced."""
        self._start(lambda job: self._backups.make(target=path, replace=True, context=job))

    def _start(self, work: Callable[[JobContext], Backup]) -> None:
        self.said.hide()
        self.jobs.show()
        self.jobs.start(
            self._context.bridge.keeper, work, self._made, self._failed, "Copying the library…"
        )
        self._enable()

    def _made(self, backup: Backup) -> None:
        self._ended()
        self._say(f"Backed up {amounts(backup.counts)} to {backup.path}")
        self.refresh(backup)

    def _say(self, text: str, role: str = "success") -> None:
        say(self.said, text, role)
        self.said.show()

    def _ended(self) -> None:
        self.jobs.hide()
        self._enable()

    def _failed(self, fault: BaseException) -> None:
        self._ended()
        if isinstance(fault, KnownError) and not isinstance(fault, LibraryDamagedError):
            self._say(str(fault), "warning")
        else:
            show_fault(self, fault)

    # restoring

    def _restore(self) -> None:
        backup = self.model.backup(self.table.current_row())
        if backup is not None and self.restore_button.isEnabled():
            self.restore_from(backup.path)

    def _ask_source(self) -> None:
        dialog = self._file_dialog("Restore from a file", QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.restore_from(Path(name)))
        dialog.open()

    def restore_from(self, path: Path) -> None:
        """Show what restoring the file ``path`` would change, and do it when the reader says so."""
        dialog = RestoreDialog(self._context, path, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.restored.connect(self._restored)
        dialog.open()

    def _restored(self, text: str) -> None:
        self.restored.emit(text)
        self.accept()

    def _file_dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        settings = self._context.settings
        folder = str(settings.value("backups/folder", str(Path.home())))
        dialog = QFileDialog(self, title, folder, FILTER)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        dialog.fileSelected.connect(
            lambda name: settings.setValue("backups/folder", str(Path(name).parent))
        )
        return dialog

    def _open_folder(self) -> None:
        folder = self._backups.folder
        shown = folder if folder.is_dir() else folder.parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(shown)))

    def done(self, result: int) -> None:
        """Give up a backup that is being made."""
        self.jobs.stop()
        super().done(result)
