"""Merging tags into one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QCompleter, QDialog, QLabel, QWidget

from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import button, column, label, name_it, row
from readlist.gui.dialogs.words import joined, plural

_NAMED = 6  # tags named in the sentence before it only counts them


class MergeTagsDialog(QDialog):
    """Asks for the tag into which ``sources`` are merged, and merges them."""

    def __init__(
        self, context: AppContext, sources: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._sources = tuple(sources)
        self._papers = {tag.name: tag.papers for tag in context.library.tags.all()}
        self.setWindowTitle("Merge tags")
        self.setMinimumWidth(460)
        named = [f"“{name}”" for name in self._sources[:_NAMED]]
        more = len(self._sources) - len(named)
        words = joined([*named, plural(more, "more tag")] if more else named)
        self.target = QComboBox()
        self.target.setEditable(True)
        self.target.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.target.addItems(sorted(self._papers, key=str.casefold))
        completer = QCompleter(self.target.model(), self.target)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.target.setCompleter(completer)
        name_it(self.target, "Into this tag", "An existing tag, or the name of a new one")
        self.target.setCurrentText(self._sources[0] if len(self._sources) > 1 else "")
        into = QLabel("&Into this tag")
        into.setBuddy(self.target)
        self.hint = label(role="muted")
        self.merge_button = button("&Merge", "Merge the tags (Enter)", self.accept, primary=True)
        self.merge_button.setDefault(True)
        cancel = button("Cancel", "Change nothing (Esc)", self.reject)
        self.target.editTextChanged.connect(lambda _text: self._show())
        self.setLayout(
            column(
                label(f"Merge {words}"),
                into,
                self.target,
                self.hint,
                row(None, cancel, self.merge_button),
                margin=16,
            )
        )
        self._show()
        self.target.setFocus()
        QTimer.singleShot(0, self.target, self._select_all)

    def _select_all(self) -> None:
        line = self.target.lineEdit()
        if line is not None:
            line.selectAll()

    def accept(self) -> None:
        target = self.target.currentText().strip()
        sources = [name for name in self._sources if name != target]
        tags = self._context.library.tags
        self._context.bridge.write(lambda: tags.merge(sources, target))
        super().accept()

    def _show(self) -> None:
        target = self.target.currentText().strip()
        gone = [name for name in self._sources if name != target]
        self.merge_button.setEnabled(bool(target and gone))
        kind = "" if target in self._papers else " (a new tag)"
        self.hint.setText(
            f"{plural(len(gone), 'tag')} will go, and their papers get “{target}”{kind}."
            if target and gone
            else "Choose another tag."
        )
