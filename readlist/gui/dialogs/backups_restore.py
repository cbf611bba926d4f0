"""Restoring a backup: first what it would change, then, when the reader says so, the change."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QCheckBox, QStackedLayout, QWidget

from readlist.domain.backups import Comparison
from readlist.domain.changes import ChangeSet
from readlist.domain.errors import KnownError, LibraryDamagedError
from readlist.gui.context import AppContext
from readlist.gui.dialogs.backups_model import ComparisonModel
from readlist.gui.dialogs.backups_words import amount, amounts, named
from readlist.gui.dialogs.common import (
    JobPanel,
    SizedDialog,
    button,
    column,
    label,
    name_it,
    row,
    set_role,
)
from readlist.gui.dialogs.report import show_fault
from readlist.gui.dialogs.tables import RowsView
from readlist.gui.dialogs.words import joined

_WIDTHS = {1: 90, 2: 120, 3: 100, 4: 150, 5: 100}
_SAFE = (
    "A backup of the library as it is now is made first. The restore is one step that Undo takes"
    " back."
)


class RestoreDialog(SizedDialog):
    """Compares the backup at ``path`` with the library, and restores it.

    ``restored(text)`` comes when the library is as the backup has it; accepted then.
    """

    restored = Signal(str)

    def __init__(self, context: AppContext, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(context.settings, "restore", QSize(760, 470), parent)
        self._context = context
        self._path = path
        self._compared: Comparison | None = None
        self.setWindowTitle("Restore a backup")
        self.title = label(role="title")
        self.model = ComparisonModel(context.theme, self)
        self.table = RowsView(self.model, "What restoring would change", stretch=0, widths=_WIDTHS)
        self.words = label()
        self.less = QCheckBox()
        name_it(self.less, "Replace more by less", "Restore although less is left than there is")
        self.less.toggled.connect(self._enable)
        self.jobs = JobPanel(context.bridge)
        self.jobs.cancelled.connect(self.reject)
        self.restore_button = button(
            "&Restore", "Make the library as the backup has it", self._restore, primary=True
        )
        self.close_button = button("Ca&ncel", "Leave the library as it is (Esc)", self.reject)
        self._lay_out()
        self._compare()

    def _lay_out(self) -> None:
        shown = QWidget()
        shown.setLayout(column(self.table, self.words, self.less, label(_SAFE, "muted")))
        self.fault = label(role="warning")
        failed = QWidget()
        failed.setLayout(column(self.fault))
        self._empty = QWidget()
        self._stack = QStackedLayout()
        for page in (self._empty, shown, failed):
            self._stack.addWidget(page)
        outer = column(
            self.jobs, row(None, self.close_button, self.restore_button), spacing=10, margin=16
        )
        outer.insertWidget(0, self.title)
        outer.insertLayout(1, self._stack, 1)
        self.setLayout(outer)

    def _compare(self) -> None:
        self.title.setText("Restore a backup")
        backups, bridge = self._context.library.backups, self._context.bridge
        self.jobs.start(
            bridge.keeper,
            lambda job: backups.compare(self._path, job),
            self._show,
            self._failed,
            "Comparing the backup with the library…",
        )
        self._enable()

    def _show(self, compared: Comparison) -> None:
        self._compared = compared
        self.jobs.hide()
        name = named(compared.backup)
        self.title.setText(f"{name[0].upper()}{name[1:]}" if compared.backup.made else name)
        self.model.set_comparison(compared)
        self.words.setText(_summary(compared))
        own = self._context.library.backups.is_own(compared.backup)
        set_role(self.words, "" if own else "warning")
        if not own:
            self.words.setText(
                f"This is a backup of another library. {self.words.text()} The library then holds"
                " what that one held."
            )
        self.less.setText(f"Replace more by &less: {_less(compared)} fewer than now")
        self.less.setVisible(bool(compared.smaller))
        self._stack.setCurrentIndex(1)
        self._enable()
        (self.less if compared.smaller else self.restore_button).setFocus()
        if not self._differs():
            self.close_button.setText("C&lose")
            self.close_button.setFocus()

    def _differs(self) -> bool:
        return self._compared is not None and any(self._compared.differences.values())

    def _enable(self) -> None:
        agreed = self._compared is None or not self._compared.smaller or self.less.isChecked()
        free = not self.jobs.running
        self.restore_button.setEnabled(free and self._differs() and agreed)
        self.less.setEnabled(free)
        self.close_button.setVisible(free)  # the job has its own Cancel

    def _restore(self) -> None:
        backups, bridge = self._context.library.backups, self._context.bridge
        smaller = self.less.isChecked()
        self.jobs.show()
        self.jobs.start(
            bridge.writer,
            lambda job: backups.restore(self._path, accept_smaller=smaller, context=job),
            self._done,
            self._failed,
            "Restoring…",
        )
        self._enable()

    def _done(self, _change: ChangeSet) -> None:
        if self._compared is not None:
            self.restored.emit(
                f"Restored {named(self._compared.backup)}: {amounts(self._compared.backup.counts)}."
            )
        self.accept()

    def _failed(self, fault: BaseException) -> None:
        self.jobs.hide()
        if not isinstance(fault, KnownError) or isinstance(fault, LibraryDamagedError):
            show_fault(self.parentWidget(), fault)
            self.reject()
            return
        self._compared = None
        self.fault.setText(f"{fault} The library is as it was.")
        self._stack.setCurrentIndex(2)
        self._enable()
        self.close_button.setText("C&lose")
        self.close_button.setFocus()

    def done(self, result: int) -> None:
        """Stop what is under way: the library stays as it was then."""
        self.jobs.stop()
        super().done(result)


def _summary(compared: Comparison) -> str:
    differences = compared.differences
    if not any(differences.values()):
        return "The library is just as this backup has it. There is nothing to restore."
    parts = []
    for words, field in (
        ("go", "only_now"), ("come back", "only_then"), ("be as they were then", "changed"),
    ):  # fmt: skip
        found = [
            amount(kind, number)
            for kind, one in differences.items()
            if kind not in ("sightings", "dumps") and (number := getattr(one, field))
        ]
        if found:
            parts.append(f"{joined(found)} would {words}")
    return f"{'; '.join(parts)}." if parts else "Only imported pages differ."


def _less(compared: Comparison) -> str:
    return joined(
        [
            amount(kind, compared.now[kind] - compared.backup.counts.get(kind, 0))
            for kind in compared.smaller
        ]
    )
