"""Bytes of the index are flipped or cut off, under a running program and before it starts: an
answer is right, by whichever way it came, and the index heals."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from readlist.library import Library
from readlist.library.searching import Searching
from tests.unit.search.test_damage import PAPERS, fill

QUERIES = ("odd ", "number7 ", '"on even things" ', "number3* ", "-odd learning ", "quagga ")
KINDS = ("readlist.json", ".toc", ".arrays")
HEADER = 3000  # bytes: that of an array file, and more


class Sound:
    """A library whose index has several segments, deletions in them, and the right answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "library"
        fill(self.folder)
        with Library.open(self.folder) as library:
            library.search.update()
            library.notes.add(3, "a quagga")
            library.notes.add(5, "no quagga, a zebra")
            library.search.update()
            self.answers = self.asked(library.search)
            assert not library.search.find("odd ").by_sql
        self.bytes = {path.name: path.read_bytes() for path in (self.index).iterdir()}
        assert sum(name.endswith(".arrays") for name in self.bytes) > 1

    @property
    def index(self) -> Path:
        return self.folder / "index"

    def restore(self) -> None:
        """Put the sound index there."""
        shutil.rmtree(self.index, ignore_errors=True)
        self.index.mkdir()
        for name, data in self.bytes.items():
            (self.index / name).write_bytes(data)

    @staticmethod
    def asked(search: Searching) -> list[set[int]]:
        return [set(search.find(query).ids) for query in QUERIES]

    def name(self, kind: str) -> str:
        """The longest file of that kind."""
        return max((n for n in self.bytes if n.endswith(kind)), key=lambda n: len(self.bytes[n]))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    return Sound(tmp_path_factory.mktemp("damage"))


def places(size: int, step: int) -> Iterator[int]:
    """Every place of the first bytes, and some behind; with a ``step`` only every so many."""
    yield from range(0, min(size, HEADER), step)
    chance = random.Random(3)  # noqa: S311 - repeatable
    yield from (chance.randrange(size) for _ in range(1200 // step) if size > HEADER)
    yield size - 1


@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.slow), 41])
@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_byte_under_a_running_program(sound: Sound, kind: str, step: int) -> None:
    name = sound.name(kind)
    noticed = tried = 0
    with Library.open(sound.folder) as library:
        for place in places(len(sound.bytes[name]), step if kind == ".arrays" else step // 8 + 1):
            sound.restore()
            assert not library.search.find("odd ").by_sql
            with (sound.index / name).open("r+b") as file:
                file.seek(place)
                file.write(bytes([sound.bytes[name][place] ^ 0x10]))
            assert sound.asked(library.search) == sound.answers, place
            tried += 1
            noticed += library.search.check().state == "damaged"
            assert library.search.find("odd ").by_sql == (not library.search.state().papers)
    # Of an index that is open, how far it came is not asked.
    harmless = len("renewed" + "taken") if kind == "readlist.json" else 0
    assert noticed >= tried - harmless


@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.slow), 97])
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_short(sound: Sound, kind: str, step: int) -> None:
    name = sound.name(kind)
    with Library.open(sound.folder) as library:
        for place in places(len(sound.bytes[name]), step if kind == ".arrays" else step // 8 + 1):
            sound.restore()
            assert not library.search.find("odd ").by_sql
            with (sound.index / name).open("r+b") as file:
                file.truncate(place)
            assert library.search.find("odd ").by_sql
            assert sound.asked(library.search) == sound.answers, place
            assert library.search.state().state == "damaged"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cut", [True, False])
def test_before_the_program_starts(sound: Sound, kind: str, cut: bool) -> None:
    name = sound.name(kind)
    for place in (0, 20, len(sound.bytes[name]) // 2, len(sound.bytes[name]) - 1):
        sound.restore()
        data = bytearray(sound.bytes[name])
        data[place] ^= 0x10
        (sound.index / name).write_bytes(data[:place] if cut else data)
        with Library.open(sound.folder) as library:
            assert sound.asked(library.search) == sound.answers
            library.search.check()
            library.search.update()
            assert sound.asked(library.search) == sound.answers
            state = library.search.check()
            assert (state.state, state.papers) == ("current", PAPERS)
            assert not library.search.find("odd ").by_sql


@pytest.mark.parametrize("missing", KINDS[1:])
def test_a_half_copied_index(sound: Sound, missing: str) -> None:
    for name in [name for name in sound.bytes if name.endswith(missing)]:
        sound.restore()
        (sound.index / name).unlink()
        with Library.open(sound.folder) as library:
            assert library.search.find("odd ").by_sql
            assert sound.asked(library.search) == sound.answers
            library.search.update()
            assert not library.search.find("odd ").by_sql
            assert sound.asked(library.search) == sound.answers


def heals(library: Library, query: str, total: int) -> None:
    """An index whose bytes are right, but which is not that of the library's present state."""
    answer = library.search.find(query)
    assert (answer.total, answer.by_sql) == (total, True)
    assert library.search.check().state == "damaged"
    library.search.update()
    assert library.search.check().state == "current"
    answer = library.search.find(query)
    assert (answer.total, answer.by_sql) == (total, False)


@pytest.mark.parametrize("running", [True, False])
def test_an_older_copy_of_the_index_is_found_out(sound: Sound, running: bool) -> None:
    sound.restore()
    with Library.open(sound.folder) as library:
        library.notes.add(9, "a zyxomma")
        library.search.update()
        assert not library.search.find("zyxomma ").by_sql
        if running:
            sound.restore()
            heals(library, "zyxomma ", 1)
    if not running:
        sound.restore()
        with Library.open(sound.folder) as library:
            heals(library, "zyxomma ", 1)
    with Library.open(sound.folder) as library:
        library.history.undo()


def test_an_older_copy_of_the_library_is_found_out(tmp_path: Path) -> None:
    folder = Sound(tmp_path).folder
    kept = (folder / "library.sqlite3").read_bytes()
    with Library.open(folder) as library:
        library.notes.add(9, "a zyxomma")
        library.search.update()
        assert library.search.find("zyxomma ").total == 1
    (folder / "library.sqlite3").write_bytes(kept)
    with Library.open(folder) as library:
        heals(library, "zyxomma ", 0)
