"""Another process on the same library: noticed, waited for, named."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from readlist.domain.changes import ChangeSet
from readlist.domain.errors import LibraryBusyError, LibraryTooNewError, StepMovedError
from readlist.storage import Storage
from readlist.storage.migrations import STEPS
from tests.unit.storage.papers import TITLES, add_papers

_HOLD = """
import sys
from pathlib import Path
from readlist.storage import Storage
storage = Storage(Path(sys.argv[1]), "readlist import")
with storage.write("Rate") as writer:
    writer.connection.execute("UPDATE paper SET rating = rating + 1")
    print("holding", flush=True)
    sys.stdin.readline()
storage.close()
"""


@contextmanager
def _holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A real second process in the middle of a write; it goes on when its input ends."""
    command = [sys.executable, "-c", _HOLD, str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "holding\n"
        yield process


def test_a_busy_library_says_who_holds_it(storage: Storage) -> None:
    add_papers(storage, *TITLES)
    with _holder(storage.folder) as other:
        with (
            pytest.raises(LibraryBusyError, match=rf"readlist import \(process {other.pid}, since"),
            storage.write("Star"),
        ):
            pytest.fail("two processes wrote at once")
        assert storage.read().execute("SELECT max(rating) FROM paper").fetchone()[0] == 0
    assert storage.read().execute("SELECT max(rating) FROM paper").fetchone()[0] == 1
    assert not (storage.folder / "writing.json").exists()
    with storage.write("Star") as writer:
        writer.connection.execute("UPDATE paper SET starred = 1")
    assert storage.undo_state().undo == "Star"


def test_a_library_that_a_later_version_migrates_takes_no_more_writes(storage: Storage) -> None:
    add_papers(storage, *TITLES)
    with closing(sqlite3.connect(storage.path)) as db:
        db.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    with pytest.raises(LibraryTooNewError), storage.write("Star") as writer:
        writer.connection.execute("UPDATE paper SET starred = 1")
    with closing(sqlite3.connect(storage.path)) as db:
        db.execute(f"PRAGMA user_version = {len(STEPS)}")
    with storage.write("Rate") as writer:
        writer.connection.execute("UPDATE paper SET rating = 1")
    stars = storage.read().execute("SELECT max(starred), max(rating) FROM paper").fetchone()
    assert tuple(stars) == (0, 1)


def test_a_killed_writer_leaves_nothing(storage: Storage) -> None:
    add_papers(storage, *TITLES)
    with _holder(storage.folder) as other:
        other.kill()
        other.wait()
    assert (storage.folder / "writing.json").exists()
    with storage.write("Star") as writer:
        writer.connection.execute("UPDATE paper SET starred = 1")
    assert writer.change
    assert storage.read().execute("SELECT max(rating) FROM paper").fetchone()[0] == 0
    assert not (storage.folder / "writing.json").exists()


def test_a_dead_holders_name_does_not_mislead(storage: Storage) -> None:
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                           capture_output=True, text=True, check=True)  # fmt: skip
    other = Storage(storage.folder, "another window")
    note = {"process": "a ghost", "pid": int(ended.stdout), "since": "2026-01-01T00:00:00+00:00"}
    with other.write("Hold"):
        (storage.folder / "writing.json").write_text(json.dumps(note))
        with pytest.raises(LibraryBusyError, match="by another process"), storage.write("Star"):
            pytest.fail("two processes wrote at once")
    other.close()


def test_another_processes_change_is_noticed_once(storage: Storage) -> None:
    heard: list[ChangeSet] = []
    add_papers(storage, *TITLES)
    storage.subscribe(heard.append)
    assert storage.poll() is None
    with _holder(storage.folder):
        assert storage.poll() is None
    change = storage.poll()
    assert change is not None
    assert change.everything
    assert heard == [change]
    assert storage.poll() is None


def test_undo_reaches_another_processes_step(storage: Storage) -> None:
    add_papers(storage, *TITLES)
    with _holder(storage.folder):
        pass
    assert storage.undo_state().undo == "Rate"
    assert len(storage.undo().papers) == len(TITLES)
    assert storage.poll() is not None


def test_a_step_that_came_meanwhile_is_not_undone(storage: Storage) -> None:
    add_papers(storage, *TITLES)
    step = storage.undo_state().undo_step
    assert step is not None
    assert step.own
    with _holder(storage.folder):
        pass
    theirs = storage.undo_state().undo_step
    assert theirs is not None
    assert (theirs.label, theirs.process, theirs.own) == ("Rate", "readlist import", False)
    with pytest.raises(StepMovedError, match=r"another one meanwhile: Rate \(by readlist import\)"):
        storage.undo(step.id)
    assert storage.undo_state().undo_step == theirs
    storage.undo(theirs.id)
    assert storage.undo_state().undo == "Add papers"
    assert storage.undo_state().redo_step is not None
    with storage.write("Star") as writer:  # one's own newer step is what is meant
        writer.connection.execute("UPDATE paper SET starred = 1")
    assert storage.undo(step.id).label == "Star"


def test_saves_of_two_processes_stay_two_steps(storage: Storage) -> None:
    (paper,) = add_papers(storage, TITLES[0])
    query = "UPDATE paper SET title = ?"
    other = Storage(storage.folder, "another window")
    for one, title in ((storage, "a"), (other, "b"), (storage, "c"), (storage, "d")):
        with one.write("Edit", coalesce=f"title {paper}") as writer:
            writer.connection.execute(query, (title,))
    other.close()
    titles = []
    while storage.undo_state().undo == "Edit":
        storage.undo()
        titles.append(storage.read().execute("SELECT title FROM paper").fetchone()[0])
    assert titles == ["b", "a", TITLES[0]]
