"""The five seeds, completed offline from files of our making for some of their papers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Cli

# Cited as other programs write them: damaged titles, LaTeX, a journal, other works beside them.
BIB = r"""
@inproceedings{klambauer2017self,
  title = {{SELF}-normalizing neural networks},
  author = {Klambauer, G{\"u}nter and Unterthiner, Thomas and Mayr, Andreas and Hochreiter, Sepp},
  booktitle = {Advances in Neural Information Processing Systems}, volume = {30}, year = 2017,
}
@inproceedings{li2018measuring,
  title = {Measuring the intrinsic dimension of objective landscapes},
  author = {Li, Chunyuan and Farkhoor, Heerad and Liu, Rosanne and Yosinski, Jason},
  booktitle = {International Conference on Learning Representations}, year = 2018,
}
@inproceedings{conde2022,
  title = {{Model-Based} Image Signal Processors via Learnable Dictionaries},
  author = {Conde, Marcos V. and McDonagh, Steven and Maggioni, Matteo and Leonardis, Ales and
    P{\'e}rez-Pellitero, Eduardo},
  booktitle = {Proceedings of the AAAI Conference on Artificial Intelligence}, year = 2022,
}
@misc{soups, title = {Model soups}, author = {Wortsman, Mitchell and others}, year = 2022}
@article{vaswani2017, title = {Attention Is All You Need}, author = {Vaswani, Ashish}, year = 2017}
"""
DOI = "10.1000/soups"


@pytest.fixture
def refs(tmp_path: Path) -> Path:
    path = tmp_path / "refs.bib"
    path.write_text(BIB, encoding="utf-8")
    return path


def exported(cli: Cli) -> str:
    done = cli("export", "--format", "json")
    assert done.status == 0, done.err
    return done.out


def by_title(text: str) -> dict[str, Any]:
    return {paper["title"]: paper for paper in json.loads(text)["papers"]}


def test_some_are_completed_and_the_rest_untouched(seeded: Cli, refs: Path) -> None:
    before = exported(seeded)
    done = seeded("complete", "--from", refs, "--json")
    assert done.status == 0, done.err
    answer = done.json
    assert (answer["matched"], answer["review"], answer["failed"]) == (3, 1, 0)
    assert answer["unmatched"] == len(answer["papers"]) - 4
    found = {one["title"]: one for one in answer["papers"] if one["outcome"] != "unmatched"}
    networks = "Self-Normalizing Neural Networks"
    assert found[networks]["record"]["source"] == "refs.bib line 2"
    (soups,) = {title for title, one in found.items() if one["outcome"] == "review"}
    matched = set(found) - {soups}
    assert found[soups]["candidates"][0]["record"] == "soups"
    after = exported(seeded)
    old, new = by_title(before), by_title(after)
    assert [name["family"] for name in new[networks]["authors"]] == [
        "Klambauer", "Unterthiner", "Mayr", "Hochreiter",
    ]  # fmt: skip
    assert new[networks]["citation_key"] == "klambauer2017self"
    assert {title for title in old if old[title] != new[title]} == matched
    assert all(new[title]["authors"] and new[title]["venue"] for title in matched)
    # Byte for byte: nothing but these papers' lines differs.
    for title in matched:
        changed = json.dumps(new[title], ensure_ascii=False, indent=1)
        was = json.dumps(old[title], ensure_ascii=False, indent=1)
        after = after.replace(_indented(changed), _indented(was))
    assert after == before
    assert seeded("undo").status == 0
    assert exported(seeded) == before


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")


def test_the_doubtful_are_taken_on_request_and_sources_are_shown(seeded: Cli, refs: Path) -> None:
    query = 'title:"model soups"'
    (soups,) = seeded("search", "--json", query).json["papers"]
    refs.with_name("soups.ris").write_text(f"TY  - JOUR\nTI  - Model soups\nDO  - {DOI}\nER  - \n")
    source = ("complete", "--from", refs.with_name("soups.ris"), "--query", query)
    assert "1 doubtful" in seeded(*source).out
    assert seeded(*source, "--accept", "review", "--dry-run", "--json").json["matched"] == 1
    assert seeded("show", "--json", soups["id"]).json["doi"] == ""
    done = seeded(*source, "--accept", "review")
    assert "Complete 1 paper." in done.out
    shown = seeded("show", "--json", soups["id"]).json
    assert (shown["doi"], shown["sources"]["doi"]["source"]) == (DOI, "soups.ris line 1")
    assert "doi: by soups.ris line 1" in seeded("show", soups["id"]).out


def test_what_cannot_be_read_is_told_and_the_rest_is_done(seeded: Cli, refs: Path) -> None:
    refs.write_text(BIB + "\n@misc{broken, title = {", encoding="utf-8")
    done = seeded("complete", "--from", refs, "--from", refs.with_name("none.bib"), "--json")
    assert (done.status, done.json["matched"], done.json["failed"]) == (1, 3, 1)
    last = len(BIB.splitlines()) + 2
    assert done.json["doubtful"][0]["lines"] == [last, last]
    assert "none.bib: It cannot be read" in done.err
    assert f"refs.bib:{last}: BibTeX cannot be read" in done.err
    assert seeded("complete", "--from", refs, "--query", "x", "--ids", "1").status == 2


def test_the_citable_ones_are_found(seeded: Cli, refs: Path) -> None:
    total = seeded("search", "--json", "missing:authors").json["total"]
    assert seeded("search", "--json", "is:citable").json["total"] == 0
    assert seeded("complete", "--from", refs).status == 0
    assert seeded("search", "--json", "missing:authors").json["total"] == total - 3
    citable = seeded("search", "--json", "is:citable").json["papers"]
    assert "Self-Normalizing Neural Networks" in {one["title"] for one in citable}
    assert len(citable) == 3
