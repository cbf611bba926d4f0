"""The word that was meant when one letter is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from readlist.search.words import Forms, WordSearch

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST = 4
_FAMILIAR = 20  # times as many papers as the word that was written has
_KNOWN = 5  # papers that hold a word which is meant
_COMMON = 0.002  # of the papers: a word that so many hold was meant as it stands
_PART = 3  # letters of each of two words that were written as one


def mended(search: WordSearch, word: str, *, begun: bool = False) -> str:
    """A word of the library that differs from ``word`` in one letter (or by two letters that
    changed places, or a missing blank) and is far more frequent; "" when there is none.

    A word that is only ``begun`` is as frequent as all words that begin with it.
    """
    word = word.lower()
    if len(word) < _SHORTEST or not (word.isascii() and word.isalpha()):
        return ""
    own = _papers(search, word, forms=True, begun=begun)
    if own > max(_KNOWN, search.snapshot.papers * _COMMON):
        return ""
    best, most = "", max(own * _FAMILIAR, 1 if search.snapshot.papers > _FAMILIAR else 0)
    for candidate in _edits(word):
        papers = _papers(search, candidate)
        if papers > most:
            best, most = candidate, papers
    return best or ("" if own else _two_words(search, word))


def _two_words(search: WordSearch, word: str) -> str:
    best, most = "", _KNOWN
    for cut in range(_PART, len(word) - _PART + 1):
        papers = min(_papers(search, word[:cut]), _papers(search, word[cut:]))
        if papers > most:
            best, most = f"{word[:cut]} {word[cut:]}", papers
    return best


def _edits(word: str) -> Iterator[str]:
    seen = {word}
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        candidates = [f"{head}{letter}{tail}" for letter in _LETTERS]
        if tail:
            candidates.append(head + tail[1:])
            candidates += [f"{head}{letter}{tail[1:]}" for letter in _LETTERS]
        if len(tail) > 1:
            candidates.append(head + tail[1] + tail[0] + tail[2:])
        for candidate in candidates:
            if candidate not in seen:
                seen.add(candidate)
                yield candidate


def _papers(search: WordSearch, word: str, *, forms: bool = False, begun: bool = False) -> int:
    """How many titles and abstracts hold the word (with ``forms`` also in another form)."""
    if forms:
        own = search.forms(word, begun)
    else:
        rows = [one.file.words.row(word.encode()) for one in search.snapshot.segments]
        own = [Forms(((row, 1.0),) if row >= 0 else ()) for row in rows]
    return sum(search.frequency(own, name) for name in ("title", "abstract"))
