"""Bytes of a saved page into text, whatever program saved it."""

from __future__ import annotations

import codecs
import re

from readlist.domain.errors import KnownError
from readlist.domain.visible import HIDDEN

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_SAMPLE = 65536
_SLICE = 1024 * 1024  # what is read without letting other threads work
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_STRAY = re.compile("[\udc80-\udcff]")

_DROPPED = dict.fromkeys(HIDDEN)
_SPACES = dict.fromkeys((*range(0x09, 0x0E), 0x85, 0xA0, 0x2007, 0x2028, 0x2029, 0x202F), " ")
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_TABLE = _DROPPED | _SPACES | _SURROGATES


def decode(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """Read ``raw`` as text; return it with warnings for the reader.

    UTF-8 and UTF-16 with or without a byte-order mark; single bytes that are not UTF-8 are read
    as Windows-1252. Raise KnownError for what is no text at all.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _decode_as(raw[len(mark) :], encoding)
    encoding = _guess_wide(raw[:_SAMPLE])
    if encoding:
        return _decode_as(raw, encoding)
    _refuse_binary(raw)
    return _decode_as(raw, "utf-8")


def one_line_end(text: str) -> str:
    """``text`` with LF for CR LF and CR."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def split_lines(text: str) -> list[str]:
    """The lines of ``text``: CR LF, CR and LF end one; a last line end begins no new line."""
    text = one_line_end(text)
    lines: list[str] = []
    at = 0
    while (end := text.find("\n", at + _SLICE)) >= 0:
        lines += text[at:end].split("\n")
        at = end + 1
    lines += text[at:].split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def clean(text: str) -> str:
    """Text without control and direction characters, no-break spaces made spaces, stripped."""
    if not (text.isascii() and text.isprintable()):
        text = text.translate(_TABLE)
    return text.strip()


def _decode_as(raw: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    if encoding != "utf-8":
        text = raw.decode(encoding, "replace")
        cut = "\ufffd" in text[-1:]
        return text, ("The last character is cut.",) if cut else ()
    try:
        return raw.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        if error.start >= len(raw) - 3 and "unexpected end" in error.reason:
            head = raw[: error.start].decode("utf-8")
            return head + "\ufffd", ("The last character is cut.",)
    text = raw.decode("utf-8", "surrogateescape")
    count = 0

    def western(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return bytes([ord(match[0]) - 0xDC00]).decode("cp1252", "replace")

    text = _STRAY.sub(western, text)
    noun = "1 byte is" if count == 1 else f"{count} bytes are"
    return text, (f"{noun} not UTF-8 and read as Windows-1252: check the accents.",)


def _guess_wide(sample: bytes) -> str:
    """The encoding of text in two bytes a character, told by where its zero bytes are."""
    half = len(sample) // 2
    if half < 2 or b"\x00" not in sample:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _refuse_binary(raw: bytes) -> None:
    for signature, what in _SIGNATURES:
        if raw.startswith(signature) and (len(signature) > 2 or b"\x00" in raw[:_SAMPLE]):
            raise KnownError(
                f"This is {what}, not a saved page.",
                "Save the Daily Papers page as text or HTML and import that.",
            )
    sample = raw[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > max(2, len(sample) // 20):
        raise KnownError(
            "This file is not text.", "Save the Daily Papers page as text or HTML and import that."
        )
