"""Which changes the full-text index hears of."""

from __future__ import annotations

import pytest

from readlist.storage import Storage
from tests.unit.storage.papers import TITLES, add_papers


def _pending(storage: Storage) -> list[int]:
    return [
        row[0] for row in storage.read().execute("SELECT paper_id FROM index_outbox ORDER BY 1")
    ]


def _clear(storage: Storage) -> None:
    with storage.unlogged() as db:
        db.execute("DELETE FROM index_outbox")


@pytest.mark.parametrize(
    ("statement", "papers"),
    [
        ("UPDATE paper SET title = 'x' WHERE id = 1", [1]),
        ("UPDATE paper SET abstract = 'x' WHERE id = 2", [2]),
        ("UPDATE paper SET abstract = abstract", []),
        ("UPDATE paper SET starred = 1, status = 'read', rating = 2, trashed = 'now'", []),
        ("INSERT INTO author(paper_id, position, family) VALUES(2, 1, 'x')", [2]),
        ("UPDATE note SET text = 'x'", [1]),
        ("UPDATE highlight SET comment = 'x'", [1]),
        ("UPDATE tag SET name = 'b'", [1]),
        ("UPDATE tag SET colour = '#ffffff'", []),
        ("DELETE FROM tag", [1]),
        ("DELETE FROM paper_tag", [1]),
        ("DELETE FROM paper WHERE id = 2", [2]),
    ],
)
def test_searched_data_and_nothing_else(
    storage: Storage, statement: str, papers: list[int]
) -> None:
    add_papers(storage, *TITLES[:3])
    with storage.write("Furnish") as writer:
        for made in (
            "INSERT INTO note(paper_id, text, created, changed) VALUES(1, 'n', '', '')",
            "INSERT INTO highlight(paper_id, start, stop, quote, created, changed) "
            "VALUES(1, 0, 1, 'a', '', '')",
            "INSERT INTO tag(id, name, name_key) VALUES(1, 'a', 'a')",
            "INSERT INTO paper_tag VALUES(1, 1)",
        ):
            writer.connection.execute(made)
    _clear(storage)
    with storage.write("Change") as writer:
        writer.connection.execute(statement)
    assert _pending(storage) == papers
    if papers:
        _clear(storage)
        storage.undo()
        assert _pending(storage) == papers


def test_a_paper_that_changes_again_gets_a_new_number(storage: Storage) -> None:
    [paper] = add_papers(storage, TITLES[0])
    query = "SELECT seq FROM index_outbox WHERE paper_id = ?"
    before = storage.read().execute(query, (paper,)).fetchone()[0]
    with storage.write("Edit") as writer:
        writer.connection.execute("UPDATE paper SET title = 'x'")
    assert storage.read().execute(query, (paper,)).fetchone()[0] > before
