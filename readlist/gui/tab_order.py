"""The Tab key's way through what comes and goes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def reading_order(layout: QLayout) -> Iterator[QWidget]:
    """All widgets below ``layout`` that Tab can reach, as they stand on the page."""
    for index in range(layout.count()):
        item = layout.itemAt(index)
        widget = item.widget() if item is not None else None
        inner = widget.layout() if widget is not None else item.layout() if item else None
        if widget is not None and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        if inner is not None:
            yield from reading_order(inner)


def set_reading_order(*layouts: QLayout | None) -> None:
    """Make Tab go through the widgets below the layouts, one after the other, as they stand on
    the page."""
    widgets = [one for layout in layouts if layout is not None for one in reading_order(layout)]
    for before, after in pairwise(widgets):
        if before.nextInFocusChain() is not after:
            QWidget.setTabOrder(before, after)
