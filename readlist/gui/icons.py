"""Icons of one colour, tinted to the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from readlist.gui.theme import Theme
from readlist.resources_path import resource

_SIZES = (16, 20, 24, 32, 48)


def icon(name: str, theme: Theme, role: str = "text") -> QIcon:
    """The icon ``name`` in the theme's colour ``role``, greyed when disabled.

    An icon holds the colours of the moment: take it anew on ``theme.changed``. Empty when there
    is no such picture.
    """
    return _icon(name, theme.colour(role).name(), theme.colour("disabled").name())


def pixmap(name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """The picture ``name`` in ``colour``, ``size`` logical pixels wide and high."""
    return _pixmap(name, colour.name(), size, ratio)


@lru_cache(maxsize=512)
def _icon(name: str, colour: str, disabled: str) -> QIcon:
    result = QIcon()
    for size in _SIZES:
        result.addPixmap(_pixmap(name, colour, size, 1.0))
        result.addPixmap(_pixmap(name, disabled, size, 1.0), QIcon.Mode.Disabled)
    return result


@lru_cache(maxsize=1024)
def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    side = round(size * ratio)
    image = QPixmap(side, side)
    image.fill(Qt.GlobalColor.transparent)
    data = _svg(name)
    if data:
        painter = QPainter(image)
        QSvgRenderer(QByteArray(data)).render(painter, QRectF(0, 0, side, side))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(image.rect(), QColor(colour))
        painter.end()
    image.setDevicePixelRatio(ratio)
    return image


@lru_cache(maxsize=256)
def _svg(name: str) -> bytes:
    path = resource("icons", f"{name}.svg")
    return path.read_bytes() if path.is_file() else b""
