"""Any walk through the use cases can be undone and done again, byte for byte."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readlist.domain.errors import KnownError
from readlist.domain.papers import Status
from readlist.library import Library
from tests.unit.library_core.shelf import Shelf, furnish
from tests.unit.storage.papers import contents

_NAMES = ("a", "a/b", "A/c", "d", "naïve", "quote's \" ; --")
_TEXTS = ("", "x", 'it\'s "q" -- ; \n\0\u2028 ünï', "y" * 3000)
Action = tuple[str, list[int], int]

ACTIONS: dict[str, Callable[[Library, list[int], int], object]] = {
    "star": lambda lib, ids, n: lib.papers.star(ids, bool(n % 2)),
    "status": lambda lib, ids, n: lib.papers.set_status(ids, list(Status)[n % 5]),
    "rate": lambda lib, ids, n: lib.papers.rate(ids, n % 6),
    "edit": lambda lib, ids, n: lib.papers.edit(
        ids[0], title=f"Title {n}", authors=[f"Author {i}" for i in range(n % 3)]
    ),
    "abstract": lambda lib, ids, n: lib.papers.edit(ids[0], abstract=_TEXTS[n % 4]),
    "key": lambda lib, ids, n: lib.papers.edit(ids[0], citation_key=f"key{n % 3}"),
    "trash": lambda lib, ids, _: lib.papers.trash(ids),
    "restore": lambda lib, ids, _: lib.papers.restore(ids),
    "delete": lambda lib, ids, _: lib.papers.delete(ids[:1]),
    "tag": lambda lib, ids, n: lib.tags.add(ids, [_NAMES[n % 6], _NAMES[n % 5]]),
    "untag": lambda lib, ids, n: lib.tags.remove(ids, [_NAMES[n % 6]]),
    "recolour": lambda lib, _, n: lib.tags.recolour(_NAMES[n % 6], f"#{n:06d}"),
    "rename": lambda lib, _, n: lib.tags.rename(_NAMES[n % 6], _NAMES[n % 5]),
    "merge": lambda lib, _, n: lib.tags.merge([_NAMES[n % 6], _NAMES[n % 5]], _NAMES[n % 4]),
    "drop tag": lambda lib, _, n: lib.tags.delete([_NAMES[n % 6]]),
    "list": lambda lib, _, n: lib.lists.create(f"List {n % 3}", _TEXTS[n % 4]),
    "add": lambda lib, ids, n: lib.lists.add(1 + n % 3, ids),
    "move": lambda lib, ids, n: lib.lists.move(1 + n % 3, ids, ids[-1] if n % 2 else None),
    "take off": lambda lib, ids, n: lib.lists.remove(1 + n % 3, ids),
    "rename list": lambda lib, _, n: lib.lists.edit(1 + n % 3, name=f"Name {n % 4}"),
    "drop list": lambda lib, _, n: lib.lists.delete(1 + n % 3),
    "note": lambda lib, ids, n: lib.notes.add(ids[0], _TEXTS[n % 4]),
    "save note": lambda lib, _, n: lib.notes.save(1 + n % 4, _TEXTS[n % 4]),
    "drop note": lambda lib, _, n: lib.notes.delete(1 + n % 4),
    "mark": lambda lib, ids, n: lib.highlights.add(ids[0], n % 7, n % 7 + 3, comment=_TEXTS[n % 4]),
    "drop mark": lambda lib, _, n: lib.highlights.delete(1 + n % 4),
    "save": lambda lib, _, n: lib.saved.save(_NAMES[n % 6], f"tag:{n}"),
}
_WALKS = st.lists(
    st.tuples(
        st.sampled_from(sorted(ACTIONS)),
        st.lists(st.integers(1, 5), min_size=1, max_size=4),
        st.integers(0, 60),
    ),
    min_size=5,
    max_size=25,
)


def _walk(shelf: Shelf, walk: list[Action]) -> list[tuple[str, object]]:
    """Take the steps of ``walk`` that are possible; the label and the contents after each undo
    step (several saves of a note are one)."""
    library = shelf.library
    seen: list[tuple[str, object]] = [("Add papers", contents(shelf.storage))]
    top = shelf.storage.read().execute("SELECT max(id) FROM undo_step").fetchone()[0]
    for name, ids, number in walk:
        before = contents(shelf.storage)
        try:
            ACTIONS[name](library, ids, number)
        except KnownError:
            assert contents(shelf.storage) == before
        newest = shelf.storage.read().execute("SELECT max(id) FROM undo_step").fetchone()[0]
        if newest == top:
            seen.pop()
        after = (library.history.state().undo or "", contents(shelf.storage))
        seen.append(after)
        top = newest
    return seen


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_WALKS)
def test_a_walk_is_undone_and_done_again(walk: list[Action]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with Library.open(Path(folder)) as library:
            seen = _walk(furnish(library), walk)
            assert library.history.state().undo == seen[-1][0]
        with Library.open(Path(folder)) as library:  # the history survives a restart
            storage = library.papers._storage
            for _, after in reversed(seen):
                assert contents(storage) == after
                library.history.undo()
            assert not any(rows for table, rows in contents(storage).items() if table != "library")
            for label, after in seen:
                assert library.history.redo().label == label
                assert contents(storage) == after
            assert library.history.state().redo is None
            problems = storage.read().execute("PRAGMA foreign_key_check").fetchall()
            assert problems == []
