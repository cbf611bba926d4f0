"""A reader's work from the command line, on a library with the five dumps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.conftest import Cli


def test_every_mark_is_undone_and_redone_across_runs(seeded: Cli) -> None:
    actions = (
        ("star", 3, 4),
        ("tag", "add", "theory/scaling", 3, 4, 5),
        ("status", "queued", 3),
        ("note", "add", 3, "Compare *with* the 2022 paper."),
        ("lists", "create", "To cite"),
        ("lists", "add", "To cite", 5, 3, 4),
        ("lists", "move", "To cite", 4, "--before", 5),
        ("tag", "rename", "theory/scaling", "laws"),
        ("trash", 9),
    )

    def state() -> str:
        return seeded("export", "--format", "json").out

    states = [state()]
    for action in actions:
        done = seeded(*action)
        assert done.status == 0, (action, done.err)
        states.append(state())
    assert len(set(states)) == len(states), "every action shows in the export"
    for expected in reversed(states[:-1]):
        assert seeded("undo").status == 0
        assert state() == expected
    for expected in states[1:]:
        assert seeded("redo").status == 0
        assert state() == expected


def test_search_show_and_list_agree(seeded: Cli) -> None:
    found = seeded("search", "--json", "title:grokking").json
    assert found["total"] == len(found["papers"]) > 0
    assert all("grok" in paper["title"].lower() for paper in found["papers"])
    ids = [paper["id"] for paper in found["papers"]]
    seeded("lists", "create", "Grokking")
    seeded("lists", "add", "Grokking", *ids)
    shown = seeded("lists", "show", "Grokking", "--json").json
    assert [paper["id"] for paper in shown["papers"]] == ids
    assert seeded("search", "--json", "list:Grokking -title:grokking").json["total"] == 0
    assert seeded("show", "--json", ids[0]).json["lists"] == ["Grokking"]


def test_a_malformed_query_is_answered_with_a_warning(seeded: Cli) -> None:
    result = seeded("search", "--json", 'grokking "open (')
    assert result.status == 0
    assert result.json["warnings"]


def test_export_writes_a_file_and_names_the_problems(seeded: Cli, tmp_path: Path) -> None:
    target = tmp_path / "out.bib"
    result = seeded("export", "--ids", 1, 2, 3, "-o", target, "--json")
    assert result.status == 0, result.err
    assert result.json["entries"] == 3
    assert {problem["field"] for problem in result.json["problems"]} >= {"author"}
    assert target.read_text("ascii").count("@misc{") == 3
    piped = seeded("export", "--ids", 1, 2, 3)
    assert piped.out == target.read_text("ascii")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("show", 99999), 1),
        (("star", 99999), 1),
        (("lists", "show", "No such list"), 1),
        (("export", "--list", "No such list"), 1),
        (("undo",), 1),
        (("status", "nonsense", 1), 2),
        (("no-such-command",), 2),
        (("export", "--format", "docx"), 2),
    ],
)
def test_errors_are_one_plain_line(cli: Cli, arguments: tuple[object, ...], status: int) -> None:
    result = cli(*arguments)
    assert result.status == status
    assert "Traceback" not in result.err
    assert result.err.strip()
    assert result.out == ""


def test_check_is_green_and_notices_damage(seeded: Cli, tmp_path: Path) -> None:
    assert seeded("reindex").status == 0
    report = seeded("check", "--json")
    assert report.status == 0, report.out
    assert report.json["ok"] is True
    assert (report.json["papers"], report.json["sightings"]) == (220, 315)
    assert report.json["index"] == {"state": "current", "papers": 220}
    library = tmp_path / "library" / "library.sqlite3"
    library.write_bytes(b"\0" * 100 + library.read_bytes()[100:])
    damaged = seeded("check", "--json")
    assert damaged.status == 1
    assert json.loads(damaged.out or "{}").get("ok") in (None, False)
    assert "Traceback" not in damaged.err
