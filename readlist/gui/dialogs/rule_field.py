"""The editor of one field of a paper: made by its rule, read, written and checked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from readlist.domain.errors import InvalidValueError
from readlist.gui.dialogs.common import label, name_it
from readlist.gui.field_rules import FieldRule
from readlist.gui.growing_edit import GrowingEdit
from readlist.library.paper_fields import checked_fields


class RuleField(QWidget):
    """A label, an editor, and a hidden line for what is wrong; a subclass lays them out.

    ``typed`` comes at every change of the text, ``left`` when the editor loses the keyboard.
    """

    typed = Signal()
    left = Signal()
    MOST_LINES = 14

    def __init__(self, rule: FieldRule, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rule = rule
        self.stored = ""
        self.label = QLabel(rule.label, self)
        self.error = label(role="error")
        self.error.hide()
        self.editor = self._make_editor()
        name_it(self.editor, rule.label, rule.hint or rule.label)
        self.label.setBuddy(self.editor)

    @property
    def text(self) -> str:
        """What stands in the editor."""
        if isinstance(self.editor, QComboBox):
            return self.editor.currentText()
        if isinstance(self.editor, QPlainTextEdit):
            return self.editor.toPlainText()
        assert isinstance(self.editor, QLineEdit)  # noqa: S101 - the three kinds that are made
        return self.editor.text()

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

    def _make_editor(self) -> QWidget:
        rule = self.rule
        if rule.lines > 1:
            lines = GrowingEdit(rule.lines, self.MOST_LINES, self)
            lines.setPlaceholderText(rule.hint)
            lines.textChanged.connect(self.typed)
            lines.left.connect(self.left)
            return lines
        if rule.choices:
            return self._make_choice()
        line = QLineEdit(self)
        line.setPlaceholderText(rule.hint)
        line.textChanged.connect(self.typed)
        line.editingFinished.connect(self.left)
        return line

    def _make_choice(self) -> QComboBox:
        box = QComboBox(self)
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.addItems(["", *self.rule.choices])
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        inner = box.lineEdit()
        if inner is not None:
            inner.setPlaceholderText(self.rule.hint)
            inner.editingFinished.connect(self.left)
        box.editTextChanged.connect(self.typed)
        return box
