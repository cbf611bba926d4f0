"""Another file put in the place of a damaged library, whatever moment the process ends at.

Once the new library stands beside the old one as ``library.sqlite3.next``, it is decided: whoever
opens the library next brings it to its end. Until then all is as it was.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from readlist.jobs import leftovers
from readlist.jobs.durable import sync
from readlist.jobs.private import private

_LOGS = ("-wal", "-journal")


def replace(place: Path, fresh: Path) -> Path:
    """Put the library ``fresh`` where the damaged one is; the folder in which that one is kept,
    which is the library's own where there was none.

    Nobody may have either open. OSError: the damaged one is where it was.
    """
    kept = _keep(place)
    sync(fresh)
    fresh.replace(_next(place))
    sync(place.parent)
    finish(place)
    return kept


def finish(place: Path) -> None:
    """Bring a replacement to its end that was decided upon. OSError. Costs next to nothing."""
    decided = _next(place)
    if not decided.exists():
        return
    with _alone(place.with_name(f"{place.name}.lock")):
        if not decided.exists():  # another process was quicker
            return
        # The log first: beside another file it would be played into that.
        for end in (*_LOGS, "-shm"):
            place.with_name(place.name + end).unlink(missing_ok=True)
        sync(place.parent)
        decided.replace(place)
        sync(place.parent)


def _keep(place: Path) -> Path:
    """A folder with the library's file and its log, which stay where they are, too."""
    if not any(place.with_name(place.name + end).exists() for end in ("", *_LOGS)):
        return place.parent
    for kept in place.parent.glob("damaged-*"):
        if all(_same(place.with_name(place.name + end), kept) for end in ("", *_LOGS)):
            return kept  # a process that was killed had come so far
    kept = place.with_name(f"damaged-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")
    begun = place.with_name(f".{kept.name}{leftovers.mark()}")
    begun.mkdir(mode=0o700)
    try:
        for end in ("", *_LOGS):
            old = place.with_name(place.name + end)
            if old.exists():
                _link(old, begun / old.name)
        sync(begun)
        begun.rename(kept)
    except BaseException:
        shutil.rmtree(begun, ignore_errors=True)
        raise
    return kept


def _same(old: Path, kept: Path) -> bool:
    copy = kept / old.name
    if old.exists() and copy.exists():
        return old.samefile(copy)
    return not old.exists() and not copy.exists()


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:  # a file system without hard links
        shutil.copy2(old, new)


def _next(place: Path) -> Path:
    return place.with_name(f"{place.name}.next")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait until no other process is in here; a killed one is not."""
    with open(path, "a+b", opener=private) as file:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
