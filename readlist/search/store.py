"""The index's folder: made, opened, written, and thrown away when anything is wrong with it.

Whoosh unpickles its files, so that a folder is opened only when a small file in it says that this
library wrote it in this format. The index is disposable: it is made anew from the library.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import numpy as np
from whoosh.util.filelock import FileLock

from readlist.jobs.durable import sync
from readlist.jobs.private import is_ours, make_private
from readlist.search import files, writer
from readlist.search.analysis import Analyser
from readlist.search.arrays import Array, ArrayFile, DamagedError
from readlist.search.codec import EXTENSION
from readlist.search.inversion import Batch, Interner
from readlist.search.schema import FORMAT
from readlist.search.segments import Snapshot
from readlist.search.words import WordSearch

_ABOUT = "readlist.json"
_ATTEMPTS = 20  # at opening an index that is committed to again and again
_LOST = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EIO, errno.ELOOP}


class IndexUnusableError(Exception):
    """There is no index, or it was damaged and has been marked so."""


def is_damage(error: Exception) -> bool:
    """Whether the index is not what was written; anything else may pass (too many open files)."""
    return error.errno in _LOST if isinstance(error, OSError) else isinstance(error, DamagedError)


class IndexStore:
    """The index of one library. Safe in several threads and processes; one writes at a time."""

    def __init__(
        self,
        library_folder: Path,
        library_id: str,
        analyser: Analyser,
        lacks: Callable[[int], bool],
    ) -> None:
        """``lacks`` tells whether an index with so many papers, which was just opened, is not the
        one that the library knows: an older copy, or one of the library's later days."""
        self.folder = library_folder / "index"
        self._lock_path = library_folder / "index.lock"
        self._library_id = library_id
        self._analyser = analyser
        self._lacks = lacks
        self._search: WordSearch | None = None
        self._version = (-1, 0, 0)
        self._interner: Interner | None = None
        self._reading = threading.RLock()
        self._closed = False  # a thread that comes late must not open files that nobody closes

    def exists(self) -> bool:
        """Whether there is an index of this library in this format."""
        about = self._about()
        return about.get("format") == FORMAT and about.get("library") == self._library_id

    def leftovers(self) -> bool:
        """Whether something lies in the index's place that is no index of this library."""
        return os.path.lexists(self.folder) and not self.exists()

    @contextmanager
    def reading(self, step: Callable[[], None]) -> Iterator[WordSearch]:
        """The words of the newest commit; other threads wait.

        ``step`` is called now and then and may raise to end the search. Raises
        IndexUnusableError when there is no index, or when it turns out to be damaged: then it has
        been marked so. An OSError that is raised inside counts as the index's.
        """
        with self._reading:
            search = self._newest()
            search.step = step
            try:
                yield search
            except (DamagedError, OSError) as error:
                raise self._unusable(error) from error

    def papers(self) -> int:
        """The number of papers in the newest commit, or in the one that is being searched: never
        waits for a search. Raises IndexUnusableError."""
        search = self._search
        if not self._reading.acquire(blocking=search is None):
            return int(search.snapshot.papers) if search is not None else 0
        try:
            return int(self._newest().snapshot.papers)
        finally:
            self._reading.release()

    def check(self) -> Array:
        """Read every byte once; the papers that the index holds, ascending, once for each time.

        Raises IndexUnusableError as ``reading``.
        """
        with self._reading:
            search = self._newest()
            try:
                for name in search.snapshot.files:
                    with closing(ArrayFile(self.folder / f"{name}{EXTENSION}")) as file:
                        file.check()
            except (DamagedError, OSError) as error:
                raise self._unusable(error) from error
            living = [segment.living for segment in search.snapshot.segments]
            return np.sort(np.concatenate([np.zeros(0, np.int64), *living]))

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """The right to write, among all processes: False when another one has it."""
        make_private(self._lock_path)
        lock = FileLock(str(self._lock_path))
        mine = lock.acquire(blocking=False)
        try:
            yield mine
        finally:
            if mine:
                lock.release()

    def mark_damaged(self, version: tuple[int, int, int] | None = None) -> None:
        """Have the index made anew by the next update, unless another process is writing it at
        this moment, or has since ``version``."""
        with suppress(OSError), self.writing() as mine:
            if mine and (version is None or not self._moved(version)):
                (self.folder / _ABOUT).unlink(missing_ok=True)

    def usable(self) -> bool:
        """Whether the index can be opened; what it holds is compared when it is read."""
        with self._reading:
            try:
                self._newest()
            except IndexUnusableError:
                return False
            return True

    def make(self) -> None:
        """Make an empty index in place of what is there. Needs ``writing``."""
        fresh = self.folder.with_name(f"{self.folder.name}{files.FRESH}")
        _remove(fresh)
        fresh.mkdir(mode=0o700)
        writer.create(fresh)
        self._describe(folder=fresh)
        sync(fresh)
        with self._reading:
            self._close()
            _remove(self.folder)
            fresh.rename(self.folder)
        sync(self.folder.parent)

    @property
    def taken(self) -> int:
        """The number that ``note`` was given last, 0 in a new index."""
        taken = self._about().get("taken")
        return taken if isinstance(taken, int) else 0

    @property
    def renewed(self) -> int | None:
        """Up to which paper the index has been made anew; None when that is not under way."""
        place = self._about().get("renewed")
        return place if isinstance(place, int) else None

    def note(self, taken: int) -> None:
        """Keep in mind up to where changes have been taken in. Needs ``writing``."""
        self._describe(taken, self.renewed)

    def renew(self, place: int | None) -> None:
        """Keep in mind what ``renewed`` says. Needs ``writing``."""
        self._describe(self.taken, place)

    def put(
        self,
        papers: Iterable[tuple[int, Mapping[str, Sequence[str]]]],
        gone: Sequence[int],
        *,
        step: Callable[[int], None],
    ) -> int:
        """Index a batch in place of what is known of its papers, and forget ``gone``.

        On the disk when it returns. ``step(done)`` may raise: nothing has happened then. Needs
        ``writing``. Returns the number of papers indexed.
        """
        if self._interner is None or self._interner.full:
            self._interner = Interner()
        batch = Batch(self._interner)
        for paper, texts in papers:
            batch.add(paper, texts)
            step(len(batch.papers))
        writer.add(self.folder, batch.arrays(self._analyser.stem), gone)
        return len(batch.papers)

    def relax(self) -> None:
        """Let go of what ``put`` remembers of the texts, when it is much: it makes the next batch
        quicker."""
        if self._interner is not None and self._interner.large:
            self._interner = None

    def forget_others(self, papers: Iterable[int]) -> None:
        """Take out what is none of ``papers``. Needs ``writing``."""
        with self._reading:
            living = [segment.living for segment in self._newest().snapshot.segments]
        others = set(np.concatenate([np.zeros(0, np.int64), *living]).tolist()) - set(papers)
        if others:
            self.put((), sorted(others), step=lambda _: None)

    def tidy(self, step: Callable[[], None], *, quick: bool = True, whole: bool = False) -> bool:
        """Merge segments where that makes searching quicker, when ``quick`` only small ones; with
        ``whole`` all into one. Whether something was merged. ``step`` may raise: nothing has
        happened then. Needs ``writing``; searching goes on meanwhile."""
        most = writer.QUICK if quick else sys.maxsize
        return writer.tidy(self.folder, self._analyser.stem, step, most=most, whole=whole)

    def sweep(self) -> None:
        """Remove what killed processes have left. Needs ``writing``."""
        writer.swept(self.folder)

    def untidy(self) -> bool:
        """Whether ``tidy`` that is not quick would merge anything. Costs next to nothing."""
        try:
            return writer.untidy(self.folder)
        except Exception:  # whatever is damaged is found where it is searched
            return False

    def close(self) -> None:
        """Let the files go, for good."""
        with self._reading:
            self._close()
            self._closed = True

    def _newest(self) -> WordSearch:
        """The open searcher, opened anew when somebody has committed since."""
        fault: Exception = DamagedError("it is written too fast")
        for _ in range(_ATTEMPTS):
            if self._closed or not self.exists():
                self._close()
                raise IndexUnusableError("there is no index")
            version = self._version
            try:
                version = files.newest(self.folder)
                return self._opened(version)
            except (DamagedError, OSError) as error:
                fault = error
                if not self._moved(version):
                    self._version = version
                    raise self._unusable(error) from error
                # Somebody committed in between: the files were just replaced.
        raise IndexUnusableError(f"the index cannot be opened: {fault}")

    def _opened(self, version: tuple[int, int, int]) -> WordSearch:
        """The searcher of the commit ``version``; files that were open and are as they were
        stay open."""
        old = self._search
        known = old.snapshot.files if old else {}
        changed = any(file.file.changed() for file in known.values())
        if old and self._version == version and not changed:
            return old
        if changed:
            self._close()
            known = {}
        snapshot = Snapshot(self.folder, known)
        if self._lacks(snapshot.papers):
            snapshot.close()
            self._close()
            raise DamagedError("it is an older or a newer copy")
        self._search = WordSearch(snapshot, self._analyser, lambda: None)
        self._version = version
        for name, file in known.items():
            if name not in snapshot.files:
                file.close()
        return self._search

    def _moved(self, version: tuple[int, int, int]) -> bool:
        try:
            return files.newest(self.folder) != version
        except OSError:
            return self.exists()  # a commit was just replaced

    def _unusable(self, error: Exception) -> IndexUnusableError:
        """What to raise for ``error``; a damaged index is marked so that it is made anew, unless
        another process is writing it at this moment."""
        version = self._version
        self._close()
        if not is_damage(error):
            return IndexUnusableError(f"the index cannot be read: {error}")
        self.mark_damaged(version)
        return IndexUnusableError(f"the index is damaged: {error}")

    def _about(self) -> dict[str, object]:
        if not is_ours(self.folder, _ABOUT):
            return {}  # what somebody else put there is never unpickled
        try:
            about = json.loads((self.folder / _ABOUT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return about if isinstance(about, dict) else {}

    def _describe(
        self, taken: int = 0, renewed: int | None = None, folder: Path | None = None
    ) -> None:
        """Write down whose index this is, and what is in it."""
        about = {
            "format": FORMAT,
            "library": self._library_id,
            "taken": taken,
            "renewed": renewed,
        }
        files.replace((folder or self.folder) / _ABOUT, json.dumps(about).encode())

    def _close(self) -> None:
        if self._search is not None:
            self._search.snapshot.close()
        self._search = None


def _remove(folder: Path) -> None:
    """Remove an index, or what stands in its place."""
    if folder.is_dir() and not folder.is_symlink():
        with suppress(OSError):
            (folder / _ABOUT).unlink()  # first: what stays after a kill is no index
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)
