"""Files that are made to choke a program: refused with a message or read, and soon."""

from __future__ import annotations

import base64
import io
import os
import time
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest

from readlist.domain.errors import InvalidValueError, KnownError
from readlist.domain.query import parse as parse_query
from readlist.domain.query import unparse
from readlist.formats.bibliography import Style
from readlist.formats.daily import parse
from readlist.formats.readlist_json import unpack
from readlist.library.importing_files import read_files
from readlist.lookup.arxiv import Arxiv
from readlist.lookup.errors import ServiceError
from readlist.lookup.service import Answer
from readlist.resources_path import resource
from readlist.storage import backup
from tests.fuzz.test_fuzz import peak

DEEP = 100_000
STRINGS = b"".join(b"@string{a%d = a%d # a%d}\n" % (n + 1, n, n) for n in range(200))
FILES: dict[str, tuple[bytes, str]] = {
    "brackets": (b"[" * DEEP, "a.json"),
    "objects": (b'{"papers":[' + b'{"a":' * DEEP, "a.json"),
    "closed brackets": (b'[{"title":' + b"[" * DEEP + b"]" * DEEP + b"}]", "a.json"),
    "a paper's brackets": (b'{"papers":[{"title":"T","x":' + b"[" * DEEP, "a.json"),
    "a long number": (b'{"papers":[{"title":"T","year":' + b"9" * DEEP + b"}]}", "a.json"),
    "numbers in broken objects": (
        b'{"papers":[' + b'{"a":[{"b":1},' * 450 + b"1," * 400_000,
        "a.json",
    ),
    "data on many lines": (
        b'<html><div data-target="DailyPapers" data-props="{&quot;papers&quot;:['
        + b"{&quot;title&quot;:&quot;T&quot;},\n" * 20_000
        + b'{}]}"></div>',
        "a.html",
    ),
    "divs": (b"<html>" + b"<div>" * DEEP, "a.html"),
    "cards": (b"<html>" + b"<h3><a href='/papers/1'>" * (DEEP // 10), "a.html"),
    "comments and no page": (b"<!-- -->" * 5000 + b"x", "a.txt"),
    "comments": (b"<html>" + b"<!--" * DEEP, "a.html"),
    "entities": (b"<html data-props='" + b"&amp" * DEEP + b"'>", "a.html"),
    "braces": (b"@misc{a, title = " + b"{" * DEEP, "a.bib"),
    "closed braces": (b"@misc{a, title = " + b"{" * DEEP + b"}" * DEEP + b"}", "a.bib"),
    "strings that double": (b'@string{a0 = "ha"}' + STRINGS + b"@misc{k, title = a200}", "a.bib"),
    "parents in a ring": (
        b"@misc{a, title={A}, crossref={b}}\n@misc{b, crossref={a}, xdata={a,b}}\n" * 500,
        "a.bib",
    ),
    "records": (b"TY  - JOUR\n" * (DEEP // 10), "a.ris"),
    "one line": (b"x" * 2_000_000, "a.txt"),
    "one sentence": (b"word " * 400_000, "a.txt"),
    "line ends": (b"\n" * 300_000, "a.txt"),
    "NULs": (b"\0" * DEEP, "a.txt"),
    "no UTF-8": (b"\xff" * DEEP, "a.txt"),
    "half pairs": (b"\xff\xfe" + b"\x00\xd8" * DEEP, "a.txt"),
    "overrides": ("\u202e".encode() * DEEP, "a.txt"),
    "marks": (b"Published on Nov 24\ne" + "\u0301".encode() * DEEP, "a.txt"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_read_or_refused_soon(name: str) -> None:
    raw, source = FILES[name]
    before, begin = peak(anew=True), time.process_time()
    with suppress(KnownError):
        dump = parse(raw, source)
        doubtful = sum(block.last_line - block.first_line + 1 for block in dump.doubtful)
        assert dump.lines == dump.header_lines + dump.entry_lines + doubtful
    assert time.process_time() - begin < 10
    assert peak() - before < 300 * 2**20


@pytest.mark.parametrize("sign", ["(", "NOT ", "-", '"', "a OR ", "a:", ")", "*", "a AND ("])
def test_a_deep_or_long_query_is_read(sign: str) -> None:
    query = parse_query(sign * 10_000)
    assert parse_query(unparse(query)) == query


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32", "ibm037"])
def test_a_style_expands_no_entity(encoding: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("not for the style")
    style = resource("csl", "nature.csl").read_text(encoding="utf-8").split("?>", 1)[1]
    for entity in (f'SYSTEM "{secret.as_uri()}"', '"expanded"'):
        text = (
            f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE style [<!ENTITY e {entity}>]>'
            + style.replace("<title>", "<title>&e;", 1)
        )
        with pytest.raises(InvalidValueError):
            Style(text.encode(encoding), "a style")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_feed_expands_no_entity(encoding: str) -> None:
    many = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    feed = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        f'<!DOCTYPE feed [<!ENTITY a0 "ha">{many}]><feed>&a9;</feed>'
    )
    with pytest.raises(ServiceError):
        Arxiv().read(Answer(status=200, body=feed.encode(encoding)))


def bomb(size: int) -> bytes:
    """A ZIP archive whose one file unpacks to ``size`` zeros."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(backup.LIBRARY, "w") as out,
    ):
        for _ in range(size >> 20):
            out.write(bytes(1 << 20))
    return stream.getvalue()


def test_an_archive_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "bomb.txt").write_bytes(bomb(50 << 20))
    parsed, unreadable = read_files([tmp_path / "bomb.txt"])
    assert not parsed
    assert "ZIP archive" in unreadable[0].reason


def test_a_backup_that_says_it_holds_terabytes_is_refused(tmp_path: Path) -> None:
    raw = bytearray(bomb(4 << 20))
    place = raw.index(b"PK\x01\x02") + 24  # the uncompressed size in the central directory
    raw[place : place + 4] = (0xFFFFFFF0).to_bytes(4, "little")
    path = tmp_path / "a.readlist.zip"
    path.write_bytes(raw)
    assert backup.read(path).fault
    with pytest.raises(KnownError):
        backup.unpack(path, tmp_path / "target.sqlite3")


def test_a_backup_unpacks_no_more_than_it_says(tmp_path: Path) -> None:
    raw = bytearray(bomb(64 << 20))
    place = raw.index(b"PK\x01\x02") + 24
    raw[place : place + 4] = (4096).to_bytes(4, "little")
    path = tmp_path / "a.readlist.zip"
    path.write_bytes(raw)
    with pytest.raises(KnownError):
        backup.unpack(path, tmp_path / "target.sqlite3")
    target = tmp_path / "target.sqlite3"
    assert not target.exists() or target.stat().st_size <= 2 << 20


def test_a_page_in_readlist_json_unpacks_to_a_bound() -> None:
    data = base64.b64encode(zlib.compress(bytes(32 << 20))).decode()
    with pytest.raises(ValueError, match="too many"):
        unpack(data, limit=1 << 20)


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", ["a gigabyte of nothing", "one line", "line ends", "words", "a large archive"]
)
def test_a_huge_file_is_refused_or_read(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    begin = time.process_time()
    if kind == "a gigabyte of nothing":
        path.touch()
        os.truncate(path, 1 << 30)
    else:
        pieces = {
            "one line": (b"x" * 1000, 100_000),
            "line ends": (b"\n" * 1000, 10_000),
            "words": (b"word " * 200, 100_000),
            "a large archive": (bomb(1 << 30), 1),
        }
        piece, count = pieces[kind]
        with path.open("wb") as file:
            for _ in range(count):
                file.write(piece)
    parsed, unreadable = read_files([path])
    assert len(parsed) + len(unreadable) == 1
    assert all(one.reason for one in unreadable)
    assert time.process_time() - begin < 120
