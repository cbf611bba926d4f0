"""Undo and redo in the window: a step that another process made is taken back only after a yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from readlist.domain.changes import ChangeSet, UndoStep
from readlist.gui.context import AppContext
from readlist.gui.dialogs.confirm import confirm
from readlist.jobs.context import JobContext, Progress

WINDOW = "the Readlist window"  # how a window is named to other processes
Direction = Literal["undo", "redo"]
Told = Callable[[ChangeSet], None]


class Undoing(QObject):
    """Takes steps back and does them again.

    The log is shared by all processes on the library, and the newest step may be another's, or of
    an earlier run. The reader is asked for the first such step; those before it need no further
    question. ``told(change)`` hears of each step. A long one says ``began(Job, words)``,
    ``progress(Progress)`` and ``ended()``; its job may be cancelled, and all is as it was.
    """

    began = Signal(object, str)
    progress = Signal(object)
    ended = Signal()

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._accepted: dict[Direction, int] = {"undo": 0, "redo": 0}
        self.question: QMessageBox | None = None

    def take(self, direction: Direction, told: Told) -> None:
        """Undo or redo the newest step, or ask for it first."""
        history = self._context.library.history
        accepted = self._accepted[direction]

        def work(
            job: JobContext,
        ) -> ChangeSet | UndoStep:  # behind the writes that wait: one may be the newest
            state = history.state()
            step = state.undo_step if direction == "undo" else state.redo_step
            if step is not None and not step.own and step.id > accepted:
                return step
            replay = history.undo if direction == "undo" else history.redo
            return replay(agreed=step.id if step else None, context=job)

        def progress(value: Progress) -> None:
            if not running.finished.is_set():
                self.began.emit(running, "Undoing" if direction == "undo" else "Redoing")
                self.progress.emit(value)

        def failed(fault: BaseException) -> None:
            self.ended.emit()
            bridge.failed.emit(fault)

        def done(outcome: ChangeSet | UndoStep) -> None:
            self.ended.emit()
            if isinstance(outcome, ChangeSet):
                told(outcome)
            else:
                self._ask(direction, outcome, told)

        bridge = self._context.bridge
        running = bridge.run(
            bridge.writer, work, done, failed, on_progress=progress, on_cancelled=self.ended.emit
        )

    def _ask(self, direction: Direction, step: UndoStep, told: Told) -> None:
        if self.question is not None:
            return
        parent = self.parent()
        verb = direction.capitalize()
        when = datetime.fromisoformat(step.at).astimezone()

        def agreed() -> None:
            self._accepted[direction] = step.id
            self.take(direction, told)

        self.question = confirm(
            parent if isinstance(parent, QWidget) else QApplication.activeWindow(),
            f"{verb} “{step.label}”?",
            f"It was done {whose(step)}, on {when:%Y-%m-%d} at {when:%H:%M}. "
            "For what was done before it you will not be asked again.",
            verb,
            agreed,
        )
        self.question.finished.connect(self._answered)

    def _answered(self) -> None:
        self.question = None


def whose(step: UndoStep) -> str:
    """Who made a step that this window did not make."""
    if step.process == WINDOW:
        return "in another window, or before this one was opened"
    return f"by {step.process or 'another process'}"


def named(step: UndoStep | None) -> str:
    """A step in the Undo menu: what it did, and whose it is unless this window made it."""
    if step is None:
        return ""
    if step.own:
        return step.label
    return f"{step.label} ({'elsewhere or earlier' if step.process == WINDOW else whose(step)})"
