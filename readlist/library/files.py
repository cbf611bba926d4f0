"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from readlist.domain.errors import KnownError


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
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
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
    _sync_folder(target.parent)


def _writable_mode(target: Path) -> int | None:
    """The old file's permissions; a file that its owner made read-only is not replaced."""
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return None
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise KnownError(f"{target} is read-only.", "Choose another file, or allow writing to it.")
    return mode


def _sync_folder(folder: Path) -> None:
    """Make the renaming itself durable, where the system can sync a folder."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
