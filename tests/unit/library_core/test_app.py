"""Opening a library, hearing of changes, and what a reading command loads."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from readlist.domain.changes import ChangeSet
from readlist.domain.errors import KnownError
from readlist.library import Library
from readlist.library.app import default_folder
from tests.unit.library_core.shelf import Shelf

_READ = """
import sys
from pathlib import Path
from readlist.library import Library
with Library.open(Path(sys.argv[1])) as library:
    library.counts(), library.papers.rows([1]), library.papers.get(1), library.tags.all()
    library.lists.all(), library.saved.all(), library.history.state(), library.stats.collect()
heavy = {"sqlmodel", "sqlalchemy", "pydantic", "whoosh", "PySide6", "rapidfuzz", "bibtexparser"}
print(sorted(heavy & set(sys.modules)))
"""


def test_reading_loads_nothing_heavy(shelf: Shelf) -> None:
    command = [sys.executable, "-c", _READ, str(shelf.library.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_folder_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READLIST_HOME", str(tmp_path / "home"))
    with Library.open() as library:
        assert library.folder == tmp_path / "home"
    monkeypatch.delenv("READLIST_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert default_folder().name == "readlist"


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(KnownError, match="cannot be made"):
        Library.open(tmp_path / "file")


def test_subscribers_hear_in_the_thread_that_changed(shelf: Shelf) -> None:
    heard: list[tuple[ChangeSet, str]] = []
    stop = shelf.library.subscribe(
        lambda change: heard.append((change, threading.current_thread().name))
    )
    worker = threading.Thread(
        target=lambda: shelf.library.papers.star(shelf.ids, True), name="writer"
    )
    worker.start()
    worker.join()
    [(change, name)] = heard
    assert (change.label, name) == ("Star 4 papers", "writer")
    stop()
    shelf.library.papers.star(shelf.ids, False)
    assert len(heard) == 1


def test_threads_read_while_one_writes(shelf: Shelf) -> None:
    seen: list[int] = []

    def read() -> None:
        seen.append(shelf.library.counts().starred)

    with shelf.storage.write("Star") as writer:
        writer.connection.execute("UPDATE paper SET starred = 1")
        worker = threading.Thread(target=read)
        worker.start()
        worker.join()
    read()
    assert seen == [0, 4]


def test_a_closed_library_refuses_work(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    library.close()
    with pytest.raises(RuntimeError, match="closed"):
        library.counts()


def test_counts(shelf: Shelf) -> None:
    library, (first, second, third, fourth) = shelf.library, shelf.ids
    library.papers.star([first, fourth], True)
    library.tags.add([second], ["theory"])
    library.lists.create("To cite")
    library.lists.add(library.lists.get("To cite").id, [third])
    library.papers.trash([fourth])
    counts = library.counts()
    assert (counts.all, counts.inbox, counts.starred, counts.untagged, counts.trash) == (
        3, 2, 1, 2, 1,
    )  # fmt: skip
    assert counts.statuses == {"inbox": 3, "queued": 0, "reading": 0, "read": 0, "skipped": 0}


def test_figures(shelf: Shelf) -> None:
    library, (first, second, *_) = shelf.library, shelf.ids
    library.papers.edit(first, published="2023-11-24")
    library.tags.add([first, second], ["theory"])
    library.notes.add(first, "read it")
    figures = library.stats.collect()
    assert figures["by_month"] == {"2023-11": 1, "none": 3}
    assert figures["by_tag"] == {"theory": 2}
    assert figures["by_dump"] == []
    assert (figures["papers"], figures["notes"], figures["sightings"]) == (4, 1, 0)
