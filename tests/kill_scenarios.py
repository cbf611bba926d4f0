"""What is killed: each sort of work on a library, and what may be there afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from readlist.domain.errors import LibraryDamagedError
from readlist.library import Library
from readlist.library.backups import backups_in
from readlist.storage import backup
from tests import kill_rooms as rooms
from tests.kill_states import library_state, sum_of, version_of
from tests.kill_walk import WALKS

State = dict[str, object]
_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """``make`` builds the room, ``command`` says what runs in it, ``state`` what is there.

    What is there after a kill must be one of the states that an undisturbed run goes through:
    that before it, those of ``between`` (which is given the first and the last), and the last.
    """

    name: str
    make: Callable[[Path], None]
    command: Callable[[Path], Sequence[object]]
    state: Callable[[Path], State] = lambda room: {"library": _library(room)}
    between: Callable[[State, State], list[State]] = lambda _first, _last: []
    moved: Callable[[Path], None] = lambda _: None
    walk: str = ""
    typing: bool = False
    sound: bool = True  # whether the library is, from the beginning
    follows: bool = False  # what is told of is the first of ``between``, not yet the last
    resumes: bool = False  # any state will do, as long as the next run comes to the last


def _readlist(*words: object) -> Callable[[Path], Sequence[object]]:
    """A command; ROOM in its words stands for the room."""
    return lambda room: [
        "readlist", "--library", room / "library",
        *(str(word).replace("ROOM", str(room)) for word in words),
    ]  # fmt: skip


def _library(room: Path) -> str:
    with Library.open(room / "library") as library:
        return library_state(library)


def _with_backups(room: Path) -> State:
    """The library and how many sound backups there are."""
    found = (*backups_in(room / "library" / "backups"), *backups_in(room))
    with Library.open(room / "library") as library:
        for one in found:
            library.backups.compare(one.path)
        return {"library": library_state(library), "backups": len(found)}


def _with_file(name: str) -> Callable[[Path], State]:
    return lambda room: {"library": _library(room), "file": sum_of(room / name)}


def _library_first(first: State, last: State) -> list[State]:
    """What is told to the library comes before the file."""
    return [{**first, "library": last["library"]}]


def _rescued(room: Path) -> State:
    """The library, or that it is damaged as ever; the damaged file and its log are kept once."""
    place = room / "library"
    aside = list(place.glob("damaged-*"))
    assert len(aside) <= 1, "the damaged library is kept more than once"
    for end in ("", "-wal"):
        kept = {sum_of(one / f"library.sqlite3{end}") for one in (place, *aside)}
        assert sum_of(room / "torn" / f"library.sqlite3{end}") in kept, f"library.sqlite3{end}"
    try:
        return {"library": _library(room)}
    except LibraryDamagedError:
        return {"library": "damaged"}


def _counted(room: Path) -> object:
    """What the backup beside the library holds."""
    return dict(backup.read(room / "before.zip").counts)


def _migrated(room: Path) -> State:
    place = room / "library" / "library.sqlite3"
    sound = any(not one.fault for one in backups_in(place.parent / "backups"))
    assert version_of(place) == 1 or sound, "there is no backup of the library before"
    return {"library": _library(room)}


SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        name="first start",
        make=rooms.empty,
        command=_readlist("stats", "--json"),
        state=lambda room: {"made": (room / "library" / "library.sqlite3").exists()},
    ),
    Scenario(
        name="import",
        make=rooms.seeded,
        command=_readlist("import", "--json", *rooms.SEEDS[2:4]),
    ),
    *(
        Scenario(
            name=f"walk: {walk}",
            make=rooms.walking(walk),
            command=lambda room, walk=walk: [  # type: ignore[misc]
                _HERE / "kill_walk.py",
                room / "library",
                walk,
            ],
            walk=walk,
        )
        for walk in WALKS
    ),
    Scenario(
        name="typing a note",
        make=rooms.seeded,
        command=lambda room: [_HERE / "kill_typing.py", room / "library"],
        typing=True,
    ),
    Scenario(
        name="migration",
        make=rooms.version_1,
        command=_readlist("stats", "--json"),
        state=_migrated,
    ),
    Scenario(
        name="backup",
        make=rooms.seeded,
        command=_readlist("backup", "--json"),
        state=_with_backups,
    ),
    Scenario(
        name="backup to a file",
        make=rooms.backed_up,
        command=_readlist("backup", "--json", "ROOM/before.zip"),
        state=lambda room: {**_with_backups(room), "counts": _counted(room)},
    ),
    Scenario(
        name="restore",
        make=rooms.backed_up,
        command=_readlist("restore", "--json", "--smaller", "ROOM/before.zip"),
    ),
    Scenario(
        name="restore over a damaged library",
        sound=False,
        make=rooms.torn,
        command=_readlist("restore", "--json", "ROOM/before.zip"),
        state=_rescued,
    ),
    Scenario(
        name="salvage",
        sound=False,
        make=rooms.torn,
        command=_readlist("check", "--repair", "--json"),
        state=_rescued,
    ),
    Scenario(
        name="repair",
        sound=False,
        resumes=True,
        make=rooms.broken,
        command=_readlist("check", "--repair", "--json"),
    ),
    Scenario(
        name="export",
        make=rooms.exported,
        command=_readlist("export", "--json", "-o", "ROOM/refs.bib"),
        state=_with_file("refs.bib"),
        between=_library_first,
    ),
    Scenario(
        name="kept file",
        make=rooms.kept,
        command=_readlist("star", "--json", *range(4, 30)),
        state=_with_file("stars.bib"),
        between=_library_first,
        moved=rooms.moved,
        follows=True,
    ),
    Scenario(
        name="complete from a file",
        make=rooms.lacking,
        command=_readlist("complete", "--json", "--from", "ROOM/found.bib"),
    ),
    Scenario(
        name="reindex",
        make=rooms.seeded,
        command=_readlist("reindex", "--json"),
    ),
    Scenario(
        name="tidy",
        make=rooms.untidy,
        command=_readlist("reindex", "--tidy", "--json"),
    ),
)
