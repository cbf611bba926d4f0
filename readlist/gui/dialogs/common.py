"""What all dialogs share: buttons, labels, remembered sizes, one running job with its bar."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from readlist.gui.bridge import Works
from readlist.gui.plain_tip import plain_tip
from readlist.gui.push_button import PushButton
from readlist.jobs.context import JobContext, Progress
from readlist.jobs.executor import Executor, Job

T = TypeVar("T")
_CARD_WIDTH = 560


def button(
    text: str,
    tooltip: str,
    slot: Callable[[], object],
    *,
    primary: bool = False,
    flat: bool = False,
) -> QPushButton:
    """A push button with its tooltip and accessible name."""
    result = PushButton(text)
    result.setAccessibleName(text.replace("&&", "\0").replace("&", "").replace("\0", "&"))
    result.setToolTip(tooltip)
    if primary:
        result.setProperty("primary", True)
    if flat:
        result.setProperty("flat", True)
    result.clicked.connect(lambda _checked: slot())
    return result


def label(text: str = "", role: str = "", *, wrap: bool = True) -> QLabel:
    """A plain-text label in one of the theme's looks ("title", "muted", "warning", ...)."""
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setWordWrap(wrap)
    if role:
        result.setProperty("role", role)
    return result


def set_role(widget: QWidget, role: str) -> None:
    """Give ``widget`` another look of the style sheet."""
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    # A frame takes a new look's padding only when it is told of a new style.
    QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))


def say(words: QLabel, text: str, role: str) -> None:
    """Write ``text`` in the look of what it is: "success", "warning", "error" or "muted"."""
    words.setText(text)
    set_role(words, role)


def line() -> QFrame:
    """A thin line between two parts."""
    result = QFrame()
    result.setProperty("role", "line")
    result.setFixedHeight(1)
    return result


def name_it(widget: QWidget, name: str, tooltip: str) -> None:
    """Set what a screen reader says of ``widget`` and what a pointer shows."""
    widget.setAccessibleName(name)
    widget.setToolTip(tooltip)


def row(*parts: QWidget | None, spacing: int = 8) -> QHBoxLayout:
    """Widgets beside each other; None is the stretch between them."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        else:
            layout.addWidget(part)
    return layout


def column(*parts: QWidget | QHBoxLayout, spacing: int = 8, margin: int = 0) -> QVBoxLayout:
    """Widgets and rows below each other."""
    layout = QVBoxLayout()
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return layout


def framed(
    head: QHBoxLayout, body: QWidget | QHBoxLayout, *foot: QWidget | QHBoxLayout
) -> QVBoxLayout:
    """A large dialog: its heading, what it shows, which takes the room, and its buttons."""
    layout = column(head, body, *foot, spacing=10)
    layout.setContentsMargins(16, 14, 16, 14)
    layout.setStretch(1, 1)
    return layout


def card(*parts: QWidget, spacing: int = 8) -> QWidget:
    """A page with a few things in its middle: a job that runs, or why there is nothing else."""
    middle = QWidget()
    middle.setFixedWidth(_CARD_WIDTH)
    middle.setLayout(column(*parts, spacing=spacing))
    box = column(row(None, middle, None))
    box.insertStretch(0, 1)
    box.addStretch(1)
    page = QWidget()
    page.setLayout(box)
    return page


class ElidedLabel(QLabel):
    """One line that is shortened in its middle where it does not fit; the tooltip has it whole."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(plain_tip(text))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, int(self.alignment()) | Qt.TextFlag.TextSingleLine, text)


class SearchLine(QLineEdit):
    """A line to search or filter by; Escape empties it first, and closes only then."""

    def __init__(self, placeholder: str, name: str, tooltip: str) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setClearButtonEnabled(True)
        name_it(self, name, tooltip)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class SizedDialog(QDialog):
    """A dialog that opens in the size in which it was last closed."""

    def __init__(
        self, settings: QSettings, name: str, default: QSize, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.settings = settings
        self._size_key = f"dialogs/{name}/size"
        stored = settings.value(self._size_key)
        size = stored if isinstance(stored, QSize) and stored.isValid() else default
        room = self.screen().availableGeometry().size()
        self.resize(size.boundedTo(room - QSize(24, 48)))

    def done(self, result: int) -> None:
        """Remember the size however the dialog ends."""
        self.settings.setValue(self._size_key, self.size())
        super().done(result)


class JobPanel(QWidget):
    """One running job with a bar, words and a Cancel button; a newer job replaces an older one.

    Callbacks never come for a job that was replaced or stopped, nor after the panel is deleted.
    ``cancelled`` is emitted when the reader's cancel has taken effect.
    """

    cancelled = Signal()

    def __init__(self, works: Works, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._works = works
        self._job: Job[Any] | None = None
        self._stamp = 0
        self.text = label(role="muted", wrap=False)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        name_it(self.bar, "Progress", "Progress of this task")
        self.cancel_button = button("&Cancel", "Stop this work; nothing is changed", self.cancel)
        self.setLayout(column(self.text, row(self.bar, self.cancel_button)))

    @property
    def running(self) -> bool:
        return self._job is not None

    def start(
        self,
        executor: Executor,
        work: Callable[[JobContext], T],
        on_done: Callable[[T], None],
        on_error: Callable[[BaseException], None],
        text: str = "",
        *,
        waits: bool = False,
    ) -> None:
        """Run ``work``; the callbacks come in the main thread unless a newer job was started.

        ``waits``: it mostly waits, perhaps for hours, so garbage is collected meanwhile.
        """
        self.stop()
        self._stamp += 1
        stamp = self._stamp
        self.text.setText(text)
        self.bar.setRange(0, 0)
        self.cancel_button.setEnabled(True)

        def fresh(call: Callable[[], None]) -> None:
            if stamp == self._stamp and isValid(self):
                self._job = None
                call()

        def progress(value: Progress) -> None:
            if stamp == self._stamp and isValid(self):
                self._show(value)

        def done(result: T) -> None:
            fresh(lambda: on_done(result))

        def error(fault: BaseException) -> None:
            fresh(lambda: on_error(fault))

        self._job = self._works.run(
            executor,
            work if waits else lambda context: _without_collecting(work, context),
            done,
            error,
            on_progress=progress,
            on_cancelled=lambda: fresh(self.cancelled.emit),
        )

    def cancel(self) -> None:
        """Ask the work to stop; ``cancelled`` says when it has."""
        if self._job is not None:
            self._job.cancel()
            self.text.setText("Stopping…")
            self.cancel_button.setEnabled(False)

    def stop(self) -> None:
        """Cancel and forget: no callback of the running job comes any more."""
        self._stamp += 1
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _show(self, value: Progress) -> None:
        if self.cancel_button.isEnabled() and value.text:
            self.text.setText(value.text)
        self.bar.setRange(0, value.total)
        self.bar.setValue(value.done)


def _without_collecting(work: Callable[[JobContext], T], context: JobContext) -> T:
    """Do ``work`` with the collector of cyclic garbage off.

    A work on 20,000 papers makes hundreds of thousands of values, none of them in a cycle; each
    full collection among them would hold up the window's thread for 50 to 200 ms.
    """
    gc.disable()
    try:
        return work(context)
    finally:
        # Together these make all that lives old, so that no quick collection goes through it.
        gc.freeze()
        gc.unfreeze()
        gc.enable()
