"""The import dialog's doubtful blocks: what they are, and making an entry of one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QSplitter, QWidget

from readlist.domain.drafts import Doubtful
from readlist.gui.dialogs.common import button, column, label, name_it, row
from readlist.gui.dialogs.import_model import DoubtfulModel
from readlist.gui.dialogs.import_state import ImportState
from readlist.gui.dialogs.tables import RowsView
from readlist.gui.dialogs.words import plural
from readlist.gui.theme import Theme

LONGEST_TITLE = 250
_WIDTHS = {0: 84, 1: 230, 3: 150, 4: 80}


def suggestion(block: Doubtful) -> tuple[str, str]:
    """A title and an abstract to start from: the block's first line and its rest; a lone line
    that is too long for a title is the abstract."""
    lines = [line.strip() for line in block.text.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) == 1 and len(lines[0]) > LONGEST_TITLE:
        return "", lines[0]
    return (lines[0], " ".join(lines[1:])) if lines else ("", "")


class DoubtfulPane(QWidget):
    """``fixed(int, Doubtful, str, str)`` asks to make an entry of a block: the index of the page,
    the block, title, abstract. ``decided`` follows a block that was left out."""

    fixed = Signal(int, object, str, str)
    decided = Signal()

    def __init__(self, state: ImportState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.model = DoubtfulModel(state, theme, self)
        self.table = RowsView(self.model, "Doubtful blocks", stretch=2, widths=_WIDTHS)
        self.table.row_changed.connect(self._show)
        self._make_form()
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(self.form)
        splitter.setSizes([170, 260])
        layout = column(splitter)
        layout.setContentsMargins(0, 8, 0, 0)
        self.setLayout(layout)
        self.table.go(0)

    def reload(self) -> None:
        """Show a changed plan; go on with the block that stands where the fixed one stood."""
        current = self.table.current_row()
        self.model.reload()
        self.table.go(min(max(current, 0), self.model.row_total() - 1))
        self._show(self.table.current_row())

    def _make_form(self) -> None:
        self.form = QWidget()
        self.add = button("Add as e&ntry", "Import this as a paper", self._add)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        name_it(self.text, "The block as it came", "The block's lines, as the page has them")
        self.where = label(role="heading", wrap=True)
        self.title = QLineEdit()
        self.title.setPlaceholderText("Title of the paper")
        name_it(self.title, "Title", "The title of the entry that is made of the block")
        self.title.textChanged.connect(lambda text: self.add.setEnabled(bool(text.strip())))
        title_label = QLabel("&Title")
        title_label.setBuddy(self.title)
        self.abstract = QPlainTextEdit()
        self.abstract.setTabChangesFocus(True)
        self.abstract.setPlaceholderText("May stay empty")
        name_it(self.abstract, "Abstract", "The abstract of the entry that is made of the block")
        abstract_label = QLabel("Abst&ract")
        abstract_label.setBuddy(self.abstract)
        self.leave = button(
            "&Leave out", "Don't import this block; it stays in the page", self._leave
        )
        self.leave_all = button("Leave all &out", "Leave out every doubtful block", self._leave_all)
        left, right = QWidget(), QWidget()
        left.setLayout(column(self.where, self.text, spacing=4))
        buttons = row(None, self.leave_all, self.leave, self.add)
        right.setLayout(
            column(title_label, self.title, abstract_label, self.abstract, buttons, spacing=4)
        )
        halves = row(left, right, spacing=12)
        halves.setStretch(0, 1)
        halves.setStretch(1, 1)
        self.form.setLayout(halves)

    def _show(self, number: int) -> None:
        here = 0 <= number < self.model.row_total()
        self.form.setEnabled(here)
        if not here:
            for field in (self.where, self.text, self.title, self.abstract):
                field.clear()
            return
        block = self.model.block(number)[2]
        count = plural(block.last_line - block.first_line + 1, "line")
        self.where.setText(f"{count}: {block.reason}")
        self.text.setPlainText(block.text)
        title, abstract = suggestion(block)
        self.title.setText(title)
        self.title.setCursorPosition(0)
        self.abstract.setPlainText(abstract)
        self.add.setEnabled(bool(title))

    def _add(self) -> None:
        number, _index, block = self.model.block(self.table.current_row())
        title = " ".join(self.title.text().split())
        abstract = " ".join(self.abstract.toPlainText().split())
        self.fixed.emit(number, block, title, abstract)

    def _leave(self) -> None:
        here = self.table.current_row()
        number, _index, block = self.model.block(here)
        self._state.pass_over(number, block)
        self.model.refresh()
        for after in (*range(here + 1, self.model.row_total()), *range(here)):
            page, _, other = self.model.block(after)
            if not self._state.passed(page, other):
                self.table.go(after)
                break
        self.decided.emit()

    def _leave_all(self) -> None:
        for number, _index, block in self._state.doubtful():
            self._state.pass_over(number, block)
        self.model.refresh()
        self.decided.emit()
