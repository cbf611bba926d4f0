"""Large work in a process of its own: on the index, and on files that are kept up to date.

It takes the interpreter for tenths of a second at a time, which a window would show as jerks; and
its memory goes back to the system with it. The process is this program's own command line.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from readlist.jobs.context import JobContext

MANY = 2000  # papers that are worth a process
_WAIT_S = 0.1  # between two looks whether the work was cancelled


def run_apart(folder: Path, words: Sequence[str], context: JobContext) -> int | None:
    """Run a command of ours that takes ``--steps`` on the library in ``folder``.

    Returns the number of papers that it names at its end, or None when the process could not be
    started or did not succeed: then do the work here. Cancelled ends the process.
    """
    command = (
        [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "readlist"]
    )
    command += ["--library", str(folder), *words, "--steps"]
    try:
        process = _started(command)
    except OSError:
        return None
    with process:
        return _followed(process, context)


def _started(command: list[str]) -> subprocess.Popen[str]:
    package = str(Path(__file__).resolve().parents[2])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(  # noqa: S603 - our own command line
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _followed(process: subprocess.Popen[str], context: JobContext) -> int | None:
    """Hand the process's steps on until it ends; lines are "done total words"."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    reader = threading.Thread(target=_read, args=(process.stdout, lines), name="process apart")
    reader.start()
    papers: int | None = None
    line = "0 0 Beginning"
    try:
        while line:
            done, total, words = (*line.split(" ", 2), "", "")[:3]
            papers = int(done)
            context.step(papers, int(total or 0), words)
            try:
                line = lines.get(timeout=_WAIT_S)
            except queue.Empty:
                continue
    except BaseException:
        process.terminate()
        raise
    finally:
        reader.join()
    return papers if process.wait() == 0 else None


def _read(output: Iterable[str] | None, lines: queue.SimpleQueue[str]) -> None:
    for line in output or ():
        lines.put(line.rstrip("\n"))
    lines.put("")
