"""Duplicates by the command line: found, told apart, merged, and taken back."""

from __future__ import annotations

from dataclasses import replace

from tests.e2e.conftest import Cli
from tests.unit.duplicates.kit import page, seed


def test_found_told_apart_merged_and_undone(cli: Cli) -> None:
    one, other = seed()[:2]
    renamed = replace(other, title=f"Again: {other.title}")
    for raw in (page(one, other), page(renamed)):
        assert cli("import", "-", stdin=raw).status == 0
    found = cli("duplicates", "--json").json
    assert found["certain"] == 1
    (pair,) = found["pairs"]
    assert pair["titles"] == [other.title, renamed.title]
    told = cli("duplicates", "different", pair["a"], pair["b"])
    assert (told.status, told.out) == (0, "Not a duplicate\n")
    assert cli("duplicates", "--merge-certain").out == (
        "No duplicates were found.\nNothing to merge.\n"
    )
    assert cli("undo").status == 0
    merged = cli("duplicates", "--merge-certain").out.splitlines()
    assert "certain: The titles are similar" in merged[0]
    assert merged[1] == f"    [{pair['a']}] {other.title}"
    assert merged[-1] == "Merge 1 duplicate"
    assert cli("undo").status == 0
    chosen = cli("duplicates", "merge", pair["b"], pair["a"], "--json").json
    assert (chosen["removed"], chosen["keys"]) == ([pair["a"]], {})


def test_wrong_ids_are_told(cli: Cli) -> None:
    gone = cli("duplicates", "merge", 1, 999)
    assert (gone.status, "no papers with the ids 1, 999" in gone.err) == (1, True)
    assert cli("duplicates", "different", 3, 3).status == 2
