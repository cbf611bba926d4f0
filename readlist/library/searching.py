"""Searching: words from the index, facts from the library, the index kept up to date."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

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
from readlist.library.apart import MANY, run_apart
from readlist.library.searching_index import IndexKeeper
from readlist.search.analysis import Analyser
from readlist.search.marks import snippet, spans
from readlist.storage import Storage, facts_outbox, reads
from readlist.storage.facts import matching, unknown_name
from readlist.storage.facts_like import like
from readlist.storage.facts_orders import in_scope
from readlist.storage.facts_shared import shared, untrashed

if TYPE_CHECKING:
    from readlist.library.searching_merge import Array, Found, Hits, WordLeaf
    from readlist.search.words import WordSearch

T = TypeVar("T")

_SPARE = 40  # related papers that may turn out to be in the Trash, or less related than others
BEHIND = 500  # papers waiting to be indexed, from which on an answer says so
_KEPT = 64  # answers to facts and orders kept for the next keystroke
_SHOWN = 100_000  # characters of a text in which passages are looked for
_LONGEST_MENDED = 300  # characters of a query; a longer one was pasted

_BEHIND = "{:,} papers wait to be taken into the search index: plain matching found them."
_BEGUN = "The search index is being made: plain matching answered."
_DAMAGED = "The search index is damaged: plain matching answered."
_MISSING = "There is no search index yet: plain matching answered."


class Searching:
    """Finds papers and keeps the index. Safe in several threads."""

    def __init__(self, storage: Storage, folder: Path) -> None:
        self._storage = storage
        self._folder = folder
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
        from readlist.library.searching_merge import merge, words_in_order
        from readlist.library.searching_order import answered

        began = time.perf_counter()
        scope, sort, context = scope or Scope(), sort or Sort(), context or JobContext()
        parsed, root = self._question(query, scope)
        wanted = _unique(leaf for leaf in leaves(root, negated=True))
        ordered, everything = self._ordered(scope, sort, with_trash=_asks_for_trash(wanted))
        size = len(everything)

        def merged(words: Callable[[WordLeaf], Found]) -> Hits:
            return merge(root, words, lambda fact: self._matching(fact, size), everything)

        in_order = words_in_order(_without_begun_letter(parsed.root))
        hits, by_sql, told = self._hits(merged, wanted, in_order, size, context)
        context.step()
        ids, scores = answered(ordered, hits, sort)
        return SearchAnswer(
            query=query,
            ids=ids,
            scores=scores,
            terms=_terms(parsed.root),
            warnings=(*parsed.warnings, *self._unknown_names(wanted)),
            elapsed_ms=(time.perf_counter() - began) * 1000,
            by_sql=by_sql,
            notice=told,
        )

    def snippet(self, paper_id: int, terms: Sequence[str]) -> str:
        """The passage of the paper's abstract or notes that ``terms`` hit most."""
        found = list(facts_outbox.texts(self._storage.read(), [paper_id]))
        if not found:
            return ""
        fields = found[0][1]
        texts = [*fields["abstract"], *fields.get("notes", ()), *fields.get("comments", ())]
        if len(texts) > 1:
            texts.sort(key=lambda text: -len(spans(self._analyser, text[:_SHOWN], terms)))
        return snippet(self._analyser, texts[0], terms)

    def spans(self, text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
        """The passages [start, end) of a shown text to mark, in order, without overlaps.

        ``terms`` are those of an answer.
        """
        return spans(self._analyser, text, terms)

    def explain(
        self, query: str, paper_id: int, *, scope: Scope | None = None
    ) -> tuple[Reason, ...]:
        """What each word of ``query`` adds to the paper's score in ``scope``, most first: together
        the score that ``find`` gives it.

        Empty when the index cannot be used, when nothing that the query asks for is words, and for
        a paper that it does not match or that waits to be indexed.
        """
        from readlist.library.searching_merge import words_in_order
        from readlist.library.searching_more import reasons
        from readlist.search.store import IndexUnusableError

        parsed, root = self._question(query, scope or Scope())
        in_order = words_in_order(_without_begun_letter(parsed.root))
        size = max(paper_id, facts_outbox.highest_id(self._storage.read())) + 1

        def holds(fact: Fact) -> bool:
            return bool(self._matching(fact, size)[paper_id])

        try:
            with self._keeper.store.reading(_go_on) as search:
                return reasons(search, root, in_order, paper_id, holds)
        except IndexUnusableError:
            return ()

    def suggest(self, query: str) -> str:
        """The query with misspelt words as they were probably meant; "" when there is nothing to
        mend, or when it would not find more papers. A text of many words was pasted, not typed:
        it stays as it is."""
        from readlist.library.searching_more import mended_query
        from readlist.search.store import IndexUnusableError

        if len(query) > _LONGEST_MENDED:
            return ""
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
        asked = limit + _SPARE
        while True:
            try:
                with self._keeper.store.reading(_go_on) as search:
                    found = related(search, paper_id, title, abstract, asked)
            except IndexUnusableError:
                return ()
            others = [one.paper for one in found]
            alive = untrashed(db, others)
            if len(alive) >= limit or len(found) < asked:
                return ranked(found, shared(db, paper_id, others), alive, limit)
            asked *= 8  # the Trash holds most of the best

    def update(self, context: JobContext | None = None, *, apart: bool = False) -> int:
        """Take every change since the last update into the index; the number of papers indexed.

        With ``apart`` many changes are taken in by a process of its own, so that they do not take
        the interpreter from this one.

        0 at once when another process or thread is at it. Cancelled leaves the rest for the next
        time. KnownError when the folder cannot be written.
        """
        context = context or JobContext()
        many = apart and facts_outbox.pending(self._storage.read()) > MANY
        done = self._apart(["--changes"], context) if many else None
        return self._keeper.update(context) if done is None else done

    def tidy(self, context: JobContext | None = None, *, apart: bool = False) -> bool:
        """Merge the index's segments where that makes searching quicker; whether anything was done.
        ``apart`` as for ``update``.

        A matter of milliseconds to seconds, in which searching and saving go on; ``update`` waits.
        Cancelled leaves all as it was. KnownError as ``update``.
        """
        context = context or JobContext()
        if not self._keeper.untidy():
            return False
        if apart and run_apart(self._folder, ["reindex", "--tidy"], context) is not None:
            return True
        return self._keeper.tidy(context)

    def rebuild(self, context: JobContext | None = None, *, apart: bool = False) -> int:
        """Make the index anew; the number of papers indexed. What was cancelled or killed goes on
        at the next update; meanwhile the old index answers, or plain matching when there is none.
        KnownError as ``update``, and when another process is writing the index."""
        context = context or JobContext()
        many = apart and facts_outbox.paper_count(self._storage.read()) > MANY
        done = self._apart([], context) if many else None
        return self._keeper.rebuild(context) if done is None else done

    def _apart(self, options: Sequence[str], context: JobContext) -> int | None:
        """See ``run_apart``. A process that takes papers in has mended the index."""
        papers = run_apart(self._folder, ["reindex", *options], context)
        if papers is not None:
            self._keeper.damaged = False
        return papers

    def check(self) -> IndexState:
        """How the index stands to the library when every byte of it is read and its papers are
        compared with the library's. A damaged one is marked so: the next update makes it anew."""
        return self._keeper.check()

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

    def _hits(
        self,
        merged: Callable[[Callable[[WordLeaf], Found]], Hits],
        wanted: Sequence[Node],
        in_order: tuple[list[str], bool],
        size: int,
        context: JobContext,
    ) -> tuple[Hits, bool, str]:
        """What is ``merged`` of what each leaf of words matches, whether plain matching had to
        answer, and what to tell.

        Papers that wait to be indexed are matched plainly, too: the index knows what they were.
        """
        from readlist.library.searching_order import (
            hits_of_scores,
            hits_of_words,
            with_order,
            with_others,
        )
        from readlist.search.store import IndexUnusableError

        word_leaves = [leaf for leaf in wanted if isinstance(leaf, Word | Phrase | Pasted)]
        db = self._storage.read()
        papers = self._kept("papers", lambda: facts_outbox.paper_count(db))
        if not word_leaves or not papers:
            return merged(lambda _: hits_of_scores({}, size)), False, ""
        # Before the index is opened: what leaves the outbox meanwhile is in the index then.
        waiting = facts_outbox.pending(db)
        plain = self._plain(word_leaves, size, context, waiting=True) if waiting else {}
        told = _BEGUN
        try:
            with self._keeper.store.reading(context.step) as search:

                def words(leaf: WordLeaf) -> Found:
                    found = hits_of_words(_from_index(search, leaf), size)
                    found = with_others(found, plain[leaf]) if waiting else found
                    return self._with_ids(leaf, found, size)

                if search.snapshot.papers * 2 >= papers:  # else it is being made
                    hits = with_order(search, merged(words), in_order)
                    return hits, False, _BEHIND.format(waiting) if waiting > BEHIND else ""
        except IndexUnusableError:
            self._keeper.damaged = self._keeper.damaged or self._keeper.store.leftovers()
            told = _DAMAGED if self._keeper.damaged else _MISSING
        plain = self._plain(word_leaves, size, context)
        return merged(lambda leaf: self._with_ids(leaf, plain[leaf], size)), True, told

    def _plain(
        self,
        word_leaves: Sequence[WordLeaf],
        size: int,
        context: JobContext,
        *,
        waiting: bool = False,
    ) -> dict[WordLeaf, Hits]:
        """What each leaf matches letter by letter, in papers that wait to be indexed or in all."""
        from readlist.library.searching_order import hits_of_scores

        answers = self._answers()
        texts = {leaf: (leaf.text.strip(), getattr(leaf, "field", "")) for leaf in word_leaves}
        keys = {text: ("like", text, waiting) for text in texts.values()}
        asked = [text for text, key in keys.items() if key not in answers]
        if len(answers) + len(asked) > _KEPT:
            answers.clear()
            asked = list(keys)
        if asked:
            db = self._storage.read()
            found = like(db, asked, waiting=waiting, step=context.step)
            answers |= {keys[text]: one for text, one in zip(asked, found, strict=True)}
        return {leaf: hits_of_scores(answers[keys[text]], size) for leaf, text in texts.items()}

    def _with_ids(self, leaf: WordLeaf, found: Found, size: int) -> Found:
        """Add to a pasted id or address the papers that have it."""
        from readlist.library.searching_merge import PASTED, pasted_facts
        from readlist.library.searching_order import with_bonus

        if isinstance(leaf, Pasted):
            for fact in pasted_facts(leaf):
                found = with_bonus(found, self._matching(fact, size), PASTED)
        return found

    def _ordered(self, scope: Scope, sort: Sort, *, with_trash: bool) -> tuple[Array, Array]:
        """The papers of a place in order, and a flag for every number that a paper may have."""

        def ask() -> tuple[Array, Array]:
            from readlist.library.searching_order import flagged, numbers

            db = self._storage.read()
            ids = numbers(in_scope(db, scope, sort, with_trash=with_trash))
            return ids, flagged(ids, facts_outbox.highest_id(db) + 1)

        return self._kept((scope, sort, with_trash), ask)

    def _matching(self, fact: Fact, size: int) -> Array:
        from readlist.library.searching_order import flagged, numbers

        return self._kept(
            (fact, size), lambda: flagged(numbers(matching(self._storage.read(), fact)), size)
        )

    def _kept(self, key: object, ask: Callable[[], T]) -> T:
        """What ``ask`` says, or said since the library was last changed (in this thread)."""
        answers: dict[object, T] = self._answers()
        if key not in answers:
            if len(answers) >= _KEPT:
                answers.clear()
            answers[key] = ask()
        return answers[key]

    def _answers(self) -> dict[Any, Any]:
        """What was asked since the library was last changed (in this thread), with the answers."""
        db = self._storage.read()
        version = (id(db), db.execute("PRAGMA data_version").fetchone()[0])
        if getattr(self._local, "version", None) != version:
            self._local.version, self._local.answers = version, {}
        answers: dict[Any, Any] = self._local.answers
        return answers

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
