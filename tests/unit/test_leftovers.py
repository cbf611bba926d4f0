"""What killed processes left is told from what others are at work on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from readlist.domain.export import ExportOptions
from readlist.domain.views import Scope
from readlist.jobs import leftovers
from readlist.library import Library
from readlist.library.files import write_file


@pytest.fixture(scope="module")
def dead() -> str:
    """The mark of a process that has ended."""
    program = "from readlist.jobs.leftovers import mark; print(mark())"
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_only_what_nobody_is_at_work_on_is_removed(tmp_path: Path, dead: str) -> None:
    left, old, mine, foreign, other = (
        tmp_path / name
        for name in (f"a{dead}.tmp", "b.tmp", f"c{leftovers.mark()}.tmp",
                     "d.by-00000000-1.tmp", "e.tmp")
    )  # fmt: skip
    left.mkdir()
    (left / "within").write_text("x")
    for path in (old, mine, foreign, other):
        path.write_text("x")
    os.utime(old, (0, 0))
    assert leftovers.sweep(tmp_path, "*.tmp") == 2
    assert sorted(tmp_path.iterdir()) == [mine, foreign, other]
    assert leftovers.sweep(tmp_path / "missing", "*.tmp") == 0


def test_a_file_is_swept_around_when_it_is_written_again(tmp_path: Path, dead: str) -> None:
    left = tmp_path / f".refs [1].bib.0123456789ab{dead}.tmp"
    others = tmp_path / f".refs.bib.0123456789ab{dead}.tmp"
    left.write_text("half")
    others.write_text("half")
    write_file(tmp_path / "refs [1].bib", "whole")
    assert sorted(tmp_path.iterdir()) == [others, tmp_path / "refs [1].bib"]


def test_the_next_start_and_a_repair_sweep(library: Library, tmp_path: Path, dead: str) -> None:
    library.targets.remember(
        Scope(), "", destination="file", path=str(tmp_path / "all.bib"),
        options=ExportOptions(), kept=True,
    )  # fmt: skip
    folder = library.folder
    (folder / "backups").mkdir()
    beside = tmp_path / f".all.bib.0123456789ab{dead}.tmp"
    packed = folder / "backups" / f".x.readlist.zip{dead}.partial"
    salvaged = folder / f".salvage{dead}.sqlite3.copy"
    for path in (beside, packed, salvaged):
        path.write_text("half")
    assert library.repair().done == ("3 leftovers of programs that were killed are removed.",)
    assert not any(path.exists() for path in (beside, packed, salvaged))
    salvaged.write_text("half")
    (folder / f".restoring{dead}-abc").mkdir()
    with Library.open(folder):
        assert not list(folder.glob(".*"))
