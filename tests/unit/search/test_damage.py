"""The index may be lost, cut, foreign or half written: search answers, and the index heals."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from whoosh.util.filelock import FileLock

from readlist.domain.identity import title_key
from readlist.jobs.context import Cancelled, JobContext, Progress
from readlist.library import Library
from readlist.search import files
from readlist.storage import Storage

PAPERS = 60


def fill(folder: Path, count: int = PAPERS) -> None:
    """Papers straight into the tables, so that their number costs little."""
    folder.mkdir(parents=True, exist_ok=True)
    storage = Storage(folder, "a test")
    with storage.unlogged() as db:
        for number in range(count):
            title = f"Paper number{number} on {'odd' if number % 2 else 'even'} things"
            db.execute(
                "INSERT INTO paper(title, title_key, abstract, added, changed) VALUES(?,?,?,?,?)",
                (title, title_key(title), "Some learning of models. " * 9, f"2024-{number}", ""),
            )
    storage.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with a current index."""
    fill(tmp_path / "library")
    with Library.open(tmp_path / "library") as library:
        assert library.search.update() == PAPERS
    return tmp_path / "library"


def check_whole(library: Library, count: int = PAPERS) -> None:
    state = library.search.state()
    assert (state.state, state.papers, state.pending) == ("current", count, 0)
    answer = library.search.find("odd ")
    assert (answer.total, answer.by_sql) == (count // 2, False)
    assert library.search.find("number7 ").total == 1


def named(index: Path) -> set[str]:
    """The files that belong to the newest commit."""
    contents = files.contents(index)
    segments = {f"{segment.segment_id()}.arrays" for segment in contents.segments}
    return {"readlist.json", files.contents_name(contents.generation), *segments}


def _delete(index: Path) -> None:
    shutil.rmtree(index)


def _replace_by_file(index: Path) -> None:
    shutil.rmtree(index)
    index.write_text("no folder")


def _lose_contents(index: Path) -> None:
    next(index.glob("_MAIN_*.toc")).unlink()


def _older_format(index: Path) -> None:
    about = json.loads((index / "readlist.json").read_text())
    (index / "readlist.json").write_text(json.dumps({**about, "format": 0}))


def _foreign(index: Path) -> None:
    other = index.parent.parent / "other"
    fill(other, 3)
    with Library.open(other) as library:
        library.search.update()
    shutil.rmtree(index)
    shutil.copytree(other / "index", index)


def _garbage(index: Path) -> None:
    for path in index.glob("*.arrays"):
        path.write_bytes(b"x" * path.stat().st_size)


@pytest.mark.parametrize(
    "damage", [_delete, _replace_by_file, _lose_contents, _older_format, _foreign, _garbage]
)
def test_a_damaged_index_heals(folder: Path, damage: Callable[[Path], None]) -> None:
    damage(folder / "index")
    with Library.open(folder) as library:
        answer = library.search.find("odd ")
        assert (answer.total, answer.by_sql) == (PAPERS // 2, True)
        assert "plain matching answered" in answer.notice
        assert library.search.state().state in ("missing", "damaged")
        assert library.search.state().pending == PAPERS
        assert library.search.update() == PAPERS
        check_whole(library)


def test_damage_under_an_open_window(folder: Path) -> None:
    with Library.open(folder) as library:
        check_whole(library)
        shutil.rmtree(folder / "index")
        assert library.search.find("odd ").by_sql
        library.search.update()
        check_whole(library)


def test_plain_matching_knows_all_places(folder: Path) -> None:
    with Library.open(folder) as library:
        library.notes.add(3, "A quagga, 100%_sure")
        library.tags.add([4], ["quagga"])
        shutil.rmtree(folder / "index")
        assert set(library.search.find("quagga ").ids) == {3, 4}
        assert tuple(library.search.find("note:100%_sure ").ids) == (3,)
        assert library.search.find("odd -number7 ").total == PAPERS // 2 - 1
        assert library.search.find("odd tag:none ").total == PAPERS // 2 - 1
        assert library.search.find("number3 ").ids[0] in (4, *range(31, 41))


def test_one_process_writes_and_both_search(folder: Path) -> None:
    with Library.open(folder) as one, Library.open(folder) as two:
        check_whole(two)
        one.notes.add(1, "quagga")
        lock = FileLock(str(folder / "index.lock"))
        assert lock.acquire(blocking=False)
        assert two.search.update() == 0
        assert two.search.find("odd ").total == PAPERS // 2
        lock.release()
        assert one.search.update() == 1
        assert tuple(two.search.find("quagga ").ids) == (1,)
        assert not two.search.find("quagga ").by_sql


def test_a_cancelled_rebuild_goes_on(folder: Path) -> None:
    def stop(progress: Progress) -> None:
        if progress.done >= PAPERS // 2:
            context.cancel()

    context = JobContext(stop, interval=0.0)
    with Library.open(folder) as library:
        with pytest.raises(Cancelled):
            library.search.rebuild(context)
        assert library.search.find("odd ").total == PAPERS // 2
        assert library.search.state().pending == PAPERS
        assert library.search.update() == PAPERS
        check_whole(library)
        assert library.search.rebuild() == PAPERS
        check_whole(library)
