"""Files and folders that must outlive a power cut."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_CANNOT = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


def sync(*paths: Path) -> None:
    """Have files, and renamings in folders, written to the disk. OSError.

    A folder is passed over where it cannot be synced: on Windows, where it may be written but not
    read, and on some network disks, which refuse it by one of ``_CANNOT`` (fsync(2)).
    """
    for path in paths:
        folder = path.is_dir()
        if folder and os.name == "nt":
            continue
        try:
            handle = os.open(path, os.O_RDONLY if folder else os.O_RDWR)
        except PermissionError:
            if folder:
                continue
            raise
        try:
            os.fsync(handle)
        except OSError as fault:
            if not (folder and fault.errno in _CANNOT):
                raise
        finally:
            os.close(handle)
