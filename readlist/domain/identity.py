"""When two records are the same paper: by ids, else by title with agreement of the abstract."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

# Below NEAR two titles are of different papers: between different titles of recorded lookups the
# greatest ratio was 0.586, and renamed preprints stay above 0.9.
NEAR = 0.85
VERY_NEAR = 0.95
# Abstracts of different papers in machine learning share about half of their characters in
# order; two versions of one abstract share far more.
ABSTRACT_AGREES = 0.72
_ABSTRACT_CHARS = 3000
_LONG_ABSTRACT = 200
# A word in more titles than this is looked under only when a title has nothing rarer; of the
# commonest words' lists only the newest part is compared.
_COMMON = 60
_LONGEST = 3000

_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "sigma tau upsilon phi chi psi omega sigma ell epsilon phi theta"
)
_GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψωςℓϵϕϑ", _GREEK_NAMES.split(), strict=True))
_FORMATTING = (
    r"math(?:cal|bb|bf|rm|it|sf|tt|frak|scr|bm)|text(?:bf|it|rm|sf|tt|sc|normal)?|emph|"
    r"operatorname|underline|overline|boldsymbol|ensuremath"
)
_TEX_STYLE = re.compile(
    rf"\\(?:small|large|tiny|it|bf|em|rm|tt|left|right)(?![A-Za-z])|\\?(?:{_FORMATTING})(?=\{{)"
)
_TEX_ACCENT = re.compile(r"\\[\"'`^~=.](?:\{([A-Za-z])\}|([A-Za-z]))|\\[cuvHkr]\{([A-Za-z])\}")
_GREEK_LETTER = re.compile("[" + "".join(_GREEK) + "]")
# A title without these needs none of the rarer steps: nine in ten are such.
_NOT_PLAIN = re.compile(r"[\\{}$&+']")
_ASCII_PARTS = re.compile(r"[^a-z0-9]+")
_NOT_LETTERS = re.compile(r"[\W_]+")
_DIGIT = re.compile(r"\d")
_ROMAN = {"ii", "iii", "iv", "vi", "vii", "viii", "ix"}
_ARXIV = re.compile(
    r"(?:arxiv\s*:\s*|(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/"
    r"|(?:https?://)?(?:dx\.)?(?:doi\.org/)?10\.48550/arxiv\.)?"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:doi\s*:\s*|(?:https?://)?(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.I)


@lru_cache(maxsize=4096)
def title_key(title: str) -> str:
    """The form of a title by which papers are compared.

    NFKD, marks and LaTeX dropped, case folded, Greek letters by name, "&" as "and", "+" as
    "plus", punctuation as a blank. A title of nothing but symbols keeps them.
    """
    if title.isascii() and not _NOT_PLAIN.search(title):
        return " ".join(_ASCII_PARTS.sub(" ", title.lower()).split()) or title.lower().strip()
    text = _TEX_ACCENT.sub(lambda m: m[1] or m[2] or m[3], title)
    text = _TEX_STYLE.sub(" ", text)
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = _GREEK_LETTER.sub(lambda m: _GREEK[m[0]], text)
    text = text.replace("&", " and ").replace("+", " plus ")
    # An apostrophe joins ("Don't", "dont"); every other sign parts.
    text = text.replace("'", "").replace("’", "")
    chars = [c if c.isalnum() else " " for c in text if unicodedata.category(c)[0] != "M"]
    return " ".join("".join(chars).split()) or " ".join(title.casefold().split())


def normal_arxiv_id(text: str) -> str:
    """The bare id, without version, of an arXiv id, address or DOI; "" when it is none.

    Ids have four digits after the point to 1412 and five from 1501: one that lost its last zero
    as a number in some table is no id.
    """
    match = _ARXIV.fullmatch(text.strip())
    if match is None:
        return ""
    month, point, serial = match[1].partition(".")
    if point and month.isdigit() and len(serial) != (4 if month < "1501" else 5):
        return ""
    return match[1]


def normal_doi(text: str) -> str:
    """The bare DOI in lower case; "" when the text is none, or is an arXiv DOI (an arXiv id)."""
    match = _DOI.fullmatch(text.strip())
    if match is None or normal_arxiv_id(match[1]):
        return ""
    return match[1].lower()


def numbers_agree(key_a: str, key_b: str) -> bool:
    """Whether two title keys have the same digit-bearing words ("gpt 4" and "gpt4" agree)."""
    if _number_words(key_a) == _number_words(key_b):
        return True
    return _number_words(_joined(key_a)) == _number_words(_joined(key_b))


def numbers_lost(key_a: str, key_b: str) -> bool:
    """Whether one title key has all digit-bearing words of the other, and more."""
    a, b = _number_words(_joined(key_a)), _number_words(_joined(key_b))
    return a != b and (a <= b or b <= a)


@lru_cache(maxsize=8192)
def _number_words(key: str) -> Counter[str]:
    return Counter(w for w in key.split() if w in _ROMAN or _DIGIT.search(w))


def _joined(key: str) -> str:
    return re.sub(r" (?=\d)", "", key)


def title_ratio(key_a: str, key_b: str) -> float:
    """Likeness of two title keys, 0 to 1, by characters in order (never by sets of words)."""
    from rapidfuzz.fuzz import ratio

    return ratio(key_a, key_b) / 100.0


def abstracts_agree(a: str, b: str) -> bool | None:
    """Whether two abstracts are of one paper; None when one side has none.

    A cut abstract (a beginning of the other) agrees.
    """
    likeness = abstract_likeness(a, b)
    return None if likeness is None else likeness >= ABSTRACT_AGREES


def abstract_likeness(a: str, b: str) -> float | None:
    """Likeness of two abstracts, 0 to 1, by characters in order; None when one side has none.

    A cut abstract is compared with as much of the other's beginning.
    """
    key_a, key_b = _abstract_key(a), _abstract_key(b)
    if not key_a or not key_b:
        return None
    short, long = sorted((key_a, key_b), key=len)
    if long.startswith(short):
        return 1.0
    from rapidfuzz.fuzz import ratio

    if len(short) < 0.6 * len(long):
        long = long[: len(short)]
    return ratio(short[:_ABSTRACT_CHARS], long[:_ABSTRACT_CHARS]) / 100.0


@lru_cache(maxsize=1024)
def _abstract_key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_NOT_LETTERS.sub(" ", folded).split())


class Likeness(StrEnum):
    """What two records are to each other."""

    SAME = "same"
    NEAR = "near"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision, its reason in words for the reader, and the titles' likeness (0 to 1)."""

    likeness: Likeness
    reason: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What identity is decided by. ``key`` is ``title_key``; ids are in their normal forms."""

    key: str
    abstract: str = ""
    arxiv_id: str = ""
    doi: str = ""

    @classmethod
    def of(cls, title: str, abstract: str = "", arxiv_id: str = "", doi: str = "") -> Fingerprint:
        """Make one of raw fields; an arXiv DOI counts as an arXiv id."""
        return cls(
            key=title_key(title),
            abstract=abstract,
            arxiv_id=normal_arxiv_id(arxiv_id) or normal_arxiv_id(doi),
            doi=normal_doi(doi),
        )


def compare(a: Fingerprint, b: Fingerprint) -> Verdict:
    """Decide whether two records are the same paper, near, or different."""
    return _compare_ids(a, b) or _compare_texts(a, b)


def _compare_texts(a: Fingerprint, b: Fingerprint) -> Verdict:
    """The verdict by titles and abstracts."""
    agree = abstracts_agree(a.abstract, b.abstract)
    if a.key == b.key and agree is False:
        return Verdict(Likeness.NEAR, "The titles are equal, but the abstracts differ.", 1.0)
    if a.key == b.key:
        return Verdict(Likeness.SAME, "The titles are equal.", 1.0)
    score = title_ratio(a.key, b.key)
    if not numbers_agree(a.key, b.key):
        return Verdict(Likeness.DIFFERENT, "The titles differ in a number.", score)
    if score < NEAR:
        return _compare_abstracts(a, b, score)
    if score < VERY_NEAR and agree is False:
        return Verdict(Likeness.DIFFERENT, "Both the titles and the abstracts differ.", score)
    return Verdict(Likeness.NEAR, _near_reason(score, agree), score)


def _compare_abstracts(a: Fingerprint, b: Fingerprint, score: float) -> Verdict:
    """The verdict on unlike titles: only a whole abstract in common makes them near."""
    key = _abstract_key(a.abstract)
    if len(key) >= _LONG_ABSTRACT and key == _abstract_key(b.abstract):
        reason = "The abstracts are equal, but the titles differ: it may have been renamed."
        return Verdict(Likeness.NEAR, reason, score)
    return Verdict(Likeness.DIFFERENT, "The titles differ.", score)


def _near_reason(score: float, agree: bool | None) -> str:
    share = "nearly equal" if score >= VERY_NEAR else "similar"
    tail = {
        True: "and the abstracts agree",
        False: "but the abstracts differ",
        None: "and there is no abstract to compare",
    }[agree]
    return f"The titles are {share} ({score:.0%}), {tail}."


def _compare_ids(a: Fingerprint, b: Fingerprint) -> Verdict | None:
    """The verdict of ids that both sides have; None when they share no kind of id."""
    for kind, left, right in (("arXiv ids", a.arxiv_id, b.arxiv_id), ("DOIs", a.doi, b.doi)):
        if left and right:
            if left.lower() == right.lower():
                return Verdict(Likeness.SAME, f"The {kind} are equal.", title_ratio(a.key, b.key))
            return Verdict(Likeness.DIFFERENT, f"The {kind} differ.", title_ratio(a.key, b.key))
    return None


class Candidates(Generic[K]):
    """Finds the few titles that can be near a given one, without comparing with all.

    Titles are blocked by their words; a query looks only under its rarest ones, so that a search
    costs about the same in a library of a hundred and of a hundred thousand papers.
    """

    def __init__(self, items: Iterable[tuple[K, str]] = (), *, words: int = 5) -> None:
        self._words = words
        self._postings: dict[str, list[K]] = {}
        self._keys: dict[K, str] = {}
        for item, key in items:
            self.add(item, key)

    def add(self, item: K, key: str) -> None:
        """Add an item under its title key."""
        self._keys[item] = key
        for word in set(key.split()):
            self._postings.setdefault(word, []).append(item)

    def near(self, key: str, threshold: float = NEAR) -> list[tuple[K, float]]:
        """The items whose titles are at least ``threshold`` alike, best first."""
        from rapidfuzz.fuzz import ratio

        words = [w for w in set(key.split()) if w in self._postings]
        words.sort(key=lambda w: (len(self._postings[w]), w))
        pool: set[K] = set()
        for number, word in enumerate(words[: self._words]):
            posting = self._postings[word]
            if number >= 2 and len(posting) > _COMMON:
                break
            pool.update(posting[-_LONGEST:])
        cutoff = threshold * 100.0
        found = [
            (item, score / 100.0)
            for item in pool
            if (score := ratio(key, self._keys[item], score_cutoff=cutoff)) >= cutoff
        ]
        return sorted(found, key=lambda pair: -pair[1])
