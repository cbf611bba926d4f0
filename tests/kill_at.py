"""Runs ``readlist`` or a script, and kills itself before its n-th change of a file in a folder.

``python kill_at.py FOLDER N TOLD readlist ARG...`` (or ``... SCRIPT ARG...``). A kill from outside
hardly ever falls between two renamings that follow each other; this one does. With N = 0 it goes
on to the end. The moment of each change is written to the file TOLD, a line each.
"""

import os
import runpy
import signal
import sys
import time

_CHANGES = {
    "open", "os.remove", "os.rename", "os.link", "os.mkdir", "os.rmdir", "os.chmod",
    "os.truncate", "shutil.copyfile", "shutil.rmtree", "sqlite3.connect",
}  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _watch(folder: str, last: int, told: str) -> None:
    """Count the changes below ``folder``; end this process before change ``last``."""
    log = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    count = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        if event not in _CHANGES or not arguments:
            return
        below = folder in str(arguments[0])  # shutil.rmtree names what it removes by a descriptor
        if not below and not (event in ("os.remove", "os.rmdir") and arguments[-1] != -1):
            return
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & _WRITING):
            return
        count += 1
        os.write(log, f"{time.monotonic()} {event}\n".encode())
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def main() -> None:
    """See above."""
    folder, last, told = sys.argv[1:4]
    sys.argv = sys.argv[4:]
    _watch(folder, int(last), told)
    if sys.argv[0] == "readlist":
        runpy.run_module("readlist", run_name="__main__", alter_sys=True)
    else:
        runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
