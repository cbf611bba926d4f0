"""What the reader does to papers, tags and lists: each a write in the writer's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from readlist.domain.changes import ChangeSet
from readlist.domain.papers import Status
from readlist.gui.context import AppContext
from readlist.gui.models.columns import STATUS_LABELS
from readlist.gui.models.sidebar_tree import Node
from readlist.gui.still_there import on_papers
from readlist.gui.undoing import Undoing


def papers(count: int) -> str:
    """ "1 paper", "12 papers"."""
    return "1 paper" if count == 1 else f"{count:,} papers"


class Commands(QObject):
    """``said(text, undoable)`` tells the reader what was done where the view alone does not."""

    said = Signal(str, bool)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._library = context.library
        self.undoing = Undoing(context, parent)

    def _do(self, work: Callable[[], ChangeSet], said: str = "", *, undoable: bool = True) -> None:
        def done(change: ChangeSet) -> None:
            if said and change:
                self.said.emit(said, undoable)

        self._context.bridge.write(work, done)

    # papers

    def _mark(self, ids: Sequence[int], work: Callable[[], ChangeSet], said: str = "") -> None:
        self._do(lambda: on_papers(self._library, ids, work), said)

    def star(self, ids: Sequence[int], *, starred: bool) -> None:
        self._mark(ids, lambda: self._library.papers.star(ids, starred))

    def set_status(self, ids: Sequence[int], status: Status) -> None:
        self._mark(
            ids,
            lambda: self._library.papers.set_status(ids, status),
            f"Marked {papers(len(ids))} as {STATUS_LABELS[status].lower()}.",
        )

    def rate(self, ids: Sequence[int], rating: int) -> None:
        said = f"Rated {papers(len(ids))} with {rating} of 5."
        if not rating:
            said = f"Took the rating off {papers(len(ids))}."
        self._mark(ids, lambda: self._library.papers.rate(ids, rating), said)

    def trash(self, ids: Sequence[int]) -> None:
        self._do(lambda: self._library.papers.trash(ids), f"Moved {papers(len(ids))} to the Trash.")

    def restore(self, ids: Sequence[int]) -> None:
        self._do(lambda: self._library.papers.restore(ids), f"Restored {papers(len(ids))}.")

    def delete(self, ids: Sequence[int]) -> None:
        self._do(lambda: self._library.papers.delete(ids), f"Deleted {papers(len(ids))}.")

    # undo

    def undo(self) -> None:
        """Take back the newest step; asks first when another process made it."""
        self.undoing.take("undo", self._told("Undone"))

    def redo(self) -> None:
        """Do again what was undone last; asks as ``undo``."""
        self.undoing.take("redo", self._told("Redone"))

    def _told(self, what: str) -> Callable[[ChangeSet], None]:
        return lambda change: self.said.emit(f"{what}: {change.label}.", False)

    # tags

    def create_tag(self, name: str) -> None:
        self._do(lambda: self._library.tags.create(name))

    def recolour(self, name: str, colour: str) -> None:
        self._do(lambda: self._library.tags.recolour(name, colour))

    def delete_tag(self, name: str) -> None:
        self._do(lambda: self._library.tags.delete([name]), f"Deleted the tag “{name}”.")

    # lists

    def delete_list(self, list_id: int, name: str) -> None:
        self._do(lambda: self._library.lists.delete(list_id), f"Deleted the list “{name}”.")

    def remove_from_list(self, list_id: int, ids: Sequence[int]) -> None:
        self._do(
            lambda: self._library.lists.remove(list_id, ids),
            f"Removed {papers(len(ids))} from the list.",
        )

    def move_in_list(self, list_id: int, ids: Sequence[int], before: int | None) -> None:
        self._do(lambda: self._library.lists.move(list_id, ids, before))

    # saved searches and imports

    def save_search(self, name: str, query: str) -> None:
        self._do(lambda: self._library.saved.save(name, query), f"Saved the search as “{name}”.")

    def delete_saved(self, saved_id: int, name: str) -> None:
        self._do(
            lambda: self._library.saved.delete(saved_id), f"Deleted the saved search “{name}”."
        )

    def roll_back(self, dump_id: int, name: str) -> None:
        self._do(
            lambda: self._library.importing.rollback(dump_id), f"Rolled back the import “{name}”."
        )

    # the sidebar's lines

    def rename(self, node: Node, text: str) -> None:
        """Rename a list, tag or saved search."""
        library = self._library
        if node.kind == "tag":
            self._do(lambda: library.tags.rename(node.name, text))
        elif node.kind == "list":
            self._do(lambda: library.lists.edit(node.ref, name=text))
        elif node.kind == "saved":
            self._do(lambda: library.saved.rename(node.ref, text))

    def drop(self, node: Node, ids: Sequence[int]) -> None:
        """What dropping papers on a line means."""
        library, many = self._library, papers(len(ids))
        kind = node.scope.kind if node.scope is not None else ""
        if kind == "tag":
            self._mark(
                ids, lambda: library.tags.add(ids, [node.name]), f"Tagged {many} “{node.name}”."
            )
        elif kind == "list":
            self._do(lambda: library.lists.add(node.ref, ids), f"Put {many} on “{node.name}”.")
        elif kind == "status" and node.scope is not None:
            self.set_status(ids, Status(node.scope.value))
        elif kind == "inbox":
            self.set_status(ids, Status.INBOX)
        elif kind == "starred":
            self._do(lambda: library.papers.star(ids, True), f"Starred {many}.")
        elif kind == "trash":
            self.trash(ids)
