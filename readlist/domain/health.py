"""What a check of the library found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """Problems in plain words, none when all is well, and the numbers that a reader can compare.

    ``damaged`` tells that the file itself cannot be read whole.
    ``index_state`` is current, behind, missing or damaged. Only a damaged index is a problem, and a
    small one: it is made anew from the library.
    """

    problems: tuple[str, ...] = ()
    damaged: bool = False
    papers: int = 0
    sightings: int = 0
    tags: int = 0
    notes: int = 0
    index_state: str = "missing"
    index_papers: int = 0

    @property
    def ok(self) -> bool:
        return not self.problems
