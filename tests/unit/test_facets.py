"""How an answer divides: every count is what the value's own query finds."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.domain.papers import Status
from readlist.domain.query import Fact, parse
from readlist.domain.views import Facet, Scope, SearchAnswer
from readlist.jobs.context import Cancelled, JobContext
from readlist.library import Library
from readlist.library.facets_queries import NameQueries
from readlist.storage import facts_columns
from readlist.storage.facts_columns import Named
from readlist.storage.text import name_key
from tests.unit.test_searching import import_seeds

NAMES = (
    "theory", "theory/Learning", "theory/learning/deep", "theory of mind", "theoretic", "To read",
    "none", "Any", "a*", "ab", 'say "hi"', 'say "no"', "“curly” first", "left (right)", "100%_x",
    "back\\slash", "-minus", "OR", "tag:x", "深度学习", "straße", "STRASSEN", "x:y", "É",
    "only/below", "zeta*",
)  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The papers of the seeds, marked at random with names that are hard to write."""
    chance = random.Random(5)  # noqa: S311 - for repeatable marks, not for secrets
    with Library.open(tmp_path_factory.mktemp("facets")) as opened:
        ids = sorted(import_seeds(opened))
        for name in NAMES:
            opened.tags.add(chance.sample(ids, chance.randint(1, 60)), [name])
            opened.lists.create(name)
            members = chance.sample(ids, chance.randint(1, 60))
            opened.lists.add(opened.lists.get(name).id, members)
        for status in Status:
            opened.papers.set_status(chance.sample(ids, 25), status)
        for one in chance.sample(ids, 30):
            opened.papers.edit(one, published=chance.choice(["", "1987", "2021-03", "2021-12-31"]))
        opened.papers.trash(chance.sample(ids, 12))
        opened.search.update()
        yield opened


def by_name(facets: tuple[Facet, ...]) -> dict[str, Facet]:
    return {facet.name: facet for facet in facets}


@pytest.mark.parametrize("query", ["", "model ", "status:inbox ", "nothing-has-this "])
@pytest.mark.parametrize("scope", [Scope(), Scope("trash"), Scope("tag", "theory")])
def test_counts_are_what_the_values_find(library: Library, query: str, scope: Scope) -> None:
    answer = library.search.find(query, scope=scope)
    facets = library.facets.of(answer, limit=100)
    assert [facet.name for facet in facets] == ["tag", "year", "status", "citable", "list", "page"]
    for value in [value for facet in facets for value in facet.values]:
        for text in (f"{query}{value.query}", f"{value.query} {query}"):
            found = library.search.find(text, scope=scope)
            assert (found.total, found.warnings) == (value.count, ()), text
        excluded = library.search.find(f"{query}-{value.query}", scope=scope)
        assert excluded.total == answer.total - value.count
        assert value.count > 0


def test_a_value_before_a_word_that_is_being_typed_keeps_its_count(library: Library) -> None:
    answer = library.search.find("transf")
    values = [value for facet in library.facets.of(answer) for value in facet.values]
    assert values
    for value in values:
        assert library.search.find(f"{value.query} transf").total == value.count


def test_each_facet_counts_every_paper(library: Library) -> None:
    answer = library.search.find("")
    facets = by_name(library.facets.of(answer, limit=100))
    papers = [library.papers.get(one) for one in answer.ids]
    assert {v.label: v.count for v in facets["status"].values} == Counter(
        str(paper.status).capitalize() for paper in papers
    )
    assert {v.label: v.count for v in facets["year"].values} == Counter(
        str(paper.bib.published)[:4] if paper.bib.published else "No date" for paper in papers
    )
    lists = Counter(one.name for paper in papers for one in paper.lists)
    shown = {v.label: v.count for v in facets["list"].values}
    # No query means a name that ends with a star when another begins with what is before it.
    assert set(lists) - set(shown) == {"a*"}
    assert shown.items() <= lists.items()
    assert facets["list"].others == 1
    assert sum(v.count for v in facets["page"].values) >= answer.total
    theory = next(v for v in facets["tag"].values if v.label == "theory")
    below = [p for p in papers if any(f"{t.name}/".startswith("theory/") for t in p.tags)]
    assert theory.count == len(below)


def test_order_and_limit(library: Library) -> None:
    answer = library.search.find("")
    whole, cut = (by_name(library.facets.of(answer, limit=limit)) for limit in (100, 2))
    for name in ("tag", "status", "list", "page"):
        values = whole[name].values
        assert values == tuple(sorted(values, key=lambda value: -value.count))
        assert cut[name].values == values[:2]
        assert cut[name].others == whole[name].others + len(values) - 2
    years = [value.label for value in whole["year"].values]
    assert years == [*sorted(years[:-1], reverse=True), "No date"]
    assert [value.label for value in cut["year"].values] == [years[0], "No date"]


def test_changes_are_seen_and_only_they_are_read_anew(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    for name in ("by_status", "by_date", "tags", "lists", "pages"):
        original = getattr(facts_columns, name)

        def noted(db: Connection, name: str = name, original: Any = original) -> Any:  # noqa: ANN401
            read.append(name)
            return original(db)

        monkeypatch.setattr(facts_columns, name, noted)

    def after() -> tuple[dict[str, Facet], list[str]]:
        read.clear()
        found = by_name(library.facets.of(library.search.find("")))
        return found, list(read)

    before, _ = after()
    one, two = library.search.find("").ids[:2]
    library.papers.star([one], True)
    library.notes.add(one, "A note.")
    library.search.update()
    assert after() == (before, [])
    library.tags.add([one, two], ["brand new"])
    facets, again = after()
    assert again == ["tags"]
    assert ("brand new", 2) not in [(v.label, v.count) for v in facets["tag"].values]
    library.tags.add(library.search.find("").ids, ["brand new"])
    assert after()[0]["tag"].values[0].label == "brand new"
    library.papers.edit(one, published="2031")
    facets, again = after()
    assert again == ["by_date", "by_status"]
    assert facets["year"].values[0].query == "date:2031"
    for _ in range(3):
        library.history.undo()
    library.papers.star([one], False)  # drops what could be redone from the log
    facets, again = after()
    assert again == ["tags", "by_date", "by_status", "lists", "pages"]
    assert facets == before


def test_no_papers_and_unknown_papers(library: Library, empty_library: bytes) -> None:
    assert empty_library
    for ids in ((), (10**6,)):
        facets = library.facets.of(SearchAnswer(query="", ids=ids))
        assert [facet.values for facet in facets] == [()] * 6


def test_cancelling(library: Library) -> None:
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        library.facets.of(library.search.find(""), context=context)
    assert library.facets.of(library.search.find(""))[2].values


def test_an_empty_library(tmp_path: Path) -> None:
    with Library.open(tmp_path) as empty:
        assert [facet.values for facet in empty.facets.of(empty.search.find(""))] == [()] * 6


@given(st.lists(st.text(min_size=1, max_size=6).map(lambda t: " ".join(t.split())), max_size=8))
def test_a_name_is_written_so_that_it_is_read_as_that_name(names: list[str]) -> None:
    unique = {name_key(name): name for name in names if name}
    rows = [Named(unique[key], key, "") for key in sorted(unique)]
    queries = NameQueries("list", rows)
    for number, row in enumerate(rows):
        text = queries(number)
        if not text:
            continue
        fact = parse(text).root
        assert isinstance(fact, Fact)
        assert (fact.field, fact.test) == ("list", "name")
        key = name_key(" ".join(fact.value.split()))
        if fact.open or key.endswith("*"):
            assert [one.key for one in rows if one.key.startswith(key.rstrip("*"))] == [row.key]
        else:
            assert key == row.key
