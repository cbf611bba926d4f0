"""Libraries that released versions wrote stay readable, with their undo history."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from readlist.domain.export import ExportOptions
from readlist.domain.papers import Status
from readlist.library import Library

KEPT = sorted((Path(__file__).parents[2] / "data" / "libraries").glob("version-*.sqlite3.gz"))


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name.split(".")[0])
def test_a_kept_library_opens_whole(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").write_bytes(gzip.decompress(kept.read_bytes()))
    with Library.open(tmp_path, process="a test") as library:
        report = library.check()
        assert report.ok, report.problems
        assert (report.papers, report.sightings, report.tags, report.notes) == (37, 37, 1, 1)
        (listed,) = library.lists.all()
        assert (listed.name, listed.description) == ("To cite", "For chapter 2")
        assert library.lists.paper_ids(listed.id) == [3, 1, 2]
        paper = library.papers.get(2)
        assert (paper.starred, paper.status) == (True, Status.READING)
        assert [note.text for note in paper.notes] == ["Compare *this* with “that”."]
        (highlight,) = library.papers.get(1).highlights
        assert highlight.quote == "Image quality is a critical factor"
        assert library.papers.get(6).trashed
        library.history.undo()
        assert not library.papers.get(6).trashed


def test_what_was_seen_of_a_saved_search_is_kept(tmp_path: Path) -> None:
    kept = next(path for path in KEPT if path.name.startswith("version-2."))
    (tmp_path / "library.sqlite3").write_bytes(gzip.decompress(kept.read_bytes()))
    with Library.open(tmp_path, process="a test") as library:
        (stars,) = library.saved.all()
        assert (stars.query, len(library.search.find("is:starred").ids)) == ("is:starred", 2)
        assert library.saved.news() == {stars.id: 0}
        library.papers.star([3], True)
        assert library.saved.news() == {stars.id: 1}


def test_export_targets_are_kept(tmp_path: Path) -> None:
    kept = next(path for path in KEPT if path.name.startswith("version-3."))
    (tmp_path / "library.sqlite3").write_bytes(gzip.decompress(kept.read_bytes()))
    with Library.open(tmp_path, process="a test") as library:
        copied, followed = library.targets.all()
        assert (copied.title, copied.destination) == ("All papers: is:starred", "clipboard")
        assert (followed.title, followed.path, followed.entries, followed.kept) == (
            "To cite", "/home/reader/thesis/to-cite.bib", 3, True,
        )  # fmt: skip
        assert followed.options == ExportOptions(
            format="biblatex", order="given", keep_words=("Transformers",)
        )
        assert followed.behind, "the file is not there"
