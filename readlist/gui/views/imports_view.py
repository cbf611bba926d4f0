"""The pages that were imported: what they gave, their text, and rolling one back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from readlist.domain.changes import ChangeSet
from readlist.domain.dates import DateSource
from readlist.domain.drafts import ParsedDump, RollbackPreview
from readlist.domain.dumps import Dump, DumpKind
from readlist.formats.daily_bytes import clean, decode, split_lines
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import JobPanel, button, column, label, row
from readlist.gui.dialogs.import_model import Role, RowsModel, short_name
from readlist.gui.dialogs.import_state import page_date_label
from readlist.gui.dialogs.import_year import YearDialog, can_be_dated
from readlist.gui.dialogs.page_text import PageTextDialog
from readlist.gui.dialogs.report import show_fault
from readlist.gui.dialogs.tables import RowsView
from readlist.gui.theme import Theme
from readlist.gui.views.ask import ask_roll_back
from readlist.library import Library

KIND_NAMES = {
    DumpKind.TEXT: "Text",
    DumpKind.HTML: "Saved page",
    DumpKind.CLIPBOARD: "Clipboard",
    DumpKind.JSON: "Readlist JSON",
    DumpKind.BIBTEX: "BibTeX",
    DumpKind.RIS: "RIS",
    DumpKind.CSL: "CSL-JSON",
}
_WIDTHS = {0: 110, 1: 62, 3: 104, 4: 136, 5: 70, 6: 110, 7: 84}


def local_time(text: str) -> str:
    """An ISO time in UTC as the reader's clock shows it, to the minute."""
    if not text:
        return ""
    return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M")


class ImportsModel(RowsModel):
    """One row an import, the newest first."""

    HEADERS = (
        ("Page date", "The date that the page itself shows"),
        ("Year", "The page's year, where it is known"),
        ("Source", "The file that the page came from"),
        ("Kind", "What sort of file it was"),
        ("Imported", "When it was imported"),
        ("Entries", "Papers on the page"),
        ("Papers added", "Papers that the library did not have before"),
        ("Doubtful", "Blocks that were neither header nor entry, and were left out"),
    )
    RIGHT = frozenset((5, 6, 7))

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._dumps: tuple[Dump, ...] = ()

    def set_dumps(self, dumps: list[Dump]) -> None:
        self.beginResetModel()
        self._dumps = tuple(sorted(dumps, key=lambda dump: (dump.imported, dump.id), reverse=True))
        self.endResetModel()

    def dump(self, row: int) -> Dump:
        return self._dumps[row]

    def row_of(self, dump_id: int) -> int:
        """The row of a dump, -1 when it is gone."""
        return next((at for at, dump in enumerate(self._dumps) if dump.id == dump_id), -1)

    def row_total(self) -> int:
        return len(self._dumps)

    def cell(self, row: int, column: int, role: int) -> Any:  # noqa: ANN401
        dump = self._dumps[row]
        if role == Role.DisplayRole:
            return (
                page_date_label(dump.page_date, None),
                str(dump.year) if dump.year else "?" if dump.page_date.startswith("--") else "–",
                short_name(dump.source),
                KIND_NAMES[dump.kind],
                local_time(dump.imported),
                f"{dump.entries:,}",
                f"{dump.papers_added:,}",
                f"{dump.doubtful:,}" if dump.doubtful else "–",
            )[column]
        if role == Role.ToolTipRole:
            return {1: dump.year_reason, 2: dump.source}.get(column) or None
        if role == Role.ForegroundRole and column == 7 and dump.doubtful:
            return self._theme.colour("warning")
        return None


class ImportsView(QWidget):
    """``show_dump(int)`` asks the window to show the papers of an import; ``left()`` tells that
    the reader is done here."""

    show_dump = Signal(int)
    left = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setAccessibleName("Imports")
        self.model = ImportsModel(context.theme, self)
        self.table = RowsView(
            self.model,
            "Imports",
            stretch=2,
            widths=_WIDTHS,
            elide=Qt.TextElideMode.ElideMiddle,
        )
        self.table.setAlternatingRowColors(True)
        self.table.row_changed.connect(self._show_facts)
        self.table.activated.connect(lambda _index: self._show_papers())
        self._jobs = JobPanel(context.bridge)
        self._jobs.hide()
        self._jobs.cancelled.connect(self._jobs.hide)
        self._make_buttons()
        self._lay_out()
        context.bridge.changed.connect(self._on_change)
        self.refresh()

    def refresh(self) -> None:
        """Read the imports anew; the current one stays current."""
        here = self.table.current_row()
        current = self.model.dump(here).id if here >= 0 else 0
        self.model.set_dumps(self._context.library.importing.dumps())
        some = self.model.row_total() > 0
        self._stack.setCurrentIndex(0 if some else 1)
        for control in self._doings:
            control.setVisible(some)
        self.table.go(max(self.model.row_of(current), 0))
        self._show_facts(self.table.current_row())

    def _make_buttons(self) -> None:
        self.papers_button = button(
            "Show its &papers", "Show its papers (Enter)", self._show_papers
        )
        self.text_button = button(
            "Show the page's te&xt", "Show the page as it came, entries marked", self._show_text
        )
        self.year_button = button(
            "Set the &year…", "Give the page its year, which dates its papers", self._ask_year
        )
        self.rollback_button = button(
            "&Roll back this import…",
            "Remove what this import added, except what you have worked on",
            self._preview_rollback,
        )
        self.close_button = button("C&lose", "Close (Esc)", self.left.emit)
        self._doings = (
            self.papers_button, self.text_button, self.year_button, self.rollback_button,
        )  # fmt: skip

    def _lay_out(self) -> None:
        self.facts = label(role="muted")
        filled, empty = QWidget(), QWidget()
        filled.setLayout(column(self.table, self.facts, self._jobs, spacing=10))
        words = label(
            "No imports yet. Import a saved page with File, Import, drop files on the window, or"
            " paste a copied page.",
            "muted",
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setLayout(column(words))
        self._stack = QStackedLayout()
        self._stack.addWidget(filled)
        self._stack.addWidget(empty)
        outer = column(row(*self._doings, None, self.close_button), spacing=10, margin=12)
        outer.insertLayout(0, self._stack, 1)
        self.setLayout(outer)

    def _dump(self) -> Dump | None:
        here = self.table.current_row()
        return self.model.dump(here) if here >= 0 else None

    def _show_facts(self, number: int) -> None:
        for control in (self.papers_button, self.text_button, self.rollback_button):
            control.setEnabled(number >= 0)
        self.year_button.setEnabled(number >= 0 and can_be_dated(self.model.dump(number)))
        if number < 0:
            self.facts.clear()
            return
        dump = self.model.dump(number)
        when = page_date_label(dump.page_date, dump.year)
        parts = [short_name(dump.source) if when == "–" else f"Page of {when}"]
        if dump.captured_source == DateSource.CAPTURED:
            parts.append(f"captured on {dump.captured}")
        if dump.year_reason:
            parts.append(dump.year_reason)
        self.facts.setText(" · ".join(parts))

    def _show_papers(self) -> None:
        dump = self._dump()
        if dump is not None:
            self.show_dump.emit(dump.id)

    def _show_text(self) -> None:
        dump = self._dump()
        if dump is None:
            return
        library = self._context.library
        self._start(
            lambda _context: page_text(library, dump),
            lambda page: PageTextDialog(
                self._context, short_name(dump.source), page[0], page[1], self
            ).open(),
            "Reading the page…",
        )

    def _ask_year(self) -> None:
        dump = self._dump()
        if dump is not None:
            dialog = YearDialog(self._context, dump, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _preview_rollback(self) -> None:
        dump = self._dump()
        if dump is None:
            return
        importing = self._context.library.importing
        self._start(
            lambda _context: importing.preview_rollback(dump.id),
            lambda preview: self._ask_rollback(dump, preview),
            "Counting…",
        )

    def _start(self, work: Any, on_done: Any, text: str) -> None:  # noqa: ANN401
        def done(result: object) -> None:
            self._jobs.hide()
            on_done(result)

        self._jobs.show()
        self._jobs.start(self._context.bridge.reader, work, done, self._failed, text)

    def _failed(self, fault: BaseException) -> None:
        self._jobs.hide()
        show_fault(self, fault)

    def _ask_rollback(self, dump: Dump, preview: RollbackPreview) -> None:
        bridge, importing = self._context.bridge, self._context.library.importing
        ask_roll_back(
            self, dump, preview, lambda: bridge.write(lambda: importing.rollback(dump.id))
        )

    def _on_change(self, change: ChangeSet) -> None:
        if change.everything or "dumps" in change.kinds:
            self.refresh()


def page_text(library: Library, dump: Dump) -> tuple[list[str], ParsedDump]:
    """The lines of the stored page, without invisible characters, and what a parser finds."""
    raw = library.importing.raw(dump.id)
    lines = [clean(line) for line in split_lines(decode(raw)[0])]
    return lines, library.importing.parse(raw, dump.source, dump.kind)
