"""Files and folders into parsed dumps; what cannot be read is told in plain words."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from readlist.domain.drafts import ParsedDump, Unreadable
from readlist.domain.dumps import DumpKind
from readlist.domain.errors import KnownError
from readlist.formats.daily import EXTENSIONS, parse
from readlist.jobs.context import JobContext

# A page of 60 papers has 100 kB; a Readlist JSON file of 100,000 papers stays below this.
LARGEST = 512 * 1024 * 1024
_LARGE = 1024 * 1024


def read_files(
    paths: Sequence[Path], context: JobContext | None = None
) -> tuple[list[ParsedDump], list[Unreadable]]:
    """Read all files, and in folders all files of a kind that can be imported.

    A file that was named outright is read whatever its name; hidden files in folders are not.
    """
    context = context or JobContext()
    parsed: list[ParsedDump] = []
    unreadable: list[Unreadable] = []
    files = list(_walk(paths, unreadable))
    for index, path in enumerate(files):
        context.step(index, len(files), f"Reading {path.name}")
        try:
            parsed.append(read_file(path, _within(context, path)))
        except KnownError as error:
            unreadable.append(Unreadable(source=str(path), reason=str(error)))
        except OSError as error:
            unreadable.append(_unreadable(path, error))
    context.step(len(files), len(files), "Read")
    return parsed, unreadable


def _within(context: JobContext, path: Path) -> JobContext | None:
    """Who is told of the progress within a file: of a small one nobody."""
    try:
        return context if path.stat().st_size >= _LARGE else None
    except OSError:
        return None


def read_file(path: Path, context: JobContext | None = None) -> ParsedDump:
    """Read one file. Raise KnownError or OSError when it cannot be read."""
    if path.exists() and not path.is_file():
        raise KnownError("This is no file but a device or a pipe.")
    with path.open("rb") as stream:
        status = os.fstat(stream.fileno())
        _refuse_size(status.st_size)
        raw = stream.read(LARGEST + 1)
    _refuse(raw)
    modified = datetime.fromtimestamp(status.st_mtime, UTC).isoformat(timespec="seconds")
    return parse(raw, str(path), modified=modified, context=context)


def parse_bytes(
    raw: bytes, source: str, kind: DumpKind | None = None, modified: str = ""
) -> ParsedDump:
    """Read bytes that came by another way (clipboard, standard input). Raise KnownError."""
    _refuse(raw)
    return parse(raw, source, kind, modified)


def _refuse(raw: bytes) -> None:
    _refuse_size(len(raw))
    if not raw or raw.isspace():
        raise KnownError("It is empty.")


def _refuse_size(size: int) -> None:
    if size > LARGEST:
        raise KnownError(
            f"It is too large to be a saved page ({size // 1024**2:,} MB; the limit is "
            f"{LARGEST // 1024**2} MB)."
        )


def _walk(paths: Sequence[Path], unreadable: list[Unreadable]) -> Iterator[Path]:
    """The files to read; folders that cannot be looked into are told like files."""

    def refused(error: OSError) -> None:
        unreadable.append(_unreadable(Path(error.filename), error))

    for path in paths:
        # Path.is_dir raises for what nobody may look at, before Python 3.14.
        if not os.path.isdir(path):  # noqa: PTH112
            yield path
            continue
        told = len(unreadable)
        found: list[Path] = []
        for folder, below, names in os.walk(path, onerror=refused):
            below[:] = [name for name in below if not name.startswith(".")]
            files = (Path(folder, name) for name in names if not name.startswith("."))
            found += (f for f in files if f.suffix.lower() in EXTENSIONS and f.is_file())
        if not found and len(unreadable) == told:
            kinds = ", ".join(sorted(EXTENSIONS))
            unreadable.append(
                Unreadable(source=str(path), reason=f"The folder holds no file of these: {kinds}.")
            )
        yield from sorted(found)


def _unreadable(path: Path, error: OSError) -> Unreadable:
    reason = error.strerror or str(error)
    return Unreadable(source=str(path), reason=f"It cannot be read: {reason}.")
