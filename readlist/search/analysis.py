"""Cuts text into the words that are indexed, looked for and marked.

A run of characters without blanks may be one word ("grokking"), or parts that are found alone,
next to each other, and joined: "GPT-4" is gpt, 4 and gpt4; "ImageNet" is image, net and imagenet;
"DeepSeekMoE" is found by deepseek, seekmoe and moe, too.
Every word is folded: case, accents, width and ligatures do not count. There are no stop words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
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
# Scripts that are written without blanks: each character is a word.
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_UNSPACED = re.compile(f"[{_IDEOGRAPHS}]")
_UNSPACED_PIECE = re.compile(rf"[{_IDEOGRAPHS}]|[^-‐‑‒–_.,{_IDEOGRAPHS}]+")
_LETTER_FORMS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ŋ": "ng"}
)
_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "sigma sigma tau upsilon phi chi psi omega"
)
_GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", _GREEK_NAMES.split(), strict=True))
_LONGEST = 60  # letters of a word; more is no word but data
_AROUND = '.,;:!?()[]"'  # what most words stand between, and no run begins or ends with
_SHORTEST = 3  # letters of some parts together
_MOST_JOINED = 6  # parts of a name whose parts are joined in all ways
# Commands that say how something is set are no words, also where a page has lost the backslash.
_COMMAND = re.compile(
    r"\\(?:begin|end|cite[tp]?|ref|label|left|right|big[gl]?|frac|sqrt|cdot|quad|ldots|dots|url|href"
    r"|text\w*|math\w*|operatorname|emph|mbox|underline|overline|hat|tilde|bar|vec)(?![A-Za-z])"
    r"|\b(?:math(?:cal|bb|bf|rm|it|sf|tt|frak|scr)|text(?:bf|it|tt|rm|sc|sf)|operatorname)(?=\{)"
)
_ELL = re.compile(r"(?<![A-Za-z])ell(?=_[\\{\w])")  # the letter of norms and distances
_VOWEL = re.compile(r"[aeiouy]")
_CACHED = 300_000


@dataclass(frozen=True, slots=True)
class Run:
    """The words of one run: its parts in their order, and what parts make together.

    ``joins`` are words of two or more parts, each with the number of its first part; ``joined``
    is the one of all parts ("" for one part, or when it would be no word).
    """

    parts: tuple[str, ...]
    joins: tuple[tuple[int, str], ...] = ()
    joined: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """All of its words."""
        return (*self.parts, *(word for _, word in self.joins))


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
        for run in written(text):
            yield known.get(run) or self.run(run)

    def spots(self, text: str) -> Iterator[Spot]:
        """The runs of ``text`` with their places; without blanks each part is a spot of its own."""
        for match in _RUN.finditer(_plain(text)):
            run = self.run(match[0])
            if len(run.parts) > 1 and not run.joined and _UNSPACED.search(match[0]):
                yield from _spots_of_parts(run, match[0], match.start())
            else:
                yield Spot(run, match.start(), match.end())

    def stem(self, word: str) -> str:
        """What the forms of a folded word have in common."""
        stem = self._stems.get(word)
        if stem is None:
            if len(self._stems) >= _CACHED:
                self._stems.clear()
            stem = self._stems[word] = _stem(word)
        return stem

    def run(self, text: str) -> Run:
        """The words of one run as ``written`` gives it."""
        run = self._runs.get(text)
        if run is None:
            run = _analyse(text)
            if len(self._runs) >= _CACHED:
                self._runs.clear()
            if len(text) <= _LONGEST:
                self._runs[text] = run
        return run


def _spots_of_parts(run: Run, text: str, start: int) -> Iterator[Spot]:
    pieces = list(_UNSPACED_PIECE.finditer(text))
    if len(pieces) != len(run.parts):  # some hold no letter
        yield Spot(run, start, start + len(text))
        return
    for part, piece in zip(run.parts, pieces, strict=True):
        yield Spot(Run((part,)), start + piece.start(), start + piece.end())


def written(text: str) -> list[str]:
    """The runs of ``text`` as they are written there."""
    return _RUN.findall(_plain(text))


def _plain(text: str) -> str:
    """``text`` with blanks for what is left of LaTeX commands; every character keeps its place."""
    if "{" not in text and "\\" not in text and "ell_" not in text:
        return text
    return _ELL.sub("  l", _COMMAND.sub(lambda match: " " * len(match[0]), text))


def fold(text: str) -> str:
    """``text`` without case, accents and width; a lone Greek letter by its name."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    text = "".join(c for c in text if unicodedata.category(c)[0] != "M").translate(_LETTER_FORMS)
    return _GREEK.get(text, text)


def analysed(text: str) -> list[Run]:
    """The runs of ``text``, analysed anew."""
    bare = text.strip(_AROUND)
    if bare.isascii() and bare.isalpha() and (len(bare) == 1 or bare[1:].islower()):
        return [Run((bare.lower()[:_LONGEST],))]
    return [_analyse(run) for run in written(text)]


def _analyse(text: str) -> Run:
    parts: list[str] = []
    names: list[bool] = []  # whether a part belongs to a name such as LoRA, GPT or 4o
    joins: list[tuple[int, str]] = []
    for piece in _SPLIT.split(_POSSESSIVE.sub("", text).translate(_APOSTROPHES)):
        name = _is_name(piece)
        for part in _cut(piece):
            folded = "".join(c for c in fold(part) if c.isalnum())[:_LONGEST]
            if folded:
                tail = _tail(part) if name else ""
                if tail:
                    joins.append((len(parts), tail))
                parts.append(folded)
                names.append(name)
    if any(_UNSPACED.match(part) for part in parts):
        return Run(tuple(parts))
    whole = "".join(parts) if len(parts) > 1 else ""
    joined = whole if len(whole) <= _LONGEST else ""
    if joined:
        joins.append((0, joined))
    if len(parts) <= _MOST_JOINED:
        joins += _inner(parts, names)
    return Run(tuple(parts), tuple(dict.fromkeys(joins)), joined)


def _inner(parts: Sequence[str], names: Sequence[bool]) -> Iterator[tuple[int, str]]:
    """Some parts of a name together: "convkan" of S-ConvKAN, "moe" of DeepSeekMoE."""
    for start in range(len(parts)):
        for end in range(start + 2, len(parts) + 1):
            word = "".join(parts[start:end])
            inner = word[0].isalpha() and len(word) >= _SHORTEST and end - start < len(parts)
            if inner and any(names[start:end]):
                yield start, word


def _is_name(piece: str) -> bool:
    """Whether capitals or digits stand behind the first letter."""
    return any(c.isupper() or c.isdigit() for c in piece[1:])


def _tail(part: str) -> str:
    """What stands behind an inner capital of a short name that is kept whole: lora of QLoRA."""
    inner = _CAMEL.findall(part) if part.isascii() else []
    tails = ("".join(inner[start:]) for start in range(1, len(inner)) if inner[start][0].isupper())
    return next((tail.lower() for tail in tails if len(tail) >= _SHORTEST), "")


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
    if word[-1] == "s" and not _VOWEL.search(word[:-1]):
        return word[:-1]  # LLMs, CNNs: Porter's rule wants a vowel
    from whoosh.lang.porter2 import stem as porter2

    stem = cast(Callable[[str], str], porter2)(word)
    return stem if stem[:2] == word[:2] else word
