"""The left part of the export dialog: what to write and where, remembered for each place."""

from __future__ import annotations

import json
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QWidget

from readlist.domain.export import (
    FORMATS,
    ExportFormat,
    ExportOptions,
    options_document,
    options_of,
)
from readlist.domain.targets import Destination, ExportTarget
from readlist.domain.views import Scope
from readlist.gui.citing import remember_command
from readlist.gui.context import AppContext
from readlist.gui.dialogs.common import column, label, line, name_it
from readlist.gui.dialogs.export_destination import FOLDER, DestinationChoice
from readlist.gui.dialogs.export_details import BibtexDetails, Details, StyleDetails
from readlist.gui.dialogs.export_formats import FIELD_NAMES, FIXED, FORMAT_NAMES, ORDERS

_LAST = "export/last"
_GIVEN = [order for order, _ in ORDERS].index("given")
_BY_HAND = "Papers that were chosen by hand do not change: export a list, a tag or a search."
_TRASH = "Nothing follows the Trash."


@dataclass(frozen=True, slots=True)
class ExportPlace:
    """Where the exported papers stand: a scope, and a query in it."""

    scope: Scope
    query: str = ""


class ExportChoices(QWidget):
    """``changed`` is emitted when what is written changes, ``moved`` when its destination does.

    ``place`` is None for papers chosen by hand. A place shows what was chosen for it last; one
    that was never exported, and papers chosen by hand, what was chosen last at all.
    """

    changed = Signal()
    moved = Signal()

    def __init__(
        self,
        context: AppContext,
        title: str,
        place: ExportPlace | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = context.settings
        self._place = place
        self._by_hand = place is not None and place.scope.kind == "list" and not place.query
        reason = _BY_HAND if place is None else _TRASH if place.scope.kind == "trash" else ""
        self.where = DestinationChoice(context.settings, title, reason)
        self._make_what()
        self.bibtex = BibtexDetails(context)
        self.references = StyleDetails()
        self._details: tuple[Details, ...] = (self.bibtex, self.references)
        layout = column(self._what(), line(), label("Write to", "heading"), self.where, spacing=9)
        layout.addStretch(1)
        self.setLayout(layout)
        known = place and context.library.targets.remembered(place.scope, place.query)
        self._show(known or None)
        self._connect()

    @property
    def options(self) -> ExportOptions:
        """What the reader has chosen."""
        options = ExportOptions(
            format=self._format(),
            fields=frozenset(name for name, box in self.fields.items() if box.isChecked()),
            order=ORDERS[self.order.currentIndex()][0],
        )
        for details in self._details:
            options = details.taken(options)
        return options

    def remember(self) -> None:
        """Keep the choices for papers chosen by hand and for places exported the first time."""
        document = {
            "options": options_document(self.options),
            "destination": self.where.destination,
        }
        self._settings.setValue(_LAST, json.dumps(document, sort_keys=True))
        if self.where.file is not None:
            self._settings.setValue(FOLDER, str(self.where.file.parent))
        remember_command(self._settings, self.where.cite_with)

    def _make_what(self) -> None:
        self.format = QComboBox()
        for kind in FORMATS:
            self.format.addItem(FORMAT_NAMES[kind], kind)
        name_it(self.format, "Format", "The format of the file")
        self._format_label = QLabel("&Format")
        self._format_label.setBuddy(self.format)
        self.fields: dict[str, QCheckBox] = {}
        for name, (text, tip) in FIELD_NAMES.items():
            self.fields[name] = QCheckBox(text)
            name_it(self.fields[name], text.replace("&", ""), tip)
        self.order = QComboBox()
        for order, words in ORDERS:
            shown = words if order != "given" or self._by_hand else "As the table shows them"
            self.order.addItem(shown, order)
        name_it(self.order, "Order", "The order of the entries")
        self._order_label = QLabel("Ord&er")
        self._order_label.setBuddy(self.order)

    def _what(self) -> QWidget:
        """Format, fields, order and what only some formats ask."""
        self._include = QWidget()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(6)
        for number, box in enumerate(self.fields.values()):
            grid.addWidget(box, number // 2, number % 2)
        include = column(label("Include", "heading"), spacing=6)
        include.addLayout(grid)
        self._include.setLayout(include)
        what = QWidget()
        form = QGridLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(8)
        form.addWidget(self._format_label, 0, 0)
        form.addWidget(self.format, 0, 1)
        form.addWidget(self._order_label, 1, 0)
        form.addWidget(self.order, 1, 1)
        form.setColumnStretch(1, 1)
        layout = column(spacing=9)
        layout.addLayout(form)
        for part in (self.references, self._include, self.bibtex):
            layout.addWidget(part)
        what.setLayout(layout)
        return what

    def _show(self, known: ExportTarget | None) -> None:
        """Show what was chosen for this place, else what was chosen last."""
        options, destination = (
            (known.options, known.destination) if known is not None else self._last()
        )
        self.format.setCurrentIndex(FORMATS.index(options.format))
        for name, box in self.fields.items():
            box.setChecked(name in options.fields)
        self.order.setCurrentIndex(max(self.order.findData(options.order), 0))
        for details in self._details:
            details.show_options(options)
        self.where.set_format(options.format)
        self.where.show_target(destination, known)
        self._enable()
        self._moved()

    def _last(self) -> tuple[ExportOptions, Destination]:
        try:
            document = json.loads(str(self._settings.value(_LAST, "{}")))
            options = options_of(document["options"])
            destination: Destination = document["destination"]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return ExportOptions(), "file"
        return options, destination if destination in ("clipboard", "cite") else "file"

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._format_chosen)
        for box in self.fields.values():
            box.toggled.connect(lambda _on: self.changed.emit())
        self.order.currentIndexChanged.connect(lambda _index: self.changed.emit())
        for details in self._details:
            details.changed.connect(self.changed)
        self.where.changed.connect(self._destination_chosen)
        self.where.moved.connect(self._moved)

    def _format(self) -> ExportFormat:
        return FORMATS[self.format.currentIndex()]

    def _format_chosen(self) -> None:
        self.where.set_format(self._format())
        self._enable()
        self.changed.emit()

    def _moved(self) -> None:
        """A kept file cannot follow an order that is the table's of the moment."""
        offered = self._by_hand or not self.where.kept
        items = self.order.model()
        assert isinstance(items, QStandardItemModel)  # noqa: S101 - as QComboBox makes it
        items.item(_GIVEN).setEnabled(offered)
        if not offered and self.order.currentIndex() == _GIVEN:
            self.order.setCurrentIndex(0)
        self.moved.emit()

    def _destination_chosen(self) -> None:
        self._enable()
        self.changed.emit()

    def _enable(self) -> None:
        """Show what the format asks; a citation asks for an order only."""
        kind, citing = self._format(), self.where.destination == "cite"
        self._include.setVisible(kind not in FIXED)
        for details in self._details:
            details.show_for(kind)
        for part in (self._format_label, self.format, self._include, *self._details):
            part.setEnabled(not citing)
