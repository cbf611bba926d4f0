"""Paints the cells of the paper table.

The table paints itself in one call instead of one call a cell: a cell-wise delegate would wait
for Python's interpreter lock once per cell while a search runs in another thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen

from readlist.domain.papers import PaperRow, Status, Tag
from readlist.formats.readable import readable
from readlist.gui import icons
from readlist.gui.models.columns import COLUMNS, STATUS_ICONS, STATUS_LABELS
from readlist.gui.theme import Theme
from readlist.gui.views.passages import Passage

_PAD = 7
_ICON = 16
_STATUS_NAMED = 68  # a narrower column shows the status's picture alone
_BAR = 5  # the height of a rank's bar
_VCENTRE = Qt.AlignmentFlag.AlignVCenter
Spans = Callable[[str, Sequence[str]], list[tuple[int, int]]]


class RowPainter:
    """Draws one row's cells; made anew when the theme or the font changes.

    ``spans`` finds the hits in a title, ``share`` gives a paper's rank as a part of the best one's.
    ``with_passages`` leaves room for a second line below the cells.
    """

    def __init__(
        self,
        theme: Theme,
        font: QFont,
        ratio: float,
        spans: Spans,
        share: Callable[[int], float],
    ) -> None:
        self._theme = theme
        self._ratio = ratio
        self._spans = spans
        self._share = share
        self.with_passages = False
        self._font = font
        self._metrics = QFontMetrics(font)
        self._small = QFont(font)
        self._small.setPointSizeF(max(font.pointSizeF() * 0.88, 6.0))
        self._small_metrics = QFontMetrics(self._small)
        self._terms: tuple[str, ...] = ()
        self._hits: dict[str, list[tuple[int, int]]] = {}
        self._colours: dict[str, QColor] = {}

    @property
    def row_height(self) -> int:
        """Pixels that a row needs."""
        return self.line_height + (self._small_metrics.height() + 4 if self.with_passages else 0)

    @property
    def line_height(self) -> int:
        """Pixels that the cells of a row take of it."""
        return self._metrics.height() + (8 if self.with_passages else 12)

    def set_terms(self, terms: tuple[str, ...]) -> None:
        """Mark these words in titles from now on."""
        if terms != self._terms:
            self._terms = terms
            self._hits.clear()

    def cell(
        self, painter: QPainter, rect: QRect, row: PaperRow, column: int, *, selected: bool
    ) -> None:
        """Draw one cell on the row's background, which is already there."""
        key = COLUMNS[column].key
        if key == "title":
            self._title(painter, rect, row, selected)
        elif key == "star":
            self._star(painter, rect, row)
        elif key == "tags":
            self._tags(painter, rect, row.tags)
        elif key == "status":
            self._status(painter, rect, row, selected)
        elif key == "rank":
            self._rank(painter, rect, self._share(row.id))
        elif key == "citable":
            role = "scroll" if row.lacks else "success"
            self._icon(painter, self._middle(rect), "cite", role)
        elif key == "note":
            if row.has_note:
                self._icon(painter, self._middle(rect), "note", "muted")
        else:
            self._plain(painter, rect, COLUMNS[column].text(row), column, selected)

    def passage(self, painter: QPainter, rect: QRect, passage: Passage, *, selected: bool) -> None:
        """Draw the passage that was hit, with its hits marked, as one quiet line."""
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        metrics = self._small_metrics
        whole = max(metrics.horizontalAdvance(passage.text), 1)
        text, hits = passage.part(inner.width() * len(passage.text) // whole)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        top = inner.top() + (inner.height() - 3 - metrics.height()) // 2
        painter.setFont(self._small)
        at, base = QPoint(inner.left(), top), QPoint(inner.left(), top + metrics.ascent())
        marked = self._mark(painter, at, text, shown, spans=hits, metrics=metrics)
        painter.setPen(self._colour("selection-text" if selected else "muted"))
        painter.drawText(base, shown)
        if not marked.isEmpty():  # muted letters would be faint on the mark
            painter.setClipPath(marked)
            painter.setPen(self._colour("hit-text"))
            painter.drawText(base, shown)
            painter.setClipping(False)
        painter.setFont(self._font)

    def _rank(self, painter: QPainter, rect: QRect, share: float) -> None:
        """A bar as long as the paper's score beside the best one's."""
        room = QRectF(rect.left() + _PAD, 0, rect.width() - 2 * _PAD, _BAR)
        room.moveTop(rect.top() + (rect.height() - _BAR) / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour("border"))
        painter.drawRoundedRect(room, _BAR / 2, _BAR / 2)
        if share > 0:
            room.setWidth(max(room.width() * share, _BAR))
            painter.setBrush(self._colour("accent"))
            painter.drawRoundedRect(room, _BAR / 2, _BAR / 2)

    def _colour(self, role: str) -> QColor:
        if role not in self._colours:
            self._colours[role] = self._theme.colour(role)
        return self._colours[role]

    def _ink(self, row: PaperRow | None, selected: bool) -> QColor:
        if selected:
            return self._colour("selection-text")
        done = row is not None and row.status in {Status.READ, Status.SKIPPED}
        return self._colour("muted" if done else "text")

    @staticmethod
    def _middle(rect: QRect) -> QPoint:
        return rect.center() - QPoint(_ICON // 2 - 1, _ICON // 2 - 1)

    def _icon(self, painter: QPainter, at: QPoint, name: str, role: str) -> None:
        painter.drawPixmap(at, icons.pixmap(name, self._colour(role), _ICON, self._ratio))

    def _star(self, painter: QPainter, rect: QRect, row: PaperRow) -> None:
        name, role = ("star-filled", "star") if row.starred else ("star", "scroll")
        self._icon(painter, self._middle(rect), name, role)

    def _plain(
        self, painter: QPainter, rect: QRect, text: str, column: int, selected: bool
    ) -> None:
        if not text:
            return
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        right = COLUMNS[column].number
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.setPen(self._colour("selection-text" if selected else "muted"))
        shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(_VCENTRE | side), shown)

    def _title(self, painter: QPainter, rect: QRect, row: PaperRow, selected: bool) -> None:
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        text = readable(row.title).replace("\n", " ")
        shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        if self._terms:
            spans = self._hits.get(text)
            if spans is None:
                spans = self._hits[text] = self._spans(text, self._terms)
            top = inner.center().y() - self._metrics.height() // 2
            at = QPoint(inner.left(), top)
            self._mark(painter, at, text, shown, spans=spans, metrics=self._metrics)
        painter.setPen(self._ink(row, selected))
        painter.drawText(inner, int(_VCENTRE | Qt.AlignmentFlag.AlignLeft), shown)

    def _mark(
        self,
        painter: QPainter,
        at: QPoint,
        text: str,
        shown: str,
        *,
        spans: Sequence[tuple[int, int]],
        metrics: QFontMetrics,
    ) -> QPainterPath:
        """Mark the hits of ``text`` as far as they are ``shown``; return the area.

        ``at`` is the text's upper left.
        """
        seen = len(text) if shown == text else max(len(shown) - 1, 0)
        marked = QPainterPath()
        marked.setFillRule(Qt.FillRule.WindingFill)
        for start, end in spans:
            if start >= seen:
                break
            left = metrics.horizontalAdvance(text[:start])
            width = metrics.horizontalAdvance(text[: min(end, seen)]) - left
            box = QRectF(at.x() + left - 1, at.y(), width + 2, metrics.height())
            marked.addRoundedRect(box, 3, 3)
        painter.fillPath(marked, self._colour("hit"))
        return marked

    def _status(self, painter: QPainter, rect: QRect, row: PaperRow, selected: bool) -> None:
        if rect.width() < _STATUS_NAMED:
            self._icon(painter, self._middle(rect), STATUS_ICONS[row.status], "muted")
            return
        at = QPoint(rect.left() + _PAD, rect.center().y() - _ICON // 2 + 1)
        self._icon(painter, at, STATUS_ICONS[row.status], "muted")
        inner = rect.adjusted(_PAD + _ICON + 5, 0, -3, 0)
        painter.setPen(self._colour("selection-text" if selected else "muted"))
        label = STATUS_LABELS[row.status]
        shown = self._metrics.elidedText(label, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(_VCENTRE | Qt.AlignmentFlag.AlignLeft), shown)

    def _tags(self, painter: QPainter, rect: QRect, tags: tuple[Tag, ...]) -> None:
        left, right = rect.left() + 5, rect.right() - 5
        painter.setFont(self._small)
        for number, tag in enumerate(tags):
            rest = len(tags) - number
            reserve = 0 if rest == 1 else self._small_metrics.horizontalAdvance(f"+{rest - 1}") + 8
            if right - left - reserve < 34:
                painter.setPen(self._colour("muted"))
                where = QRect(left, rect.top(), right - left, rect.height())
                painter.drawText(where, int(_VCENTRE | Qt.AlignmentFlag.AlignLeft), f"+{rest}")
                break
            room = QRect(left, rect.top(), right - left - reserve, rect.height())
            left += self._chip(painter, room, tag)
        painter.setFont(self._font)

    def _chip(self, painter: QPainter, room: QRect, tag: Tag) -> int:
        """Draw one chip into the room; return the width that it took with its gap."""
        look = self._theme.chip(tag.colour)
        name = tag.name.replace("\n", " ")
        # Of a tag below others the last part tells most.
        mode = Qt.TextElideMode.ElideLeft if "/" in name else Qt.TextElideMode.ElideRight
        words = self._small_metrics.elidedText(name, mode, max(room.width() - 14, 8))
        width = self._small_metrics.horizontalAdvance(words) + 14
        height = self._small_metrics.height() + 4
        top = room.center().y() - height // 2 + 1
        box = QRectF(room.left() + 0.5, top - 0.5, width, height)
        painter.setPen(QPen(QColor(look.border), 1))
        painter.setBrush(QColor(look.background))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setPen(QColor(look.text))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
        return width + 4
