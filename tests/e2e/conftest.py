"""The real command line, in this process or one of its own, on a library of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from readlist.cli.app import run as run_command

ROOT = Path(__file__).resolve().parents[2]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))


@dataclass(frozen=True)
class Run:
    """One finished command."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - as free as JSON is
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)


Cli = Callable[..., Run]


def run_cli(home: Path, *arguments: object, stdin: bytes = b"", timeout: float = 120) -> Run:
    """Run ``readlist`` with these arguments on the library in ``home``, for so many seconds."""
    environment = {**os.environ, "READLIST_HOME": str(home), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "readlist", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env=environment,
        cwd=home.parent,
        timeout=timeout,
        check=False,
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


def run_here(home: Path, *arguments: object, stdin: bytes = b"") -> Run:
    """Run them in this process, which spares the start of another; the library is opened anew.

    What is no known error is raised, where the process would print a traceback.
    """
    raw_out, raw_err = BytesIO(), BytesIO()
    out, err = TextIOWrapper(raw_out, "utf-8"), TextIOWrapper(raw_err, "utf-8")
    with pytest.MonkeyPatch.context() as here, chdir(home.parent):
        here.setenv("READLIST_HOME", str(home))
        here.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin), "utf-8"))
        with redirect_stdout(out), redirect_stderr(err):
            status = run_command([*map(str, arguments)], _no_window)
        out.flush()
        err.flush()
    return Run(status, raw_out.getvalue().decode(), raw_err.getvalue().decode())


def _no_window(_library: Path | None, _screenshot: Path | None) -> int:
    raise AssertionError("no command was given")


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Runs commands on an empty library in the test's own folder."""
    return partial(run_here, tmp_path / "library")


@pytest.fixture(scope="session")
def seeded_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the five seeds, imported once by the real command; do not write to it."""
    home = tmp_path_factory.mktemp("seeded") / "library"
    done = run_cli(home, "import", ROOT / "seeds")
    assert done.status == 0, done.err
    return home


@pytest.fixture
def seeded(seeded_home: Path, tmp_path: Path) -> Cli:
    """Runs commands on a copy of the library with the five seeds."""
    return partial(run_here, shutil.copytree(seeded_home, tmp_path / "library"))
