"""Cuts text into the words that are indexed, looked for and marked.

A run of characters without blanks may be one word ("grokking"), or parts that are found alone,
next to each other, and joined: "GPT-4" is gpt, 4 and gpt4; "ImageNet" is image, net and imagenet.
Every word is folded: case, accents, width and ligatures do not count. There are no stop words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

_MARKS = "\u0300-\u036f"
_LETTERS = rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*"
# Hyphens, low lines and apostrophes hold a run together, and so do points between digits.
_RUN = re.compile(rf"{_LETTERS}(?:(?:[-‐‑‒–_'’]|(?<=\d)[.,](?=\d)){_LETTERS})*")
_SPLIT = re.compile(r"[-‐‑‒–_.,]")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_APOSTROPHES = str.maketrans("", "", "'’")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
_UNSPACED = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"
)  # scripts that are written without blanks: each character is a word
_LETTER_FORMS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ŋ": "ng"}
)
_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "sigma sigma tau upsilon phi chi psi omega"
)
_GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", _GREEK_NAMES.split(), strict=True))
_LONGEST = 60  # letters of a word; more is no word but data
_CACHED = 200_000


@dataclass(frozen=True, slots=True)
class Run:
    """The words of one run: parts in their order, and all of them joined ("" for one part).

    ``keys`` and ``joined_key`` are the index's keys of those words.
    """

    parts: tuple[str, ...]
    joined: str = ""
    keys: tuple[bytes, ...] = ()
    joined_key: bytes = b""


@dataclass(frozen=True, slots=True)
class Spot:
    """A run with its place in the text: code points [start, end)."""

    run: Run
    start: int
    end: int


class Analyser:
    """Analyses runs and stems, each once: texts repeat their words. Safe in several threads."""

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}
        self._stems: dict[str, str] = {}

    def runs(self, text: str) -> Iterator[Run]:
        """The runs of ``text`` in order."""
        known = self._runs
        for run in _RUN.findall(text):
            yield known.get(run) or self._run(run)

    def spots(self, text: str) -> Iterator[Spot]:
        """The runs of ``text`` with their places."""
        for match in _RUN.finditer(text):
            run = self._runs.get(match[0]) or self._run(match[0])
            yield Spot(run, match.start(), match.end())

    def stem(self, word: str) -> str:
        """What the forms of a folded word have in common: its first two letters at least."""
        stem = self._stems.get(word)
        if stem is None:
            if len(self._stems) >= _CACHED:
                self._stems.clear()
            stem = self._stems[word] = _stem(word)
        return stem

    def _run(self, text: str) -> Run:
        if len(self._runs) >= _CACHED:
            self._runs.clear()
        parts, joined = _analyse(text)
        keys = tuple(term(self.stem(part), part) for part in parts)
        joined_key = term(self.stem(joined), joined) if joined else b""
        run = self._runs[text] = Run(parts, joined, keys, joined_key)
        return run


def fold(text: str) -> str:
    """``text`` without case, accents and width; a lone Greek letter by its name."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    text = "".join(c for c in text if unicodedata.category(c)[0] != "M").translate(_LETTER_FORMS)
    return _GREEK.get(text, text)


def _analyse(text: str) -> tuple[tuple[str, ...], str]:
    pieces = _SPLIT.split(_POSSESSIVE.sub("", text).translate(_APOSTROPHES))
    parts: list[str] = []
    for piece in pieces:
        for part in _cut(piece):
            folded = "".join(c for c in fold(part) if c.isalnum())[:_LONGEST]
            if folded:
                parts.append(folded)
    unspaced = any(_UNSPACED.match(part) for part in parts)
    whole = "".join(parts)
    joined = whole if len(parts) > 1 and not unspaced and len(whole) <= _LONGEST else ""
    return tuple(parts), joined


def _cut(piece: str) -> list[str]:
    """The parts of a piece without hyphens: camel case, digits behind letters, unspaced scripts.

    Short words such as LoRA, MoE, F1 and 3D stay whole: their parts mean nothing.
    """
    if _ASCII_WORD.fullmatch(piece):
        parts = _CAMEL.findall(piece) if len(piece) > 3 and not piece.isdigit() else [piece]
        letters = [len(part) for part in parts if part.isalpha()]
        if len(parts) < 2 or not letters:
            return [piece]
        return parts if max(letters) >= 4 or min(letters) >= 3 else [piece]
    if not _UNSPACED.search(piece):
        return [piece]
    cut: list[str] = []
    place = 0
    for match in _UNSPACED.finditer(piece):
        cut += [piece[place : match.start()], match[0]]
        place = match.end()
    return [part for part in (*cut, piece[place:]) if part]


def _stem(word: str) -> str:
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    from whoosh.lang.porter2 import stem as porter2

    stem = cast(Callable[[str], str], porter2)(word)
    return stem if stem[:2] == word[:2] else word


def term(stem: str, word: str) -> bytes:
    """The index's key of a word: forms of one stem stand together."""
    return f"{stem}\0{word}".encode()
