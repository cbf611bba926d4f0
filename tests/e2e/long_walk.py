"""A random walk over what a reader can do, with a model that walks along."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from readlist.domain.drafts import Entry
from readlist.domain.errors import KnownError
from readlist.domain.export import ExportOptions
from readlist.domain.papers import Status
from readlist.domain.views import Scope
from readlist.library import Library
from tests.e2e.long_walk_model import Model, One, World, read

TAGS = ("theory", "theory/scaling", "vision", "to read", "done", "done/2024")
LISTS = ("Thesis", "Seminar", "Later")
# How often each action is taken, of all.
WEIGHTS = {
    "import_page": 6, "import_again": 2, "roll_back": 2, "star": 8, "status": 6, "rate": 5,
    "tag": 9, "untag": 4, "rename_tag": 2, "merge_tags": 2, "delete_tag": 1, "create_list": 3,
    "add_to_list": 7, "order_list": 4, "take_off_list": 3, "delete_list": 1, "note": 8,
    "edit_note": 4, "delete_note": 3, "highlight": 5, "delete_highlight": 2, "edit": 4,
    "trash": 4, "restore_from_trash": 4, "delete": 2, "merge": 2, "complete": 2, "keys": 2,
    "save_search": 1, "delete_search": 1, "undo": 12, "redo": 7, "backup": 1, "restore": 1,
    "search": 8, "export": 3, "keep_file": 2, "tidy_index": 2, "find_duplicates": 1,
}  # fmt: skip


class Walk:
    """Takes one action after the other on ``library``; ``entries`` are what pages bring."""

    def __init__(self, library: Library, entries: Sequence[Entry], folder: Path, seed: int) -> None:
        self.library = library
        self.model = Model()
        self.taken: list[str] = []
        self._entries = entries
        self._folder = folder
        self._random = random.Random(seed)  # noqa: S311 - a repeatable walk
        self._serial = 0
        self._raw: dict[int, bytes] = {}
        self._backed_up: World | None = None

    @property
    def now(self) -> World:
        return self.model.now

    def action(self) -> None:
        """Take one action, and compare all that the library holds with the model."""
        name = self._random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        self.taken.append(name)
        before = self._top()
        after: World | None = getattr(self, f"_{name}")()
        if after is not None:
            # Saves of one note within a minute are one step.
            stepped = self._top() != before or name == "edit_note"
            assert after == self.now or stepped, f"{name} made no step"
            self.model.step(after, self._top() != before)
        found = read(self.library, self.now)
        assert found == self.now, self._differences(found)
        state = self.library.history.state()
        assert (state.undo is None, state.redo is None) == (
            not self.model.done, not self.model.undone,
        )  # fmt: skip

    def _top(self) -> int:
        step = self.library.history.state().undo_step
        return step.id if step else 0

    def _differences(self, found: World) -> str:
        lines = [f"after {self.taken[-30:]}"]
        for number in sorted({*found.papers, *self.now.papers}):
            pair = found.papers.get(number), self.now.papers.get(number)
            if pair[0] != pair[1]:
                lines.append(f"paper {number}: {pair[0]}\n  should be: {pair[1]}")
        lines.extend(
            f"{part}: {getattr(found, part)} != {getattr(self.now, part)}"
            for part in ("tags", "lists", "saved", "pages")
            if getattr(found, part) != getattr(self.now, part)
        )
        return "\n".join(lines)

    # choosing

    def _some(self, most: int = 4) -> list[int]:
        ids = sorted(self.now.papers)
        return self._random.sample(ids, min(len(ids), self._random.randint(1, most)))

    def _any(self, wanted: Callable[[One], object] = lambda _: True) -> int | None:
        ids = [number for number, one in sorted(self.now.papers.items()) if wanted(one)]
        return self._random.choice(ids) if ids else None

    def _list(self) -> tuple[str, int] | None:
        if not self.now.lists:
            return None
        name = self._random.choice(sorted(self.now.lists))
        return name, self.library.lists.get(name).id

    def _number(self) -> int:
        self._serial += 1
        return self._serial

    def _word(self) -> str:
        """A word that nothing else holds; none is part of another, since papers that wait to be
        indexed are searched by plain matching."""
        return f"quagga{self._number():06}"

    # pages that come and go

    def _import_page(self) -> World:
        chosen = self._random.sample(self._entries, self._random.randint(1, 5))
        years, day = divmod(self._number(), 28)  # no two pages are the same
        end = f"  • 2 authors\n·\nJun {day + 1}, {2000 + years}"
        blocks = [f"{e.bib.title}\n\n{e.bib.abstract}\n\n{end}" for e in chosen]
        raw = "\n\n".join(["Daily Papers", *blocks]).encode()
        known = [title for one in self.now.papers.values() for title in one.known]
        fresh = [e.bib.title for e in chosen if e.bib.title not in known]
        parsed = self.library.importing.parse(raw, "page.txt")
        done = self.library.importing.commit(self.library.importing.plan([parsed]))
        titles = {number: self.library.papers.get(number).bib.title for number in done.change.added}
        assert sorted(titles.values()) == sorted(fresh)
        (page,) = {dump.id for dump in self.library.importing.dumps()} - self.now.pages
        self._raw[page] = raw
        world = replace(self.now, pages=self.now.pages | {page})
        there = {number for number, one in self.now.papers.items()
                 if one.known & {e.bib.title for e in chosen}}  # fmt: skip
        world = world.change(there, lambda one: replace(one, pages=one.pages | {page}))
        return replace(world, papers={
            **world.papers,
            **{number: One(title, frozenset({title}), frozenset({page}), page)
               for number, title in titles.items()},
        })  # fmt: skip

    def _import_again(self) -> World:
        if self.now.pages:
            raw = self._raw[self._random.choice(sorted(self.now.pages))]
            importing = self.library.importing
            done = importing.commit(importing.plan([importing.parse(raw, "again.txt")]))
            assert done.dumps[0].already_imported
        return self.now

    def _roll_back(self) -> World:
        if not self.now.pages:
            return self.now
        page = self._random.choice(sorted(self.now.pages))
        self.library.importing.rollback(page)
        return self.now.rolled_back(page)

    # marks

    def _star(self) -> World:
        ids, starred = self._some(), self._random.random() < 0.6
        self.library.papers.star(ids, starred)
        return self.now.change(ids, lambda one: replace(one, starred=starred))

    def _status(self) -> World:
        ids, status = self._some(), self._random.choice(list(Status))
        self.library.papers.set_status(ids, status)
        return self.now.change(ids, lambda one: replace(one, status=status))

    def _rate(self) -> World:
        ids, rating = self._some(), self._random.randint(0, 5)
        self.library.papers.rate(ids, rating)
        return self.now.change(ids, lambda one: replace(one, rating=rating))

    def _edit(self) -> World:
        number = self._any()
        if number is None:
            return self.now
        venue = f"Workshop {self._number()}"
        self.library.papers.edit(number, venue=venue)
        return self.now.change([number], lambda one: replace(one, venue=venue))

    def _trash(self) -> World:
        ids = self._some()
        self.library.papers.trash(ids)
        return self.now.change(ids, lambda one: replace(one, trashed=True))

    def _restore_from_trash(self) -> World:
        ids = sorted(set(self.now.papers) - self.now.shown())
        self.library.papers.restore(ids)
        return self.now.change(ids, lambda one: replace(one, trashed=False))

    def _delete(self) -> World:
        ids = self._some(2)
        self.library.papers.delete(ids)
        return self.now.without(ids)

    # tags

    def _tag(self) -> World:
        ids, names = self._some(), self._random.sample(TAGS, 2)
        self.library.tags.add(ids, names)
        world = replace(self.now, tags=self.now.tags | set(names))
        return world.change(ids, lambda one: replace(one, tags=one.tags | set(names)))

    def _untag(self) -> World:
        if not self.now.tags:
            return self.now
        ids, name = self._some(), self._random.choice(sorted(self.now.tags))
        self.library.tags.remove(ids, [name])
        return self.now.change(ids, lambda one: replace(one, tags=one.tags - {name}))

    def _rename_tag(self) -> World:
        return self._move_tags(self.library.tags.rename, merging=False)

    def _merge_tags(self) -> World:
        return self._move_tags(lambda name, new: self.library.tags.merge([name], new), merging=True)

    def _move_tags(self, how: Callable[[str, str], object], *, merging: bool) -> World:
        """Rename a tag and those below it, or merge them into others."""
        name, new = self._random.sample(TAGS, 2)
        own = {tag for tag in self.now.tags if tag == name or tag.startswith(f"{name}/")}
        if merging and new.startswith(f"{name}/"):
            own &= {name}
        moved = {tag: new + tag[len(name) :] for tag in own}
        taken = set(moved.values()) & (self.now.tags - own)
        if not own or (taken and not merging):
            with pytest.raises(KnownError):
                how(name, new)
            return self.now
        how(name, new)
        return self.now.retagged(moved)

    def _delete_tag(self) -> World:
        if not self.now.tags:
            return self.now
        name = self._random.choice(sorted(self.now.tags))
        self.library.tags.delete([name])
        world = replace(self.now, tags=self.now.tags - {name})
        return world.change(world.papers, lambda one: replace(one, tags=one.tags - {name}))

    # lists

    def _create_list(self) -> World:
        name = self._random.choice(LISTS)
        if name in self.now.lists:
            with pytest.raises(KnownError):
                self.library.lists.create(name)
            return self.now
        self.library.lists.create(name)
        return self.now.ordered(name, ())

    def _add_to_list(self) -> World:
        if (chosen := self._list()) is None:
            return self.now
        name, number = chosen
        ids = self._some()
        self.library.lists.add(number, ids)
        order = self.now.lists[name]
        return self.now.ordered(name, [*order, *(one for one in ids if one not in order)])

    def _order_list(self) -> World:
        chosen = self._list()
        if chosen is None or not self.now.lists[chosen[0]]:
            return self.now
        name, number = chosen
        order = list(self.now.lists[name])
        one = self._random.choice(order)
        order.remove(one)
        place = self._random.randint(0, len(order))
        self.library.lists.move(number, [one], order[place] if place < len(order) else None)
        return self.now.ordered(name, [*order[:place], one, *order[place:]])

    def _take_off_list(self) -> World:
        if (chosen := self._list()) is None:
            return self.now
        name, number = chosen
        ids = self._some()
        self.library.lists.remove(number, ids)
        return self.now.ordered(name, [o for o in self.now.lists[name] if o not in ids])

    def _delete_list(self) -> World:
        if (chosen := self._list()) is None:
            return self.now
        self.library.lists.delete(chosen[1])
        lists = {name: order for name, order in self.now.lists.items() if name != chosen[0]}
        return replace(self.now, lists=lists)

    # notes and highlights

    def _note(self) -> World:
        number, text = self._any(), f"A note, {self._word()}"
        if number is None:
            return self.now
        self.library.notes.add(number, text)
        return self.now.change(
            [number], lambda one: replace(one, notes=tuple(sorted((*one.notes, text))))
        )

    def _edit_note(self) -> World:
        return self._change_note(f"Another note, {self._word()}")

    def _delete_note(self) -> World:
        return self._change_note("")

    def _change_note(self, text: str) -> World:
        number = self._any(lambda one: one.notes)
        if number is None:
            return self.now
        note = self._random.choice(self.library.papers.get(number).notes)
        if text:
            self.library.notes.save(note.id, text)
        else:
            self.library.notes.delete(note.id)

        def changed(one: One) -> One:
            rest = list(one.notes)
            rest.remove(note.text)
            return replace(one, notes=tuple(sorted([*rest, *([text] if text else [])])))

        return self.now.change([number], changed)

    def _highlight(self) -> World:
        number, comment = self._any(), f"See {self._word()}"
        if number is None:
            return self.now
        abstract = self.library.papers.get(number).bib.abstract
        # A passage that another paper has, too, would stay a highlight when they are merged.
        holders = 2
        while holders > 1:
            start = self._random.randrange(len(abstract) - 40)
            stop = start + 30
            holders = sum(abstract[start:stop] in one.bib.abstract for one in self._entries)
        self.library.highlights.add(number, start, stop, comment=comment)
        mark = (start, stop, abstract[start:stop], comment)
        return self.now.change(
            [number], lambda one: replace(one, marks=tuple(sorted((*one.marks, mark))))
        )

    def _delete_highlight(self) -> World:
        number = self._any(lambda one: one.marks)
        if number is None:
            return self.now
        gone = self._random.choice(self.library.papers.get(number).highlights)
        self.library.highlights.delete(gone.id)
        mark = (gone.start, gone.end, gone.quote, gone.comment)
        return self.now.change(
            [number], lambda one: replace(one, marks=tuple(m for m in one.marks if m != mark))
        )

    # what a citation needs

    def _merge(self) -> World:
        shown = sorted(self.now.shown())
        if len(shown) < 2:
            return self.now
        keep, other = self._random.sample(shown, 2)
        self.library.duplicates.merge(keep, [other])
        return self.now.merged(keep, other)

    def _find_duplicates(self) -> World:
        for pair in self.library.duplicates.find():
            assert {pair.a, pair.b} <= self.now.shown()
        return self.now

    def _complete(self) -> World:
        ids = [one for one in self._some() if one in self.now.shown()]
        file = self._folder / "records.bib"
        file.write_text("\n".join(
            f"@article{{k{one}, title={{{self.now.papers[one].title}}}, "
            "author={Ada Lovelace and Emmy Noether}}" for one in ids
        ), encoding="utf-8")  # fmt: skip
        records = self.library.filling.read([file])
        assert len(records.candidates) == len(ids)
        self.library.filling.commit(self.library.filling.plan(ids, records.candidates))
        papers = {n: replace(one, authors=2, key=one.key or f"k{n}")
                  for n, one in self.now.papers.items() if n in ids}  # fmt: skip
        return replace(self.now, papers={**self.now.papers, **papers})

    def _keys(self) -> World:
        ids = self._some()
        self.library.keys.renew(ids)
        return self._with_keys(ids, renewed=True)

    def _export(self) -> World:
        ids = sorted(self.now.shown())
        file = self._folder / "all.bib"
        export = self.library.exporting.write(file, ids, ExportOptions())
        assert export.entries == len(ids)
        text = file.read_text(encoding="utf-8")
        world = self._with_keys(ids)
        keys = [world.papers[one].key for one in ids]
        assert all(keys)
        assert [f"{{{key}," in text for key in keys] == [True] * len(keys)
        return world

    def _keep_file(self) -> World:
        """A file that is kept up to date: once written, it holds what the window shows."""
        file = self._folder / "kept.csv"
        kept = self.library.targets.remember(
            Scope(),
            destination="file",
            path=str(file),
            options=ExportOptions(format="csv"),
            kept=True,
        )
        self.library.targets.write(kept.id)
        assert self.library.targets.behind() == ()
        with file.open(encoding="utf-8-sig", newline="") as rows:
            titles = sorted(row["title"] for row in csv.DictReader(rows))
        assert titles == sorted(self.now.papers[one].title for one in self.now.shown())
        return self.now

    def _with_keys(self, ids: Sequence[int], *, renewed: bool = False) -> World:
        """With the keys that these papers got: each has one, and none that it had is gone."""
        made = {one: self.library.papers.get(one).bib.citation_key for one in ids}
        for one, key in made.items():
            assert key
            assert renewed or self.now.papers[one].key in {"", key}
        others = [o.key.casefold() for n, o in self.now.papers.items() if n not in made and o.key]
        keys = [key.casefold() for key in made.values()] + others
        assert len(keys) == len(set(keys))
        papers = {**self.now.papers}
        for one, key in made.items():
            papers[one] = replace(papers[one], key=key)
        return replace(self.now, papers=papers)

    # saved searches, safety, searching

    def _save_search(self) -> World:
        name, query = self._random.choice(LISTS), f"tag:theory rating:{self._random.randint(1, 5)}"
        self.library.saved.save(name, query)
        return replace(self.now, saved={**self.now.saved, name: query})

    def _delete_search(self) -> World:
        found = self.library.saved.all()
        if not found:
            return self.now
        gone = self._random.choice(found)
        self.library.saved.delete(gone.id)
        saved = {name: query for name, query in self.now.saved.items() if name != gone.name}
        return replace(self.now, saved=saved)

    def _undo(self) -> None:
        if not self.model.done:
            with pytest.raises(KnownError, match="nothing to undo"):
                self.library.history.undo()
            return
        self.library.history.undo()
        self.model.undo()

    def _redo(self) -> None:
        if not self.model.undone:
            with pytest.raises(KnownError, match="nothing to redo"):
                self.library.history.redo()
            return
        self.library.history.redo()
        self.model.redo()

    def _backup(self) -> World:
        file = self._folder / "backup.zip"
        file.unlink(missing_ok=True)
        made = self.library.backups.make(target=file)
        assert (made.fault, made.counts["papers"]) == ("", len(self.now.papers))
        self._backed_up = self.now
        return self.now

    def _restore(self) -> World:
        if self._backed_up is None:
            return self.now
        self.library.backups.restore(self._folder / "backup.zip", accept_smaller=True)
        return self._backed_up

    def _search(self) -> World:
        indexed = self._random.random() < 0.4
        if indexed:
            self.library.search.update()
        for query, ids in self.now.answers(self._random.choice(TAGS)).items():
            answer = self.library.search.find(query)
            assert set(answer.ids) == ids, query
            assert answer.total == len(ids)
        number = self._any(lambda one: not one.trashed and one.notes)
        if number is not None:
            word = self.now.papers[number].notes[0].split()[-1]
            ids = self.now.saying(word)
            # A paper that waits to be indexed is found by what it says, and by what it said.
            found = set(self.library.search.find(f"{word} ").ids)
            assert found == ids or (not indexed and found > ids), word
        return self.now

    def _tidy_index(self) -> World:
        self.library.search.update()
        self.library.search.tidy()
        state = self.library.search.check()
        assert (state.state, state.pending) == ("current", 0)
        assert state.papers == len(self.now.papers)
        return self.now
