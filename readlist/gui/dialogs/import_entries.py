"""The import dialog's entries: filter, table, and the reader's word on near matches."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QSplitter,
    QToolButton,
    QWidget,
)

from readlist.domain.drafts import Match, PlannedEntry
from readlist.domain.errors import NotFoundError
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import SearchLine, button, column, label, name_it, row
from readlist.gui.dialogs.compare import ComparePane, Side
from readlist.gui.dialogs.import_model import EntriesModel, count_label, line_range, short_name
from readlist.gui.dialogs.import_state import ImportState, Place
from readlist.gui.dialogs.tables import RowsView
from readlist.gui.dialogs.words import plural

FILTERS: tuple[Match | None, ...] = (None, Match.NEW, Match.SEEN, Match.CHANGED, Match.NEAR)
_WIDTHS = {0: 58, 1: 118, 3: 100, 4: 84, 5: 150, 6: 88}


class EntriesPane(QWidget):
    """``decided`` is emitted after the reader has changed the plan."""

    decided = Signal()

    def __init__(
        self, context: AppContext, state: ImportState, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._state = state
        self._page: int | None = None
        self.model = EntriesModel(state, context.theme, self)
        self.model.dataChanged.connect(lambda *_: self.decided.emit())
        self.table = RowsView(
            self.model, "Entries", stretch=2, widths=_WIDTHS, keys="sd ", extended=True
        )
        self.table.setToolTip("Space: import or leave out. S, D: same or different paper.")
        self.table.row_changed.connect(self._show)
        self.table.key.connect(self._key)
        self._make_filters()
        self._make_choice()
        lower = QWidget()
        self.compare = ComparePane(context.theme)
        lower.setLayout(column(self.choice, self.compare, spacing=6))
        self._splitter = splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(lower)
        splitter.setSizes([240, 190])
        bar = row(*self.filters, None, self.search)
        layout = column(bar, splitter)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.refresh()
        self.table.go(0)

    def set_page(self, page: int | None) -> None:
        """Show the entries of one page, None for all."""
        self._page = page
        self._filter()

    def show_near(self) -> None:
        """Go to the first near match that is not decided, and show only near ones."""
        near = self.filters[FILTERS.index(Match.NEAR)]
        if near.isChecked():
            self._filter()
        near.setChecked(True)
        self._splitter.setSizes([150, 280])
        self._next_near()

    def reload(self) -> None:
        """Show a changed plan, keeping the current row where it is still there."""
        current = self.table.current_row()
        self.model.reload()
        self.refresh()
        self.table.go(min(max(current, 0), self.model.row_total() - 1))
        self._show(self.table.current_row())

    def refresh(self) -> None:
        """Show the numbers of the filter buttons anew."""
        totals = self._state.totals(self._page, known=True)
        numbers = (totals.entries, totals.new, totals.seen, totals.changed, totals.near)
        for tool, match, number in zip(self.filters, FILTERS, numbers, strict=True):
            tool.setText(count_label(match, number))
            tool.setEnabled(match is None or number > 0 or tool.isChecked())

    def _make_filters(self) -> None:
        group = QButtonGroup(self)
        self.filters: list[QToolButton] = []
        for number, match in enumerate(FILTERS, start=1):
            tool = QToolButton()
            tool.setCheckable(True)
            tool.setChecked(match is None)
            name = count_label(match, 0)[:-2]
            name_it(tool, f"Show: {name}", f"Show these entries: {name} (Ctrl+{number})")
            QShortcut(QKeySequence(f"Ctrl+{number}"), self, tool.click)
            tool.toggled.connect(lambda on: self._filter() if on else None)
            group.addButton(tool)
            self.filters.append(tool)
        self.search = SearchLine(
            "Filter by title", "Filter by title", "Show only titles with these words (Ctrl+F)"
        )
        self.search.setFixedWidth(220)
        self.search.textChanged.connect(lambda _text: self._filter())
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)

    def _make_choice(self) -> None:
        self.choice = QWidget()
        self.question = label(wrap=True)
        self.same = button(
            "&Same paper",
            "It is that paper: only the sighting is added (S)",
            lambda: self.decide(True),
        )
        self.different = button(
            "&Different paper",
            "It is another paper: import it as new (D)",
            lambda: self.decide(False),
        )
        for choice in (self.same, self.different):
            choice.setCheckable(True)
        self.all = QCheckBox()
        name_it(self.all, "Apply to all", "Use the choice for every near match")
        layout = row(self.question, self.all, self.same, self.different)
        layout.setStretch(0, 1)
        self.choice.setLayout(layout)

    def decide(self, same: bool) -> None:
        """Take the reader's choice for the selected near matches, or for all of them."""
        places = self._state.near_places()
        if not self.all.isChecked():
            selected = {self.model.place(number) for number in self.table.selected_rows()}
            places = [place for place in places if place in selected]
        self._state.decide(places, same)
        self.model.refresh()
        self.refresh()
        if self.all.isChecked():
            self._show(self.table.current_row())
        else:
            self._next_near()

    def _key(self, key: str) -> None:
        if key == " ":
            self._toggle()
        elif self._near(self.table.current_row()):
            self.decide(key == "s")

    def _toggle(self) -> None:
        places = [self.model.place(number) for number in self.table.selected_rows()]
        places = [place for place in places if self._state.dumps[place[0]].already is None]
        if places:
            self._state.skip(places, not all(self._state.entry(place).skip for place in places))
            self.model.refresh()
            self.refresh()

    def _next_near(self) -> None:
        """Go to the next undecided near match; stay when there is none."""
        undecided = set(self._state.near_places(undecided=True))
        here = max(self.table.current_row(), 0)
        places = self.model.places()
        for number in (*range(here, len(places)), *range(here)):
            if places[number] in undecided:
                self.table.go(number)
                break
        self._show(self.table.current_row())

    def _filter(self) -> None:
        chosen = next(m for m, tool in zip(FILTERS, self.filters, strict=True) if tool.isChecked())
        self.model.set_filter(self._page, chosen, self.search.text())
        self.refresh()
        self.table.go(0)
        self._show(self.table.current_row())

    def _near(self, number: int) -> bool:
        if number < 0:
            return False
        place = self.model.place(number)
        return (
            self._state.entry(place).match is Match.NEAR
            and self._state.dumps[place[0]].already is None
        )

    def _show(self, number: int) -> None:
        near = self._near(number)
        self.choice.setVisible(near)
        if not 0 <= number < self.model.row_total():
            self.compare.show_sides()
            return
        place = self.model.place(number)
        planned = self._state.entry(place)
        here = Side(
            f"On {short_name(self._state.dumps[place[0]].parsed.source)}, lines "
            f"{line_range(planned.entry.first_line, planned.entry.last_line)}",
            planned.entry.bib,
            planned.entry.date_text,
            planned.entry.comments,
        )
        other = self._other(planned) if planned.match in (Match.NEAR, Match.CHANGED) else None
        self.compare.show_sides(here, *([other] if other else []))
        if near:
            self._ask(planned)

    def _ask(self, planned: PlannedEntry) -> None:
        self.question.setText(f"{planned.reason or 'Near another paper.'} Is it the same paper?")
        self.same.setChecked(planned.same is True)
        self.different.setChecked(planned.same is False)
        count = len(self._state.near_places())
        self.all.setVisible(count > 1)
        self.all.setText(f"&Apply to all {plural(count, 'near match', 'near matches')}")

    def _other(self, planned: PlannedEntry) -> Side | None:
        if planned.paper_id is not None:
            try:
                paper = self._context.library.papers.get(planned.paper_id)
            except NotFoundError:
                return None
            return Side("In the library", paper.bib)
        if planned.twin is None:
            return None
        twin: Place = planned.twin
        other = self._state.entry(twin).entry
        name = short_name(self._state.dumps[twin[0]].parsed.source)
        return Side(
            f"On {name}, lines {line_range(other.first_line, other.last_line)}",
            other.bib,
            other.date_text,
            other.comments,
        )
