"""What a library should hold after any action, said without a database.

A world is one moment of it; worlds are values, so that undo is going back to an earlier one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from readlist.domain.papers import Paper, Status
from readlist.library import Library
from readlist.storage.reads_papers import papers as read_papers

_FURTHEST = (Status.INBOX, Status.SKIPPED, Status.QUEUED, Status.READING, Status.READ)
Mark = tuple[int, int, str, str]


@dataclass(frozen=True)
class One:
    """A paper. ``known`` are the titles by which imports find it, ``pages`` the imports on which
    it stands, ``origin`` the import that brought it. Notes and marks are those of their texts."""

    title: str
    known: frozenset[str]
    pages: frozenset[int]
    origin: int | None
    starred: bool = False
    status: Status = Status.INBOX
    rating: int = 0
    trashed: bool = False
    tags: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    venue: str = ""
    authors: int = 0
    key: str = ""
    merged: bool = False

    def worked_on(self) -> bool:
        """Whether a rollback keeps it (lists besides)."""
        return bool(
            self.starred or self.rating or self.tags or self.notes or self.marks
            or self.venue or self.merged or self.status != Status.INBOX
        )  # fmt: skip


@dataclass(frozen=True)
class World:
    """One moment: papers by id, tags, lists (name to papers in order), searches, imports."""

    papers: Mapping[int, One] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()
    lists: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    saved: Mapping[str, str] = field(default_factory=dict)
    pages: frozenset[int] = frozenset()

    def change(self, ids: Iterable[int], how: Callable[[One], One]) -> World:
        """With ``how`` done to these papers."""
        papers = {**self.papers, **{one: how(self.papers[one]) for one in ids}}
        return replace(self, papers=papers)

    def ordered(self, name: str, papers: Iterable[int]) -> World:
        """With these papers on a list, in this order."""
        return replace(self, lists={**self.lists, name: tuple(papers)})

    def without(self, ids: Iterable[int]) -> World:
        """After these papers were deleted."""
        gone = set(ids)
        lists = {
            name: tuple(one for one in order if one not in gone)
            for name, order in self.lists.items()
        }
        papers = {number: one for number, one in self.papers.items() if number not in gone}
        return replace(self, papers=papers, lists=lists)

    def retagged(self, names: Mapping[str, str]) -> World:
        """With tags that have other names, or are one with others."""

        def renamed(tags: frozenset[str]) -> frozenset[str]:
            return frozenset(names.get(tag, tag) for tag in tags)

        papers = {n: replace(one, tags=renamed(one.tags)) for n, one in self.papers.items()}
        return replace(self, papers=papers, tags=renamed(self.tags))

    def merged(self, keep: int, other: int) -> World:
        """With ``other`` gone into ``keep``."""
        a, b = self.papers[keep], self.papers[other]
        quoted = tuple(
            "\n\n".join(part for part in (f"> {mark[2]}", mark[3]) if part) for mark in b.marks
        )
        one = replace(
            a,
            known=a.known | b.known,
            pages=a.pages | b.pages,
            starred=a.starred or b.starred,
            status=max(a.status, b.status, key=_FURTHEST.index),
            rating=max(a.rating, b.rating),
            tags=a.tags | b.tags,
            notes=tuple(sorted((*a.notes, *b.notes, *quoted))),
            venue=a.venue or b.venue,
            authors=a.authors or b.authors,
            key=a.key or b.key,
            merged=True,
        )
        world = self.change([keep], lambda _: one)
        for name, order in self.lists.items():
            if {keep, other} & set(order):
                first = min(order.index(each) for each in (keep, other) if each in order)
                rest = [*order[:first], keep, *order[first + 1 :]]
                world = world.ordered(
                    name,
                    [each for place, each in enumerate(rest)
                     if each != other and (each != keep or place == first)],
                )  # fmt: skip
        return world.without([other])

    def rolled_back(self, page: int) -> World:
        """After an import was taken back."""
        listed = {one for order in self.lists.values() for one in order}
        removed, moved = set(), {}
        for number, one in self.papers.items():
            rest = one.pages - {page}
            if one.origin != page:
                moved[number] = replace(one, pages=rest)
            elif rest:
                moved[number] = replace(one, pages=rest, origin=min(rest))
            elif one.worked_on() or number in listed:
                moved[number] = replace(one, pages=rest, origin=None)
            else:
                removed.add(number)
        world = replace(self, papers={**self.papers, **moved}, pages=self.pages - {page})
        return world.without(removed)

    def answers(self, tag: str) -> dict[str, set[int]]:
        """Queries, one of them for ``tag``, with the papers that they find."""
        shown = {number: self.papers[number] for number in self.shown()}
        return {
            "is:starred": {n for n, one in shown.items() if one.starred},
            "status:reading -has:note": {
                n for n, one in shown.items() if one.status == Status.READING and not one.notes
            },
            f'tag:"{tag}"': {
                n for n, one in shown.items()
                if any(t == tag or t.startswith(f"{tag}/") for t in one.tags)
            },
            "rating:>=3": {n for n, one in shown.items() if one.rating >= 3},
        }  # fmt: skip

    def saying(self, word: str) -> set[int]:
        """The papers of which a note or a comment holds ``word``."""
        return {
            n for n in self.shown()
            if word in " ".join(
                [*self.papers[n].notes, *(mark[3] for mark in self.papers[n].marks)]
            ).split()
        }  # fmt: skip

    def shown(self) -> set[int]:
        """The papers outside the Trash."""
        return {number for number, one in self.papers.items() if not one.trashed}


class Model:
    """The present world, and those that undo and redo lead to."""

    def __init__(self) -> None:
        self.now = World()
        self.done: deque[World] = deque(maxlen=100)
        self.undone: list[World] = []

    def step(self, after: World, new_step: bool) -> None:
        """An action led to ``after``; ``new_step`` says whether the library made it a step."""
        if new_step:
            self.done.append(self.now)
            self.undone = []
        self.now = after

    def undo(self) -> None:
        self.undone.append(self.now)
        self.now = self.done.pop()

    def redo(self) -> None:
        self.done.append(self.now)
        self.now = self.undone.pop()


def read(library: Library, old: World) -> World:
    """What the library really holds. ``known`` and ``merged`` are no columns: they are ``old``'s,
    and tested by the imports that follow."""
    storage = library.papers._storage
    with storage.snapshot() as db:
        ids = [int(row[0]) for row in db.execute("SELECT id FROM paper ORDER BY id")]
        origins = dict(db.execute("SELECT id, dump_id FROM paper").fetchall())
        papers = {p.id: _one(p, origins[p.id], old.papers.get(p.id)) for p in read_papers(db, ids)}
        lists = {
            str(name): tuple(
                int(row[0])
                for row in db.execute(
                    "SELECT paper_id FROM list_item WHERE list_id = ? ORDER BY position, paper_id",
                    (number,),
                )
            )
            for number, name in db.execute("SELECT id, name FROM reading_list").fetchall()
        }
    return World(
        papers=papers,
        tags=frozenset(tag.name for tag in library.tags.all()),
        lists=lists,
        saved={one.name: one.query for one in library.saved.all()},
        pages=frozenset(dump.id for dump in library.importing.dumps()),
    )


def _one(paper: Paper, origin: int | None, old: One | None) -> One:
    return One(
        title=paper.bib.title,
        known=old.known if old else frozenset({paper.bib.title}),
        pages=frozenset(sighting.dump_id for sighting in paper.sightings),
        origin=origin,
        starred=paper.starred,
        status=paper.status,
        rating=paper.rating,
        trashed=bool(paper.trashed),
        tags=frozenset(tag.name for tag in paper.tags),
        notes=tuple(sorted(note.text for note in paper.notes)),
        marks=tuple(sorted((m.start, m.end, m.quote, m.comment) for m in paper.highlights)),
        venue=paper.bib.venue,
        authors=len(paper.bib.authors),
        key=paper.bib.citation_key,
        merged=old.merged if old else False,
    )
