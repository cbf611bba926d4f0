"""The rank of a paper in an answer, and the passages below the titles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from readlist.domain.views import SearchAnswer, Sort
from readlist.gui.context import AppContext
from readlist.gui.main_window import MainWindow
from readlist.gui.models.columns import INDEX
from readlist.gui.models.ranks import Ranks
from readlist.gui.views.passages import Passage
from tests.gui.conftest import Opener
from tests.gui.window_kit import ALT, CONTROL, press, search, settled

RANK = INDEX["rank"]


def test_ranks_follow_the_scores_in_any_order() -> None:
    answer = SearchAnswer(query="x", ids=(7, 5, 9, 3), scores={7: 8.0, 5: 4.0, 9: 4.0})
    best_first = Ranks(answer, Sort())
    assert [best_first.share(one) for one in (7, 5, 9, 3)] == [1.0, 0.5, 0.5, 0.0]
    assert best_first.words(9, 2) == "rank 3 of 4"
    by_title = Ranks(SearchAnswer(query="x", ids=(3, 9, 7, 5), scores=answer.scores), Sort("title"))
    assert by_title.share(7) == 1.0
    assert [by_title.words(one, row) for row, one in enumerate((3, 9, 7, 5))] == [
        "rank 4 of 4", "rank 2 of 4", "rank 1 of 4", "rank 2 of 4",
    ]  # fmt: skip
    nothing = Ranks(SearchAnswer(query="tag:x", ids=(1, 2)))
    assert not nothing
    assert nothing.words(1, 0) == ""


def test_the_rank_is_shown_while_words_are_searched_for(qtbot: QtBot, window: MainWindow) -> None:
    header, model = window.table.header, window.table.papers
    assert header.isSectionHidden(RANK)
    assert header.length() == window.table.viewport().width()
    ids = search(qtbot, window, "transformer")
    assert not header.isSectionHidden(RANK)
    assert header.length() == window.table.viewport().width()
    text = model.index(2, RANK).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text == f"rank 3 of {len(ids)}"
    window.search.set_text("date:2023")
    settled(qtbot, window)
    assert header.isSectionHidden(RANK)


def test_the_best_match_comes_first_at_every_click(qtbot: QtBot, window: MainWindow) -> None:
    best_first = search(qtbot, window, "model")
    window.table.header.turn(INDEX["title"])
    settled(qtbot, window)
    assert list(window.table.papers.ids) != best_first
    for _ in range(2):
        window.table.header.turn(RANK)
        settled(qtbot, window)
        assert list(window.table.papers.ids) == best_first
        assert window.table.header.sortIndicatorSection() == RANK
        assert window.table.header.isSortIndicatorShown()


def test_a_rank_that_is_not_wanted_stays_away(
    qtbot: QtBot, opener: Opener, seeded_context: AppContext
) -> None:
    window = opener(seeded_context)
    window.table.header.set_shown(RANK, False)
    search(qtbot, window, "transformer")
    assert window.table.header.isSectionHidden(RANK)
    window.close()
    again = opener(seeded_context)
    assert not again.table.header.is_wanted(RANK)
    again.table.header.set_shown(RANK, True)
    assert again.table.header.isSectionHidden(RANK)
    search(qtbot, again, "transformer")
    assert not again.table.header.isSectionHidden(RANK)


def test_rows_show_the_passage_that_was_hit(
    qtbot: QtBot, opener: Opener, seeded_context: AppContext
) -> None:
    window = opener(seeded_context)
    table = window.table
    low = table.rowHeight(0)
    ids = search(qtbot, window, "gradient descent")
    assert table.rowHeight(0) > low
    passage = table.passages.of(ids[0])
    assert passage is not None
    assert {passage.text[a:b].lower() for a, b in passage.hits} & {"gradient", "descent"}
    press(qtbot, window, Qt.Key.Key_P, CONTROL | ALT)
    assert table.rowHeight(0) == low
    settled(qtbot, window)
    window.close()
    again = opener(seeded_context)
    assert not again.actions_["show-passages"].isChecked()
    search(qtbot, again, "gradient descent")
    assert again.table.rowHeight(0) == low


def test_a_passage_follows_its_note(qtbot: QtBot, window: MainWindow) -> None:
    paper_id = search(qtbot, window, "gradient descent")[0]
    words = "Gradient descent, gradient flow, descent: gradients descend. " * 3
    window.context.bridge.write(lambda: window.context.library.notes.add(paper_id, words))
    settled(qtbot, window)
    qtbot.waitUntil(
        lambda: getattr(window.table.passages.of(paper_id), "text", "").startswith("Gradient d")
    )
    settled(qtbot, window)


@given(st.text("ab ", max_size=300), st.lists(st.integers(0, 299)), st.integers(10, 300))
def test_a_part_of_a_passage_marks_the_same_words(text: str, at: list[int], room: int) -> None:
    hits = tuple((one, one + 1) for one in sorted(set(at)) if one < len(text))
    part, marks = Passage(text, hits).part(room)
    assert text.endswith(part.removeprefix("… "))
    shown = [part[start:end] for start, end in marks]
    assert shown == [text[start:end] for start, end in hits][len(hits) - len(shown) :]
    assert not hits or shown


def test_a_part_shows_most_of_the_different_hits() -> None:
    text = "model " + "x " * 60 + "scaling laws of language models " + "y " * 40
    hits = tuple(
        (start, start + len(word))
        for word in ("model", "scaling", "laws", "language", "models")
        if (start := text.index(f"{word} ")) >= 0
    )
    part, marks = Passage(text, hits).part(80)
    assert part.startswith("… x x")
    assert [part[a:b] for a, b in marks] == ["scaling", "laws", "language", "models"]
    assert part.index("models") < 80
