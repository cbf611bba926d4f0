"""Tags; ``/`` in their names makes a tree."""

from __future__ import annotations

from collections.abc import Sequence

from readlist.domain.changes import ChangeSet
from readlist.domain.errors import InvalidValueError, NotFoundError
from readlist.domain.papers import Tag
from readlist.library.words import checked_colour, checked_name, count
from readlist.storage import Storage, Writer, reads, tag_writes
from readlist.storage.text import name_key


class Tags:
    """What a reader can do with tags. Names are the same ignoring case."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def all(self) -> list[Tag]:
        """All tags by name, with the numbers of their papers outside the Trash."""
        return reads.tags(self._storage.read())

    def add(self, ids: Sequence[int], names: Sequence[str]) -> ChangeSet:
        """Put tags on papers; a tag that is missing is made."""
        wanted = [checked_tag(name) for name in names]
        with self._storage.write("Tag") as writer:
            for name in wanted:
                tag_id = tag_writes.ensure(writer.connection, name)
                tag_writes.attach(writer.connection, ids, tag_id)
            writer.label = f"Tag {count(len(set(ids)), 'paper')} with {_joined(wanted)}"
        return writer.change

    def remove(self, ids: Sequence[int], names: Sequence[str]) -> ChangeSet:
        """Take tags off papers; the tags themselves stay. NotFoundError for an unknown tag."""
        with self._storage.write("Remove a tag") as writer:
            for name in names:
                tag_writes.detach(writer.connection, ids, _need(writer, name).id)
            writer.label = f"Remove {_joined(names)} from {count(len(set(ids)), 'paper')}"
        return writer.change

    def assign(self, ids: Sequence[int], *, add: Sequence[str], remove: Sequence[str]) -> ChangeSet:
        """Put some tags on papers and take others off, as one undo step.

        A tag to add that is missing is made. NotFoundError for an unknown tag to remove.
        """
        if not remove:
            return self.add(ids, add)
        if not add:
            return self.remove(ids, remove)
        wanted = [checked_tag(name) for name in add]
        with self._storage.write("Change tags") as writer:
            db = writer.connection
            for name in remove:
                tag_writes.detach(db, ids, _need(writer, name).id)
            for name in wanted:
                tag_writes.attach(db, ids, tag_writes.ensure(db, name))
            writer.label = f"Change the tags of {count(len(set(ids)), 'paper')}"
        return writer.change

    def create(self, name: str, colour: str = "") -> ChangeSet:
        """Make a tag. InvalidValueError when there is one of this name."""
        name, colour = checked_tag(name), checked_colour(colour)
        with self._storage.write(f"Create the tag {name}") as writer:
            if tag_writes.find(writer.connection, name):
                raise InvalidValueError(f"There is a tag {name} already.")
            tag_writes.ensure(writer.connection, name, colour)
        return writer.change

    def rename(self, name: str, new: str) -> ChangeSet:
        """Rename a tag and those below it (a to b: a/x to b/x).

        NotFoundError; InvalidValueError when one of the new names is taken by another tag.
        """
        name, new = name.strip(), checked_tag(new)
        with self._storage.write(f"Rename the tag {name} to {new}") as writer:
            db = writer.connection
            tags = _need_branch(writer, name)
            own = {tag.id for tag in tags}
            # Going down, the deepest first; else the highest: no name is taken in between.
            if name_key(new).startswith(f"{name_key(name)}/"):
                tags.reverse()
            for tag in tags:
                target = _moved(tag, name, new)
                taken = tag_writes.find(db, target)
                if taken and taken.id not in own:
                    raise InvalidValueError(
                        f"There is a tag {taken.name} already.", "Merge the two instead."
                    )
                tag_writes.rename(db, tag.id, target)
        return writer.change

    def merge(self, sources: Sequence[str], target: str) -> ChangeSet:
        """Put ``target``, made if it is missing, in place of the ``sources``.

        Tags below a source come below the target, and merge with those there, save those that
        are sources themselves. NotFoundError.
        """
        target = checked_tag(target)
        # The deepest first: a tag below another source would else be gone with that one.
        ordered = sorted(_different(sources), key=lambda source: -source.count("/"))
        with self._storage.write("Merge tags") as writer:
            writer.label = f"Merge {_joined(sources)} into {target}"
            for source in ordered:
                if name_key(source) != name_key(target):
                    _merge(writer, source, target)
        return writer.change

    def recolour(self, name: str, colour: str) -> ChangeSet:
        """Set a tag's colour (#rrggbb, or empty for none). NotFoundError, InvalidValueError."""
        colour = checked_colour(colour)
        with self._storage.write(f"Recolour the tag {name}") as writer:
            tag_writes.recolour(writer.connection, _need(writer, name).id, colour)
        return writer.change

    def delete(self, names: Sequence[str]) -> ChangeSet:
        """Delete these tags, not those below them. NotFoundError."""
        with self._storage.write("Delete tags") as writer:
            writer.label = f"Delete the tag {_joined(names)}"
            for name in _different(names):
                tag_writes.delete(writer.connection, _need(writer, name).id)
        return writer.change


def checked_tag(text: str) -> str:
    """A tag's name with tidy parts: " a / b " is "a/b". InvalidValueError when a part is empty."""
    parts = [part.strip() for part in checked_name(text, "tag").split("/")]
    if not all(parts):
        raise InvalidValueError(f"'{text}' is not a tag.", "Write the parts as in theory/scaling.")
    return "/".join(parts)


def _merge(writer: Writer, source: str, target: str) -> None:
    db = writer.connection
    inside = name_key(target).startswith(f"{name_key(source)}/")
    branch = [_need(writer, source)] if inside else _need_branch(writer, source)
    for tag in branch:
        goal = _moved(tag, source, target)
        tag_writes.merge(db, tag.id, tag_writes.ensure(db, goal, tag.colour))


def _moved(tag: Tag, top: str, goal: str) -> str:
    """The name of ``tag``, which is ``top`` or below it, when ``top`` becomes ``goal``.

    Counted in parts: names that are the same ignoring case can differ in length (ß, SS).
    """
    return "/".join([goal, *tag.name.split("/")[top.count("/") + 1 :]])


def _different(names: Sequence[str]) -> list[str]:
    """``names`` without blanks around them, each tag named once."""
    return list({name_key(name.strip()): name.strip() for name in names}.values())


def _joined(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) < 4 else f"{len(names)} tags"


def _need(writer: Writer, name: str) -> Tag:
    found = tag_writes.find(writer.connection, name.strip())
    if found is None:
        raise NotFoundError(f"There is no tag '{name}'.")
    return found


def _need_branch(writer: Writer, name: str) -> list[Tag]:
    found = tag_writes.below(writer.connection, name.strip())
    if not found:
        raise NotFoundError(f"There is no tag '{name}'.")
    return found
