"""Words for citation keys: any script in ASCII letters and digits, telling words of a title."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SMALL_WORDS = frozenset(
    (
        "a an the of in on for to and or with without by from at as is are be do does can how "
        "what why when which who towards toward via into over under using your its it we not"
    ).split()
)
# Letters whose usual spelling is not what a decomposition or the transliteration gives.
_SPELLINGS = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l"})
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"}
)
_NOT_ASCII_WORD = re.compile(r"[^A-Za-z0-9]")
_CAPITALS = re.compile(r"[A-Z]")
_TEX = re.compile(r"\\[a-zA-Z]+|[${}\\]")
_BETWEEN_WORDS = re.compile(r"[\s/—–-]+")


def ascii_word(text: str, *, umlauts: bool = False) -> str:
    """``text`` in ASCII letters and digits, capitals kept; other scripts are transliterated.

    ``umlauts`` writes ä, ö, ü as ae, oe, ue instead of a, o, u.
    """
    if umlauts and not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_UMLAUTS)
    if not text.isascii():
        text = "".join(map(_ascii, text))
    return _NOT_ASCII_WORD.sub("", text)


def title_words(text: str, *, umlauts: bool = False) -> tuple[str, ...]:
    """All words of a title in ASCII, without TeX's commands."""
    words = _BETWEEN_WORDS.split(_TEX.sub(" ", text))
    return tuple(filter(None, (ascii_word(word, umlauts=umlauts) for word in words)))


def telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """``words`` without articles, prepositions and the like, unless there are no others."""
    return tuple(word for word in words if word.lower() not in _SMALL_WORDS) or words


@lru_cache(maxsize=4096)
def _ascii(char: str) -> str:
    """One character in ASCII; the first letter is a capital where the character is one."""
    if char.isascii():
        return char
    plain = unicodedata.normalize("NFKD", char.casefold().translate(_SPELLINGS))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    if plain.isascii():
        # Signs such as ™ hold capitals that belong to no word.
        plain = _CAPITALS.sub("", plain)
    else:
        from anyascii import anyascii

        plain = anyascii(plain)
        if char.lower() != char.upper():  # a script with capitals: the table need not make some
            plain = plain.lower()
    return plain[:1].upper() + plain[1:] if char.isupper() or char.istitle() else plain
