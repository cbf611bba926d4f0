"""Renders the program's icon, ``resources/icons/readlist.svg``, to the PNG sizes that systems want.

``python packaging/render_icons.py`` writes ``resources/icons/readlist-SIZE.png``; run it after the
drawing was changed. ``--sheet FILE`` draws all line icons at 16, 24 and 48 px onto one picture, for
looking at them.
"""

import argparse
import os
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
SHEET_SIZES = (16, 24, 48)
SHEET_COLUMNS = 8


def canvas(width: int, height: int, colour: QColor | Qt.GlobalColor) -> QImage:
    """An empty picture of one colour."""
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(colour)
    return image


def render_app_icon() -> list[Path]:
    """Writes the program's icon in all sizes; gives the files."""
    drawing = QSvgRenderer(str(ICONS / "readlist.svg"))
    written = []
    for size in SIZES:
        image = canvas(size, size, Qt.GlobalColor.transparent)
        painter = QPainter(image)
        drawing.render(painter, QRectF(0, 0, size, size))
        painter.end()
        target = ICONS / f"readlist-{size}.png"
        image.save(str(target))
        written.append(target)
    return written


def draw_sheet(target: Path) -> None:
    """Draws every SVG of the folder at the sizes in use onto one picture."""
    drawings = sorted(ICONS.glob("*.svg"))
    step = sum(SHEET_SIZES) + 16 * len(SHEET_SIZES)
    rows = -(-len(drawings) // SHEET_COLUMNS)
    image = canvas(step * SHEET_COLUMNS, 64 * rows, QColor("#ffffff"))
    painter = QPainter(image)
    for index, path in enumerate(drawings):
        row, column = divmod(index, SHEET_COLUMNS)
        left = column * step + 8
        for size in SHEET_SIZES:
            QSvgRenderer(str(path)).render(painter, QRectF(left, row * 64 + 8, size, size))
            left += size + 16
    painter.end()
    image.save(str(target))


def main() -> None:
    """Reads the command line and draws."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheet", type=Path, metavar="FILE")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    if options.sheet:
        draw_sheet(options.sheet)
    else:
        render_app_icon()
    application.quit()


if __name__ == "__main__":
    main()
