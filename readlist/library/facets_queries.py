"""The words of a query that name exactly one tag, reading list or page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence

from readlist.domain.dumps import Dump, file_name
from readlist.domain.query_lexer import QUOTES, in_quotes
from readlist.storage.facts_columns import Named, Page
from readlist.storage.text import name_key

_PLAIN = re.compile(rf"[^\s(){QUOTES}]+")
_RESERVED = ("none", "any")  # these mean something else unless they are quoted


def _written(field: str, value: str, *, quoted: bool = False) -> str:
    plain = not quoted and _PLAIN.fullmatch(value) and value.lower() not in _RESERVED
    return f"{field}:{value if plain else in_quotes(value)}"


class NameQueries:
    """Queries for the names of one field, "tag" or "list"; ``names`` in the order of their keys."""

    def __init__(self, field: str, names: Sequence[Named]) -> None:
        self._field = field
        self._names = names
        self._keys = [one.key for one in names]

    def __call__(self, number: int) -> str:
        """What finds the papers of one name (of a tag also those below it) and no others.

        "" when no query can: the language has no way to write a star at the end of a name, and
        the beginning of the name is that of others too.
        """
        name, key = self._names[number].name, self._names[number].key
        if name.endswith("*"):
            stem = name.rstrip("* ")
            alone = stem and self._alone(name_key(stem), key)
            return f"{self._field}:{in_quotes(f'{stem}*')}" if alone else ""
        # A name at a query's end may be unfinished: quotes keep it from finding longer ones.
        return _written(self._field, name, quoted=not self._alone(key, key))

    def _alone(self, beginning: str, key: str) -> bool:
        """Whether all names with this beginning are ``key``, or tags below it."""
        below = f"{key}/" if self._field == "tag" else key
        for found in self._keys[bisect_left(self._keys, beginning) :]:
            if not found.startswith(beginning):
                break
            if found != key and not (self._field == "tag" and found.startswith(below)):
                return False
        return True


class PageQueries:
    """Queries for dumps: by the page's date, else the file's name, the number, the whole path,
    the digest: the first that means this dump and no other."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = pages
        self._numbers = {str(page.dump.id) for page in pages}
        self._sources = _folded("\n".join(page.dump.source.replace("\n", " ") for page in pages))
        self._dates = Counter(page.first for page in pages if page.first == page.last)
        self._mixed = [page for page in pages if page.first != page.last]
        self._known: dict[int, str] = {}

    def __call__(self, number: int) -> str:
        """What finds the papers of one dump and no others."""
        if number not in self._known:
            page = self._pages[number]
            dump = page.dump
            texts = (page.first, file_name(dump.source), str(dump.id), dump.source)
            found = (text for text in texts if self._means_only(text, page))
            self._known[number] = _written("dump", next(found, dump.sha256))
        return self._known[number]

    def _means_only(self, text: str, page: Page) -> bool:
        """Whether ``dump:text`` finds this dump and no other (see ``storage.facts``)."""
        if not text or text != " ".join(text.split()):
            return False
        dates = self._dates[text] + sum(one.first <= text <= one.last for one in self._mixed)
        number = text in self._numbers
        sources = self._sources.count(_folded(text))
        own_date = page.first == text == page.last
        own_number = text == str(page.dump.id)
        own_source = _folded(page.dump.source).count(_folded(text))
        means = own_date or own_number or own_source > 0
        return means and (dates, number, sources) == (int(own_date), own_number, own_source)


def page_labels(dumps: Sequence[Dump]) -> list[str]:
    """The dumps' short names, with the file or the day of import where two are the same."""
    made = [dump.label for dump in dumps]
    more: tuple[Callable[[Dump], str], ...] = (
        lambda dump: file_name(dump.source),
        lambda dump: dump.imported[:10],
    )
    for tell in more:
        often = Counter(made)
        made = [
            f"{label} · {tell(dump)}" if often[label] > 1 and tell(dump) != label else label
            for label, dump in zip(made, dumps, strict=True)
        ]
    return made


def _folded(text: str) -> str:
    """``text`` with A to Z as SQLite's LIKE compares them, and as long as before."""
    return text.translate(_LOWER)


_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
