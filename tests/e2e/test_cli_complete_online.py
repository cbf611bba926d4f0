"""``readlist complete`` without files: the real command, a real server, recorded answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import SEEDS, Cli
from tests.recorded_services import Recorded, serving, too_many

TITLES = r"""
@misc{attention, title = {Attention Is All You Need}}
@misc{crow, title = {Augmenting large language models with chemistry tools}}
@misc{own, title = {A Title That No Service Knows}}
"""


@pytest.fixture
def recorded() -> Iterator[Recorded]:
    with serving() as running:
        yield running


@pytest.fixture
def online(cli: Cli, recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Three bare titles, and services that are told to be elsewhere."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    bare = tmp_path / "bare.bib"
    bare.write_text(TITLES, encoding="utf-8")
    done = cli("import", bare)
    assert done.status == 0, done.err
    lines = ["[General]", 'geometry=@ByteArray(\\x1\\xd9%"a")', "[lookup]"]
    for key, path in (
        ("hugging_face", "hf"), ("arxiv", "arxiv"), ("semantic_scholar", "s2"),
        ("crossref", "crossref"),
    ):  # fmt: skip
        lines += [f"{key}={recorded.address}/{path}", f"{key}_pause=0"]
    lines.append('email="me@example.org"')
    (tmp_path / "library" / "settings.ini").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return cli


def test_bare_titles_become_citations_and_undo_takes_them_back(
    online: Cli, recorded: Recorded
) -> None:
    before = online("export", "--format", "json").out
    done = online("complete", "--json")
    assert done.status == 0, done.err
    answer = done.json
    counts = {key: answer[key] for key in ("matched", "review", "unmatched", "failed")}
    assert counts == {"matched": 2, "review": 0, "unmatched": 1, "failed": 0}
    announced = done.err.splitlines()[:4]
    assert announced[0] == (f"Hugging Face ({recorded.address}/hf) is sent up to 3 titles.")
    assert [line.partition(" (")[0] for line in announced] == [
        "Hugging Face", "arXiv", "Semantic Scholar", "Crossref",
    ]  # fmt: skip
    found = {paper["title"]: paper["id"] for paper in answer["papers"]}
    shown = online("show", "--json", found["Attention Is All You Need"]).json
    assert [name["family"] for name in shown["authors"]] == [
        "Vaswani", "Shazeer", "Parmar", "Uszkoreit", "Jones", "Gomez", "Kaiser", "Polosukhin",
    ]  # fmt: skip
    assert (shown["published"], shown["arxiv_id"]) == ("2017-06-12", "1706.03762")
    sources = {field: source["source"] for field, source in shown["sources"].items()}
    assert (sources["authors"], sources["venue"]) == ("arXiv", "Semantic Scholar")
    crow = online("show", "--json", found["Augmenting large language models with chemistry tools"])
    assert crow.json["doi"] == "10.1038/s42256-024-00832-8"
    assert crow.json["sources"]["arxiv_id"]["source"] == "Semantic Scholar"
    assert any("mailto:me@example.org" in sender for sender in recorded.senders)
    assert online("undo").status == 0
    assert online("export", "--format", "json").out == before
    # All answers are kept: the same again needs no network.
    recorded.asked.clear()
    assert online("complete", "--offline", "--json").json["matched"] == 2
    assert recorded.asked == []


def test_a_busy_service_is_told_and_the_next_run_asks_the_rest(
    online: Cli, recorded: Recorded
) -> None:
    recorded.forever["/arxiv/"] = too_many(Retry_After="600")
    query = ("--query", 'title:"A Title That No Service Knows"')
    done = online("complete", "--json", *query)
    assert (done.status, done.json["failed"], done.json["unmatched"]) == (1, 1, 0)
    assert "arXiv is busy and asks to wait for 600 seconds." in done.err
    assert done.json["faults"][0]["service"] == "arXiv"
    recorded.asked.clear()
    again = online("complete", *query)
    assert again.status == 1
    assert "0 without a record, 1 not asked everywhere." in again.out
    assert recorded.asked == []  # neither arXiv before its time, nor the others again


def test_offline_sends_nothing(online: Cli, recorded: Recorded) -> None:
    done = online("complete", "--offline", "--json")
    assert (done.status, done.json["failed"]) == (0, 3)
    assert "was not asked this before" in done.err
    assert recorded.asked == []


def test_a_whole_library_is_not_asked_about_by_mistake(online: Cli, recorded: Recorded) -> None:
    assert online("import", *SEEDS).status == 0
    done = online("complete")
    assert done.status == 1
    assert "These are up to 898 requests for all papers of the library" in done.err
    assert "add --yes" in done.err
    assert recorded.asked == []
    # Files and kept answers are no requests.
    assert online("complete", "--offline").status == 0
    assert recorded.asked == []
    recorded.forever["/"] = too_many(Retry_After="600")
    assert online("complete", "--yes", "--json").status == 1
    assert len(recorded.asked) == 3  # each service once; Crossref needs a DOI


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("arxiv=ftp://x", "'ftp://x' is not an address"),
        ("email=me", "'me' is not an e-mail address"),
        ("arxiv=http://localhost\narxiv_pause=soon", "'soon' is not a number of seconds"),
    ],
)
def test_settings_that_cannot_be_are_told(
    online: Cli, tmp_path: Path, line: str, words: str
) -> None:
    (tmp_path / "library" / "settings.ini").write_text(f"[lookup]\n{line}\n", encoding="utf-8")
    done = online("complete")
    assert done.status == 1
    assert words in done.err
    assert "settings.ini" in done.err
    assert len(done.err.splitlines()) == 1
