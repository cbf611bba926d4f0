"""The settings of the services that complete papers."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import button, column, label, name_it, row
from readlist.gui.dialogs.words import plural
from readlist.library.filling_settings import is_address, is_email, public_services

_MEGABYTE = 2**20
_KILOBYTE = 2**10


class LookupSettings(QWidget):
    """The services' addresses, the e-mail for Crossref, and the kept answers.

    A sound value is written when its field is left; what is wrong is said below the field, and
    the old value stays in force.
    """

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.lines: dict[str, QLineEdit] = {}
        self.errors: dict[str, QLabel] = {}
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for key, name, address in public_services():
            tip = f"Empty: the public {name}. Or the address of a mirror or a proxy of it"
            form.addRow(name, self._line(key, name, address, tip))
        form.addRow(
            "E-mail for Crossref",
            self._line(
                "email", "E-mail for Crossref", "you@example.org",
                "Sent to Crossref alone; may stay empty",
            ),
        )  # fmt: skip
        form.addRow(
            "",
            label(
                "Crossref answers those sooner who say how to reach them. The address goes to"
                " Crossref alone, with each question, and nowhere else.",
                "muted",
            ),
        )
        self.kept = label("Kept answers: …", wrap=False)
        self.forget_button = button(
            "&Forget kept answers",
            "Delete them; papers that are completed later are asked for anew",
            self._forget,
        )
        intro = label(
            "Services are asked only when you complete papers, and you see before what is sent."
            " An address that stays empty is the public one's.",
            "muted",
        )
        box = column(label("Lookup services", "heading"), intro, margin=0)
        box.addLayout(form)
        box.addLayout(row(self.kept, None, self.forget_button))
        self.setLayout(box)
        self._count()

    def faulty(self) -> bool:
        """Check all fields and write the sound ones; whether something is wrong."""
        for key in self.lines:
            self._take(key)
        wrong = [self.lines[key] for key, error in self.errors.items() if error.text()]
        if wrong:
            wrong[0].setFocus()
        return bool(wrong)

    def _line(self, key: str, name: str, placeholder: str, tip: str) -> QWidget:
        stored = self._context.settings.value(f"lookup/{key}", "")
        # QSettings takes a hand-written value with a comma for a list.
        text = ",".join(map(str, stored)) if isinstance(stored, list) else str(stored or "")
        line = QLineEdit(text)
        line.setPlaceholderText(placeholder)
        line.setClearButtonEnabled(True)
        name_it(line, name, tip)
        error = label(role="error")
        error.hide()
        line.editingFinished.connect(lambda: self._take(key))
        line.textEdited.connect(lambda _text: self._withdraw(key))
        self.lines[key], self.errors[key] = line, error
        part = QWidget()
        box = QVBoxLayout(part)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(line)
        box.addWidget(error)
        return part

    def _fault(self, key: str) -> str:
        text = self.lines[key].text().strip()
        if not text:
            return ""
        if key == "email":
            return "" if is_email(text) else f"'{text}' is not an e-mail address."
        if is_address(text):
            return ""
        return f"'{text}' is not an address. Write it as https://example.org."

    def _take(self, key: str) -> None:
        fault = self._fault(key)
        self.errors[key].setText(fault)
        self.errors[key].setVisible(bool(fault))
        self.lines[key].setAccessibleDescription(f"Wrong: {fault}" if fault else "")
        if fault:
            return
        settings, text = self._context.settings, self.lines[key].text().strip()
        if text:
            settings.setValue(f"lookup/{key}", text)
        else:
            settings.remove(f"lookup/{key}")
        settings.sync()  # the services' settings are read from the file

    def _withdraw(self, key: str) -> None:
        """Take an error away as soon as it is mended; never scold while typing."""
        if self.errors[key].text() and not self._fault(key):
            self.errors[key].setText("")
            self.errors[key].hide()

    def _count(self) -> None:
        bridge, online = self._context.bridge, self._context.library.filling.online
        bridge.run(bridge.reader, lambda _job: online.kept(), self._show_kept)

    def _show_kept(self, kept: tuple[int, int]) -> None:
        if not isValid(self):
            return
        answers, size = kept
        if not answers:
            self.kept.setText("Kept answers: none")
        elif size < _MEGABYTE:
            much = f"{max(1, round(size / _KILOBYTE)):,} KB"
            self.kept.setText(f"Kept answers: {plural(answers, 'answer')}, {much}")
        else:
            much = f"{size / _MEGABYTE:,.1f} MB"
            self.kept.setText(f"Kept answers: {plural(answers, 'answer')}, {much}")
        self.forget_button.setEnabled(answers > 0)

    def _forget(self) -> None:
        self.forget_button.setEnabled(False)
        bridge, online = self._context.bridge, self._context.library.filling.online
        bridge.run(bridge.reader, lambda _job: online.forget_kept(), lambda _none: self._recount())

    def _recount(self) -> None:
        if isValid(self):
            self._count()
