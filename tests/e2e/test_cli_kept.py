"""Files that follow the library, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import Cli


def test_a_file_follows_what_commands_change(seeded: Cli, tmp_path: Path) -> None:
    file = tmp_path / "thesis.bib"
    assert seeded("kept").out.startswith("No file is kept up to date.")
    seeded("lists", "create", "Thesis")
    seeded("lists", "add", "Thesis", 5, 3)
    done = seeded(
        "export", "--json", "--list", "Thesis", "-o", file, "--keep", "--without", "abstract"
    )
    assert (done.status, done.json["entries"], done.json["kept"]) == (0, 2, True)
    assert seeded("lists", "add", "Thesis", 9).err == ""
    assert file.read_text().count("@") == 3
    assert seeded("undo").err == ""
    assert file.read_text().count("@") == 2
    assert seeded("redo").status == 0
    assert file.read_text().count("@") == 3
    stamp = file.stat().st_mtime_ns
    assert seeded("star", 5).status == 0
    assert file.stat().st_mtime_ns == stamp
    (kept,) = seeded("kept", "--json").json["kept"]
    assert (kept["place"], kept["path"], kept["entries"]) == ("Thesis", str(file), 3)
    assert (kept["behind"], kept["error"], kept["format"]) == (False, None, "bibtex")


def test_a_file_that_somebody_else_changed(seeded: Cli, tmp_path: Path) -> None:
    file = tmp_path / "stars.csv"
    file.write_text("an older file")
    seeded("star", 3)
    options = ("--format", "csv", "--query", "is:starred", "-o", file, "--keep")
    assert seeded("export", *options).status == 0
    (older,) = tmp_path.glob("stars.csv.bak-*")
    assert older.read_text() == "an older file"
    file.write_text("mine")
    told = seeded("star", 5)
    assert told.status == 0, "the star was set"
    assert "changed by another program" in told.err
    assert seeded("star", 7).err == "", "it was told"
    refused = seeded("kept", "--write")
    assert refused.status == 1
    assert "changed outside" in refused.out
    assert file.read_text() == "mine"
    mended = seeded("kept", "--write", "--replace", "--json")
    assert mended.status == 0
    assert mended.json["wrote"] == [str(file)]
    assert len(file.read_text().splitlines()) == 4
    assert seeded("kept", "--stop", file).status == 0
    seeded("star", 9)
    assert len(file.read_text().splitlines()) == 4
    assert seeded("kept", "--stop", file).status == 1


def test_a_kept_file_is_not_written_over_by_another_export(seeded: Cli, tmp_path: Path) -> None:
    file = tmp_path / "stars.bib"
    seeded("star", 3)
    seeded("export", "--query", "is:starred", "-o", file, "--keep")
    text = file.read_text()
    refused = seeded("export", "--ids", 5, "-o", file)
    assert refused.status == 1
    assert "is kept up to date already, for “All papers: is:starred”" in refused.err
    assert file.read_text() == text


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("export", "--keep"), 2, "needs -o"),
        (("export", "--keep", "-o", "x.bib", "--ids", "3"), 2, "a list or a search"),
        (("kept", "--replace"), 2, "goes with --write"),
        (("export", "--keep", "-o", "missing/x.bib"), 1, "there is no folder"),
    ],
)
def test_what_cannot_be_kept(
    seeded: Cli, arguments: tuple[str, ...], status: int, words: str
) -> None:
    done = seeded(*arguments)
    assert done.status == status
    assert words in " ".join(done.err.replace("│", " ").split())
    assert seeded("kept", "--json").json == {"kept": []}
