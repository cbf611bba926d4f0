"""The popup that puts papers on reading lists."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from readlist.domain.papers import ReadingList
from readlist.gui.context import AppContext
from readlist.gui.popups.pick_popup import PickPopup
from readlist.gui.popups.picker import PickItem, Ticked
from readlist.library import Library

_AT_ONCE = 2000  # papers on all lists that are read before the popup shows, a few milliseconds


class ListPopup(PickPopup):
    """Shows on which lists the papers ``ids`` are, and changes that: see PickPopup for the keys.

    Papers are appended to a list in the order of ``ids``.
    """

    def __init__(
        self, context: AppContext, ids: Sequence[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(context, ids, "list", parent)
        library, chosen = context.library, self.ids
        lists = library.lists.all()
        self.model.set_items(
            PickItem(key=str(one.id), name=one.name, count=one.papers) for one in lists
        )
        if sum(one.papers for one in lists) <= _AT_ONCE:
            self._show(_states(library, lists, chosen))
        else:
            context.bridge.run(
                context.bridge.reader, lambda _job: _states(library, lists, chosen), self._show
            )
        self.fit()

    def apply(self) -> None:
        ticked = self.model.ticked()
        add = [int(item.key) for item in ticked if not item.new]
        create = [item.name for item in ticked if item.new]
        remove = [int(item.key) for item in self.model.unticked() if not item.new]
        lists, ids = self.context.library.lists, self.ids
        self.context.bridge.write(lambda: lists.assign(ids, add=add, remove=remove, create=create))

    def _show(self, states: dict[str, Ticked]) -> None:
        if isValid(self):  # else it was closed before the lists were read
            self.model.set_before(states)


def _states(
    library: Library, lists: Sequence[ReadingList], ids: Sequence[int]
) -> dict[str, Ticked]:
    """How many of the papers each list has, by the list's id; lists without any are left out."""
    chosen = set(ids)
    states = {}
    for one in lists:
        held = len(chosen.intersection(library.lists.paper_ids(one.id)))
        if held:
            states[str(one.id)] = Ticked.ALL if held == len(chosen) else Ticked.SOME
    return states
