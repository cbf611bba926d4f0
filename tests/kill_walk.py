"""Takes one use case after the other, as the window's writer thread does, and tells of each.

``python kill_walk.py LIBRARY WALK [STATES]`` prints "ready" and then the number of steps that are
done after each. With a file STATES it writes there, as JSON, the library's state before the first
step and after each one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from readlist.domain.papers import Status
from readlist.library import Library
from tests.kill_states import library_state

Step = Callable[[Library], object]


def _edits() -> list[Step]:
    """Bulk edits of every kind."""

    def many(library: Library) -> list[int]:
        return library.papers.exists(range(1, 400))

    def edit(number: int) -> Step:
        return lambda library: library.papers.edit(
            number, title=f"Title {number}", authors=["Ada Lovelace", f"Author {number}"]
        )

    return [
        lambda lib: lib.papers.star(many(lib), True),
        lambda lib: lib.papers.set_status(many(lib), Status.READING),
        lambda lib: lib.tags.add(many(lib), ["vision/2d", "vision/3d", "to read"]),
        lambda lib: lib.papers.rate(many(lib)[::2], 4),
        lambda lib: lib.tags.rename("vision", "seeing"),
        lambda lib: lib.tags.remove(many(lib)[::3], ["to read"]),
        lambda lib: lib.lists.create("Chapter 2", "What it rests on"),
        lambda lib: lib.lists.add(lib.lists.get("Chapter 2").id, many(lib)),
        lambda lib: lib.lists.move(lib.lists.get("Chapter 2").id, many(lib)[20:30], 1),
        lambda lib: lib.lists.remove(lib.lists.get("Chapter 2").id, many(lib)[5:15]),
        *(edit(number) for number in range(1, 9)),
        *(_note(number) for number in range(1, 9)),
        lambda lib: lib.highlights.add(3, 0, 20, comment="the gist"),
        lambda lib: lib.saved.save("Stars", "is:starred"),
        lambda lib: lib.papers.trash(many(lib)[10:30]),
        lambda lib: lib.papers.restore(many(lib)[10:20]),
        lambda lib: lib.papers.delete(many(lib)[20:30]),
        lambda lib: lib.tags.delete(["seeing/2d"]),
        lambda lib: lib.lists.delete(lib.lists.get("Chapter 2").id),
    ]


def _note(number: int) -> Step:
    return lambda library: library.notes.add(number, f"See page {number}.\n" * 20)


def _merges() -> list[Step]:
    """Papers that came twice, and tags."""

    def papers(keep: int) -> Step:
        return lambda library: library.duplicates.merge(keep, [keep + 1, keep + 2])

    def tags(number: int) -> Step:
        return lambda library: library.tags.merge([f"tag {number}", f"tag {number + 1}"], "all")

    made: list[Step] = []
    for number in range(9):
        made += [papers(1 + 4 * number), tags(2 * number)]
    return made


def _history() -> list[Step]:
    """All that can be undone, and done again."""
    undo: Step = lambda library: library.history.undo()  # noqa: E731
    redo: Step = lambda library: library.history.redo()  # noqa: E731
    return [*[undo] * 12, *[redo] * 12]


WALKS: dict[str, Callable[[], list[Step]]] = {
    "edits": _edits,
    "merges": _merges,
    "undo and redo": _history,
}


def prepare(library: Library, walk: str) -> None:
    """Make of a library what the walk needs."""
    if walk == "undo and redo":
        for step in _edits()[:22]:
            step(library)
    if walk == "merges":
        for number in range(24):
            library.tags.add(range(1 + number, 37, 3), [f"tag {number}"])
            library.notes.add(1 + number, f"Note {number}")


def main(arguments: Sequence[str]) -> None:
    """See above."""
    home, walk, *states = arguments
    with Library.open(Path(home), process="a walk") as library:
        library.papers.exists([1])
        library.prepare_writing()
        print("ready", flush=True)
        seen = [library_state(library)] if states else []
        for number, step in enumerate(WALKS[walk](), 1):
            step(library)
            print(number, flush=True)
            if states:
                seen.append(library_state(library))
    if states:
        Path(states[0]).write_text(json.dumps(seen), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
