"""``readlist import`` on the five real dumps."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.conftest import ROOT, SEEDS, Cli


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


def test_standard_input_and_all_pages_pasted_together(cli: Cli) -> None:
    together = b"\n".join(path.read_bytes() for path in SEEDS)
    result = cli("import", "--json", "-", stdin=together)
    assert result.status == 0, result.err
    assert result.json["papers_total"] == 220
    assert result.json["dumps"][0]["doubtful"] == []


def test_an_unreadable_file_does_not_stop_the_rest(cli: Cli, tmp_path: Path) -> None:
    result = cli("import", "--json", SEEDS[4], tmp_path / "missing.txt")
    assert result.status == 1
    assert "missing.txt" in result.err
    assert "Traceback" not in result.err
    assert result.json["papers_total"] == 37


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
