"""What several selected papers have in common, and what can be done with all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from readlist.domain.papers import Status
from readlist.domain.views import Tally
from readlist.gui import icons
from readlist.gui.context import AppContext
from readlist.gui.popups.lists import ListPopup
from readlist.gui.popups.tags import TagPopup
from readlist.gui.push_button import PushButton
from readlist.gui.still_there import on_papers
from readlist.gui.views.pane_chips import ChipRow, ChipValue
from readlist.gui.views.pane_flow import FlowLayout
from readlist.gui.views.pane_header import STATUS_NAMES
from readlist.gui.views.pane_text import TextBlock
from readlist.jobs.executor import Job

_TAGS_SHOWN = 24


def words_of(tally: Tally) -> str:
    """The counts as lines for the reader."""
    parts = [
        f"{STATUS_NAMES[status]}: {tally.statuses[status]:,}"
        for status in Status
        if tally.statuses.get(status)
    ]
    lines = [" · ".join(parts)]
    facts = [
        (tally.starred, "starred"),
        (tally.notes, "with a note"),
        (tally.seen, "seen on several pages"),
        (tally.trashed, "in the Trash"),
    ]
    lines.append(" · ".join(f"{count:,} {words}" for count, words in facts if count))
    return "\n".join(line for line in lines if line)


class ManyPapers(QWidget):
    """The summary of a selection. ``tag_opened`` carries the name of a tag that was clicked."""

    tag_opened = Signal(str)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._ids: tuple[int, ...] = ()
        self._job: Job[Tally] | None = None
        self.heading = QLabel(self)
        self.heading.setProperty("role", "title")
        self.facts = TextBlock(self)
        self.facts.setProperty("role", "reading-muted")
        self.facts.setAccessibleName("Counts of the selected papers")
        self.tags = ChipRow(context.theme, "+ Tags", "Tag all of them (T)", self)
        self.tags.add_clicked.connect(self.edit_tags)
        self.tags.opened.connect(self.tag_opened)
        self.tags.removed.connect(self._remove_tag)
        self._icons: list[tuple[QPushButton, str]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 18)
        layout.setSpacing(12)
        layout.addWidget(self.heading)
        layout.addWidget(self.facts)
        layout.addWidget(self.tags)
        layout.addWidget(self._actions())
        layout.addStretch(1)
        context.theme.changed.connect(self._tint)
        self._tint()

    def show_ids(self, ids: Sequence[int]) -> None:
        """Count over these papers, in the reader thread."""
        self.stop()
        self._ids = wanted = tuple(ids)
        self.heading.setText(f"{len(wanted):,} papers")
        bridge, library = self._context.bridge, self._context.library

        def done(tally: Tally) -> None:
            if self._job is job:
                self._job = None
                self._show(tally)

        job = bridge.run(bridge.reader, lambda context: library.papers.tally(wanted, context), done)
        self._job = job

    def stop(self) -> None:
        """Stop counting: another page of the pane is shown."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._ids = ()

    def edit_tags(self) -> None:
        """Open the tag popup for the selection."""
        TagPopup(self._context, self._ids, self.window()).popup_at(self.tags.add_button)

    def edit_lists(self) -> None:
        """Open the list popup for the selection."""
        ListPopup(self._context, self._ids, self.window()).popup_at(self.list_button)

    def _show(self, tally: Tally) -> None:
        self.facts.show_text(words_of(tally))
        total = len(self._ids)
        self.tags.show_chips(
            [
                ChipValue(tag.name, f"{tag.name}  {tag.papers:,}", tag.colour,
                          f"{tag.name}: {tag.papers:,} of {total:,}")
                for tag in tally.tags[:_TAGS_SHOWN]
            ]
        )  # fmt: skip
        for button, _ in self._icons:  # in the Trash nothing is marked, as by the menu
            button.setVisible(tally.trashed < total)
        self.restore_button.setVisible(tally.trashed > 0)

    def _actions(self) -> QWidget:
        papers = self._context.library.papers
        box = QWidget(self)
        flow = FlowLayout(box, gap=8, row_gap=8)

        def action(text: str, icon: str, tooltip: str, slot: Callable[[], object]) -> QPushButton:
            button = PushButton(text, box)
            button.setToolTip(tooltip)
            button.setAccessibleName(f"{text}: all selected papers")
            button.clicked.connect(lambda _checked=False: slot())
            self._icons.append((button, icon))
            flow.addWidget(button)
            return button

        action("Star", "star", "Star all (S)", lambda: self._write(lambda i: papers.star(i, True)))
        action("Unstar", "star", "Take the stars off",
               lambda: self._write(lambda i: papers.star(i, False)))  # fmt: skip
        for number, (status, name) in enumerate(STATUS_NAMES.items(), 1):
            icon = {Status.QUEUED: "queue", Status.SKIPPED: "skip"}.get(status, status.value)
            action(name, icon, f"Set the status of all to {name} ({number})",
                   partial(self._set_status, status))  # fmt: skip
        self.list_button = action("Add to list…", "list-add", "Put all on lists (L)",
                                  self.edit_lists)  # fmt: skip
        self.trash_button = action("Move to Trash", "trash", "Move all to the Trash (Delete)",
                                   lambda: self._write(papers.trash))  # fmt: skip
        self.restore_button = action("Restore", "restore", "Bring back from the Trash",
                                     lambda: self._write(papers.restore))  # fmt: skip
        self.restore_button.hide()  # until some are known to be there
        return box

    def _set_status(self, status: Status) -> None:
        papers = self._context.library.papers
        self._write(lambda ids: papers.set_status(ids, status))

    def _remove_tag(self, name: str) -> None:
        tags = self._context.library.tags
        self._write(lambda ids: tags.remove(ids, [name]))

    def _write(self, work: Callable[[tuple[int, ...]], object]) -> None:
        ids = self._ids
        if ids:
            library = self._context.library
            self._context.bridge.write(lambda: on_papers(library, ids, lambda: work(ids)))

    def _tint(self) -> None:
        for button, name in self._icons:
            button.setIcon(icons.icon(name, self._context.theme))
