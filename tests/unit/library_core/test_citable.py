"""What a citation needs: said of each paper, counted for each list, and sorted by."""

from __future__ import annotations

from readlist.domain.views import Scope, Sort
from tests.unit.library_core.shelf import Shelf


def test_what_papers_lack_agrees_everywhere(shelf: Shelf) -> None:
    library, (whole, undated, nameless, bare) = shelf.library, shelf.ids
    library.papers.edit(whole, authors=["Ada Lovelace"], published="2023")
    library.papers.edit(undated, authors=["{Gemini Team}"], published="")
    library.papers.edit(nameless, authors=[], authors_count=4, published="2023-11-24")
    library.papers.edit(bare, authors=[], published="")
    lacks = {row.id: row.lacks for row in library.papers.rows(shelf.ids)}
    assert lacks == {
        whole: (), undated: ("year",), nameless: ("authors",), bare: ("authors", "year"),
    }  # fmt: skip
    assert list(library.search.find("is:citable").ids) == [whole]
    assert set(library.search.find("missing:authors").ids) == {nameless, bare}
    assert set(library.search.find("missing:year").ids) == {undated, bare}
    facet = next(f for f in library.facets.of(library.search.find("")) if f.name == "citable")
    assert {(one.query, one.count) for one in facet.values} == {
        ("is:citable", 1), ("missing:authors", 2), ("missing:year", 2),
    }  # fmt: skip
    ordered = list(library.search.find("", sort=Sort("citable")).ids)
    assert ordered[0] == whole
    assert ordered[-1] == bare
    assert library.search.find("", sort=Sort("citable", True)).ids[0] == bare


def test_lists_and_figures_count_what_can_be_cited(shelf: Shelf) -> None:
    library, (first, second, third, _) = shelf.library, shelf.ids
    library.lists.create("To cite")
    library.lists.create("Empty")
    to_cite = library.lists.get("To cite").id
    library.lists.add(to_cite, [first, second, third])
    for paper in (first, second):
        library.papers.edit(paper, authors=["Ada Lovelace"], published="2023")
    counts = {one.name: (one.citable, one.papers) for one in library.lists.all()}
    assert counts == {"To cite": (2, 3), "Empty": (0, 0)}
    assert library.stats.collect()["citable"] == 2
    library.papers.trash([second])
    assert library.lists.get("to cite").citable == 1
    assert library.stats.collect()["citable"] == 1
    assert library.search.find("is:citable", scope=Scope("list", str(to_cite))).total == 1
