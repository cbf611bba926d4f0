"""The last page of the import dialog: what has happened."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from readlist.domain.drafts import DumpResult, ImportResult
from readlist.gui.dialogs.common import button, column, label, row
from readlist.gui.dialogs.compare import ReadPane
from readlist.gui.dialogs.import_model import short_name
from readlist.gui.dialogs.import_state import counted
from readlist.gui.dialogs.words import joined, plural


def sentence(result: ImportResult) -> str:
    """ "5 pages: 220 new papers, 95 seen again. 24 of them told something new." """
    done = [dump for dump in result.dumps if not dump.already_imported]
    if not done:
        return "Nothing was imported: the library has all of it already."
    seen = sum(dump.seen for dump in done)
    changed = sum(dump.changed for dump in done)
    parts = [plural(result.papers_new, "new paper")]
    if seen or changed:
        parts.append(f"{seen + changed:,} seen again")
    more = f" {changed:,} of them told something new." if changed else ""
    return f"{counted([dump.kind for dump in done])}: {', '.join(parts)}.{more}"


def account(dump: DumpResult) -> str:
    """One page's line in the list of what has happened."""
    if dump.already_imported:
        return f"{short_name(dump.path)}: imported before, nothing to do"
    counts = ((dump.new, "new"), (dump.seen, "seen again"), (dump.changed, "changed"))
    parts = [f"{count:,} {word}" for count, word in counts if count]
    if dump.skipped:
        parts.append(f"{len(dump.skipped):,} left out")
    if dump.doubtful:
        parts.append(plural(len(dump.doubtful), "doubtful block"))
    return f"{short_name(dump.path)}: {joined(parts) or 'no entries'}"


class ResultPane(QWidget):
    """Says what an import did; ``show_button`` and ``close_button`` are the dialog's to connect."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label(role="title")
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.undo_hint = label(
            "One Undo takes it all back; a single page can be rolled back later from Imports.",
            "muted",
        )
        self.details = ReadPane("What was imported", "One line a page")
        self.show_button = button(
            "&Show the papers",
            "Close this and show the imported papers",
            lambda: None,
            primary=True,
        )
        self.close_button = button("&Close", "Close this", lambda: None)
        layout = column(
            self.title,
            self.undo_hint,
            self.details,
            row(None, self.close_button, self.show_button),
            spacing=10,
        )
        self.setLayout(layout)

    def show_result(self, result: ImportResult) -> None:
        """Fill in the words."""
        written = bool(result.change)
        self.title.setText(sentence(result))
        self.undo_hint.setVisible(written)
        lines = [account(dump) for dump in result.dumps]
        lines += [
            f"{short_name(file.source)}: not read. {file.reason}" for file in result.unreadable
        ]
        total = plural(result.papers_total, "paper")
        sightings = plural(result.sightings_total, "sighting")
        lines.append(f"\nThe library now holds {total} and {sightings}.")
        self.details.setPlainText("\n".join(lines))
        self.show_button.setVisible(written)
        (self.show_button if written else self.close_button).setFocus()
