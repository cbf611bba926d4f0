"""Citation keys: made once from author, title and year, unique, plain ASCII."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from readlist.domain.errors import InvalidValueError
from readlist.domain.papers import Bibliography

# Characters that BibTeX, biber or LaTeX's \cite stumble over, and the blank.
_FORBIDDEN = re.compile(r"[^A-Za-z0-9_:./+-]")
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


def suffix(number: int) -> str:
    """The suffix of the n-th paper with the same stem: "", "a", ... "z", "aa", "ab", ..."""
    text = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        text = chr(ord("a") + letter) + text
    return text


def make_keys(
    papers: Sequence[tuple[int, Bibliography]], taken: Iterable[str]
) -> Mapping[int, str]:
    """A key for each (id, bibliography) that has none yet, in the order given.

    ``taken`` are all the keys of the library. No key equals another when case is ignored, and no
    key that exists is changed.
    """
    used = {key.casefold() for key in taken}
    used |= {bib.citation_key.casefold() for _, bib in papers if bib.citation_key}
    counters: dict[str, int] = {}
    made: dict[int, str] = {}
    for paper_id, bib in papers:
        if bib.citation_key:
            continue
        base = stem(bib)
        number = counters.get(base, 0)
        while (key := base + suffix(number)).casefold() in used:
            number += 1
        counters[base] = number + 1
        used.add(key.casefold())
        made[paper_id] = key
    return made


def check_key(text: str) -> str:
    """A key that the reader wrote, stripped; raise InvalidValueError when a tool would refuse it.

    Whether it is unique is the library's matter.
    """
    key = text.strip()
    bad = _FORBIDDEN.search(key)
    if bad or not key:
        what = f"holds '{bad[0]}'" if bad else "is empty"
        raise InvalidValueError(
            f"The citation key '{key}' {what}.",
            "Use letters of the English alphabet, digits and - _ : . / without blanks.",
        )
    return key
