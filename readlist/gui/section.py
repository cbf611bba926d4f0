"""A part of the paper pane or of a dialog that can be folded away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from readlist.gui.context import AppContext
from readlist.gui.text_buttons import HeadingButton


class Section(QWidget):
    """A heading that folds its content; whether it is open is remembered in the settings.

    Widgets are added to ``body``; small buttons of the section go beside its heading with
    ``add_action``. ``toggled`` is emitted with True when it opens.
    """

    toggled = Signal(bool)

    def __init__(
        self,
        title: str,
        name: str,
        context: AppContext,
        *,
        opened: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = title
        self._settings = context.settings
        self._key = f"pane/{name}"
        self.heading = HeadingButton(title, context.theme, self)
        self.content = QWidget(self)
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, 2, 0, 6)
        self.body.setSpacing(8)
        self._top = QHBoxLayout()
        self._top.setContentsMargins(0, 0, 0, 0)
        self._top.setSpacing(2)
        self._top.addWidget(self.heading)
        self._top.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self._top)
        layout.addWidget(self.content)
        self.set_count(None)
        self.heading.toggled.connect(self._on_toggled)
        stored = context.settings.value(self._key)
        self._show(str(stored) == "true" if stored is not None else opened)

    @property
    def opened(self) -> bool:
        return self.heading.isChecked()

    def open(self) -> None:
        """Unfold the section."""
        self.heading.setChecked(True)

    def set_count(self, count: int | None) -> None:
        """Show a number behind the heading; None shows none."""
        text = self._title if count is None else f"{self._title} ({count})"
        self.heading.setText(text)
        self.heading.setAccessibleName(text)
        self.heading.updateGeometry()
        self.heading.setToolTip(f"Show or hide: {self._title}")

    def add_action(self, button: QToolButton) -> None:
        """Put a small button at the right of the heading."""
        self._top.addWidget(button)

    def _on_toggled(self, opened: bool) -> None:
        self._settings.setValue(self._key, "true" if opened else "false")
        self._show(opened)
        self.toggled.emit(opened)

    def _show(self, opened: bool) -> None:
        self.heading.blockSignals(True)
        self.heading.setChecked(opened)
        self.heading.blockSignals(False)
        self.content.setVisible(opened)
