"""Papers that wait to be indexed are found by plain matching, all others by the index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from readlist.jobs.context import Cancelled
from readlist.library import Library
from readlist.library.searching import BEHIND
from readlist.storage import Storage, facts_outbox
from readlist.storage.facts_like import like
from tests.unit.search.test_damage import fill

PAPERS = 2 * BEHIND


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    fill(tmp_path / "library", PAPERS)
    with Library.open(tmp_path / "library") as library:
        library.search.update()
        yield library


def test_the_index_answers_for_what_it_knows(library: Library) -> None:
    library.tags.add(range(1, BEHIND + 2), ["okapi"])
    answer = library.search.find("learns thing ")  # other forms of words: the index's answer
    assert (answer.total, answer.by_sql) == (PAPERS, False)
    assert [answer.notice] == [
        f"{BEHIND + 1} papers wait to be taken into the search index: plain matching found them."
    ]
    assert set(library.search.find("okapi ").ids) == set(range(1, BEHIND + 2))
    assert library.search.find("odd -okapi ").total == (PAPERS - BEHIND) // 2
    assert library.search.find("number2 ").ids[0] == 3  # number20, which waits, is behind it
    library.search.update()
    assert library.search.find("okapi ").notice == ""


def test_a_new_paper_is_found_at_once(library: Library) -> None:
    page = b'{"format":"readlist","version":1,"papers":[{"title":"Zyxomma of the odd"}]}'
    library.importing.commit(library.importing.plan([library.importing.parse(page, "a.json")]))
    for query in ("zyxomma ", "zyx", '"zyxomma of" ', "title:zyxomma ", "zyxomma odd "):
        answer = library.search.find(query)
        assert (answer.total, answer.by_sql, answer.notice) == (1, False, "")
    assert library.search.find("abstract:zyxomma ").total == 0
    assert library.search.find("odd ").total == PAPERS // 2 + 1
    library.history.undo()
    assert library.search.find("zyxomma ").total == 0


def test_what_a_reader_adds_is_found_at_once(library: Library) -> None:
    library.notes.add(3, "A 100%_sure quagga")
    library.notes.add(3, "the quagga again")
    once = library.search.find("quagga ")
    assert list(once.ids) == [3]
    assert dict(once.scores) == {3: pytest.approx(0.15)}  # however many notes have it
    assert list(library.search.find("note:100%_sure ").ids) == [3]


def test_plain_matching_in_one_pass(tmp_path: Path) -> None:
    fill(tmp_path, 20)
    storage = Storage(tmp_path, "a test")
    db = storage.read()
    wanted = [("odd", ""), ("learning", "abstract"), ("learning", "title"), ("number1", "title")]
    odd, learning, nothing, ones = like(db, wanted, step=lambda: None)
    assert odd == dict.fromkeys(range(2, 21, 2), 4.0)
    assert learning == dict.fromkeys(range(1, 21), 1.0)
    assert nothing == {}
    assert set(ones) == {2, *range(11, 21)}
    assert like(db, wanted, waiting=True, step=lambda: None) == [odd, learning, nothing, ones]
    facts_outbox.acknowledge(storage, facts_outbox.batch(db, 15))
    waiting = like(db, wanted, waiting=True, step=lambda: None)
    assert [set(found) for found in waiting] == [
        {16, 18, 20},
        set(range(16, 21)),
        set(),
        set(range(16, 21)),
    ]
    storage.close()


def test_plain_matching_can_be_cancelled_in_the_middle(tmp_path: Path) -> None:
    fill(tmp_path, 5_000)
    storage = Storage(tmp_path, "a test")

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        like(storage.read(), [("odd", "")], step=stop)
    assert len(like(storage.read(), [("odd", "")], step=lambda: None)[0]) == 2_500
    storage.close()


@pytest.mark.parametrize("between", [" ", " OR "])
def test_a_long_text_is_looked_for_in_papers_that_wait(library: Library, between: str) -> None:
    library.notes.add(1, "okapi")
    pasted = between.join(["odd", *(f"none{number}" for number in range(2500)), "okapi"])
    answer = library.search.find(f"{pasted} ")
    assert answer.total == (PAPERS // 2 + 1 if "OR" in between else 0)


def test_little_stays_in_memory_of_texts_that_were_indexed(library: Library) -> None:
    store = library.search._keeper.store
    library.notes.add(1, "word")
    library.search.update()
    assert store._interner
    library.notes.add(1, "x" * 2_000_000)
    library.search.update()
    assert not store._interner
