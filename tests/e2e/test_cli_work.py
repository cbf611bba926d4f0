"""A reader's work from the command line, on a library with the five dumps."""

from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.conftest import SEEDS, Cli, run_cli, run_here


def test_every_action_is_undone_and_redone(cli: Cli, tmp_path: Path) -> None:
    """Byte for byte by the lossless export; every command opens the library anew."""
    assert cli("import", SEEDS[0]).status == 0
    page = tmp_path / "page.txt"
    page.write_text("A title of our own\n\nAn abstract that no other paper has at all.\n")
    actions: tuple[tuple[object, ...], ...] = (
        ("star", 3, 4),
        ("unstar", 4),
        ("tag", "add", "theory/scaling", 3, 4, 5),
        ("tag", "remove", "theory/scaling", 4),
        ("status", "queued", 3),
        ("rate", 4, 3, 5),
        ("note", "add", 3, "Compare *with* the 2022 paper."),
        ("highlight", "add", 1, "pretrained (masked) language model", "--comment", "Which?"),
        ("lists", "create", "To cite"),
        ("lists", "add", "To cite", 5, 3, 4),
        ("lists", "move", "To cite", 4, "--before", 5),
        ("lists", "remove", "To cite", 3),
        ("lists", "rename", "To cite", "Cited"),
        ("tag", "rename", "theory/scaling", "laws"),
        ("tag", "add", "theory", 4, 6),
        ("tag", "merge", "theory", "laws"),
        ("tag", "recolour", "theory", "#2f6fdb"),
        ("tag", "delete", "theory"),
        ("lists", "delete", "Cited"),
        ("trash", 9),
        ("untrash", 9),
        ("import", page),
        ("imports", "rollback", 2),
    )

    def command(*arguments: object) -> str:
        done = cli(*arguments)
        assert done.status == 0, (arguments, done.err)
        return done.out

    def state() -> str:
        return command("export", "--format", "json")

    states = [state()]
    for action in actions:
        command(*action)
        states.append(state())
    for before, after, action in zip(states[:-1], states[1:], actions, strict=True):
        assert before != after, f"{action} does not show in the export"
    for expected in reversed(states[:-1]):
        command("undo")
        assert state() == expected
    for expected in states[1:]:
        command("redo")
        assert state() == expected


def test_undo_reaches_across_processes(seeded_home: Path, tmp_path: Path) -> None:
    seeded = partial(run_cli, shutil.copytree(seeded_home, tmp_path / "library"))
    before = seeded("show", "--json", 3).json
    assert seeded("star", 3).status == 0
    assert seeded("undo", "--json").json["undone"]
    assert seeded("show", "--json", 3).json == before
    assert seeded("redo").status == 0
    assert seeded("show", "--json", 3).json["starred"] is True


def test_search_show_and_list_agree(seeded: Cli) -> None:
    found = seeded("search", "--json", "title:grokking").json
    assert found["total"] == len(found["papers"]) > 0
    assert all("grok" in paper["title"].lower() for paper in found["papers"])
    ids = [paper["id"] for paper in found["papers"]]
    seeded("lists", "create", "Grokking")
    seeded("lists", "add", "Grokking", *ids)
    shown = seeded("lists", "show", "Grokking", "--json").json
    assert [paper["id"] for paper in shown["papers"]] == ids
    assert shown["citable"] == sum(not paper["lacks"] for paper in shown["papers"])
    lists = seeded("lists", "show", "--json").json["lists"]
    assert [(one["papers"], one["citable"]) for one in lists] == [(len(ids), shown["citable"])]
    assert seeded("stats", "--json").json["citable"] == 0  # the pages have no authors
    assert seeded("search", "--json", "list:Grokking -title:grokking").json["total"] == 0
    assert seeded("show", "--json", ids[0]).json["lists"] == ["Grokking"]


def test_facets_say_what_narrows_a_query(seeded: Cli) -> None:
    seeded("tag", "add", "to read", 1, 2, 3)
    facets = seeded("search", "--facets", "--json", "model").json["facets"]
    assert list(facets) == ["tag", "year", "status", "citable", "list", "page"]
    assert [value["query"] for value in facets["tag"]] == ['tag:"to read"']
    for value in (facets["tag"][0], facets["page"][0]):
        assert seeded("search", "--json", value["query"], "model").json["total"] == value["count"]
    assert "status:inbox" in seeded("search", "--facets", "model").out


def test_a_misspelt_word_is_told_and_searched_as_it_is(seeded: Cli) -> None:
    result = seeded("search", "--json", "transfromer")
    assert (result.json["total"], result.json["suggestion"]) == (0, "transformer")
    assert "readlist: did you mean transformer" in result.err
    assert seeded("search", "--json", "transformer").json["suggestion"] == ""


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


def test_what_is_piped_keeps_its_keys(seeded: Cli) -> None:
    assert seeded("export", "--ids", 1).out.startswith("@misc{")
    key = seeded("show", 1, "--json").json["citation_key"]
    assert key
    assert f"@misc{{{key}," in seeded("export", "--ids", 1).out
    assert "1 citation key" in seeded("undo").out


def test_a_list_for_people_has_its_name(seeded: Cli) -> None:
    seeded("lists", "create", "Thesis", "--description", "For chapter two")
    seeded("lists", "add", "Thesis", "3")
    text = seeded("export", "--list", "Thesis", "--format", "markdown").out
    assert text.startswith("# Thesis\n\nFor chapter two\n\n- **")


def test_export_has_flavours(seeded: Cli) -> None:
    first = seeded("show", 1, "--json").json["title"].split()[0].strip(":")
    words = ("--plain-word", first.lower(), "--no-protect-case")
    assert seeded("export", "--ids", 1).out.startswith("@misc{")
    plain = seeded("export", "--ids", 1, "--format", "biblatex", "--ascii", *words)
    assert f"title = {{{first}" in plain.out
    assert seeded("export", "--arxiv", "none").status == 2


def test_names_are_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "library"
    assert run_here(home, "lists", "create", "To cite").status == 0
    monkeypatch.setenv("_READLIST_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "readlist export --list To")
    monkeypatch.setenv("COMP_CWORD", "3")
    assert run_cli(home).out.splitlines() == ["To cite"]


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


def test_saved_searches_are_listed_with_what_is_new(seeded: Cli, tmp_path: Path) -> None:
    collection = {"format": "readlist", "version": 1, "papers": [{"title": "The One Saved"}]}
    collection["saved_searches"] = [{"name": "Mine", "query": "title:grokking"}]
    (tmp_path / "x.json").write_text(json.dumps(collection))
    (tmp_path / "y.bib").write_text("@misc{k, title={A Grokking That Came Later}}\n")
    assert seeded("import", tmp_path / "x.json").status == 0
    before = seeded("searches", "--json").json["searches"]
    assert [(row["name"], row["query"], row["new"]) for row in before] == [
        ("Mine", "title:grokking", 0)
    ]
    assert seeded("import", tmp_path / "y.bib").status == 0
    after = seeded("searches", "--json").json["searches"][0]
    assert (after["total"], after["new"]) == (before[0]["total"] + 1, 1)
    assert seeded("searches").out.splitlines()[0] == "total\tnew\tname\tquery"
