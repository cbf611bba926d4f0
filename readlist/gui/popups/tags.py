"""The popup that tags papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from readlist.gui.context import AppContext
from readlist.gui.popups.pick_popup import PickPopup
from readlist.gui.popups.picker import PickItem, Ticked
from readlist.gui.still_there import on_papers

_CHUNK = 200  # papers read in one go, a few milliseconds


class TagPopup(PickPopup):
    """Shows which tags the papers ``ids`` have, and changes them: see PickPopup for the keys."""

    def __init__(
        self, context: AppContext, ids: Sequence[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(context, ids, "tag", parent)
        self._counts: Counter[str] = Counter()
        self._read = 0
        tags = context.library.tags.all()
        self.model.set_items(
            PickItem(key=tag.name, name=tag.name, colour=tag.colour, count=tag.papers)
            for tag in tags
        )
        self._reading = QTimer(self)
        self._reading.setInterval(0)
        self._reading.timeout.connect(self._read_more)
        self._read_more()
        self.fit()

    def apply(self) -> None:
        add = [item.name for item in self.model.ticked()]
        remove = [item.name for item in self.model.unticked()]
        library, ids = self.context.library, self.ids
        self.context.bridge.write(
            lambda: on_papers(
                library, ids, lambda: library.tags.assign(ids, add=add, remove=remove)
            )
        )

    def _read_more(self) -> None:
        """Count the tags of the next papers; thousands of papers never block the window."""
        part = self.ids[self._read : self._read + _CHUNK]
        for row in self.context.library.papers.rows(part):
            self._counts.update(tag.name for tag in row.tags)
        self._read += len(part)
        if self._read < len(self.ids):
            self._reading.start()
            return
        self._reading.stop()
        total = len(self.ids)
        self.model.set_before(
            {
                name: Ticked.ALL if count >= total else Ticked.SOME
                for name, count in self._counts.items()
            }
        )
