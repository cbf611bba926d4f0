"""Arrays in a file: what is read is what was written, or an error."""

from __future__ import annotations

import itertools
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.search.arrays import Array, ArrayFile, DamagedError, write

NAMES = st.text("abcdefgh.", min_size=1, max_size=8)
KINDS = st.sampled_from(["u1", "<u2", "<u4", "<i8", ">u4", "<f4"])
SIZES = st.one_of(st.integers(0, 40), st.integers(16_000, 40_000))


@st.composite
def some_arrays(draw: st.DrawFn) -> dict[str, Array]:
    found = {}
    for name in draw(st.sets(NAMES, max_size=4)):
        chance = np.random.default_rng(draw(st.integers(0, 1 << 30)))
        found[name] = chance.integers(0, 250, draw(SIZES)).astype(draw(KINDS))
    return found


def path_in(folder: Path) -> Path:
    """A new file's path; Hypothesis runs its examples in one folder."""
    return folder / f"{sum(1 for _ in folder.iterdir())}.arrays"


@given(arrays=some_arrays(), data=st.data())
def test_all_that_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, arrays: dict[str, Array], data: st.DataObject
) -> None:
    path = path_in(tmp_path_factory.getbasetemp())
    write(path, arrays)
    with closing(ArrayFile(path)) as file:
        file.check()
    with closing(ArrayFile(path)) as file:
        for name, array in arrays.items():
            start = data.draw(st.integers(0, len(array)))
            end = data.draw(st.integers(start, len(array)))
            for _ in range(2):  # compared with the checksum, and known
                np.testing.assert_array_equal(file.read(name, start, end), array[start:end])
            np.testing.assert_array_equal(file.read(name), array)
            assert file.read(name).dtype == array.dtype.newbyteorder("<")
    path.unlink()


def wrong(path: Path, arrays: dict[str, Array]) -> list[str]:
    """The names whose arrays read otherwise than they were written; raises DamagedError."""
    with closing(ArrayFile(path)) as file:
        return [n for n, array in arrays.items() if not np.array_equal(file.read(n), array)]


SMALL: dict[str, Array] = {
    "papers": np.arange(40, dtype=np.int64),
    "counts": np.full(30, 3, np.uint8),
    "none": np.zeros(0, np.uint32),
}


def test_every_flipped_byte_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write(path, SMALL)
    sound = path.read_bytes()
    for place, change in itertools.product(range(len(sound)), (1, 0x80, 0xFF)):
        broken = bytearray(sound)
        broken[place] ^= change
        path.write_bytes(broken)
        with pytest.raises(DamagedError):
            wrong(path, SMALL)
    path.write_bytes(sound)
    assert wrong(path, SMALL) == []


def test_every_other_length_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write(path, SMALL)
    sound = path.read_bytes()
    for broken in (*(sound[:n] for n in range(len(sound))), sound + b"\0"):
        path.write_bytes(broken)
        with pytest.raises(DamagedError):
            wrong(path, SMALL)


def test_slices_of_a_large_array_are_compared_where_they_are_read(tmp_path: Path) -> None:
    path, array = tmp_path / "a", np.arange(50_000, dtype=np.uint32)
    write(path, {"docs": array})
    broken = bytearray(path.read_bytes())
    broken[-100_000] ^= 4  # of item 27,000 or so
    path.write_bytes(broken)
    with closing(ArrayFile(path)) as file:
        np.testing.assert_array_equal(file.read("docs", 5, 900), array[5:900])
        np.testing.assert_array_equal(file.read("docs", 49_000), array[49_000:])
        with pytest.raises(DamagedError):
            file.read("docs", 20_000, 30_000)
        with pytest.raises(DamagedError):
            file.check()


def test_what_happens_to_an_open_file_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write(path, SMALL)
    with closing(ArrayFile(path)) as file:
        file.read("papers")
        assert not file.changed()
        path.rename(tmp_path / "b")
        (tmp_path / "b").unlink()
        np.testing.assert_array_equal(file.read("counts"), SMALL["counts"])
        assert not file.changed()
    write(path, SMALL)
    with closing(ArrayFile(path)) as file:
        with path.open("r+b") as other:
            other.truncate(190)
        assert file.changed()
        with pytest.raises(DamagedError):
            file.read("papers", 1)


def test_no_file_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"another's")
    with pytest.raises(FileExistsError):
        write(path, SMALL)
    assert path.read_bytes() == b"another's"
