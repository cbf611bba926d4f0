"""Columns of facts in arrays: which papers have which value of a facet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from readlist.domain.views import Facet, FacetValue
from readlist.library.facets_queries import NameQueries, PageQueries, page_labels
from readlist.library.searching_order import numbers
from readlist.storage import Connection, facts_columns

FacetName = Literal["tag", "year", "status", "citable", "list", "page"]
Ids = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_NO_DATE = "date:none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One facet of all papers. ``papers`` are the ids of the first value's papers, then of the
    second's, and so on; value ``i`` has those of [bounds[i], bounds[i + 1]), each once. ``query``
    gives the words for a value, "" when there are none.
    """

    name: FacetName
    papers: Ids
    bounds: Ids
    labels: Sequence[str]
    query: Callable[[int], str]

    def facet(self, mask: Mask, limit: int) -> Facet:
        """How the papers divide that ``mask`` holds by their ids (it is long enough for all)."""
        before = np.zeros(len(self.papers) + 1, dtype=np.int32)  # how many pairs before each hold
        np.cumsum(mask[self.papers], dtype=np.int32, out=before[1:])
        counts = np.diff(before[self.bounds])
        order = np.flatnonzero(counts)
        found = len(order)
        if self.name != "year":
            order = order[np.argsort(-counts[order], kind="stable")]
        elif found > limit > 0 and self.query(int(order[-1])) == _NO_DATE:
            order = np.append(order[: limit - 1], order[-1:])
        values: list[FacetValue] = []
        for number in map(int, order):
            if len(values) == limit:
                break
            if words := self.query(number):
                label, count = self.labels[number], int(counts[number])
                values.append(FacetValue(label=label, query=words, count=count))
        return Facet(name=self.name, values=tuple(values), others=found - len(values))


def tags(db: Connection) -> Column:
    """By tag; a tag's papers are also those of the tags below it, as a query understands it."""
    found = facts_columns.tags(db)
    branches: defaultdict[str, list[Ids]] = defaultdict(list)
    for one in found:
        papers, parts = _ids([one.papers]), one.key.split("/")
        for depth in range(1, len(parts) + 1):
            branches["/".join(parts[:depth])].append(papers)
    groups = [_union(branches[one.key]) for one in found]
    return _column("tag", groups, [one.name for one in found], NameQueries("tag", found))


def lists(db: Connection) -> Column:
    """By reading list."""
    found = facts_columns.lists(db)
    groups = [_ids([one.papers]) for one in found]
    return _column("list", groups, [one.name for one in found], NameQueries("list", found))


def statuses(db: Connection) -> Column:
    """By how far the reader is."""
    found = _collected(facts_columns.by_status(db))
    names = list(found)
    labels = [name.capitalize() for name in names]
    groups = [_ids(found[name]) for name in names]
    return _column("status", groups, labels, lambda number: f"status:{names[number]}")


def citable(db: Connection) -> Column:
    """By what a citation needs: all is there, or what is lacking; a paper may lack both."""
    every, authored, undated = (_ids([one]) for one in facts_columns.for_citations(db))
    nameless = np.setdiff1d(every, authored, assume_unique=True)
    whole = np.setdiff1d(np.setdiff1d(every, nameless), undated, assume_unique=True)
    queries = ("is:citable", "missing:authors", "missing:year")
    labels = ("Citable", "No authors", "No year")
    return _column("citable", [whole, nameless, undated], labels, queries.__getitem__)


def years(db: Connection) -> Column:
    """By the year of publication: the newest first, papers without a date last."""
    found = _collected((date[:4], papers) for date, papers in facts_columns.by_date(db))
    order = sorted(found, reverse=True)
    labels = [year or "No date" for year in order]
    queries = [f"date:{year}" if year else _NO_DATE for year in order]
    return _column("year", [_ids(found[year]) for year in order], labels, queries.__getitem__)


def pages(db: Connection) -> Column:
    """By imported page; the newest import is first among equals."""
    found = sorted(facts_columns.pages(db), key=lambda page: -page.dump.id)
    groups = [np.unique(_ids([page.papers])) for page in found]
    return _column("page", groups, page_labels([page.dump for page in found]), PageQueries(found))


def _column(
    name: FacetName, groups: Sequence[Ids], labels: Sequence[str], query: Callable[[int], str]
) -> Column:
    sizes = [len(group) for group in groups]
    return Column(
        name=name,
        papers=np.concatenate([_ids([]), *groups]),
        bounds=np.cumsum([0, *sizes]),
        labels=labels,
        query=query,
    )


def _collected(rows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The texts of ids by what stands before them."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for value, papers in rows:
        found[value].append(papers)
    return found


def _ids(texts: Sequence[str]) -> Ids:
    """The numbers of texts that have commas between them."""
    return numbers(",".join(filter(None, texts)))


def _union(groups: Sequence[Ids]) -> Ids:
    return groups[0] if len(groups) == 1 else np.unique(np.concatenate(groups))
