"""Complete: see what is lacking, ask services or read files, review, and write in one step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMessageBox, QStackedWidget, QWidget

from readlist.domain.changes import ChangeSet
from readlist.domain.errors import KnownError
from readlist.domain.filling import FillingPlan, Survey
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import (
    ElidedLabel,
    JobPanel,
    SizedDialog,
    button,
    card,
    framed,
    label,
    row,
    set_role,
)
from readlist.gui.dialogs.complete_review import ReviewPage
from readlist.gui.dialogs.complete_start import StartPage
from readlist.gui.dialogs.complete_state import Group, ReviewState
from readlist.gui.dialogs.complete_work import Findings, Outlook, ask, look_ahead, read
from readlist.gui.dialogs.report import show_fault
from readlist.gui.dialogs.words import plural
from readlist.jobs.context import Progress

_KEPT = "What was answered is kept: ask again, and only the rest is asked."


class AskingPanel(JobPanel):
    """Says with which of how many questions it is busy."""

    def _show(self, value: Progress) -> None:
        text = value.text
        if value.total > 1 and value.done < value.total:
            text = f"{text}: {value.done + 1:,} of {value.total:,}"
        super()._show(Progress(value.done, value.total, text))


class CompleteDialog(SizedDialog):
    """Completes the papers ``ids`` of what is called ``title`` (a list, "3 papers").

    Nothing is sent before Ask is pressed, nothing written before the reader accepts. ``files``
    begins with records of files. ``said(text, undoable)`` tells at the end what was done.
    ``state`` is there once there is something to review.
    """

    said = Signal(str, bool)

    def __init__(
        self,
        context: AppContext,
        ids: Sequence[int],
        parent: QWidget | None = None,
        *,
        title: str = "",
        files: bool = False,
    ) -> None:
        super().__init__(context.settings, "complete", QSize(1180, 780), parent)
        self._context = context
        self._ids = tuple(ids)
        self.state: ReviewState | None = None
        self.writing = False
        self._written: dict[Group, frozenset[int]] = {}
        self._step: int | None = None
        self._nothing_new = False
        self._then_close = False
        title = title or plural(len(self._ids), "paper")
        self.setWindowTitle(f"Complete {title}")
        self.setMinimumSize(900, 600)
        self._ahead = JobPanel(context.bridge)
        self._jobs = AskingPanel(context.bridge)
        self._jobs.cancelled.connect(self._cancelled)
        self.start = StartPage(context.settings, files=files)
        self.start.changed.connect(self._refresh)
        self._lay_out(title)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.go_on)
        QShortcut(QKeySequence("Ctrl+Enter"), self, self.go_on)
        self._refresh()
        self.start.first_focus()
        self._look_ahead()

    @property
    def counted(self) -> bool:
        """True once the first page shows its numbers."""
        return not self._ahead.running

    @property
    def reviewing(self) -> bool:
        """Whether the review is shown."""
        return self._stack.currentIndex() == 2

    def go_on(self) -> None:
        """Do what the main button says."""
        if not self.main.isEnabled() or not self.main.isVisible():
            return
        if self.state is None:
            self._begin()
        elif self.state.taken(Group.CERTAIN):
            self._write(Group.CERTAIN)
        elif self.state.taken(Group.DOUBTFUL):
            self._then_close = self.state.undecided() == 0
            self._write(Group.DOUBTFUL)
        else:
            self.accept()

    def reject(self) -> None:
        """Close. What is being written is cancelled first; what was accepted is asked about."""
        if self.writing:
            self._jobs.cancel()
        elif self.state is not None and self.state.taken(Group.DOUBTFUL):
            self._ask_before_closing(self.state.taken(Group.DOUBTFUL))
        else:
            super().reject()

    def done(self, result: int) -> None:
        self._ahead.stop()
        self._jobs.stop()
        super().done(result)
        text = self._outcome()
        if text:
            self.said.emit(text, bool(self._written))

    # the pages

    def _lay_out(self, title: str) -> None:
        heading = ElidedLabel(f"Complete {title}")
        heading.setProperty("role", "title")
        self.count = label(plural(len(self._ids), "paper"), "muted", wrap=False)
        head = row(heading, self.count)
        head.setStretch(0, 1)
        self.wait_title = label("", "title")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        self._stack.addWidget(card(self.wait_title, self._jobs, spacing=12))
        self.message = label(role="muted")
        self.again_button = button("&Back", "Choose other services or files", self._back)
        self.undecided_button = button("&Undecided", "Go to the next doubtful paper", self._go_open)
        self.close_button = button("Close", "Close (Esc)", self.reject)
        self.main = button("&Ask", "", self.go_on, primary=True)
        buttons = row(
            self.again_button, self.message, self.undecided_button, self.close_button, self.main
        )
        buttons.setStretch(1, 1)
        self.setLayout(framed(head, self._stack, buttons))

    def _refresh(self) -> None:
        """Say on the buttons what they do now."""
        state, working = self.state, self._stack.currentIndex() == 1
        self.main.setVisible(not working)
        self.again_button.setVisible(self.reviewing)
        self.undecided_button.setVisible(self.reviewing and bool(state and state.undecided()))
        self.message.clear()
        # Enter in the review goes through papers and fields; writing takes Ctrl+Return.
        self.main.setDefault(not self.reviewing)
        if working:
            return
        if state is None or not self.reviewing:
            offline = self.start.paths is not None or self.start.offline.isChecked()
            text = "&Compare" if offline else "&Ask"
            tip = "Compare with the records" if offline else "Send these questions now"
            self._name_main(text, f"{tip} (Ctrl+Return)", self.start.ready)
            return
        certain, taken = state.taken(Group.CERTAIN), state.taken(Group.DOUBTFUL)
        self.again_button.setEnabled(not taken)
        if certain:
            self._name_main(f"Accept a&ll certain ({certain:,})", "Write them now (Ctrl+Return)")
        elif taken:
            self._name_main(f"&Write {taken:,} reviewed", "Write what you accepted (Ctrl+Return)")
        else:
            self._name_main("F&inish", "Close (Ctrl+Return)")
        self._say_state(state, taken)

    def _name_main(self, text: str, tip: str, enabled: bool = True) -> None:
        self.main.setText(text)
        self.main.setAccessibleName(text.replace("&", ""))
        self.main.setToolTip(tip)
        self.main.setEnabled(enabled)

    def _say_state(self, state: ReviewState, taken: int) -> None:
        parts = []
        if done := self._written.get(Group.CERTAIN):
            parts.append(f"{plural(len(done), 'certain paper')} completed.")
        if done := self._written.get(Group.DOUBTFUL):
            parts.append(f"{len(done):,} reviewed and completed.")
        if taken:
            parts.append(f"{taken:,} accepted.")
        if undecided := state.undecided():
            parts.append(f"{plural(undecided, 'doubtful paper')} undecided.")
        if not any(state.papers(group) for group in (Group.CERTAIN, Group.DOUBTFUL)):
            records = plural(state.findings.records, "record")
            parts.append(f"None of these papers was found ({records} looked at).")
        self.message.setText(" ".join(parts))
        set_role(self.message, "success" if self._written else "muted")

    def _wait(self, title: str) -> None:
        self.wait_title.setText(title)
        self._stack.setCurrentIndex(1)
        self._refresh()
        self._jobs.cancel_button.setFocus()

    def _back(self) -> None:
        """Go back to the first page, to ask or read something else."""
        self.state = None
        page = self._stack.widget(2)
        if page is not None:
            self._stack.removeWidget(page)
            page.deleteLater()
        self._stack.setCurrentIndex(0)
        self.start.say("")
        self._refresh()
        self.start.first_focus()
        self._look_ahead()

    def _go_open(self) -> None:
        page = self._stack.widget(2)
        if isinstance(page, ReviewPage):
            page.go_undecided()

    # the works

    def _look_ahead(self) -> None:
        library, ids = self._context.library, self._ids
        self._ahead.start(
            self._context.bridge.reader,
            lambda context: library.filling.survey(ids, context),
            self._surveyed,
            self._failed,
        )

    def _surveyed(self, survey: Survey) -> None:
        self.start.show_survey(survey)
        library, ids = self._context.library, self._ids
        self._ahead.start(
            self._context.bridge.reader,
            lambda context: look_ahead(library, ids, context),
            self._counted,
            self._failed,
        )

    def _counted(self, outlook: Outlook) -> None:
        self.start.show_outlook(outlook)
        self._refresh()

    def _begin(self) -> None:
        library, ids, paths = self._context.library, self._ids, self.start.paths
        offline = self.start.offline.isChecked()
        asking = "Looking at kept answers…" if offline else "Asking the services…"
        self._wait("Reading the files…" if paths is not None else asking)
        if paths is not None:
            self._jobs.start(
                self._context.bridge.network,
                lambda context: read(library, ids, paths, context),
                self._found,
                self._failed,
                "Reading…",
            )
            return
        self._jobs.start(
            self._context.bridge.network,
            lambda context: ask(library, ids, offline, context),
            self._found,
            self._failed,
            "Asking…",
            waits=True,
        )

    def _found(self, findings: Findings) -> None:
        self.state = ReviewState(findings)
        page = ReviewPage(self._context, self.state)
        page.changed.connect(self._refresh)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self._refresh()
        page.first_focus()

    def _write(self, group: Group) -> None:
        """Write what is accepted of a group, in the same step as what was written before."""
        state = self.state
        if state is None or self.writing:
            return
        filling = self._context.library.filling
        # What was written so far and this are one step to undo.
        papers = frozenset[int]().union(*self._written.values())
        before = ChangeSet(papers=papers, step=self._step)
        self.writing = True
        self._wait("Completing…")
        self._jobs.start(
            self._context.bridge.writer,
            lambda context: filling.commit(
                FillingPlan(), state.waiting(group), context, joining=before
            ),
            lambda change: self._stored(group, change),
            self._failed,
        )

    def _stored(self, group: Group, change: ChangeSet) -> None:
        self.writing = False
        state, page = self.state, self._stack.widget(2)
        if state is None or not isinstance(page, ReviewPage):
            return
        state.mark_written(group)
        self._nothing_new = not change
        if change:
            self._written[group] = self._written.get(group, frozenset()) | change.papers
            self._step = change.step
        nothing_left = not state.undecided() and not state.taken(Group.DOUBTFUL)
        if nothing_left or self._then_close:
            self.accept()
            return
        self._stack.setCurrentWidget(page)
        page.refresh()
        page.go_undecided()
        self._refresh()

    def _cancelled(self) -> None:
        if self.writing:
            self.writing = False
            self._then_close = False
            self._stack.setCurrentIndex(2)
            self._refresh()
            self.message.setText("Cancelled: the library is as it was.")
            return
        self._stack.setCurrentIndex(0)
        asked = self.start.paths is None and not self.start.offline.isChecked()
        self.start.say(f"Stopped. {_KEPT}" if asked else "Stopped: nothing was changed.")
        self._refresh()
        self.main.setFocus()

    def _failed(self, fault: BaseException) -> None:
        self.writing = False
        self._then_close = False
        self._stack.setCurrentIndex(2 if self.state is not None else 0)
        self._refresh()
        if not isinstance(fault, KnownError):
            show_fault(self, fault)
        elif self.state is None:
            self.start.say(str(fault))
        else:
            self.message.setText(str(fault))
            set_role(self.message, "error")

    # the end

    def _ask_before_closing(self, number: int) -> None:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        are = "is" if number == 1 else "are"
        box.setText(f"You accepted {plural(number, 'record')} that {are} not written yet.")
        box.setInformativeText("Write them before closing?")
        write = box.addButton("&Write", QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton("&Discard", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(write)
        box.exec()
        if box.clickedButton() is write:
            self._then_close = True
            self._write(Group.DOUBTFUL)
        elif box.clickedButton() is drop:
            super().reject()

    def _outcome(self) -> str:
        """What was done, for the window's message."""
        parts = []
        certain, reviewed = (
            len(self._written.get(group, ())) for group in (Group.CERTAIN, Group.DOUBTFUL)
        )
        if self._written:
            both = f": {certain:,} certain, {reviewed:,} reviewed" if reviewed else ""
            parts.append(f"Completed {plural(certain + reviewed, 'paper')}{both}.")
        elif self._nothing_new:
            parts.append("The papers have all of it already: nothing was written.")
        undecided = self.state.undecided() if self.state is not None else 0
        if undecided:
            stayed = "was" if undecided == 1 else "were"
            parts.append(f"{plural(undecided, 'doubtful paper')} {stayed} left undecided.")
        return " ".join(parts)
