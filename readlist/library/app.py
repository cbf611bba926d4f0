"""The library: one object for all that a reader can do with it."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from readlist.domain.changes import ChangeSet
from readlist.domain.errors import KnownError
from readlist.domain.views import Counts
from readlist.library.files import expanded
from readlist.storage import Storage, reads

if TYPE_CHECKING:
    from readlist.domain.health import CheckReport
    from readlist.jobs.context import JobContext
    from readlist.library.backups import Backups
    from readlist.library.completing import Completing
    from readlist.library.duplicates import Duplicates
    from readlist.library.exporting import Exporting
    from readlist.library.facets import Facets
    from readlist.library.filling import Filling
    from readlist.library.history import History
    from readlist.library.identify import Identifying
    from readlist.library.importing import Importing
    from readlist.library.keys import Keys
    from readlist.library.lists import Lists
    from readlist.library.notes import Highlights, Notes
    from readlist.library.papers import Papers
    from readlist.library.repairing import Mended
    from readlist.library.revising import Revising
    from readlist.library.saved import SavedSearches
    from readlist.library.searching import Searching
    from readlist.library.statistics import Statistics
    from readlist.library.tags import Tags
    from readlist.library.targets import Targets


class Library:
    """A reader's library, and one part for each sort of work. Made by ``open``.

    It may be used from several threads at once. The parts are loaded when they are first used,
    so that a command loads only what it needs.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.folder = storage.folder

    @classmethod
    def open(cls, folder: Path | None = None, *, process: str = "readlist") -> Library:
        """Open the library in ``folder``, or make an empty one there.

        Without a folder: READLIST_HOME, else the system's place for user data. ``process`` are
        the words by which others are told who holds the library ("the Readlist window"). Raises
        LibraryTooNewError, LibraryDamagedError and LibraryBusyError; in the first two cases
        nothing was touched.
        """
        chosen = expanded(folder or default_folder()).absolute()
        try:
            chosen.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise KnownError(
                f"The library folder {chosen} cannot be made: {error.strerror}.",
                "Choose another with --library or READLIST_HOME.",
            ) from error
        return cls(Storage(chosen, process))

    def close(self) -> None:
        """Close the library; waits for a running write."""
        if "search" in self.__dict__:
            self.search.close()
        self._storage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def subscribe(self, listener: Callable[[ChangeSet], None]) -> Callable[[], None]:
        """Call ``listener`` after every change, in the thread that made it; returns the way to
        stop that."""
        return self._storage.subscribe(listener)

    def poll(self) -> ChangeSet | None:
        """A ChangeSet of ``everything`` when another process has changed the library since the
        last call (subscribers are told too), else None. Cheap: for a timer."""
        return self._storage.poll()

    def prepare_writing(self) -> None:
        """Load what the first edit of a paper would load, which takes about a second."""
        self._storage.prepare_writing()

    def keeps_files(self) -> bool:
        """Whether any file follows the library (``targets``); costs next to nothing."""
        from readlist.storage.targets import any_kept

        return any_kept(self._storage.read())

    def explained(self, fault: BaseException) -> KnownError | None:
        """The reader's words for a fault of the library's file or of the disk, which a plain read
        may meet at any time; None when it is our own bug."""
        from readlist.storage import check

        return check.explained(self._storage, fault)

    def exists(self) -> bool:
        """Whether the library's file is where it was, and no other in its place."""
        return self._storage.in_place()

    def damage(self) -> tuple[str, ...]:
        """Where the library's file is damaged, in plain words; reads it whole, in any thread."""
        from readlist.storage import check

        return tuple(check.damage(self._storage))

    def counts(self) -> Counts:
        """The numbers beside the sidebar's places."""
        with self._storage.snapshot() as db:
            return reads.counts(db)

    def check(self) -> CheckReport:
        """Read the whole library once and tell what is wrong with it; the index's state besides."""
        from readlist.domain.health import CheckReport
        from readlist.storage import check

        damage = tuple(check.damage(self._storage))
        if damage:  # neither rows nor the index can be relied upon then
            return CheckReport(problems=damage, damaged=True)
        index = self.search.check()
        problems = tuple(check.problems(self._storage))
        if index.state == "damaged":
            problems += ("The search index is damaged; `readlist reindex` makes it anew.",)
        counts = check.counts(self._storage)
        return CheckReport(
            problems=problems,
            papers=counts["papers"],
            sightings=counts["sightings"],
            tags=counts["tags"],
            notes=counts["notes"],
            index_state=index.state,
            index_papers=index.papers,
        )

    def repair(self, context: JobContext | None = None) -> Mended:
        """Mend what can be mended: rows that break a rule (one step to undo), the index, leftovers
        of killed programs. KnownError, Cancelled."""
        from readlist.library.repairing import mend

        mended = mend(self._storage)
        self.search.update(context)
        return mended

    @cached_property
    def papers(self) -> Papers:
        from readlist.library.papers import Papers

        return Papers(self._storage)

    @cached_property
    def tags(self) -> Tags:
        from readlist.library.tags import Tags

        return Tags(self._storage)

    @cached_property
    def lists(self) -> Lists:
        from readlist.library.lists import Lists

        return Lists(self._storage)

    @cached_property
    def notes(self) -> Notes:
        from readlist.library.notes import Notes

        return Notes(self._storage)

    @cached_property
    def highlights(self) -> Highlights:
        from readlist.library.notes import Highlights

        return Highlights(self._storage)

    @cached_property
    def saved(self) -> SavedSearches:
        from readlist.library.saved import SavedSearches

        return SavedSearches(self._storage, self.search)

    @cached_property
    def completing(self) -> Completing:
        from readlist.library.completing import Completing

        return Completing(self._storage)

    @cached_property
    def duplicates(self) -> Duplicates:
        from readlist.library.duplicates import Duplicates

        return Duplicates(self._storage)

    @cached_property
    def facets(self) -> Facets:
        from readlist.library.facets import Facets

        return Facets(self._storage)

    @cached_property
    def history(self) -> History:
        from readlist.library.history import History

        return History(self._storage)

    @cached_property
    def stats(self) -> Statistics:
        from readlist.library.statistics import Statistics

        return Statistics(self._storage)

    @cached_property
    def importing(self) -> Importing:
        from readlist.library.importing import Importing

        return Importing(self._storage)

    @cached_property
    def filling(self) -> Filling:
        from readlist.library.filling import Filling

        return Filling(self._storage, self.search)

    @cached_property
    def keys(self) -> Keys:
        from readlist.library.keys import Keys

        return Keys(self._storage)

    @cached_property
    def identify(self) -> Identifying:
        from readlist.library.identify import Identifying

        return Identifying(self._storage, self.papers)

    @cached_property
    def revising(self) -> Revising:
        from readlist.library.revising import Revising

        return Revising(self._storage, self.exporting)

    @cached_property
    def exporting(self) -> Exporting:
        from readlist.library.exporting import Exporting

        return Exporting(self._storage)

    @cached_property
    def targets(self) -> Targets:
        from readlist.library.targets import Targets

        return Targets(self._storage, lambda: self.search, self.exporting)

    @cached_property
    def backups(self) -> Backups:
        from readlist.library.backups import Backups

        return Backups(self._storage)

    @cached_property
    def search(self) -> Searching:
        from readlist.library.searching import Searching

        return Searching(self._storage, self.folder)


def default_folder() -> Path:
    """READLIST_HOME, else the system's folder for user data."""
    home = os.environ.get("READLIST_HOME")
    if home:
        return Path(home)
    from platformdirs import user_data_path

    return user_data_path("readlist", appauthor=False)
