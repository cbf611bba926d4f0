"""Real papers in a real library, and a shown pane, for the tests of the paper pane."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from readlist.domain.papers import Paper
from readlist.gui.context import AppContext
from readlist.gui.views.paper_pane import PaperPane
from readlist.library import Library


class Browser:
    """Stands where the system's browser would be, and keeps the addresses that it is given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.addresses: list[str] = []
        monkeypatch.setattr(QDesktopServices, "openUrl", self._take)

    def _take(self, url: QUrl) -> bool:
        self.addresses.append(url.toString())
        return True


def papers_of(library: Library) -> list[int]:
    """The ids of all papers, as they were added."""
    return sorted(library.search.find("").ids)


def paper_with(library: Library, ids: Sequence[int], piece: str) -> Paper:
    """The first paper whose title or abstract holds ``piece``."""
    papers = (library.papers.get(one) for one in ids)
    return next(p for p in papers if piece in p.bib.title or piece in p.bib.abstract)


def shown(qtbot: QtBot, context: AppContext, *ids: int, terms: tuple[str, ...] = ()) -> PaperPane:
    """A pane on the screen with these papers."""
    pane = PaperPane(context)
    qtbot.addWidget(pane, before_close_func=lambda _pane: pane.flush())
    pane.resize(420, 700)
    pane.show_papers(ids, terms)
    with qtbot.waitActive(pane):
        pane.show()
        pane.activateWindow()
    return pane


def settled(qtbot: QtBot, context: AppContext) -> None:
    """Wait until every write that was asked for is done and has been told."""
    done: list[bool] = []
    context.bridge.write(lambda: None, lambda _none: done.append(True))
    qtbot.waitUntil(lambda: bool(done), timeout=10000)


def click(qtbot: QtBot, widget: QWidget, at: QPoint | None = None) -> None:
    """Click with the left button, in the middle unless ``at`` says where."""
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
