"""Files and folders on their way to the disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from readlist.jobs.durable import sync


def test_a_disk_that_cannot_sync_folders_is_used_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some network disks refuse it for folders; whatever else fails is told."""
    file = tmp_path / "file"
    file.write_text("x")
    sync(file, tmp_path)

    def refuse(number: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", lambda _handle: refuse(errno.EINVAL))
    sync(tmp_path)
    with pytest.raises(OSError, match="Invalid"):
        sync(file)
    monkeypatch.setattr(os, "fsync", lambda _handle: refuse(errno.EIO))
    with pytest.raises(OSError, match="output error"):
        sync(tmp_path)
