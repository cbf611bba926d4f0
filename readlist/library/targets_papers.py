"""Which papers a target shows, and whether what it shows of them has changed."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from readlist.domain.errors import KnownError, NotFoundError
from readlist.domain.export import ExportOptions, options_of
from readlist.domain.query import Pasted, Phrase, Word, leaves, parse
from readlist.domain.views import Scope, Sort
from readlist.jobs.context import JobContext
from readlist.library.exporting import KEYED
from readlist.storage import Storage, reads, targets
from readlist.storage.facts_orders import in_scope
from readlist.storage.targets import TargetRow

if TYPE_CHECKING:
    from readlist.library.searching import Searching

_QUICK_UPDATE = 500  # papers that are taken into the index on the way
_WHAT = {"list": "reading list", "tag": "tag", "saved": "saved search", "dump": "import"}
_PLACES = {
    "all": "All papers",
    "inbox": "Inbox",
    "starred": "Starred",
    "untagged": "Untagged",
    "trash": "Trash",
}


class IndexBehindError(KnownError):
    """The papers of a query of words cannot be told until the search index is up to date."""


class Shown:
    """The papers of targets, and what changed of them."""

    def __init__(self, storage: Storage, search: Callable[[], Searching]) -> None:
        self._storage = storage
        self._search = search

    def ids(
        self, target: TargetRow, options: ExportOptions, context: JobContext | None = None
    ) -> Sequence[int]:
        """The papers of a target; in the list's own order when that is asked for.

        NotFoundError when its list, tag or search is gone; IndexBehindError.
        """
        found = targets.found_place(self._storage.read(), target)
        if found is None:
            raise NotFoundError(*gone(target))
        scope, _ = found
        by_hand = scope.kind == "list" and options.order == "given"
        sort = Sort("manual" if by_hand else "added")
        if not target.query and scope.kind != "saved":  # as the search does, without loading it
            with_trash = scope.kind == "all" and options.format == "json"  # the library whole
            text = in_scope(self._storage.read(), scope, sort, with_trash=with_trash)
            return [int(one) for one in text.split(",")] if text else []
        return self._found(target, scope, sort, context)

    def _found(
        self, target: TargetRow, scope: Scope, sort: Sort, context: JobContext | None
    ) -> Sequence[int]:
        search = self._search()
        worded = self._has_words(scope, target.query)
        if worded and search.state().pending <= _QUICK_UPDATE:
            search.update(context)
        answer = search.find(target.query, scope=scope, sort=sort, context=context)
        if worded and (answer.by_sql or search.state().state != "current"):
            raise IndexBehindError(
                "The search index is being made, by which this file's papers are found.",
                "Try again when it is done.",
            )
        return answer.ids

    def touched(self, target: TargetRow) -> bool:
        """Whether the library changed, since the target was written, in what it shows.

        True when that cannot be told without rendering it.
        """
        db = self._storage.read()
        if not target.members or not target.mark:
            return True
        if target.mark == targets.mark_of(db):
            return False
        changes = targets.touched_since(db, target.mark)
        if changes is None:
            return True
        options = options_of(target.options)
        try:
            ids = self.ids(target, options)
        except KnownError:
            return True
        if members(ids) != target.members:
            return True
        tables = _tables(options)
        papers = {paper for table, some in changes.items() for paper in some if table in tables}
        return 0 in papers or not papers.isdisjoint(map(int, ids))

    def _has_words(self, scope: Scope, query: str) -> bool:
        queries = [query]
        if scope.kind == "saved":
            saved = reads.saved_searches(self._storage.read())
            queries += [one.query for one in saved if str(one.id) == scope.value]
        return any(
            isinstance(leaf, Word | Phrase | Pasted)
            for text in queries
            for leaf in leaves(parse(text).root, negated=True)
        )


class _Any(frozenset[str]):
    """Every table."""

    def __contains__(self, _: object) -> bool:
        return True


def _tables(options: ExportOptions) -> frozenset[str]:
    """The tables whose changes may show in an export (see ``targets.touched_since``)."""
    if options.format not in KEYED:
        return _Any()
    found = {"paper", "author"}
    if "keywords" in options.fields:
        found |= {"paper_tag", "tag"}
    if "note" in options.fields:
        found.add("note")
    return frozenset(found)


def members(ids: Sequence[int]) -> str:
    """A sum over the papers and their order."""
    return hashlib.sha256(array("q", ids).tobytes()).hexdigest()


def title_of(scope: Scope, name: str, query: str) -> str:
    """A place in words: "Thesis", "All papers: transformer"."""
    place = name or _PLACES.get(scope.kind) or scope.value.capitalize()
    return f"{place}: {query}" if query else place


def gone(target: TargetRow) -> tuple[str, str]:
    """The words for a target whose place is no more, and what to do."""
    what = _WHAT.get(target.scope, "place")
    return (
        f"The {what} “{target.name}” is gone.",
        "Undo its deletion, or stop keeping the file.",
    )
