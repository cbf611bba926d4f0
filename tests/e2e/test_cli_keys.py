"""``readlist keys``."""

from __future__ import annotations

from tests.e2e.conftest import Cli


def test_keys_are_shown_before_they_are_made(seeded: Cli) -> None:
    shown = seeded("keys", "--ids", 3, 4, "--json").json
    assert shown["pattern"] == "[auth|name|shortTitle:or(paper):lower][year]"
    assert [line["id"] for line in shown["papers"]] == [3, 4]
    assert all(line["new"] and not line["old"] for line in shown["papers"])
    text = seeded("keys", "--ids", 3, "--pattern", "p[id]")
    assert "3\t\tp3\t" in text.out
    assert "Nothing was written." in text.out
    assert seeded("show", 3, "--json").json["citation_key"] == ""


def test_help_shows_a_pattern_whole(seeded: Cli) -> None:
    assert "'[auth:lower][year]'" in seeded("keys", "--help").out


def test_keys_are_made_anew_and_a_pattern_is_kept(seeded: Cli) -> None:
    done = seeded("keys", "--renew", "--pattern", "p[id]", "--use", "--ids", 3, "--json").json
    assert (done["changed"], done["change"]["papers"]) == (1, [3])
    assert seeded("show", 3, "--json").json["citation_key"] == "p3"
    dry = seeded("keys", "--renew", "--pattern", "[id]", "--dry-run")
    assert "220 keys would be made" in dry.out
    assert seeded("keys", "--ids", 3, "--json").json["pattern"] == "p[id]"
    assert "No key would change." in seeded("keys", "--ids", 3).out
    assert seeded("undo", "--json").status == 0
    assert seeded("show", 3, "--json").json["citation_key"] == ""


def test_a_wrong_pattern_is_said_with_its_place(seeded: Cli) -> None:
    wrong = seeded("keys", "--pattern", "[auth][yeer]")
    assert (wrong.status, wrong.out) == (1, "")
    assert wrong.err.startswith("readlist: Position 8: there is no field 'yeer'. Fields: auth,")
    assert seeded("keys", "--use").status == 2
