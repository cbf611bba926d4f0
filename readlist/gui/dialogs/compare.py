"""Two texts beside each other, their differing words marked."""

from __future__ import annotations

import difflib
import html
import re
from dataclasses import dataclass

from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QTextEdit, QWidget

from readlist.domain.papers import Bibliography, byline
from readlist.gui.dialogs.common import ElidedLabel, column, name_it, row
from readlist.gui.theme import Theme

_WORDS = re.compile(r"\S+")
LONGEST_COMPARED = 700  # words; difflib needs the square of it


@dataclass(frozen=True, slots=True)
class Side:
    """What one side shows."""

    heading: str
    bib: Bibliography
    date_text: str = ""
    comments: int | None = None


def differing(one: str, other: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The passages [start, end) of each text that the other lacks, by words."""
    left, right = list(_WORDS.finditer(one)), list(_WORDS.finditer(other))
    if max(len(left), len(right)) > LONGEST_COMPARED:
        return [], []
    matcher = difflib.SequenceMatcher(
        None, [w.group() for w in left], [w.group() for w in right], autojunk=False
    )
    spans: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            if j > i:
                spans[0].append((left[i].start(), left[j - 1].end()))
            if m > k:
                spans[1].append((right[k].start(), right[m - 1].end()))
    return spans


def marked(text: str, spans: list[tuple[int, int]], theme: Theme) -> str:
    """``text`` as HTML with ``spans`` in the colours of a search hit."""
    back, fore = theme.colour("hit").name(), theme.colour("hit-text").name()
    parts, at = [], 0
    for start, end in spans:
        parts.append(html.escape(text[at:start]))
        parts.append(
            f'<span style="background:{back};color:{fore}">{html.escape(text[start:end])}</span>'
        )
        at = end
    parts.append(html.escape(text[at:]))
    return "".join(parts)


class ReadPane(QTextEdit):
    """A read-only text that the Tab key leaves."""

    def __init__(self, name: str, tooltip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(10)
        name_it(self, name, tooltip)


class ComparePane(QWidget):
    """One paper, or two side by side."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sides: tuple[Side, ...] = ()
        self.headings = (ElidedLabel(), ElidedLabel())
        for heading in self.headings:
            heading.setProperty("role", "heading")
        self.panes = (
            ReadPane("On the page", "The entry as the page has it"),
            ReadPane("The other paper", "The paper that it may be; different words are marked"),
        )
        self._boxes = []
        for heading, pane in zip(self.headings, self.panes, strict=True):
            box = QWidget()
            box.setLayout(column(heading, pane, spacing=4))
            self._boxes.append(box)
        self.setLayout(row(*self._boxes))
        theme.changed.connect(self._render)
        self.show_sides()

    def show_sides(self, *sides: Side) -> None:
        """Show none, one or two papers."""
        self._sides = sides
        self._boxes[1].setVisible(len(sides) == 2)
        self._render()

    def _render(self) -> None:
        titles: tuple[list[tuple[int, int]], ...] = ([], [])
        abstracts: tuple[list[tuple[int, int]], ...] = ([], [])
        if len(self._sides) == 2:
            one, other = self._sides[0].bib, self._sides[1].bib
            titles = differing(one.title, other.title)
            abstracts = differing(one.abstract, other.abstract)
        for index, pane in enumerate(self.panes):
            if index >= len(self._sides):
                pane.clear()
                self.headings[index].clear()
                continue
            side = self._sides[index]
            self.headings[index].setText(side.heading)
            pane.setHtml(self._html(side, titles[index], abstracts[index]))

    def _html(
        self, side: Side, title: list[tuple[int, int]], abstract: list[tuple[int, int]]
    ) -> str:
        bib = side.bib
        facts = [byline(bib.authors, bib.authors_count, bib.organization)]
        facts.append(str(bib.published or side.date_text))
        if side.comments is not None:
            facts.append("1 comment" if side.comments == 1 else f"{side.comments} comments")
        if bib.arxiv_id:
            facts.append(f"arXiv {bib.arxiv_id}")
        if bib.doi:
            facts.append(f"doi {bib.doi}")
        muted = self._theme.colour("muted").name()
        under = html.escape(" · ".join(fact for fact in facts if fact))
        body = marked(bib.abstract, abstract, self._theme) or (
            f'<i style="color:{muted}">No abstract.</i>'
        )
        return (
            f"<p style='margin:0 0 4px 0'><b>{marked(bib.title, title, self._theme)}</b></p>"
            + (f"<p style='margin:0 0 6px 0;color:{muted}'>{under}</p>" if under else "")
            + f"<p style='margin:0;white-space:pre-wrap'>{body}</p>"
        )
