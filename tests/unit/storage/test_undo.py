"""Steps of undo: what they hold, what they tell, and how many are kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readlist.domain.changes import ChangeSet, UndoState
from readlist.domain.errors import KnownError
from readlist.jobs.context import Cancelled, JobContext, Progress
from readlist.storage import Storage, undo
from tests.unit.storage.papers import TITLES, add_papers, contents


def _run(storage: Storage, label: str, *statements: str, coalesce: str = "") -> ChangeSet:
    with storage.write(label, coalesce=coalesce) as writer:
        for statement in statements:
            writer.connection.execute(statement)
    return writer.change


def test_a_change_tells_what_came_changed_and_went(storage: Storage) -> None:
    heard: list[ChangeSet] = []
    storage.subscribe(heard.append)
    first, second, third, _ = add_papers(storage, *TITLES)
    change = _run(
        storage,
        "Mixed",
        f"UPDATE paper SET starred = 1 WHERE id = {first}",
        f"DELETE FROM paper WHERE id = {second}",
        "INSERT INTO paper(id, title, title_key, added, changed) VALUES(90, 'N', 'n', '', '')",
        "INSERT INTO paper(id, title, title_key, added, changed) VALUES(91, 'G', 'g', '', '')",
        "DELETE FROM paper WHERE id = 91",
        "INSERT INTO tag(name, name_key) VALUES('t', 't')",
        f"INSERT INTO paper_tag SELECT {third}, id FROM tag",
    )
    assert change.papers == {first, second, third, 90, 91}
    assert change.added == {90}
    assert change.removed == {second}
    assert change.kinds == {"papers", "tags"}
    assert change.label == "Mixed"
    assert heard[-1] == change
    undone = storage.undo()
    assert undone.added == {second}
    assert undone.removed == {90}
    assert heard[-1] == undone


def test_a_renamed_tag_tells_its_papers(storage: Storage) -> None:
    first, second, *_ = add_papers(storage, *TITLES)
    _run(
        storage,
        "Tag",
        "INSERT INTO tag(id, name, name_key) VALUES(1, 'a', 'a')",
        f"INSERT INTO paper_tag VALUES({first}, 1)",
    )
    change = _run(storage, "Rename", "UPDATE tag SET name = 'b', name_key = 'b'")
    assert change.papers == {first}
    assert change.kinds == {"tags"}
    assert second not in change.papers


def test_an_empty_change_is_no_step_and_keeps_the_redo_branch(storage: Storage) -> None:
    heard: list[ChangeSet] = []
    add_papers(storage, *TITLES)
    _run(storage, "Star", "UPDATE paper SET starred = 1")
    storage.undo()
    storage.subscribe(heard.append)
    assert not _run(storage, "Nothing", "UPDATE paper SET starred = 0")
    assert not heard
    assert storage.undo_state() == UndoState("Add papers", "Star")


def test_a_new_step_clears_the_redo_branch(storage: Storage) -> None:
    add_papers(storage, *TITLES)
    _run(storage, "Star", "UPDATE paper SET starred = 1")
    storage.undo()
    _run(storage, "Rate", "UPDATE paper SET rating = 3")
    assert storage.undo_state() == UndoState("Rate", None)
    with pytest.raises(KnownError, match="nothing to redo"):
        storage.redo()


@pytest.mark.parametrize("fault", [Cancelled, ValueError, KeyboardInterrupt])
def test_any_exception_rolls_all_back(storage: Storage, fault: type[BaseException]) -> None:
    ids = add_papers(storage, *TITLES)
    before = contents(storage)

    def interrupted() -> None:
        from readlist.storage.tables import NoteTable

        with storage.write("Broken") as writer:
            writer.connection.execute("DELETE FROM paper WHERE id = ?", (ids[0],))
            writer.session.add(NoteTable(paper_id=ids[1], text="x", created="", changed=""))
            writer.flush()
            raise fault

    with pytest.raises(fault):
        interrupted()
    assert contents(storage) == before
    assert storage.undo_state() == UndoState("Add papers", None)
    assert _run(storage, "Star", "UPDATE paper SET starred = 1")


def test_session_and_connection_share_the_step(storage: Storage) -> None:
    from readlist.storage.tables import NoteTable

    [paper] = add_papers(storage, TITLES[0])
    with storage.write("Both") as writer:
        writer.session.add(NoteTable(paper_id=paper, text="x", created="", changed=""))
        writer.flush()
        writer.connection.execute("UPDATE note SET text = 'y'")
    assert [row[2] for row in contents(storage)["note"]] == ["y"]
    storage.undo()
    assert contents(storage)["note"] == []


def test_saves_of_one_thing_share_a_step(storage: Storage) -> None:
    [paper] = add_papers(storage, TITLES[0])
    note = f"INSERT INTO note(paper_id, text, created, changed) VALUES({paper}, 'a', '', '')"
    _run(storage, "Add a note", note)
    for text in "bcd":
        change = _run(storage, "Edit", f"UPDATE note SET text = '{text}'", coalesce="note 1")
        assert change.papers == {paper}
    _run(storage, "Edit", "UPDATE note SET text = 'other'", coalesce="note 2")
    storage.undo()
    assert contents(storage)["note"][0][2] == "d"
    storage.undo()
    assert contents(storage)["note"][0][2] == "a"
    storage.redo()
    assert contents(storage)["note"][0][2] == "d"


def test_a_step_that_was_undone_to_or_is_old_is_not_joined(storage: Storage) -> None:
    [paper] = add_papers(storage, TITLES[0])
    _run(storage, "Edit", "UPDATE paper SET rating = 1", coalesce="x")
    _run(storage, "Star", "UPDATE paper SET starred = 1")
    storage.undo()
    _run(storage, "Edit", "UPDATE paper SET rating = 2", coalesce="x")
    storage.undo()
    assert storage.read().execute("SELECT rating FROM paper").fetchone()[0] == 1
    storage.redo()
    with storage.unlogged() as db:
        db.execute("UPDATE undo_step SET at = '2020-01-01T00:00:00.000Z', coalesce = 'x'")
    _run(storage, "Edit", "UPDATE paper SET rating = 3", coalesce="x")
    storage.undo()
    assert storage.read().execute("SELECT rating FROM paper").fetchone()[0] == 2
    assert paper


def test_the_newest_steps_are_kept(storage: Storage) -> None:
    add_papers(storage, TITLES[0])
    for number in range(undo.KEPT_STEPS + 5):
        _run(storage, f"Step {number}", f"UPDATE paper SET venue = 'v{number}'")
    for _ in range(undo.KEPT_STEPS):
        storage.undo()
    with pytest.raises(KnownError, match="nothing to undo"):
        storage.undo()
    assert storage.read().execute("SELECT venue FROM paper").fetchone()[0] == "v4"
    log = storage.read().execute("SELECT count(DISTINCT step_id) FROM undo_log").fetchone()[0]
    assert log == undo.KEPT_STEPS


def test_ids_are_not_used_again(storage: Storage) -> None:
    [first] = add_papers(storage, TITLES[0])
    storage.undo()
    [second] = add_papers(storage, TITLES[1])
    assert second > first


def test_runs_of_one_change_are_undone_row_by_row(storage: Storage) -> None:
    """Also where a text looks like the end of a statement, and where values differ in a run."""
    add_papers(storage, *(f"Title {number}" for number in range(600)))
    _run(storage, "Prepare", "UPDATE paper SET starred = 1, venue = ' WHERE id=7' WHERE id % 3")
    before = contents(storage)
    _run(storage, "Mark", "UPDATE paper SET starred = 0, venue = 'it''s WHERE id=' || (id % 2)")
    after = contents(storage)
    for _ in range(2):
        storage.undo()
        assert contents(storage) == before
        storage.redo()
        assert contents(storage) == after
    _run(storage, "Delete", "DELETE FROM paper WHERE id > 10")
    storage.undo()
    assert contents(storage) == after


def test_a_write_inside_a_write_is_our_bug(storage: Storage) -> None:
    with storage.write("Outer"), pytest.raises(RuntimeError), storage.write("Inner"):
        pass


def test_any_text_of_single_rows_comes_back(storage: Storage) -> None:
    ids = add_papers(storage, *TITLES)
    texts = ["it''s", "' WHERE id IN (1)", "a\nb\\n%?:x,NULL,-1", "' OR ''='"]
    for venue in (texts, texts[::-1]):
        with storage.write("Venues") as writer:
            writer.connection.executemany(
                "UPDATE paper SET venue = ? WHERE id = ?", zip(venue, ids, strict=True)
            )
    before = contents(storage)
    storage.undo()
    query = "SELECT venue FROM paper ORDER BY id"
    assert [row[0] for row in storage.read().execute(query)] == texts
    storage.redo()
    assert contents(storage) == before
    _run(storage, "Numbers", "UPDATE paper SET rating = 5, dump_id = NULL, authors_count = NULL")
    after = contents(storage)
    _run(storage, "Delete", "DELETE FROM paper")
    for _ in range(2):
        storage.undo()
        assert contents(storage) == after
        storage.redo()
        assert not storage.read().execute("SELECT * FROM paper").fetchall()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(alphabet="'xX1,=() NUL-.")
        | st.integers(-(2**63), 2**63 - 1)
        | st.none()
        | st.binary()
    )
)
def test_values_of_a_logged_statement_are_taken_as_they_are(values: list[object]) -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        columns = ",".join(f"c{number}" for number in range(len(values) + 1))
        db.execute(f"CREATE TABLE t({columns})")
        quoted = ",".join(db.execute("SELECT quote(?)", (one,)).fetchone()[0] for one in values)
        undo._execute(db, f"INSERT INTO t({columns}) VALUES({quoted}{',' * bool(values)}0.5)")
        assert db.execute("SELECT * FROM t").fetchall() == [(*values, 0.5)]


def test_a_long_undo_tells_how_far_it_is_and_cancelled_leaves_all_as_it_was(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_papers(storage, *TITLES)
    _run(storage, "Mark", "UPDATE paper SET starred = 1, venue = id")
    before, state = contents(storage), storage.undo_state()
    steps: list[Progress] = []
    stopped = JobContext()
    stopped.cancel()
    storage.undo(context=stopped)  # a short one is done
    storage.redo()
    monkeypatch.setattr(undo, "LONG_STEP", 2)

    def listen(progress: Progress) -> None:
        steps.append(progress)
        if progress.done == 2:
            job.cancel()

    job = JobContext(listen, interval=0)
    with pytest.raises(Cancelled):
        storage.undo(context=job)
    assert steps == [Progress(number, len(TITLES), "") for number in range(3)]
    assert contents(storage) == before
    assert storage.undo_state().undo == state.undo
    storage.undo()
    assert contents(storage) != before
