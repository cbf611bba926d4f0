"""Kept files: they follow the library, and never take what somebody else wrote."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from readlist.domain.errors import InvalidValueError, KnownError, NotFoundError
from readlist.domain.export import ExportOptions
from readlist.domain.targets import Destination, ExportTarget, ForeignChangeError
from readlist.domain.views import Scope
from readlist.formats.readback import ReadBackError
from readlist.library import Library
from tests.unit.library_core.shelf import ABSTRACT, Shelf, furnish
from tests.unit.storage.papers import add_papers, contents

BIB = ExportOptions()
GIVEN = ExportOptions(order="given")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def shelf(library: Library) -> Shelf:
    """Four papers, the first three on the list Thesis."""
    made = furnish(library)
    library.lists.create("Thesis")
    library.lists.add(library.lists.get("Thesis").id, made.ids[:3])
    return made


def thesis(shelf: Shelf) -> Scope:
    return Scope("list", str(shelf.library.lists.get("Thesis").id))


def keep(
    shelf: Shelf,
    path: Path,
    options: ExportOptions = BIB,
    scope: Scope | None = None,
    query: str = "",
) -> ExportTarget:
    """Have a file follow a place, the list Thesis by default, and write it."""
    targets = shelf.library.targets
    made = targets.remember(
        scope or thesis(shelf), query, destination="file", path=path, options=options, kept=True
    )
    return targets.write(made.id)


def entries(path: Path) -> list[str]:
    """The keys of a .bib file in its order."""
    lines = path.read_text().splitlines()
    return [line.partition("{")[2].rstrip(",") for line in lines if line.startswith("@")]


def test_the_last_use_of_a_place_is_remembered(shelf: Shelf, tmp_path: Path) -> None:
    targets, place = shelf.library.targets, thesis(shelf)
    assert targets.remembered(place) is None
    options = ExportOptions(
        format="biblatex", fields=frozenset({"url"}), keep_words=("Transformers",), ascii=True
    )
    targets.remember(place, destination="clipboard", options=options)
    targets.remember(Scope(), "is:starred", destination="cite", options=BIB)
    last = targets.remembered(place)
    assert last is not None
    assert (last.title, last.destination, last.path, last.options) == (
        "Thesis", "clipboard", "", options,
    )  # fmt: skip
    assert not shelf.library.keeps_files()
    targets.remember(place, destination="file", path=tmp_path / "a.bib", options=BIB, kept=True)
    assert shelf.library.keeps_files()
    targets.remember(place, destination="file", path=tmp_path / "b.bib", options=GIVEN)
    assert [(one.title, one.path, one.kept) for one in targets.all()] == [
        ("Thesis", str(tmp_path / "b.bib"), False),
        ("Thesis", str(tmp_path / "a.bib"), True),
        ("All papers: is:starred", "", False),
    ]
    kept = targets.kept()[0]
    targets.forget(kept.id)
    with pytest.raises(NotFoundError):
        targets.get(kept.id)
    assert not shelf.library.keeps_files()


def test_a_file_follows_its_list_and_nothing_else(shelf: Shelf, tmp_path: Path) -> None:
    library, file = shelf.library, tmp_path / "thesis.bib"
    target = keep(shelf, file)
    assert (target.entries, bool(target.written), target.error) == (3, True, "")
    before, stamp = file.read_text(), file.stat().st_mtime_ns
    assert library.targets.behind() == ()
    library.papers.star(shelf.ids, True)
    library.notes.add(shelf.ids[0], "private")
    library.tags.add(shelf.ids[3:], ["elsewhere"])
    library.lists.edit(int(target.scope.value), name="Dissertation")
    assert library.targets.behind() == ()
    assert library.targets.follow() == ()
    library.papers.set_status(shelf.ids[:1], library.papers.get(shelf.ids[0]).status)
    library.papers.edit(shelf.ids[0], title=library.papers.get(shelf.ids[0]).bib.title)
    assert library.targets.follow() == ()
    assert file.stat().st_mtime_ns == stamp

    library.tags.add(shelf.ids[:1], ["method"])
    assert library.targets.behind() == (target.id,)
    (done,) = library.targets.follow()
    assert (done.wrote, done.target.title) == (True, "Dissertation")
    old, new = before.splitlines(), file.read_text().splitlines()
    assert len(set(new) - set(old)) == 1, "one line of one entry"
    library.history.undo()
    library.targets.follow()
    assert file.read_text() == before


def test_an_equal_text_is_not_written_again(shelf: Shelf, tmp_path: Path) -> None:
    file = tmp_path / "thesis.bib"
    target = keep(shelf, file)
    os.utime(file, ns=(10**18, 10**18))
    assert shelf.library.targets.behind() == (target.id,), "it was touched"
    (done,) = shelf.library.targets.follow()
    assert not done.wrote
    assert file.stat().st_mtime_ns == 10**18
    assert shelf.library.targets.behind() == ()


def test_the_list_order_is_followed_where_it_was_asked_for(shelf: Shelf, tmp_path: Path) -> None:
    library, (first, second, third) = shelf.library, shelf.ids[:3]
    keep(shelf, tmp_path / "given.bib", GIVEN)
    keep(shelf, tmp_path / "by-key.bib")
    keys = entries(tmp_path / "given.bib")
    list_id = int(thesis(shelf).value)
    library.lists.move(list_id, [third], first)
    (done,) = library.targets.follow()
    assert done.wrote
    assert entries(tmp_path / "given.bib") == [keys[2], keys[0], keys[1]]
    assert entries(tmp_path / "by-key.bib") == sorted(keys)
    library.lists.remove(list_id, [second])
    assert [one.target.entries for one in library.targets.follow()] == [2, 2]


def test_places_of_every_sort_are_followed(shelf: Shelf, tmp_path: Path) -> None:
    library, ids = shelf.library, shelf.ids
    library.tags.add(ids[:1], ["theory"])
    library.saved.save("Gaits", "gait")
    saved = str(library.saved.all()[0].id)
    places = {
        "tag": (Scope("tag", "theory"), ""),
        "query": (Scope(), "tag:theory OR is:starred"),
        "words": (thesis(shelf), "transformer"),
        "saved": (Scope("saved", saved), ""),
        "all": (Scope(), ""),
    }
    for name, (scope, query) in places.items():
        keep(shelf, tmp_path / f"{name}.csv", ExportOptions(format="csv"), scope, query)

    def counts() -> dict[str, int]:
        library.targets.follow()
        return {Path(one.path).stem: one.entries for one in library.targets.kept()}

    assert counts() == {"tag": 1, "query": 1, "words": 1, "saved": 4, "all": 4}
    library.tags.rename("theory", "theory of all")
    library.papers.star(ids[1:2], True)
    add_papers(shelf.storage, "The Gaits of Horses")
    assert counts() == {"tag": 1, "query": 1, "words": 1, "saved": 5, "all": 5}
    assert {one.title for one in library.targets.kept()} == {
        "theory of all", "All papers: tag:theory OR is:starred", "Thesis: transformer", "Gaits",
        "All papers",
    }  # fmt: skip


def test_what_somebody_else_wrote_stays(shelf: Shelf, tmp_path: Path) -> None:
    library, file = shelf.library, tmp_path / "thesis.bib"
    target = keep(shelf, file)
    ours = file.read_text()
    file.write_text("@misc{mine}\n")
    (done,) = library.targets.follow()
    assert done.news
    assert done.target.changed_outside
    assert "changed by another program" in done.target.error
    (again,) = library.targets.follow()
    assert not again.news, "it was told"
    with pytest.raises(ForeignChangeError):
        library.targets.write(target.id)
    assert library.targets.troubles()[0].id == target.id
    assert "-@misc{mine}" in library.targets.difference(target.id).splitlines()
    assert file.read_text() == "@misc{mine}\n"

    mended = library.targets.write(target.id, replace_foreign=True)
    assert (mended.error, mended.changed_outside, file.read_text()) == ("", False, ours)
    (copy,) = tmp_path.glob("thesis.bib.bak-*")
    assert copy.read_text() == "@misc{mine}\n"
    file.write_text("x")
    library.targets.write(target.id, replace_foreign=True)
    assert len(list(tmp_path.glob("thesis.bib.bak-*"))) == 2
    assert library.targets.troubles() == ()


def test_a_file_that_was_there_is_not_taken(shelf: Shelf, tmp_path: Path) -> None:
    targets, file = shelf.library.targets, tmp_path / "thesis.bib"
    file.write_text("mine")
    made = targets.remember(thesis(shelf), destination="file", path=file, options=BIB, kept=True)
    with pytest.raises(ForeignChangeError, match="was there before"):
        targets.write(made.id)
    assert file.read_text() == "mine"
    ids = shelf.library.lists.paper_ids(int(thesis(shelf).value))
    shelf.library.exporting.write(file, ids, BIB)  # the reader was asked in the dialog
    assert targets.write(made.id).error == ""
    assert list(tmp_path.glob("*.bak-*")) == []


def test_one_file_follows_one_place(shelf: Shelf, tmp_path: Path) -> None:
    targets = shelf.library.targets
    keep(shelf, tmp_path / "thesis.bib")
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    for path in (tmp_path / "thesis.bib", tmp_path / "link" / "thesis.bib"):
        with pytest.raises(InvalidValueError, match="Thesis"):
            targets.remember(Scope(), destination="file", path=path, options=BIB, kept=True)
    wrong: tuple[tuple[Destination, Path], ...] = (("file", tmp_path), ("clipboard", tmp_path))
    for destination, path in wrong:
        with pytest.raises(InvalidValueError):
            targets.remember(
                Scope(),
                destination=destination,
                path=path,
                options=BIB,
                kept=True,
            )


def test_an_error_is_told_once_tried_again_and_cleared(shelf: Shelf, tmp_path: Path) -> None:
    library, folder = shelf.library, tmp_path / "paper"
    folder.mkdir()
    target = keep(shelf, folder / "thesis.bib")
    fine = keep(shelf, tmp_path / "other.csv", ExportOptions(format="csv"))
    (folder / "thesis.bib").unlink()
    folder.rmdir()
    library.papers.edit(shelf.ids[0], title="Another Title")
    told = {one.target.id: (one.wrote, one.news) for one in library.targets.follow()}
    assert told == {target.id: (False, True), fine.id: (True, False)}
    assert "no folder" in library.targets.get(target.id).error
    assert [one.news for one in library.targets.follow()] == [False]
    folder.mkdir()
    (done,) = library.targets.follow()
    assert (done.wrote, done.target.error) == (True, "")
    (folder / "thesis.bib").chmod(0o444)
    library.papers.edit(shelf.ids[0], title="A Third Title")
    with pytest.raises(KnownError, match="read-only"):
        library.targets.write(target.id)


def test_a_deleted_list_is_an_error_until_its_deletion_is_undone(
    shelf: Shelf, tmp_path: Path
) -> None:
    library, file = shelf.library, tmp_path / "thesis.bib"
    target = keep(shelf, file)
    text = file.read_text()
    library.lists.edit(int(target.scope.value), name="Diss")
    assert library.targets.follow() == ()
    library.lists.delete(int(target.scope.value))
    assert library.targets.all()[0].error.startswith("The reading list “Diss” is gone.")
    (done,) = library.targets.follow()
    assert done.news
    assert file.read_text() == text
    library.history.undo()
    (done,) = library.targets.follow()
    assert (done.target.error, done.wrote, done.target.title) == ("", False, "Diss")


def test_following_is_no_step_and_leaves_redo(shelf: Shelf, tmp_path: Path) -> None:
    library, file = shelf.library, tmp_path / "thesis.bib"
    list_id = int(thesis(shelf).value)
    keep(shelf, file)
    library.lists.add(list_id, shelf.ids[3:])
    library.papers.star(shelf.ids, True)
    library.history.undo()
    state = library.history.state()
    told: list[object] = []
    library.subscribe(told.append)
    (done,) = library.targets.follow()
    assert done.target.entries == 4
    assert library.history.state() == state
    assert len(told) == 1, "the views show the new key"
    before = contents(shelf.storage)
    library.history.redo()
    library.history.undo()
    assert contents(shelf.storage) == before


def test_a_key_that_undo_gives_back_is_given_to_nobody_else(shelf: Shelf, tmp_path: Path) -> None:
    """Two papers of one title: the key of the one that was deleted stays its own."""
    library, file = shelf.library, tmp_path / "all.bib"
    keep(shelf, file, scope=Scope())
    first = shelf.ids[0]
    key, title = (
        library.papers.get(first).bib.citation_key,
        library.papers.get(first).bib.title,
    )
    library.papers.delete([first])
    (twin,) = add_papers(shelf.storage, title, abstract=ABSTRACT)
    library.targets.follow()
    assert library.papers.get(twin).bib.citation_key == f"{key}a"
    library.history.undo()
    library.history.undo()
    assert library.papers.get(first).bib.citation_key == key


def test_a_key_that_undo_takes_away_comes_back(shelf: Shelf, tmp_path: Path) -> None:
    library, file = shelf.library, tmp_path / "thesis.bib"
    ids = shelf.ids[:3]
    library.exporting.copy(ids, BIB)  # makes keys as a step
    keep(shelf, file)
    text = file.read_text()
    library.history.undo()
    assert library.papers.get(ids[1]).bib.citation_key == ""
    library.targets.follow()
    assert file.read_text() == text
    library.history.redo()
    library.targets.follow()
    assert file.read_text() == text


_DIE = """
import os, sys
from pathlib import Path
from readlist.library import Library, files, targets
{place} = lambda *_: os._exit(9)
with Library.open(Path(sys.argv[1])) as library:
    library.targets.write(int(sys.argv[2]))
"""


@pytest.mark.parametrize(
    ("place", "written"), [("files.os.fsync", False), ("targets.stamp_of", True)]
)
def test_a_killed_write_leaves_a_whole_file_that_is_ours(
    shelf: Shelf, tmp_path: Path, place: str, written: bool
) -> None:
    """Killed while the new text is on its way to the disk, or before it is noted as written."""
    library, file = shelf.library, tmp_path / "thesis.csv"
    target = keep(shelf, file, ExportOptions(format="csv"))
    old = file.read_text()
    library.papers.edit(shelf.ids[0], title="Another Title")
    done = subprocess.run(
        [sys.executable, "-c", _DIE.format(place=place), str(library.folder), str(target.id)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 9
    assert ("Another Title" in file.read_text()) == written
    assert written or file.read_text() == old
    library.papers.edit(shelf.ids[0], title="A Third Title")
    (mended,) = library.targets.follow()
    assert (mended.target.error, mended.wrote) == ("", True)


def test_a_difference_is_short(shelf: Shelf, tmp_path: Path) -> None:
    file = tmp_path / "thesis.bib"
    target = keep(shelf, file)
    file.write_text(file.read_text().replace("Stripe Window", "Window"))
    lines = shelf.library.targets.difference(target.id).splitlines()
    assert lines[0] == "--- thesis.bib as it is"
    assert sum(line.startswith("-") for line in lines[2:]) == 1
    assert sum(line.startswith("+") for line in lines[2:]) == 1
    file.write_text("line\n" * 5000)
    assert shelf.library.targets.difference(target.id).splitlines()[-1].endswith("more lines")


def test_a_large_file_is_written_by_a_process_of_its_own(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, file = shelf.library, tmp_path / "all.csv"
    monkeypatch.setattr("readlist.library.targets.MANY", 3)
    keep(shelf, file, ExportOptions(format="csv"), Scope())
    library.papers.star(shelf.ids[:1], True)
    monkeypatch.setattr(library.exporting, "settle", None)  # nothing is rendered here
    (done,) = library.targets.follow(apart=True)
    assert (done.wrote, done.target.error) == (True, "")
    assert file.read_text().count('"yes"') == 1
    file.write_text("mine")
    (refused,) = library.targets.follow(apart=True)
    assert refused.news
    assert refused.target.changed_outside
    monkeypatch.undo()
    monkeypatch.setattr("readlist.library.targets.MANY", 3)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    file.unlink()
    (here,) = library.targets.follow(apart=True)
    assert here.wrote


def test_two_processes_write_one_file(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one has an older state and replaces the file last, or first."""
    targets, file = shelf.library.targets, tmp_path / "thesis.bib"
    target = keep(shelf, file)
    older = file.read_text()
    shelf.library.papers.edit(shelf.ids[0], title="Another Title")
    monkeypatch.setattr(
        "readlist.library.targets.write_file", lambda path, _text: path.write_text(older)
    )
    targets.follow()
    assert targets.behind() == (target.id,)
    monkeypatch.undo()

    def other_first(*_: object) -> None:
        monkeypatch.undo()
        shelf.library.papers.edit(shelf.ids[0], title="A Third Title")
        targets.write(target.id)

    monkeypatch.setattr("readlist.formats.readback.check_bibtex", other_first)
    targets.follow()
    assert [one.error for one in targets.kept()] == [""]
    targets.follow()
    assert "A Third Title" in file.read_text()


def test_a_bug_with_one_file_keeps_no_other_from_being_written(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = shelf.library
    keep(shelf, tmp_path / "a.bib")
    keep(shelf, tmp_path / "b.csv", ExportOptions(format="csv"), Scope())

    def broken(*_: object) -> None:
        raise ReadBackError

    monkeypatch.setattr("readlist.formats.readback.check_bibtex", broken)
    old = (tmp_path / "a.bib").read_text()
    library.papers.edit(shelf.ids[0], title="Another Title")
    with pytest.raises(ReadBackError):
        library.targets.follow()
    assert (tmp_path / "a.bib").read_text() == old
    assert "Another Title" in (tmp_path / "b.csv").read_text()


def test_a_whole_library_in_json_follows_what_no_paper_has(shelf: Shelf, tmp_path: Path) -> None:
    library, file = shelf.library, tmp_path / "library.json"
    keep(shelf, file, ExportOptions(format="json"), Scope())
    library.tags.create("unused")
    (done,) = library.targets.follow()
    assert done.wrote
    assert '"unused"' in file.read_text()
    library.papers.trash(shelf.ids[:1])
    (done,) = library.targets.follow()
    assert done.target.entries == len(shelf.ids), "it is lossless"
