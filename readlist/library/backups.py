"""Backups: made, kept in number, looked at, and restored."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from readlist.domain.backups import COUNTED, Backup, Comparison
from readlist.domain.changes import ChangeSet
from readlist.domain.errors import (
    FileThereError,
    KnownError,
    LibraryDamagedError,
    LibraryTooNewError,
    SmallerBackupError,
)
from readlist.jobs import leftovers
from readlist.jobs.context import Cancelled, JobContext
from readlist.library.files import check_not_own
from readlist.library.words import count
from readlist.storage import Storage, backup, check, engine, replacing, restoring
from readlist.storage.store import FILE_NAME

BY_HAND, DAILY, BEFORE_RESTORE = "by-hand", "daily", "before-restore"
# Of the daily ones the newest of so many days, weeks and months stay; of each other reason that
# the program itself has, so many. Those that a reader made stay until the reader removes them.
_DAYS, _WEEKS, _MONTHS = 7, 4, 12
_OTHERS = 5


class Backups:
    """Copies of one library in its ``backups`` folder, or wherever the reader puts them."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.folder = storage.folder / "backups"

    def all(self) -> tuple[Backup, ...]:
        """Those in the library's own folder, the newest first, unsound ones with their fault."""
        return backups_in(self.folder)

    def make(
        self,
        reason: str = BY_HAND,
        *,
        target: Path | None = None,
        replace: bool = False,
        context: JobContext | None = None,
    ) -> Backup:
        """Make one, in the library's folder or as the file ``target``, and read it back.

        Others go on reading and writing meanwhile. KnownError, Cancelled: nothing is left behind.
        A ``target`` that is there is replaced when it is an earlier backup of this library that
        holds no more, or with ``replace``; else FileThereError. LibraryDamagedError when no sound
        copy can be made.
        """
        context = context or JobContext()
        if target is not None:
            try:
                self._check_target(target, replace=replace)
            except OSError as error:  # a folder that may not be looked into
                raise backup.unwritable(target, error) from error
        try:
            path = backup.make(
                self._storage.path, self.folder, reason,
                target=target, step=_bytes(context, "Packing"),
            )  # fmt: skip
        except (KnownError, Cancelled):
            raise
        except Exception as error:
            known = self._storage.explained(error)
            if known is None:
                raise
            raise known from error
        if target is None:
            self._rotate()
        return backup.read(path)

    def _check_target(self, target: Path, *, replace: bool) -> None:
        check_not_own(target, self._storage.path, backup=True)
        if not target.exists():
            return
        if not target.is_file():
            raise KnownError(f"{target} is a folder or a device.", "Name a file.")
        if replace:
            return
        there, now = backup.read(target), backup.counts(self._storage.read())
        if there.fault:
            raise FileThereError(
                f"{target} is there already, and is no backup of Readlist.", "Name another file."
            )
        if there.library_id != self._storage.library_id:
            raise FileThereError(f"{target} is a backup of another library.", "Name another file.")
        if any(there.counts[name] > now[name] for name in COUNTED):
            raise FileThereError(
                f"{target} is a backup that holds more than the library does now.",
                "Name another file.",
            )

    def due(self, now: datetime | None = None) -> bool:
        """Whether the newest backup is of an earlier day and the library was changed since.

        Backups that a wrong clock dated into the future do not count.
        """
        now = now or datetime.now(UTC)
        sound = [one for one in self.all() if not one.fault]
        newest = next((one for one in sound if _moment(one) <= now), None)
        if newest is None:
            return self._storage.last_change() != ""
        another_day = _moment(newest).astimezone().date() != now.astimezone().date()
        return another_day and self._storage.last_change() > newest.made

    def is_own(self, backup: Backup) -> bool:
        """Whether a backup is of this library, as far as it says whose it is."""
        return backup.library_id in ("", self._storage.library_id)

    def is_of_another(self, path: Path) -> bool:
        """Whether the backup at ``path`` says that it is of another library, and this one holds
        papers that it would take away."""
        return not self.is_own(backup.read(path)) and bool(
            backup.counts(self._storage.read())["papers"]
        )

    def compare(self, path: Path, context: JobContext | None = None) -> Comparison:
        """What restoring the backup at ``path`` would change. KnownError, LibraryTooNewError."""
        with self._unpacked(path, context or JobContext()) as other:
            return self._compared(path, other)

    def restore(
        self, path: Path, *, accept_smaller: bool = False, context: JobContext | None = None
    ) -> ChangeSet:
        """Make the library's papers, tags, lists, notes and pages those of the backup.

        One step to undo, and a backup of what was there is made before. SmallerBackupError when
        less would be left than is there now, unless ``accept_smaller``. KnownError,
        LibraryTooNewError, Cancelled: the library is as it was. LibraryDamagedError when its file
        is damaged, which no change of rows would mend.
        """
        context = context or JobContext()
        if damage := check.damage(self._storage):
            raise LibraryDamagedError.found(self._storage.path, damage[0])
        with self._unpacked(path, context) as other:
            compared = self._compared(path, other)
            if not any(compared.differences.values()):
                return ChangeSet()
            if compared.smaller and not accept_smaller:
                raise SmallerBackupError(_less(compared), "Nothing was changed.")
            self.make(BEFORE_RESTORE, context=context)
            made = compared.backup.made[:16].replace("T", " ")
            change = restoring.replace(
                self._storage,
                other,
                f"Restore the backup of {made}" if made else f"Restore {path.name}",
                lambda done, total: context.step(done, total, "Restoring"),
            )
        self._rotate()
        return change

    def _compared(self, path: Path, other: Path) -> Comparison:
        about = backup.of_plain(path, other)
        return Comparison(
            backup=about,
            differences=restoring.differences(self._storage.path, other),
            now=backup.counts(self._storage.read()),
        )

    @contextmanager
    def _unpacked(self, path: Path, context: JobContext) -> Iterator[Path]:
        with unpacked(path, self._storage.folder, context) as other:
            yield other

    def _rotate(self) -> None:
        for path in superfluous([one for one in self.all() if not one.fault]):
            path.unlink(missing_ok=True)


def backups_in(folder: Path) -> tuple[Backup, ...]:
    """The backups in a folder, the newest first; those that cannot be read come last."""
    return _sorted(backup.read(path) for path in folder.glob(f"*{backup.SUFFIX}"))


def verified_in(folder: Path, context: JobContext | None = None) -> tuple[Backup, ...]:
    """As ``backups_in``, but the newest sound one was read whole, and stands first. Cancelled."""
    found = list(backups_in(folder))
    step = _bytes(context or JobContext(), "Reading the newest backup")
    for place, one in enumerate(found):
        fault = one.fault or backup.verify(one.path, step)
        if not fault:
            break
        found[place] = replace(one, fault=fault)
    return _sorted(found)


def _sorted(found: Iterable[Backup]) -> tuple[Backup, ...]:
    return tuple(sorted(found, key=_worth, reverse=True))


def _worth(one: Backup) -> tuple[bool, str, str]:
    return not one.fault, one.made, one.path.name


def superfluous(kept: Sequence[Backup], now: datetime | None = None) -> list[Path]:
    """Which of these backups (the newest first) need not be kept any longer.

    Those that a wrong clock dated into the future stay until then, and take no other's place.
    """
    now = now or datetime.now(UTC)
    kept = [one for one in kept if _moment(one) <= now]
    wanted: set[Path] = set()
    daily = [one for one in kept if one.reason == DAILY]
    for limit, form in ((_DAYS, "%Y-%m-%d"), (_WEEKS, "%G-%V"), (_MONTHS, "%Y-%m")):
        newest: dict[str, Path] = {}
        for one in daily:
            newest.setdefault(_moment(one).astimezone().strftime(form), one.path)
        wanted.update(list(newest.values())[:limit])
    others: dict[str, list[Path]] = {}
    for one in kept:
        if one.reason.startswith("before-"):
            others.setdefault(one.reason, []).append(one.path)
    for paths in others.values():
        wanted.update(paths[:_OTHERS])
    return [
        one.path
        for one in kept
        if (one.reason == DAILY or one.reason.startswith("before-")) and one.path not in wanted
    ]


def _moment(one: Backup) -> datetime:
    return datetime.fromisoformat(one.made)


def restore_in_place_of_damaged(
    folder: Path, path: Path, context: JobContext | None = None
) -> Path:
    """Put the library of a backup where a damaged one is; the folder in which that one is kept.

    For a library that cannot be opened. KnownError, LibraryTooNewError, Cancelled: nothing moved.
    """
    place = folder / FILE_NAME
    with unpacked(path, folder, context or JobContext()) as other:
        return put_in_place(place, other)


def start_empty(folder: Path) -> Path:
    """Put an empty library where a damaged one is; the folder that keeps that one. KnownError."""
    with working_folder(folder) as place:
        fresh = place / FILE_NAME
        engine.prepare(fresh, place)
        return put_in_place(folder / FILE_NAME, fresh)


def put_in_place(place: Path, fresh: Path) -> Path:
    """Let ``fresh`` be the library in place of a damaged one; the folder that keeps that one.

    A process that is killed meanwhile leaves the one or the other. KnownError.
    """
    try:
        return replacing.replace(place, fresh)
    except OSError as error:
        raise KnownError(
            f"The library cannot be put in its place: {error.strerror or error}.",
            "The damaged one was not thrown away. Check the folder's permissions, and try again.",
        ) from error


@contextmanager
def unpacked(path: Path, folder: Path, context: JobContext) -> Iterator[Path]:
    """The library of a backup as a file of this version, below ``folder`` for a while."""
    with working_folder(folder) as place:
        other = place / FILE_NAME
        backup.unpack(path, other, _bytes(context, "Unpacking"))
        try:
            engine.prepare(other, place)
        except LibraryDamagedError as error:
            raise KnownError(f"{path} holds no library of Readlist.", "Choose another.") from error
        except LibraryTooNewError as error:
            raise LibraryTooNewError(
                f"{path} was written by a later version of Readlist.",
                "Nothing was changed. Install that version, or choose another backup.",
            ) from error
        yield other


@contextmanager
def working_folder(folder: Path) -> Iterator[Path]:
    """A folder below the library's, removed at the end. KnownError."""
    try:
        place = Path(tempfile.mkdtemp(prefix=f".restoring{leftovers.mark()}-", dir=folder))
    except OSError as error:
        raise KnownError(
            f"{folder} cannot be written: {error.strerror or error}.", "Check its permissions."
        ) from error
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _bytes(context: JobContext, text: str) -> backup.Step:
    return lambda done, total: context.step(done, total, text)


def _less(compared: Comparison) -> str:
    then, now = compared.backup.counts, compared.now
    parts = [f"{count(then.get(name, 0), name[:-1])} instead of {now[name]}"
             for name in compared.smaller]  # fmt: skip
    return f"The backup holds less than the library: {', '.join(parts)}."
