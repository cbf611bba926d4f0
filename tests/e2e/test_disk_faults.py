"""The disk is full, read-only, gone, slow, or fails to sync: said in words, and nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import ROOT, SEEDS, run_cli

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="faults are made with Linux's means"
)
_WRITES = ("star", "note", "edit", "import", "restore", "undo", "pattern")


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that makes the disk fail."""
    if not (compiler := shutil.which("cc")):
        pytest.skip("needs a C compiler")
    made = tmp_path_factory.mktemp("shim") / "disk_faults.so"
    source = Path(__file__).with_name("disk_faults.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", made, source, "-ldl"], check=True)
    return made


def outcome(home: Path, fault: str, **environment: str) -> dict[str, Any]:
    """What the works said under the fault and afterwards, when all must be well."""
    command = [sys.executable, "-m", "tests.e2e.disk_faults", str(home), fault]
    if os.geteuid() == 0 and fault == "read-only":
        if not (setpriv := shutil.which("setpriv")):
            pytest.skip("the superuser may write everywhere")
        command = [setpriv, "--bounding-set=-dac_override", *command]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        cwd=ROOT,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    said: dict[str, Any] = json.loads(done.stdout)
    assert set(said["after"].values()) == {""}, said["after"]
    assert (said["problems"], said["index"], said["left"]) == ([], "current", [])
    return said


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with one page; do not write to it."""
    made = tmp_path_factory.mktemp("small") / "library"
    assert run_cli(made, "import", SEEDS[-1]).status == 0
    return made


@pytest.fixture
def home(small_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_home, tmp_path / "library"))


@pytest.mark.slow
@pytest.mark.parametrize("limit", ["0", "30000"])
def test_files_that_may_not_grow(home: Path, limit: str) -> None:
    during = outcome(home, limit)["during"]
    failed = {name for name, text in during.items() if text}
    if limit == "0":
        assert failed >= {*_WRITES, "backup", "export", "kept", "new library"}
    for name in failed:
        assert any(word in during[name] for word in ("full", "large", "room")), during[name]


def test_a_full_disk(home: Path, shim: Path) -> None:
    during = outcome(home, "full", LD_PRELOAD=str(shim))["during"]
    assert all(during.values()), [name for name, text in during.items() if not text]
    assert "There is no room to unpack" in during["restore"]
    for name in set(_WRITES) - {"restore"}:
        assert "disk is full" in during[name], (name, during[name])
    for name in ("backup", "export", "kept", "index"):
        assert "No space left" in during[name] or "disk is full" in during[name], during[name]


def test_a_sync_that_fails(home: Path, shim: Path) -> None:
    during = outcome(home, "fsync", LD_PRELOAD=str(shim))["during"]
    for name in ("star", "note", "edit", "import", "backup", "export"):
        assert "failing" in during[name] or "Input/output error" in during[name], during[name]


@pytest.mark.slow
def test_a_slow_disk(home: Path, shim: Path) -> None:
    during = outcome(home, "slow", LD_PRELOAD=str(shim))["during"]
    assert set(during.values()) == {""}


def test_permissions_that_are_taken_away(home: Path) -> None:
    during = outcome(home, "read-only")["during"]
    for name in ("backup", "export", "new library"):
        assert during[name], name


def test_a_folder_that_is_moved_away(home: Path) -> None:
    during = outcome(home, "gone")["during"]
    for name in (*_WRITES, "backup", "export", "kept"):
        assert during[name], name
    assert "is gone: it was moved or deleted. Nothing was written." in during["note"]


@pytest.mark.parametrize("fault", ["full", pytest.param("fsync", marks=pytest.mark.slow)])
def test_a_command_says_it_in_one_line(home: Path, shim: Path, fault: str) -> None:
    environment = {
        **os.environ, "READLIST_HOME": str(home), "PYTHONPATH": str(ROOT), "FAULT": fault,
        "LD_PRELOAD": str(shim),
    }  # fmt: skip
    for command in (("note", "add", "1", "x"), ("backup",), ("export", "-o", "all.bib")):
        done = subprocess.run(
            [sys.executable, "-m", "readlist", *command],
            capture_output=True, text=True, env=environment, cwd=home.parent, check=False,
        )  # fmt: skip
        assert done.returncode == 1, command
        assert done.stderr.startswith("readlist: "), done.stderr
        assert done.stderr.count("\n") == 1, done.stderr
    assert not (home.parent / "all.bib").exists()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounts a file system")
def test_a_file_system_without_room(small_home: Path, tmp_path: Path) -> None:
    place = tmp_path / "small"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], check=True)
    try:
        home = Path(shutil.copytree(small_home, place / "library"))
        during = outcome(home, "filled")["during"]
        assert all(during[name] for name in ("import", "backup", "export", "restore")), during
    finally:
        subprocess.run(["umount", str(place)], check=True)
