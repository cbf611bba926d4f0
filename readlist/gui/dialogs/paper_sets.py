"""Which papers a dialog is about: the selected ones, all that are shown, or the whole library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from readlist.domain.views import Scope
from readlist.gui.dialogs.common import label, name_it, row
from readlist.gui.dialogs.words import plural

SetKind = Literal["selected", "shown", "all"]
_WORDS: dict[SetKind, str] = {
    "selected": "Selected papers",
    "shown": "All shown",
    "all": "Whole library",
}


@dataclass(frozen=True, slots=True)
class PaperSet:
    """Papers with what they are called; ``place`` is None for those that were selected by hand."""

    kind: SetKind
    title: str
    ids: Sequence[int]
    place: tuple[Scope, str] | None = None

    @property
    def words(self) -> str:
        """The set as the choice shows it: "Selected papers (3)"."""
        return f"{_WORDS[self.kind]} ({len(self.ids):,})"


def usual(sets: Sequence[PaperSet], settings: QSettings, dialog: str) -> PaperSet:
    """Several papers that are selected are meant; else what was chosen last in this dialog.

    ``sets`` holds all that are shown in any case, which are meant where nothing was chosen.
    """
    by_kind = {one.kind: one for one in sets}
    selected = by_kind.get("selected")
    if selected is not None and len(selected.ids) > 1:
        return selected
    last = str(settings.value(_key(dialog), "shown"))
    return next((one for one in sets if one.kind == last), by_kind["shown"])


def choice_or_count(
    sets: Sequence[PaperSet], ids: Sequence[int], settings: QSettings, dialog: str
) -> PaperSetChoice | QLabel:
    """The choice among ``sets``, at the one of ``ids``; how many there are without a choice."""
    first = next((one for one in sets if one.ids is ids), None)
    if first is None or len(sets) < 2:
        return label(plural(len(ids), "paper"), "muted", wrap=False)
    return PaperSetChoice(sets, first, settings, dialog)


def _key(dialog: str) -> str:
    return f"{dialog}/papers"


class PaperSetChoice(QWidget):
    """The choice of one of ``sets``, ``first`` at the beginning; ``chosen`` tells another one.

    What is chosen is remembered for ``dialog`` (see ``usual``).
    """

    chosen = Signal(object)

    def __init__(
        self, sets: Sequence[PaperSet], first: PaperSet, settings: QSettings, dialog: str
    ) -> None:
        super().__init__()
        self._settings, self._dialog = settings, dialog
        self.box = QComboBox()
        for one in sets:
            self.box.addItem(one.words, one)
        self.box.setCurrentIndex(list(sets).index(first))
        name_it(self.box, "Which papers", "The papers that this is about")
        self.box.currentIndexChanged.connect(self._changed)
        layout = row(label("Papers", "muted", wrap=False), self.box)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def _changed(self, _index: int) -> None:
        now = self.box.currentData()
        self._settings.setValue(_key(self._dialog), now.kind)
        self.chosen.emit(now)
