"""What a mutation changed: the one message that views listen to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "papers", "tags", "lists", "notes", "highlights", "dumps", "sightings", "saved_searches"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """The result of one use case, of an undo or of a redo.

    ``label`` names the action for the Undo menu ("Star 3 papers"). ``papers`` are the ids that
    were touched, ``added`` and ``removed`` those that came and went, ``kinds`` what sort of thing
    changed. ``everything`` means another process changed the library: read all anew. ``step`` is
    the undo step, None when nothing was changed.
    """

    label: str = ""
    papers: frozenset[int] = frozenset()
    added: frozenset[int] = frozenset()
    removed: frozenset[int] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    everything: bool = False
    step: int | None = None

    def __bool__(self) -> bool:
        return self.everything or bool(self.kinds)


@dataclass(frozen=True, slots=True)
class UndoState:
    """The labels of the steps that undo and redo would take; None when there is none."""

    undo: str | None = None
    redo: str | None = None
