"""``settings.ini`` of a library: read so that no damage to it keeps the window from opening."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from readlist.jobs.private import private

_LARGEST = 1 << 20
_LINE_END = re.compile(rb"[\r\n]+")
_CONTINUED = re.compile(rb"\\\r?\n")
_ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]+)|([0-7]+))")  # as many digits as there are: Qt's way
# Values of these kinds are read by QDataStream, which takes whatever length stands in them: some
# bytes of a damaged file make it ask for 64 GB, and the process ends. We write none of them.
_STREAMED = re.compile(rb"@\s*(?:Variant|DateTime)")
_SEAL = b"sealed1"


def settings_in(folder: Path) -> QSettings:
    """What a window remembers in a library's folder. Lines that Qt could not read safely are
    taken out of the file first; one that cannot be ours by its size is put aside. A pipe or a
    device in its place counts as no file, and then nothing is remembered."""
    path = folder / "settings.ini"
    with suppress(OSError):  # as Qt itself: what cannot be read is as if it were not there
        if path.exists() and not (path.is_file() or path.is_dir()):
            path /= "none"  # Qt would read the pipe for ever; in it there can be no file
        _tame(path)
    return QSettings(str(path), QSettings.Format.IniFormat)


def sealed(state: QByteArray) -> QByteArray:
    """A state of Qt's (sizes, places, columns) with a checksum, for the settings."""
    data = state.data()
    return QByteArray(_SEAL + zlib.crc32(data).to_bytes(4, "big") + data)


def unsealed(value: object) -> QByteArray:
    """The state again; empty when it is not what was written."""
    data = bytes(value.data()) if isinstance(value, QByteArray) else b""
    head = len(_SEAL) + 4
    whole = data.startswith(_SEAL) and data[len(_SEAL) : head] == zlib.crc32(data[head:]).to_bytes(
        4, "big"
    )
    return QByteArray(data[head:]) if whole else QByteArray()


def _tame(path: Path) -> None:
    if path.stat().st_size > _LARGEST:
        path.replace(path.with_name("settings.ini.damaged"))
        return
    data = path.read_bytes()
    lines = _LINE_END.split(_CONTINUED.sub(b"", data))
    kept = [line for line in lines if not _STREAMED.search(_unescaped(line))]
    if len(kept) < len(lines):
        new = path.with_name("settings.ini.new")
        with open(new, "wb", opener=private) as file:
            file.write(b"\n".join(kept))
        new.replace(path)


def _unescaped(line: bytes) -> bytes:
    def sign(match: re.Match[bytes]) -> bytes:
        code = int(match[1] or match[2], 16 if match[1] else 8) & 0xFFFF
        return chr(code).encode("utf-8", "replace")

    return _ESCAPE.sub(sign, line.replace(b'"', b""))
