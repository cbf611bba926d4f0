"""What the index holds of a paper: its words by field, and its number."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from whoosh import fields, formats

Whoosh: TypeAlias = Any  # an object of Whoosh, which has no types

# A change of what is indexed or how needs another number: older indexes are made anew.
FORMAT = 3
# Fields of words and what a hit in them counts.
WEIGHTS = {
    "title": 4.0,
    "tags": 3.0,
    "authors": 2.5,
    "notes": 1.5,
    "comments": 1.5,
    "abstract": 1.0,
    "ids": 2.0,
}
ALL_FIELDS = tuple(WEIGHTS)
ID = "paper"
GAP = 8  # slots between two texts of one field, so that no phrase spans them


class Postings(formats.Positions):  # type: ignore[misc] # Whoosh has no types
    """Positions of a word as unsigned 32-bit numbers."""

    def decode_positions(self, valuestring: bytes) -> list[int]:
        positions = array("I")
        positions.frombytes(valuestring)
        return positions.tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // array("I").itemsize

    def combine(self, vs: Sequence[bytes]) -> bytes:
        return array("I", sorted({p for v in vs for p in self.decode_positions(v)})).tobytes()


class Words(fields.FieldType):  # type: ignore[misc] # Whoosh has no types
    """A field of texts that our own analyser cuts into words; its value is a sequence of texts."""

    def __init__(self) -> None:
        super().__init__(format=Postings(), analyzer=None, scorable=True)

    def index(self, value: object, **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        raise TypeError(f"{type(value)} must be analysed before it reaches the index")


def schema() -> fields.Schema:
    """The fields of a new index."""
    return fields.Schema(**{ID: fields.STORED()}, **{name: Words() for name in ALL_FIELDS})
