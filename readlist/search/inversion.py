"""Turns texts into a segment's arrays, and several segments' arrays into one's.

A segment numbers its papers (documents) and its words (rows, in the order of their UTF-8 bytes).
For each field, with ``n`` documents and ``v`` rows:

- ``starts`` (v + 1): the postings of row r are those from starts[r] to starts[r + 1];
- ``docs`` and ``counts``: a posting's document, ascending within a row, and how often the document
  holds the word;
- ``places`` (v + 1) and ``slots``: the same for where the words stand. All documents' words stand
  in one long row of slots, document after document, so that slot s + 1 is the next word;
- ``bases`` (n + 1): document d's slots are those from bases[d] on;
- ``lengths`` (n): the number of words in the field.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from readlist.search.analysis import analysed
from readlist.search.arrays import Array
from readlist.search.schema import ALL_FIELDS, GAP

_MOST_PIECES = 500_000  # that are remembered from batch to batch
_MANY_PIECES = 50_000  # some 20 MB; and their letters, when a page was pasted without blanks
_MANY_LETTERS = 1_000_000
_SLOT_BITS = 32


class Interner(dict[str, int]):
    """Numbers the pieces of texts between blanks, so that a text is a row of numbers, and knows
    the words of each piece.

    Looking an unknown piece up analyses it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[str, int] = {}
        self.words: list[str] = []
        self.part_ends = array("I", [0])
        self.parts = array("I")
        self.join_ends = array("I", [0])
        self.joins = array("I")
        self.join_offsets = array("I")

    def __missing__(self, text: str) -> int:
        before = len(self.parts)
        for run in analysed(text):
            first = len(self.parts) - before
            self.parts.extend([self._number(word) for word in run.parts])
            for offset, word in run.joins:
                self.joins.append(self._number(word))
                self.join_offsets.append(first + offset)
        self.part_ends.append(len(self.parts))
        self.join_ends.append(len(self.joins))
        number = self[text] = len(self)
        return number

    @property
    def full(self) -> bool:
        """Whether a new one should be begun."""
        return len(self) > _MOST_PIECES

    @property
    def large(self) -> bool:
        """Whether it takes memory that is better let go when no batch follows."""
        return len(self) > _MANY_PIECES or sum(map(len, self)) > _MANY_LETTERS

    def _number(self, word: str) -> int:
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self.words)
            self.words.append(word)
        return number


class _Field:
    """The texts of one field of a batch as numbers of pieces."""

    __slots__ = ("pieces", "pieces_of_text", "texts_of_doc")

    def __init__(self) -> None:
        self.pieces = array("I")
        self.pieces_of_text = array("I")
        self.texts_of_doc = array("I")


class Batch:
    """Papers on their way into one segment."""

    def __init__(self, interner: Interner) -> None:
        self._interner = interner
        self.papers: list[int] = []
        self._fields = {name: _Field() for name in ALL_FIELDS}

    def add(self, paper: int, texts: Mapping[str, Sequence[str]]) -> None:
        """Add a paper; ``texts`` by field."""
        self.papers.append(paper)
        number = self._interner.__getitem__
        for name, field in self._fields.items():
            given = texts.get(name, ())
            field.texts_of_doc.append(len(given))
            for text in given:
                before = len(field.pieces)
                field.pieces.extend(map(number, text.split()))
                field.pieces_of_text.append(len(field.pieces) - before)

    def arrays(self, stem: Callable[[str], str]) -> dict[str, Array]:
        """The segment's arrays."""
        known = self._interner
        tokens = {name: _tokens(field, known) for name, field in self._fields.items()}
        used = np.zeros(len(known.words), bool)
        for words, _, _, _ in tokens.values():
            used[words] = True
        numbers = np.flatnonzero(used)
        encoded = [known.words[number].encode() for number in numbers.tolist()]
        order = sorted(range(len(encoded)), key=encoded.__getitem__)
        rank = np.zeros(len(used), np.int64)
        rank[numbers[np.array(order, np.int64)]] = np.arange(len(order))
        found = _vocabulary([encoded[place] for place in order], stem)
        found["papers"] = np.array(self.papers, np.int64)
        for name, (words, slots, bases, lengths) in tokens.items():
            every = np.arange(len(order) + 1)
            for key, array_ in _inverted(rank[words], slots, bases, every).items():
                found[f"{name}.{key}"] = array_
            found[f"{name}.lengths"] = small(lengths)
        return found


def _tokens(field: _Field, known: Interner) -> tuple[Array, Array, Array, Array]:
    """Words and slots of all tokens; the documents' bases and lengths."""
    pieces = np.array(field.pieces, np.int64)
    part_ends, join_ends = np.array(known.part_ends, np.int64), np.array(known.join_ends, np.int64)
    count = (part_ends[1:] - part_ends[:-1])[pieces]
    before = _ends(count)
    text_pieces = np.array(field.pieces_of_text, np.int64)
    text_ends = _ends(text_pieces)
    texts = len(text_pieces)
    text_of_piece = np.repeat(np.arange(texts), text_pieces)
    first = before[:-1] + GAP * text_of_piece  # the slot of each piece
    text_slots = before[text_ends] + GAP * np.arange(texts + 1)
    doc_ends = _ends(np.array(field.texts_of_doc, np.int64))
    words = np.array(known.parts, np.int64)[_spread(part_ends[pieces], count)]
    slots = _spread(first, count)
    joined = (join_ends[1:] - join_ends[:-1])[pieces]
    picked = _spread(join_ends[pieces], joined)
    join_slots = np.repeat(first, joined) + np.array(known.join_offsets, np.int64)[picked]
    return (
        np.concatenate([words, np.array(known.joins, np.int64)[picked]]),
        np.concatenate([slots, join_slots]),
        text_slots[doc_ends],
        np.diff(before[text_ends][doc_ends]),
    )


def _ends(counts: Array) -> Array:
    """Where each of consecutive stretches begins, and where the last one ends."""
    ends = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=ends[1:])
    return ends


def _spread(starts: Array, counts: Array) -> Array:
    """starts[0], starts[0] + 1, ... counts[0] times, then from starts[1] on, and so forth."""
    ends = _ends(counts)
    return np.repeat(starts - ends[:-1], counts) + np.arange(ends[-1])


def _inverted(rows: Array, slots: Array, bases: Array, every: Array) -> dict[str, Array]:
    """The lists of one field; ``every`` row, and the number behind the last."""
    keys = (rows << _SLOT_BITS) | slots
    keys.sort()
    rows, slots = keys >> _SLOT_BITS, keys & ((1 << _SLOT_BITS) - 1)
    docs = np.repeat(np.arange(len(bases) - 1), np.diff(bases))[slots]
    new = np.ones(len(keys), bool)
    new[1:] = (rows[1:] != rows[:-1]) | (docs[1:] != docs[:-1])
    first = np.flatnonzero(new)
    return {
        "starts": np.searchsorted(rows[first], every).astype(np.uint32),
        "places": np.searchsorted(rows, every).astype(np.uint32),
        "docs": docs[first].astype(np.uint32),
        "counts": small(np.diff(np.append(first, len(keys)))),
        "slots": slots.astype(np.uint32),
        "bases": bases.astype(np.uint32),
    }


def small(numbers: Array) -> Array:
    """The numbers in the smallest unsigned type that holds them."""
    most = int(numbers.max(initial=0))
    kind = np.uint8 if most < 1 << 8 else np.uint16 if most < 1 << 16 else np.uint32
    return numbers.astype(kind)


def _vocabulary(words: list[bytes], stem: Callable[[str], str]) -> dict[str, Array]:
    """The arrays of the words, sorted, and of the stems that they share."""
    members: dict[bytes, list[int]] = {}
    for row, word in enumerate(words):
        members.setdefault(stem(word.decode()).encode(), []).append(row)
    stems = sorted(members)
    rows = [row for name in stems for row in members[name]]
    counts = np.array([len(members[name]) for name in stems], np.int64)
    return {
        **_texts("words", words),
        **_texts("stems", stems),
        "stems.starts": _ends(counts).astype(np.uint32),
        "stems.rows": np.array(rows, np.uint32),
    }


def _texts(name: str, texts: list[bytes]) -> dict[str, Array]:
    lengths = np.array([len(text) for text in texts], np.int64)
    return {
        name: np.frombuffer(b"".join(texts), np.uint8),
        f"{name}.ends": _ends(lengths).astype(np.uint32),
    }


class Part:
    """A segment that goes into a merged one: its arrays, words, and living documents."""

    def __init__(
        self, read: Callable[[str], Array], words: list[bytes], alive: Array | None
    ) -> None:
        self.read = read
        self.words = words
        papers = read("papers")
        self.alive = np.ones(len(papers), bool) if alive is None else alive
        self.papers = papers[self.alive]
        self.rows = np.zeros(0, np.int32)  # the merged segment's row of each word
        self.merged_words = 0
        self.whole = bool(self.alive.all())

    def kept(self, docs: Array) -> Array | slice:
        """Which items to keep whose documents these are."""
        return slice(None) if self.whole else self.alive[docs]

    def row_of_each(self, name: str, key: str, kept: Array | slice) -> Array:
        """The merged segment's row of each kept item of a list."""
        starts = self.read(f"{name}.{key}").astype(np.int64)
        numbers: Array = starts[1:] - starts[:-1]
        rows: Array = np.repeat(self.rows, numbers)[kept]
        return rows

    def counts(self, name: str, key: str) -> Array:
        """The number of kept items by the merged segment's rows."""
        docs = self.read(f"{name}.docs")
        if key == "places" and not self.whole:
            docs = np.repeat(docs, self.read(f"{name}.counts"))
        rows = self.row_of_each(name, key, self.kept(docs))
        return np.bincount(rows, minlength=self.merged_words)


def merged(
    parts: Sequence[Part], stem: Callable[[str], str], step: Callable[[], None]
) -> dict[str, Array]:
    """The arrays of one segment with the living documents of ``parts``, in their order.

    ``step`` is called now and then and may raise.
    """
    words = sorted({word for part in parts for word in part.words})
    number = dict(zip(words, range(len(words)), strict=True)).__getitem__
    for part in parts:
        part.rows = np.fromiter(map(number, part.words), np.int32, len(part.words))
        part.merged_words = len(words)
        step()
    if not all(part.whole for part in parts):
        words = _still_used(words, parts, step)
    found = _vocabulary(words, stem)
    found["papers"] = np.concatenate([part.papers for part in parts])
    for name in ALL_FIELDS:
        step()
        for key, value in _merged_field(name, parts, len(words), step):
            found[f"{name}.{key}"] = value
    return found


def _still_used(words: list[bytes], parts: Sequence[Part], step: Callable[[], None]) -> list[bytes]:
    """The words that living documents hold; the parts' rows are numbered by them."""
    used = np.zeros(len(words), bool)
    for part in parts:
        step()
        for name in ALL_FIELDS:
            used |= part.counts(name, "starts") > 0
    numbers = np.cumsum(used) - 1
    for part in parts:
        part.rows = numbers[part.rows]
        part.merged_words = int(np.count_nonzero(used))
    return [words[row] for row in np.flatnonzero(used).tolist()]


def _merged_field(
    name: str, parts: Sequence[Part], words: int, step: Callable[[], None]
) -> Iterator[tuple[str, Array]]:
    lengths = np.concatenate([part.read(f"{name}.lengths")[part.alive] for part in parts])
    yield "lengths", small(lengths)
    spans = [np.diff(part.read(f"{name}.bases").astype(np.int64))[part.alive] for part in parts]
    bases = _ends(np.concatenate(spans))
    yield "bases", bases.astype(np.uint32)
    posts = _Rows([part.counts(name, "starts") for part in parts], words)
    docs = np.zeros(posts.size, np.uint32)
    counts = np.zeros(posts.size, np.uint32)
    places = _Rows([part.counts(name, "places") for part in parts], words)
    slots = np.zeros(places.size, np.uint32)
    first = 0
    for part in parts:
        step()
        end = first + len(part.papers)
        shift = np.zeros(len(part.alive), np.int64)
        shift[part.alive] = bases[first:end]
        shift -= part.read(f"{name}.bases")[:-1]
        old_docs, old_counts = part.read(f"{name}.docs"), part.read(f"{name}.counts")
        kept = part.kept(old_docs)
        where = posts.places(part.row_of_each(name, "starts", kept))
        docs[where] = (np.cumsum(part.alive) - 1 + first)[old_docs[kept]]
        counts[where] = old_counts[kept]
        doc_of_slot = np.repeat(old_docs, old_counts)
        kept = part.kept(doc_of_slot)
        where = places.places(part.row_of_each(name, "places", kept))
        slots[where] = (part.read(f"{name}.slots") + shift[doc_of_slot])[kept]
        first = end
    yield "starts", posts.starts.astype(np.uint32)
    yield "docs", docs
    yield "counts", small(counts)
    yield "places", places.starts.astype(np.uint32)
    yield "slots", slots


class _Rows:
    """Where the items of each row of a merged list stand, part after part within a row."""

    def __init__(self, counts: Sequence[Array], words: int) -> None:
        totals = np.zeros(words, np.int64)
        for part in counts:
            totals += part
        self.starts = _ends(totals)
        self.size = int(self.starts[-1])
        self._free = self.starts[:-1].copy()

    def places(self, rows: Array) -> Array:
        """The places of the next part's items, whose rows these are, ascending."""
        counts = np.bincount(rows, minlength=len(self._free))
        found: Array = (self._free - _ends(counts)[:-1])[rows] + np.arange(len(rows))
        self._free += counts
        return found
