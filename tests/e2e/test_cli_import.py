"""``readlist import`` on the five real dumps."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.conftest import ROOT, SEEDS, Cli, run_cli


def test_seeds_are_imported_whole_and_only_once(cli: Cli) -> None:
    first = cli("import", "--json", ROOT / "seeds")
    assert first.status == 0, first.err
    assert [dump["entries"] for dump in first.json["dumps"]] == [60, 61, 82, 75, 37]
    assert all(dump["doubtful"] == [] and dump["skipped"] == [] for dump in first.json["dumps"])
    assert all(
        dump["header_lines"] + dump["entry_lines"] == dump["lines"] for dump in first.json["dumps"]
    )
    assert first.json["papers_new"] == first.json["papers_total"] == 220
    assert first.json["sightings_total"] == 315
    again = cli("import", "--json", ROOT / "seeds").json
    assert all(dump["already_imported"] for dump in again["dumps"])
    assert (again["papers_new"], again["papers_total"], again["sightings_total"]) == (0, 220, 315)


def test_dry_run_writes_nothing(cli: Cli) -> None:
    plan = cli("import", "--json", "--dry-run", SEEDS[0]).json
    assert plan["dumps"][0]["new"] == 60
    assert cli("stats", "--json").json["papers"] == 0


def test_standard_input_and_all_pages_pasted_together(tmp_path: Path) -> None:
    together = b"\n".join(path.read_bytes() for path in SEEDS)
    result = run_cli(tmp_path / "library", "import", "--json", "-", stdin=together)
    assert result.status == 0, result.err
    assert result.json["papers_total"] == 220
    assert result.json["dumps"][0]["doubtful"] == []


HOSTILE = {
    "empty.txt": b"",
    "binary.txt": bytes(range(256)) * 8,
    "words.txt": b"just words\n",
    "plain.html": b"<!doctype html><html><body><p>Hello.</p></body></html>",
    "other.json": b'{"a": 1}',
    "future.json": b'{"format": "readlist", "version": 99, "papers": [{"title": "T"}]}',
    "broken.json": b'{"papers": [\n {"title": "In JSON"},\n {"title": "Cut',
    "broken.bib": b"@misc{a, title={In BibTeX}}\n\n@misc{b, title={No end\n\n"
    b"@misc{c, title={After It}}\n",
    "latin.bib": b"@misc{d, title={Caf\xe9 Paper}}\n",
}


def test_hostile_files_are_told_in_a_line_each_and_do_not_stop_the_rest(
    cli: Cli, tmp_path: Path
) -> None:
    for name, raw in HOSTILE.items():
        (tmp_path / name).write_bytes(raw)
    (tmp_path / "folder").mkdir()
    (tmp_path / "locked.txt").write_bytes(SEEDS[0].read_bytes())
    (tmp_path / "locked.txt").chmod(0)  # root may read it all the same
    names = [*HOSTILE, "folder", "missing.txt", "locked.txt"]
    result = cli("import", *(tmp_path / name for name in names), SEEDS[1])
    assert (result.status, "Traceback" in result.err) == (1, False)
    lines = result.err.replace(f"{tmp_path}/", "").splitlines()
    told = {line.split(":")[0]: line for line in lines}
    assert told.keys() - {"locked.txt"} == {*HOSTILE, "folder", "missing.txt"}
    assert told["broken.bib"].startswith("broken.bib:3-4: ")
    assert told["broken.json"].startswith("broken.json:3: ")
    assert "Windows-1252" in told["latin.bib"]
    assert "version 99" in told["future.json"]
    titles = {row["title"] for row in cli("search", "--json", "paper OR in OR it").json["papers"]}
    assert {"In JSON", "In BibTeX", "After It", "Café Paper"} <= titles


def test_nothing_that_can_be_read_is_one_json_document_too(cli: Cli, tmp_path: Path) -> None:
    result = cli("import", "--json", "-", tmp_path / "missing.txt", stdin=b"\n")
    assert result.status == 1
    assert [bad["reason"] for bad in result.json["unreadable"]] == [
        "It is empty.",
        "It cannot be read: No such file or directory.",
    ]
    assert result.json["papers_total"] == 0


def test_captured_gives_the_year_and_says_so(cli: Cli) -> None:
    result = cli("import", "--json", "--captured", "2025-12-11", SEEDS[4])
    (dump,) = result.json["dumps"]
    assert (dump["year"], dump["captured"], dump["captured_source"]) == (
        2025,
        "2025-12-11",
        "captured",
    )
    paper = cli("show", "--json", 1).json
    assert (paper["published"], paper["published_source"]) == ("2025-10-16", "captured")


def test_year_of_an_imported_page_is_set_later(cli: Cli, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    words = "We study how large models learn and show that scale alone is not enough for them."
    page.write_text(
        f"Daily Papers\n\nbyAK and the research community\n\nJun 2\n\nSome Paper\n\n{words}\n\n"
        "  • 4 authors\n·\nMay 30\n"
    )
    first = cli("import", page)
    assert first.status == 0
    assert "1 date has no year" in first.err
    assert "`readlist imports date 1 YYYY-MM-DD`" in first.err
    again = cli("import", "--json", "--captured", "2024-06-03", page).json["dumps"][0]
    assert (again["already_imported"], again["captured"]) == (True, None)
    assert "readlist imports date 1 2024-06-03" in again["warnings"][0]
    change = cli("imports", "date", "1", "2024-06-03", "--json").json
    assert (change["label"], change["papers"]) == ("Set the year of the page of Jun 2", [1])
    paper = cli("show", "--json", 1).json
    assert (paper["published"], paper["published_source"]) == ("2024-05-30", "captured")
    assert cli("imports", "date", "1", "soon").status == 1
    assert cli("imports", "date", "1").status == 2
    assert cli("imports", "date", "1", "--clear").out == "Clear the year of the page of Jun 2\n"
