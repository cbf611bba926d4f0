"""Reading lists, ordered by hand."""

from __future__ import annotations

from collections.abc import Sequence

from readlist.domain.changes import ChangeSet
from readlist.domain.errors import InvalidValueError, NotFoundError
from readlist.domain.papers import ReadingList
from readlist.library.words import checked_name, count
from readlist.storage import Storage, Writer, list_writes, reads
from readlist.storage.text import name_key


class Lists:
    """What a reader can do with reading lists."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def all(self) -> list[ReadingList]:
        """All lists by name, with the numbers of their papers."""
        return reads.lists(self._storage.read())

    def get(self, name: str) -> ReadingList:
        """The list of this name, ignoring case. NotFoundError."""
        found = reads.reading_list(self._storage.read(), name_key(name.strip()))
        if found is None:
            raise NotFoundError(f"There is no reading list '{name}'.")
        return found

    def paper_ids(self, list_id: int) -> list[int]:
        """The papers in hand order, without those in the Trash."""
        return reads.list_papers(self._storage.read(), list_id)

    def create(self, name: str, description: str = "") -> ChangeSet:
        """Make an empty list. InvalidValueError when the name is taken."""
        name = checked_name(name, "reading list")
        with self._storage.write(f"Create the list {name}") as writer:
            _need_free(writer, name, None)
            list_writes.create(writer.connection, name, description)
        return writer.change

    def edit(
        self, list_id: int, *, name: str | None = None, description: str | None = None
    ) -> ChangeSet:
        """Rename or describe a list. NotFoundError; InvalidValueError when the name is taken."""
        with self._storage.write("Edit a list") as writer:
            old = _need(writer, list_id)
            writer.label = f"Describe the list {old}"
            if name is not None:
                name = checked_name(name, "reading list")
                _need_free(writer, name, list_id)
                writer.label = f"Rename the list {old} to {name}"
                list_writes.rename(writer.connection, list_id, name)
            if description is not None:
                list_writes.describe(writer.connection, list_id, description)
        return writer.change

    def delete(self, list_id: int) -> ChangeSet:
        """Delete a list; its papers stay in the library. NotFoundError."""
        with self._storage.write("Delete a list") as writer:
            writer.label = f"Delete the list {_need(writer, list_id)}"
            list_writes.delete(writer.connection, list_id)
        return writer.change

    def add(self, list_id: int, ids: Sequence[int]) -> ChangeSet:
        """Append papers in the order given; one that is there already stays where it is."""
        with self._storage.write("Add to a list") as writer:
            name = _need(writer, list_id)
            number = list_writes.add(writer.connection, list_id, ids)
            writer.label = f"Add {count(number, 'paper')} to the list {name}"
        return writer.change

    def remove(self, list_id: int, ids: Sequence[int]) -> ChangeSet:
        """Take papers off a list."""
        with self._storage.write("Remove from a list") as writer:
            name = _need(writer, list_id)
            number = list_writes.remove(writer.connection, list_id, ids)
            writer.label = f"Remove {count(number, 'paper')} from the list {name}"
        return writer.change

    def assign(
        self,
        ids: Sequence[int],
        *,
        add: Sequence[int] = (),
        remove: Sequence[int] = (),
        create: Sequence[str] = (),
    ) -> ChangeSet:
        """Put papers on lists (``add``: ids; ``create``: names of new lists) and take them off
        others, as one undo step. NotFoundError; InvalidValueError when a new name is taken."""
        wanted = [checked_name(name, "reading list") for name in create]
        with self._storage.write("Change reading lists") as writer:
            db, named = writer.connection, []
            for list_id in remove:
                named.append(_need(writer, list_id))
                list_writes.remove(db, list_id, ids)
            for list_id in add:
                named.append(_need(writer, list_id))
                list_writes.add(db, list_id, ids)
            for name in wanted:
                _need_free(writer, name, None)
                named.append(name)
                list_writes.add(db, list_writes.create(db, name), ids)
            lists = f"the list {named[0]}" if len(named) == 1 else count(len(named), "list")
            verb, link = ("Remove", "from") if not (add or create) else ("Add", "to")
            if remove and verb == "Add":
                verb, link = "Move", "between"
            writer.label = f"{verb} {count(len(set(ids)), 'paper')} {link} {lists}"
        return writer.change

    def move(self, list_id: int, ids: Sequence[int], before: int | None) -> ChangeSet:
        """Move papers of a list in front of the paper ``before``, or to the end for None.

        They keep their order among themselves. NotFoundError when ``before`` is not on the list.
        """
        with self._storage.write("Order a list") as writer:
            name = _need(writer, list_id)
            order = list_writes.order(writer.connection, list_id)
            if before is not None and before not in order:
                raise NotFoundError(f"The paper {before} is not on the list {name}.")
            after = _moved(order, set(ids), before)
            if after != order:
                list_writes.reorder(writer.connection, list_id, after)
            writer.label = f"Order the list {name}"
        return writer.change


def _moved(order: Sequence[int], ids: set[int], before: int | None) -> list[int]:
    """``order`` with ``ids`` in front of ``before``, or of what stays next after it."""
    moving = [one for one in order if one in ids]
    if before is None:
        return [one for one in order if one not in ids] + moving
    place = order.index(before)
    return [
        *(one for one in order[:place] if one not in ids),
        *moving,
        *(one for one in order[place:] if one not in ids),
    ]


def _need(writer: Writer, list_id: int) -> str:
    name = list_writes.name_of(writer.connection, list_id)
    if name is None:
        raise NotFoundError("There is no such reading list.")
    return name


def _need_free(writer: Writer, name: str, list_id: int | None) -> None:
    if list_writes.find(writer.connection, name) not in (None, list_id):
        raise InvalidValueError(f"There is a reading list {name} already.", "Choose another name.")
