"""One pair of papers side by side: which is kept, and whose value each field takes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QSplitter, QWidget

from readlist.domain.duplicates import DuplicatePair
from readlist.domain.errors import KnownError
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import button, column, label, row
from readlist.gui.dialogs.compare import ReadPane, differing, marked
from readlist.gui.dialogs.complete_model import FIELD_NAMES, shown
from readlist.gui.dialogs.duplicates_model import MergeFieldsModel
from readlist.gui.dialogs.duplicates_state import Choice, FieldRow, Side, united_words
from readlist.gui.dialogs.tables import RowsView

KEYS = "mns12"


class PairPane(QWidget):
    """``asked(key)`` tells what the reader wants of the pair: "m" to merge, "n" for different
    papers."""

    asked = Signal(str)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.choice: Choice | None = None
        self.reason = label(role="heading")
        self.model = MergeFieldsModel(context.theme, self)
        self.fields = RowsView(self.model, "Fields", stretch=2, widths={0: 140}, keys=KEYS)
        self.fields.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.fields.row_changed.connect(lambda _row: self._show_values())
        self.fields.key.connect(self.press)
        self.headings = (label(role="heading", wrap=False), label(role="heading", wrap=False))
        self.values = (
            ReadPane("Value on the left", "The older paper's whole value"),
            ReadPane("Value on the right", "The newer paper's whole value"),
        )
        self.united = label(role="muted")
        self.keys = label(role="warning")
        self.merge_button = button(
            "&Merge", "Make one paper of the two (M)", lambda: self.press("m"), primary=True
        )
        self.different_button = button(
            "&Not a duplicate", "Two papers: never show this pair again (N)",
            lambda: self.press("n"),
        )  # fmt: skip
        self.swap_button = button("&Swap", "Keep the other paper's number (S)",
                                  lambda: self.press("s"))  # fmt: skip
        self.hint = label("1 and 2 take the field from a side · Enter shows the papers", "muted")
        self._lay_out()
        context.theme.changed.connect(self._show_values)

    def show_pair(self, pair: DuplicatePair | None) -> None:
        """Show a pair, or nothing."""
        self.choice = None
        self.reason.setText(pair.reason if pair else "")
        if pair is not None:
            try:
                self.choice = Choice.of(self._context.library, pair)
            except KnownError as fault:  # deleted meanwhile by another process
                self.reason.setText(str(fault))
        self._refresh()
        self.fields.go(0)
        self._show_values()

    def press(self, key: str) -> None:
        """Do what a key of ``KEYS`` says."""
        choice, here = self.choice, self.fields.current_row()
        if choice is None:
            return
        if key in "mn":
            self.asked.emit(key)
        elif key == "s":
            choice.swap()
            self._refresh()
        elif 0 <= here < self.model.row_total() and not self.model.row(here).same:
            choice.choose(self.model.row(here).name, Side(int(key) - 1))
            self._refresh()

    def set_busy(self, busy: bool) -> None:
        """While something is written, nothing else can be asked for."""
        for one in (self.merge_button, self.different_button, self.swap_button):
            one.setEnabled(not busy)

    def _lay_out(self) -> None:
        halves = [column(*pair, spacing=4) for pair in zip(self.headings, self.values, strict=True)]
        both = row()
        for half in halves:
            both.addLayout(half, 1)
        compared = QWidget()
        compared.setLayout(both)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.fields)
        split.addWidget(compared)
        split.setSizes([240, 240])
        self.hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        buttons = row(self.merge_button, self.different_button, self.swap_button, self.hint)
        buttons.setStretch(3, 1)
        layout = column(self.reason, split, self.united, self.keys, buttons)
        layout.setStretch(1, 1)
        self._parts = (split, self.united, self.keys)
        self._buttons = (self.merge_button, self.different_button, self.swap_button, self.hint)
        layout.setContentsMargins(8, 0, 0, 0)
        self.setLayout(layout)

    def _refresh(self) -> None:
        """Show the choices of the pair."""
        choice, library = self.choice, self._context.library
        for part in (*self._parts, *self._buttons):
            part.setVisible(choice is not None)
        if choice is None:
            self.model.set_rows((), ("", ""))
            return
        try:
            rows, keys = choice.rows(library), choice.key_words(library)
        except KnownError as fault:  # in the Trash meanwhile: there is nothing to choose
            self.choice = None
            self.reason.setText(str(fault))
            self._refresh()
            return
        self.model.set_rows(rows, (self._heading(choice, Side.LEFT),
                                   self._heading(choice, Side.RIGHT)))  # fmt: skip
        united = united_words(choice.papers)
        self.united.setText(united)
        self.united.setVisible(bool(united))
        self.keys.setText(keys)
        self.keys.setVisible(bool(keys))
        self._show_values()

    def _heading(self, choice: Choice, side: Side) -> str:
        what = "kept" if side is choice.kept else "goes into it"
        return f"{side + 1}: paper {choice.papers[side].id}, {what}"

    def _show_values(self) -> None:
        """Show the current field whole on both sides."""
        here = self.fields.current_row()
        if self.choice is None or not 0 <= here < self.model.row_total():
            for pane in self.values:
                pane.clear()
            return
        one = self.model.row(here)
        name = FIELD_NAMES.get(one.name, one.name)
        texts = (shown(one.values[0]), shown(one.values[1]))
        spans = differing(*texts) if all(texts) else ([], [])
        for side, heading, pane, text, span in zip(
            Side, self.headings, self.values, texts, spans, strict=True
        ):
            heading.setText(f"{name}, {_fate(one, side)}")
            pane.setHtml(f"<p style='margin:0'>{marked(text, span, self._context.theme)}</p>")


def _fate(one: FieldRow, side: Side) -> str:
    if one.same:
        return "the same"
    return "stays" if side is one.taken else "left out"
