"""The search box in the window: completions, chips, marks, recent searches, what was meant."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from readlist.domain.query import parse
from readlist.gui import search_aid
from readlist.gui.main_window import MainWindow
from readlist.gui.popups.completion import CompletionPopup
from readlist.gui.recent import RecentSearches
from readlist.gui.views.query_words import describe
from tests.gui.window_kit import ALT, press, search, select, settled

KEY = Qt.Key


@pytest.fixture
def marked(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """The window on papers with tags and a list."""
    library = window.context.library
    ids = window.table.papers.ids[:6]
    library.tags.add(ids[:4], ["theory", "theory/scaling laws"])
    library.lists.create('My "best" papers')
    library.lists.add(library.lists.get('My "best" papers').id, ids[:2])
    settled(qtbot, window)
    return window


def popup(window: MainWindow) -> CompletionPopup:
    assert window.search.completion is not None
    return window.search.completion


def offered(window: MainWindow) -> list[str]:
    """The lines of the popup; none when it is not there."""
    shown = popup(window)
    return [one.label for one in shown.model.found] if shown.isVisible() else []


def labels(window: MainWindow) -> list[str]:
    chips = window.search.chips
    return [chip.part.label for chip in chips.chips] if chips.isVisible() else []


# completion


def test_a_tag_is_written_by_keys_alone(qtbot: QtBot, marked: MainWindow) -> None:
    search(qtbot, marked, "ta")
    assert offered(marked) == ["tag:"]
    assert marked.search.line.hasFocus()
    press(qtbot, marked, KEY.Key_Down)
    press(qtbot, marked, KEY.Key_Tab)
    assert marked.search.text == "tag:"
    assert offered(marked)[0] == "theory"
    qtbot.keyClicks(marked.search.line, "sca")
    assert offered(marked) == ["theory/scaling laws"]
    press(qtbot, marked, KEY.Key_Down)
    press(qtbot, marked, KEY.Key_Return)
    assert marked.search.text == 'tag:"theory/scaling laws" '
    assert not offered(marked)
    assert marked.search.line.hasFocus()
    assert len(marked.table.papers.ids) == 4


def test_keys_without_a_chosen_line_do_what_they_always_do(
    qtbot: QtBot, marked: MainWindow
) -> None:
    search(qtbot, marked, "tag:the")
    assert offered(marked)
    press(qtbot, marked, KEY.Key_Return)
    assert marked.table.hasFocus()
    assert marked.search.text == "tag:the"
    assert not offered(marked)


def test_escape_closes_the_popup_first(qtbot: QtBot, marked: MainWindow) -> None:
    search(qtbot, marked, "tag:the")
    press(qtbot, marked, KEY.Key_Escape)
    assert not offered(marked)
    assert marked.search.text == "tag:the"
    press(qtbot, marked, KEY.Key_Escape)
    assert marked.search.text == ""


def test_the_mouse_takes_a_line_and_the_keyboard_stays(qtbot: QtBot, marked: MainWindow) -> None:
    search(qtbot, marked, "model list:")
    view = popup(marked).view
    place = view.visualRect(view.model().index(0, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settled(qtbot, marked)
    assert marked.search.text == 'model list:"My ""best"" papers" '
    assert marked.search.line.hasFocus()


def test_a_value_in_the_middle_is_completed_in_its_place(qtbot: QtBot, marked: MainWindow) -> None:
    marked.search.set_text("😀 tag: model")
    marked.search.focus()
    marked.search.line.setCursorPosition(7)
    qtbot.keyClicks(marked.search.line, "th")
    assert offered(marked) == ["theory", "theory/scaling laws"]
    press(qtbot, marked, KEY.Key_Up)
    press(qtbot, marked, KEY.Key_Up)
    press(qtbot, marked, KEY.Key_Tab)
    assert marked.search.text == "😀 tag:theory model"
    marked.search.line.undo()
    assert marked.search.text == "😀 tag:th model"


def test_the_rest_of_a_value_goes_with_what_is_chosen(qtbot: QtBot, marked: MainWindow) -> None:
    marked.search.set_text("tag:tx model")
    marked.search.focus()
    marked.search.line.setCursorPosition(5)
    qtbot.keyClicks(marked.search.line, "he")
    assert offered(marked) == ["theory", "theory/scaling laws"]
    press(qtbot, marked, KEY.Key_Down)
    press(qtbot, marked, KEY.Key_Tab)
    assert marked.search.text == "tag:theory model"
    qtbot.keyClicks(marked.search.line, "x")
    press(qtbot, marked, KEY.Key_Backspace)
    assert offered(marked)
    press(qtbot, marked, KEY.Key_Left)
    assert not offered(marked)


def test_plain_words_open_nothing_and_leaving_closes(qtbot: QtBot, marked: MainWindow) -> None:
    for letter in "transformer":
        qtbot.keyClicks(marked.search.line, letter)
        assert not offered(marked)
    search(qtbot, marked, "tag:")
    assert offered(marked)
    marked.table.setFocus()
    assert not offered(marked)


# chips


def test_chips_show_what_was_understood(qtbot: QtBot, marked: MainWindow) -> None:
    search(qtbot, marked, "scaling laws ")
    assert labels(marked) == []
    search(qtbot, marked, 'scaling tag:theory -vision "language model" (a OR b) date:2023.. ')
    assert labels(marked) == [
        "scaling", "tag: theory", "not vision", "“language model”", "a OR b", "date: 2023 to",
    ]  # fmt: skip
    looks = [chip.part.look for chip in marked.search.chips.chips]
    assert looks == ["word", "fact", "without", "phrase", "either", "fact"]


def test_a_cross_takes_exactly_its_part_out(qtbot: QtBot, marked: MainWindow) -> None:
    search(qtbot, marked, "model tag:theory -vision ")
    chip = marked.search.chips.chips[1]
    place = QPoint(chip.width() - 10, chip.height() // 2)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=place)
    settled(qtbot, marked)
    assert marked.search.text == "model -vision "
    assert labels(marked) == ["model", "not vision"]


def test_chips_are_removed_by_keys_and_the_focus_stays(qtbot: QtBot, marked: MainWindow) -> None:
    search(qtbot, marked, "tag:theory -vision model ")
    met = []
    for _ in range(4):
        press(qtbot, marked, KEY.Key_Tab)
        met.append(marked.focusWidget())
    assert met == [marked.search.save, *marked.search.chips.chips]
    marked.search.chips.chips[0].setFocus()
    press(qtbot, marked, KEY.Key_Delete)
    assert marked.search.text == "-vision model "
    assert marked.focusWidget() is marked.search.chips.chips[0]
    press(qtbot, marked, KEY.Key_Backspace)
    assert marked.search.text == "model "
    assert labels(marked) == []
    assert marked.search.line.hasFocus()
    assert marked.context.library.counts().trash == 0


def test_a_click_on_a_chip_selects_its_part(qtbot: QtBot, marked: MainWindow) -> None:
    marked.search.set_text("😀 model tag:theory ")
    settled(qtbot, marked)
    qtbot.mouseClick(marked.search.chips.chips[-1], Qt.MouseButton.LeftButton, pos=QPoint(12, 8))
    assert marked.search.line.selectedText() == "tag:theory"
    assert marked.search.line.hasFocus()


def test_widgets_of_chips_are_used_again(qtbot: QtBot, marked: MainWindow) -> None:
    search(qtbot, marked, "tag:theory model")
    before = marked.search.chips.chips
    qtbot.keyClicks(marked.search.line, "s and laws")
    assert marked.search.chips.chips[:2] == before
    search(qtbot, marked, "tag:theory")
    assert marked.search.chips.chips == before[:1]


def test_many_chips_take_two_lines(qtbot: QtBot, marked: MainWindow) -> None:
    marked.search.set_text(" ".join(f"-excluded{n}" for n in range(40)))
    settled(qtbot, marked)
    chips = marked.search.chips
    assert chips.height() < 3 * chips.chips[0].height()
    assert chips.verticalScrollBar().maximum() > 0
    marked.search.set_text(" ".join(f"-word{n}" for n in range(100)))
    assert len(chips.chips) == 40
    assert chips._more.text() == "and 60 more"
    marked.search.set_text('"a b" ' + "word " * 500)
    assert not chips.isVisible()
    marked.search.set_text("tag:theory")
    assert labels(marked) == ["tag: theory"]


def test_what_was_not_read_is_marked_where_it_stands(qtbot: QtBot, marked: MainWindow) -> None:
    search(qtbot, marked, "model bogus:x OR ")
    found = marked.search.chips.chips
    assert [chip.part.label for chip in found] == ["model", "bogus x", "OR"]
    assert [chip.part.look for chip in found] == ["word", "word", "ignored"]
    assert "bogus" in found[1].toolTip()
    assert "both sides" in found[2].toolTip()
    assert marked.search.line._marks == ((6, 13), (14, 16))
    plain = marked.search.line.grab().toImage()
    marked.search.line.mark([])
    assert marked.search.line.grab().toImage() != plain
    found[2].removed.emit()
    settled(qtbot, marked)
    assert marked.search.text.strip() == "model bogus:x"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("a b OR c ", "a b OR c"), ("-(a OR b) ", "not (a OR b)"), ("title:x* ", "title: x*"),
        ("tag:(a OR b) ", "tag: a OR tag: b"), ("2503.02130", "arXiv: 2503.02130"),
        ("date:none", "date: none"), ("comments:>=3", "comments: >=3"), ("(a -b) ", "a not b"),
        ('list:"My ""best"""', 'list: My "best"'), ("NOT is:read ", "not is: read"),
    ],
)  # fmt: skip
def test_labels(text: str, label: str) -> None:
    (part,) = describe(parse(text))
    assert part.label == label


# recent searches


def test_only_searches_that_were_used_are_kept(qtbot: QtBot, marked: MainWindow) -> None:
    recent = marked.aid.recent
    search(qtbot, marked, "transformer")
    assert recent.all() == ()
    select(qtbot, marked, 1)
    assert recent.all() == ("transformer",)
    search(qtbot, marked, "pruning")
    press(qtbot, marked, KEY.Key_Return)
    search(qtbot, marked, "nothing-has-this")
    press(qtbot, marked, KEY.Key_Return)
    assert recent.all() == ("pruning", "transformer")
    marked.aid._used.setInterval(20)
    search(qtbot, marked, "model")
    qtbot.waitUntil(lambda: recent.all()[0] == "model")
    assert search_aid._USED_MS == 2000


def test_recent_searches_are_offered_forgotten_and_cleared(
    qtbot: QtBot, marked: MainWindow
) -> None:
    for text in ("tag:theory model", "pruning", "grokking"):
        marked.aid.recent.add(text)
    marked.search.focus()
    assert offered(marked) == ["grokking", "pruning", "tag:theory model"]
    press(qtbot, marked, KEY.Key_Down)
    press(qtbot, marked, KEY.Key_Delete)
    assert offered(marked) == ["pruning", "tag:theory model"]
    view = popup(marked).view
    line = view.visualRect(view.model().index(0, 0))
    place = QPoint(line.right() - 8, line.center().y())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert offered(marked) == ["tag:theory model"]
    assert marked.search.text == ""
    press(qtbot, marked, KEY.Key_Down)
    press(qtbot, marked, KEY.Key_Return)
    assert marked.search.text == "tag:theory model"
    marked.actions_["forget-searches"].trigger()
    assert marked.aid.recent.all() == ()


def test_recent_searches_are_few_and_each_is_one(window: MainWindow) -> None:
    recent = RecentSearches(window.context.settings)
    for number in range(60):
        recent.add(f"{number} words")
    assert len(recent.all()) == 50
    recent.add("Scaling")
    recent.add("scaling laws ")
    recent.add("x")
    recent.add("Scaling LAWS")
    assert recent.all()[:3] == ("Scaling LAWS", "x", "59 words")
    window.context.settings.setValue("search/recent", "{broken")
    assert recent.all() == ()


# what was meant


def test_a_misspelt_word_is_offered_and_never_imposed(qtbot: QtBot, marked: MainWindow) -> None:
    search(qtbot, marked, "transfromer")
    assert marked.search.meant.isVisible()
    assert marked.search.text == "transfromer"
    assert marked.search.meant.link.text() == "transformer?"
    qtbot.mouseClick(marked.search.meant.link, Qt.MouseButton.LeftButton)
    settled(qtbot, marked)
    assert marked.search.text.strip() == "transformer"
    assert not marked.search.meant.isVisible()
    assert len(marked.table.papers.ids) > 1


def test_a_key_takes_what_was_meant(qtbot: QtBot, marked: MainWindow) -> None:
    assert not marked.actions_["meant"].isEnabled()
    search(qtbot, marked, "transfromer ")
    assert marked.actions_["meant"].isEnabled()
    press(qtbot, marked, KEY.Key_Return, ALT)
    assert marked.search.text.strip() == "transformer"
    assert not marked.actions_["meant"].isEnabled()
    search(qtbot, marked, "model")
    assert not marked.search.meant.isVisible()


def test_faults_are_told_when_typing_pauses(qtbot: QtBot, marked: MainWindow) -> None:
    warning = marked.search.warning
    with qtbot.waitSignal(marked.runner.answered):
        marked.search.set_text('"double desc')
    assert warning.isHidden()
    settled(qtbot, marked)
    assert warning.isVisible()
    marked.search.set_text('"double descent" ')
    settled(qtbot, marked)
    assert warning.isHidden()


def test_faults_take_few_lines(qtbot: QtBot, marked: MainWindow) -> None:
    marked.search.set_text("(((deep")
    settled(qtbot, marked)
    assert marked.search.warning.text().count("\n") == 0
    marked.search.set_text("foo:bar zoo:bar coo:bar boo:bar moo:bar ")
    settled(qtbot, marked)
    lines = marked.search.warning.text().split("\n")
    assert len(lines) == 3
    assert lines[-1] == "and 3 more faults"
