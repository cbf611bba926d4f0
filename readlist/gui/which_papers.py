"""The sets of papers that the window offers its dialogs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from readlist.domain.views import Scope, Sort
from readlist.gui.dialogs.paper_sets import PaperSet
from readlist.gui.main_window import MainWindow


def gather(window: MainWindow, done: Callable[[Sequence[PaperSet]], None]) -> None:
    """Call ``done`` with the selected papers if any, all that are shown, and, where these are
    not the same, the whole library without the Trash.

    A reading list comes whole and in its own order, which may be another one than the table's.
    """
    library, bridge = window.context.library, window.context.bridge
    chosen, shown = window.selection(), tuple(window.table.papers.ids)
    question, name = window.runner.question, window.place_name()
    scope, text = question.scope, question.text.strip()

    def work(_job: object) -> list[PaperSet]:
        by_hand = scope.kind == "list" and not text
        ids = library.lists.paper_ids(int(scope.value)) if by_hand else shown
        sets = [PaperSet("shown", name, ids, (scope, text))]
        if chosen:
            count = "1 selected paper" if len(chosen) == 1 else f"{len(chosen):,} selected papers"
            sets.insert(0, PaperSet("selected", count, chosen))
        if (scope, text) != (Scope(), ""):
            everything = tuple(library.search.find("", scope=Scope(), sort=Sort("added")).ids)
            sets.append(PaperSet("all", "Library", everything, (Scope(), "")))
        return sets

    bridge.run(bridge.reader, work, done)
