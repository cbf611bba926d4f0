"""The files that follow the library: how they stand, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QStackedLayout, QWidget
from shiboken6 import isValid

from readlist.domain.errors import KnownError
from readlist.domain.targets import ExportTarget
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import JobPanel, SizedDialog, button, column, label, row, set_role
from readlist.gui.dialogs.report import show_fault
from readlist.gui.dialogs.tables import RowsView
from readlist.gui.dialogs.targets_model import TargetsModel
from readlist.gui.dialogs.targets_replace import ReplaceDialog
from readlist.gui.keeping import Keeping
from readlist.jobs.context import JobContext

T = TypeVar("T")

_WIDTHS = {1: 170, 2: 104, 3: 64, 4: 104, 5: 140}
_NONE = (
    "No file is kept up to date. Export a list or a search to a file (Ctrl+E) and choose to keep "
    "it up to date: it then follows every change. readlist export --keep does the same."
)


class TargetsDialog(SizedDialog):
    """All kept files. What is done here is told to ``keeping``, which tells the window."""

    def __init__(self, context: AppContext, keeping: Keeping, parent: QWidget | None) -> None:
        super().__init__(context.settings, "kept", QSize(960, 420), parent)
        self._context = context
        self._keeping = keeping
        self._targets = context.library.targets
        self.setWindowTitle("Kept files")
        self.model = TargetsModel(context.theme, self)
        self.table = RowsView(
            self.model,
            "Kept files",
            stretch=0,
            widths=_WIDTHS,
            elide=Qt.TextElideMode.ElideMiddle,
        )
        self.table.setAlternatingRowColors(True)
        self.table.row_changed.connect(lambda _row: self._show_current())
        self._jobs = JobPanel(context.bridge)
        self._jobs.hide()
        self._jobs.cancelled.connect(self._ended)
        self._make_buttons()
        self._lay_out()
        keeping.looked.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read how the files stand, in the reader's thread; the current one stays current."""

        def show(targets: tuple[ExportTarget, ...]) -> None:
            if isValid(self):
                self._show(targets)

        bridge = self._context.bridge
        bridge.run(bridge.reader, lambda _job: self._targets.kept(), show)

    def _make_buttons(self) -> None:
        self.write_button = button(
            "&Write now", "Write this file if it is behind, or try it again", self._write
        )
        self.replace_button = button(
            "&Replace the changed file…",
            "See what somebody else changed in this file, and replace it",
            self._compare,
        )
        self.folder_button = button(
            "Open &folder", "Show the file's folder in the file manager", self._open_folder
        )
        self.stop_button = button(
            "&Stop keeping", "The file stays as it is and follows no more", self._stop
        )
        self.close_button = button("&Close", "Close (Esc)", self.reject)

    def _lay_out(self) -> None:
        self.facts = label(role="muted")
        self.facts.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.facts.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        filled, empty = QWidget(), QWidget()
        filled.setLayout(column(self.table, self.facts, self._jobs, spacing=10))
        words = label(_NONE, "muted")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setLayout(column(words, margin=40))
        self._stack = QStackedLayout()
        self._stack.addWidget(filled)
        self._stack.addWidget(empty)
        self._doings = (
            self.write_button, self.replace_button, self.folder_button, self.stop_button,
        )  # fmt: skip
        outer = column(row(*self._doings, None, self.close_button), spacing=10, margin=12)
        outer.insertLayout(0, self._stack, 1)
        self.setLayout(outer)

    def _show(self, targets: tuple[ExportTarget, ...]) -> None:
        current = self._current()
        self.model.set_targets(targets)
        self._stack.setCurrentIndex(0 if targets else 1)
        for control in self._doings:
            control.setVisible(bool(targets))
        self.table.go(max(self.model.row_of(current.id) if current else 0, 0))
        self._show_current()
        if not targets:
            self.close_button.setFocus()

    def _current(self) -> ExportTarget | None:
        return self.model.target(self.table.current_row())

    def _show_current(self) -> None:
        target = self._current()
        free = target is not None and not self._jobs.running
        for control in (self.write_button, self.folder_button, self.stop_button):
            control.setEnabled(free)
        self.replace_button.setEnabled(free and target is not None and target.changed_outside)
        self.facts.setText((target.error or target.path) if target else "")
        set_role(self.facts, "warning" if target and target.error else "muted")

    # what can be done

    def _write(self) -> None:
        target = self._current()
        if target is not None:
            self._start(
                lambda job: self._targets.write(target.id, context=job), lambda _: self._ended()
            )

    def _compare(self) -> None:
        target = self._current()
        if target is not None:
            self._start(
                lambda job: self._targets.difference(target.id, job),
                lambda text: self._ask(target, text),
                "Comparing…",
            )

    def _ask(self, target: ExportTarget, difference: str) -> None:
        self._ended()
        dialog = ReplaceDialog(self._context, target, difference, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._replace(target))
        dialog.open()

    def _replace(self, target: ExportTarget) -> None:
        self._start(
            lambda job: self._targets.write(target.id, replace_foreign=True, context=job),
            lambda _: self._ended(),
        )

    def _stop(self) -> None:
        target = self._current()
        if target is not None:
            self._context.bridge.write(
                lambda: self._targets.forget(target.id), lambda _: self._keeping.look_now()
            )

    def _open_folder(self) -> None:
        target = self._current()
        if target is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(target.path).parent)))

    def _start(
        self,
        work: Callable[[JobContext], T],
        on_done: Callable[[T], None],
        text: str = "Writing the file…",
    ) -> None:
        self._jobs.show()
        self._jobs.start(self._context.bridge.keeper, work, on_done, self._failed, text)
        self._show_current()

    def _ended(self) -> None:
        self._jobs.hide()
        self._show_current()
        self._keeping.look_now()  # tells the window, and this dialog, how the files stand

    def _failed(self, fault: BaseException) -> None:
        self._ended()
        if not isinstance(fault, KnownError):  # a known one stands by the file
            show_fault(self, fault)
