"""Writing a file whole or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import stat
from contextlib import suppress
from datetime import datetime
from fnmatch import fnmatchcase
from glob import escape
from itertools import count
from pathlib import Path

from readlist.domain.errors import KnownError
from readlist.jobs import leftovers
from readlist.jobs.durable import sync

_OWN = (
    "library.sqlite3*", "settings.ini*", "writing.json", "exported.json", "index", "cache", "log",
    "backups", "damaged-*",
)  # fmt: skip


def expanded(path: Path) -> Path:
    """``path`` with the home folder for a ~; one of nobody's (~x) is a name like any other."""
    with suppress(RuntimeError):
        return path.expanduser()
    return path


def write_file(path: Path, text: str) -> None:
    """Replace ``path`` by ``text`` (UTF-8) in one step; the old file stays when anything fails.

    Permissions of an old file are kept, a symbolic link goes on pointing to its file. A pipe or a
    device is written directly. Raise KnownError when the target cannot be written.
    """
    data = text.encode("utf-8")
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            if target.is_dir():
                raise KnownError(f"{path} is a folder.", "Name a file in it.")
            target.write_bytes(data)
            return
        _replace(target, data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise KnownError(
            f"{path} cannot be written: {reason}.",
            "Choose another place; nothing was written and an older file is as it was.",
        ) from error


def sum_of_text(text: str) -> str:
    """The SHA-256 that ``sum_of`` finds once a file holds ``text``."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def sweep_beside(path: Path) -> int:
    """Remove what killed processes left beside a file that they were writing; how many."""
    target = path.resolve()
    return leftovers.sweep(target.parent, f".{escape(_cut(target.name))}.*.by-*.tmp")


def sum_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, "" when there is no file. KnownError when it is unreadable."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise _unreadable(path, error) from error


def read_text(path: Path) -> str:
    """A file as UTF-8, with what is none replaced; "" when there is no file. KnownError when it
    is unreadable."""
    try:
        with path.open(encoding="utf-8", errors="replace", newline="") as stream:
            return stream.read()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> KnownError:
    return KnownError(
        f"{path} cannot be read: {error.strerror or error}.", "Check its permissions."
    )


def stamp_of(path: Path) -> str:
    """What nearly always moves when a file is changed, without reading it; "" for no file."""
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{status.st_mtime_ns} {status.st_size}"


def keep_beside(path: Path, when: datetime) -> Path:
    """Copy a file to ``name.bak-YYYYmmdd-HHMMSS`` beside it and return the copy's path.

    An older copy is never replaced. KnownError when it cannot be written.
    """
    stem = f"{path.name}.bak-{when:%Y%m%d-%H%M%S}"
    target = path.resolve()
    for number in count():
        copy = target.with_name(f"{stem}-{number}" if number else stem)
        if copy.exists():
            continue
        temporary = _on_its_way(target)
        try:
            shutil.copy2(target, temporary)
            temporary.rename(copy)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise KnownError(
                f"{target} cannot be copied to {copy.name}: {error.strerror or error}.",
                "It was left as it is.",
            ) from error
        break
    return copy


def check_not_own(path: Path, library: Path, *, backup: bool = False) -> None:
    """Raise KnownError when ``path`` is one of the files by which the library at ``library`` (its
    file) lives, which nothing else may replace. ``backup``: a backup may be among the backups."""
    target, file, home = path.resolve(), library.resolve(), library.parent.resolve()
    own = target == file
    if home in target.parents:
        first = target.relative_to(home).parts[0].casefold()
        own = own or any(fnmatchcase(first, name) for name in _OWN)
        own = own and not (backup and target.parent == home / "backups")
    if own:
        raise KnownError(f"{path} belongs to the library itself.", "Name another file.")


def check_target(path: Path) -> None:
    """Raise KnownError early when ``path`` plainly cannot be written."""
    target = path.resolve()
    if target.is_dir():
        raise KnownError(f"{path} is a folder.", "Name a file in it.")
    if not target.parent.is_dir():
        raise KnownError(
            f"{path} cannot be written: there is no folder {target.parent}.",
            "Make the folder first, or choose another.",
        )
    if target.exists():
        _writable_mode(target)
    if not target.exists() and not os.access(target.parent, os.W_OK):
        raise KnownError(f"{target.parent} cannot be written to.", "Choose another folder.")


def _replace(target: Path, data: bytes) -> None:
    mode = _writable_mode(target)
    temporary = _on_its_way(target)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _new_mode(target))
    try:
        with os.fdopen(descriptor, "wb") as stream:
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(stream.fileno(), mode)
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    try:
        sync(target.parent)
    except OSError as error:
        raise KnownError(
            f"{target} was written, but its disk fails: {error.strerror or error}.",
            "Write it once more, or elsewhere.",
        ) from error


def _new_mode(target: Path) -> int:
    """The permissions of a new file: in a folder that is the reader's alone, as a library's is,
    the file is so, too."""
    shared = target.parent.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    return 0o666 if shared or os.name != "posix" else 0o600


def _cut(name: str) -> str:
    """The beginning of a file's name, so that there is room for more: 255 bytes are the most."""
    return name.encode(errors="surrogateescape")[:100].decode(errors="ignore")


def _on_its_way(target: Path) -> Path:
    """A new name beside ``target``; what killed processes left under such names is removed."""
    sweep_beside(target)
    name = f".{_cut(target.name)}.{secrets.token_hex(6)}{leftovers.mark()}.tmp"
    return target.with_name(name)


def _writable_mode(target: Path) -> int | None:
    """The old file's permissions; a file that its owner made read-only is not replaced."""
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return None
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise KnownError(f"{target} is read-only.", "Choose another file, or allow writing to it.")
    return mode
