"""The pattern of citation keys as it is written: its line, its faults, examples and help."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QTabWidget, QWidget

from readlist.domain.key_patterns import PatternError, parse_pattern
from readlist.gui.dialogs.common import column, label, name_it
from readlist.gui.dialogs.keys_model import TextsModel, field_rows, filter_rows, ready_rows
from readlist.gui.dialogs.tables import RowsView
from readlist.library import Library

_EXAMPLES = 6


class PatternEditor(QWidget):
    """A line for the pattern, and below it what it gives on papers of ``ids``.

    ``changed`` is emitted when the pattern is another one; ``fault`` says what is wrong with it.
    """

    changed = Signal()

    def __init__(self, library: Library, ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._papers = library.keys.examples(ids, _EXAMPLES)
        self.fault: PatternError | None = None
        heading = label("&Pattern", "heading", wrap=False)
        self.line = QLineEdit(library.keys.pattern())
        self.line.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        name_it(self.line, "Pattern", "How keys are made: fields in brackets, text between them")
        heading.setBuddy(self.line)
        self.error = label(role="error")
        self.error.setAccessibleName("What is wrong with the pattern")
        self.examples = TextsModel(
            (("Key", "What the pattern gives"), ("Paper", "A paper of yours")), (), self
        )
        self.examples_table = RowsView(self.examples, "Examples", stretch=1, widths={0: 200})
        self.examples_table.setFixedHeight(self.examples_table.height_for(_EXAMPLES))
        self.tabs = self._make_tabs()
        layout = column(heading, self.line, self.error, self.examples_table, spacing=6)
        layout.setContentsMargins(0, 0, 14, 0)
        layout.addSpacing(6)
        layout.addWidget(self.tabs, 1)
        self.setLayout(layout)
        self.line.textChanged.connect(lambda _text: self._read())
        self._show()

    @property
    def text(self) -> str:
        """The pattern without blanks at its ends."""
        return self.line.text().strip()

    def _make_tabs(self) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        name_it(tabs, "Help", "Ready patterns, and what a pattern can hold")
        gives = ("Gives", "For a well-known paper")
        write = ("Write", "Enter or a double click puts it into the pattern")
        self.ready = TextsModel(
            (gives, ("Ready pattern", "Enter or a double click takes it")),
            ready_rows(),
            self,
        )
        self.fields = TextsModel((write, gives, ("What it is", "")), field_rows(), self)
        self.filters = TextsModel((write, gives, ("What it does", "")), filter_rows(), self)
        for model, title in (
            (self.ready, "&Ready patterns"),
            (self.fields, "&Fields"),
            (self.filters, "F&ilters"),
        ):
            widths = {0: 260} if model is self.ready else {0: 135, 1: 140}
            table = RowsView(model, title.replace("&", ""), stretch=len(widths), widths=widths)
            table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            table.go(0)
            table.doubleClicked.connect(lambda _index, table=table: self._take(table))
            for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                take = QShortcut(QKeySequence(key), table, lambda table=table: self._take(table))
                take.setContext(Qt.ShortcutContext.WidgetShortcut)
            tabs.addTab(table, title)
        return tabs

    def _take(self, table: RowsView) -> None:
        """Take a ready pattern, or put a field or filter in where the cursor is."""
        row, model = table.current_row(), table.model()
        if row < 0:
            return
        if model is self.ready:
            self.line.setText(self.ready.texts(row)[2])
        elif isinstance(model, TextsModel):
            self.line.insert(model.texts(row)[0])
        self.line.setFocus()

    def _read(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        try:
            parse_pattern(self.text)
        except PatternError as fault:
            self.fault = fault
            self.error.setText(str(fault))
            self.examples.set_rows([("", title) for _, title in self.examples_rows()])
        else:
            self.fault = None
            self.error.setText("")
            self.examples.set_rows(self.examples_rows())
        self.error.setVisible(self.fault is not None)

    def examples_rows(self) -> list[tuple[str, str]]:
        """(key, title) of the example papers; without keys while the pattern is wrong."""
        text = self.text if self.fault is None else "[id]"
        return [(stem, title) for title, stem in self._library.keys.stems(self._papers, text)]
