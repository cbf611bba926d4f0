"""The look: contrast, modes, icons."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QPalette, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from readlist.gui import colours, icons
from readlist.gui.actions import SPECS
from readlist.gui.colours import DARK, LIGHT, contrast
from readlist.gui.theme import Theme

TEXT = (
    ("text", "window"), ("text", "base"), ("text", "alternate"), ("text", "hover"),
    ("text", "selection-inactive"), ("muted", "window"), ("muted", "base"), ("muted", "hover"),
    ("muted", "selection-inactive"), ("placeholder", "base"), ("link", "base"),
    ("link", "window"), ("accent-text", "accent"), ("accent-text", "accent-hover"),
    ("selection-text", "selection"), ("danger", "base"), ("danger", "window"),
    ("warning", "warning-back"), ("success", "base"), ("hit-text", "hit"), ("text", "hit"),
    ("selection-text", "hit"), ("toast-text", "toast"), ("toast-action", "toast"),
    ("tooltip-text", "tooltip"),
)  # fmt: skip
GRAPHICS = (("control-border", "base"), ("accent", "window"), ("star", "base"), ("accent", "base"))


@pytest.mark.parametrize("roles", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast_meets_wcag_aa(roles: dict[str, str]) -> None:
    weak = [pair for pair in TEXT if contrast(roles[pair[0]], roles[pair[1]]) < 4.5]
    assert not weak
    faint = [pair for pair in GRAPHICS if contrast(roles[pair[0]], roles[pair[1]]) < 3]
    assert not faint


@pytest.mark.parametrize("roles", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("colour", ["", "no colour", "#ffffff", "#000000", "#ffff00", "#0000ff"])
def test_any_tag_colour_is_legible(roles: dict[str, str], colour: str) -> None:
    chip = colours.chip(colour, roles)
    assert contrast(chip.text, chip.background) >= 4.5
    assert contrast(roles["text"], colours.highlight(colour, roles)) >= 4.5


def test_both_palettes_have_the_same_roles() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_the_mode_is_kept_and_dresses_the_application(
    app: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    theme = Theme(settings)
    theme.set_mode("light")
    with qtbot.waitSignal(theme.changed):
        theme.set_mode("dark")
    assert app.palette().color(QPalette.ColorRole.Base).name() == DARK["base"]
    assert Theme(settings).mode == "dark"
    theme.set_mode("light")
    assert app.palette().color(QPalette.ColorRole.Base).name() == LIGHT["base"]


def test_every_action_has_its_picture(app: QApplication) -> None:
    theme = Theme()
    theme.apply()
    names = {spec.icon for spec in SPECS if spec.icon} | {"star-filled", "close", "plus", "page"}
    blank = [name for name in names if not _opaque(icons.pixmap(name, theme.colour("text"), 16))]
    assert not blank
    assert app


def _opaque(picture: QPixmap) -> bool:
    """Whether anything can be seen of a picture."""
    image = picture.toImage()
    spots = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return any(image.pixelColor(x, y).alpha() > 100 for x, y in spots)
