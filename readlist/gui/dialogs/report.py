"""Faults told to the reader: known errors in plain words, our own bugs with a report."""

from __future__ import annotations

import platform
import traceback
from pathlib import Path
from typing import Protocol, runtime_checkable

import PySide6
from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QStyle,
    QWidget,
)

import readlist
from readlist.domain.errors import KnownError, LibraryDamagedError
from readlist.gui.dialogs.common import button, column, label, name_it, row, say
from readlist.storage import sqlite_version

_CAUSES = 8  # exceptions that a report tells, of those that led to each other
_PLACES = 25  # frames that it tells from each end of a long stack
_PACKAGE = Path(readlist.__file__).resolve().parent


def report_text(fault: BaseException, *, words: bool = False) -> str:
    """A report of a bug: versions and the traceback.

    The messages of exceptions may quote titles, notes or paths, so they are left out unless
    ``words``; of paths only the part inside our package (else the file's name) is told.
    """
    lines = [
        f"Readlist {readlist.__version__}",
        f"Python {platform.python_version()}, Qt {qVersion()}, PySide {PySide6.__version__}, "
        f"SQLite {sqlite_version}",
        f"{platform.system()} {platform.release()} {platform.machine()}, "
        f"{QGuiApplication.platformName()}",
        "",
    ]
    lines += _frames(fault, words)
    return "\n".join(lines)


def _frames(fault: BaseException, words: bool) -> list[str]:
    """The fault and what led to it, the first cause first; of an endless chain the last links."""
    chain: list[BaseException] = []
    one: BaseException | None = fault
    while one is not None and one not in chain and len(chain) < _CAUSES:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    lines: list[str] = []
    for link in reversed(chain):
        lines += ["", "then:", ""] if lines else []
        lines += _places(link, words)
    return lines


def _places(fault: BaseException, words: bool) -> list[str]:
    frames = traceback.extract_tb(fault.__traceback__)
    if cut := max(0, len(frames) - 2 * _PLACES):
        frames[_PLACES:-_PLACES] = []
    lines: list[str] = []
    for number, frame in enumerate(frames):
        if cut and number == _PLACES:
            lines.append(f"  ({cut} more)")
        lines.append(f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}")
        if frame.line:
            lines.append(f"    {frame.line}")
    name = type(fault).__qualname__
    lines.append(f"{name}: {_homeless(_said(fault))}" if words else name)
    if isinstance(fault, BaseExceptionGroup):
        for part in fault.exceptions[:_CAUSES]:
            lines += ["of which:", *_places(part, words)]
    return lines


def _said(fault: BaseException) -> str:
    try:
        return str(fault)
    except Exception:
        return "(its words cannot be read)"


def _homeless(text: str) -> str:
    """``text`` without the path of the reader's home, which tells a name."""
    return text.replace(str(Path.home()), "~") if Path.home() != Path("/") else text


def _place(filename: str) -> str:
    path = Path(filename)
    try:
        return f"readlist/{path.resolve().relative_to(_PACKAGE).as_posix()}"
    except ValueError:
        return path.name


class ReportDialog(QDialog):
    """Says that we have a bug, in one sentence, and offers a report to copy."""

    def __init__(self, fault: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fault = fault
        self.setWindowTitle("Something went wrong")
        self.resize(QSize(680, 440))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        name_it(self.text, "Report", "What a developer needs to find the fault")
        self.words = QCheckBox("&Include the error's own words (may quote your papers or notes)")
        name_it(self.words, "Include the error's own words", "Off: no text of yours is told")
        self.words.toggled.connect(self._fill)
        self.copy_button = button(
            "&Copy the report", "Put the report on the clipboard", self._copy, primary=True
        )
        self.close_button = button("C&lose", "Go on working (Esc)", self.reject)
        self.setLayout(
            column(
                self._top(),
                self.text,
                self.words,
                row(None, self.close_button, self.copy_button),
                spacing=10,
                margin=16,
            )
        )
        self._fill()
        self.copy_button.setFocus()

    def _top(self) -> QHBoxLayout:
        picture = QLabel()
        style = self.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning)
        picture.setPixmap(style.pixmap(32, 32))
        words = label(
            "A fault in Readlist stopped what you asked for. What was saved before is safe, and"
            " you can go on. Copy the report and send it to the developers, please: it holds"
            " versions and places in the program, and nothing of your library."
        )
        layout = row(picture, words, spacing=12)
        layout.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
        layout.setStretch(1, 1)
        return layout

    def _fill(self) -> None:
        self.text.setPlainText(report_text(self._fault, words=self.words.isChecked()))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy_button.setText("&Copied")


def known_error_box(parent: QWidget | None, fault: KnownError) -> QMessageBox:
    """The box that tells a known error; the caller shows it."""
    box = QMessageBox(QMessageBox.Icon.Warning, "Readlist", fault.message, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(fault.hint)
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    return box


def show_known_error(parent: QWidget | None, fault: KnownError) -> None:
    """Tell a known error in plain words and wait until the reader has read it."""
    known_error_box(parent, fault).exec()


def say_fault(words: QLabel, fault: BaseException, parent: QWidget) -> None:
    """Tell a known error in a line of the dialog ``parent``, any other fault as show_fault does."""
    if isinstance(fault, KnownError):
        say(words, str(fault), "error")
    else:
        show_fault(parent, fault)


@runtime_checkable
class TakesFaults(Protocol):
    """The window: it tells each fault once, logs it, and goes on."""

    def on_fault(self, fault: BaseException) -> None: ...


def show_fault(parent: QWidget | None, fault: BaseException) -> None:
    """Tell any fault as its family asks: a known error plainly; a bug, and a damaged library, by
    the window above ``parent``."""
    window = parent
    while window is not None and not isinstance(window, TakesFaults):
        window = window.parentWidget()
    plain = isinstance(fault, KnownError) and not isinstance(fault, LibraryDamagedError)
    if window is not None and not plain:
        window.on_fault(fault)
    elif isinstance(fault, KnownError):
        show_known_error(parent, fault)
    else:
        ReportDialog(fault, parent).exec()
