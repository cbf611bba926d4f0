"""Kills a process at a random moment, and says what must be true of the room afterwards."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from readlist.library import Library
from tests.kill_rooms import ROOT
from tests.kill_scenarios import Scenario, State
from tests.kill_typing import WORDS
from tests.unit.search.test_damage import named

_AT = Path(__file__).resolve().parent / "kill_at.py"
_ONE_RUN = 8  # files that one killed run may leave until the next one
_BELONG = (
    "library/library.sqlite3", "library/library.sqlite3-wal", "library/library.sqlite3-shm",
    "library/library.sqlite3.lock",
    "library/writing.json", "library/exported.json", "library/index.lock", "library/index/*",
    "library/backups/[0-9]*.readlist.zip", "library/damaged-*/*",
    "library/settings.ini", "library/readlist.log", "library/window.ini", "torn/*", "*.bib",
    "before.zip",
)  # fmt: skip


class NotWholeError(AssertionError):
    """What was there after a kill, and which kill it was."""


@dataclass
class Tally:
    """What became of the kills of one scenario."""

    kills: int = 0
    before: int = 0  # nothing of it was there
    between: int = 0
    done: int = 0  # all of it was there
    ended: int = 0  # runs that came to their end before the kill
    left: int = 0  # most leftovers after a kill
    lost: float = 0.0  # seconds of typing


@dataclass
class Killer:
    """Kills the process of one scenario again and again, in copies of its room."""

    scenario: Scenario
    place: Path
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self._kept = self.place / "kept"
        self._kept.mkdir(parents=True)
        self.scenario.make(self._kept)
        self._states: list[State] = []
        self._moments: list[float] = []
        self._worn = False  # whether the next kill needs another room
        self.room = self._fresh()
        if not self.scenario.typing:
            self._measure()

    def kill(self, chance: random.Random) -> None:
        """One kill, and what must be true then. NotWholeError."""
        if self._worn:
            self.room = self._fresh()
        if self.scenario.typing:
            how = self._kill_typing(chance)
        elif self.scenario.walk:
            how = self._kill_walk(chance)
        else:
            how = self._kill_command(chance)
        try:
            self._leftovers()
            if self.scenario.sound:
                self._healthy(chance)
        except Exception as error:
            raise NotWholeError(f"{self.scenario.name}, killed {how}: {error}") from error

    def finish(self, *, again: bool) -> None:
        """A repair leaves nothing of the killed ones, nor does the next run before it, which does
        its work (``again``)."""
        if self.scenario.typing or (self.scenario.sound and not again):
            command: Sequence[object] = []
        elif not self._worn:
            command = self.scenario.command(self.room)
        elif self.scenario.follows:
            command = ["readlist", "--library", self.room / "library", "kept", "--write"]
        else:
            command = []
        if command:
            process = self._start(0, command)
            err = process.communicate()[1]
            assert process.returncode == 0, err.decode()
            last = self.scenario.state(self.room)
            assert last == self._states[-1], _difference(last, self._states[-1:])
        with Library.open(self.room / "library") as library:
            library.repair()
            assert library.search.check().state == "current"
        if self._left():  # beside a file of the reader's, where only its next writing looks
            process = self._start(0)
            process.communicate()
            assert process.returncode == 0
        assert not self._left(), self._left()

    # How it is killed

    def _kill_command(self, chance: random.Random) -> str:
        """Between two changes of files, or at any moment; which."""
        count = len(self._moments) - 2  # the first is the start, the last the end
        if count and chance.random() < 0.5:
            at = chance.randint(1, count)
            process, how = self._start(at), f"before its change of a file no. {at}"
        else:
            delay = chance.uniform(self._moments[1] * 0.8, self._moments[-1])
            process, how = self._start(0), f"after {delay:.3f} s"
            try:
                process.wait(delay)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        out, err = process.communicate()
        assert process.returncode in (0, -signal.SIGKILL), err.decode()
        if process.returncode == 0:
            self.tally.ended += 1
            self.room = self._fresh()
            return self._kill_command(chance)
        least = 0
        if out:  # what it told of is there; kept files follow afterwards
            least = 1 if self.scenario.follows else len(self._states) - 1
        self._must_be(least, how)
        return how

    def _kill_walk(self, chance: random.Random) -> str:
        """Somewhere in a step, or between two."""
        step, delay = chance.randrange(len(self._states) - 1), chance.uniform(0, 0.02)
        with self._start(0) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if line == (f"{step}\n".encode() if step else b"ready\n"):
                    break
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            told = process.stdout.read().split()
        done = int(told[-1]) if told else step
        how = f"{delay:.3f} s after step {step}; it had told of {done}"
        state = self.scenario.state(self.room)
        allowed = self._states[done : done + 2]
        if state not in allowed:
            raise NotWholeError(
                f"{self.scenario.name}, killed {how}: {_difference(state, allowed)}"
            )
        self._count(state != allowed[0], state != allowed[0])
        self._worn = True
        return how

    def _kill_typing(self, chance: random.Random) -> str:
        """While a note is typed into the window."""
        letters = chance.randint(1, 120)
        with self._start(0) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline()]
            assert lines == [b"ready\n"]
            while len(lines) <= letters:
                lines.append(process.stdout.readline())
            killed = time.monotonic()
            process.send_signal(signal.SIGKILL)
            lines += process.stdout.readlines()
        how = f"after {letters} letters"
        typed = [float(line.split()[1]) for line in lines[1:]]
        with Library.open(self.room / "library") as library:
            ids = library.search.find("has:note").ids
            texts = [note.text for one in ids for note in library.papers.get(one).notes]
        assert len(texts) <= 1, texts
        text = texts[0] if texts else ""
        assert (WORDS * 10).startswith(text), text
        lost = typed[len(text) :]
        seconds = killed - lost[0] if lost else 0.0
        self.tally.lost = max(self.tally.lost, seconds)
        allowed = 1.0 + _stalls(typed, killed)
        if seconds > allowed:
            raise NotWholeError(f"typing, killed {how}: {seconds:.2f} s of {allowed:.2f} s lost")
        self._count(True, not lost)
        return how

    # What must be true

    def _must_be(self, least: int, how: str) -> None:
        """The room is in one of the states from ``least`` on."""
        state = self.scenario.state(self.room)
        allowed = self._states[least:]
        if state not in allowed and (least or not self.scenario.resumes):
            raise NotWholeError(
                f"{self.scenario.name}, killed {how}: {_difference(state, allowed)}"
            )
        self._count(state != self._states[0], state == self._states[-1])

    def _count(self, begun: bool, done: bool) -> None:
        self.tally.kills += 1
        self._worn = begun or done
        self.tally.done += done
        self.tally.between += begun and not done
        self.tally.before += not begun and not done

    def _healthy(self, chance: random.Random) -> None:
        """The library is sound, and the index heals; the next kill finds this room, unless all
        was done."""
        with Library.open(self.room / "library") as library:
            report = library.check()
            assert report.ok, report.problems
            title = library.papers.get(1).bib.title if library.papers.exists([1]) else ""
            if title:
                assert 1 in library.search.find(f'title:"{title}"').ids
            if chance.random() < 0.5:
                library.search.update()
                state = library.search.check()
                assert (state.state, state.papers) == ("current", report.papers), state
                index = self.room / "library" / "index"
                assert not index.exists() or {one.name for one in index.iterdir()} == named(index)
                if title:
                    answer = library.search.find(f'title:"{title}"')
                    assert not answer.by_sql
                    assert 1 in answer.ids

    def _leftovers(self) -> None:
        left = self._left()
        self.tally.left = max(self.tally.left, len(left))
        assert len(left) <= _ONE_RUN, f"leftovers of several runs: {left}"

    def _left(self) -> list[str]:
        """The files that belong to nothing."""
        return sorted(
            found
            for path in self.room.rglob("*")
            if not path.is_dir()
            and not any(path.relative_to(self.room).match(one) for one in _BELONG)
            and (found := path.relative_to(self.room).as_posix())
        )

    # The room and the process

    def _fresh(self) -> Path:
        room = self.place / "room"
        shutil.rmtree(room, ignore_errors=True)
        shutil.copytree(self._kept, room)
        self.scenario.moved(room)
        return room

    def _start(self, at: int, command: Sequence[object] = ()) -> subprocess.Popen[bytes]:
        told, words = self.place / "told", command or self.scenario.command(self.room)
        return subprocess.Popen(
            [
                sys.executable,
                str(_AT),
                f"{self.room}{os.sep}",
                str(at),
                str(told),
                *map(str, words),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if not self.scenario.typing else None,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        )

    def _measure(self) -> None:
        """Let the process come to its end once: the states that it goes through."""
        first = self.scenario.state(self.room)
        self.room = self._fresh()
        (self.place / "told").unlink(missing_ok=True)
        began = time.monotonic()
        if self.scenario.walk:
            states = self.place / "states"
            process = self._start(0, [*self.scenario.command(self.room), states])
            err = process.communicate()[1]
            assert process.returncode == 0, err.decode()
            self._states = [{"library": one} for one in json.loads(states.read_text("utf-8"))]
        else:
            process = self._start(0)
            err = process.communicate()[1]
            assert process.returncode == 0, err.decode()
            last = self.scenario.state(self.room)
            self._states = [first, *self.scenario.between(first, last), last]
        told = (self.place / "told").read_text().splitlines()
        self._moments = [float(line.split()[0]) - began for line in told]
        self._moments = [0.0, *self._moments, time.monotonic() - began]
        self.room = self._fresh()


def _stalls(typed: Sequence[float], killed: float) -> float:
    """For how long the machine kept the window from typing, in the seconds before the kill."""
    moments = [one for one in typed if one > killed - 3] + [killed]
    gaps = [b - a for a, b in pairwise(moments)]
    return sum(gap for gap in gaps if gap > 0.1)


def _difference(state: State, allowed: Sequence[State]) -> str:
    """Where a state first departs from each of those that are allowed."""
    said = []
    for number, one in enumerate(allowed):
        for name, value in state.items():
            a, b = str(value), str(one.get(name))
            if a != b:
                at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), -1)
                start = max(0, at - 80)
                said.append(f"{number}, {name}: {a[start : at + 80]!r} for {b[start : at + 80]!r}")
    return "neither the old nor the new state\n" + "\n".join(said)
