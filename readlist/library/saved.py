"""Saved searches, and what is new in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from readlist.domain.changes import ChangeSet
from readlist.domain.errors import InvalidValueError, KnownError, NotFoundError
from readlist.domain.views import SavedSearch, Scope, SearchAnswer
from readlist.jobs.context import JobContext
from readlist.library.searching import Searching
from readlist.library.words import checked_name
from readlist.storage import Storage, note_writes, reads, seen


class SavedSearches:
    """Queries that the reader keeps by name.

    A paper is new in a search when it matches and was not among the matches at any time that the
    reader looked: it may have come since, or have been tagged or completed since. What was looked
    at is no undo step and outlives those: nothing that was seen becomes new by an undo.
    """

    def __init__(self, storage: Storage, search: Searching) -> None:
        self._storage = storage
        self._search = search

    def all(self) -> list[SavedSearch]:
        """All of them by name, without counting what is new."""
        return reads.saved_searches(self._storage.read())

    def looked(self, search_id: int, ids: Sequence[int] | None = None) -> None:
        """The reader has looked at a search: at the papers ``ids``, or all that match now.

        No undo step, and nobody is told. NotFoundError.
        """
        search = self._one(search_id)
        before = seen.of_searches(self._storage.read()).get(search_id)
        if ids is None:
            answer = self._answer(search)
            if answer.by_sql and before is None:
                return  # what plain matching finds is no base for what the index will find
            ids = answer.ids
        if before is None or not before.issuperset(ids):
            self._mark([(search, ids)])

    def news(self, context: JobContext | None = None) -> dict[int, int]:
        """For each saved search the number of papers that are new in it, by its id.

        Runs every search: some tens of milliseconds each. One that was never looked at (of an
        older library, or from a file) has nothing new: what it finds now counts as seen. While
        the index is being made the searches of words are left out. Raises Cancelled.
        """
        context = context or JobContext()
        known = seen.of_searches(self._storage.read())
        found: dict[int, int] = {}
        bases: list[tuple[SavedSearch, Sequence[int]]] = []
        for search in self.all():
            answer = self._answer(search, context)
            if answer.by_sql:
                continue
            if (before := known.get(search.id)) is None:
                bases.append((search, answer.ids))
            found[search.id] = 0 if before is None else len(set(answer.ids) - before)
        if bases:
            with suppress(KnownError):  # another process writes: the next count will set them
                self._mark(bases)
        return found

    def save(self, name: str, query: str) -> ChangeSet:
        """Keep ``query``; a search of the same name gets the new query. What it finds now counts
        as looked at."""
        name = checked_name(name, "saved search")
        if not query.strip():
            raise InvalidValueError("There is no query to save.", "Type one in the search box.")
        with self._storage.write(f"Save the search {name}") as writer:
            search_id = note_writes.save_search(writer.connection, name, query.strip())
        if writer.change:
            with suppress(KnownError):  # it is saved, whatever comes: the next count will do it
                self.looked(search_id)
        return writer.change

    def rename(self, search_id: int, name: str) -> ChangeSet:
        """Give a search another name. NotFoundError; InvalidValueError when it is taken."""
        name = checked_name(name, "saved search")
        with self._storage.write("Rename a saved search") as writer:
            db = writer.connection
            old = self._name(note_writes.search_name(db, search_id))
            if note_writes.find_search(db, name) not in (None, search_id):
                raise InvalidValueError(f"There is a saved search {name} already.")
            writer.label = f"Rename the search {old} to {name}"
            note_writes.rename_search(db, search_id, name)
        return writer.change

    def delete(self, search_id: int) -> ChangeSet:
        """Forget a search. NotFoundError."""
        with self._storage.write("Delete a saved search") as writer:
            name = self._name(note_writes.search_name(writer.connection, search_id))
            writer.label = f"Delete the search {name}"
            note_writes.delete_search(writer.connection, search_id)
        return writer.change

    def _one(self, search_id: int) -> SavedSearch:
        found = next((one for one in self.all() if one.id == search_id), None)
        if found is None:
            raise NotFoundError("There is no such saved search.")
        return found

    def _answer(self, search: SavedSearch, context: JobContext | None = None) -> SearchAnswer:
        return self._search.find("", scope=Scope("saved", str(search.id)), context=context)

    def _mark(self, looks: Iterable[tuple[SavedSearch, Sequence[int]]]) -> None:
        with self._storage.unlogged() as db:
            for search, ids in looks:
                seen.add(db, search.id, search.query, ids)
            seen.prune(db)

    @staticmethod
    def _name(name: str | None) -> str:
        if name is None:
            raise NotFoundError("There is no such saved search.")
        return name
