"""Positions in a text as it is stored, as it is shown, and as Qt counts it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence


class TextMap:
    """Turns passages of a stored text into passages of a QTextDocument and back.

    ``shown`` is the readable text; ``origins`` gives for each of its code points the code point
    of the stored text that it came from, never falling, ``stored_length`` the stored text's
    length. Qt counts UTF-16 units, so a character beyond U+FFFF takes two of its positions.
    """

    def __init__(self, shown: str, origins: Sequence[int], stored_length: int) -> None:
        self.shown = shown
        self._origins = origins
        self._stored_length = stored_length
        self._units = [0]
        for char in shown:
            self._units.append(self._units[-1] + (2 if ord(char) > 0xFFFF else 1))

    def to_qt(self, start: int, end: int) -> tuple[int, int]:
        """The document's positions of the stored passage [start, end)."""
        first, last = self._to_shown(start, end)
        return self._units[first], self._units[last]

    def shown_passage(self, start: int, end: int) -> str:
        """The readable text of the stored passage [start, end)."""
        first, last = self._to_shown(start, end)
        return self.shown[first:last]

    def shown_to_qt(self, start: int, end: int) -> tuple[int, int]:
        """The document's positions of the passage [start, end) of the readable text."""
        return self._units[start], self._units[end]

    def to_stored(self, start: int, end: int) -> tuple[int, int]:
        """The stored passage of the document's positions [start, end)."""
        first = bisect_right(self._units, start) - 1
        last = bisect_left(self._units, end)
        if first >= last:
            return 0, 0
        stored_end = self._origins[last] if last < len(self._origins) else self._stored_length
        return self._origins[first], max(stored_end, self._origins[first] + 1)

    def _to_shown(self, start: int, end: int) -> tuple[int, int]:
        first = bisect_left(self._origins, start)
        last = bisect_left(self._origins, end)
        # One stored sign can stand inside a readable one ("\\cal" in one letter): take it whole.
        if first == last and start < end and first > 0:
            first -= 1
        return first, last
