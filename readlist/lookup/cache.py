"""The answers of services, kept in the library folder: none is asked for twice."""

from __future__ import annotations

import hashlib
import json
import math
import os
import secrets
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from readlist.lookup.service import Answer

_FORMAT = "readlist-answer-1"
_LARGEST_ANSWER = 64 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A kept answer and when it came (seconds since 1970)."""

    answer: Answer
    at: float


class AnswerCache:
    """A folder of answers, one file each, private to the reader.

    Only the reader's own requests are in it, by their address; no e-mail and no key. What is
    damaged counts as not there. Beyond ``most_bytes`` the answers that were used longest ago go.
    """

    def __init__(self, folder: Path, most_bytes: int = 200 * 2**20) -> None:
        self.folder = folder
        self._most = most_bytes
        self._bytes: int | None = None

    def get(self, url: str) -> Kept | None:
        """The kept answer to a request, whatever its age."""
        path = self._path(url)
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        kept = _unpacked(raw, url)
        try:
            if kept is None:
                path.unlink()
            else:
                os.utime(path)
        except OSError:
            pass  # another process cleans up as well, or the disk is read-only
        return kept

    def put(self, url: str, answer: Answer) -> None:
        """Keep an answer. A full disk is no reason to lose it: then it is used and not kept."""
        raw = _packed(url, answer)
        temporary = self.folder / f"{secrets.token_hex(8)}.tmp"
        try:
            make_private(self.folder)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(raw)
            temporary.replace(self._path(url))
        except OSError:
            temporary.unlink(missing_ok=True)
            return
        self._make_room(len(raw))

    def size(self) -> tuple[int, int]:
        """How many answers are kept, and their bytes."""
        sizes = [size for _, size, _ in self._files()]
        return len(sizes), sum(sizes)

    def forget(self) -> None:
        """Forget all answers; one that another process holds at this moment may stay."""
        for _, _, path in self._files():
            with suppress(OSError):
                path.unlink(missing_ok=True)
        self._bytes = None

    def _path(self, url: str) -> Path:
        return self.folder / f"{hashlib.sha256(url.encode()).hexdigest()}.answer"

    def _make_room(self, added: int) -> None:
        """Forget the answers that were used longest ago, down to four fifths of the bound."""
        if self._bytes is not None and self._bytes + added <= self._most:
            self._bytes += added
            return
        files = self._files()
        self._bytes = sum(size for _, size, _ in files)
        if self._bytes <= self._most:
            return
        for _, size, path in sorted(files):
            path.unlink(missing_ok=True)
            self._bytes -= size
            if self._bytes <= self._most * 0.8:
                return

    def _files(self) -> list[tuple[float, int, Path]]:
        """The kept files with when they were last used, and their bytes."""
        files = []
        for path in (*self.folder.glob("*.answer"), *self.folder.glob("*.tmp")):
            try:
                status = path.stat()
            except OSError:
                continue  # another process cleaned up
            files.append((status.st_mtime, status.st_size, path))
        return files


def make_private(folder: Path) -> None:
    """Make a folder, and the one above it, for its owner alone. OSError."""
    for one in (folder.parent, folder):
        one.mkdir(exist_ok=True, mode=0o700)


def _packed(url: str, answer: Answer) -> bytes:
    body = zlib.compress(answer.body, 6)
    head = {
        "format": _FORMAT,
        "url": url,
        "status": answer.status,
        "at": time.time(),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    return json.dumps(head).encode() + b"\n" + body


def _unpacked(raw: bytes, url: str) -> Kept | None:
    """The answer in a file; None when the file is damaged or another request's."""
    head_line, _, body = raw.partition(b"\n")
    try:
        head = json.loads(head_line)
        sound = head["format"] == _FORMAT and head["url"] == url
        if not sound or head["sha256"] != hashlib.sha256(body).hexdigest():
            return None
        unpacker = zlib.decompressobj()
        answer = Answer(status=int(head["status"]), body=unpacker.decompress(body, _LARGEST_ANSWER))
        kept = Kept(answer=answer, at=float(head["at"]))
        sound = answer.status in (200, 404) and math.isfinite(kept.at) and kept.at >= 0
        return kept if sound and unpacker.eof else None
    except (ArithmeticError, ValueError, TypeError, KeyError, RecursionError, zlib.error):
        return None
