"""The rule of citation keys before there were patterns: the default pattern must give the same."""

from __future__ import annotations

import re
import unicodedata

from readlist.domain.papers import Bibliography

_SMALL_WORDS = frozenset(
    (
        "a an the of in on for to and or with without by from at as is are be do does can how "
        "what why when which who towards toward via into over under using your its it we not"
    ).split()
)
# German umlauts and Nordic letters have spellings of their own, which a reader expects.
_SPELLINGS = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l"})


def ascii_word(text: str) -> str:
    """``text`` in lower-case ASCII letters and digits; other scripts are transliterated."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(_SPELLINGS))
    text = "".join(c for c in text if not unicodedata.combining(c))
    if not text.isascii():
        from anyascii import anyascii

        text = anyascii(text).lower()
    return re.sub(r"[^a-z0-9]", "", text)


def stem(bib: Bibliography) -> str:
    """The key without its suffix: "vaswani2017", "llava2023", "threeregimemodel"; never empty.

    The first author's family name, else the name before the title's colon, else the first three
    telling words (of what stands before a colon); then the year when it is known.
    """
    word = _author_word(bib) or _title_word(bib.title) or "paper"
    year = str(bib.published.year) if bib.published else ""
    return word[:40] + year


def _author_word(bib: Bibliography) -> str:
    if not bib.authors:
        return ""
    first = bib.authors[0]
    return ascii_word(first.family or first.literal or first.given)


def _title_word(title: str) -> str:
    name, colon, _ = title.partition(":")
    if colon and len(name.split()) == 1 and (word := ascii_word(name)):
        return word
    plain = re.sub(r"\\[a-zA-Z]+|[${}\\]", " ", name if ascii_word(name) else title)
    words = re.split(r"[\s/—–-]+", plain)
    plain_words = list(filter(None, map(ascii_word, words)))
    telling = [w for w in plain_words if w not in _SMALL_WORDS]
    return "".join((telling or plain_words)[:3])
