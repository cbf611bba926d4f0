"""One field of the edit form: label, where its value is from, an editor, and what is wrong."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from readlist.domain.papers import Bibliography, FieldSource, Paper
from readlist.gui import icons
from readlist.gui.dialogs.common import ElidedLabel
from readlist.gui.dialogs.rule_field import RuleField
from readlist.gui.field_rules import FieldRule, provenance
from readlist.gui.theme import Theme

_GIVE_BACK = "Empty this field and let imports and services fill it again: it is no longer yours"


class EditField(RuleField):
    """``changed`` comes when the form holds something else than before; ``given_back`` says that
    the reader gave the field back to the sources.
    """

    changed = Signal()
    MOST_LINES = 9

    def __init__(self, rule: FieldRule, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(rule, parent)
        self.given_back = False
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
        self.typed.connect(self._on_text)
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

    def take_theirs(self, bib: Bibliography) -> None:
        """Show what somebody else wrote, in place of what was typed."""
        self.stored = self.rule.write(bib)
        self.set_text(self.stored)
        self.stored = self.text
        self.given_back = False
        self.source.setText("changed elsewhere")

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
