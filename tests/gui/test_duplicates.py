"""The duplicates dialog: found, judged by keys, merged, told apart, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from readlist.gui.context import AppContext
from readlist.gui.dialogs.duplicates_dialog import DuplicatesDialog
from readlist.gui.main_window import MainWindow
from readlist.gui.theme import Mode
from tests.gui.test_every_control import checked
from tests.gui.window_kit import CONTROL, SHIFT, press, select, settled
from tests.unit.duplicates.kit import put, seed

Opened = Callable[..., DuplicatesDialog]
Key = Qt.Key


def double(context: AppContext) -> list[int]:
    """Six papers; the first three come twice: the same, with more facts, renamed."""
    two, one, three, *rest = seed()[:6]
    more = replace(
        two, title=f"{two.title}: and Much More Than Ever Fitted on One Line of a Narrow Dialog",
        venue="Journal of Machine Learning Research", citation_key="more2024",
    )  # fmt: skip
    put(context.library, one, replace(two, citation_key="two2020"), three, *rest)
    twins = put(context.library, one, more, replace(three, title="Quite Another Name"))
    context.library.tags.add([1, twins[0]], ["theory"])
    context.library.tags.add(twins, ["a tag with a rather long name, to be sure"])
    context.library.notes.add(twins[0], "A note.")
    return twins


@pytest.fixture
def opened(qtbot: QtBot, context: AppContext) -> Opened:
    """Opens the dialog and waits for its pairs."""

    def open_dialog(**more: list[int]) -> DuplicatesDialog:
        dialog = DuplicatesDialog(context, None, **more)
        qtbot.addWidget(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
            dialog.activateWindow()
        qtbot.waitUntil(lambda: dialog.searched and not dialog.working)
        return dialog

    return open_dialog


def keyed(qtbot: QtBot, dialog: DuplicatesDialog, key: Key | str, **more: object) -> None:
    """Press a key where the keyboard is, and wait for what it does."""
    modifier = more.get("modifier", Qt.KeyboardModifier.NoModifier)
    qtbot.keyClick(dialog.focusWidget() or dialog, key, modifier)
    qtbot.waitUntil(lambda: not dialog.working)
    QApplication.processEvents()


def test_pairs_are_shown_with_their_reason(
    qtbot: QtBot, context: AppContext, opened: Opened, qtmodeltester: ModelTester
) -> None:
    twins = double(context)
    dialog = opened()
    assert dialog.count.text() == "3 pairs, 2 of them certain"
    assert [(p.a, p.b) for p in dialog.pairs_model.pairs] == [(1, twins[0]), (2, twins[1]),
                                                              (3, twins[2])]  # fmt: skip
    assert dialog.pane.reason.text() == "The titles are equal, and the abstracts are the same."
    assert "“a tag with a rather long name, to be sure” and “theory”" in dialog.pane.united.text()
    assert dialog.pane.keys.isHidden()
    keyed(qtbot, dialog, Key.Key_Down)
    assert "change \\cite{more2024} in your text" in dialog.pane.keys.text() or (
        "change \\cite{two2020} in your text" in dialog.pane.keys.text()
    )
    assert dialog.pane.headings[0].text().startswith("Title, ")
    qtmodeltester.check(dialog.pairs_model)
    qtmodeltester.check(dialog.pane.model)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_control_explains_itself_and_nothing_is_clipped(
    qtbot: QtBot, context: AppContext, opened: Opened, mode: Mode
) -> None:
    double(context)
    context.theme.set_mode(mode)
    dialog = opened()
    for size in (QSize(820, 560), QSize(1180, 780)):
        dialog.resize(size)
        for _ in range(3):
            keyed(qtbot, dialog, Key.Key_Down)
            checked(dialog)


def test_sides_are_chosen_by_keys_and_merged(
    qtbot: QtBot, context: AppContext, opened: Opened
) -> None:
    twins = double(context)
    dialog = opened()
    keyed(qtbot, dialog, Key.Key_Down)
    kept = dialog.pane.choice
    assert kept is not None
    assert kept.keep == twins[1]  # it knows more
    keyed(qtbot, dialog, "s")
    assert kept.keep == 2
    qtbot.keyClick(dialog.pairs, Key.Key_Tab)
    assert dialog.focusWidget() is dialog.pane.fields
    assert dialog.pane.model.row(0).name == "title"
    keyed(qtbot, dialog, "2")
    assert dialog.pane.headings[1].text() == "Title, stays"
    keyed(qtbot, dialog, Key.Key_Down)
    keyed(qtbot, dialog, "2")  # the abstracts are the same: there is nothing to choose
    assert set(kept.fields) == {"title"}
    keyed(qtbot, dialog, "m")
    paper = context.library.papers.get(2)
    assert paper.bib.title.startswith(f"{seed()[0].title}: and Much More")
    assert (paper.bib.venue, paper.bib.citation_key) == (
        "Journal of Machine Learning Research", "two2020",
    )  # fmt: skip
    assert paper.bib.extra["ids"] == "more2024"
    assert dialog.count.text() == "2 pairs, 1 of them certain"
    assert dialog.message.text() == (
        "Done: Merge 2 papers. "
        "With BibTeX, change \\cite{more2024} to \\cite{two2020} in your text."
    )


def test_not_a_duplicate_and_undo(qtbot: QtBot, context: AppContext, opened: Opened) -> None:
    double(context)
    dialog = opened()
    told: list[tuple[str, bool]] = []
    dialog.said.connect(lambda text, undoable: told.append((text, undoable)))
    keyed(qtbot, dialog, "n")
    assert dialog.count.text() == "2 pairs, 1 of them certain"
    keyed(qtbot, dialog, "m")
    assert len(dialog.pairs_model.pairs) == 1
    keyed(qtbot, dialog, "z", modifier=CONTROL)
    assert dialog.message.text() == "Undone: Merge 2 papers."
    keyed(qtbot, dialog, "z", modifier=CONTROL)
    assert dialog.count.text() == "3 pairs, 2 of them certain"
    assert dialog.undo_button.isHidden()
    keyed(qtbot, dialog, "n")
    context.library.tags.create("meanwhile")
    keyed(qtbot, dialog, "z", modifier=CONTROL)
    assert "Something else was done" in dialog.message.text()
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert told == [("1 pair is no duplicate.", True)]


def test_all_certain_ones_are_merged_as_one_step(
    qtbot: QtBot, context: AppContext, opened: Opened
) -> None:
    double(context)
    dialog = opened()
    told: list[str] = []
    dialog.said.connect(lambda text, _undoable: told.append(text))
    keyed(qtbot, dialog, Key.Key_Return, modifier=CONTROL)
    assert dialog.count.text() == "1 pair, none of them certain"
    assert context.library.history.state().undo == "Merge 2 duplicates"
    assert not dialog.all_button.isEnabled()
    keyed(qtbot, dialog, "n")
    assert dialog.nothing.text() == "No duplicates are left."
    checked(dialog)
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert told == ["Merged 2 papers into another. 1 pair is no duplicate."]


def test_none_found_says_so(context: AppContext, opened: Opened) -> None:
    put(context.library, *seed()[:3])
    dialog = opened()
    assert dialog.nothing.isVisible()
    assert dialog.nothing.text() == "No duplicates were found."
    assert dialog.all_button.isHidden()
    checked(dialog)


def test_a_search_can_be_cancelled(qtbot: QtBot, context: AppContext) -> None:
    double(context)
    dialog = DuplicatesDialog(context)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.rejected):
        dialog.show()
        dialog._jobs.cancel_button.click()
    assert len(context.library.duplicates.find()) == 3


def test_a_paper_that_is_gone_is_told(qtbot: QtBot, context: AppContext, opened: Opened) -> None:
    twins = double(context)
    dialog = opened()
    context.library.papers.delete([twins[0]])
    keyed(qtbot, dialog, Key.Key_Down)
    keyed(qtbot, dialog, Key.Key_Up)
    assert "There is no paper" in dialog.pane.reason.text()
    keyed(qtbot, dialog, "m")  # nothing to merge
    assert len(dialog.pairs_model.pairs) == 3


def test_a_paper_that_was_trashed_meanwhile_leaves_nothing_to_choose(
    qtbot: QtBot, context: AppContext, opened: Opened
) -> None:
    twins = double(context)
    dialog = opened()
    context.library.papers.trash([twins[0]])
    keyed(qtbot, dialog, Key.Key_M)
    assert "is in the Trash" in dialog.message.text()
    assert "is in the Trash" in dialog.pane.reason.text()
    assert dialog.pane.choice is None
    assert dialog.pane.merge_button.isHidden()


def test_by_keys_from_the_window(qtbot: QtBot, window: MainWindow) -> None:
    library = window.context.library
    first = min(library.search.find("").ids)
    bib = library.papers.get(first).bib
    (other,) = put(library, replace(bib, title=bib.title.upper()))
    settled(qtbot, window)
    window.table.setFocus()
    qtbot.keyClick(window, Key.Key_D, CONTROL | SHIFT)
    dialog = window.findChild(DuplicatesDialog)
    assert isinstance(dialog, DuplicatesDialog)
    qtbot.waitUntil(lambda: dialog.searched, timeout=20000)
    assert [(p.a, p.b) for p in dialog.pairs_model.pairs] == [(first, other)]
    qtbot.keyClick(dialog.pairs, Key.Key_Return)
    settled(qtbot, window)
    assert sorted(window.selection()) == [first, other]
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Key.Key_M, CONTROL)
    merging = window.findChildren(DuplicatesDialog)[-1]
    qtbot.waitUntil(lambda: merging.searched, timeout=20000)
    assert merging.windowTitle() == "Merge papers"
    qtbot.keyClick(merging.pane.fields, "m")
    qtbot.waitUntil(window.toast.isVisible, timeout=20000)
    settled(qtbot, window)
    assert window.toast.text.text() == "Merged 1 paper into another."
    assert library.papers.exists([first, other]) == [first]
    window.toast.button.click()
    settled(qtbot, window)
    assert library.papers.exists([first, other]) == [first, other]


def test_merging_needs_two_papers(qtbot: QtBot, window: MainWindow) -> None:
    for rows, enabled in (((0,), False), ((0, 1), True), ((0, 1, 2), False)):
        select(qtbot, window, *rows)
        assert window.actions_["merge"].isEnabled() is enabled
    press(qtbot, window, Key.Key_Escape)
