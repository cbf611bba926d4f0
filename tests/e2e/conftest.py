"""The real command line, as a process, on a library of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))


@dataclass(frozen=True)
class Run:
    """One finished process."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - as free as JSON is
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)


Cli = Callable[..., Run]


def run_cli(home: Path, *arguments: object, stdin: bytes = b"") -> Run:
    """Run ``readlist`` with these arguments on the library in ``home``."""
    environment = {**os.environ, "READLIST_HOME": str(home), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "readlist", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env=environment,
        cwd=home.parent,
        timeout=120,
        check=False,
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """Runs commands on an empty library in the test's own folder."""
    home = tmp_path / "library"

    def run(*arguments: object, stdin: bytes = b"") -> Run:
        return run_cli(home, *arguments, stdin=stdin)

    return run


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
    import shutil

    home = tmp_path / "library"
    shutil.copytree(seeded_home, home)

    def run(*arguments: object, stdin: bytes = b"") -> Run:
        return run_cli(home, *arguments, stdin=stdin)

    return run
