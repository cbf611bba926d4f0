"""One reader's way through the real window on a real X server, by keyboard alone.

Runs with ``--slow`` where Xvfb, openbox and xdotool are installed (Debian's packages of these
names); without them it is skipped and says which one is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, Cli, run_cli

TOOLS = ("Xvfb", "openbox", "xdotool")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
LONGEST = 60.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]


@contextmanager
def running(*command: str, env: dict[str, str], **more: object) -> Iterator[subprocess.Popen[str]]:
    """A process that is ended with the test."""
    process = subprocess.Popen(command, env=env, text=True, **more)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a screen of its own, with a window manager."""
    read, write = os.pipe()
    env = {key: value for key, value in os.environ.items() if key != "WAYLAND_DISPLAY"}
    command = ("Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp")
    quiet = {"stderr": subprocess.DEVNULL}
    with running(*command, env=env, pass_fds=(write,), **quiet):
        os.close(write)
        with os.fdopen(read) as told:
            display = told.readline().strip()
        env |= {"DISPLAY": f":{display}", "HOME": str(tmp_path), "QT_QPA_PLATFORM": "xcb"}
        env |= {"PYTHONPATH": str(ROOT)}
        with running("openbox", env=env, **quiet):
            yield env


def until(ready: Callable[[], object], what: str) -> None:
    """Wait until something is so; fail with ``what`` when it does not come."""
    end = time.monotonic() + LONGEST
    while not ready():
        if time.monotonic() > end:
            pytest.fail(f"waited in vain for {what}")
        time.sleep(0.1)


class Keyboard:
    """What a reader does, and the titles of the windows that can be seen."""

    def __init__(self, env: dict[str, str]) -> None:
        self._env = env

    def _do(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self._env, capture_output=True, text=True, check=False, timeout=LONGEST,
        )  # fmt: skip
        return done.stdout

    def press(self, *keys: str) -> None:
        self._do("key", "--delay", "80", *keys)

    def write(self, text: str) -> None:
        self._do("type", "--delay", "40", text)

    def active(self) -> str:
        """The title of the window that has the keyboard."""
        return self._do("getactivewindow", "getwindowname").strip()

    def drag(self, start: tuple[int, int], end: tuple[int, int], held: str = "") -> None:
        """Drag with the pointer; ``held`` is a key that is held when it lets go."""

        def move(share: float) -> None:
            at = [round(a + (b - a) * share) for a, b in zip(start, end, strict=True)]
            self._do("mousemove", *map(str, at))
            time.sleep(0.1)

        move(0)
        self._do("mousedown", "1")
        for step in range(1, 11):
            move(step / 10)
        if held:
            self._do("keydown", held)
            move(0.99)
        self._do("mouseup", "1")
        if held:
            time.sleep(1)  # the text is asked for when the pointer has let go
            self._do("keyup", held)

    def wait_for(self, title: str) -> None:
        until(lambda: self.active().startswith(title), f"the window “{title}”")


def test_a_reader_searches_stars_and_exports(
    screen: dict[str, str], seeded: Cli, tmp_path: Path
) -> None:
    home = tmp_path / "library"
    keyboard = Keyboard(screen)
    env = {**screen, "READLIST_HOME": str(home)}
    errors = tmp_path / "errors.txt"
    with (
        errors.open("w") as log,
        running(sys.executable, "-m", "readlist", env=env, cwd=tmp_path, stderr=log) as window,
    ):
        keyboard.wait_for("Library")
        keyboard.press("ctrl+f")
        keyboard.write("grokking")
        keyboard.wait_for("grokking in Library")
        keyboard.press("Return")

        def starred() -> int:
            return int(seeded("search", "--json", "is:starred").json["total"])

        time.sleep(3)  # until the papers are shown, on a busy machine too
        keyboard.press("s")
        until(lambda: starred() == 1, "the star")
        keyboard.press("ctrl+e")
        keyboard.wait_for("Export grokking in Library")
        keyboard.press("Return")
        until(lambda: list(tmp_path.glob("*.bib")), "the exported file")
        keyboard.press("Escape")
        keyboard.wait_for("grokking in Library")
        keyboard.press("ctrl+q")
        assert window.wait(timeout=LONGEST) == 0
    assert errors.read_text() == ""
    found = run_cli(home, "search", "--json", "grokking").json["total"]
    text = next(tmp_path.glob("*.bib")).read_text()
    assert found > 1
    assert text.count("@misc{") == found


EDITOR = """
import sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit

app = QApplication([])
edit = QPlainTextEdit()
edit.setWindowTitle("Another program")
edit.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
edit.setGeometry(950, 560, 300, 200)
edit.textChanged.connect(lambda: Path(sys.argv[1]).write_text(edit.toPlainText()))
edit.show()
app.exec()
"""


def test_papers_are_dragged_into_another_program(
    screen: dict[str, str], seeded: Cli, tmp_path: Path
) -> None:
    keyboard, typed = Keyboard(screen), tmp_path / "typed.txt"
    env = {**screen, "READLIST_HOME": str(tmp_path / "library")}
    with running(sys.executable, "-m", "readlist", env=env, cwd=tmp_path) as window:
        keyboard.wait_for("Library")
        with running(sys.executable, "-c", EDITOR, str(typed), env=screen):
            keyboard.wait_for("Another program")
            keyboard.drag((600, 300), (1050, 640))
            until(typed.exists, "the citation")
            cited = typed.read_text()
            keyboard.drag((600, 300), (1050, 640), "shift")
            until(lambda: len(typed.read_text()) > len(cited), "the entry")
        window.terminate()
    assert cited.startswith("\\cite{")
    key = cited.removeprefix("\\cite{").rstrip("}\n")
    assert f"@misc{{{key},\n" in typed.read_text()
    assert seeded("search", "--json", f"key:{key}").json["total"] == 1
