"""A few papers of a sample dump to act on."""

from __future__ import annotations

from dataclasses import dataclass

from readlist.library import Library
from readlist.storage import Storage
from tests.unit.storage.papers import TITLES, add_papers

ABSTRACT = (
    "Gait recognition is a biometric technique that identifies individuals by their unique "
    "walking styles. Our method leverages multi-head attention, see https://github.com/a/gait."
)


@dataclass(frozen=True)
class Shelf:
    """A library, its storage, and the ids of its papers."""

    library: Library
    storage: Storage
    ids: list[int]


def furnish(library: Library) -> Shelf:
    """Put the sample titles into an empty library."""
    storage = library.papers._storage
    return Shelf(library, storage, add_papers(storage, *TITLES, abstract=ABSTRACT))
