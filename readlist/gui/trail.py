"""The way back to where the reader was before following a link to another paper."""

from __future__ import annotations

from dataclasses import dataclass

from readlist.gui.query import Question

_LONGEST = 50


@dataclass(frozen=True, slots=True)
class Place:
    """What was asked, and the papers that were selected in its answer."""

    question: Question
    ids: tuple[int, ...]


class Trail:
    """The places that were left, the last one first to return to."""

    def __init__(self) -> None:
        self._places: list[Place] = []

    def __bool__(self) -> bool:
        return bool(self._places)

    def leave(self, place: Place) -> None:
        """Remember a place that is left by a link."""
        self._places = [*self._places, place][-_LONGEST:]

    def back(self) -> Place | None:
        """The place that was left last, which is forgotten; None at the beginning."""
        return self._places.pop() if self._places else None
