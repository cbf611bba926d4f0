"""Duplicates: look for them, judge pair by pair, merge or tell apart, all of it undoable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from readlist.domain.changes import ChangeSet
from readlist.domain.duplicates import DuplicatePair
from readlist.domain.errors import KnownError
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import (
    JobPanel,
    SizedDialog,
    button,
    card,
    framed,
    label,
    row,
    say,
)
from readlist.gui.dialogs.duplicates_model import PairsModel
from readlist.gui.dialogs.duplicates_pane import KEYS, PairPane
from readlist.gui.dialogs.duplicates_state import old_key_words, summary
from readlist.gui.dialogs.report import say_fault
from readlist.gui.dialogs.tables import RowsView
from readlist.gui.dialogs.words import plural
from readlist.jobs.context import JobContext
from readlist.jobs.executor import Executor

T = TypeVar("T")
Pairs = tuple[DuplicatePair, ...]


class Outcome(NamedTuple):
    """What a write did: the pairs that are left, and the old citation keys with the new ones."""

    change: ChangeSet
    pairs: Pairs
    keys: dict[str, str]


class DuplicatesDialog(SizedDialog):
    """Looks for duplicates in the whole library, or shows the one pair ``chosen``.

    ``said(text, undoable)`` tells at the end what was done; ``show_papers(ids)`` asks the window
    to show papers, and the dialog closes. ``searched`` is True once pairs are shown.
    """

    said = Signal(str, bool)
    show_papers = Signal(list)

    def __init__(
        self,
        context: AppContext,
        parent: QWidget | None = None,
        *,
        chosen: Sequence[int] = (),
    ) -> None:
        super().__init__(context.settings, "duplicates", QSize(1180, 780), parent)
        self._context = context
        self._chosen = tuple(chosen)
        self.searched = False
        self._steps: list[tuple[str, Pairs]] = []
        self._merged = 0
        self._told_apart = 0
        title = "Merge papers" if chosen else "Duplicates"
        self.setWindowTitle(title)
        self.setMinimumSize(820, 560)
        self._jobs = JobPanel(context.bridge)
        self._jobs.cancelled.connect(self._cancelled)
        self._make_parts()
        self._lay_out(title)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.merge_certain)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, self.undo)
        self._search()

    @property
    def working(self) -> bool:
        """Whether something is being looked for or written."""
        return self._jobs.running

    def merge_certain(self) -> None:
        """Merge all certain pairs as one step."""
        pairs = self.pairs_model.pairs
        if self.working or not self.all_button.isEnabled() or not any(p.certain for p in pairs):
            return
        duplicates = self._context.library.duplicates

        def work(context: JobContext) -> Outcome:
            change = duplicates.merge_all(pairs, context)
            left = duplicates.renewed(pairs, change.papers)
            return Outcome(change, left, duplicates.old_keys(change))

        self._write(work, "Merging…", waits=True)

    def undo(self) -> None:
        """Take back the last thing that was done here."""
        if self.working or not self._steps:
            return
        label_, pairs = self._steps[-1]
        history = self._context.library.history

        def work(_context: JobContext) -> ChangeSet:
            step = history.state().undo_step
            if step is None or step.label != label_ or not step.own:
                raise KnownError(
                    "Something else was done to the library since.", "Undo it in the window."
                )
            return history.undo(agreed=step.id)

        def done(change: ChangeSet) -> None:
            self._steps.pop()
            self._count(change, -1)
            self._show(pairs)
            say(self.message, f"Undone: {change.label}.", "muted")

        self._start(self._context.bridge.writer, work, done, "Undoing…")

    def reject(self) -> None:
        """Close; while the search or a merge runs, cancel that first."""
        if self.working and self._jobs.cancel_button.isEnabled() and self.searched:
            self._jobs.cancel()
            return
        super().reject()

    def done(self, result: int) -> None:
        self._jobs.stop()
        super().done(result)
        text = self._outcome()
        if text:
            self.said.emit(text, True)

    # the parts

    def _make_parts(self) -> None:
        self.pairs_model = PairsModel(self._context.library, self._context.theme, self)
        self.pairs = RowsView(self.pairs_model, "Pairs", stretch=1, widths={0: 88}, keys=KEYS)
        self.pairs.row_changed.connect(self._show_pair)
        self.pane = PairPane(self._context)
        self.pane.asked.connect(self._asked)
        self.pairs.key.connect(self.pane.press)
        for view in (self.pairs, self.pane.fields):
            view.doubleClicked.connect(lambda _index: self._jump())
            for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                jump = QShortcut(QKeySequence(key), view, self._jump)
                jump.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.nothing = label(role="title")
        self.advice = label(
            "Pairs that you called different are not shown again. To merge two papers that were "
            "not found, select both and choose Paper › Merge selected papers.",
            "muted",
        )
        self.advice.setVisible(not self._chosen)
        self.count = label(role="muted", wrap=False)
        self.message = label(role="success")
        self.show_button = button("Show &papers", "Show both papers in the window (Enter)",
                                  self._jump)  # fmt: skip
        self.undo_button = button("&Undo", "Take back what you did last here (Ctrl+Z)", self.undo)
        self.all_button = button("Merge a&ll certain", "", self.merge_certain)
        self.close_button = button("Close", "Close (Esc)", self.reject)
        for one in (self.all_button, self.close_button, self.show_button, self.undo_button):
            one.setAutoDefault(False)

    def _lay_out(self, title: str) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.pairs)
        split.addWidget(self.pane)
        split.setSizes([380, 780])
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 2)
        self.pairs.setVisible(not self._chosen)
        for one in (self.nothing, self.advice):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        for widget in (card(self._jobs), split, card(self.nothing, self.advice)):
            self._stack.addWidget(widget)
        head = row(label(title, "title", wrap=False), None, self.count)
        buttons = row(
            self.message, self.undo_button, self.show_button, self.close_button, self.all_button
        )
        buttons.setStretch(0, 1)
        self.setLayout(framed(head, self._stack, buttons))

    # looking for pairs

    def _search(self) -> None:
        duplicates, chosen = self._context.library.duplicates, self._chosen

        def work(context: JobContext) -> Pairs:
            return (duplicates.judged(*chosen),) if chosen else duplicates.find(context)

        self._start(self._context.bridge.network, work, self._found,
                    "Looking for duplicates…", waits=True)  # fmt: skip

    def _found(self, pairs: Pairs) -> None:
        self.searched = True
        self._show(pairs)

    def _show(self, pairs: Pairs, row_: int = 0) -> None:
        """Show these pairs, the one at ``row_`` first."""
        self.pairs_model.set_pairs(pairs)
        self._stack.setCurrentIndex(1 if pairs else 2)
        self.count.setText(summary(pairs) if pairs and not self._chosen else "")
        if not pairs:
            self.nothing.setText(self._nothing_words())
            self.close_button.setFocus()
        else:
            self.pairs.go(min(row_, len(pairs) - 1))
            self._show_pair(self.pairs.current_row())
            (self.pane.fields if self._chosen else self.pairs).setFocus()
        self._refresh()

    def _nothing_words(self) -> str:
        if self._chosen:
            return "These papers cannot be merged."
        return "No duplicates are left." if self._steps else "No duplicates were found."

    def _show_pair(self, number: int) -> None:
        pairs = self.pairs_model.pairs
        self.pane.show_pair(pairs[number] if 0 <= number < len(pairs) else None)

    def _refresh(self) -> None:
        """Say on the buttons what they do now."""
        certain = sum(pair.certain for pair in self.pairs_model.pairs)
        shown = self._stack.currentIndex() == 1
        self.pane.set_busy(self.working)
        self.all_button.setText(f"Merge a&ll certain ({certain:,})")
        self.all_button.setAccessibleName(f"Merge all certain ({certain:,})")
        self.all_button.setToolTip("Merge every certain pair, as one step to undo (Ctrl+Return)")
        self.all_button.setVisible(shown and not self._chosen)
        self.all_button.setEnabled(certain > 0 and not self.working)
        self.show_button.setVisible(shown)
        self.undo_button.setVisible(bool(self._steps) and not self.working)

    # writing

    def _asked(self, key: str) -> None:
        """Merge the shown pair, or tell its papers apart."""
        choice, pairs = self.pane.choice, self.pairs_model.pairs
        if self.working or choice is None:
            return
        duplicates = self._context.library.duplicates
        keep, other, fields = choice.keep, choice.other, choice.taken

        def work(_context: JobContext) -> Outcome:
            if key == "m":
                change = duplicates.merge(keep, [other], fields)
            else:
                change = duplicates.different([(keep, other)])
            left = () if self._chosen else duplicates.renewed(pairs, [keep, other])
            return Outcome(change, left, duplicates.old_keys(change))

        self._write(work, "Merging…" if key == "m" else "Remembering…")

    def _write(
        self,
        work: Callable[[JobContext], Outcome],
        text: str,
        *,
        waits: bool = False,
    ) -> None:
        before, here = self.pairs_model.pairs, self.pairs.current_row()

        def done(result: Outcome) -> None:
            change, pairs, keys = result
            if change:
                self._steps.append((change.label, before))
                self._count(change, 1)
            if self._chosen:
                self.accept()
                return
            self._show(pairs, here)
            words = (
                f"Done: {change.label}. {old_key_words(keys)}" if change else "Nothing to change."
            )
            say(self.message, words.strip(), "success")

        self._start(self._context.bridge.writer, work, done, text, waits=waits)

    def _count(self, change: ChangeSet, sign: int) -> None:
        gone = len(change.removed if sign > 0 else change.added)
        self._merged += sign * gone
        self._told_apart += 0 if gone else sign

    def _outcome(self) -> str:
        parts = []
        if self._merged:
            parts.append(f"Merged {plural(self._merged, 'paper')} into another.")
        if self._told_apart:
            are = "is" if self._told_apart == 1 else "are"
            parts.append(f"{plural(self._told_apart, 'pair')} {are} no duplicate.")
        return " ".join(parts)

    # jobs

    def _start(
        self,
        executor: Executor,
        work: Callable[[JobContext], T],
        on_done: Callable[[T], None],
        text: str,
        *,
        waits: bool = False,
    ) -> None:
        """Run a work; one that takes long is shown with its progress instead of the pairs."""
        self.message.clear()
        self._jobs.start(executor, work, on_done, self._failed, text)
        if waits:
            self._stack.setCurrentIndex(0)
            self._jobs.cancel_button.setFocus()
        self._refresh()

    def _cancelled(self) -> None:
        if not self.searched:
            super().reject()
            return
        self._show(self.pairs_model.pairs, self.pairs.current_row())
        say(self.message, "Cancelled: nothing was changed.", "muted")

    def _failed(self, fault: BaseException) -> None:
        self._show(self.pairs_model.pairs, self.pairs.current_row())
        say_fault(self.message, fault, self)

    def _jump(self) -> None:
        """Close, and show both papers in the window."""
        choice = self.pane.choice
        if choice is not None and not self.working:
            self.accept()
            self.show_papers.emit([paper.id for paper in choice.papers])
