"""What is fuzzed of the program's own files and of those that it is handed: settings, styles,
backups, kept answers. Each needs a folder."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from readlist.domain.errors import InvalidValueError
from readlist.formats.bibliography import Style, write_page
from readlist.library.filling_settings import read_services
from readlist.lookup.cache import AnswerCache
from readlist.lookup.service import Answer
from readlist.resources_path import resource
from readlist.storage import backup
from tests.fuzz.safety import unsafe_html
from tests.fuzz.targets import Check, Target
from tests.unit.formats.papers import seed_papers, whole_paper

_ADDRESS = "https://example.org/answer"
_SETTINGS = (
    b"[lookup]\nemail=a.reader@example.org\narxiv=https://mirror.example/arxiv\narxiv_pause=3\n"
    b"[window]\ngeometry=@ByteArray(\\x1\\xd9\\xd0\\xcb\\0\\x3)\n",
    b'[lookup]\ncrossref = "https://mirror.example/a,b;c"\nsemantic_scholar_pause = 0.5\n',
)
_STYLES = ("nature", "ieee", "elsevier-vancouver", "association-for-computing-machinery")
_ABOUT = b"""{"library_id": "6b1f", "version": 3, "format": "readlist-backup", "reason": "daily",
 "made": "2026-07-31T10:00:00.000Z", "sha256": "00", "counts": {"papers": 53, "notes": 1,
 "highlights": 0, "tags": 1, "lists": 1, "sightings": 53, "dumps": 1}}"""


def file_targets(folder: Path) -> list[Target]:
    """The targets, which work in ``folder``."""
    return [
        Target(
            "settings",
            lambda: _SETTINGS,
            _settings(folder),
            4,
            ("[lookup]\n", "arxiv=", "=\n", "[", "@ByteArray("),
        ),
        Target(
            "style",
            lambda: [resource("csl", f"{name}.csl").read_bytes() for name in _STYLES],
            _style,
            0.3,
            ("<text macro='a'/>", "<layout>", "<if type='b'>", "<names variable='author'>"),
            4.0,
            largest=20_000,
        ),
        Target(
            "backup",
            lambda: [_packed(_ABOUT), _ABOUT],
            _backup(folder),
            3,
            ('"counts": {', "PK\x05\x06", '"papers": -1', '"made": null'),
        ),
        Target(
            "kept answer",
            lambda: [_answer(folder)],
            _cache(folder),
            3,
            ('"sha256": "', '"at": ', '"status": "'),
        ),
    ]


def _settings(folder: Path) -> Check:
    def check(data: bytes) -> None:
        (folder / "settings.ini").write_bytes(data)
        try:
            services = read_services(folder)
        except InvalidValueError:
            return
        for one in (services.hugging_face, services.arxiv, services.crossref):
            assert one.address.lower().startswith(("http://", "https://"))
            assert 0 <= one.pause <= 3600

    return check


def _style(data: bytes) -> None:
    try:
        page = write_page(Style(data, "a style").entries([*seed_papers()[:2], whole_paper()]))
    except InvalidValueError:
        return
    assert not (found := unsafe_html(page)), f"HTML carries {found}"


def _packed(about: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(backup.ABOUT), about)
        archive.writestr(zipfile.ZipInfo(backup.LIBRARY), b"SQLite format 3\0" + bytes(84))
    return stream.getvalue()


def _backup(folder: Path) -> Check:
    path = folder / "a.readlist.zip"

    def check(data: bytes) -> None:
        path.write_bytes(data if data.startswith(b"PK") else _packed(data))
        said = backup.read(path)
        assert said.fault or all(count >= 0 for count in said.counts.values())

    return check


def _answer(folder: Path) -> bytes:
    cache = AnswerCache(folder / "kept" / "answers")
    (folder / "kept").mkdir()
    cache.put(_ADDRESS, Answer(status=200, body=b'{"data": []}'))
    (path,) = (folder / "kept" / "answers").iterdir()
    return path.read_bytes()


def _cache(folder: Path) -> Check:
    cache = AnswerCache(folder / "kept" / "answers")

    def check(data: bytes) -> None:
        cache.put(_ADDRESS, Answer(status=200, body=b""))
        (path,) = cache.folder.iterdir()
        path.write_bytes(data)
        kept = cache.get(_ADDRESS)
        assert kept is None or (kept.answer.status in (200, 404) and kept.at >= 0)

    return check
