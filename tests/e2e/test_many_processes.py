"""Many processes on one library: nothing is lost, nothing breaks, everybody sees it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from readlist.domain.papers import Status
from readlist.gui.main_window import MainWindow
from readlist.library import Library
from tests.e2e.conftest import ROOT, SEEDS, Cli, run_cli
from tests.e2e.own_window import own_window
from tests.gui.window_kit import CONTROL, press, select, settled

# Runs the commands that it is given, one after the other, as the program does. It tells each
# status, and does again what found the library busy, as a reader would.
_COMMANDS = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from readlist.cli.app import run
busy = 0
print("ready", flush=True)
for command in json.loads(sys.stdin.readline()):
    while True:
        told = io.StringIO()
        with redirect_stdout(io.StringIO()), redirect_stderr(told):
            status = run(command, lambda *_: 99)
        if status == 1 and "is being written by" in told.getvalue():
            busy += 1
            continue
        break
    print(status, told.getvalue(), flush=True)
print("busy", busy, flush=True)
"""


def _writer(home: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "READLIST_HOME": str(home), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", _COMMANDS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def _work(number: int, page: Path, rounds: int) -> list[list[str]]:
    """Commands that meet those of the other writers on the same papers."""
    commands = []
    for turn in range(rounds):
        commands += [
            ["note", "add", "1", f"by {number}, turn {turn}"],
            ["tag", "add", f"writer {number}", str(turn + 1), str(number + 10)],
            ["star", str(20 + number * rounds + turn)],
            ["lists", "add", "Together", str(100 + number * rounds + turn)],
        ]
    return [*commands, ["import", str(page)], ["status", "reading", str(60 + number)]]


@pytest.mark.parametrize(
    ("writing", "rounds"), [(5, 2), pytest.param(10, 10, marks=pytest.mark.slow)]
)
def test_many_writers_lose_nothing(
    seeded_home: Path,
    tmp_path: Path,
    figure: Callable[[str], None],
    writing: int,
    rounds: int,
) -> None:
    home = Path(shutil.copytree(seeded_home, tmp_path / "library"))
    new = "A paper that no page has\n\n" + "It says what no abstract says at all. " * 9
    pages = [tmp_path / f"page-{number}.txt" for number in range(writing)]
    for number, page in enumerate(pages):  # pages of the same papers, and of one more
        page.write_text(f"{SEEDS[0].read_text(encoding='utf-8')}\n\n{new}{number}\n")
    with Library.open(home, process="a test") as library:
        library.lists.create("Together")
        papers = len(library.search.find("").ids)
    begun = time.monotonic()
    writers = [_writer(home) for _ in range(writing)]
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
    outcomes = []
    for number, writer in enumerate(writers):
        assert writer.stdin
        writer.stdin.write(json.dumps(_work(number, pages[number], rounds)) + "\n")
        writer.stdin.flush()
    for writer in writers:
        out, err = writer.communicate(timeout=300)
        assert (writer.returncode, err) == (0, "")
        outcomes.append(out.splitlines())
    busy = sum(int(lines[-1].split()[1]) for lines in outcomes)
    done = [line for lines in outcomes for line in lines[:-1]]
    assert {line.split()[0] for line in done} == {"0"}, done
    with Library.open(home, process="a test") as library:
        texts = [note.text for note in library.papers.get(1).notes]
        assert sorted(texts) == sorted(f"by {n}, turn {t}" for n in range(writing)
                                       for t in range(rounds))  # fmt: skip
        for number in range(writing):
            tagged = set(library.search.find(f'tag:"writer {number}"').ids)
            assert tagged == {*range(1, rounds + 1), number + 10}
            assert library.papers.get(60 + number).status == Status.READING
        marked = range(writing * rounds)
        assert {20 + n for n in marked} <= set(library.search.find("is:starred").ids)
        together = library.lists.get("Together")
        assert sorted(library.lists.paper_ids(together.id)) == [100 + n for n in marked]
        assert len(library.search.find("").ids) == papers + 1, "pages that meet bring one paper"
        assert len(library.importing.dumps()) == len(SEEDS) + writing
        library.search.update()
        report = library.check()
        assert report.ok, report.problems
    assert not [one.name for one in home.iterdir() if "writing" in one.name or ".new" in one.name]
    figure(
        f"{writing} writers, {len(done)} commands in {time.monotonic() - begun:.0f} s, "
        f"{busy} had to be given again"
    )


@pytest.mark.skipif(os.name == "nt", reason="no such signal there")
def test_a_killed_writer_stops_nobody(seeded: Cli, home: Path) -> None:
    for number in range(3):
        with _writer(home) as writer:
            assert writer.stdin
            assert writer.stdout
            writer.stdin.write(json.dumps([["star", "1"], ["unstar", "1"]] * 500) + "\n")
            writer.stdin.flush()
            for _ in range(4 + number):
                writer.stdout.readline()
            writer.kill()
            writer.communicate()
        done = seeded("note", "add", 2, f"after kill {number}")
        assert (done.status, done.err) == (0, "")
    report = seeded("check", "--json")
    assert report.json["problems"] == []
    assert report.json["notes"] == 3


@pytest.fixture
def home(seeded_home: Path, tmp_path: Path) -> Path:
    """A copy of the library with the five pages."""
    return Path(shutil.copytree(seeded_home, tmp_path / "library"))


@pytest.fixture
def seeded(home: Path) -> Cli:
    """Runs commands on it, each as a process."""
    return partial(run_cli, home)


@pytest.fixture
def windows(
    qapp: QApplication, qtbot: QtBot, home: Path
) -> Iterator[tuple[MainWindow, MainWindow]]:
    """Two windows on the library with the five pages."""
    assert qapp
    with own_window(qtbot, home) as first, own_window(qtbot, home) as second:
        yield first, second


def _starred(window: MainWindow, paper: int) -> bool:
    (row,) = window.context.library.papers.rows([paper])
    index = window.table.papers.index(window.table.papers.ids.index(paper), 0)
    assert index.isValid()
    return row.starred


def test_two_windows_and_a_command_see_each_other(
    qtbot: QtBot,
    windows: tuple[MainWindow, MainWindow],
    seeded: Cli,
    figure: Callable[[str], None],
) -> None:
    first, second = windows
    paper = first.table.papers.ids[0]
    heard: list[float] = []
    second.context.bridge.changed.connect(lambda _change: heard.append(time.monotonic()))
    select(qtbot, first, 0)
    begun = time.monotonic()
    first.commands.star([paper], starred=True)
    qtbot.waitUntil(lambda: second.snapshot.counts.starred == 1, timeout=10000)
    shown = time.monotonic() - begun
    assert _starred(second, paper)
    assert seeded("tag", "add", "by a command", paper).status == 0
    for window in windows:
        qtbot.waitUntil(
            lambda window=window: "by a command" in {t.name for t in window.snapshot.tags},  # type: ignore[misc]
            timeout=10000,
        )
        text = window.actions_["undo"].text()
        assert text == "&Undo Tag 1 paper with by a command (by readlist tag add)"
        assert second.context.library.papers.get(paper).tags
    figure(f"another window heard after {heard[0] - begun:.2f} s and showed it after {shown:.2f} s")


def test_ctrl_z_asks_before_it_takes_the_other_windows_step(
    qtbot: QtBot, windows: tuple[MainWindow, MainWindow]
) -> None:
    first, second = windows
    paper = first.table.papers.ids[0]
    first.commands.star([paper], starred=True)
    settled(qtbot, first)
    qtbot.waitUntil(lambda: second.snapshot.undo.undo == "Star 1 paper", timeout=10000)
    press(qtbot, second, "z", CONTROL)
    qtbot.waitUntil(lambda: second.commands.undoing.question is not None, timeout=10000)
    question = second.commands.undoing.question
    assert question is not None
    assert "in another window" in question.informativeText()
    question.reject()
    assert first.context.library.papers.get(paper).starred
