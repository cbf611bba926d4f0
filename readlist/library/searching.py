"""Searching: words from the index, facts from the library, the index kept up to date."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from readlist.domain.errors import KnownError
from readlist.domain.query import (
    And,
    Everything,
    Fact,
    Node,
    Pasted,
    Phrase,
    Query,
    Word,
    leaves,
    parse,
)
from readlist.domain.views import IndexState, QueryWarning, Scope, SearchAnswer, Sort
from readlist.jobs.context import JobContext
from readlist.library.searching_merge import Found, WordLeaf, merge
from readlist.search.analysis import Analyser
from readlist.search.marks import snippet, spans
from readlist.storage import Storage, facts_outbox, reads
from readlist.storage.facts import matching, unknown_name
from readlist.storage.facts_like import like
from readlist.storage.facts_orders import in_scope

if TYPE_CHECKING:
    from readlist.search.store import IndexStore
    from readlist.search.words import WordSearch

T = TypeVar("T")

# Papers that the index may be behind; with more of them plain matching is the better answer.
BEHIND = 500
BATCH = 5000
_KEPT = 64  # answers to facts and orders kept for the next keystroke

_BY_SQL = "The search index is being made: plain matching answered."


class Searching:
    """Finds papers and keeps the index. Safe in several threads."""

    def __init__(self, storage: Storage, folder: Path) -> None:
        self._storage = storage
        self._folder = folder
        self._analyser = Analyser()
        self._updating = threading.Lock()
        self._local = threading.local()
        self._damaged = False

    @cached_property
    def _index(self) -> IndexStore:
        from readlist.search.store import IndexStore

        library = facts_outbox.library_id(self._storage.read())
        return IndexStore(self._folder, library, self._analyser)

    def find(
        self,
        query: str,
        *,
        scope: Scope | None = None,
        sort: Sort | None = None,
        context: JobContext | None = None,
    ) -> SearchAnswer:
        """All papers of ``scope`` that answer ``query``, in the order of ``sort``.

        Never raises on a bad query: what was not understood stands in the answer's warnings. While
        the index cannot be used, plain matching answers (``by_sql``). Raises Cancelled.
        """
        began = time.perf_counter()
        scope, sort, context = scope or Scope(), sort or Sort(), context or JobContext()
        parsed, root = self._question(query, scope)
        wanted = _unique(leaf for leaf in leaves(root, negated=True))
        words, by_sql = self._words([x for x in wanted if not isinstance(x, Fact)], context)
        ordered = self._ordered(scope, sort, with_trash=_asks_for_trash(wanted))
        ids, scores = merge(root, words, self._matching, ordered[1])
        context.step()
        warnings = (*parsed.warnings, *self._unknown_names(wanted))
        if by_sql:
            warnings += (QueryWarning(_BY_SQL, 0, len(query)),)
        return SearchAnswer(
            query=query,
            ids=_in_order(ordered[0], ids, scores, sort),
            scores=scores,
            terms=_terms(parsed.root),
            warnings=warnings,
            elapsed_ms=(time.perf_counter() - began) * 1000,
            by_sql=by_sql,
        )

    def snippet(self, paper_id: int, terms: Sequence[str]) -> str:
        """The passage of the paper's abstract or notes that ``terms`` hit most."""
        found = list(facts_outbox.texts(self._storage.read(), [paper_id]))
        if not found:
            return ""
        fields = found[0][1]
        texts = [*fields["abstract"], *fields.get("notes", ()), *fields.get("comments", ())]
        best = max(texts, key=lambda text: len(spans(self._analyser, text, terms)))
        return snippet(self._analyser, best, terms)

    def spans(self, text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
        """The passages [start, end) of a shown text to mark, in order, without overlaps.

        ``terms`` are those of an answer.
        """
        return spans(self._analyser, text, terms)

    def update(self, context: JobContext | None = None) -> int:
        """Take every change since the last update into the index; the number of papers indexed.

        0 at once when another process or thread is at it. Cancelled leaves the rest for the next
        time. KnownError when the folder cannot be written.
        """
        with _told(), self._updating, self._index.writing() as mine:
            return self._drain(context or JobContext()) if mine else 0

    def rebuild(self, context: JobContext | None = None) -> int:
        """Make the index anew; the number of papers indexed. What was cancelled or killed goes on
        at the next update; meanwhile plain matching answers. KnownError as ``update``."""
        with _told(), self._updating, self._index.writing() as mine:
            if not mine:
                return 0
            facts_outbox.enqueue_all(self._storage)
            self._index.clear()
            return self._drain(context or JobContext())

    @contextmanager
    def hold(self) -> Iterator[bool]:
        """Keep every process from writing the index; False when one is writing it just now."""
        with self._updating, self._index.writing() as mine:
            yield mine

    def state(self) -> IndexState:
        """How the index stands to the library."""
        from readlist.search.store import IndexUnusableError

        db = self._storage.read()
        papers = facts_outbox.paper_count(db)
        if not self._index.exists():
            if self._damaged or self._index.leftovers():
                return IndexState("damaged", 0, papers)
            return IndexState("missing" if papers else "current", 0, papers)
        try:
            held = self._index.papers()
        except IndexUnusableError:
            self._damaged = True
            return IndexState("damaged", 0, papers)
        waiting = facts_outbox.pending(db)
        return IndexState("behind" if waiting else "current", held, waiting)

    def close(self) -> None:
        """Let the index's files go."""
        if "_index" in self.__dict__:
            self._index.close()

    def _question(self, query: str, scope: Scope) -> tuple[Query, Node]:
        """The parsed query, and what is to be answered: a saved search's scope is part of it."""
        parsed = parse(query)
        root = _without_begun_letter(parsed.root)
        if scope.kind == "saved":
            saved = reads.saved_searches(self._storage.read())
            text = next((s.query for s in saved if str(s.id) == scope.value), None)
            base = parse(text + " ").root if text is not None else Fact("id", "0", "range", 0, 0)
            root = base if isinstance(root, Everything) else And((base, root))
        return parsed, root

    def _words(
        self, wanted: Sequence[Node], context: JobContext
    ) -> tuple[Mapping[WordLeaf, Found], bool]:
        """What each leaf of words matches, and whether plain matching had to answer."""
        word_leaves = [leaf for leaf in wanted if isinstance(leaf, Word | Phrase | Pasted)]
        if not word_leaves:
            return {}, False
        from readlist.search.store import IndexUnusableError

        db = self._storage.read()
        papers = facts_outbox.paper_count(db)
        if not papers:
            return dict.fromkeys(word_leaves, frozenset()), False
        try:
            with self._index.reading(context.step) as search:
                begun = search.snapshot.papers * 2 < papers  # it is being made
                if not begun and facts_outbox.pending(db) <= BEHIND:
                    found = {leaf: _from_index(search, leaf) for leaf in word_leaves}
                    return self._with_ids(found), False
        except IndexUnusableError:
            self._damaged = self._damaged or self._index.leftovers()
        plain: dict[WordLeaf, Found] = {}
        for leaf in word_leaves:
            context.step()
            plain[leaf] = like(db, leaf.text.strip(), getattr(leaf, "field", ""))
        return self._with_ids(plain), True

    def _with_ids(self, found: dict[WordLeaf, Found]) -> dict[WordLeaf, Found]:
        """Add to pasted ids and addresses the papers that have them."""
        for leaf, words in found.items():
            if not isinstance(leaf, Pasted):
                continue
            scores = dict(words) if isinstance(words, Mapping) else {}
            for field, value in (("arxiv", leaf.arxiv_id), ("doi", leaf.doi)):
                for paper in self._matching(Fact(field, value)) if value else ():
                    scores[paper] = scores.get(paper, 0.0) + 100.0
            found[leaf] = scores
        return found

    def _ordered(
        self, scope: Scope, sort: Sort, *, with_trash: bool
    ) -> tuple[list[int], AbstractSet[int]]:
        """The papers of a place in order, and as a set."""

        def ask() -> tuple[list[int], AbstractSet[int]]:
            ids = in_scope(self._storage.read(), scope, sort, with_trash=with_trash)
            return ids, frozenset(ids)

        return self._kept((scope, sort, with_trash), ask)

    def _matching(self, fact: Fact) -> AbstractSet[int]:
        return self._kept(fact, lambda: matching(self._storage.read(), fact))

    def _kept(self, key: object, ask: Callable[[], T]) -> T:
        """What ``ask`` says, or said since the library was last changed (in this thread)."""
        db = self._storage.read()
        version = (id(db), db.execute("PRAGMA data_version").fetchone()[0])
        if getattr(self._local, "version", None) != version:
            self._local.version, self._local.answers = version, {}
        answers: dict[object, T] = self._local.answers
        if key not in answers:
            if len(answers) >= _KEPT:
                answers.clear()
            answers[key] = ask()
        return answers[key]

    def _unknown_names(self, wanted: Sequence[Node]) -> Iterator[QueryWarning]:
        db = self._storage.read()
        for leaf in wanted:
            if isinstance(leaf, Fact) and (name := unknown_name(db, leaf)):
                yield QueryWarning(f"There is no {name}.", leaf.start, leaf.end)

    def _drain(self, context: JobContext) -> int:
        """Index batches of the outbox until it is empty; the right to write is ours."""
        if self._index.make():
            facts_outbox.enqueue_all(self._storage)
        self._damaged = False
        done = 0
        total = facts_outbox.pending(self._storage.read())
        while rows := facts_outbox.batch(self._storage.read(), BATCH):
            context.step(done, total, "Indexing")
            done += self._index_batch(rows, partial(self._step, context, done, total))
            facts_outbox.acknowledge(self._storage, rows)
        return done

    @staticmethod
    def _step(context: JobContext, before: int, total: int, number: int) -> None:
        context.step(before + number, max(total, before + number), "Indexing")

    def _index_batch(self, rows: Sequence[tuple[int, int]], step: Callable[[int], None]) -> int:
        ids = [paper for _, paper in rows]
        texts = facts_outbox.texts(self._storage.read(), ids)
        return self._index.put(texts, ids, merge=len(rows) < BATCH, step=step)


def _from_index(search: WordSearch, leaf: WordLeaf) -> Found:
    if isinstance(leaf, Phrase):
        return search.phrase(leaf.text, leaf.field, prefix=leaf.prefix)
    if isinstance(leaf, Pasted):
        return search.word(leaf.text)
    if leaf.open and len(leaf.text) == 1 and not leaf.field:
        # All papers have a word with this letter; the titles' words are those that help.
        return _joined(search.word(leaf.text), search.word(leaf.text, "title", prefix=True))
    return search.word(leaf.text, leaf.field, prefix=leaf.prefix or leaf.open)


@contextmanager
def _told() -> Iterator[None]:
    """A full disk or a folder that is gone or read-only, in the reader's words."""
    try:
        yield
    except OSError as error:
        raise KnownError(
            f"The search index cannot be written: {error.strerror or error}.",
            "Searching goes on without it. Make room, or check the library's folder.",
        ) from error


def _joined(one: Mapping[int, float] | None, two: Mapping[int, float] | None) -> Found:
    return {**(two or {}), **(one or {})}


def _without_begun_letter(root: Node) -> Node:
    """A first letter behind other words restricts nothing yet."""
    last = root.parts[-1] if isinstance(root, And) else None
    if not isinstance(root, And) or not isinstance(last, Word) or last.field or not last.open:
        return root
    if len(last.text) > 1 or not last.text.isascii():
        return root
    return root.parts[0] if len(root.parts) == 2 else And(root.parts[:-1])


def _unique(found: Iterator[Node]) -> list[Node]:
    return list(dict.fromkeys(found))


def _asks_for_trash(wanted: Sequence[Node]) -> bool:
    return any(isinstance(x, Fact) and (x.field, x.value) == ("is", "trashed") for x in wanted)


def _in_order(
    ordered: Sequence[int], ids: AbstractSet[int], scores: Mapping[int, float], sort: Sort
) -> tuple[int, ...]:
    found = [paper for paper in ordered if paper in ids] if len(ids) < len(ordered) else ordered
    if sort.key != "relevance" or not scores:
        return tuple(found)
    score = scores.get
    return tuple(sorted(found, key=lambda paper: score(paper, 0.0), reverse=not sort.descending))


def _terms(root: Node) -> tuple[str, ...]:
    """The words, prefixes and phrases to mark, those of excluded parts left out."""
    terms = []
    for leaf in leaves(root):
        if isinstance(leaf, Phrase):
            terms.append(f'"{leaf.text}"' + ("*" if leaf.prefix else ""))
        elif isinstance(leaf, Word) and (not leaf.open or len(leaf.text) > 1):
            terms.append(leaf.text + ("*" if leaf.prefix or leaf.open else ""))
    return tuple(dict.fromkeys(terms))
