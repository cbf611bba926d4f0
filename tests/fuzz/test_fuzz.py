"""Inputs that hate us, made of real ones: --inputs N says how many in all."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.fuzz.grammar import grammars
from tests.fuzz.mutation import Mutator
from tests.fuzz.targets import TARGETS, Target
from tests.fuzz.targets_files import file_targets

FILES = {"settings": 4.0, "style": 0.3, "backup": 3.0, "kept answer": 3.0}
WHOLE = sum(FILES.values()) + sum(target.share for target in TARGETS)
_MOST_BYTES = 128 * 2**20  # that one small input may take


def peak(*, anew: bool = False) -> int:
    """The most memory that this process ever had, in bytes (0 where that is not told); ``anew``
    begins to count at what it has now, where the system can do that."""
    if sys.platform == "win32":
        return 0
    with suppress(OSError, IndexError):  # Linux: VmHWM, which can be set back
        if anew:
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def run(target: Target, data: bytes) -> None:
    """Try one input: nothing is raised, and time and memory are bounded by its size."""
    before = peak(anew=True)
    allowed = target.seconds * (1 + len(data) / 50_000)
    for attempt in range(3):  # a slow moment of the machine is no fault
        begin = time.process_time()
        target.check(data)
        if time.process_time() - begin <= allowed:
            break
        assert attempt < 2, f"more than {allowed:.1f} s for {len(data)} bytes"
    assert peak() - before <= _MOST_BYTES, f"much memory for {len(data)} bytes"


def try_all(target: Target, inputs: int, series: int) -> int:
    """Try the target's share of so many inputs; how many it was."""
    count = max(1, round(inputs * target.share / WHOLE))
    made = Mutator(
        target.name,
        target.seeds(),
        [word.encode() for word in target.tokens],
        largest=target.largest,
        series=series,
        grammars=grammars().get(target.name, ()),
    )
    for number in range(count):
        data = made.make(number)
        try:
            run(target, data)
        except Exception as error:
            error.add_note(f"input {number} of {target.name}, series {series}: {data!r}")
            raise
    return count


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_fuzz(
    target: Target, inputs: int, fuzz_seed: int, record_property: Callable[[str, object], None]
) -> None:
    record_property("inputs", try_all(target, inputs, fuzz_seed))


@pytest.mark.parametrize("name", FILES)
def test_fuzz_files(
    name: str,
    inputs: int,
    fuzz_seed: int,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    (target,) = (one for one in file_targets(tmp_path) if one.name == name)
    record_property("inputs", try_all(target, inputs, fuzz_seed))
