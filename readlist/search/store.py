"""The index's folder: made, opened, written, and thrown away when anything is wrong with it.

Whoosh unpickles its files, so that a folder is opened only when a small file in it says that this
library wrote it in this format. The index is disposable: it is made anew from the library.
"""

from __future__ import annotations

import json
import shutil
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from whoosh.util.filelock import FileLock

from readlist.jobs.context import Cancelled
from readlist.search import writer
from readlist.search.analysis import Analyser
from readlist.search.files import newest, sync
from readlist.search.inversion import Batch, Interner
from readlist.search.schema import FORMAT
from readlist.search.segments import Snapshot
from readlist.search.words import WordSearch

_ABOUT = "readlist.json"


class IndexUnusableError(Exception):
    """There is no index, or it was damaged and has been thrown away."""


class IndexStore:
    """The index of one library. Safe in several threads and processes; one writes at a time."""

    def __init__(self, library_folder: Path, library_id: str, analyser: Analyser) -> None:
        self.folder = library_folder / "index"
        self._lock_path = library_folder / "index.lock"
        self._library_id = library_id
        self._analyser = analyser
        self._search: WordSearch | None = None
        self._interner: Interner | None = None
        self._reading = threading.RLock()

    def exists(self) -> bool:
        """Whether there is an index of this library in this format."""
        about = self._about()
        return about.get("format") == FORMAT and about.get("library") == self._library_id

    def leftovers(self) -> bool:
        """Whether something lies in the index's place that is no index of this library."""
        return self.folder.exists() and not self.exists()

    @contextmanager
    def reading(self, step: Callable[[], None]) -> Iterator[WordSearch]:
        """The words of the newest commit; other threads wait.

        ``step`` is called now and then and may raise to end the search. Raises
        IndexUnusableError when there is no index, or when it turns out to be damaged: then it has
        been thrown away. Whatever is raised inside counts as damage, so only look words up there.
        """
        with self._reading:
            search = self._newest()
            search.step = step
            try:
                yield search
            except Cancelled:
                raise
            except Exception as error:
                self.discard()
                raise IndexUnusableError(f"the index is damaged: {error}") from error

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

    def discard(self) -> None:
        """Throw the index away, unless another process is writing it at this moment."""
        with self._reading:
            self._close()
            with self.writing() as mine:
                if mine:
                    self._remove()

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """The right to write, among all processes: False when another one has it."""
        lock = FileLock(str(self._lock_path))
        mine = lock.acquire(blocking=False)
        try:
            yield mine
        finally:
            if mine:
                lock.release()

    def make(self) -> bool:
        """Make an empty index if there is none; whether one was made. Needs ``writing``."""
        if self.exists() and self._openable():
            return False
        with self._reading:
            self._close()
            self._remove()
            self.folder.mkdir(mode=0o700)
            writer.create(self.folder)
            self._describe()
            sync(self.folder)
        return True

    def clear(self) -> None:
        """Throw the index away. Needs ``writing``."""
        with self._reading:
            self._close()
            self._remove()

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
        self._describe()
        return len(batch.papers)

    def tidy(self, step: Callable[[], None], *, quick: bool = True, whole: bool = False) -> bool:
        """Merge segments where that makes searching quicker, when ``quick`` only small ones; with
        ``whole`` all into one. Whether something was merged. ``step`` may raise: nothing has
        happened then. Needs ``writing``; searching goes on meanwhile."""
        most = writer.QUICK if quick else sys.maxsize
        done = writer.tidy(self.folder, self._analyser.stem, step, most=most, whole=whole)
        if done:
            self._describe()
        return done

    def close(self) -> None:
        """Let the files go."""
        with self._reading:
            self._close()

    def _newest(self) -> WordSearch:
        """The open searcher, opened anew when somebody has committed since."""
        if not self.exists():
            self._close()
            raise IndexUnusableError("there is no index")
        for attempt in range(3):
            generation = -1
            try:
                generation = newest(self.folder)
                if self._search and self._search.snapshot.generation == generation:
                    return self._search
                return self._reopen()
            except Exception as error:
                moved = newest(self.folder) != generation
                self._close()
                if attempt < 2 and moved and self.exists():
                    continue  # it was committed in between: the files were just replaced
                if self.exists():
                    self.discard()
                raise IndexUnusableError(f"the index is damaged: {error}") from error
        raise IndexUnusableError("the index is written too fast")

    def _reopen(self) -> WordSearch:
        """Open the newest commit; files that were open stay so."""
        known = self._search.snapshot.files if self._search else {}
        snapshot = Snapshot(self.folder, known)
        self._check_sizes(snapshot.generation)
        self._search = WordSearch(snapshot, self._analyser, lambda: None)
        for name, file in known.items():
            if name not in snapshot.files:
                file.close()
        return self._search

    def _openable(self) -> bool:
        try:
            with self._reading:
                self._newest()
        except IndexUnusableError:
            return False
        return True

    def _check_sizes(self, generation: int) -> None:
        """Files cut short can be answered from without an error: compare sizes instead."""
        about = self._about()
        if about.get("generation") != generation:
            return
        sizes = about.get("files")
        for name, size in (sizes if isinstance(sizes, dict) else {}).items():
            if (self.folder / name).stat().st_size != size:
                raise ValueError(f"{name} is not as long as it was")

    def _about(self) -> dict[str, object]:
        try:
            about = json.loads((self.folder / _ABOUT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return about if isinstance(about, dict) else {}

    def _describe(self) -> None:
        """Write down whose index this is, and how long its files are."""
        names = [p for p in self.folder.iterdir() if p.suffix not in (".json", ".new", ".lock")]
        about = {
            "format": FORMAT,
            "library": self._library_id,
            "generation": newest(self.folder),
            "files": {path.name: path.stat().st_size for path in names if path.is_file()},
        }
        fresh = self.folder / f"{_ABOUT}.new"
        fresh.write_text(json.dumps(about), encoding="utf-8")
        fresh.replace(self.folder / _ABOUT)

    def _remove(self) -> None:
        with suppress(FileNotFoundError):
            if self.folder.is_dir() and not self.folder.is_symlink():
                (self.folder / _ABOUT).unlink(missing_ok=True)
                shutil.rmtree(self.folder)
            else:
                self.folder.unlink()

    def _close(self) -> None:
        if self._search is not None:
            self._search.snapshot.close()
        self._search = None
