"""What a citation key can be made of: the fields and filters of the pattern language."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from readlist.domain.key_words import ascii_word, telling, title_words
from readlist.domain.papers import Bibliography
from readlist.domain.people import Name

Words = tuple[str, ...]

_USUAL_NUMBER = 3
_ALPHA_NAMES = 4  # BibTeX's style "alpha": one letter each up to four names, else three and "+"
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9./-]")
_ACRONYM = re.compile(r"[A-Za-z]*[A-Z][A-Za-z]*[A-Z][A-Za-z]*")


@dataclass(frozen=True, slots=True)
class Source:
    """The paper that a key is made for; ``umlauts`` as in ``ascii_word``."""

    bib: Bibliography
    paper_id: int = 0
    umlauts: bool = False

    def word(self, text: str) -> str:
        """``text`` as one word of a key."""
        return ascii_word(text, umlauts=self.umlauts)

    def words(self, text: str) -> Words:
        """The words of ``text`` as they stand in a key."""
        return title_words(text, umlauts=self.umlauts)


@dataclass(frozen=True, slots=True)
class KeyField:
    """A field of the pattern language.

    ``says`` is its help, ``number`` what a number behind its name means ("" when it takes none),
    ``words`` what it gives for a paper and that number (0: none was written).
    """

    name: str
    says: str
    words: Callable[[Source, int], Words]
    number: str = ""


@dataclass(frozen=True, slots=True)
class KeyFilter:
    """A filter of the pattern language; ``text`` says what stands in its parentheses, if any."""

    name: str
    says: str
    apply: Callable[[Words, str], Words]
    text: str = ""


def _family(source: Source, name: Name) -> str:
    return source.word(name.family or name.literal or name.given)


def _auth(source: Source, _number: int) -> Words:
    if not source.bib.authors:
        return ()
    first = source.bib.authors[0]
    words = (first.family or first.literal or first.given).split()
    return tuple(filter(None, map(source.word, words)))


def _whole_auth(source: Source, _number: int) -> Words:
    if not source.bib.authors:
        return ()
    return tuple(filter(None, map(source.word, source.bib.authors[0].short.split())))


def _given(source: Source, _number: int) -> Words:
    given = source.bib.authors[0].given if source.bib.authors else ""
    return tuple(filter(None, map(source.word, re.split(r"[\s-]+", given))))


def _families(source: Source) -> Words:
    return tuple(filter(None, (_family(source, name) for name in source.bib.authors)))


def _authors(source: Source, number: int) -> Words:
    names = _families(source)
    return (*names[:number], "EtAl") if number and len(names) > number else names


def _auth_et_al(source: Source, _number: int) -> Words:
    names = _families(source)
    return names if len(names) <= 2 else (names[0], "EtAl")


def _alpha(source: Source, _number: int) -> Words:
    names = _families(source)
    if len(names) == 1:
        return (names[0][:3],)
    initials = "".join(name[0] for name in names)
    return _one(initials if len(names) <= _ALPHA_NAMES else initials[:3] + "+")


def _year(source: Source, _number: int) -> Words:
    return (str(source.bib.published.year),) if source.bib.published else ()


def _short_year(source: Source, _number: int) -> Words:
    return (f"{source.bib.published.year % 100:02}",) if source.bib.published else ()


def _month(source: Source, _number: int) -> Words:
    published = source.bib.published
    return (f"{published.month:02}",) if published and published.month else ()


def _title(source: Source, number: int) -> Words:
    words = source.words(source.bib.title)
    return words[:number] if number else words


def _short_title(source: Source, number: int) -> Words:
    before, _, _ = source.bib.title.partition(":")
    part = before if source.word(before) else source.bib.title
    return telling(source.words(part))[: number or _USUAL_NUMBER]


def _telling_words(source: Source, number: int) -> Words:
    return telling(source.words(source.bib.title))[: number or _USUAL_NUMBER]


def _first_word(source: Source, _number: int) -> Words:
    return _short_title(source, 1)


def _name(source: Source, _number: int) -> Words:
    """What stands before the colon when it is one word, or at most three telling ones."""
    before, colon, _ = source.bib.title.partition(":")
    if not colon:
        return ()
    if len(before.split()) == 1:
        return _one(source.word(before))
    words = telling(source.words(before))
    return words if len(words) <= _USUAL_NUMBER else ()


def _venue(source: Source, _number: int) -> Words:
    words = telling(source.words(source.bib.venue))
    return tuple(word for word in words if not word.isdecimal())


def _venue_abbreviation(source: Source, _number: int) -> Words:
    """The acronym that the venue's name holds ("(ICML)", "NeurIPS"), else its initials."""
    words = _venue(source, 0)
    acronyms = list(filter(_ACRONYM.fullmatch, words))
    in_parentheses = [ascii_word(part) for part in re.findall(r"\(([^()]*)\)", source.bib.venue)]
    chosen = next(filter(_ACRONYM.fullmatch, in_parentheses), "") or "".join(acronyms[:1])
    if chosen or len(words) == 1:
        return _one(chosen or words[0])
    return _one("".join(word[0].upper() for word in words if word[0].isalpha()))


def _organization(source: Source, _number: int) -> Words:
    return source.words(source.bib.organization)


def _arxiv(source: Source, _number: int) -> Words:
    return _one(_NOT_IN_ID.sub("", source.bib.arxiv_id))


def _id(source: Source, _number: int) -> Words:
    return (str(source.paper_id),) if source.paper_id else ()


def _one(text: str) -> Words:
    return (text,) if text else ()


_N_OF_THEM = "N of them"
FIELDS: Sequence[KeyField] = (
    KeyField("auth", "family name of the first author", _auth),
    KeyField("authFull", "the same with its particles: van der Maaten", _whole_auth),
    KeyField("given", "given names of the first author", _given),
    KeyField("authors", "family names of all authors", _authors, "N, then EtAl"),
    KeyField("authEtAl", "one or two family names; of more the first and EtAl", _auth_et_al),
    KeyField("authorsAlpha", "initials as BibTeX's style alpha has them", _alpha),
    KeyField("year", "year", _year),
    KeyField("shortYear", "last two digits of the year", _short_year),
    KeyField("month", "month as two digits", _month),
    KeyField("name", "name before the title's colon, of three words at most", _name),
    KeyField("shortTitle", "three telling words of the title, up to a colon", _short_title,
             _N_OF_THEM),
    KeyField("words", "three telling words of the whole title", _telling_words, _N_OF_THEM),
    KeyField("firstWord", "first telling word of the title", _first_word),
    KeyField("title", "all words of the title", _title, "the first N"),
    KeyField("venue", "telling words of the venue", _venue),
    KeyField("venueAbbr", "acronym or initials of the venue", _venue_abbreviation),
    KeyField("org", "organisation", _organization),
    KeyField("arxiv", "arXiv id", _arxiv),
    KeyField("id", "number of the paper in this library", _id),
)  # fmt: skip


def _capitalize(words: Words, _text: str) -> Words:
    return tuple(word[:1].upper() + word[1:] for word in words)


FILTERS: Sequence[KeyFilter] = (
    KeyFilter("lower", "small letters", lambda words, _text: tuple(w.lower() for w in words)),
    KeyFilter("upper", "capital letters", lambda words, _text: tuple(w.upper() for w in words)),
    KeyFilter("capitalize", "each word begins with a capital", _capitalize),
    KeyFilter("abbr", "first letter of each word", lambda words, _text: tuple(w[0] for w in words)),
    KeyFilter("umlauts", "ä, ö, ü as ae, oe, ue (else as a, o, u)", lambda words, _text: words),
    KeyFilter("join", "put this between the words",
              lambda words, text: _one(text.join(words)), "for example -"),
    KeyFilter("or", "this text when there is nothing else",
              lambda words, text: words or (text,), "the text"),
)  # fmt: skip
