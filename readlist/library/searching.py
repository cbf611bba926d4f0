"""Searching: words from the index, facts from the library, the index kept up to date."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from readlist.domain.errors import NotFoundError
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
from readlist.domain.views import (
    IndexState,
    QueryWarning,
    Reason,
    RelatedPaper,
    Scope,
    SearchAnswer,
    Sort,
)
from readlist.jobs.context import JobContext
from readlist.library.searching_index import BEHIND, IndexKeeper
from readlist.search.analysis import Analyser
from readlist.search.marks import snippet, spans
from readlist.storage import Storage, facts_outbox, reads
from readlist.storage.facts import matching, unknown_name
from readlist.storage.facts_like import like
from readlist.storage.facts_orders import in_scope
from readlist.storage.facts_shared import shared, untrashed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from readlist.library.searching_merge import Array, Found, Hits, WordLeaf
    from readlist.search.words import WordSearch

T = TypeVar("T")

_SPARE = 40  # related papers that may turn out to be in the Trash, or less related than others
_KEPT = 64  # answers to facts and orders kept for the next keystroke
_PASTED = 100.0  # the score of a paper whose own address or id was pasted

_BY_SQL = "The search index is being made: plain matching answered."


class Searching:
    """Finds papers and keeps the index. Safe in several threads."""

    def __init__(self, storage: Storage, folder: Path) -> None:
        self._storage = storage
        self._analyser = Analyser()
        self._keeper = IndexKeeper(storage, folder, self._analyser)
        self._local = threading.local()

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
        from readlist.library.searching_merge import merge
        from readlist.library.searching_order import answered

        began = time.perf_counter()
        scope, sort, context = scope or Scope(), sort or Sort(), context or JobContext()
        parsed, root = self._question(query, scope)
        wanted = _unique(leaf for leaf in leaves(root, negated=True))
        ordered, everything = self._ordered(scope, sort, with_trash=_asks_for_trash(wanted))
        size = len(everything)
        words, by_sql = self._words([x for x in wanted if not isinstance(x, Fact)], size, context)
        hits = merge(root, words, lambda fact: self._matching(fact, size), everything)
        context.step()
        if not by_sql:
            hits = self._with_order(hits, _without_begun_letter(parsed.root), size)
        ids, scores = answered(ordered, hits, sort)
        warnings = (*parsed.warnings, *self._unknown_names(wanted))
        if by_sql:
            warnings += (QueryWarning(_BY_SQL, 0, len(query)),)
        return SearchAnswer(
            query=query,
            ids=ids,
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

    def explain(self, query: str, paper_id: int) -> tuple[Reason, ...]:
        """What each word of ``query`` adds to the paper's score, most first.

        Empty when the index cannot be used or nothing that the query asks for is words.
        """
        from readlist.library.searching_more import reasons
        from readlist.search.store import IndexUnusableError

        root = _without_begun_letter(parse(query).root)
        try:
            with self._keeper.store.reading(_go_on) as search:
                return reasons(search, root, paper_id)
        except IndexUnusableError:
            return ()

    def suggest(self, query: str) -> str:
        """The query with misspelt words as they were probably meant; "" when there is nothing to
        mend, or when it would not find more papers."""
        from readlist.library.searching_more import mended_query
        from readlist.search.store import IndexUnusableError

        try:
            with self._keeper.store.reading(_go_on) as search:
                mended = mended_query(search, parse(query))
        except IndexUnusableError:
            return ""
        if not mended or self.find(mended).total <= self.find(query).total:
            return ""
        return mended

    def related(self, paper_id: int, limit: int = 10) -> tuple[RelatedPaper, ...]:
        """The papers most like this one, by the telling words that they share, and by lists and
        tags; those in the Trash left out. Empty while the index cannot be used. NotFoundError."""
        from readlist.library.searching_more import ranked
        from readlist.search.relating import related
        from readlist.search.store import IndexUnusableError

        db = self._storage.read()
        texts = list(facts_outbox.texts(db, [paper_id]))
        if not texts:
            raise NotFoundError(f"There is no paper with the id {paper_id}.")
        title, abstract = texts[0][1]["title"][0], texts[0][1]["abstract"][0]
        try:
            with self._keeper.store.reading(_go_on) as search:
                found = related(search, paper_id, title, abstract, limit + _SPARE)
        except IndexUnusableError:
            return ()
        others = [one.paper for one in found]
        return ranked(found, shared(db, paper_id, others), untrashed(db, others), limit)

    def update(self, context: JobContext | None = None) -> int:
        """Take every change since the last update into the index; the number of papers indexed.

        0 at once when another process or thread is at it. Cancelled leaves the rest for the next
        time. KnownError when the folder cannot be written.
        """
        return self._keeper.update(context or JobContext())

    def tidy(self, context: JobContext | None = None) -> bool:
        """Merge the index's segments where that makes searching quicker; whether anything was done.

        A matter of milliseconds to seconds, in which searching and saving go on; ``update`` waits.
        Cancelled leaves all as it was. KnownError as ``update``.
        """
        return self._keeper.tidy(context or JobContext())

    def rebuild(self, context: JobContext | None = None) -> int:
        """Make the index anew; the number of papers indexed. What was cancelled or killed goes on
        at the next update; meanwhile plain matching answers. KnownError as ``update``."""
        return self._keeper.rebuild(context or JobContext())

    def state(self) -> IndexState:
        """How the index stands to the library."""
        return self._keeper.state()

    def close(self) -> None:
        """Let the index's files go."""
        self._keeper.close()

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
        self, wanted: Sequence[Node], size: int, context: JobContext
    ) -> tuple[Mapping[WordLeaf, Found], bool]:
        """What each leaf of words matches, and whether plain matching had to answer."""
        word_leaves = [leaf for leaf in wanted if isinstance(leaf, Word | Phrase | Pasted)]
        if not word_leaves:
            return {}, False
        from readlist.library.searching_order import flags_of, hits_of_scores, hits_of_words
        from readlist.search.store import IndexUnusableError

        db = self._storage.read()
        papers = facts_outbox.paper_count(db)
        try:
            with self._keeper.store.reading(context.step) as search:
                begun = search.snapshot.papers * 2 < papers  # it is being made
                if not begun and facts_outbox.pending(db) <= BEHIND:
                    found = {leaf: _from_index(search, leaf) for leaf in word_leaves}
                    hits = {leaf: hits_of_words(one, size) for leaf, one in found.items()}
                    return self._with_ids(hits, size), False
        except IndexUnusableError:
            if not papers:
                return {leaf: flags_of((), size) for leaf in word_leaves}, False
            self._keeper.damaged = self._keeper.damaged or self._keeper.store.leftovers()
        plain: dict[WordLeaf, Found] = {}
        for leaf in word_leaves:
            context.step()
            found_plain = like(db, leaf.text.strip(), getattr(leaf, "field", ""))
            plain[leaf] = hits_of_scores(found_plain, size)
        return self._with_ids(plain, size), True

    def _with_order(self, hits: Hits, root: Node, size: int) -> Hits:
        """Add what titles count for that have the query's words in its order."""
        from readlist.library.searching_more import ORDER, words_in_order
        from readlist.library.searching_order import hits_of_words
        from readlist.search.store import IndexUnusableError

        texts, begun = words_in_order(root)
        if len(texts) < 2 or hits.scores is None:
            return hits
        try:
            with self._keeper.store.reading(_go_on) as search:
                extra = hits_of_words(search.in_order(texts, prefix=begun), size)
        except IndexUnusableError:
            return hits
        if extra is None or extra.scores is None:
            return hits
        return hits._replace(scores=hits.scores + ORDER * extra.scores)

    def _with_ids(self, found: dict[WordLeaf, Found], size: int) -> dict[WordLeaf, Found]:
        """Add to pasted ids and addresses the papers that have them."""
        from readlist.library.searching_order import with_bonus

        for leaf, words in found.items():
            if isinstance(leaf, Pasted):
                for field, value in (("arxiv", leaf.arxiv_id), ("doi", leaf.doi)):
                    if value:
                        flags = self._matching(Fact(field, value), size)
                        words = with_bonus(words, flags, _PASTED)  # noqa: PLW2901
                found[leaf] = words
        return found

    def _ordered(self, scope: Scope, sort: Sort, *, with_trash: bool) -> tuple[Array, Array]:
        """The papers of a place in order, and a flag for every number that a paper may have."""

        def ask() -> tuple[Array, Array]:
            import numpy as np

            from readlist.library.searching_order import flagged

            db = self._storage.read()
            ids = np.array(in_scope(db, scope, sort, with_trash=with_trash), np.int64)
            return ids, flagged(ids, facts_outbox.highest_id(db) + 1)

        return self._kept((scope, sort, with_trash), ask)

    def _matching(self, fact: Fact, size: int) -> Array:
        from readlist.library.searching_order import flagged_ids

        return self._kept(
            (fact, size), lambda: flagged_ids(matching(self._storage.read(), fact), size)
        )

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


def _go_on() -> None:
    """What is short is not cancelled."""


def _from_index(search: WordSearch, leaf: WordLeaf) -> Array | None:
    if isinstance(leaf, Phrase):
        return search.phrase(leaf.text, leaf.field, prefix=leaf.prefix)
    if isinstance(leaf, Pasted):
        return search.word(leaf.text)
    if leaf.open and len(leaf.text) == 1 and not leaf.field:
        # All papers have a word with this letter; the titles' words are those that help.
        whole, begun = search.word(leaf.text), search.word(leaf.text, "title", prefix=True)
        if whole is None or begun is None:
            return None
        scores: Array = whole + begun * (whole == 0)
        return scores
    return search.word(leaf.text, leaf.field, prefix=leaf.prefix or leaf.open)


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


def _terms(root: Node) -> tuple[str, ...]:
    """The words, prefixes and phrases to mark, those of excluded parts left out."""
    terms = []
    for leaf in leaves(root):
        if isinstance(leaf, Phrase):
            terms.append(f'"{leaf.text}"' + ("*" if leaf.prefix else ""))
        elif isinstance(leaf, Word) and (not leaf.open or len(leaf.text) > 1):
            terms.append(leaf.text + ("*" if leaf.prefix or leaf.open else ""))
    return tuple(dict.fromkeys(terms))
