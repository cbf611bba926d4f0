"""A line of text whose places are counted as queries count them."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit


class CodePointLine(QLineEdit):
    """A QLineEdit by code points: Qt counts UTF-16 units, of which some characters take two."""

    def place(self) -> int:
        """Where the cursor stands."""
        before = self.text().encode("utf-16-le", "surrogatepass")[: 2 * self.cursorPosition()]
        return len(before.decode("utf-16-le", "surrogatepass"))

    def units(self, place: int) -> int:
        """What Qt calls ``place``."""
        return len(self.text()[:place].encode("utf-16-le", "surrogatepass")) // 2

    def select(self, start: int, end: int) -> None:
        """Select [start, end)."""
        first = self.units(start)
        self.setSelection(first, self.units(end) - first)

    def replace(self, start: int, end: int, text: str) -> None:
        """Put ``text`` in place of [start, end), as one step of the line's undo; the cursor
        stands behind it."""
        if start < end:
            self.select(start, end)
        else:
            self.deselect()
            self.setCursorPosition(self.units(start))
        self.insert(text)
