"""Works on a library while the disk fails, and again when it is well: run as a process.

``python -m tests.e2e.disk_faults FOLDER FAULT`` prints, as JSON, what each work said under the
fault and after it; "" is done. What is no KnownError ends the process with its traceback.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from readlist.domain.errors import KnownError
from readlist.domain.export import ExportOptions
from readlist.domain.views import Scope
from readlist.library import Library
from tests.unit.storage.papers import contents

_PAGE = "A paper that no page has\n\nIts abstract says what no other abstract says at all. "


class Works:
    """What a reader does; each work says the same things in another place of the disk."""

    def __init__(self, library: Library, outside: Path) -> None:
        self.library = library
        self.outside = outside
        self.new = outside.with_name("new")
        self.new.mkdir()
        self.options = ExportOptions()
        self.ids = library.search.find("").ids
        self.number = 0
        self.backup = library.backups.make(target=outside / "first.zip").path
        library.notes.add(1, "what the first backup has not")
        outside.joinpath("all.bib").write_text("An older file.\n", encoding="utf-8")
        library.targets.remember(
            Scope(), destination="file", path=outside / "kept.bib", options=self.options, kept=True
        )
        library.targets.follow()
        library.papers.edit(3, venue="Since the file was written")

    def all(self) -> dict[str, Callable[[], object]]:
        """The works by name."""
        return {
            "star": lambda: self.library.papers.star(self.ids[:9], self._next() % 2 == 1),
            "note": lambda: self.library.notes.add(1, f"note {self._next()} " + "word " * 9000),
            "edit": lambda: self.library.papers.edit(2, venue=f"Venue {self._next()}"),
            "import": self._import,
            "backup": lambda: self.library.backups.make("daily"),
            "restore": lambda: self.library.backups.restore(self.backup, accept_smaller=True),
            "undo": self.library.history.undo,
            "export": lambda: self.library.exporting.write(
                self.outside / "all.bib", self.ids, self.options
            ),
            "kept": self._kept,
            "index": self.library.search.update,
            "pattern": lambda: self.library.keys.set_pattern(f"[auth]{self._next()}"),
            "new library": self._open,
        }

    def _next(self) -> int:
        self.number += 1
        return self.number

    def _import(self) -> None:
        parsed = self.library.importing.parse(f"{_PAGE}{self._next()}\n".encode(), "page.txt")
        self.library.importing.commit(self.library.importing.plan([parsed]))

    def _kept(self) -> None:
        for one in self.library.targets.follow():
            if one.target.error:
                raise KnownError(one.target.error)

    def _open(self) -> None:
        Library.open(self.new / f"library-{self._next()}").close()

    def outcomes(self) -> dict[str, str]:
        """What each work says. One that fails has changed nothing, and searching goes on."""
        said = {}
        for name, work in self.all().items():
            before = contents(self.library.papers._storage)
            try:
                work()
                said[name] = ""
            except KnownError as error:
                said[name] = str(error)
                if name != "export":  # its keys are made for good before the file is written
                    assert contents(self.library.papers._storage) == before, name
                if name == "export":
                    assert (self.outside / "all.bib").read_text("utf-8") == "An older file.\n"
            assert len(self.library.search.find("model").ids) > 3, name
        return said


@contextmanager
def _limited(_folder: Path, size: int) -> Iterator[None]:
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


@contextmanager
def _filled(folder: Path) -> Iterator[None]:
    filler = folder.parent / "filler"
    with filler.open("wb") as file:
        free = os.statvfs(folder)
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize)
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def _read_only(folder: Path) -> Iterator[None]:
    folders = [folder, folder / "index", folder / "backups",
               folder.parent / "outside", folder.parent / "new"]  # fmt: skip
    files = [one for place in folders for one in place.glob("*") if one.is_file()]
    for one in (*folders, *files):
        if one.exists():
            one.chmod(0o500 if one.is_dir() else 0o400)
    try:
        yield
    finally:
        for one in (*folders, *files):
            if one.exists():
                one.chmod(0o700 if one.is_dir() else 0o600)


@contextmanager
def _gone(folder: Path) -> Iterator[None]:
    moved = [(one, one.with_name(f"{one.name}-moved")) for one in
             (folder, folder.parent / "outside")]  # fmt: skip
    for one, away in moved:
        one.rename(away)
    try:
        yield
    finally:
        for one, away in moved:
            away.rename(one)


@contextmanager
def _faulty(name: str) -> Iterator[None]:
    os.environ["FAULT"] = name  # read by disk_faults.c
    try:
        yield
    finally:
        del os.environ["FAULT"]


def main(folder: Path, fault: str) -> None:
    """Print what the works said."""
    outside = folder.parent / "outside"
    outside.mkdir()
    with Library.open(folder, process="a test") as library:
        works = Works(library, outside)
        if fault.isdigit():
            broken = _limited(folder, int(fault))
        elif fault in {"full", "fsync", "slow"}:
            broken = _faulty(fault)
        else:
            broken = {"read-only": _read_only, "gone": _gone, "filled": _filled}[fault](folder)
        with broken:
            during = works.outcomes() if fault != "gone" else _while_gone(works)
        outside.joinpath("all.bib").write_text("An older file.\n", encoding="utf-8")
        after = works.outcomes()
        library.search.update()
        report = library.check()
        index = library.search.check()
    left = [str(one) for place in (folder, outside, folder / "backups") for one in place.iterdir()
            if one.name.endswith((".tmp", ".partial")) or ".restoring" in one.name]  # fmt: skip
    print(json.dumps({"during": during, "after": after, "problems": report.problems,
                      "index": index.state, "left": left}))  # fmt: skip


def _while_gone(works: Works) -> dict[str, str]:
    """As ``outcomes``; a folder that is not there cannot be searched."""
    said = {}
    for name, work in works.all().items():
        try:
            work()
            said[name] = ""
        except KnownError as error:
            said[name] = str(error)
    return said


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
