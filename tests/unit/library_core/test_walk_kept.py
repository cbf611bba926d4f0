"""Keys that a kept file makes without an undo step never stand in the way of undo and redo."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from readlist.domain.errors import KnownError
from readlist.domain.export import ExportOptions
from readlist.domain.views import Scope
from readlist.library import Library
from readlist.storage.key_writes import waiting_keys
from readlist.storage.text import clean
from tests.unit.library_core.shelf import Shelf, furnish
from tests.unit.library_core.test_walk import ACTIONS, Action
from tests.unit.storage.papers import add_papers

_OPTIONS = ExportOptions(format="ris")
_STEPS: dict[str, Callable[[Library, list[int], int], object]] = {
    **{name: ACTIONS[name] for name in ("edit", "key", "trash", "restore", "delete")},
    "add": lambda lib, _, n: add_papers(lib.papers._storage, f"Title {n}"),
    "export": lambda lib, ids, _: lib.exporting.copy(ids, _OPTIONS),
    "follow": lambda lib, _ids, _n: lib.targets.follow(),
    "undo": lambda lib, _ids, _n: lib.history.undo(),
    "redo": lambda lib, _ids, _n: lib.history.redo(),
}
_WALKS = st.lists(
    st.tuples(
        st.sampled_from(sorted(_STEPS)),
        st.lists(st.integers(1, 7), min_size=1, max_size=3),
        st.integers(0, 5),
    ),
    min_size=5,
    max_size=30,
)


# Of two papers of one title the one with the key is deleted while the other is in the Trash.
_TWINS: list[Action] = [
    ("edit", [1], 3),
    ("edit", [2], 3),
    ("trash", [2], 0),
    ("follow", [1], 0),
    ("delete", [1], 0),
    ("restore", [2], 0),
    ("follow", [1], 0),
]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(walk=_TWINS)
@given(walk=_WALKS)
def test_undo_and_redo_go_on(empty_library: bytes, walk: list[Action]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "library.sqlite3").write_bytes(empty_library)
        with Library.open(Path(folder)) as library:
            furnish(library)
            _walk(library, Path(folder) / "all.ris", walk)


def _walk(library: Library, file: Path, walk: list[Action]) -> None:
    library.targets.remember(Scope(), destination="file", path=file, options=_OPTIONS, kept=True)
    for name, ids, number in walk:
        with suppress(KnownError):
            _STEPS[name](library, ids, number)
    for direction in ("undo", "redo"):
        while getattr(library.history.state(), direction) is not None:
            getattr(library.history, direction)()
            library.targets.follow()
            assert library.targets.troubles() == ()
    assert file.read_text() == library.exporting.render(library.search.find("").ids, _OPTIONS).text


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(title="it's, (odd) '' NULL", other="Title', citation_key='x', y='")
@given(title=st.text(min_size=1), other=st.text(min_size=1))
def test_keys_are_read_out_of_any_log(shelf: Shelf, title: str, other: str) -> None:
    (paper,) = add_papers(shelf.storage, clean(title))
    with shelf.storage.write("Name, rename and delete") as writer:
        query = "UPDATE paper SET citation_key = ?, title = ? WHERE id = ?"
        writer.connection.execute(query, ("it's", "x", paper))
        writer.connection.execute(query, ("it", clean(other), paper))
        writer.connection.execute("DELETE FROM paper WHERE id = ?", (paper,))
    keys = list(waiting_keys(shelf.storage.read()))
    assert keys[-2:] == [("it's", paper), ("it", paper)]
