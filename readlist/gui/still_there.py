"""Work on papers that another process may have deleted since they were shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from readlist.domain.errors import NotFoundError
from readlist.library import Library

T = TypeVar("T")


def on_papers(library: Library, ids: Sequence[int], work: Callable[[], T]) -> T:
    """Do ``work`` on papers; NotFoundError, and nothing is done, when none of them is there."""
    if not library.papers.exists(ids):
        what = "the paper was" if len(ids) == 1 else f"the {len(ids):,} papers were"
        raise NotFoundError(
            f"Nothing was changed: {what} deleted elsewhere meanwhile.",
            "Undo brings them back." if len(ids) > 1 else "Undo brings it back.",
        )
    return work()
