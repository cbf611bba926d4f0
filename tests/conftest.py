"""Fixtures that tests of all levels share."""

from __future__ import annotations

import gc
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

# The tests start hundreds of processes: these compile the program once and not each. So does
# pytest with the tests and with hypothesis, which is imported after this.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

from hypothesis import settings  # noqa: E402

if TYPE_CHECKING:
    from readlist.library import Library

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))

# The same examples every time, half as many as usual; --hypothesis-profile=explore looks for
# new ones, and for more of them.
# No deadline: how long an example takes says more of the machine than of the code.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("explore", derandomize=False, deadline=None, max_examples=400)
settings.load_profile("repeatable")

if sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # else Qt ends the process


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the tests marked slow too")
    parser.addoption(
        "--inputs", type=int, default=3000, help="how many hostile inputs (tests/fuzz)"
    )
    parser.addoption("--fuzz-seed", type=int, default=1, help="other hostile inputs")
    parser.addoption(
        "--actions", type=int, default=150, help="how many actions the long walk takes"
    )
    parser.addoption("--walk-seed", type=int, default=0, help="another long walk")
    parser.addoption("--kills", type=int, default=0, help="kill so many processes in all")
    parser.addoption("--kill-seed", type=int, default=1, help="other moments for the kills")
    parser.addoption("--corpus", type=Path, help="real papers, as JSON lines, for more tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow"):
        return
    skip = pytest.mark.skip(reason="takes long: run with --slow")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the collector need not look through it."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def inputs(request: pytest.FixtureRequest) -> int:
    """How many hostile inputs were asked for, over all readers."""
    return int(request.config.getoption("--inputs"))


@pytest.fixture
def fuzz_seed(request: pytest.FixtureRequest) -> int:
    """Which hostile inputs: each number gives others."""
    return int(request.config.getoption("--fuzz-seed"))


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Show a line at the end of the run when the test passes, also where workers run it."""
    return lambda text: record_property("figure", text)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was counted and measured: lines of ``figure``, inputs (tests/fuzz), kills."""
    reports = terminalreporter.stats.get("passed", [])
    found: dict[str, list[Any]] = defaultdict(list)
    for name, value in (pair for one in reports for pair in one.user_properties):
        found[name].append(value)
    lines = sorted(found["figure"])
    if found["inputs"]:
        lines.append(f"{sum(found['inputs']):,} hostile inputs over {len(found['inputs'])} readers")
    if terminalreporter.config.getoption("--kills"):
        for row in sorted(found["kills"], key=lambda row: str(row["work"])):
            lines.append(", ".join(f"{name} {value}" for name, value in row.items()))
        lines.append(f"{sum(row['kills'] for row in found['kills'])} kills in all")
    if lines:
        terminalreporter.section("figures")
        terminalreporter.write("\n".join(lines) + "\n")


@pytest.fixture(scope="session")
def empty_library(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of an empty library: copying it is faster than making one for each test."""
    from readlist.storage import Storage

    storage = Storage(tmp_path_factory.mktemp("empty"), "a test")
    storage.close()
    return storage.path.read_bytes()


@pytest.fixture(scope="session")
def pages_library(tmp_path_factory: pytest.TempPathFactory, empty_library: bytes) -> bytes:
    """The file of a library with the papers of the five sample pages."""
    return _with_pages(tmp_path_factory.mktemp("pages"), empty_library, SEEDS)


@pytest.fixture(scope="session")
def page_library(tmp_path_factory: pytest.TempPathFactory, empty_library: bytes) -> bytes:
    """The file of a library with the 37 papers of the last sample page, numbered from 1 on, whose
    entries have authors' numbers, dates and comments."""
    return _with_pages(tmp_path_factory.mktemp("page"), empty_library, SEEDS[4:])


def _with_pages(folder: Path, begun: bytes, pages: list[Path]) -> bytes:
    from readlist.library import Library

    (folder / "library.sqlite3").write_bytes(begun)
    with Library.open(folder, process="a test") as library:
        parsed, _ = library.importing.read(pages)
        library.importing.commit(library.importing.plan(parsed))
    return (folder / "library.sqlite3").read_bytes()


@pytest.fixture
def library_file(empty_library: bytes) -> bytes:
    """What ``library`` begins with; a module may give another file."""
    return empty_library


@pytest.fixture
def library(tmp_path: Path, library_file: bytes) -> Iterator[Library]:
    """A library, empty if not asked otherwise, in a folder of its own."""
    from readlist.library import Library

    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "library.sqlite3").write_bytes(library_file)
    with Library.open(tmp_path / "library", process="a test") as opened:
        yield opened
