"""Files that are on their way: their names tell whose they are, so that those of a killed process
can be told from those of one that is at work."""

from __future__ import annotations

import os
import re
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from time import time

_MARK = re.compile(r"\.by-([0-9a-f]{8})-(\d+)\b")
_OLD = 86_400  # seconds: what another computer began so long ago, nobody is at work on


def mark() -> str:
    """What to put into the name of a file that this process removes or renames at its end."""
    return f".by-{_computer()}-{os.getpid()}"


def sweep(folder: Path, *patterns: str) -> int:
    """Remove what matches in ``folder`` and bears the mark of a process that has ended; how many.

    What bears none, or the mark of another computer, goes after a day. What cannot be removed
    stays for the next time.
    """
    removed = 0
    with suppress(OSError):
        for path in [path for pattern in patterns for path in folder.glob(pattern)]:
            if _is_left(path):
                with suppress(OSError):
                    if path.is_dir() and not path.is_symlink():
                        rmtree(path)
                    else:
                        path.unlink()
                    removed += 1
    return removed


def alive(process: int) -> bool:
    """Whether a process of this computer is running."""
    if sys.platform == "win32":  # there os.kill(pid, 0) would send an event
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True


def _is_left(path: Path) -> bool:
    found = _MARK.search(path.name)
    if found and found[1] == _computer() and not alive(int(found[2])):
        return True
    try:
        return time() - path.lstat().st_mtime > _OLD
    except OSError:
        return False  # somebody else was quicker


def _computer() -> str:
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return f"{zlib.crc32(name.encode()):08x}"
