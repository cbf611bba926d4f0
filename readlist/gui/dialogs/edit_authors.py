"""The authors in the edit form, with how each line is understood beside it."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from readlist.domain.people import Name, parse_name
from readlist.gui.dialogs.common import button, name_it, row
from readlist.gui.dialogs.edit_field import EditField
from readlist.gui.dialogs.words import plural
from readlist.gui.field_rules import FieldRule
from readlist.gui.growing_edit import GrowingEdit
from readlist.gui.theme import Theme

_MOST_LINES = 8


_BETWEEN = re.compile(r"\s+(?:and|&)\s+|\s*;\s*")


def understood(line: str) -> str:
    """How one line of the form is read: "Maaten, Laurens (particle van der)"."""
    name = parse_name(line)
    if name == Name():
        return ""
    if name.literal:
        return f"{name.literal} (group)"
    if not name.given:
        return f"{name.short} (family name alone)"
    more = [("particle", name.particle), ("suffix", name.suffix)]
    words = [f"{what} {part}" for what, part in more if part]
    return f"{name.family}, {name.given}" + (f" ({', '.join(words)})" if words else "")


def split_names(line: str) -> list[str]:
    """The names of one line that holds several, as people copy them: parted by "and", "&", ";",
    or by commas between whole names. A line with one name is itself."""
    line = line.strip()
    if line.startswith("{") and line.endswith("}"):
        return [line]
    parts = [part.strip(" ,") for part in _BETWEEN.split(line) if part.strip(" ,")]
    names = [one.strip() for part in parts for one in part.split(",") if one.strip()]
    # "Lovelace, Ada and Babbage, Charles" has a comma in every name, a list of whole names none;
    # "de la Cruz, Maria Jose" is one name.
    listed = len(names) > 2 and (len(parts) == 1 or "," not in parts[-1])
    if listed and all(" " in one for one in names):
        parts = names
    return parts or [line]


class AuthorsField(EditField):
    """The editor of names and, in step with it, what each of them is taken for."""

    def __init__(self, rule: FieldRule, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(rule, theme, parent)
        lines = self.editor
        assert isinstance(lines, GrowingEdit)  # noqa: S101 - the rule has several lines
        lines.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lines = lines
        self.meaning = QPlainTextEdit(self)
        self.meaning.setReadOnly(True)
        self.meaning.setPlaceholderText("How each name is understood")
        self.meaning.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.meaning.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.meaning.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.meaning.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.meaning.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.meaning.setStyleSheet(
            "QPlainTextEdit { border-color: transparent; background: transparent;"
            " color: palette(placeholder-text);"
            " placeholder-text-color: palette(placeholder-text); }"
        )
        name_it(
            self.meaning, "How the names are understood", "How each line is read: Family, Given"
        )
        self.count = QLabel(self)
        self.count.setProperty("role", "muted")
        beside = QHBoxLayout()
        beside.setSpacing(8)
        self.column.removeWidget(lines)
        beside.addWidget(lines, 1)
        beside.addWidget(self.meaning, 1)
        self.split_button = button(
            "One name a line", "Part the lines that hold several names", self._split, flat=True
        )
        self.split_button.setAutoDefault(False)
        box = QVBoxLayout()
        box.setSpacing(2)
        box.addLayout(beside)
        box.addLayout(row(self.count, self.split_button, None))
        self.column.insertLayout(1, box)
        scroll, follower = lines.verticalScrollBar(), self.meaning.verticalScrollBar()
        scroll.valueChanged.connect(follower.setValue)
        follower.valueChanged.connect(scroll.setValue)
        lines.textChanged.connect(self._show_meaning)
        self._show_meaning()

    def _show_meaning(self) -> None:
        lines = self._lines.toPlainText().split("\n")
        said = [understood(line) for line in lines]
        self.meaning.setPlainText("\n".join(said))
        self.meaning.verticalScrollBar().setValue(self._lines.verticalScrollBar().value())
        number = sum(bool(one) for one in said)
        self.count.setText(plural(number, "name") if number else "")
        self.count.setVisible(number > 1)
        self.split_button.setVisible(any(len(split_names(line)) > 1 for line in lines))

    def _split(self) -> None:
        lines = self._lines.toPlainText().split("\n")
        cursor = self._lines.textCursor()  # so that the editor's own undo takes it back
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText("\n".join(name for line in lines for name in split_names(line)))
        self._lines.setFocus()
