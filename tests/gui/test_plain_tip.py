"""Tooltips of page text show every character and interpret none."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from readlist.gui.main_window import MainWindow
from readlist.gui.models.columns import INDEX
from readlist.gui.models.papers_model import PapersModel
from readlist.gui.plain_tip import plain_tip
from readlist.gui.views.pane_chips import Chip, ChipValue


@pytest.mark.parametrize(
    "text",
    [
        "The <s> token",
        'x <img src="file:///etc/passwd"> y',
        "<b>bold</b>\n  second line & more",
        "a &lt;s&gt; b",
    ],
)
def test_what_looks_like_html_is_spelled_out(app: QApplication, text: str) -> None:
    assert app
    document = QTextDocument()
    document.setHtml(plain_tip(text))
    assert document.toPlainText() == text


def test_other_text_stays_as_it_is() -> None:
    assert plain_tip("Attention & all: 1 > 0") == "Attention & all: 1 > 0"


def test_titles_and_chips_spell_out_their_text(window: MainWindow) -> None:
    library, shown = window.context.library, window.table.papers
    library.papers.edit(shown.ids[0], title="Beyond <b>next</b> token")
    model = PapersModel(library.papers.rows)
    model.set_ids(shown.ids[:1])
    tip = model.data(model.index(0, INDEX["title"]), Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;" in str(tip)
    chip = Chip(ChipValue("k", "<i>", "", "Show papers tagged <i>"), window.context.theme, window)
    assert "&lt;i&gt;" in chip.toolTip()
