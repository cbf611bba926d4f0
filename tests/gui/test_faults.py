"""Faults that nobody caught, and how the window tells them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import readlist
from readlist.domain.errors import KnownError
from readlist.domain.papers import PaperRow
from readlist.domain.views import Sort
from readlist.gui.app import run
from readlist.gui.dialogs.report import ReportDialog, report_text
from readlist.gui.faults import FaultRelay, fault_log
from readlist.gui.immortal import hold_constants
from readlist.gui.main_window import MainWindow
from readlist.gui.models import papers_model
from readlist.library import Library
from tests.gui.window_kit import search, settled

DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


def shown_reports() -> list[ReportDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, ReportDialog)]


def test_faults_of_slots_and_threads_come_into_the_main_thread(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    relay = FaultRelay()
    before = (sys.excepthook, threading.excepthook)
    relay.install()
    fault = RuntimeError("in a slot")
    with qtbot.waitSignal(relay.caught) as caught:
        sys.excepthook(RuntimeError, fault, None)
    assert caught.args == [fault]

    def fail() -> None:
        raise ValueError("in a thread")

    with qtbot.waitSignal(relay.caught) as caught:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    assert str(caught.args[0]) == "in a thread"
    relay.remove()
    assert (sys.excepthook, threading.excepthook) == before


PRIVATE = f"A private title, in {Path.home()}/thesis"


def of_slot(window: MainWindow, fail: Callable[[], None]) -> None:
    window.table.header.sorted.connect(lambda _sort: fail())
    window.table.header.sorted.emit(Sort("title"))


def of_timer(window: MainWindow, fail: Callable[[], None]) -> None:
    timer = QTimer(window)
    timer.setInterval(10)
    timer.timeout.connect(fail)
    timer.start()


def of_thread(_window: MainWindow, fail: Callable[[], None]) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def of_job(window: MainWindow, fail: Callable[[], None]) -> None:
    window.context.bridge.write(fail)


def of_outcome(window: MainWindow, fail: Callable[[], None]) -> None:
    window.context.bridge.write(lambda: None, lambda _none: fail())


def of_model(window: MainWindow, fail: Callable[[], None]) -> None:
    def fetch(_ids: Sequence[int]) -> list[PaperRow]:
        fail()
        return []

    window.table.papers._fetch = fetch
    window.table.papers.forget()


@pytest.mark.parametrize("where", [of_slot, of_timer, of_thread, of_job, of_outcome, of_model])
def test_a_fault_anywhere_is_told_once_and_the_window_shows_what_is(
    qtbot: QtBot,
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
    where: Callable[[MainWindow, Callable[[], None]], None],
) -> None:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    monkeypatch.setattr(papers_model, "AGAIN_MS", 200)
    relay = FaultRelay()
    relay.caught.connect(window.on_fault)
    relay.install()
    times: list[int] = []
    paper, fetch = window.table.papers.ids[0], window.table.papers._fetch

    def fail() -> None:
        if not times:  # what the view was not told of: after the fault it is read anew
            window.context.library.papers._storage._listeners.clear()
            window.context.library.papers.star([paper], True)
        times.append(1)
        raise LookupError(PRIVATE)

    with fault_log(window.context.library.folder) as log:
        window.unexpected.connect(lambda fault: log.error(report_text(fault)))
        where(window, fail)
        qtbot.waitUntil(lambda: bool(shown_reports()))
        qtbot.wait(50)
        (dialog,) = shown_reports()
        for timer in window.findChildren(QTimer, options=DIRECT):
            if timer.interval() == 10:
                timer.stop()
        window.table.papers._fetch = fetch
    relay.remove()

    dialog.copy_button.click()
    report = QApplication.clipboard().text()
    log_text = (window.context.library.folder / "log" / "readlist.log").read_text("utf-8")
    assert log_text.count("\nLookupError\n") == 1
    for told in (report, log_text):
        assert "LookupError" in told
        assert f"Readlist {readlist.__version__}" in told
        assert "in fail" in told
        assert str(Path.home()) not in told
        assert "private" not in told
    dialog.words.setChecked(True)
    assert "A private title, in ~/thesis" in dialog.text.toPlainText()
    dialog.close()
    settled(qtbot, window)

    def starred() -> bool:
        row = window.table.papers.row(window.table.papers.ids.index(paper))
        return row is not None and row.starred

    qtbot.waitUntil(starred)
    assert search(qtbot, window, "grokking")
    assert times


def test_any_fault_has_a_short_report() -> None:
    """Endless recursion, a long chain of causes, a group, and words that cannot be said."""

    class Unsaid(Exception):  # noqa: N818 - a test's
        def __str__(self) -> str:
            return self.__str__()

    def endless() -> None:
        endless()

    with pytest.raises(RecursionError) as caught:
        endless()
    chain: BaseException = ExceptionGroup(PRIVATE, [ValueError(PRIVATE), Unsaid()])
    for _ in range(3000):
        link = LookupError(PRIVATE)
        link.__context__, chain = chain, link
    for fault, named in (
        (caught.value, "RecursionError"),
        (chain, "LookupError"),
        (ExceptionGroup(PRIVATE, [ValueError(PRIVATE), Unsaid()]), "ValueError"),
    ):
        report = report_text(fault)
        assert named in report
        assert "private" not in report
        assert len(report) < 20_000
        assert len(report_text(fault, words=True)) < 20_000


def test_a_fault_of_the_report_itself_is_told(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[BaseException] = []
    window.unexpected.connect(logged.append)
    with monkeypatch.context() as broken:
        broken.setattr(ReportDialog, "_top", lambda _self: 1 / 0)
        window.on_fault(LookupError(PRIVATE))
    assert [type(fault) for fault in logged] == [LookupError, ZeroDivisionError]
    assert "is in the log" in window.toast.text.text()
    settled(qtbot, window)
    window.on_fault(ValueError(PRIVATE))
    qtbot.waitUntil(lambda: bool(shown_reports()))
    shown_reports()[0].close()
    settled(qtbot, window)


@pytest.mark.parametrize("broken", ["keeping", "pane"])
def test_a_fault_on_closing_is_logged_and_the_window_closes(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    logged: list[BaseException] = []
    window.unexpected.connect(logged.append)
    name = "finish" if broken == "keeping" else "flush"
    with monkeypatch.context() as failing:
        failing.setattr(getattr(window, broken), name, lambda: 1 / 0)
        assert window.close()
    assert [type(fault) for fault in logged] == [ZeroDivisionError]
    assert not window.isVisible()


@pytest.mark.skipif(sys.platform != "linux", reason="a device that is always full")
@pytest.mark.parametrize("kind", ["full", "pipe", "no folder"])
def test_a_log_that_cannot_be_written_goes_to_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    place = tmp_path / "log"
    if kind == "no folder":
        place.touch()
    else:
        place.mkdir()
    if kind == "pipe":
        os.mkfifo(place / "readlist.log")
    if kind == "full":
        full = Path("/dev/full").open("w", encoding="utf-8")  # noqa: SIM115 - the log closes it
        monkeypatch.setattr("readlist.gui.faults._PrivateLog._open", lambda _: full)
    with fault_log(tmp_path) as log:
        log.error("A report")
    assert "A report" in capsys.readouterr().err


def test_the_constants_are_held_once() -> None:
    assert not hold_constants()
    if sys.version_info < (3, 12):
        assert sys.getrefcount(None) > 1_000_000_000


def test_a_library_of_a_later_version_is_refused_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture of it, for which no screen is needed, is refused in the same way."""
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "later"
    Library.open(folder).close()
    file = sqlite3.connect(folder / "library.sqlite3")
    file.execute("PRAGMA user_version = 9999")
    file.close()
    done = subprocess.run(
        [sys.executable, "-m", "readlist", "--library", str(folder), "--screenshot",
         str(tmp_path / "shot.png")],
        check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there is always a screen there")
def test_a_window_without_a_screen_is_refused_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(KnownError, match="no screen"):
        run(tmp_path / "library")
    assert not (tmp_path / "library").exists()
