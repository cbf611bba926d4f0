"""The welcome page's buttons."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from readlist.gui.context import AppContext
from readlist.gui.views.welcome import WelcomePage


@pytest.mark.parametrize("name", ["samples", "files", "paste"])
def test_every_button_asks_for_its_import(qtbot: QtBot, context: AppContext, name: str) -> None:
    page = WelcomePage(context)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    pressed = getattr(page, f"{name}_button")
    signals = {
        "samples": page.import_samples,
        "files": page.choose_files,
        "paste": page.paste,
    }
    with qtbot.waitSignal(signals[name]):
        pressed.setFocus()
        qtbot.keyClick(pressed, Qt.Key.Key_Space)
    assert pressed.toolTip()
    assert pressed.accessibleName()


def test_the_card_holds_all_of_it(qtbot: QtBot, context: AppContext) -> None:
    page = WelcomePage(context)
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    button = page.paste_button
    qtbot.waitUntil(lambda: button.visibleRegion().boundingRect() == button.rect())
    bottom = page.paste_button.mapTo(page, page.paste_button.rect().bottomLeft()).y()
    top = page.samples_button.mapTo(page, page.samples_button.rect().topLeft()).y()
    assert 0 < top < bottom < page.height()
