"""The status bar's word on kept files that could not be written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from readlist.domain.targets import ExportTarget
from readlist.gui import icons
from readlist.gui.plain_tip import plain_tip
from readlist.gui.theme import Theme


class KeptMark(QToolButton):
    """Stands there only while a kept file needs the reader; a click opens their dialog."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.changed.connect(self._tint)
        self._tint()
        self.show_troubles(())

    def show_troubles(self, troubles: Sequence[ExportTarget]) -> None:
        """Say how many files could not be written, and why in the tooltip."""
        count = len(troubles)
        self.setText("1 kept file not written" if count == 1 else f"{count} kept files not written")
        self.setAccessibleName(self.text())
        self.setToolTip(plain_tip("\n".join(one.error for one in troubles) or self.text()))
        self.setVisible(count > 0)

    def _tint(self) -> None:
        self.setIcon(icons.icon("warning", self._theme, "warning"))
