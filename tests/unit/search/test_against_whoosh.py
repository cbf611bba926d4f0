"""The quick evaluation answers as Whoosh's own does: the same papers, order and scores."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from readlist.domain.query import Node, Not, Phrase, Word, leaves, parse
from readlist.library import Library
from readlist.resources_path import seeds_folder
from tests.bench.queries import searches
from tests.unit.search.whoosh_answers import WhooshAnswers


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The seeds' papers with notes and tags, in several segments with deleted documents."""
    folder = seeds_folder()
    assert folder is not None
    with Library.open(tmp_path_factory.mktemp("compared")) as library:
        for path in sorted(folder.glob("*.txt")):
            parsed, _ = library.importing.read([path])
            library.importing.commit(library.importing.plan(parsed, captured="2024-12-31"))
            library.search.update()
        ids = sorted(library.search.find("").ids)
        library.tags.add(ids[90:100], ["theory/learning", "language models"])
        library.papers.delete(ids[7:12])
        library.search.update()
        library.notes.add(ids[5], "Scaling laws for language models, with GPT-4 and LoRA.")
        library.search.update()
        yield library


@pytest.fixture(scope="module")
def whoosh(seeded: Library) -> Iterator[WhooshAnswers]:
    answers = WhooshAnswers(seeded.folder / "index")
    yield answers
    answers.close()


def asks_for_words(root: Node) -> bool:
    """Whether the query is one that only the index answers, by one rule for all fields."""
    found = list(leaves(root, negated=True))
    first_letter = any(isinstance(x, Word) and x.open and len(x.text) == 1 for x in found)
    words = all(isinstance(x, Word | Phrase) and any(map(str.isalnum, x.text)) for x in found)
    return bool(found) and words and not first_letter and not isinstance(root, Not)


def some(queries: list[str]) -> list[str]:
    """Every third with an operator, a field, a phrase or a hyphen, and every twelfth of the plain
    ones, which are alike."""
    marked = [query for query in queries if set(query) & set('":-*(') or " OR " in query]
    plain = [query for query in queries if query not in marked]
    return [*marked[::3], *plain[::12]]


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_it_answers_as_whoosh_does(seeded: Library, whoosh: WhooshAnswers, every: bool) -> None:
    assert len(list((seeded.folder / "index").glob("*.arrays"))) > 1
    compared = 0
    queries = searches()[0]
    for query in queries if every else some(queries):
        root = parse(query).root
        if not asks_for_words(root):
            continue
        answer = seeded.search.find(query)
        theirs = whoosh.scores(root)
        assert set(answer.ids) == set(theirs), query
        assert dict(answer.scores) == pytest.approx(theirs, rel=1e-5), query
        ranked = [theirs[paper] for paper in answer.ids]
        assert ranked == pytest.approx(sorted(ranked, reverse=True), rel=1e-5), query
        compared += 1
    assert compared >= (300 if every else 50)
