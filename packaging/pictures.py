"""Takes the README's and the manual's pictures of the real program, in resources/manual/pictures.

    .venv/bin/python packaging/pictures.py [--corpus PATH] [--papers 20000]

Without a screen: Qt's offscreen platform draws the same as a real one with the shipped font.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
PICTURES = ROOT / "resources" / "manual" / "pictures"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["HOME"] = "/home/reader"  # whose folder the export dialog proposes

from PySide6.QtTest import QTest  # noqa: E402 - after the platform is chosen
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from readlist.domain.papers import Status  # noqa: E402
from readlist.domain.views import Scope  # noqa: E402
from readlist.gui.app import make_application, opened  # noqa: E402
from readlist.gui.main_window import MainWindow  # noqa: E402
from readlist.library import Library  # noqa: E402
from tests.bench.corpus import as_page, load  # noqa: E402

SIZE = (1280, 800)
WIDE = (1600, 900)  # with room for the panel beside the papers
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))


def main() -> None:
    """Make every picture anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="papers as JSON lines, gzipped or not")
    parser.add_argument("--papers", type=int, default=20_000)
    options = parser.parse_args()
    PICTURES.mkdir(parents=True, exist_ok=True)
    make_application(["readlist"])
    with tempfile.TemporaryDirectory() as folder:
        _empty(Path(folder) / "empty")
        _seeded(Path(folder) / "seeded")
        _large(Path(folder) / "large", options)


def _empty(home: Path) -> None:
    from readlist.gui.dialogs.import_dialog import ImportDialog

    with Library.open(home) as library, opened(library) as window:
        _show(window)
        _save(window, "welcome")
        dialog = ImportDialog(window.context, SEEDS, window)
        dialog.resize(1080, 700)
        dialog.show()
        _until(lambda: dialog.planned)
        _save(dialog, "import")
        dialog.reject()


def _seeded(home: Path) -> None:
    from readlist.gui.dialogs.export_choices import ExportPlace
    from readlist.gui.dialogs.export_dialog import ExportDialog

    with Library.open(home) as library:
        _fill(library)
        with opened(library) as window:
            window.context.theme.set_mode("light")
            _show(window)
            QTest.keyClicks(window.search.line, "grokking -vision")
            _settle(window)
            window.enter_table()
            _settle(window)
            _save(window, "search-light")
            window.context.theme.set_mode("dark")
            _settle(window)
            _save(window, "search-dark")
            window.context.theme.set_mode("light")
            place = ExportPlace(Scope(), "grokking")
            dialog = ExportDialog(
                window.context, window.table.papers.ids, "grokking", window, place
            )
            dialog.resize(1080, 700)
            dialog.show()
            _until(lambda: dialog.checked)
            _save(dialog, "export")
            dialog.reject()


def _large(home: Path, options: argparse.Namespace) -> None:
    with Library.open(home) as library:
        page = as_page(load(options.corpus, options.papers)).encode()
        parsed = library.importing.parse(page, "corpus.txt")
        library.importing.commit(library.importing.plan([parsed]))
        library.search.update()
        with opened(library) as window:
            _show(window, WIDE)
            for words in ("diffusion model", " -video"):
                QTest.keyClicks(window.search.line, words)
                _settle(window)
            window.enter_table()
            _settle(window)
            _save(window, "large")


def _fill(library: Library) -> None:
    """The five sample pages, and some work on them."""
    dumps, _ = library.importing.read(SEEDS)
    library.importing.commit(library.importing.plan(dumps))
    library.search.update()
    found = list(library.search.find("grokking").ids)
    library.papers.star(found[:3], True)
    library.papers.set_status(found[2:6], Status.QUEUED)
    library.papers.set_status(found[:1], Status.READING)
    library.tags.add(found[:5], ["theory/grokking"])
    library.tags.add(found[3:8], ["training dynamics"])
    scaling = list(library.search.find("scaling").ids)
    library.tags.add(scaling[:9], ["theory/scaling laws"])
    library.papers.set_status(scaling[4:12], Status.READ)
    library.tags.recolour("theory/grokking", "#2f6fdb")
    library.tags.recolour("training dynamics", "#c2410c")
    library.lists.create("Thesis, chapter 2", "What delayed generalisation tells us")
    chapter = library.lists.get("Thesis, chapter 2")
    library.lists.add(chapter.id, found[:4])
    paper = library.papers.get(found[0])
    end = paper.bib.abstract.find(".") + 1
    library.highlights.add(paper.id, 0, end, colour="#fde68a", comment="The claim to check.")
    library.notes.add(paper.id, "Compare the *weight norm* here with the slingshot paper.")
    library.search.update()


def _show(window: MainWindow, size: tuple[int, int] = SIZE) -> None:
    window.resize(*size)
    window.show()
    _settle(window)


def _settle(window: MainWindow) -> None:
    """Until everything that was asked for is shown, the related papers too."""
    _pause(0.5)
    _until(lambda: window.settled and window.pane.one.related.idle)
    _pause(0.5)


def _until(ready: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            sys.exit("the window did not settle")
        _pause(0.02)


def _pause(seconds: float) -> None:
    QTest.qWait(int(seconds * 1000))


def _save(widget: QWidget, name: str) -> None:
    QApplication.processEvents()
    path = PICTURES / f"{name}.png"
    if not widget.grab().save(str(path), "PNG"):
        sys.exit(f"{path} could not be written")
    sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
