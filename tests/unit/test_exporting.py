"""Exports of a real library: keys that stay, files that are whole, JSON that restores."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from readlist.domain.errors import InvalidValueError, KnownError, NotFoundError
from readlist.domain.export import FORMATS, ExportFormat, ExportOptions, Heading, summarise
from readlist.domain.papers import Status
from readlist.domain.views import Scope
from readlist.jobs.context import Cancelled, JobContext
from readlist.library import Library

SEEDS = Path(__file__).parents[2] / "seeds"
JSON = ExportOptions(format="json")


@pytest.fixture
def seeded(tmp_path: Path, pages_library: bytes) -> Iterator[Library]:
    (tmp_path / "seeded").mkdir()
    (tmp_path / "seeded" / "library.sqlite3").write_bytes(pages_library)
    with Library.open(tmp_path / "seeded", process="a test") as library:
        yield library


def all_ids(library: Library) -> list[int]:
    return library.papers.exists(list(range(1, 400)))


def use_everything(library: Library) -> None:
    """Let the reader have done a bit of everything."""
    library.tags.add([1, 2, 3], ["theory/deep", "Ä, b"])
    library.tags.recolour("theory/deep", "#ff0000")
    library.tags.create("unused", "#00ff00")
    library.lists.create("To cite", "for the talk")
    library.lists.add(library.lists.get("To cite").id, [9, 3, 7])
    library.lists.create("Empty")
    library.notes.add(3, "# Note\n\n100% of {x} \\input{y}")
    library.highlights.add(3, 10, 30, colour="#ffff00", comment="why")
    library.papers.star([4], True)
    library.papers.set_status([5], Status.READ)
    library.papers.rate([5], 4)
    library.papers.edit(8, title="Grüße: a title", authors=["van der Maaten, Laurens"])
    library.saved.save("mine", "is:starred")
    library.papers.trash([6, 20])
    library.papers.delete([20])


def test_the_seeds_are_written_and_their_problems_told(seeded: Library, tmp_path: Path) -> None:
    target = tmp_path / "papers.bib"
    export = seeded.exporting.write(target, all_ids(seeded), ExportOptions())
    assert export.entries == 220
    assert target.read_text(encoding="ascii") == export.text
    assert summarise(export.problems, export.entries)[0] == "no authors: 220 of 220 papers"
    assert list(tmp_path.glob(".*")) == []
    assert seeded.exporting.write(target, all_ids(seeded), ExportOptions()).text == export.text


def test_keys_are_made_once_and_stay(seeded: Library, tmp_path: Path) -> None:
    target = tmp_path / "papers.bib"
    before = seeded.history.state().undo
    shown = seeded.exporting.bibtex(3)
    seeded.exporting.render([3], ExportOptions())
    assert seeded.history.state().undo == before
    assert seeded.papers.get(3).bib.citation_key == ""
    seeded.exporting.write(target, [3], ExportOptions())
    assert seeded.history.state().undo == "Make 1 citation key"
    key = seeded.papers.get(3).bib.citation_key
    assert f"{{{key}," in shown
    seeded.papers.edit(3, title="Quite another title", published="2020")
    assert f"{{{key}," in seeded.exporting.bibtex(3)
    seeded.history.undo()
    seeded.history.undo()
    assert seeded.papers.get(3).bib.citation_key == ""


def test_a_key_avoids_those_that_readers_wrote(seeded: Library, tmp_path: Path) -> None:
    stem = seeded.exporting.bibtex(3).split("{")[1].split(",")[0]
    seeded.papers.edit(4, citation_key=stem.upper())
    seeded.exporting.write(tmp_path / "x.bib", all_ids(seeded), ExportOptions())
    assert seeded.papers.get(3).bib.citation_key == stem + "a"
    keys = [seeded.papers.get(one).bib.citation_key.casefold() for one in all_ids(seeded)]
    assert len(set(keys)) == 220


def test_orders(seeded: Library) -> None:
    seeded.papers.edit(7, published="2024-05")
    seeded.papers.edit(9, published="2025")

    def titles(ids: list[int], order: str) -> list[int]:
        options = ExportOptions(order=order, fields=frozenset())  # type: ignore[arg-type]
        text = seeded.exporting.render(ids, options).text
        found = {
            one: text.index(f"title = {{{seeded.papers.get(one).bib.title[:9]}") for one in ids
        }
        return sorted(ids, key=lambda one: found[one])

    seeded.papers.edit(3, title="Zebra paper one", citation_key="a1")
    seeded.papers.edit(7, title="Yacht paper two", citation_key="a3")
    seeded.papers.edit(9, title="Xylem paper three", citation_key="A2")
    assert titles([9, 3, 7], "given") == [9, 3, 7]
    assert titles([9, 3, 7], "key") == [3, 9, 7]
    assert titles([3, 7, 9], "date") == [9, 7, 3]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_written(seeded: Library, tmp_path: Path, form: ExportFormat) -> None:
    target = tmp_path / "out"
    export = seeded.exporting.write(target, [1, 2, 2, 9999], ExportOptions(format=form))
    assert export.entries == 2
    assert target.read_bytes() == export.text.encode()


def test_the_empty_export(library: Library) -> None:
    for form in FORMATS:
        assert library.exporting.render([], ExportOptions(format=form)).entries == 0
    with pytest.raises(NotFoundError):
        library.exporting.bibtex(1)


def test_json_restores_the_library(seeded: Library, tmp_path: Path) -> None:
    use_everything(seeded)
    first = seeded.exporting.write(tmp_path / "one.json", all_ids(seeded), JSON).text
    assert len(all_ids(seeded)) == 219
    with Library.open(tmp_path / "other", process="a test") as other:
        parsed, unreadable = other.importing.read([tmp_path / "one.json"])
        assert (unreadable, parsed[0].doubtful, parsed[0].warnings) == ([], (), ())
        other.importing.commit(other.importing.plan(parsed))
        second = other.exporting.render(all_ids(other), JSON).text
        assert second == first
        assert other.lists.paper_ids(other.lists.get("To cite").id) == [9, 3, 7]
        other.history.undo()
        assert all_ids(other) == []


def test_a_selection_holds_the_selection_only(seeded: Library) -> None:
    use_everything(seeded)
    text = seeded.exporting.render([3, 9], JSON).text
    assert '"raw"' not in text
    assert "unused" not in text
    assert "mine" not in text
    assert '"papers": [\n    9,\n    3\n   ]' in text
    other = seeded.papers.get(4).bib.title
    assert other not in text


def test_an_old_file_stays_when_writing_fails(
    seeded: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "papers.bib"
    target.write_text("old")
    target.chmod(0o640)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KnownError, match="No space left"):
        seeded.exporting.write(target, [1], ExportOptions())
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir() if path.name != "seeded"] == ["papers.bib"]
    monkeypatch.undo()
    seeded.exporting.write(target, [1], ExportOptions())
    assert target.read_text().startswith("@misc{")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_link_goes_on_pointing_to_its_file(seeded: Library, tmp_path: Path) -> None:
    real, link = tmp_path / "real.bib", tmp_path / "link.bib"
    real.write_text("old")
    link.symlink_to(real)
    seeded.exporting.write(link, [1], ExportOptions())
    assert link.is_symlink()
    assert real.read_text().startswith("@misc{")


def test_targets_that_cannot_be_written(seeded: Library, tmp_path: Path) -> None:
    locked = tmp_path / "locked.bib"
    locked.write_text("mine")
    locked.chmod(0o400)
    for target in (tmp_path, tmp_path / "missing" / "x.bib", locked):
        with pytest.raises(KnownError):
            seeded.exporting.write(target, [1], ExportOptions())
    assert seeded.papers.get(1).bib.citation_key == ""
    assert locked.read_text() == "mine"


def test_cancelling_writes_nothing(seeded: Library, tmp_path: Path) -> None:
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        seeded.exporting.write(tmp_path / "x.bib", [1], ExportOptions(), context)
    assert not (tmp_path / "x.bib").exists()


def test_citing_makes_keys_that_stay(seeded: Library) -> None:
    exporting = seeded.exporting
    shown = exporting.cite([9, 3, 9999], preview=True)
    assert seeded.papers.get(3).bib.citation_key == ""
    cited = exporting.cite([9, 3, 9999])
    keys = [seeded.papers.get(one).bib.citation_key for one in (9, 3)]
    assert cited == shown == f"\\cite{{{keys[0]},{keys[1]}}}"
    assert seeded.history.state().undo == "Make 2 citation keys"
    seeded.papers.edit(3, title="Quite another title", published="2020")
    assert exporting.cite([9, 3], "pandoc") == f"[@{keys[0]}; @{keys[1]}]"
    assert exporting.cite([9, 3], "keys", "key") == ",".join(sorted(keys, key=str.casefold))
    assert exporting.cite([]) == ""


def test_a_command_that_cites_nothing_makes_no_keys(seeded: Library) -> None:
    with pytest.raises(InvalidValueError):
        seeded.exporting.cite([3], "cite")
    assert seeded.papers.get(3).bib.citation_key == ""


def test_the_report_tells_what_is_odd_and_what_becomes_of_keys(
    seeded: Library, tmp_path: Path
) -> None:
    target = tmp_path / "papers.bib"
    seeded.papers.edit(3, title="On 円 and more", authors=["Sato, Aiko"], published="2024")
    seeded.papers.edit(7, venue="Journal of Tests", entry_type="inproceedings")

    def told() -> dict[str, list[tuple[int, str]]]:
        groups = seeded.exporting.report([3, 7, 9], ExportOptions(), target)
        return {one.title: [(line.paper_id, line.text) for line in one.lines] for one in groups}

    first = told()
    assert {number for number, _ in first["No authors"]} == {7, 9}
    assert first["Characters to look at"][0][0] == 3
    assert "U+5186" in first["Characters to look at"][0][1]
    assert {number for number, _ in first["Keys that are made now"]} == {3, 7, 9}
    assert seeded.papers.get(3).bib.citation_key == ""
    seeded.exporting.write(target, [3, 7, 9, 4], ExportOptions())
    gone, old = (seeded.papers.get(one).bib.citation_key for one in (4, 3))
    seeded.papers.edit(3, citation_key="sato")
    second = told()
    assert "Keys that are made now" not in second
    assert second["Keys that change in the file"] == [(3, f"{old} becomes sato")]
    assert second["Entries that leave the file"] == [(0, gone)]


def test_a_place_gives_its_heading(seeded: Library) -> None:
    seeded.lists.create("To cite", "For chapter two")
    number = str(seeded.lists.get("To cite").id)
    seeded.tags.add([1], ["theory"])
    heading = seeded.exporting.heading
    assert heading(Scope("list", number)) == Heading("To cite", "For chapter two")
    assert heading(Scope("tag", "theory"), " llm ") == Heading("theory: llm")
    assert heading(Scope("list", "99")) == heading(Scope()) == Heading()
    text = seeded.exporting.render(
        [1], ExportOptions(format="markdown"), heading=heading(Scope("list", number))
    ).text
    assert text.startswith("# To cite\n\nFor chapter two\n\n- **")


def test_a_kept_list_for_people_follows_its_name_and_description(
    seeded: Library, tmp_path: Path
) -> None:
    seeded.lists.create("To cite", "For chapter two")
    number = seeded.lists.get("To cite").id
    seeded.lists.add(number, [3])
    path = tmp_path / "list.md"
    target = seeded.targets.remember(
        Scope("list", str(number)),
        destination="file", path=path, options=ExportOptions(format="markdown"), kept=True,
    )  # fmt: skip
    seeded.targets.write(target.id)
    assert path.read_text(encoding="utf-8").startswith("# To cite\n\nFor chapter two\n\n- **")
    assert seeded.targets.behind() == ()
    seeded.lists.edit(number, description="For chapter three")
    assert seeded.targets.behind() == (target.id,)
    seeded.targets.follow()
    assert "For chapter three" in path.read_text(encoding="utf-8")


def test_a_report_formats_no_references(seeded: Library) -> None:
    options = ExportOptions(format="bibliography", style="missing.csl")
    groups = seeded.exporting.report([3, 7], options)
    assert next(one.title for one in groups) == "No authors"
