"""Selections of thousands of rows, handled as ranges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QAbstractItemModel, QItemSelection


def runs_of(ids: Sequence[int], wanted: frozenset[int]) -> Iterator[tuple[int, int]]:
    """The rows of ``ids`` that are wanted, as unbroken runs (first, last)."""
    if not wanted or not ids:
        return
    if len(wanted) >= len(ids) and wanted.issuperset(ids):
        yield 0, len(ids) - 1
    else:
        yield from runs(row for row, one in enumerate(ids) if one in wanted)


def runs(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The unbroken runs (first, last) of ascending row numbers."""
    start = previous = None
    for row in rows:
        if previous is None or row != previous + 1:
            if start is not None and previous is not None:
                yield start, previous
            start = row
        previous = row
    if start is not None and previous is not None:
        yield start, previous


def selection_of(model: QAbstractItemModel, rows: Iterable[tuple[int, int]]) -> QItemSelection:
    """A selection of whole rows, given by runs (first, last)."""
    selection = QItemSelection()
    last = model.columnCount() - 1
    for top, bottom in rows:
        selection.select(model.index(top, 0), model.index(bottom, last))
    return selection


def selected_rows(selection: QItemSelection) -> Iterator[tuple[int, int]]:
    """The selected rows as ascending runs (first, last) that do not overlap."""
    reached = 0
    for top, bottom in sorted({(part.top(), part.bottom()) for part in selection.toList()}):
        if bottom >= reached:
            yield max(top, reached), bottom
            reached = bottom + 1
