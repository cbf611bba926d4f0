"""Saved searches."""

from __future__ import annotations

from readlist.domain.changes import ChangeSet
from readlist.domain.errors import InvalidValueError, NotFoundError
from readlist.domain.views import SavedSearch
from readlist.library.words import checked_name
from readlist.storage import Storage, note_writes, reads


class SavedSearches:
    """Queries that the reader keeps by name."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def all(self) -> list[SavedSearch]:
        """All of them by name."""
        return reads.saved_searches(self._storage.read())

    def save(self, name: str, query: str) -> ChangeSet:
        """Keep ``query``; a search of the same name gets the new query."""
        name = checked_name(name, "saved search")
        if not query.strip():
            raise InvalidValueError("There is no query to save.", "Type one in the search box.")
        with self._storage.write(f"Save the search {name}") as writer:
            note_writes.save_search(writer.connection, name, query.strip())
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

    @staticmethod
    def _name(name: str | None) -> str:
        if name is None:
            raise NotFoundError("There is no such saved search.")
        return name
