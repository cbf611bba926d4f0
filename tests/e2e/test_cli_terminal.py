"""What others wrote does not steer the reader's terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from readlist.cli.app import run
from readlist.cli.common import progress

STEERS = "\x1b]0;a title\x07\x1b[31m\x9b5m\u202e"


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    run(arguments, lambda *_: 0)
    shown = capsys.readouterr()
    return shown.out + shown.err


def test_nothing_that_is_printed_steers_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("READLIST_HOME", str(tmp_path / "library"))
    paper = {
        "title": f"Tea {STEERS}", "venue": STEERS, "tags": [f"t{STEERS}"], "lists": [f"l{STEERS}"],
        "notes": [f"note {STEERS}"], "authors": [f"A {STEERS}"], "published": "2023",
    }  # fmt: skip
    file = tmp_path / f"in{STEERS}.json"
    file.write_text(json.dumps({"papers": [paper]}), encoding="utf-8")
    for words in (
        ["import", str(file)],
        ["import", str(tmp_path / f"none{STEERS}")],
        ["show", "1"],
        ["show", "1", "--json"],
        ["search", f"tea{STEERS}"],
        ["tag", "add", f"new{STEERS}", "1"],
        ["imports"],
        ["export", "--query", "", "--format", "json"],
    ):
        text = printed(capsys, *words)
        assert text.strip()
        assert not set(text) & {"\x1b", "\x07", "\x9b", "\u202e"}, words
    document = json.loads(printed(capsys, "show", "1", "--json"))
    assert document["notes"][0]["text"] == f"note {STEERS}"


def test_progress_tells_names_as_they_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with progress("Reading") as job:
        job.step(1, 2, "Reading a[/b].bib")
    assert "a[/b].bib" in capsys.readouterr().err
