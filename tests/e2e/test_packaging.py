"""Setting up and shipping: the locked requirements, the bootstrap, the shipped files."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from configparser import ConfigParser
from pathlib import Path

import pytest

from readlist import __version__
from readlist.resources_path import resource, seeds_folder

PROJECT = Path(__file__).parents[2]
PACKAGING = PROJECT / "packaging"
APP_ID = "org.readlist.Readlist"
# Stands in for the program: says how it was started, so that only the set-up is under test.
PROGRAM = """
import json, os, sys
print(json.dumps([sys.argv[1:], os.getcwd(), os.environ.get("QT_QPA_PLATFORM"), sys.prefix]))
sys.exit(7)
"""


def xml(path: Path) -> ET.Element:
    """The root of an XML file of the project."""
    return ET.parse(path).getroot()  # noqa: S314 - our own file


def locked(name: str) -> dict[str, str]:
    """Name -> version of each package in a requirements file."""
    text = (PACKAGING / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, flags=re.MULTILINE))


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-test.txt", "requirements-bundle.txt"]
)
def test_requirements_are_pinned_with_hashes_and_hold_no_address(name: str) -> None:
    text = (PACKAGING / name).read_text(encoding="utf-8")
    assert not re.search(r"://|file:|^-|/(home|root|tmp|opt)/", text, flags=re.MULTILINE)
    blocks = re.split(r"\n(?=\S)", text.strip())
    # A package stands twice where its newest version no longer runs on the oldest Python.
    assert {block.partition("==")[0] for block in blocks} == set(locked(name))
    assert all("--hash=sha256:" in block for block in blocks)


def test_requirements_are_locked_for_all_that_is_declared() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {"": [], **project["optional-dependencies"]}
    for extra, lines in extras.items():
        found = locked(f"requirements-{extra}.txt" if extra else "requirements.txt")
        wanted = {
            re.split(r"[<>=]", line, maxsplit=1)[0].lower()
            for line in [*project["dependencies"], *lines]
        }
        assert wanted <= found.keys(), "run packaging/lock.sh"
        assert locked("requirements.txt").items() <= found.items()


@pytest.fixture
def small_project(tmp_path: Path) -> Path:
    """A project with the real bootstrap, no requirements and a program that tells its start."""
    project = tmp_path / "a project"
    (project / "packaging").mkdir(parents=True)
    (project / "readlist").mkdir()
    shutil.copy(PACKAGING / "bootstrap.py", project / "packaging")
    for name in ("requirements.txt", "requirements-test.txt"):
        (project / "packaging" / name).write_text("# nothing\n", encoding="utf-8")
    (project / "readlist" / "__init__.py").write_text("", encoding="utf-8")
    (project / "readlist" / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    return project


def start(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the bootstrap in the folder above the project, on a machine without a screen."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    return subprocess.run(
        [sys.executable, "-I", str(project / "packaging" / "bootstrap.py"), *arguments],
        cwd=project.parent,
        env={name: value for name, value in os.environ.items() if name not in hidden},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("killed", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_bootstrap_sets_up_once_heals_and_passes_everything_on(
    small_project: Path, killed: bool
) -> None:
    environment = small_project / ".venv"
    if killed:  # a set-up that was killed has written no stamp and left anything
        (environment / "lib").mkdir(parents=True)
        (environment / "pyvenv.cfg").write_text("home = /nowhere")
    first = start(small_project, "import", "a file", "--json")
    assert first.returncode == 7, first.stderr
    arguments, folder, platform, prefix = json.loads(first.stdout)
    assert arguments == ["import", "a file", "--json"]
    assert Path(folder) == small_project.parent
    assert platform == ("offscreen" if sys.platform == "linux" else None)
    assert Path(prefix) == environment
    assert "set up in" in first.stderr

    again = start(small_project, "--library", "a folder")
    assert again.returncode == 7
    assert "set" not in again.stderr.replace("is set", "")
    assert ("no screen" in again.stderr) == (sys.platform == "linux")

    # Requirements that cannot be had: plain words, no traceback, and what worked goes on working.
    (small_project / "packaging" / "requirements-test.txt").write_text("/nowhere/x.whl\n")
    failed = start(small_project, "test")
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert "readlist: the Python packages could not be installed." in failed.stderr
    assert start(small_project, "--is-ready", "test").returncode == 1
    assert start(small_project, "--is-ready", "run").returncode == 0


def test_shipped_files_are_found() -> None:
    icon = resource("icons", "readlist.svg")
    assert xml(icon).tag.endswith("svg")
    assert resource("fonts", "Inter-Regular.otf").stat().st_size > 100_000
    seeds = seeds_folder()
    assert seeds is not None
    assert len(list(seeds.glob("*.txt"))) == 5


def test_icons_can_be_tinted() -> None:
    painted = {"readlist", "check-white", "check-ink"}  # these have colours of their own
    for path in resource("icons").glob("*.svg"):
        root = xml(path)
        if path.stem not in painted:
            assert root.get("stroke") == "currentColor", path.name
            assert root.get("viewBox") == "0 0 24 24", path.name


def test_desktop_entry_and_metainfo_tell_the_same() -> None:
    entry = ConfigParser(interpolation=None)
    entry.read(PACKAGING / f"{APP_ID}.desktop", encoding="utf-8")
    metainfo = xml(PACKAGING / f"{APP_ID}.metainfo.xml")
    assert metainfo.findtext("id") == APP_ID
    assert metainfo.findtext("launchable") == f"{APP_ID}.desktop"
    assert metainfo.findtext("name") == entry["Desktop Entry"]["Name"]
    assert metainfo.findtext("summary") == entry["Desktop Entry"]["Comment"]
    newest = metainfo.find("releases/release")
    assert newest is not None
    assert newest.get("version") == __version__
