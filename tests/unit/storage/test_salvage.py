"""What can be read of a damaged library is saved, and nothing is written into the damaged one."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from readlist.domain.errors import KnownError
from readlist.library import Library
from readlist.storage import Storage, check
from readlist.storage.repairs import repair
from readlist.storage.salvage import salvage
from tests.unit.storage.papers import add_papers, contents

PAGE = 4096


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a library with 300 papers, each with an abstract, a note and a tag."""
    with Library.open(tmp_path_factory.mktemp("sound")) as library:
        storage = library.papers._storage
        titles = [f"On the number {n} and all that follows" for n in range(300)]
        ids = add_papers(storage, *titles, abstract="A long abstract. " * 40)
        library.tags.add(ids, ["numbers"])
        for paper_id in ids[:40]:
            library.notes.add(paper_id, f"My note on {paper_id}")
        path = storage.path
    return path.read_bytes()


def saved(data: bytes, folder: Path) -> dict[str, int]:
    damaged, target = folder / "damaged.sqlite3", folder / "saved.sqlite3"
    damaged.write_bytes(data)
    found = salvage(damaged, target, lambda _done, _total: None)
    assert damaged.read_bytes() == data
    assert {path.name for path in folder.iterdir()} == {"damaged.sqlite3", "saved.sqlite3"}
    (folder / "library").mkdir()
    target.rename(folder / "library" / "library.sqlite3")
    storage = Storage(folder / "library", "a test")
    assert check.damage(storage) == []
    assert check.problems(storage) == []
    storage.close()
    return found


@pytest.mark.parametrize("destroyed", [0, 16, 100, PAGE])
def test_without_its_beginning_a_library_is_saved_whole(
    sound: bytes, destroyed: int, tmp_path: Path
) -> None:
    found = saved(bytes(destroyed) + sound[destroyed:], tmp_path)
    assert (found["paper"], found["note"], found["paper_tag"]) == (300, 40, 300)


def test_only_the_rows_of_destroyed_pages_are_lost(sound: bytes, tmp_path: Path) -> None:
    data = bytearray(sound)
    rng = random.Random(5)  # noqa: S311 - damage that can be repeated
    for _ in range(3):
        page = rng.randrange(60, len(data) // PAGE)
        data[page * PAGE : (page + 1) * PAGE] = rng.randbytes(PAGE)
    found = saved(bytes(data), tmp_path)
    assert found["paper"] >= 280
    assert found["note"] >= 30


@pytest.mark.parametrize("seed", range(12))
def test_any_damage_is_survived(sound: bytes, seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)  # noqa: S311
    data = bytearray(sound[: rng.randrange(len(sound))] if seed % 3 == 0 else sound)
    for _ in range(rng.choice((1, 30, 1000))):
        data[rng.randrange(len(data))] ^= rng.randrange(1, 256)
    saved(bytes(data), tmp_path)


def test_notes_of_a_lost_paper_are_kept(storage: Storage) -> None:
    [first, second] = add_papers(storage, "One", "Two")
    with storage.write("Note") as writer:
        writer.connection.execute(
            "INSERT INTO note(paper_id, text, created, changed) VALUES(?, 'Mine', '2026', '2026')",
            (second,),
        )
        writer.connection.execute(
            "INSERT INTO author(paper_id, position, family) VALUES(?, 1, 'Ada')", (first,)
        )
    with closing(sqlite3.connect(storage.path)) as db:  # without foreign keys
        db.execute("DELETE FROM paper")
        db.execute("UPDATE undo_current SET step_id = 1")
        db.commit()
    assert len(check.problems(storage)) == 3
    assert repair(storage) == [
        "An action that was left half done is closed.",
        "1 lost papers have notes: these are kept under a title of their own.",
        "1 rows that belonged to nothing are removed.",
    ]
    assert check.problems(storage) == []
    assert [row[1] for row in contents(storage)["paper"]] == ["A paper that was lost (2)"]


def test_rows_that_break_a_rule_are_mended_as_one_step(storage: Storage) -> None:
    [paper] = add_papers(storage, "One")
    with closing(sqlite3.connect(storage.path)) as db:
        db.execute("UPDATE paper SET title = ' '")
        db.execute(
            "INSERT INTO highlight(paper_id, start, stop, quote, comment, created, changed) "
            "VALUES(?, 9, 2, 'the passage', 'why?', '2026', '2026')",
            (paper,),
        )
        db.commit()
    before = contents(storage)
    assert repair(storage) == [
        "1 papers without a title are named.",
        "1 highlights of no passage became notes.",
    ]
    assert check.problems(storage) == []
    assert contents(storage)["note"][0][2] == "> the passage\n\nwhy?"
    storage.undo()
    assert contents(storage) == before


@pytest.mark.parametrize("seed", range(40))
def test_no_damage_gets_past_the_words_for_it(sound: bytes, seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)  # noqa: S311 - damage that can be repeated
    data = bytearray(sound)
    end = (200, PAGE, 16 * PAGE, len(data))[seed % 4]
    for _ in range(rng.choice((1, 5, 50))):
        data[rng.randrange(end)] ^= rng.randrange(1, 256)
    if seed % 10 == 9:
        del data[rng.randrange(len(data)) :]
    path = tmp_path / "library.sqlite3"
    path.write_bytes(data)
    try:
        library = Library.open(tmp_path)
    except KnownError:
        assert path.read_bytes() == data
        return
    with library:
        damage, told = library.damage(), True
        try:
            library.counts()
            library.papers.rows(range(1, 301))
        except Exception as fault:
            told = bool(library.explained(fault) or damage)
        assert told
