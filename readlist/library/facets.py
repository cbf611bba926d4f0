"""How the papers of an answer divide by tag, year, status, reading list and page."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from readlist.domain.views import Facet, SearchAnswer
from readlist.jobs.context import JobContext
from readlist.storage import Storage, facts_columns

if TYPE_CHECKING:
    from collections.abc import Callable

    from readlist.library.facets_columns import Column

# The tables that a column is made of; the order is that of the facets.
_TABLES = {
    "tags": frozenset({"tag", "paper_tag"}),
    "years": frozenset({"paper"}),
    "statuses": frozenset({"paper"}),
    "citable": frozenset({"paper", "author"}),
    "lists": frozenset({"reading_list", "list_item"}),
    "pages": frozenset({"dump", "sighting"}),
}


class Facets:
    """Counts the papers of answers. Safe in several threads.

    The facts of all papers are kept in arrays. Before each count the log of changes tells which
    of them to read anew: a note leaves all of them, a status only the pages.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._columns: dict[str, Column] = {}
        self._as_of: dict[str, int] = {}
        self._reading = threading.Lock()

    def of(
        self, answer: SearchAnswer, *, limit: int = 12, context: JobContext | None = None
    ) -> tuple[Facet, ...]:
        """The facets of ``answer``: tag, year, status, what a citation lacks, list and page, with
        at most ``limit`` values each and only those that some paper has.

        The count of a value is what the query together with the value's own finds, when the value
        is written before it (behind it, it would finish a word that is still being typed). A tag
        or list whose name no query can express, because of a quotation mark in it, is not listed.
        Raises Cancelled.
        """
        import numpy as np

        context = context or JobContext()
        with self._reading:
            columns = self._fresh(context)
        ids = np.asarray(answer.ids, dtype=np.int64)
        longest = 1 + max(int(column.papers.max(initial=0)) for column in columns)
        mask = np.zeros(longest, dtype=np.bool_)
        mask[ids[ids < longest]] = True
        facets = []
        for column in columns:
            context.step()
            facets.append(column.facet(mask, limit))
        return tuple(facets)

    def _fresh(self, context: JobContext) -> list[Column]:
        """All columns as the library is now."""
        from readlist.library import facets_columns

        with self._storage.snapshot() as db:
            now = facts_columns.log_position(db)
            touched = {
                since: facts_columns.touched(db, since) for since in set(self._as_of.values())
            }
            for name, tables in _TABLES.items():
                since = self._as_of.get(name)
                changed = None if since is None else touched[since]
                if changed is None or changed & tables:
                    context.step()
                    read: Callable[..., Column] = getattr(facets_columns, name)
                    self._columns[name] = read(db)
                self._as_of[name] = now
        return [self._columns[name] for name in _TABLES]
