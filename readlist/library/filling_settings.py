"""The reader's settings of the services, in ``settings.ini`` of the library folder.

The section ``[lookup]`` takes the addresses ``hugging_face``, ``arxiv``, ``semantic_scholar`` and
``crossref`` (a mirror or a proxy instead of the public service), for such an address the least
number of seconds between two requests (``arxiv_pause`` and so on), and ``email``, which Crossref is
told. The window writes the same file through QSettings.
"""

from __future__ import annotations

import math
import re
from configparser import Error, RawConfigParser
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from readlist.domain.errors import InvalidValueError
from readlist.lookup.arxiv import Arxiv
from readlist.lookup.crossref import Crossref
from readlist.lookup.hugging_face import HuggingFace
from readlist.lookup.plan import Services
from readlist.lookup.semantic_scholar import SemanticScholar

S = TypeVar("S", HuggingFace, Arxiv, SemanticScholar, Crossref)

_SECTION = "lookup"
_EMAIL = re.compile(r"[^\s@<>()\"\\,;:]+@[^\s@<>()\"\\,;:]+\.[^\s@<>()\"\\,;:]+", re.ASCII)
_LONGEST_PAUSE = 3600.0


def read_services(folder: Path) -> Services:
    """The services as the settings in a library folder have them. InvalidValueError."""
    settings = _Settings(folder / "settings.ini")
    return Services(
        hugging_face=settings.pointed(HuggingFace(), "hugging_face"),
        arxiv=settings.pointed(Arxiv(), "arxiv"),
        semantic_scholar=settings.pointed(SemanticScholar(), "semantic_scholar"),
        crossref=settings.pointed(Crossref(email=settings.email()), "crossref"),
    )


def public_services() -> tuple[tuple[str, str, str], ...]:
    """The services: their keys in the settings, their names for people, the public addresses."""
    services = (
        ("hugging_face", HuggingFace()),
        ("arxiv", Arxiv()),
        ("semantic_scholar", SemanticScholar()),
        ("crossref", Crossref()),
    )
    return tuple((key, service.name, service.address) for key, service in services)


def is_address(text: str) -> bool:
    """Whether a service can stand at this address."""
    if not text.isprintable() or " " in text:  # urlsplit drops some of these
        return False
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname)
        return sound and not (parts.query or parts.fragment) and (parts.port or 1) > 0
    except ValueError:
        return False


def is_email(text: str) -> bool:
    """Whether this is an e-mail address that Crossref can be told."""
    return _EMAIL.fullmatch(text) is not None


class _Settings:
    """The section's values; without a file it has none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        parser = RawConfigParser(delimiters=("=",), comment_prefixes=(";",), strict=False)
        try:
            if path.is_file():  # reading a pipe would wait for ever
                parser.read(path, encoding="utf-8")
        except (Error, UnicodeDecodeError) as error:
            raise InvalidValueError(
                f"{path} cannot be read as settings.", "Mend it, or move it away."
            ) from error
        self._values = dict(parser[_SECTION]) if parser.has_section(_SECTION) else {}

    def pointed(self, service: S, key: str) -> S:
        """The service at its own address. The public one's pause is not the reader's to shorten."""
        chosen = self._text(key).rstrip("/")
        if not chosen or chosen == service.address:
            return service
        if not is_address(chosen):
            raise self._fault(key, chosen, "an address such as https://example.org")
        return replace(service, address=chosen, pause=self._seconds(f"{key}_pause", service.pause))

    def email(self) -> str:
        """The e-mail that Crossref is told, or nothing."""
        text = self._text("email")
        if text and not is_email(text):
            raise self._fault("email", text, "an e-mail address")
        return text

    def _seconds(self, key: str, default: float) -> float:
        text = self._text(key)
        try:
            seconds = float(text) if text else default
        except ValueError:
            seconds = math.nan
        if not 0.0 <= seconds <= _LONGEST_PAUSE:
            raise self._fault(key, text, "a number of seconds, at most 3600")
        return seconds

    def _text(self, key: str) -> str:
        # QSettings puts quotation marks around some values.
        return self._values.get(key, "").strip().strip('"')

    def _fault(self, key: str, text: str, wanted: str) -> InvalidValueError:
        return InvalidValueError(
            f"'{text}' is not {wanted}.", f"It stands as {key} in [{_SECTION}] of {self._path}."
        )
