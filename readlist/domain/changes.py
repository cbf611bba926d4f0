"""What a mutation changed: the one message that views listen to."""

from __future__ import annotations

from dataclasses import dataclass, field
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
class UndoStep:
    """A step that undo or redo would take. ``process`` are the words for who made it, ``at`` when
    (UTC, ISO); ``own`` says whether it was this very process since it opened the library."""

    id: int
    label: str
    process: str
    at: str
    own: bool


@dataclass(frozen=True, slots=True)
class UndoState:
    """The labels of the steps that undo and redo would take, and the steps; None for none."""

    undo: str | None = None
    redo: str | None = None
    undo_step: UndoStep | None = field(default=None, compare=False)
    redo_step: UndoStep | None = field(default=None, compare=False)
