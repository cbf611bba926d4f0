"""The completion dialog's review: the papers on the left, paper and record side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QSplitter, QTabBar, QWidget

from readlist.domain.errors import KnownError
from readlist.domain.filling import Offer, PlannedFilling
from readlist.gui.addresses import open_address, record_links
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import button, column, label, name_it, row, set_role
from readlist.gui.dialogs.compare import ReadPane, differing, marked
from readlist.gui.dialogs.complete_model import (
    FIELD_NAMES,
    FieldsModel,
    PapersModel,
    RecordsModel,
    shown,
    sources,
)
from readlist.gui.dialogs.complete_state import Answer, Group, ReviewState
from readlist.gui.dialogs.tables import RowsView

_TABS = (
    (Group.DOUBTFUL, "&Doubtful", "Papers for you to decide on"),
    (Group.CERTAIN, "&Certain", "Papers of which the record is certain"),
    (Group.NOTHING, "&Nothing found", "Papers without a record"),
)
_KEYS = "aox123456789"
_MOST_RECORDS = 4  # rows that are shown at once
_MOST_TROUBLES = 4


def _told(troubles: Sequence[str]) -> str:
    """The first troubles, one a line, and how many more there are."""
    lines = [" ".join(one.split()) for one in troubles[:_MOST_TROUBLES]]
    if len(troubles) > _MOST_TROUBLES:
        lines.append(f"And {len(troubles) - _MOST_TROUBLES:,} more like these.")
    return "\n".join(lines)


class ReviewPage(QWidget):
    """``changed`` follows every decision."""

    changed = Signal()

    def __init__(
        self, context: AppContext, state: ReviewState, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._state = state
        self._one: PlannedFilling | None = None
        self.banner = label(_told(state.findings.troubles), "warning")
        self.banner.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.banner.setVisible(bool(state.findings.troubles))
        self._make_list()
        self._make_record()
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._left)
        splitter.addWidget(self._right)
        splitter.setSizes([400, 760])
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        layout = column(self.banner, splitter)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        context.theme.changed.connect(self._show_values)
        self.refresh()
        group = next((group for group, _, _ in _TABS if state.papers(group)), Group.DOUBTFUL)
        self.show_group(group)

    def show_group(self, group: Group) -> None:
        """Show the papers of a group, the first undecided one first."""
        self.tabs.setCurrentIndex([one for one, _, _ in _TABS].index(group))
        self._on_tab()

    def refresh(self) -> None:
        """Show the present decisions."""
        self.papers_model.refresh()
        for index, (group, name, _) in enumerate(_TABS):
            self.tabs.setTabText(index, f"{name} {len(self._state.papers(group)):,}")
        self._show_paper(self.papers.current_row())

    def first_focus(self) -> None:
        """Give the keyboard to the papers."""
        self.papers.setFocus()

    def take(self) -> None:
        """Accept the picked record for the paper, and go on."""
        self._decided(self._one is not None and self._state.take(self._one))

    def leave(self) -> None:
        """Leave the paper as it is, and go on."""
        self._decided(self._one is not None and self._state.leave(self._one))

    def open(self) -> None:
        """Show the picked record's page in the browser, when it has one."""
        candidate = self._state.candidate(self._one) if self._one else None
        links = record_links(candidate.bib) if candidate else ()
        if links:
            open_address(links[0].url)

    def go_undecided(self) -> None:
        """Show the next paper that waits for a decision."""
        self.show_group(Group.DOUBTFUL)
        self.papers.setFocus()

    def _make_list(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(False)
        name_it(self.tabs, "Groups", "Doubtful, certain, and without a record")
        for _, name, tip in _TABS:
            self.tabs.setTabToolTip(self.tabs.addTab(name), tip)
        self.tabs.currentChanged.connect(lambda _index: self._on_tab())
        self.papers_model = PapersModel(self._state, self._context.theme, self)
        self.papers = RowsView(
            self.papers_model, "Papers", stretch=1, widths={0: 96}, keys=f" {_KEYS}"
        )
        self.papers.row_changed.connect(self._show_paper)
        self.papers.key.connect(self._on_key)
        self._left = QWidget()
        self._left.setLayout(column(self.tabs, self.papers, spacing=0))

    def _make_record(self) -> None:
        self.title = label(role="title")
        self.reason = label(role="muted")
        self.records_model = RecordsModel(self)
        self.records = RowsView(
            self.records_model,
            "Records",
            stretch=2,
            widths={0: 36, 1: 76, 3: 130, 4: 146},
            keys=_KEYS,
        )
        self.records.row_changed.connect(self._on_record)
        self.records.key.connect(self._on_key)
        self.fields_model = FieldsModel(self._context.theme, self)
        self.fields_model.toggled.connect(self._toggle)
        self.fields = RowsView(
            self.fields_model,
            "Fields",
            stretch=2,
            widths={0: 140, 3: 212},
            keys=f" {_KEYS}",
        )
        self.fields.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.fields.row_changed.connect(lambda _row: self._show_values())
        self.fields.key.connect(self._on_key)
        self.headings = (label(role="heading", wrap=False), label(role="heading", wrap=False))
        self.values = (
            ReadPane("In the library", "The paper's whole value"),
            ReadPane("In the record", "The record's whole value; different words are marked"),
        )
        halves = [column(*pair, spacing=4) for pair in zip(self.headings, self.values, strict=True)]
        self._compared = QWidget()
        both = row()
        for half in halves:
            both.addLayout(half, 1)
        self._compared.setLayout(both)
        lower = QSplitter(Qt.Orientation.Vertical)
        lower.setChildrenCollapsible(False)
        lower.addWidget(self.fields)
        lower.addWidget(self._compared)
        lower.setSizes([330, 150])
        self._lower = lower
        self.take_button = button(
            "Acce&pt", "Take the checked fields of this record (A)", self.take
        )
        self.leave_button = button("Lea&ve", "Leave the paper as it is (X)", self.leave)
        self.open_button = button("&Open record", "Show its page in the browser (O)", self.open)
        self.hint = label("1–9 another record · Space a field", "muted")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._right = QWidget()
        buttons = row(self.take_button, self.leave_button, self.open_button, self.hint)
        buttons.setStretch(3, 1)
        layout = column(self.title, self.reason, self.records, lower, buttons)
        layout.setStretch(3, 1)
        layout.addStretch(0)
        layout.setContentsMargins(10, 0, 0, 0)
        self._right.setLayout(layout)

    def _on_tab(self) -> None:
        group = _TABS[max(self.tabs.currentIndex(), 0)][0]
        if group is not self.papers_model.group or self._one is None:
            self.papers_model.show_group(group)
        papers = self._state.papers(group)
        first = (self._state.answer(one) is Answer.OPEN for one in papers)
        start = next((n for n, is_open in enumerate(first) if is_open), 0)
        self.papers.go(start if group is Group.DOUBTFUL else 0)
        self._show_paper(self.papers.current_row())

    def _on_key(self, key: str) -> None:
        if key == "a":
            self.take()
        elif key == "x":
            self.leave()
        elif key == "o":
            self.open()
        elif key == " ":
            here = self.fields.current_row()
            if 0 <= here < self.fields_model.row_total():
                self._toggle(self.fields_model.offer(here))
        else:
            self.records.go(int(key) - 1)

    def _show_paper(self, number: int) -> None:
        here = 0 <= number < self.papers_model.row_total()
        self._one = self.papers_model.paper(number) if here else None
        one = self._one
        found = one is not None and bool(one.verdict.judged)
        self.title.setText(one.title if one else "There are no papers in this group.")
        self.reason.setText(one.verdict.reason if one else "")
        for part in (
            self._lower, self.take_button, self.leave_button, self.open_button, self.hint,
        ):  # fmt: skip
            part.setVisible(found)
        judged = self._state.records(one) if one else ()
        self.records.blockSignals(True)
        self.records_model.set_records(judged)
        self.records.go(self._state.picked(one) if one else -1)
        self.records.blockSignals(False)
        self.records.setVisible(len(judged) > 1)
        self.records.setFixedHeight(self.records.height_for(min(len(judged), _MOST_RECORDS)))
        self._show_record()
        self.fields.go(0)
        self._show_values()

    def _on_record(self, number: int) -> None:
        if self._one is not None and self._state.pick(self._one, number):
            self._show_record()
            self._show_values()
            self.changed.emit()

    def _show_record(self) -> None:
        """Show the picked record's fields and what was decided."""
        one = self._one
        candidate = self._state.candidate(one) if one else None
        if one is None or candidate is None:
            self.fields_model.set_offers((), frozenset(), open_=False)
            if one is not None:
                self._explain_nothing(one)
            return
        try:
            offers = self._context.library.filling.offers(one.paper_id, candidate)
        except KnownError as fault:  # deleted meanwhile by another process
            self.fields_model.set_offers((), frozenset(), open_=False)
            self.reason.setText(str(fault))
            return
        written = self._state.written(one)
        checked = frozenset(offer.field for offer in offers if self._state.chosen(one, offer))
        self.fields_model.set_offers(offers, checked, open_=not written)
        judged = self._state.records(one)[self._state.picked(one)]
        self.reason.setText(self._reason(one, judged.reason, sources(judged)))
        doubtful = self._state.group(one) is Group.DOUBTFUL
        set_role(self.reason, "warning" if doubtful and not written else "muted")
        self.open_button.setEnabled(bool(record_links(candidate.bib)))
        self.take_button.setEnabled(not written)
        self.leave_button.setEnabled(not written)

    def _reason(self, one: PlannedFilling, why: str, where: str) -> str:
        """Why the record is the paper or may be it, and what is wrong with being sure."""
        parts = [f"{where}: {why}"]
        if one.verdict.reason != why and self._state.group(one) is Group.DOUBTFUL:
            parts.append(one.verdict.reason)
        if self._state.written(one):
            parts.append("It is done.")
        elif self._state.brings_nothing(one):
            parts.append("The paper has all of it already.")
        return " ".join(parts)

    def _explain_nothing(self, one: PlannedFilling) -> None:
        unasked = one.paper_id in self._state.findings.unasked
        set_role(self.reason, "muted")
        self.reason.setText(
            f"{one.verdict.reason} With its arXiv id, DOI or address you can complete it in the "
            "window (Paste identifier, Ctrl+Shift+V)."
        )
        if unasked:
            self.reason.setText(
                "Not every service could be asked for it. What was answered is kept: complete the "
                "paper again later, and only the rest is asked."
            )

    def _show_values(self) -> None:
        """Show the current field whole."""
        here = self.fields.current_row()
        if not 0 <= here < self.fields_model.row_total():
            for pane in self.values:
                pane.clear()
            return
        offer = self.fields_model.offer(here)
        name = FIELD_NAMES.get(offer.field, offer.field)
        texts = (shown(offer.mine), shown(offer.theirs))
        spans = differing(*texts) if all(texts) else ([], [])
        for where, value, heading, pane, text, span in zip(
            ("library", "record"), (offer.mine, offer.theirs), self.headings, self.values, texts,
            spans, strict=True,
        ):  # fmt: skip
            many = f": {len(value):,}" if isinstance(value, tuple) and len(value) > 1 else ""
            heading.setText(f"{name} in the {where}{many}")
            pane.setHtml(f"<p style='margin:0'>{marked(text, span, self._context.theme)}</p>")

    def _toggle(self, offer: Offer) -> None:
        if self._one is not None and self._state.toggle(self._one, offer):
            self._show_record()
            self.papers_model.refresh()
            self.changed.emit()

    def _decided(self, changed: bool) -> None:
        one = self._one
        if not changed or one is None:
            return
        self.papers_model.refresh()
        here = self.papers.current_row()
        doubtful = self._state.group(one) is Group.DOUBTFUL
        self.papers.go(self._state.next_open(one) if doubtful else here + 1)
        if self.papers.current_row() == here:
            self._show_record()
        self.changed.emit()
