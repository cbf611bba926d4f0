"""Times the window on a large library, and prints one table.

    .venv/bin/python tests/bench/window.py [--corpus PATH] [--papers 20000] [--json FILE]

Each phase is a process of its own, so that its peak memory is its own. "x reference" is the ratio
to what the same machine takes in the same run without Readlist: an empty Qt window for the start
and the memory, bare inserts of the same text into SQLite for the import.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
FRAME_MS = 50  # nothing in the window's thread should take longer
OWN = " own"  # what the thread itself computed: without waiting for a core of a busy machine
PHRASES = ("tran", "scaling law", "reinforcement learning from human feedback")


def main() -> None:
    """Run every phase and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="papers as JSON lines, gzipped or not")
    parser.add_argument("--papers", type=int, default=20_000)
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--phase", choices=sorted(PHASES), help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--began", type=float, default=0.0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if options.phase:
        figures = PHASES[options.phase](options)
        figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(figures))
        return
    with tempfile.TemporaryDirectory() as folder:
        options.home = Path(folder) / "library"
        results = {phase: _run(phase, options) for phase in PHASES}
    if options.json:
        options.json.write_text(json.dumps({"papers": options.papers, **results}, indent=2))
    _print(options.papers, results)


def _run(phase: str, options: argparse.Namespace) -> dict[str, float]:
    command = [sys.executable, __file__, "--phase", phase, "--papers", str(options.papers)]
    command += ["--home", str(options.home), "--began", str(time.time())]
    if options.corpus:
        command += ["--corpus", str(options.corpus)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def import_phase(options: argparse.Namespace) -> dict[str, float]:
    """Import one page of all papers, then index them."""
    import sqlite3

    from readlist.library import Library
    from tests.bench.corpus import as_page, load

    papers = load(options.corpus, options.papers)
    page = as_page(papers).encode()
    began = time.perf_counter()
    bare = sqlite3.connect(options.home.parent / "bare.sqlite3")
    with bare:
        bare.execute("CREATE TABLE paper(title, abstract)")
        bare.executemany("INSERT INTO paper VALUES(?, ?)", [(p.title, p.abstract) for p in papers])
    bare.close()
    reference = time.perf_counter() - began
    with Library.open(options.home) as library:
        began = time.perf_counter()
        parsed = library.importing.parse(page, "corpus.txt")
        plan = library.importing.plan([parsed])
        result = library.importing.commit(plan)
        seconds = time.perf_counter() - began
        began = time.perf_counter()
        indexed = library.search.update()
        indexing = time.perf_counter() - began
    return {
        "papers": result.papers_total,
        "seconds": seconds,
        "per_s": result.papers_total / seconds,
        "reference_s": reference,
        "index_s": indexing,
        "index_per_s": indexed / indexing,
    }


def empty_phase(options: argparse.Namespace) -> dict[str, float]:
    """An empty Qt window: from the process's start to its first paint."""
    from PySide6.QtWidgets import QApplication, QTableView

    app = QApplication([])
    view = QTableView()
    shown = _first_paint(view, app, lambda: True)
    view.show()
    app.exec()
    return {"first_paint_ms": (shown() - options.began) * 1000}


def start_phase(options: argparse.Namespace) -> dict[str, float]:
    """The window on the library: from the process's start to the first painted rows."""
    from readlist.gui.app import make_application
    from tests.bench.opened import open_window

    app = make_application(["readlist"])
    with open_window(options.home) as window:
        shown = _first_paint(window.table.viewport(), app, lambda: bool(window.table.papers.ids))
        window.show()
        app.exec()
    return {"first_rows_ms": (shown() - options.began) * 1000}


def type_phase(options: argparse.Namespace) -> dict[str, float]:
    """Type every query letter by letter; a keystroke ends when its answer is painted."""
    from readlist.gui.app import make_application
    from tests.bench.opened import Heart, Typist, open_window
    from tests.bench.queries import QUERIES

    app = make_application(["readlist"])
    with open_window(options.home) as window:
        window.resize(1280, 800)
        window.show()
        typist = Typist(app, window)
        typist.settle()
        repaint = [typist.repaint() for _ in range(50)]
        heart = Heart(app)
        strokes = [ms for query in QUERIES for ms in typist.type(query)]
        burst = [typist.burst(query) for query in QUERIES]
        gaps = heart.stop()
    strokes.sort()
    return {
        "queries": len(QUERIES),
        "keystrokes": len(strokes),
        "median_ms": statistics.median(strokes),
        "p95_ms": strokes[int(len(strokes) * 0.95)],
        "max_ms": strokes[-1],
        "burst_median_ms": statistics.median(burst),
        "repaint_ms": statistics.median(repaint),
        "frames_over_50_ms": sum(gap > FRAME_MS for gap in gaps),
        "longest_frame_ms": max(gaps),
        "longest_frame_ms" + OWN: heart.busiest,
    }


def frames_phase(options: argparse.Namespace) -> dict[str, float]:
    """The longest frame while each of the phrases is typed letter by letter, in milliseconds.

    Between two letters lie 30 ms or the time to the painted answer, whichever is longer.
    """
    from readlist.gui.app import make_application
    from tests.bench.opened import Heart, Typist, open_window

    app = make_application(["readlist"])
    figures: dict[str, float] = {}
    with open_window(options.home) as window:
        window.resize(1280, 800)
        window.show()
        typist = Typist(app, window)
        typist.settle()
        for phrase in PHRASES:
            typist.clear()
            typist.pause()
            heart = Heart(app)
            for letter in phrase:
                typist.stroke(letter)
                typist.pause(0.03)
            typist.pause()
            figures[phrase] = max(heart.stop())
            figures[f"{phrase}{OWN}"] = heart.busiest
    return figures


def work_phase(options: argparse.Namespace) -> dict[str, float]:
    """The longest frame of each heavy work, in milliseconds."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from readlist.domain.views import Scope, Sort
    from readlist.gui.app import make_application
    from tests.bench.opened import Heart, Typist, open_window
    from tests.bench.queries import QUERIES

    app = make_application(["readlist"])
    figures: dict[str, float] = {}
    with open_window(options.home) as window:
        window.resize(1280, 800)
        window.show()
        typist = Typist(app, window)
        typist.settle()
        bar, commands = window.table.verticalScrollBar(), window.commands

        def scroll() -> None:
            for step in range(200):
                bar.setValue(bar.maximum() * (step * 37 % 200) // 200)
                app.processEvents()

        def select() -> None:
            window.table.setFocus()
            QTest.keyClick(window.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)

        def rebuild() -> None:
            window.indexing.rebuild()
            for query in QUERIES[:20]:
                typist.type(query)

        works: tuple[tuple[str, Callable[[], object]], ...] = (
            ("end_ms", lambda: bar.setValue(bar.maximum())),
            ("scroll_ms", scroll),
            ("sort_ms", lambda: window.table.header.sorted.emit(Sort("title"))),
            ("unsort_ms", lambda: window.table.header.sorted.emit(None)),
            ("place_ms", lambda: window.open_place(Scope("inbox"))),
            ("back_ms", lambda: window.open_place(Scope())),
            ("select_all_ms", select),
            ("star_all_ms", lambda: commands.star(window.selection(), starred=True)),
            ("undo_ms", commands.undo),
            ("rebuild_ms", rebuild),
        )
        for name, work in works:
            heart = Heart(app)
            work()
            typist.pause()
            typist.settle()
            figures[name] = max(heart.stop())
            figures[name + OWN] = heart.busiest
    return figures


def _first_paint(
    widget: QWidget, app: QApplication, ready: Callable[[], bool]
) -> Callable[[], float]:
    """Quit the loop at the widget's first paint for which ``ready``; returns when that was."""
    from tests.bench.opened import PaintWatch

    watch = PaintWatch(widget, app, ready)
    return lambda: watch.at


def _print(papers: int, results: dict[str, dict[str, float]]) -> None:
    done, empty, start, typed = (results[name] for name in ("import", "empty", "start", "type"))
    rows: list[tuple[str, float, float | None]] = [
        ("import, papers/s", done["per_s"], done["seconds"] / done["reference_s"]),
        ("import, peak MB", done["peak_mb"], None),
        ("indexing, papers/s", done["index_per_s"], None),
        (
            "first usable window, ms",
            start["first_rows_ms"],
            start["first_rows_ms"] / empty["first_paint_ms"],
        ),
        ("keystroke to painted result, median ms", typed["median_ms"], None),
        ("keystroke to painted result, 95th percentile ms", typed["p95_ms"], None),
        ("keystroke to painted result, slowest ms", typed["max_ms"], None),
        ("whole query typed at once, median ms", typed["burst_median_ms"], None),
        ("repaint of the table alone, median ms", typed["repaint_ms"], None),
        (f"frames over {FRAME_MS} ms", typed["frames_over_50_ms"], None),
        ("window, peak MB", typed["peak_mb"], typed["peak_mb"] / empty["peak_mb"]),
    ]
    print(f"{papers} papers, {typed['queries']:.0f} queries, {typed['keystrokes']:.0f} keystrokes")
    print(f"{'':65} {'figure':>10} {'x reference':>12}")
    for name, figure, ratio in rows:
        print(f"{name:65} {figure:10.1f} {'' if ratio is None else f'{ratio:12.2f}'}")
    _print_frames(results)


def _print_frames(results: dict[str, dict[str, float]]) -> None:
    """The longest frames of the window's thread, and the most that it computed itself in one."""
    frames = {"all queries": (results["type"], "longest_frame_ms")}
    frames |= {f"typing “{phrase}”": (results["frames"], phrase) for phrase in PHRASES}
    frames |= {
        words: (results["work"], name)
        for name, words in (
            ("end_ms", "going to the last row"),
            ("scroll_ms", "scrolling"),
            ("sort_ms", "sorting by title"),
            ("unsort_ms", "sorting by relevance"),
            ("place_ms", "going to the Inbox"),
            ("back_ms", "going back to the Library"),
            ("select_all_ms", "selecting all"),
            ("star_all_ms", "starring all"),
            ("undo_ms", "undoing that"),
            ("rebuild_ms", "typing while the index is rebuilt"),
        )
    }
    print(f"\n{'longest frame of the window’s thread, ms':65} {'frame':>10} {'computed':>12}")
    for words, (figures, name) in frames.items():
        print(f"{words:65} {figures[name]:10.1f} {figures[name + OWN]:12.1f}")


PHASES: dict[str, Callable[[argparse.Namespace], dict[str, float]]] = {
    "import": import_phase,
    "empty": empty_phase,
    "start": start_phase,
    "type": type_phase,
    "frames": frames_phase,
    "work": work_phase,
}

if __name__ == "__main__":
    main()
