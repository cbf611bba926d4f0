"""The popup that puts papers on reading lists."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from readlist.gui.context import AppContext
from readlist.gui.popups.pick_popup import PickPopup
from readlist.gui.popups.picker import PickItem, Ticked


class ListPopup(PickPopup):
    """Shows on which lists the papers ``ids`` are, and changes that: see PickPopup for the keys.

    Papers are appended to a list in the order of ``ids``.
    """

    def __init__(
        self, context: AppContext, ids: Sequence[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(context, ids, "list", parent)
        lists = context.library.lists.all()
        self.model.set_items(
            PickItem(key=str(one.id), name=one.name, count=one.papers) for one in lists
        )
        chosen = set(self.ids)
        states = {}
        for one in lists:
            held = len(chosen.intersection(context.library.lists.paper_ids(one.id)))
            if held:
                states[str(one.id)] = Ticked.ALL if held == len(chosen) else Ticked.SOME
        self.model.set_before(states)
        self.fit()

    def apply(self) -> None:
        ticked = self.model.ticked()
        add = [int(item.key) for item in ticked if not item.new]
        create = [item.name for item in ticked if item.new]
        remove = [int(item.key) for item in self.model.unticked() if not item.new]
        lists, ids = self.context.library.lists, self.ids
        self.context.bridge.write(lambda: lists.assign(ids, add=add, remove=remove, create=create))
