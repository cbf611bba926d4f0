"""The paper table's model: lazy rows, ids, dragged data."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester

from readlist.domain.papers import PaperRow
from readlist.domain.views import Sort
from readlist.gui.models.columns import COLUMNS, INDEX
from readlist.gui.models.papers_model import MIME, PapersModel, decode_ids
from readlist.gui.views.selection import runs, runs_of
from readlist.library import Library


@pytest.fixture
def model(seeded: Library) -> PapersModel:
    shown = PapersModel(seeded.papers.rows)
    shown.set_ids(seeded.search.find("", sort=Sort("title")).ids)
    return shown


def test_model_keeps_qts_rules(
    app: QApplication, model: PapersModel, qtmodeltester: ModelTester
) -> None:
    assert app
    qtmodeltester.check(model)
    assert model.rowCount() == 220
    assert model.columnCount() == len(COLUMNS)
    assert model.rowCount(model.index(0, 0)) == 0


def test_rows_are_read_by_pages_when_looked_at(seeded: Library) -> None:
    asked: list[int] = []

    def fetch(ids: Sequence[int]) -> list[PaperRow]:
        asked.append(len(ids))
        return seeded.papers.rows(ids)

    model = PapersModel(fetch)
    model.set_ids(seeded.search.find("").ids)
    assert asked == []
    titles = [model.index(row, INDEX["title"]).data() for row in range(70)]
    assert all(titles)
    assert asked == [64, 64]
    model.index(3, INDEX["seen"]).data()
    assert asked == [64, 64]


def test_forgotten_rows_are_read_anew(seeded: Library, model: PapersModel) -> None:
    paper_id = model.ids[5]
    index = model.index(5, INDEX["status"])
    assert index.data() == "Inbox"
    seeded.papers.star([paper_id], True)
    model.forget([paper_id])
    assert model.index(5, INDEX["star"]).data() == "starred"


def test_a_paper_that_is_gone_shows_empty(seeded: Library, model: PapersModel) -> None:
    gone = model.ids[0]
    seeded.papers.trash([gone])
    seeded.papers.delete([gone])
    model.forget()
    assert model.index(0, INDEX["title"]).data() == ""
    assert model.index(1, INDEX["title"]).data()


def test_positions_follow_the_ids(model: PapersModel) -> None:
    ids = model.ids
    assert model.position(ids[17]) == 17
    assert not model.set_ids(ids)
    assert model.set_ids(ids[::-1])
    assert model.position(ids[17]) == 220 - 18
    assert model.position(0) == -1


def test_dragged_data_hold_ids(model: PapersModel) -> None:
    ids = list(model.ids[2:5])
    assert decode_ids(QMimeData()) == []
    foreign = QMimeData()
    foreign.setData(MIME, b"1 " + b" ".join(str(one).encode() for one in ids))
    assert decode_ids(foreign) == []  # of a window that shows another library
    by_indexes = model.mimeData([model.index(2, 0), model.index(2, 1), model.index(3, 0)])
    assert decode_ids(by_indexes) == ids[:2]


def test_every_column_says_what_it_is(model: PapersModel) -> None:
    for section, column in enumerate(COLUMNS):
        across = Qt.Orientation.Horizontal
        tip = model.headerData(section, across, Qt.ItemDataRole.ToolTipRole)
        name = model.headerData(section, across, Qt.ItemDataRole.AccessibleTextRole)
        assert tip == column.tip
        assert name == column.name
        assert column.heading or column.icon
    assert model.data(QModelIndex()) is None


@given(st.sets(st.integers(0, 60)))
def test_runs_are_the_rows(rows: set[int]) -> None:
    found = list(runs(sorted(rows)))
    assert {row for top, bottom in found for row in range(top, bottom + 1)} == rows
    assert all(second[0] > first[1] + 1 for first, second in pairwise(found))


@given(st.lists(st.integers(0, 60), unique=True), st.frozensets(st.integers(0, 60)))
def test_runs_of_wanted_papers(ids: list[int], wanted: frozenset[int]) -> None:
    found = [row for top, bottom in runs_of(ids, wanted) for row in range(top, bottom + 1)]
    assert [ids[row] for row in found] == [one for one in ids if one in wanted]
