"""Files for the reader alone, whatever the system would allow others by default."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def private(path: str, flags: int) -> int:
    """An ``opener`` for ``open``: a file that it makes can be read and written by its owner
    alone."""
    return os.open(path, flags, 0o600)


def make_private(path: Path) -> None:
    """Make an empty private file where there is none, and take from others what they may do with
    one that is there; devices and pipes stay as they are. Where that cannot be done nothing
    happens: who opens it will be told."""
    with suppress(OSError):
        descriptor = private(str(path), os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0))
        try:
            status = os.fstat(descriptor)
            mode = stat.S_IMODE(status.st_mode)
            if mode & _OTHERS and stat.S_ISREG(status.st_mode) and hasattr(os, "fchmod"):
                os.fchmod(descriptor, mode & ~_OTHERS & ~stat.S_IXUSR)
        finally:
            os.close(descriptor)


def is_ours(folder: Path, witness: str) -> bool:
    """Whether a folder, and no link to one, belongs to this user and nobody else may write in it.

    ``witness`` is a file in it that we made private: where others may write to that too, the disk
    keeps no permissions, and there is nothing to be told by them (as on Windows).
    """
    try:
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or os.name != "posix":
            return stat.S_ISDIR(status.st_mode)
        if status.st_uid != os.geteuid():
            return False
        open_to = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if not open_to:
            return True
        file = (folder / witness).lstat()
    except OSError:
        return False
    return file.st_uid == status.st_uid and file.st_mode & open_to == open_to
