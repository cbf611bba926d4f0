"""One field of the edit form: label, where its value is from, an editor, and what is wrong."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from readlist.domain.errors import InvalidValueError
from readlist.domain.papers import FieldSource, Paper
from readlist.gui import icons
from readlist.gui.dialogs.common import ElidedLabel, label
from readlist.gui.field_rules import FieldRule, provenance
from readlist.gui.growing_edit import GrowingEdit
from readlist.gui.theme import Theme
from readlist.library.paper_fields import checked_fields

_MOST_LINES = 9
_GIVE_BACK = "Empty this field and let imports and services fill it again: it is no longer yours"


class EditField(QWidget):
    """``changed`` comes at every change of the text, ``left`` when the editor loses the keyboard.

    ``given_back`` says that the reader gave the field back to the sources.
    """

    changed = Signal()
    left = Signal()

    def __init__(self, rule: FieldRule, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rule = rule
        self.stored = ""
        self.given_back = False
        self.label = QLabel(rule.label, self)
        self.source = ElidedLabel()
        self.source.setProperty("role", "muted")
        self.source.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.back_button = QToolButton(self)
        self.back_button.setStyleSheet("QToolButton { padding: 1px; }")
        self.back_button.setIconSize(QSize(14, 14))
        self.back_button.setIcon(icons.icon("undo", theme, "muted"))
        self.back_button.setAccessibleName(f"Give back: {rule.label}")
        self.back_button.setToolTip(_GIVE_BACK)
        self.back_button.clicked.connect(self._give_back)
        self.error = label(role="error")
        self.error.hide()
        self.editor = self._make_editor()
        self.editor.setAccessibleName(rule.label)
        self.editor.setToolTip(rule.hint or rule.label)
        self.label.setBuddy(self.editor)
        top = QHBoxLayout()
        top.addStrut(self.back_button.sizeHint().height())  # all rows alike, with it or without
        top.setSpacing(6)
        top.addWidget(self.label)
        top.addWidget(self.source, 1)
        top.addWidget(self.back_button)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(2)
        self.column.addLayout(top)
        self.column.addWidget(self.editor)
        self.column.addWidget(self.error)

    @property
    def text(self) -> str:
        """What stands in the editor."""
        if isinstance(self.editor, QComboBox):
            return self.editor.currentText()
        if isinstance(self.editor, QPlainTextEdit):
            return self.editor.toPlainText()
        assert isinstance(self.editor, QLineEdit)  # noqa: S101 - the three kinds that are made
        return self.editor.text()

    @property
    def touched(self) -> bool:
        """Whether the form holds something else than the library."""
        return self.given_back or self.text != self.stored

    def show_value(self, paper: Paper, source: FieldSource | None) -> None:
        """Show the stored value and where it is from."""
        self.stored = self.rule.write(paper.bib)
        self.set_text(self.stored)
        self.stored = self.text  # an editor of one line has no line breaks
        self.given_back = False
        self.source.setText(provenance(paper, self.rule.name, source))
        # A title is always the reader's or its page's: nothing else fills it.
        self.back_button.setVisible(self.rule.name in paper.edited and self.rule.name != "title")

    def set_text(self, text: str) -> None:
        """Put ``text`` into the editor."""
        if isinstance(self.editor, QComboBox):
            self.editor.setEditText(text)
        elif isinstance(self.editor, QPlainTextEdit):
            self.editor.setPlainText(text)
        elif isinstance(self.editor, QLineEdit):
            self.editor.setText(text)
            self.editor.setCursorPosition(0)

    def fault(self) -> str:
        """What is wrong with what stands in the editor, in words; empty when it is sound."""
        try:
            checked_fields({self.rule.name: self.text})
        except InvalidValueError as fault:
            return str(fault)
        return ""

    def show_error(self, text: str) -> None:
        """Say what is wrong; nothing when ``text`` is empty."""
        if text != self.error.text():
            self.error.setText(text)
            self.error.setVisible(bool(text))
            self.editor.setAccessibleDescription(f"Wrong: {text}" if text else "")

    def take_focus(self) -> None:
        """Give the editor the keyboard."""
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give_back(self) -> None:
        self.set_text("")
        self.given_back = True
        self.back_button.hide()
        self.source.setText("given back: may be filled again")
        self.changed.emit()

    def _on_text(self) -> None:
        if self.given_back and self.text:
            self.given_back = False
            self.source.setText("")
        self.changed.emit()

    def _make_editor(self) -> QWidget:
        rule = self.rule
        if rule.lines > 1:
            lines = GrowingEdit(rule.lines, _MOST_LINES, self)
            lines.setPlaceholderText(rule.hint)
            lines.textChanged.connect(self._on_text)
            lines.left.connect(self.left)
            return lines
        if rule.choices:
            box = QComboBox(self)
            box.setEditable(True)
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            box.addItems(["", *rule.choices])
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            inner = box.lineEdit()
            if inner is not None:
                inner.setPlaceholderText(rule.hint)
                inner.editingFinished.connect(self.left)
            box.editTextChanged.connect(self._on_text)
            return box
        line = QLineEdit(self)
        line.setPlaceholderText(rule.hint)
        line.textChanged.connect(self._on_text)
        line.editingFinished.connect(self.left)
        return line
