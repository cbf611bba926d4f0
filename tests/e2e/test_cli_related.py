"""Papers like one, from the command line."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Cli


def test_related_papers_are_listed_with_what_they_share(seeded: Cli) -> None:
    found = seeded("related", 1, "--limit", 4, "--json")
    assert found.status == 0, found.err
    document = found.json
    assert document["id"] == 1
    assert document["title"] == seeded("show", 1, "--json").json["title"]
    papers = document["papers"]
    assert len(papers) == 4
    assert all(set(paper) == {"id", "title", "score", "terms"} for paper in papers)
    assert all(paper["title"] and paper["terms"] for paper in papers)
    scores = [paper["score"] for paper in papers]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert 1 not in {paper["id"] for paper in papers}

    lines = seeded("related", 1, "--limit", 4).out.splitlines()
    assert lines[0].split("\t") == ["id", "score", "title", "shared"]
    assert [line.split("\t")[0] for line in lines[1:]] == [str(paper["id"]) for paper in papers]


def test_a_paper_that_is_not_there_is_a_known_error(seeded: Cli) -> None:
    missing = seeded("related", 4711, "--json")
    assert missing.status == 1
    assert missing.out == ""
    assert missing.err == "readlist: There is no paper with the id 4711.\n"
    assert seeded("related", "one").status == 2


def test_without_an_index_it_says_what_to_do(seeded: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readlist.cli.related.QUICK_UPDATE", 100)  # papers; the library has 220
    told = seeded("related", 1, "--json")
    assert (told.status, told.json["papers"]) == (0, [])
    assert "readlist reindex" in told.err
